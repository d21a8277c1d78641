#include "format/entry_scan.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base/bytes.h"

namespace riffle {
namespace {

/// What an entry says, read one number after the other.
ScannedEntry read_slowly(const ByteBuffer& bytes) {
  ByteReader reader(bytes);
  ScannedEntry entry;
  entry.kind = static_cast<TermEntry::Kind>(reader.read_varint() & 3);
  (void)reader.read_varint();
  if (entry.kind == TermEntry::Kind::kInline) {
    const std::uint64_t gaps = reader.read_varint();
    if (gaps == 0 || gaps > kInlineTfMax) return entry;
    for (std::uint64_t i = 0; i < gaps; ++i) (void)reader.read_varint();
  } else {
    entry.list_units = reader.read_varint();
    if (entry.kind != TermEntry::Kind::kShort) entry.positions_units = reader.read_varint();
  }
  if (reader.ok()) entry.bytes = reader.position();
  return entry;
}

std::uint64_t random_number(std::mt19937_64& random) { return random() >> (random() % 4 == 0 ? 40 : 58); }

TEST(ScanTextEntry, AgreesWithOneNumberAfterTheOther) {
  std::mt19937_64 random(7);
  std::size_t scanned = 0;
  for (int round = 0; round < 100'000; ++round) {
    ByteBuffer bytes;
    for (int i = 0; i < 8; ++i)
      append_varint(bytes, i == 2 && round % 2 == 0 ? 1 + random() % 4 : random_number(random));
    bytes.resize(8);
    const ScannedEntry fast = scan_text_entry(load<std::uint64_t>(bytes.data()));
    const ScannedEntry slow = read_slowly(bytes);
    EXPECT_EQ(fast.kind, slow.kind);
    ASSERT_EQ(fast.bytes, slow.bytes) << round;
    if (slow.bytes == 0) continue;
    ++scanned;
    ASSERT_EQ(fast.list_units, slow.list_units) << round;
    ASSERT_EQ(fast.positions_units, slow.positions_units) << round;
  }
  EXPECT_GT(scanned, 50'000u);
}

TEST(ScanTextEntry, AnyBytesEndWithinEight) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 100'000; ++round) {
    ByteBuffer bytes(8);
    store(bytes.data(), random() & (round % 2 == 0 ? random() : ~std::uint64_t{0}));
    const ScannedEntry fast = scan_text_entry(load<std::uint64_t>(bytes.data()));
    ASSERT_LE(fast.bytes, 8u);
    ASSERT_EQ(fast.bytes, read_slowly(bytes).bytes) << round;
  }
}

}  // namespace
}  // namespace riffle
