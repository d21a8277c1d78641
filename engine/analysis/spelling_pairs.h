// Words that British and American English spell otherwise, where no rule of endings tells it.
// Shape:   a closed list, looked up by the first two letters of a word.
// Cost:    a binary search; no memory is taken.
// Threads: any.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_SPELLING_PAIRS_H_
#define RIFFLE_ANALYSIS_SPELLING_PAIRS_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace riffle {

/// What of a word a pair is.
enum class SpellingPart : std::uint8_t {
  kBeginning,  ///< anything may follow
  kWhole,      ///< nothing else, or an s
  kRe,         ///< the letters before -re and -er, and before what these become (centred, centering)
};

struct SpellingPair {
  std::string_view british;
  std::string_view american;
  SpellingPart part;
};

/// The pairs of which one side begins with the first two letters of `word`, in the order of the list. REQUIRES: the
/// word has two letters.
std::span<const SpellingPair* const> spelling_pairs(std::string_view word);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_SPELLING_PAIRS_H_
