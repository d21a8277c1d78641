#include "query/match_block.h"

#include <array>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "format/memory_segment.h"

namespace riffle {
namespace {

// A forged list may hold documents out of order, and none of the segment's: values are read where they were verified.
TEST(MatchBlock, ValuesAreReadUpToTheLastMatch) {
  const MemorySegment segment = must_build(varied_documents(10));
  const auto reader = segment.must_open();
  const auto column = reader->column(0);
  ASSERT_TRUE(column);
  const auto values_of = [&](const std::vector<std::uint16_t>& documents) {
    std::vector<std::uint64_t> values;
    const MatchBlock block{.segment = 0,
                           .reader = reader.get(),
                           .first_doc = 0,
                           .count = documents.size(),
                           .low_halves = reinterpret_cast<const std::uint8_t*>(documents.data())};
    const Status read = for_each_stored_value(
        *column, block, [&](std::size_t /*place*/, std::uint64_t value) { values.push_back(value); });
    EXPECT_EQ(read.has_value(), documents.back() < 10);
    return values;
  };
  const std::vector<std::uint64_t> sound = values_of({3, 7, 9});
  ASSERT_EQ(sound.size(), 3u);
  EXPECT_EQ(values_of({60'000, 65'535, 9}), (std::vector<std::uint64_t>{sound[2], sound[2], sound[2]}));
  EXPECT_TRUE(values_of({3, 60'000}).empty());
}

}  // namespace
}  // namespace riffle
