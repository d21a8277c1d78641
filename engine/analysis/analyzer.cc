#include "analysis/analyzer.h"

#include <algorithm>
#include <span>
#include <string>

#include "analysis/apostrophes.h"
#include "analysis/built_in_versions.h"
#include "analysis/english_analyzer.h"
#include "analysis/language_analyzer.h"
#include "analysis/simple_analyzer.h"
#include "base/errors.h"
#include "base/limits.h"
#include "text/code_points.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr std::uint32_t kSimpleVersion = 1;

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    const Utf8Char first = decode_utf8(text.data(), text.data() + text.size());
    if (!is_white_space(first.code_point)) break;
    text.remove_prefix(first.length);
  }
  while (!text.empty()) {
    const std::string_view before = cut_utf8(text, text.size() - 1);
    const char32_t last = decode_utf8(text.data() + before.size(), text.data() + text.size()).code_point;
    if (!is_white_space(last)) break;
    text = before;
  }
  return text;
}

/// Null when there is none.
const Language* find_language(std::string_view name) {
  const std::span<const Language> languages = known_languages();
  const auto found =
      std::find_if(languages.begin(), languages.end(), [name](const Language& known) { return name == known.name; });
  return found == languages.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string_view> built_in_analyzer_names() {
  std::vector<std::string_view> names = {"english", "simple"};
  for (const Language& language : known_languages()) names.emplace_back(language.name);
  return names;
}

std::uint32_t newest_built_in_version(std::string_view name) {
  if (name == "simple") return kSimpleVersion;
  if (name == "english") return EnglishAnalyzer::kVersion;
  return find_language(name) == nullptr ? 0 : LanguageAnalyzer::kVersion;
}

Result<std::unique_ptr<BuiltInAnalyzer>> make_built_in_analyzer(std::string_view name, std::uint32_t version) {
  const std::uint32_t newest = newest_built_in_version(name);
  if (newest == 0) return invalid_argument("no built-in analyzer " + std::string(name));
  if (version > newest) {
    return make_error(ErrorCode::kUnsupportedVersion,
                      "version " + std::to_string(version) + " of the analyzer " + std::string(name) +
                          " is not known, this library has versions up to " + std::to_string(newest));
  }
  if (name == "simple") return std::make_unique<SimpleAnalyzer>();
  if (version == 0) version = newest;
  return name == "english" ? EnglishAnalyzer::open(version) : LanguageAnalyzer::open(*find_language(name), version);
}

std::string normalize_keyword(std::string_view value) {
  std::u16string units = utf16_from_utf8(value);
  nfkc_casefold(units);
  std::string folded;
  append_utf8_from_utf16(folded, units);
  return std::string(trim(cut_utf8(trim(folded), limits::kKeywordBytes)));
}

std::string loose_keyword(std::string_view value) {
  std::u16string units = utf16_from_utf8(normalize_keyword(value));
  fold_accents(units);
  std::u16string loose;
  for (char16_t unit : units) {
    if (is_apostrophe(unit)) unit = u'\'';
    if (is_white_space(unit)) unit = u' ';
    if (unit != u' ' || (!loose.empty() && loose.back() != u' ')) loose += unit;
  }
  std::string folded;
  append_utf8_from_utf16(folded, loose);
  return folded;
}

}  // namespace riffle
