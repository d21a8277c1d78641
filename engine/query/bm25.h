// BM25 as the format defines it: idf * boost * (tf / (tf + K)), K from the decoded field length.
// Shape:   all in IEEE double, in this order of operations, so that every reader gets the same bits.
// Source:  format-spec 11; Robertson & Zaragoza 2009 (without the constant factor k1 + 1).
#ifndef RIFFLE_QUERY_BM25_H_
#define RIFFLE_QUERY_BM25_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "format/impact.h"
#include "format/segment_reader.h"

namespace riffle::bm25 {

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
    for (std::size_t byte = 0; byte < k_.size(); ++byte) {
      k_[byte] = saturation(decode_length(static_cast<std::uint8_t>(byte)), average_length);
      approximate_[byte] = static_cast<float>(k_[byte]);
    }
  }

  /// `weight` = idf times boost.
  [[nodiscard]] double score(double weight, std::uint32_t tf, std::uint8_t length_byte) const {
    const auto frequency = static_cast<double>(tf);
    return weight * (frequency / (frequency + k_[length_byte]));
  }

  /// K of each length byte, rounded.
  [[nodiscard]] const std::array<float, 256>& approximate() const { return approximate_; }

 private:
  std::array<float, 256> approximate_{};
  std::array<double, 256> k_{};
};

}  // namespace riffle::bm25

#endif  // RIFFLE_QUERY_BM25_H_
