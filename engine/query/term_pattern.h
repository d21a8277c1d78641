// TermPattern: what a query may say in place of a term: wildcards, an edit distance, a regular expression.
#ifndef RIFFLE_QUERY_TERM_PATTERN_H_
#define RIFFLE_QUERY_TERM_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace riffle {

enum class PatternSort : std::uint8_t {
  kWildcard,  ///< * stands for any characters, ? for one
  kFuzzy,     ///< the word with up to `edits` characters put in, left out, replaced, or neighbours swapped
  kRegex,     ///< RE2 syntax, the whole term
};

struct TermPattern {
  PatternSort sort = PatternSort::kWildcard;
  std::string text;
  std::uint32_t edits = 0;

  friend bool operator==(const TermPattern&, const TermPattern&) = default;
};

/// Characters of a fuzzy word, and of a wildcard pattern behind its literal beginning.
inline constexpr std::size_t kMaxPatternChars = 63;
inline constexpr std::uint32_t kMaxEdits = 2;

}  // namespace riffle

#endif  // RIFFLE_QUERY_TERM_PATTERN_H_
