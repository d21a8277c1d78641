// The two measurements of riffle-bench. Both print or write the line format that the scripts for other engines share.
#ifndef RIFFLE_BENCH_END_TO_END_BENCHES_H_
#define RIFFLE_BENCH_END_TO_END_BENCHES_H_

#include <string>
#include <vector>

#include "riffle/riffle.h"

namespace riffle::bench {

struct BuildRun {
  std::string corpus;
  std::string index;
  std::string out;  ///< file for the build line; empty = standard output
  WriterOptions options;
};

/// Indexes the corpus anew; prints one JSON line and a table of bytes by section.
Status run_build(const BuildRun& run);

/// What can be asked; the last two fetch ten documents, and make their excerpts besides.
inline constexpr const char* kCommands[] = {"COUNT", "TOP10", "TOP10_COUNT", "FETCH10", "SNIPPETS10"};

struct QueryRun {
  std::string index;
  std::string queries;
  std::string out;
  std::string label = "riffle";
  unsigned warm_up_passes = 3;
  unsigned passes = 10;
  std::vector<std::string> commands = {"COUNT", "TOP10", "TOP10_COUNT"};
  std::vector<std::string> kinds;  ///< of the query file; empty = all
};

/// Interleaved passes: each pass asks every query once, so that caches see real traffic; per query and command the
/// minimum and the median over the passes.
Status run_queries(const QueryRun& run);

}  // namespace riffle::bench

#endif  // RIFFLE_BENCH_END_TO_END_BENCHES_H_
