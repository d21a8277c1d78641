// Several words that others write in another way as a whole: "142 kilometres an hour" and "142 km/h", "forty percent"
// and 40%, "Second World War" and "World War II", "Abd al-Rahman" and Abdulrahman. Shape:   English; closed lists of
// units and articles, numbers as in counted_words.h. Errors:  none. Threads: plain functions. Source:
// format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_WORD_RUNS_H_
#define RIFFLE_ANALYSIS_WORD_RUNS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace riffle {

/// As many parts as a run has at most.
inline constexpr std::size_t kMostParts = 8;

struct WordRun {
  std::vector<std::string> ways;          ///< with spaces between their words; none = the parts are no run
  std::string name;                       ///< one word that is also a name: "Abdulrahman" of "Abd al-Rahman"; or empty
  bool is_measure = false;                ///< a number and its unit, which mean nothing where they stand apart
  std::vector<std::string> numbers = {};  ///< of a measure: its number in each way
  std::vector<std::string> units = {};    ///< of a measure: the names of its unit
};

/// Of all the parts together, in small letters: what stands between spaces, hyphens and slashes, and digits apart from
/// the letters behind them.
WordRun run_of(std::span<const std::string> parts);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_WORD_RUNS_H_
