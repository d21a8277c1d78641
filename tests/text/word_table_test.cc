#include "text/word_table.h"

#include <gtest/gtest.h>

#include <string>

#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

TEST(WordTable, EqualsThePropertiesForEveryCodePointBelow10000) {
  const WordTable& table = WordTable::get();
  for (char32_t c = 0; c < 0x10000; ++c) {
    const char16_t entry = table.lower(c);
    ASSERT_EQ(entry != WordTable::kNotWord, is_word_code_point(c)) << static_cast<std::uint32_t>(c);
    if (entry == WordTable::kNotWord || entry == WordTable::kAsk) continue;
    std::string expected;
    append_lower(expected, c);
    std::string lower;
    append_utf8(lower, entry);
    ASSERT_EQ(lower, expected) << static_cast<std::uint32_t>(c);
  }
}

TEST(WordTable, AsksForTwoCodePointsAndForHighPlanes) {
  EXPECT_EQ(WordTable::get().lower(0x0130), WordTable::kAsk);
  EXPECT_EQ(WordTable::get().lower(0x10400), WordTable::kAsk);
  EXPECT_EQ(WordTable::get().lower(0x10FFFF), WordTable::kAsk);
}

}  // namespace
}  // namespace riffle
