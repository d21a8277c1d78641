#include "format/copies.h"

#include <algorithm>
#include <ranges>

#include "base/errors.h"

namespace riffle {
namespace {

constexpr std::uint64_t kHeaderBytes = 8;

}  // namespace

ByteBuffer encode_copies(const CopyClusters& copies) {
  ByteBuffer out;
  out.reserve(kHeaderBytes + 8 * copies.docs.size());
  append(out, static_cast<std::uint32_t>(copies.docs.size()));
  append(out, copies.cluster_count);
  for (const DocId doc : copies.docs) append(out, doc);
  for (const std::uint32_t cluster : copies.clusters) append(out, cluster);
  return out;
}

Result<CopiesReader> CopiesReader::open(SectionView section, std::uint32_t doc_count) {
  CopiesReader copies;
  copies.doc_count_ = doc_count;
  if (!section.present()) return copies;
  const auto fault = [&](std::string_view what) { return corrupt_error("copies", section.segment_offset(), what); };
  // It is small, and looked through as a whole: verified at once.
  if (!section.touch(0, section.size())) return fault("the checksum of a block does not match");
  if (section.size() < kHeaderBytes) return fault("it is cut short");
  copies.section_ = section;
  copies.size_ = load<std::uint32_t>(section.at(0));
  copies.cluster_count_ = load<std::uint32_t>(section.at(4));
  if (section.size() != kHeaderBytes + std::uint64_t{8} * copies.size_) return fault("a wrong length");
  if (copies.size_ > doc_count || copies.cluster_count_ > copies.size_ / 2 ||
      (copies.size_ > 0 && copies.cluster_count_ == 0)) {
    return fault("its counts contradict each other");
  }
  return copies;
}

DocId CopiesReader::doc(std::uint32_t i) const {
  return std::min(load<std::uint32_t>(section_.at(kHeaderBytes + std::uint64_t{4} * i)), doc_count_ - 1);
}

std::uint32_t CopiesReader::cluster(std::uint32_t i) const {
  const std::uint64_t at = kHeaderBytes + 4 * (std::uint64_t{size_} + i);
  return std::min(load<std::uint32_t>(section_.at(at)), cluster_count_ - 1);
}

std::optional<std::uint32_t> CopiesReader::cluster_of(DocId wanted) const {
  const auto numbers = std::views::iota(std::uint32_t{0}, size_);
  const std::uint32_t at = *std::ranges::lower_bound(numbers, wanted, {}, [this](std::uint32_t i) { return doc(i); });
  return at < size_ && doc(at) == wanted ? std::optional(cluster(at)) : std::nullopt;
}

std::string_view CopiesReader::fault() const {
  std::uint32_t seen = 0;
  std::vector<std::uint32_t> members(cluster_count_, 0);
  for (std::uint32_t i = 0; i < size_; ++i) {
    const auto raw_doc = load<std::uint32_t>(section_.at(kHeaderBytes + std::uint64_t{4} * i));
    const auto raw_cluster = load<std::uint32_t>(section_.at(kHeaderBytes + 4 * (std::uint64_t{size_} + i)));
    if (raw_doc >= doc_count_ || (i > 0 && raw_doc <= doc(i - 1))) return "documents out of order";
    if (raw_cluster > seen || raw_cluster >= cluster_count_) return "clusters out of order";
    if (raw_cluster == seen) ++seen;
    ++members[raw_cluster];
  }
  const bool has_pairs = std::all_of(members.begin(), members.end(), [](std::uint32_t count) { return count >= 2; });
  return has_pairs ? std::string_view() : "a cluster of one document";
}

}  // namespace riffle
