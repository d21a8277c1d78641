#include "query/threshold_counter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

namespace riffle {
namespace {

TEST(ThresholdCounter, CountsAsEachSetIsLookedUp) {
  std::mt19937_64 random(5);
  constexpr std::uint32_t kValues = 1'003;
  std::vector<std::vector<std::uint16_t>> sets(7);
  ThresholdCounter counter(kValues);
  for (auto& set : sets) {
    for (std::uint16_t document = 0; document < kValues; ++document) {
      if (random() % 3 == 0) set.push_back(document);
    }
    counter.add({reinterpret_cast<const std::uint8_t*>(set.data()), set.size()});
  }
  SlotStack slots;
  std::uint8_t* const slot = slots.push();
  std::vector<std::uint16_t> wide(kContainerDocs + kernels::kOutSlack);
  for (std::uint32_t minimum = 1; minimum <= 8; ++minimum) {
    const ContainerSet found = counter.at_least(minimum, slot);
    std::vector<std::uint16_t> expected;
    for (std::uint16_t document = 0; document < kValues; ++document) {
      const auto holding = std::count_if(sets.begin(), sets.end(), [&](const auto& set) {
        return std::binary_search(set.begin(), set.end(), document);
      });
      if (holding >= minimum) expected.push_back(document);
    }
    const kernels::U16Array values = to_array(found, kValues, wide.data());
    ASSERT_EQ(values.count, expected.size()) << minimum;
    const auto* const first = reinterpret_cast<const std::uint8_t*>(expected.data());
    EXPECT_TRUE(std::equal(values.bytes, values.bytes + 2 * values.count, first)) << minimum;
  }
}

TEST(ThresholdCounter, PassesOverDocumentsBeyondTheContainer) {
  const std::vector<std::uint16_t> forged = {3, 9, 60'000};
  ThresholdCounter counter(10);
  counter.add({reinterpret_cast<const std::uint8_t*>(forged.data()), forged.size()});
  SlotStack slots;
  EXPECT_EQ(counter.at_least(1, slots.push()).count, 2u);
}

}  // namespace
}  // namespace riffle
