#include "analysis/language_analyzer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/limits.h"
#include "text/code_points.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace riffle {
namespace {

using Articles = std::span<const std::u16string_view>;

constexpr std::array<std::u16string_view, 8> kCatalan = {u"d", u"l", u"m", u"n", u"s", u"t", u"quals", u"qu"};
constexpr std::array<std::u16string_view, 14> kFrench = {
    u"l", u"m", u"t", u"qu", u"n", u"s", u"j", u"d", u"c", u"jusqu", u"quoiqu", u"lorsqu", u"puisqu", u"presqu"};
constexpr std::array<std::u16string_view, 22> kItalian = {
    u"c",    u"l",    u"all",  u"dall", u"dell", u"nell", u"sull", u"coll", u"pell", u"gl", u"agl",
    u"dagl", u"degl", u"negl", u"sugl", u"un",   u"m",    u"t",    u"s",    u"v",    u"d",  u"quest"};
constexpr std::array<std::u16string_view, 4> kIrish = {u"d", u"m", u"b", u"n"};

// libstemmer 2.2 has them all, and "english", which has an analyzer of its own, and the old "porter".
constexpr std::array<Language, 27> kLanguages = {
    {{"arabic", {}},     {"armenian", {}},  {"basque", {}},      {"catalan", kCatalan}, {"danish", {}},
     {"dutch", {}},      {"finnish", {}},   {"french", kFrench}, {"german", {}},        {"greek", {}},
     {"hindi", {}},      {"hungarian", {}}, {"indonesian", {}},  {"irish", kIrish},     {"italian", kItalian},
     {"lithuanian", {}}, {"nepali", {}},    {"norwegian", {}},   {"portuguese", {}},    {"romanian", {}},
     {"russian", {}},    {"serbian", {}},   {"spanish", {}},     {"swedish", {}},       {"tamil", {}},
     {"turkish", {}},    {"yiddish", {}}}};

constexpr bool is_opening(char c) { return c == '"' || c == '(' || c == '['; }
constexpr bool is_closing(char c) {
  return c == '.' || c == ',' || c == ';' || c == '!' || c == '?' || c == ')' || c == ']' || c == '"';
}

/// Words of letters and marks alone have stems.
bool has_only_letters(std::string_view term) {
  const char* at = term.data();
  const char* const end = at + term.size();
  while (at != end) {
    const Utf8Char c = decode_utf8(at, end);
    if (!is_alphabetic(c.code_point) && !is_mark(c.code_point)) return false;
    at += c.length;
  }
  return true;
}

bool is_plain(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return is_ascii_letter(c) || is_ascii_digit(c); });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::span<const Language> known_languages() { return kLanguages; }

Result<std::unique_ptr<BuiltInAnalyzer>> LanguageAnalyzer::open(const Language& language, std::uint32_t version) {
  const std::string name(language.name);
  auto words = UnicodeWords::open();
  if (words == nullptr) return make_error(ErrorCode::kOutOfMemory, "analyzer " + name + ": no word rules from ICU");
  auto stemmer = SnowballStemmer::open(language.name);
  if (stemmer == nullptr) return make_error(ErrorCode::kOutOfMemory, "analyzer " + name + ": no Snowball stemmer");
  if (version > 1) words->fold_all_digits();
  return std::unique_ptr<BuiltInAnalyzer>(
      new LanguageAnalyzer(language, version, std::move(words), std::move(stemmer)));
}

std::uint32_t LanguageAnalyzer::analyze_reference(std::string_view text, TokenSink& sink) {
  std::uint32_t position = 0;
  for (std::size_t at = 0; at < text.size();) {
    at = is_ascii_space(text[at]) ? at + 1 : analyze_piece(text, at, position, sink);
  }
  return position;
}

std::size_t LanguageAnalyzer::analyze_piece(std::string_view text, std::size_t begin, std::uint32_t& position,
                                            TokenSink& sink) {
  const std::size_t end = unicode_words_->read_piece(text, begin);
  compounds_.begin();
  for (const UnicodeWords::Word& word : unicode_words_->words()) {
    const std::string_view folded = unicode_words_->fold_with_accents(word, language_.elided_articles);
    compounds_.add(cut_utf8(folded, limits::kTokenBytes), word.begin, word.end);
  }
  position = compounds_.write(text, position, sink);
  return end;
}

// A piece of letters and digits of ASCII, and signs around it that join nothing, is one word.
std::uint32_t LanguageAnalyzer::analyze(std::string_view text, TokenSink& sink) {
  std::uint32_t position = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (is_ascii_space(text[at])) {
      ++at;
      continue;
    }
    const std::size_t piece_end = end_of_piece(text, at);
    std::size_t begin = at;
    std::size_t end = piece_end;
    while (begin < end && is_opening(text[begin])) ++begin;
    while (begin < end && is_closing(text[end - 1])) --end;
    const std::string_view word = text.substr(begin, end - begin);
    if (word.empty() || word.size() > limits::kTokenBytes || !is_plain(word)) {
      at = analyze_piece(text, at, position, sink);
      continue;
    }
    sink.token(to_lower_ascii(word), position++, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
    at = piece_end;
  }
  return position;
}

void LanguageAnalyzer::append_stem(std::string_view word, std::string& out) {
  const std::string_view stem = stemmer_->stem(word);
  if (is_ascii(stem)) {
    out.append(stem);
    return;
  }
  std::u16string units = utf16_from_utf8(stem);
  fold_accents(units);
  std::string folded;
  append_utf8_from_utf16(folded, units);
  out.append(cut_utf8(folded, limits::kTokenBytes));
}

std::string_view LanguageAnalyzer::class_of(std::string_view term) {
  if (!has_only_letters(term)) return {};
  name_class(term, [this](std::string_view word, std::string& out) { append_stem(word, out); }, class_name_);
  return class_name_;
}

}  // namespace riffle
