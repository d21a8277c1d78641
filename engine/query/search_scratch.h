// SearchScratch: the buffers of one running query, kept from query to query so that a query allocates almost nothing.
// Shape:   slots of one container (a bitset, or an array of up to 4,096 values) used as a stack; a few wide buffers
//          that hold 65,536 values.
// Threads: one owner. ScratchLease takes one from a cache of its thread and gives it back.
#ifndef RIFFLE_QUERY_SEARCH_SCRATCH_H_
#define RIFFLE_QUERY_SEARCH_SCRATCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/set_kernels.h"

namespace riffle {

inline constexpr std::uint32_t kContainerDocs = 65'536;
/// Longest array of a ContainerSet; longer sets are bitsets.
inline constexpr std::uint32_t kMaxArray = 4'096;

/// A stack of buffers, each large enough for any ContainerSet.
class SlotStack {
 public:
  static constexpr std::size_t kSlotBytes = kernels::kBitsetBytes + 2 * kernels::kOutSlack;

  /// Uninitialised bytes, aligned to 64. Valid until release() goes below it.
  std::uint8_t* push();
  [[nodiscard]] std::size_t mark() const { return used_; }
  void release(std::size_t mark) { used_ = mark; }

 private:
  struct alignas(64) Slot {
    std::uint8_t bytes[kSlotBytes];
  };
  static constexpr std::size_t kSlotsPerChunk = 16;

  std::vector<std::unique_ptr<Slot[]>> chunks_;
  std::size_t used_ = 0;
};

/// Room for `kContainerDocs` values and the slack of the kernels; allocated at the first use.
template <typename T>
class WideBuffer {
 public:
  T* get() {
    if (values_ == nullptr) values_ = std::make_unique_for_overwrite<T[]>(kContainerDocs + kernels::kOutSlack);
    return values_.get();
  }

 private:
  std::unique_ptr<T[]> values_;
};

struct SearchScratch {
  SlotStack slots;
  WideBuffer<std::uint16_t> matches;        ///< documents of a container that match the query
  WideBuffer<std::uint16_t> subset;         ///< those of them that a leaf holds
  WideBuffer<std::uint32_t> subset_places;  ///< where they stand among the matches
  WideBuffer<std::uint32_t> ranks;          ///< their posting numbers
  WideBuffer<double> scores;                ///< by place among the matches
  WideBuffer<float> approximate_scores;
  WideBuffer<float> saturations;
  WideBuffer<float> list_scores;  ///< of the documents of several lists, one list behind the other
  WideBuffer<std::uint32_t> frequencies;
  WideBuffer<std::uint16_t> phrase_documents;
  WideBuffer<std::uint16_t> driver_chunk;
  WideBuffer<std::uint16_t> other_chunk;
  WideBuffer<std::uint16_t> chunk_matches;
  WideBuffer<std::uint16_t> more_chunk_matches;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_SEARCH_SCRATCH_H_
