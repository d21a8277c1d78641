#include "format/more_values.h"

#include <gtest/gtest.h>

#include <memory>

#include "format/memory_segment.h"

namespace riffle {
namespace {

TEST(MoreValues, ComeBackInOrder) {
  const ByteBuffer bytes = encode_more_values({{2, 7}, {2, 9}, {5, 1}});
  MemorySink sink;
  SegmentWriter writer(sink);
  ASSERT_TRUE(writer.begin_section(SectionKind::kMoreValues));
  ASSERT_TRUE(writer.write(bytes));
  writer.end_section(3);
  const auto entry = writer.finish();
  ASSERT_TRUE(entry);
  const ByteSpan data = ByteSpan(sink.bytes).first(static_cast<std::size_t>(entry->data_bytes));
  const BlockGuard guard(data, ByteSpan(sink.bytes).subspan(data.size()), entry->tree_root, 0, "t");
  const auto values = MoreValues::open(SectionView(&guard, data.first(bytes.size()), 0));
  ASSERT_TRUE(values);
  ASSERT_EQ(values->size(), 3U);
  EXPECT_EQ(values->doc(1), 2U);
  EXPECT_EQ(values->ordinal(1), 9U);
  EXPECT_EQ(values->lower_bound(0), 0U);
  EXPECT_EQ(values->lower_bound(3), 2U);
  EXPECT_EQ(values->lower_bound(6), 3U);
  EXPECT_FALSE(MoreValues::open(SectionView(&guard, data.first(bytes.size() - 3), 0)));
}

TEST(MoreValues, AnAbsentSectionHasNone) {
  const auto values = MoreValues::open(SectionView());
  ASSERT_TRUE(values);
  EXPECT_EQ(values->size(), 0U);
  EXPECT_EQ(values->lower_bound(3), 0U);
}

}  // namespace
}  // namespace riffle
