// What results/ gives to a query that may take as long as it likes.
#ifndef RIFFLE_TESTS_RESULTS_UNLIMITED_H_
#define RIFFLE_TESTS_RESULTS_UNLIMITED_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "results/highlights.h"
#include "results/snippet.h"

namespace riffle::test {

inline std::vector<Occurrence> all_occurrences(std::string_view text, const WantedTerms& wanted, Analyzer& analyzer) {
  WorkMeter meter;
  meter.start({});
  PacedLoop pace(meter);
  HeldMemory held(meter);
  auto found = Highlighter(wanted, analyzer).find(text, pace, held);
  EXPECT_TRUE(found) << found.error().message;
  return found ? std::move(*found) : std::vector<Occurrence>();
}

inline std::vector<Snippet> all_passages(std::string_view body, std::string_view title, const WantedTerms& wanted,
                                         std::size_t target, std::size_t count, Analyzer& analyzer) {
  WorkMeter meter;
  meter.start({});
  Highlighter highlighter(wanted, analyzer);
  auto made = make_passages(body, title, highlighter, target, count, meter);
  EXPECT_TRUE(made) << made.error().message;
  return made ? std::move(*made) : std::vector<Snippet>();
}

inline Snippet best_snippet(std::string_view body, std::string_view title, const WantedTerms& wanted,
                            std::size_t target, Analyzer& analyzer) {
  std::vector<Snippet> passages = all_passages(body, title, wanted, target, 1, analyzer);
  return passages.empty() ? Snippet() : std::move(passages.front());
}

}  // namespace riffle::test

#endif  // RIFFLE_TESTS_RESULTS_UNLIMITED_H_
