// LanguageAnalyzer: UAX #29 words of a language other than English, case-folded, with their accents; stems as classes
// of words, without accents.
// Cost:    pieces of ASCII letters and digits by a scanner, anything else through ICU, a piece between white space at a
//          time. Stems cost only where class_of() is asked.
// Source:  format-spec/analysis.md, "Other languages"; the algorithms are those of libstemmer 2.2.
#ifndef RIFFLE_ANALYSIS_LANGUAGE_ANALYZER_H_
#define RIFFLE_ANALYSIS_LANGUAGE_ANALYZER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "analysis/analyzer.h"
#include "analysis/compounds.h"
#include "analysis/stemmer.h"
#include "analysis/unicode_words.h"

namespace riffle {

/// A language as the file names it, and as libstemmer does.
struct Language {
  const char* name;
  std::span<const std::u16string_view> elided_articles;  ///< without their apostrophe
};

/// In the order of their names.
std::span<const Language> known_languages();

class LanguageAnalyzer final : public BuiltInAnalyzer {
 public:
  static constexpr std::uint32_t kVersion = 2;  ///< version 1 has digits as they are written

  /// kOutOfMemory when ICU's rules or the stemmer cannot be had. `language` must live as long as the analyzer.
  static Result<std::unique_ptr<BuiltInAnalyzer>> open(const Language& language, std::uint32_t version = kVersion);

  std::uint32_t analyze(std::string_view text, TokenSink& sink) override;
  std::uint32_t analyze_reference(std::string_view text, TokenSink& sink) override;
  std::string_view class_of(std::string_view term) override;
  [[nodiscard]] bool capitals_are_names() const override { return name() != "german"; }
  [[nodiscard]] std::string_view name() const override { return language_.name; }
  [[nodiscard]] std::uint32_t version() const override { return version_; }

 private:
  LanguageAnalyzer(const Language& language, std::uint32_t version, std::unique_ptr<UnicodeWords> words,
                   std::unique_ptr<SnowballStemmer> stemmer)
      : language_(language), version_(version), unicode_words_(std::move(words)), stemmer_(std::move(stemmer)) {}

  std::size_t analyze_piece(std::string_view text, std::size_t begin, std::uint32_t& position, TokenSink& sink);
  /// The stem of a word without its accents, cut.
  void append_stem(std::string_view word, std::string& out);

  const Language& language_;
  std::uint32_t version_;
  std::unique_ptr<UnicodeWords> unicode_words_;
  std::unique_ptr<SnowballStemmer> stemmer_;
  CompoundWriter compounds_;
  std::string class_name_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_LANGUAGE_ANALYZER_H_
