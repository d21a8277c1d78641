#include "analysis/analyzer.h"

#include <algorithm>
#include <span>
#include <string>

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

std::unexpected<Error> unknown_analyzer(std::string_view name) {
  std::string known;
  for (const std::string_view one : analyzer_names()) known.append(known.empty() ? "" : ", ").append(one);
  return invalid_argument("unknown analyzer \"" + std::string(name) + "\"; known are: " + known);
}

}  // namespace

std::vector<std::string_view> analyzer_names() {
  std::vector<std::string_view> names = {"english", "simple"};
  for (const Language& language : known_languages()) names.emplace_back(language.name);
  return names;
}

Result<std::unique_ptr<Analyzer>> make_analyzer(std::string_view name, std::uint32_t version) {
  std::uint32_t newest = 0;
  if (name == "simple") {
    if (version <= 1) return std::make_unique<SimpleAnalyzer>();
    newest = 1;
  } else if (name == "english") {
    if (version <= EnglishAnalyzer::kVersion)
      return EnglishAnalyzer::open(version == 0 ? EnglishAnalyzer::kVersion : version);
    newest = EnglishAnalyzer::kVersion;
  } else {
    const std::span<const Language> languages = known_languages();
    const auto language =
        std::find_if(languages.begin(), languages.end(), [name](const Language& known) { return name == known.name; });
    if (language == languages.end()) return unknown_analyzer(name);
    if (version <= LanguageAnalyzer::kVersion) return LanguageAnalyzer::open(*language);
    newest = LanguageAnalyzer::kVersion;
  }
  return make_error(ErrorCode::kUnsupportedVersion,
                    "version " + std::to_string(version) + " of the analyzer " + std::string(name) +
                        " is not known, this library has versions up to " + std::to_string(newest));
}

std::string normalize_keyword(std::string_view value) {
  std::u16string units = utf16_from_utf8(value);
  nfkc_casefold(units);
  std::string folded;
  append_utf8_from_utf16(folded, units);
  return std::string(trim(cut_utf8(trim(folded), limits::kKeywordBytes)));
}

}  // namespace riffle
