#include "query/threshold_counter.h"

#include <cstring>

#include "base/bytes.h"

namespace riffle {

void ThresholdCounter::add(kernels::U16Array documents) {
  for (std::size_t i = 0; i < documents.count; ++i) {
    const std::uint16_t document = load<std::uint16_t>(documents.bytes + 2 * i);
    if (document < counts_.size()) ++counts_[document];
  }
}

ContainerSet ThresholdCounter::at_least(std::uint32_t minimum, std::uint8_t* slot) const {
  std::memset(slot, 0, kernels::kBitsetBytes);
  std::uint32_t total = 0;
  for (std::size_t document = 0; document < counts_.size(); ++document) {
    const bool holds = counts_[document] >= minimum;
    slot[document / 8] = static_cast<std::uint8_t>(slot[document / 8] | (holds ? 1u << document % 8 : 0u));
    total += holds ? 1 : 0;
  }
  return ContainerSet::bitset(slot, total);
}

}  // namespace riffle
