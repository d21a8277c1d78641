#include "format/column_writer.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/memory_segment.h"

namespace riffle {
namespace {

using Values = std::vector<std::optional<std::int64_t>>;

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min() + 1;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// A segment of one column section, and its reader's view.
class ColumnFixture {
 public:
  explicit ColumnFixture(const ByteBuffer& bytes) {
    SegmentWriter writer(sink_);
    EXPECT_TRUE(writer.begin_section(SectionKind::kColumn));
    EXPECT_TRUE(writer.write(bytes));
    writer.end_section(0);
    const auto entry = writer.finish();
    EXPECT_TRUE(entry);
    const ByteSpan data = ByteSpan(sink_.bytes).first(static_cast<std::size_t>(entry->data_bytes));
    guard_ = std::make_unique<BlockGuard>(data, ByteSpan(sink_.bytes).subspan(data.size()), entry->tree_root, 0, "t");
    view_ = SectionView(guard_.get(), data.first(bytes.size()), 0);
  }
  [[nodiscard]] Result<ColumnReader> open(std::size_t docs) const {
    return ColumnReader::open(view_, static_cast<std::uint32_t>(docs));
  }
  MemorySink& sink() { return sink_; }

 private:
  MemorySink sink_;
  std::unique_ptr<BlockGuard> guard_;
  SectionView view_;
};

void expect_values(const Values& values, unsigned width, const std::string& what, bool ordinals = false) {
  const ColumnFixture fixture(encode_column(values, ordinals));
  const auto column = fixture.open(values.size());
  ASSERT_TRUE(column) << what << ": " << column.error().message;
  EXPECT_EQ(column->width(), width) << what;
  for (std::size_t doc = 0; doc < values.size(); ++doc) {
    const auto value = column->value(static_cast<DocId>(doc));
    ASSERT_TRUE(value) << what;
    ASSERT_EQ(*value, values[doc]) << what << " document " << doc;
  }
  for (std::size_t first = 0; first < values.size(); first += 65536) {
    std::optional<std::pair<std::int64_t, std::int64_t>> expected;
    for (std::size_t doc = first; doc < std::min(values.size(), first + 65536); ++doc) {
      if (!values[doc]) continue;
      expected = expected ? std::pair(std::min(expected->first, *values[doc]), std::max(expected->second, *values[doc]))
                          : std::pair(*values[doc], *values[doc]);
    }
    const auto zone = column->zone(static_cast<std::uint32_t>(first / 65536));
    ASSERT_TRUE(zone) << what;
    EXPECT_EQ(*zone, expected) << what;
  }
}

TEST(Column, TakesTheWidthThatItsValuesNeed) {
  expect_values({}, 0, "no documents");
  expect_values({std::nullopt, std::nullopt}, 0, "no values");
  expect_values({7}, 1, "one value");
  expect_values({100, std::nullopt, 354}, 1, "distance 254");
  expect_values({100, std::nullopt, 355}, 2, "distance 255");
  expect_values({0, 65534}, 2, "distance 65534");
  expect_values({0, 65535}, 4, "distance 65535");
  expect_values({0, UINT32_MAX - 1ll}, 4, "distance 2^32 - 2");
  expect_values({0, UINT32_MAX}, 8, "distance 2^32 - 1");
}

TEST(Column, HoldsNegativeAndExtremeDates) {
  expect_values({-5, 5, std::nullopt, 0}, 1, "around zero");
  expect_values({-62135596800, 253402300799, 0}, 8, "years 1 to 9999");
  expect_values({kMost}, 1, "the last second");
  expect_values({kLeast}, 1, "the second one");
  expect_values({std::numeric_limits<std::int64_t>::min()}, 1, "the first second alone");
  expect_values({kLeast, kMost, 0, std::nullopt}, 8, "everything");
  expect_values({std::numeric_limits<std::int64_t>::min(), kMost - 1, std::nullopt}, 8, "the largest distance");
}

TEST(Column, OrdinalsCountFromZero) {
  const ByteBuffer bytes = encode_column({300, 299}, true);
  EXPECT_EQ(bytes[0], 2);
  EXPECT_EQ(load<std::int64_t>(bytes.data() + 8), 0);
  expect_values({300, 299, std::nullopt}, 2, "ordinals", true);
}

TEST(Column, HasAZoneFor65536Documents) {
  Values values(140000);
  for (std::size_t doc = 0; doc < 65536; ++doc) values[doc] = static_cast<std::int64_t>(doc % 1000) - 500;
  for (std::size_t doc = 131072; doc < values.size(); doc += 3) values[doc] = 100000 + static_cast<std::int64_t>(doc);
  expect_values(values, 4, "three zones, the middle one empty");
}

TEST(Column, ImpossibleHeadersAreRefused) {
  const ByteBuffer sound = encode_column({1, 2, 300}, false);
  const auto opens = [](const ByteBuffer& bytes, std::size_t docs) {
    const ColumnFixture fixture(bytes);
    return fixture.open(docs).has_value();
  };
  EXPECT_TRUE(opens(sound, 3));
  for (const int width : {0, 3, 4, 5, 8, 16, 255}) {
    ByteBuffer changed = sound;
    changed[0] = static_cast<std::uint8_t>(width);
    EXPECT_FALSE(opens(changed, 3)) << width;
  }
  EXPECT_FALSE(opens(sound, 2 + 65536));
  EXPECT_FALSE(opens(sound, UINT32_MAX));
  for (std::size_t length = 0; length < sound.size(); ++length) {
    EXPECT_FALSE(opens(ByteBuffer(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(length)), 3)) << length;
  }
  EXPECT_FALSE(ColumnReader::open(SectionView(), 3));
}

TEST(Column, DamageIsNamed) {
  Values values;
  for (int i = 0; i < 30000; ++i) values.emplace_back(i);
  ColumnFixture fixture(encode_column(values, false));
  fixture.sink().bytes[40000] ^= 1;
  const auto column = fixture.open(values.size());
  ASSERT_TRUE(column);
  EXPECT_TRUE(column->value(0));
  const auto value = column->value(20000);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(value.error().section, "column");
  EXPECT_FALSE(column->values(0, 30000));
}

}  // namespace
}  // namespace riffle
