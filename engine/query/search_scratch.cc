#include "query/search_scratch.h"

namespace riffle {

std::uint8_t* SlotStack::push() {
  const std::size_t chunk = used_ / kSlotsPerChunk;
  if (chunk == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<Slot[]>(kSlotsPerChunk));
  return chunks_[chunk][used_++ % kSlotsPerChunk].bytes;
}

}  // namespace riffle
