#include "analysis/english_analyzer.h"

#include <algorithm>
#include <utility>

#include "analysis/acronyms.h"
#include "analysis/capital_words.h"
#include "analysis/counted_words.h"
#include "analysis/english_compounds.h"
#include "analysis/number_spellings.h"
#include "analysis/short_forms.h"
#include "base/ascii.h"
#include "base/errors.h"
#include "base/limits.h"
#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// ASCII characters between words that UAX #29, the apostrophe rule or a compound may join them with.
constexpr bool may_join(char c) { return c == '\'' || c == '`' || c == '.' || c == ',' || c == ';' || c == '-'; }

}  // namespace

struct EnglishAnalyzer::Output {
  TokenSink& sink;
  std::uint32_t position = 0;
  /// Tokens that end here or before are out already.
  std::size_t after = 0;

  void token(std::string_view term, std::size_t begin, std::size_t end) {
    sink.token(term, position++, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  }

  /// Beside the token before.
  void capitals(std::string_view written, std::string_view term, std::size_t begin, std::size_t end) {
    const std::string_view capitals = capital_word(written, term);
    if (capitals.empty()) return;
    sink.token(capitals, position - 1, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  }
};

Result<std::unique_ptr<BuiltInAnalyzer>> EnglishAnalyzer::open(std::uint32_t version) {
  auto words = UnicodeWords::open();
  if (words == nullptr) return make_error(ErrorCode::kOutOfMemory, "analyzer english: no word rules from ICU");
  auto stemmer = EnglishStemmer::open();
  if (stemmer == nullptr) return make_error(ErrorCode::kOutOfMemory, "analyzer english: no Snowball stemmer");
  return std::unique_ptr<BuiltInAnalyzer>(new EnglishAnalyzer(version, std::move(words), std::move(stemmer)));
}

EnglishAnalyzer::EnglishAnalyzer(std::uint32_t version, std::unique_ptr<UnicodeWords> words,
                                 std::unique_ptr<EnglishStemmer> stemmer)
    : version_(version), unicode_words_(std::move(words)), stemmer_(std::move(stemmer)) {
  if (version < 3) return;
  unicode_words_->pair_cjk();
  compounds_.tell_capitals();
  if (version < 4) return;
  unicode_words_->fold_all_digits();
  common_words_.fold_all_digits();
  compounds_.tell_percents();
}

std::uint32_t EnglishAnalyzer::analyze_reference(std::string_view text, TokenSink& sink) {
  Output output{sink};
  for (std::size_t at = 0; at < text.size();) {
    at = is_ascii_space(text[at]) ? at + 1 : analyze_piece_reference(text, at, output);
  }
  return output.position;
}

std::size_t EnglishAnalyzer::analyze_piece_reference(std::string_view text, std::size_t begin, Output& output) {
  const std::size_t end = unicode_words_->read_piece(text, begin);
  compounds_.begin();
  for (const UnicodeWords::Word& word : unicode_words_->words()) {
    if (word.end <= output.after) continue;
    const std::string_view term = cut_utf8(unicode_words_->fold(word), limits::kTokenBytes);
    if (version_ > 1) {
      compounds_.add(term, word.begin, word.end);
    } else if (!term.empty()) {
      output.token(stemmer_->stem_reference(term), word.begin, word.end);
    }
  }
  output.position = compounds_.write(text, output.position, output.sink);
  return end;
}

std::uint32_t EnglishAnalyzer::analyze(std::string_view text, TokenSink& sink) {
  Output output{sink};
  std::size_t base = 0;
  while (base < text.size()) {
    const std::size_t size = chunk_.read(text.substr(base));
    if (size > 0) {
      analyze_chunk(text, base, size, output);
      base += size;
    } else {
      base = analyze_piece_reference(text, base, output);
    }
  }
  return output.position;
}

void EnglishAnalyzer::analyze_chunk(std::string_view text, std::size_t base, std::size_t size, Output& output) {
  const char* const lower = chunk_.lower();
  const auto runs = chunk_.runs();
  for (std::size_t i = 0; i < runs.size();) {
    const std::size_t begin = runs[i].begin;
    const std::size_t end = runs[i].end;
    const bool next_is_near = i + 1 < runs.size() && runs[i + 1].begin == end + 1 && may_join(lower[end]);
    // A word behind the hyphen may begin with what is no run: an underscore, or a sign with a mark.
    const bool is_hyphenated = lower[end] == '-' && end + 1 < size && !is_ascii_space(lower[end + 1]);
    const bool is_percent = version_ > 3 && lower[end] == '%' && is_ascii_digit(lower[end - 1]);
    if (!next_is_near && !is_hyphenated && !is_percent && lower[end] != '_' && (lower + begin)[-1] != '_' &&
        !chunk_.has_high(begin, end)) [[likely]] {
      const std::string_view word(lower + begin, std::min(end - begin, limits::kTokenBytes));
      output.token(version_ > 1 ? word : stemmer_->stem_padded(word), base + begin, base + end);
      if (version_ > 2) output.capitals(text.substr(base + begin, end - begin), word, base + begin, base + end);
      ++i;
      continue;
    }
    // The words of the whole piece, as what stands before the run may belong to a word of it.
    std::size_t piece_begin = begin;
    while (piece_begin > 0 && !is_ascii_space(lower[piece_begin - 1])) --piece_begin;
    std::size_t piece_end = end;
    while (piece_end < size && !is_ascii_space(lower[piece_end])) ++piece_end;
    output.after = base + begin;
    analyze_piece(text, base + piece_begin, base + piece_end, output);
    while (i < runs.size() && runs[i].begin < piece_end) ++i;
  }
}

void EnglishAnalyzer::analyze_piece(std::string_view text, std::size_t begin, std::size_t end, Output& output) {
  if (!common_words_.read(text.substr(begin, end - begin))) {
    (void)analyze_piece_reference(text, begin, output);
    return;
  }
  CommonWords::Word word;
  compounds_.begin();
  while (common_words_.next(word)) {
    if (begin + word.end <= output.after) continue;
    const std::string_view term = cut_utf8(word.term, limits::kTokenBytes);
    if (version_ > 1) {
      compounds_.add(term, begin + word.begin, begin + word.end);
    } else if (!term.empty()) {
      output.token(stemmer_->stem(term), begin + word.begin, begin + word.end);
    }
  }
  output.position = compounds_.write(text, output.position, output.sink);
}

std::string EnglishAnalyzer::other_number(std::string_view term) const {
  if (term.size() < 2 || term.ends_with("ss")) return {};
  if (term.ends_with('s')) return std::string(term.substr(0, term.size() - 1));
  return term.size() < limits::kTokenBytes ? std::string(term) + 's' : std::string();
}

std::vector<std::string> EnglishAnalyzer::spellings_of(std::string_view term) const {
  std::vector<std::string> spellings = english_spellings(term);
  if (const std::string_view acronym = other_acronym(term); !acronym.empty()) spellings.emplace_back(acronym);
  std::vector<std::string> open = open_compounds(term);
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    for (std::string& of_other : open_compounds(spellings[i])) open.push_back(std::move(of_other));
  }
  for (std::string& words : open) {
    if (std::find(spellings.begin(), spellings.end(), words) == spellings.end()) spellings.push_back(std::move(words));
  }
  if (std::string words = long_form(term); !words.empty()) spellings.push_back(std::move(words));
  for (std::string& number : number_spellings(term)) spellings.push_back(std::move(number));
  for (std::string& words : spelt_thousands(term)) spellings.push_back(std::move(words));
  return spellings;
}

std::string_view EnglishAnalyzer::class_of(std::string_view term) {
  if (version_ == 1 || !std::all_of(term.begin(), term.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return {};
  name_class(term, [this](std::string_view word, std::string& out) { out += stemmer_->stem(word); }, class_name_);
  return class_name_;
}

}  // namespace riffle
