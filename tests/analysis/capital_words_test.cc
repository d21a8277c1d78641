#include "analysis/capital_words.h"

#include <gtest/gtest.h>

namespace riffle {
namespace {

TEST(CapitalWord, IsAnAcronymInTheListWrittenInCapitals) {
  EXPECT_EQ(capital_word("US", "us"), "US");
  EXPECT_EQ(capital_word("U.S", "us"), "US");
  EXPECT_EQ(capital_word("WHO's", "who"), "WHO");
  EXPECT_EQ(capital_word("WHO\u2019s", "who"), "WHO");
  EXPECT_EQ(capital_word("START", "start"), "START");
}

TEST(CapitalWord, IsNothingForOtherWords) {
  EXPECT_EQ(capital_word("Us", "us"), "");
  EXPECT_EQ(capital_word("us", "us"), "");
  EXPECT_EQ(capital_word("NATO", "nato"), "");
  EXPECT_EQ(capital_word("USs", "uss"), "");
  EXPECT_EQ(capital_word("WHOs", "whos"), "");
  EXPECT_EQ(capital_word("WHO's", "whos"), "");
  EXPECT_EQ(capital_word("U", "u"), "");
  EXPECT_EQ(capital_word("", ""), "");
}

}  // namespace
}  // namespace riffle
