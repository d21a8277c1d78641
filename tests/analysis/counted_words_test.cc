#include "analysis/counted_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CountedWords, ANumberBeforeAWordIsAlsoSpelt) {
  EXPECT_THAT(counted_spellings("12", "metres"), ElementsAre("twelve metres"));
  EXPECT_THAT(counted_spellings("41", "times"), ElementsAre("forty one times"));
  EXPECT_THAT(counted_spellings("300", "people"), ElementsAre("three hundred people"));
  EXPECT_THAT(counted_spellings("4,000", "people"), ElementsAre("four thousand people"));
  EXPECT_THAT(counted_spellings("20000", "people"), ElementsAre("twenty thousand people"));
  EXPECT_THAT(counted_spellings("2000", "sheep"), ElementsAre("two thousand sheep", "2,000 sheep"));
  EXPECT_THAT(counted_spellings("2048", "bytes"), ElementsAre("2,048 bytes"));
  EXPECT_THAT(counted_spellings("1000", "buckets"), ElementsAre("a thousand buckets", "one thousand buckets"));
  EXPECT_THAT(counted_spellings("100", "years"), ElementsAre("a hundred years", "one hundred years"));
}

TEST(CountedWords, ASpeltNumberIsAlsoDigits) {
  EXPECT_THAT(counted_spellings("twelve", "sailors"), ElementsAre("12 sailors", "twelvesailors"));
  EXPECT_THAT(counted_spellings("ninety", "kilometres"), ElementsAre("90 kilometres", "ninetykilometres", "90km"));
  EXPECT_THAT(counted_spellings("two", "fold"), ElementsAre("2 fold", "twofold"));
}

TEST(CountedWords, TwoWordsOfANumberAreDigits) {
  EXPECT_THAT(counted_spellings("six", "hundred"), testing::Contains("600"));
  EXPECT_THAT(counted_spellings("6", "hundred"), testing::Contains("600"));
  EXPECT_THAT(counted_spellings("sixty", "thousand"), testing::IsSupersetOf({"60000", "60,000"}));
  // 2000 is a year first of all.
  EXPECT_THAT(counted_spellings("two", "thousand"), testing::Contains("2,000"));
  EXPECT_THAT(counted_spellings("two", "thousand"), testing::Not(testing::Contains("2000")));
  EXPECT_THAT(counted_spellings("thirty", "four"), ElementsAre("34"));
  EXPECT_EQ(digits_of_two("ninety", "nine"), "99");
  EXPECT_EQ(digits_of_two("twenty", "first"), "21st");
  for (const auto& [first, second] :
       {std::pair("ten", "four"), std::pair("thirty", "ten"), std::pair("thirty", "tenth"), std::pair("thirty", "34"),
        std::pair("30", "four"), std::pair("", "")}) {
    EXPECT_EQ(digits_of_two(first, second), "") << first << " " << second;
  }
}

TEST(CountedWords, AVerbAndItsNotAreOneWord) {
  EXPECT_THAT(counted_spellings("did", "not"), ElementsAre("didnt"));
  EXPECT_THAT(counted_spellings("can", "not"), ElementsAre("cannot", "cant"));
  EXPECT_EQ(joined_pair("did", "not"), "did not");
}

TEST(CountedWords, ADayHasAnEndingOrNone) {
  EXPECT_THAT(counted_spellings("november", "27th"), ElementsAre("november 27", "27 november", "nov 27", "27 nov"));
  EXPECT_THAT(counted_spellings("27th", "nov"), ElementsAre("november 27", "27 november", "nov 27", "27 nov"));
  EXPECT_THAT(counted_spellings("1", "may"), ElementsAre("may 1st", "1st may"));
  EXPECT_THAT(counted_spellings("sept", "22"),
              ElementsAre("september 22nd", "22nd september", "sep 22nd", "22nd sep", "sept 22nd", "22nd sept"));
  EXPECT_THAT(counted_spellings("3", "june")[0], "june 3rd");
  EXPECT_THAT(counted_spellings("11", "june")[0], "june 11th");
  EXPECT_TRUE(is_day_of_month("27th", "november"));
  EXPECT_FALSE(is_day_of_month("27", "november"));
  EXPECT_FALSE(is_day_of_month("27th", "brigade"));
}

TEST(CountedWords, AnOrdinalBeforeAWord) {
  EXPECT_THAT(counted_spellings("10th", "day"), ElementsAre("tenth day"));
  EXPECT_THAT(counted_spellings("28th", "birthday"), ElementsAre("twenty eighth birthday"));
  EXPECT_THAT(counted_spellings("90th", "minute"), ElementsAre("ninetieth minute"));
  EXPECT_THAT(counted_spellings("second", "biggest"), ElementsAre("2nd biggest"));
  EXPECT_THAT(counted_spellings("fortieth", "floor"), ElementsAre("40th floor"));
}

TEST(CountedWords, OtherWordsHaveNone) {
  for (const auto& [first, second] :
       {std::pair("the", "metres"), std::pair("12", "of"), std::pair("12", "400"), std::pair("0", "metres"),
        std::pair("007", "films"), std::pair("12.5", "metres"), std::pair("1400", "people"), std::pair("", ""),
        std::pair("12", ""), std::pair("27st", "november"), std::pair("99999999999999999999", "metres"),
        std::pair("12", "m\xC3\xA8tres")}) {
    EXPECT_THAT(counted_spellings(first, second), IsEmpty()) << first << " " << second;
  }
}

TEST(CountedWords, APairHasTheWaysOfItsUnitToo) {
  EXPECT_EQ(joined_pair("12", "metres"), "12m");
  EXPECT_EQ(joined_pair("12", "sailors"), "12 sailors");
  EXPECT_EQ(joined_pair("the", "sailors"), "");
  EXPECT_THAT(pair_spellings("12", "gb"), ElementsAre("12gb", "twelve gb"));
}

}  // namespace
}  // namespace riffle
