// SimpleAnalyzer: maximal runs of letters and numbers, lower-cased; nothing else.
// Cost:    ASCII text costs a few instructions a byte and no allocation; other words one table look-up a code point.
// Source:  format-spec/analysis.md, "simple, version 1".
#ifndef RIFFLE_ANALYSIS_SIMPLE_ANALYZER_H_
#define RIFFLE_ANALYSIS_SIMPLE_ANALYZER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analysis/analyzer.h"
#include "analysis/ascii_chunk.h"

namespace riffle {

class SimpleAnalyzer final : public BuiltInAnalyzer {
 public:
  std::uint32_t analyze(std::string_view text, TokenSink& sink) override;
  std::uint32_t analyze_reference(std::string_view text, TokenSink& sink) override;
  [[nodiscard]] std::string_view name() const override { return "simple"; }
  [[nodiscard]] std::uint32_t version() const override { return 1; }

 private:
  AsciiChunk chunk_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_SIMPLE_ANALYZER_H_
