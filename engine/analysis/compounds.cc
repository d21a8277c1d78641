#include "analysis/compounds.h"

#include <algorithm>
#include <array>

#include "analysis/apostrophes.h"
#include "analysis/capital_words.h"
#include "base/ascii.h"
#include "base/limits.h"
#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

bool has_letter(std::string_view term) {
  return std::any_of(term.begin(), term.end(), [](char c) { return c < '0' || c > '9'; });
}

void hand_out(std::string_view term, std::uint32_t position, std::size_t begin, std::size_t end, TokenSink& sink) {
  sink.token(term, position, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
}

bool is_assimilated_article(std::string_view word) {
  static constexpr std::array<std::string_view, 9> kAssimilated = {"ad", "an",  "ar", "as", "ash",
                                                                   "at", "ath", "az", "adh"};
  return std::find(kAssimilated.begin(), kAssimilated.end(), word) != kAssimilated.end();
}

}  // namespace

bool is_hyphen(char32_t code_point) {
  return code_point == U'-' || code_point == 0x2010 || code_point == 0x2011 || code_point == 0xFE63 ||
         code_point == 0xFF0D;
}

bool is_percent_sign(char32_t code_point) {
  return code_point == U'%' || code_point == 0x066A || code_point == 0xFE6A || code_point == 0xFF05;
}

bool undot(std::string& term) {
  if (term.size() < 3 || term.find('.') == std::string::npos) return false;
  std::string letters;
  const char* const end = term.data() + term.size();
  for (const char* at = term.data();;) {
    const Utf8Char letter = decode_utf8(at, end);
    if (!is_alphabetic(letter.code_point)) return false;
    letters.append(at, letter.length);
    at += letter.length;
    if (at == end) break;
    if (*at != '.') return false;
    ++at;
    if (at == end) return false;
  }
  term = std::move(letters);
  return true;
}

bool is_article(std::string_view word, std::string_view noun) {
  if (noun.size() < 2) return false;
  return word == "al" || word == "el" || (is_assimilated_article(word) && noun.starts_with(word.substr(1)));
}

bool is_article_of_begun(std::string_view word, std::string_view letter) {
  if (letter.size() != 1) return false;
  return word == "al" || word == "el" || (is_assimilated_article(word) && word[1] == letter[0]);
}

void CompoundWriter::add(std::string_view term, std::size_t begin, std::size_t end) {
  if (term.empty()) return;
  if (count_ == words_.size()) words_.emplace_back();
  Word& word = words_[count_++];
  word.term.assign(term);
  word.begin = begin;
  word.end = end;
  word.is_dotted = undot(word.term);
}

// The dot behind the last letter of an acronym is no part of the word: "U.S.-led".
bool CompoundWriter::is_joined(std::string_view text, const Word& word, const Word& next) const {
  std::size_t at = word.end;
  if (word.is_dotted && at < text.size() && text[at] == '.') ++at;
  if (at >= next.begin) return false;
  const Utf8Char between = decode_utf8(text.data() + at, text.data() + text.size());
  return between.is_valid && is_hyphen(between.code_point) && at + between.length == next.begin;
}

// UAX #29 takes the last dot of an acronym for its end: the s of "U.N.'s" is a word of its own.
bool CompoundWriter::is_possessive(std::string_view text, const Word& acronym, const Word& word) const {
  if (!acronym.is_dotted || word.term != "s" || acronym.end + 1 >= word.begin || text[acronym.end] != '.') return false;
  const Utf8Char mark = decode_utf8(text.data() + acronym.end + 1, text.data() + word.begin);
  return mark.is_valid && acronym.end + 1 + mark.length == word.begin && is_apostrophe(mark.code_point);
}

std::uint32_t CompoundWriter::write(std::string_view text, std::uint32_t position, TokenSink& sink) {
  for (std::size_t i = 0; i < count_;) {
    if (tells_capitals_ && i > 0 && is_possessive(text, words_[i - 1], words_[i])) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < count_ && is_joined(text, words_[end - 1], words_[end])) ++end;
    if (end == i + 1) {
      write_word(text, words_[i], position++, sink);
    } else {
      position = write_compound(text, std::span(words_).subspan(i, end - i), position, sink);
    }
    if (tells_percents_) position = write_percent(text, words_[end - 1], position, sink);
    i = end;
  }
  return position;
}

void CompoundWriter::write_word(std::string_view text, const Word& word, std::uint32_t position,
                                TokenSink& sink) const {
  hand_out(word.term, position, word.begin, word.end, sink);
  if (!tells_capitals_) return;
  const std::string_view capitals = capital_word(text.substr(word.begin, word.end - word.begin), word.term);
  if (!capitals.empty()) hand_out(capitals, position, word.begin, word.end, sink);
}

std::uint32_t CompoundWriter::write_percent(std::string_view text, const Word& word, std::uint32_t position,
                                            TokenSink& sink) const {
  if (word.end >= text.size() || !is_ascii_digit(word.term.back())) return position;
  const Utf8Char sign = decode_utf8(text.data() + word.end, text.data() + text.size());
  if (!sign.is_valid || !is_percent_sign(sign.code_point)) return position;
  hand_out("percent", position, word.end, word.end + sign.length, sink);
  return position + 1;
}

std::uint32_t CompoundWriter::write_compound(std::string_view text, std::span<const Word> words, std::uint32_t position,
                                             TokenSink& sink) {
  joined_.clear();
  if (words.size() <= kJoinedParts) {
    for (const Word& word : words) joined_ += word.term;
    if (joined_.size() > limits::kTokenBytes || !has_letter(joined_)) joined_.clear();
  }
  const std::size_t begin = words.front().begin;
  const std::size_t end = words.back().end;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_first = i == 0;
    write_word(text, words[i], position, sink);
    bool is_whole = false;
    if (i + 1 < words.size() && is_article(words[i].term, words[i + 1].term)) {
      const Word& noun = words[++i];
      hand_out(noun.term, position, noun.begin, noun.end, sink);
      with_article_.assign(words[i - 1].term).append(noun.term);
      if (with_article_.size() <= limits::kTokenBytes) {
        hand_out(with_article_, position, words[i - 1].begin, noun.end, sink);
      }
      is_whole = words.size() == 2;
    }
    const bool is_last = i + 1 == words.size();
    if ((is_first || is_last) && !is_whole && !joined_.empty()) hand_out(joined_, position, begin, end, sink);
    ++position;
  }
  return position;
}

}  // namespace riffle
