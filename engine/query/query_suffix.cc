#include "query/query_suffix.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace riffle {

QuerySuffix split_suffix(std::string_view suffix) {
  const std::size_t boost = std::min(suffix.find('^'), suffix.size());
  return {.distance = suffix.substr(0, boost), .boost = suffix.substr(boost)};
}

std::optional<double> read_boost(std::string_view boost) {
  boost.remove_prefix(1);
  double number = 0;
  const auto [end, error] =
      std::from_chars(boost.data(), boost.data() + boost.size(), number, std::chars_format::fixed);
  if (error != std::errc() || end != boost.data() + boost.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::size_t> read_distance(std::string_view distance, std::size_t otherwise) {
  distance.remove_prefix(1);
  if (distance.empty()) return otherwise;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(distance.data(), distance.data() + distance.size(), number);
  if (error != std::errc() || end != distance.data() + distance.size()) return std::nullopt;
  return number;
}

}  // namespace riffle
