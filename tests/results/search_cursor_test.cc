#include "results/search_cursor.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/checksum.h"

namespace riffle {
namespace {

SearchCursor sample() {
  return {
      .order = "-source",
      .query = 0x89ab'cdef,
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
  SearchCursor several = sample();
  for (std::size_t i = 0; i < kMoreSortKeys; ++i) {
    several.place.more.push_back({.is_present = i != 1, .number = static_cast<std::int64_t>(i) - 1, .term = "x"});
    EXPECT_EQ(decode_cursor(encode_cursor(several)), several);
  }
  several.place.more.push_back({});
  EXPECT_FALSE(decode_cursor(encode_cursor(several)));  // no order has as many keys
  const auto empty = decode_cursor(encode_cursor({}));
  ASSERT_TRUE(empty);
  EXPECT_EQ(*empty, SearchCursor());
}

// Of the order "", commit 1, 10 hits: as the first version of cursors wrote it.
TEST(SearchCursor, OfTheFirstVersionTellsNoQuery) {
  const SearchCursor cursor{.order = "", .query = 7, .generation = 1, .rank = 10, .score = 0, .place = {}};
  std::string text = encode_cursor(cursor);
  text = "01" + text.substr(2, 2) + text.substr(12, text.size() - 20);
  ByteBuffer bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  const auto sum = static_cast<std::uint32_t>(checksum64(bytes));
  for (int byte = 0; byte < 4; ++byte) {
    for (const int shift : {4, 0}) text += "0123456789abcdef"[sum >> (8 * byte + shift) & 15];
  }
  const auto decoded = decode_cursor(text);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->query, 0u);
  EXPECT_EQ(decoded->rank, 10u);
}

TEST(QueryMark, TellsQueriesApart) {
  const auto word = [](const char* term) { return make_term("", term); };
  const std::vector<QueryNodePtr> queries = {
      make_all(),
      word("a"),
      word("b"),
      make_term("title", "a"),
      make_class("", "a", "a"),
      make_boosted(word("a"), 2, [](const QueryNode&) { return true; }),
      make_not(word("a")),
      make_and({word("a"), word("b")}),
      make_and({word("b"), word("a")}),
      make_or({word("a"), word("b")}),
      make_or({word("a"), make_and({word("b"), word("c")})}),
      make_and({word("a"), make_or({word("b"), word("c")})}),
      make_at_least(2, {word("a"), word("b"), word("c")}),
      make_phrase("", {{"a", 0}, {"b", 1}}),
      make_date_range("date", 0, 5),
      make_date_range("date", 0, 6),
  };
  std::set<std::uint32_t> marks;
  for (const QueryNodePtr& query : queries) {
    EXPECT_NE(query_mark(*query), 0u);
    marks.insert(query_mark(*query));
  }
  EXPECT_EQ(marks.size(), queries.size());
  EXPECT_EQ(query_mark(*make_and({word("a"), word("b")})), query_mark(*queries[7]));
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
