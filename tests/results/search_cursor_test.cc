#include "results/search_cursor.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace riffle {
namespace {

SearchCursor sample() {
  return {
      .order = "-source",
      .generation = 7,
      .rank = 40,
      .score = 0.1 + 0.2,
      .place = {.value = {.is_present = true, .number = -5, .term = "le monde \xC3\xA9"}, .doc_number = 1'000'000'007}};
}

TEST(SearchCursor, ComesBackAsItWent) {
  for (const double score : {0.0, 12.25, std::numeric_limits<double>::denorm_min()}) {
    SearchCursor cursor = sample();
    cursor.score = score;
    const auto back = decode_cursor(encode_cursor(cursor));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, cursor);
  }
  const auto empty = decode_cursor(encode_cursor({}));
  ASSERT_TRUE(empty);
  EXPECT_EQ(*empty, SearchCursor());
}

TEST(SearchCursor, IsLettersAndDigits) {
  const std::string text = encode_cursor(sample());
  EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(SearchCursor, ChangedTextIsRefused) {
  const std::string text = encode_cursor(sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(decode_cursor(changed)) << i;
    EXPECT_FALSE(decode_cursor(text.substr(0, i))) << i;
  }
  for (const std::string other : {"", "x", "zz", "00", "0000000000", "not a cursor at all!"}) {
    EXPECT_FALSE(decode_cursor(other)) << other;
  }
}

TEST(SearchCursor, AnyTextIsRefusedOrRead) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 60, ' ');
    for (char& c : text) c = "0123456789abcdefgA"[random() % 18];
    const auto decoded = decode_cursor(text);
    if (decoded) {
      EXPECT_EQ(encode_cursor(*decoded), text);
    }
  }
}

}  // namespace
}  // namespace riffle
