// Impact: the part of a BM25 score that a posting's frequency and its document's length make, tf / (tf + K), and the
// byte that bounds it from above.
// Shape:   1/255 steps, rounded up; 0 = no posting. K comes from the average length of the segment's own documents, so
//          that a segment never changes with the rest of the index.
// Source:  format-spec 6.3 and 11; Robertson & Zaragoza 2009; Mallia et al. 2024 (bounds of one byte for ranges of doc
//          ids).
#ifndef RIFFLE_FORMAT_IMPACT_H_
#define RIFFLE_FORMAT_IMPACT_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace riffle {

namespace bm25 {

inline constexpr double kK1 = 1.2;
inline constexpr double kB = 0.75;

/// K of a field of `length` tokens where fields have `average_length` on average. An average of 0 has no postings; any
/// finite K will do.
inline double saturation(std::uint32_t length, double average_length) {
  const double average = average_length > 0 ? average_length : 1;
  return kK1 * (1 - kB + kB * static_cast<double>(length) / average);
}

}  // namespace bm25

inline constexpr std::uint32_t kImpactSteps = 255;
inline constexpr std::uint32_t kBoundBlockDocs = 64;     ///< documents under one bound of a frequent term
inline constexpr std::uint32_t kCoarseBlockDocs = 1024;  ///< and of one that is less frequent
inline constexpr std::uint32_t kFineBounds = 65'536 / kBoundBlockDocs;
inline constexpr std::uint32_t kCoarseBounds = 65'536 / kCoarseBlockDocs;
/// A container of more documents has fine bounds, one of at least kCoarseFrom coarse ones.
inline constexpr std::uint32_t kFineAbove = 4'096;
inline constexpr std::uint32_t kCoarseFrom = 256;

/// A long list names its kTopDocs best documents, as a query of this term alone ranks them. Earlier writers left them
/// out where it has fewer than kTopFrom documents.
inline constexpr std::uint32_t kTopDocs = 16;
inline constexpr std::uint32_t kTopFrom = 512;

/// Mean length of the documents of a segment: their positions but for the gap behind each field.
inline double average_length_of(std::uint64_t token_space, std::uint32_t text_field_count, std::uint32_t doc_count) {
  const std::uint64_t gaps = std::uint64_t{text_field_count} * doc_count;
  if (doc_count == 0 || token_space <= gaps) return 0;
  return static_cast<double>(token_space - gaps) / static_cast<double>(doc_count);
}

/// Bounds of a container of `cardinality` documents beside that of the whole container.
inline constexpr std::uint32_t bound_count(std::uint32_t cardinality) {
  if (cardinality > kFineAbove) return kFineBounds;
  return cardinality >= kCoarseFrom ? kCoarseBounds : 0;
}

/// Impacts by frequency and length byte, for one average length. Those of small frequencies are looked up: a division
/// and a rounding for each posting would take longer than all else that is done with it.
class ImpactTable {
 public:
  /// `decode` gives the length of a length byte.
  template <typename Decode>
  ImpactTable(double average_length, Decode&& decode) {
    for (std::size_t byte = 0; byte < kLengths; ++byte) {
      saturation_[byte] = bm25::saturation(decode(static_cast<std::uint8_t>(byte)), average_length);
    }
    for (std::uint32_t tf = 0; tf < kTabulated; ++tf) {
      for (std::size_t byte = 0; byte < kLengths; ++byte) {
        exact_[tf][byte] = compute(tf, static_cast<std::uint8_t>(byte));
        impacts_[tf][byte] = rounded(exact_[tf][byte]);
      }
    }
  }

  [[nodiscard]] double exact(std::uint32_t tf, std::uint8_t length_byte) const {
    return tf < kTabulated ? exact_[tf][length_byte] : compute(tf, length_byte);
  }
  [[nodiscard]] std::uint8_t impact(std::uint32_t tf, std::uint8_t length_byte) const {
    return tf < kTabulated ? impacts_[tf][length_byte] : rounded(compute(tf, length_byte));
  }

 private:
  static constexpr std::size_t kLengths = 256;
  static constexpr std::uint32_t kTabulated = 16;

  [[nodiscard]] double compute(std::uint32_t tf, std::uint8_t length_byte) const {
    const auto frequency = static_cast<double>(tf);
    return frequency / (frequency + saturation_[length_byte]);
  }
  static std::uint8_t rounded(double exact) {
    return static_cast<std::uint8_t>(std::clamp(std::ceil(kImpactSteps * exact), 1.0, double{kImpactSteps}));
  }

  std::array<double, kLengths> saturation_{};
  std::array<std::array<double, kLengths>, kTabulated> exact_{};
  std::array<std::array<std::uint8_t, kLengths>, kTabulated> impacts_{};
};

/// Of all postings that are added, in doc order, the kTopDocs of the largest impacts; the earlier of equal ones.
class TopDocsOfTerm {
 public:
  void add(std::uint32_t doc, double impact) {
    if (count_ == kTopDocs && impact <= docs_[kTopDocs - 1].impact) return;
    std::size_t at = count_ < kTopDocs ? count_++ : kTopDocs - 1;
    for (; at > 0 && docs_[at - 1].impact < impact; --at) docs_[at] = docs_[at - 1];
    docs_[at] = {impact, doc};
  }

  /// Their doc ids in increasing order.
  [[nodiscard]] std::array<std::uint32_t, kTopDocs> sorted() const {
    std::array<std::uint32_t, kTopDocs> ids{};
    for (std::size_t i = 0; i < count_; ++i) ids[i] = docs_[i].doc;
    std::sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count_));
    return ids;
  }

 private:
  struct Entry {
    double impact;
    std::uint32_t doc;
  };
  std::array<Entry, kTopDocs> docs_{};
  std::size_t count_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_IMPACT_H_
