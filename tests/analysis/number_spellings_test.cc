#include "analysis/number_spellings.h"

#include <gtest/gtest.h>

#include <string>

namespace riffle {
namespace {

TEST(NumberSpellings, AreWithAndWithoutCommas) {
  EXPECT_EQ(other_number_spelling("1400"), "1,400");
  EXPECT_EQ(other_number_spelling("1,400"), "1400");
  EXPECT_EQ(other_number_spelling("10000"), "10,000");
  EXPECT_EQ(other_number_spelling("190000"), "190,000");
  EXPECT_EQ(other_number_spelling("1,234,567"), "1234567");
  EXPECT_EQ(other_number_spelling("999999999999999"), "999,999,999,999,999");
}

TEST(NumberSpellings, OnlyWholeNumbersInGroupsOfThreeHaveOne) {
  for (const char* const term :
       {"",     "1",     "999",  ",",    ",,,,", "1,40",  "14,00", "1,,400",           ",400",   "1400,",
        "0400", "1.400", "14e0", "abcd", "2024", "2,024", "1999",  "1234567890123456", "1,400,", "1,400.5"}) {
    EXPECT_EQ(other_number_spelling(term), "") << term;
  }
  EXPECT_EQ(other_number_spelling(std::string(100'000, '1')), "");
}

}  // namespace
}  // namespace riffle
