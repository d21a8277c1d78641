#include "base/bytes.h"

#include <cstdint>
#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

namespace riffle {
namespace {

TEST(Bytes, NumbersAreLittleEndianAtAnyAddress) {
  ByteBuffer out{0xEE};
  append(out, std::uint32_t{0x01020304});
  append(out, std::int64_t{-2});
  EXPECT_EQ(out, (ByteBuffer{0xEE, 4, 3, 2, 1, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
  EXPECT_EQ(load<std::uint32_t>(out.data() + 1), 0x01020304u);
  EXPECT_EQ(load<std::int64_t>(out.data() + 5), -2);
}

TEST(Bytes, RoundUpGivesTheNextMultiple) {
  EXPECT_EQ(round_up(0, 4096), 0u);
  EXPECT_EQ(round_up(1, 4096), 4096u);
  EXPECT_EQ(round_up(4096, 4096), 4096u);
  EXPECT_EQ(round_up(33, 32), 64u);
}

TEST(Bytes, RangeFitsNeverOverflows) {
  EXPECT_TRUE(range_fits(0, 0, 0));
  EXPECT_TRUE(range_fits(3, 7, 10));
  EXPECT_TRUE(range_fits(10, 0, 10));
  EXPECT_FALSE(range_fits(11, 0, 10));
  EXPECT_FALSE(range_fits(4, 7, 10));
  EXPECT_FALSE(range_fits(UINT64_MAX, 2, 10));
  EXPECT_FALSE(range_fits(5, UINT64_MAX, 10));
  EXPECT_TRUE(range_fits(1, UINT64_MAX - 1, UINT64_MAX));
}

struct VarintCase {
  std::uint64_t value;
  ByteBuffer bytes;
};

const std::vector<VarintCase>& varint_cases() {
  static const std::vector<VarintCase> cases{
      {0, {0}},
      {1, {1}},
      {127, {0x7F}},
      {128, {0x80, 1}},
      {300, {0xAC, 2}},
      {16383, {0xFF, 0x7F}},
      {16384, {0x80, 0x80, 1}},
      {UINT32_MAX, {0xFF, 0xFF, 0xFF, 0xFF, 0x0F}},
      {UINT64_MAX >> 1, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}},
      {std::uint64_t{1} << 63, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1}},
      {UINT64_MAX, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}},
  };
  return cases;
}

TEST(Varint, EncodesAsTheFormatSays) {
  for (const VarintCase& expected : varint_cases()) {
    ByteBuffer appended;
    append_varint(appended, expected.value);
    EXPECT_EQ(appended, expected.bytes) << expected.value;
    ByteBuffer stored(kMaxVarintBytes);
    stored.resize(static_cast<std::size_t>(store_varint(stored.data(), expected.value) - stored.data()));
    EXPECT_EQ(stored, expected.bytes) << expected.value;
  }
}

TEST(Varint, DecodesWhatWasEncodedAndStopsBehindIt) {
  for (const VarintCase& expected : varint_cases()) {
    ByteBuffer bytes = expected.bytes;
    bytes.push_back(0x55);
    std::uint64_t value = 1;
    EXPECT_EQ(load_varint(bytes.data(), bytes.data() + bytes.size(), value), bytes.data() + expected.bytes.size());
    EXPECT_EQ(value, expected.value);
  }
}

TEST(Varint, EveryCutIsRefused) {
  for (const VarintCase& expected : varint_cases()) {
    for (std::size_t length = 0; length < expected.bytes.size(); ++length) {
      // A copy of exactly that length, so that a sanitizer sees a read behind it.
      const ByteBuffer cut(expected.bytes.begin(), expected.bytes.begin() + static_cast<std::ptrdiff_t>(length));
      std::uint64_t value = 0;
      EXPECT_EQ(load_varint(cut.data(), cut.data() + cut.size(), value), nullptr);
    }
  }
}

TEST(Varint, MoreThan64BitsAreRefused) {
  const std::initializer_list<ByteBuffer> cases{
      {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2},
      {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F},
      {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0},
      {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x81, 0},
  };
  for (const ByteBuffer& bytes : cases) {
    std::uint64_t value = 0;
    EXPECT_EQ(load_varint(bytes.data(), bytes.data() + bytes.size(), value), nullptr) << int{bytes[9]};
  }
}

TEST(Varint, ZerosAtTheTopDoNotChangeTheValue) {
  const ByteBuffer bytes{0x85, 0x80, 0x80, 0x00};
  std::uint64_t value = 0;
  EXPECT_EQ(load_varint(bytes.data(), bytes.data() + bytes.size(), value), bytes.data() + bytes.size());
  EXPECT_EQ(value, 5u);
}

TEST(ByteReader, ReadsInOrderAndTellsItsPlace) {
  ByteBuffer bytes{7};
  append(bytes, std::uint32_t{1000});
  append_varint(bytes, 300);
  append_bytes(bytes, as_bytes("abc"));
  ByteReader reader(bytes);
  EXPECT_EQ(reader.read<std::uint8_t>(), 7);
  EXPECT_EQ(reader.read<std::uint32_t>(), 1000u);
  EXPECT_EQ(reader.position(), 5u);
  EXPECT_EQ(reader.read_varint(), 300u);
  EXPECT_EQ(reader.remaining(), 3u);
  EXPECT_EQ(as_text(reader.read_bytes(3)), "abc");
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.at_end());
}

TEST(ByteReader, AFailureSticks) {
  const ByteBuffer bytes{1, 2, 3, 4, 5, 6};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.read<std::uint16_t>(), 0x0201);
  EXPECT_EQ(reader.read<std::uint64_t>(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_TRUE(reader.at_end());
  // The four bytes that are left would be enough for these.
  EXPECT_EQ(reader.read<std::uint8_t>(), 0);
  EXPECT_EQ(reader.read_varint(), 0u);
  EXPECT_TRUE(reader.read_bytes(0).empty());
  reader.skip(1);
  EXPECT_EQ(reader.remaining(), 0u);
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, LengthsBeyondTheEndFail) {
  const ByteBuffer bytes{1, 2, 3};
  for (const std::uint64_t count : {std::uint64_t{4}, std::uint64_t{UINT32_MAX}, std::uint64_t{UINT64_MAX}}) {
    ByteReader reader(bytes);
    EXPECT_TRUE(reader.read_bytes(count).empty());
    EXPECT_FALSE(reader.ok()) << count;
  }
  ByteReader whole(bytes);
  EXPECT_EQ(whole.read_bytes(3).size(), 3u);
  EXPECT_TRUE(whole.ok());
}

TEST(ByteReader, Varint32RefusesMore) {
  for (const std::uint64_t value : {std::uint64_t{UINT32_MAX}, std::uint64_t{UINT32_MAX} + 1, UINT64_MAX}) {
    ByteBuffer bytes;
    append_varint(bytes, value);
    ByteReader reader(bytes);
    EXPECT_EQ(reader.read_varint32(), value == UINT32_MAX ? UINT32_MAX : 0u);
    EXPECT_EQ(reader.ok(), value == UINT32_MAX);
  }
}

TEST(ByteReader, NothingCanBeReadFromNothing) {
  ByteReader reader(ByteSpan{});
  EXPECT_TRUE(reader.at_end());
  EXPECT_TRUE(reader.read_bytes(0).empty());
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.read<std::uint8_t>(), 0);
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace riffle
