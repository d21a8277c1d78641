// BM25 as the format defines it: idf * boost * (tf / (tf + K)), K from the decoded field length.
// Shape:   all in IEEE double, in this order of operations, so that every reader gets the same bits.
// Source:  format-spec 11; Robertson & Zaragoza 2009 (without the constant factor k1 + 1).
#ifndef RIFFLE_QUERY_BM25_H_
#define RIFFLE_QUERY_BM25_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "format/segment_reader.h"

namespace riffle::bm25 {

inline constexpr double kK1 = 1.2;
inline constexpr double kB = 0.75;

/// `document_count` live documents, `df` of them with the term. A forged df above the count is taken as the count.
inline double idf(std::uint64_t document_count, std::uint64_t df) {
  const auto all = static_cast<double>(document_count);
  const auto with = static_cast<double>(std::min(df, document_count));
  return std::log(1 + (all - with + 0.5) / (with + 0.5));
}

/// K of each length byte.
class LengthWeights {
 public:
  LengthWeights() = default;
  explicit LengthWeights(double average_length) {
    // An average of 0 has no matches to score; any finite K will do.
    const double average = average_length > 0 ? average_length : 1;
    for (std::size_t byte = 0; byte < k_.size(); ++byte) {
      const auto length = static_cast<double>(decode_length(static_cast<std::uint8_t>(byte)));
      k_[byte] = kK1 * (1 - kB + kB * length / average);
    }
  }

  /// `weight` = idf times boost.
  [[nodiscard]] double score(double weight, std::uint32_t tf, std::uint8_t length_byte) const {
    const auto frequency = static_cast<double>(tf);
    return weight * (frequency / (frequency + k_[length_byte]));
  }

 private:
  std::array<double, 256> k_{};
};

}  // namespace riffle::bm25

#endif  // RIFFLE_QUERY_BM25_H_
