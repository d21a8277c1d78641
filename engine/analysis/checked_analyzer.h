// CheckedAnalyzer: an analyzer from outside, of which nothing is believed: what it throws is caught, and what it hands
// over against the rules of riffle/analyzer.h is not handed on.
// Shape:   after the first fault nothing is handed on any more, and every answer is empty.
// Cost:    one pass over the bytes of each term.
// Errors:  status() gives the first fault: kAnalyzerFault, or kOutOfMemory. What the sink throws is thrown.
// Threads: one owner.
#ifndef RIFFLE_ANALYSIS_CHECKED_ANALYZER_H_
#define RIFFLE_ANALYSIS_CHECKED_ANALYZER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "riffle/analyzer.h"
#include "riffle/error.h"

namespace riffle {

class CheckedAnalyzer final : public Analyzer {
 public:
  /// `name` and `version` are those that it was registered with.
  CheckedAnalyzer(std::unique_ptr<Analyzer> inner, std::string name, std::uint32_t version)
      : inner_(std::move(inner)), name_(std::move(name)), version_(version) {}

  std::uint32_t analyze(std::string_view text, TokenSink& sink) override;
  std::string_view class_of(std::string_view term) override;
  [[nodiscard]] std::vector<std::string> spellings_of(std::string_view term) const override;
  [[nodiscard]] std::string other_number(std::string_view term) const override;
  [[nodiscard]] bool is_function_word(std::string_view term) const override;
  [[nodiscard]] bool capitals_are_names() const override;
  [[nodiscard]] Status status() const override;
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] std::uint32_t version() const override { return version_; }

 private:
  class Gate;

  /// Calls `body`, which calls the analyzer, and asks it how that went.
  template <typename Body>
  void run(Body&& body) const;
  void fail(std::string_view what, ErrorCode code = ErrorCode::kAnalyzerFault) const;

  std::unique_ptr<Analyzer> inner_;
  std::string name_;
  std::uint32_t version_;
  mutable std::optional<Error> fault_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_CHECKED_ANALYZER_H_
