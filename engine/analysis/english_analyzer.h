// EnglishAnalyzer: UAX #29 words, folded and stemmed.
// Cost:    ASCII words by a scanner and the stem cache; common characters by table; anything else through ICU, a piece
//          between white space at a time.
// Source:  format-spec/analysis.md, "english, version 1".
#ifndef RIFFLE_ANALYSIS_ENGLISH_ANALYZER_H_
#define RIFFLE_ANALYSIS_ENGLISH_ANALYZER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "analysis/analyzer.h"
#include "analysis/ascii_chunk.h"
#include "analysis/common_words.h"
#include "analysis/stemmer.h"
#include "analysis/unicode_words.h"

namespace riffle {

class EnglishAnalyzer final : public Analyzer {
 public:
  /// kOutOfMemory when ICU's rules or the stemmer cannot be had.
  static Result<std::unique_ptr<Analyzer>> open();

  std::uint32_t analyze(std::string_view text, TokenSink& sink) override;
  std::uint32_t analyze_reference(std::string_view text, TokenSink& sink) override;
  [[nodiscard]] std::string_view name() const override { return "english"; }
  [[nodiscard]] std::uint32_t version() const override { return 1; }

 private:
  struct Output;

  EnglishAnalyzer(std::unique_ptr<UnicodeWords> words, std::unique_ptr<EnglishStemmer> stemmer);

  std::size_t analyze_piece_reference(std::string_view text, std::size_t begin, Output& output);
  void analyze_piece(std::string_view text, std::size_t begin, std::size_t end, Output& output);
  void analyze_chunk(std::string_view text, std::size_t base, std::size_t size, Output& output);

  std::unique_ptr<UnicodeWords> unicode_words_;
  std::unique_ptr<EnglishStemmer> stemmer_;
  CommonWords common_words_;
  AsciiChunk chunk_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ENGLISH_ANALYZER_H_
