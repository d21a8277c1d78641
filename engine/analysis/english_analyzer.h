// EnglishAnalyzer: UAX #29 words, folded; stems as classes of words (version 1: stems in place of the words; before
// version 3 words of Chinese and Japanese by dictionary, and no capitals; before version 4 digits as they are written).
// Cost:    ASCII words by a scanner and the stem cache; common characters by table; anything else through ICU, a piece
//          between white space at a time. Stems cost only where class_of() is asked.
// Source:  format-spec/analysis.md, "english".
#ifndef RIFFLE_ANALYSIS_ENGLISH_ANALYZER_H_
#define RIFFLE_ANALYSIS_ENGLISH_ANALYZER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "analysis/ascii_chunk.h"
#include "analysis/common_words.h"
#include "analysis/compounds.h"
#include "analysis/english_spellings.h"
#include "analysis/function_words.h"
#include "analysis/stemmer.h"
#include "analysis/unicode_words.h"

namespace riffle {

class EnglishAnalyzer final : public BuiltInAnalyzer {
 public:
  /// kOutOfMemory when ICU's rules or the stemmer cannot be had.
  static constexpr std::uint32_t kVersion = 4;
  static Result<std::unique_ptr<BuiltInAnalyzer>> open(std::uint32_t version = kVersion);

  std::uint32_t analyze(std::string_view text, TokenSink& sink) override;
  std::uint32_t analyze_reference(std::string_view text, TokenSink& sink) override;
  std::string_view class_of(std::string_view term) override;
  [[nodiscard]] bool class_keeps_first_byte() const override { return true; }
  [[nodiscard]] std::vector<std::string> spellings_of(std::string_view term) const override;
  [[nodiscard]] std::string other_number(std::string_view term) const override;
  [[nodiscard]] bool is_function_word(std::string_view term) const override { return riffle::is_function_word(term); }
  [[nodiscard]] std::string_view name() const override { return "english"; }
  [[nodiscard]] std::uint32_t version() const override { return version_; }

 private:
  struct Output;

  EnglishAnalyzer(std::uint32_t version, std::unique_ptr<UnicodeWords> words, std::unique_ptr<EnglishStemmer> stemmer);

  std::size_t analyze_piece_reference(std::string_view text, std::size_t begin, Output& output);
  void analyze_piece(std::string_view text, std::size_t begin, std::size_t end, Output& output);
  void analyze_chunk(std::string_view text, std::size_t base, std::size_t size, Output& output);

  std::uint32_t version_;
  std::unique_ptr<UnicodeWords> unicode_words_;
  std::unique_ptr<EnglishStemmer> stemmer_;
  CommonWords common_words_;
  CompoundWriter compounds_;
  AsciiChunk chunk_;
  std::string class_name_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ENGLISH_ANALYZER_H_
