// What may stand directly behind a word, a quote or a parenthesis: a distance ("~2"), then a boost ("^2.5").
// Source:  format-spec/query-language.md, "Suffixes".
#ifndef RIFFLE_QUERY_QUERY_SUFFIX_H_
#define RIFFLE_QUERY_QUERY_SUFFIX_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace riffle {

struct QuerySuffix {
  std::string_view distance;  ///< "~2", or "~"; empty when there is none
  std::string_view boost;     ///< "^2.5"; empty when there is none
};

/// REQUIRES: `suffix` is one that operator_suffix() finds.
QuerySuffix split_suffix(std::string_view suffix);

/// Takes the suffix off a word that is more than a suffix.
QuerySuffix cut_suffix(std::string_view& word);

/// The number of "^2.5"; nothing when there is none in it.
std::optional<double> read_boost(std::string_view boost);

/// The number of "~2"; `otherwise` for "~" alone; nothing when it is no whole number.
std::optional<std::size_t> read_distance(std::string_view distance, std::size_t otherwise);

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_SUFFIX_H_
