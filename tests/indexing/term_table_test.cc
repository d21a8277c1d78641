#include "indexing/term_table.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace riffle {
namespace {

TEST(TermTable, NumbersTermsInOrderOfAppearance) {
  TermTable table;
  EXPECT_EQ(table.number_of("b"), 0u);
  EXPECT_EQ(table.number_of("a"), 1u);
  EXPECT_EQ(table.number_of("b"), 0u);
  EXPECT_EQ(table.number_of(""), 2u);
  EXPECT_EQ(table.size(), 3u);
  EXPECT_EQ(table.term(0), "b");
  EXPECT_EQ(table.term(2), "");
}

TEST(TermTable, GrowsAndKeepsItsNumbers) {
  constexpr std::uint32_t kTerms = 200000;
  TermTable table;
  for (std::uint32_t i = 0; i < kTerms; ++i) ASSERT_EQ(table.number_of("term" + std::to_string(i)), i);
  EXPECT_EQ(table.size(), kTerms);
  for (std::uint32_t i = 0; i < kTerms; i += 7) {
    const std::string term = "term" + std::to_string(i);
    ASSERT_EQ(table.number_of(term), i);
    ASSERT_EQ(table.term(i), term);
  }
  EXPECT_EQ(table.size(), kTerms);
}

// 200,000 terms in 2^32 hashes meet a few times; these differ in their last byte, or are prefixes of each other.
TEST(TermTable, TellsLikeTermsApart) {
  TermTable table;
  std::string term;
  for (std::uint32_t i = 0; i < 1000; ++i) ASSERT_EQ(table.number_of(term += 'x'), i);
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    ASSERT_EQ(table.number_of(std::string("y") + static_cast<char>(byte)), 1000 + byte);
  }
}

TEST(TermTable, StartsAnewWhenCleared) {
  TermTable table;
  for (int i = 0; i < 100000; ++i) table.number_of(std::to_string(i));
  table.clear();
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.number_of("99999"), 0u);
  EXPECT_EQ(table.term(0), "99999");
  EXPECT_EQ(table.number_of("5"), 1u);
}

TEST(TermTable, AZeroByteAtTheEndIsPartOfATerm) {
  TermTable table;
  const std::string zeros(10, '\0');
  for (std::uint32_t length = 0; length <= zeros.size(); ++length) {
    EXPECT_EQ(table.number_of(std::string_view(zeros).substr(0, length)), length);
  }
  for (std::uint32_t length = 0; length <= zeros.size(); ++length) {
    EXPECT_EQ(table.number_of(std::string_view(zeros).substr(0, length)), length);
  }
}

// The numbers and the order of the table alone, whatever the queue's length is.
TEST(TermQueue, GivesTheNumbersOfTheTableInOrder) {
  for (const std::uint32_t count : {0u, 1u, 7u, 8u, 9u, 1000u}) {
    TermTable plain;
    TermTable table;
    TermOccurrences found;
    TermQueue queue(table, found);
    queue.add("forgotten", 0);
    queue.clear();
    TermOccurrences wanted;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string term = std::string(i % 13, 'x') + std::to_string(i % 37);
      wanted.push_back({plain.number_of(term), i});
      queue.add(term, i);
      if (i % 100 == 99) queue.flush();
    }
    queue.flush();
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      ASSERT_EQ(found[i].term, wanted[i].term) << count << ", " << i;
      ASSERT_EQ(found[i].position, wanted[i].position) << count << ", " << i;
    }
    EXPECT_EQ(table.size(), plain.size());
  }
}

}  // namespace
}  // namespace riffle
