#include "query/query_suffix.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/numbers.h"
#include "query/query_lexer.h"

namespace riffle {

QuerySuffix split_suffix(std::string_view suffix) {
  const std::size_t boost = std::min(suffix.find('^'), suffix.size());
  return {.distance = suffix.substr(0, boost), .boost = suffix.substr(boost)};
}

QuerySuffix cut_suffix(std::string_view& word) {
  const std::string_view suffix = operator_suffix(word);
  if (suffix.size() == word.size()) return {};
  word.remove_suffix(suffix.size());
  return split_suffix(suffix);
}

std::optional<double> read_boost(std::string_view boost) {
  const auto number = read_number<double>(boost.substr(1), std::chars_format::fixed);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<std::size_t> read_distance(std::string_view distance, std::size_t otherwise) {
  distance.remove_prefix(1);
  return distance.empty() ? std::optional(otherwise) : read_number<std::size_t>(distance);
}

}  // namespace riffle
