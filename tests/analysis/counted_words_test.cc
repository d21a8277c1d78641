#include "analysis/counted_words.h"
#include "analysis/spoken_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace riffle {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(CountedWords, ANumberBeforeAWordIsAlsoSpelt) {
  EXPECT_THAT(counted_spellings("12", "metres"),
              ElementsAre("twelve metres", "twelve meters", "twelve metre", "twelve meter"));
  EXPECT_THAT(counted_spellings("41", "times"), ElementsAre("forty one times", "forty one time"));
  EXPECT_THAT(counted_spellings("300", "people"), Contains("three hundred people"));
  EXPECT_THAT(counted_spellings("4,000", "people"), Contains("four thousand people"));
  EXPECT_THAT(counted_spellings("20000", "people"), Contains("twenty thousand people"));
  EXPECT_THAT(counted_spellings("2000", "sheep"), testing::IsSupersetOf({"two thousand sheep", "2,000 sheep"}));
  EXPECT_THAT(counted_spellings("2048", "bytes"), ElementsAre("2,048 bytes"));
  EXPECT_THAT(counted_spellings("1000", "buckets"),
              testing::IsSupersetOf({"thousandbuckets", "a thousand buckets", "one thousand buckets"}));
  EXPECT_THAT(counted_spellings("100", "years"),
              testing::IsSupersetOf({"hundredyears", "a hundred years", "one hundred years"}));
}

TEST(CountedWords, ASpeltNumberIsAlsoDigits) {
  EXPECT_THAT(counted_spellings("twelve", "sailors"),
              ElementsAre("12 sailors", "12 sailor", "twelve sailor", "twelvesailors"));
  EXPECT_THAT(
      counted_spellings("ninety", "kilometres"),
      testing::IsSupersetOf({"90 kilometres", "90 km", "ninety km", "ninety kilometer", "ninetykilometres", "90km"}));
  EXPECT_THAT(counted_spellings("ninety", "km"),
              testing::IsSupersetOf({"90 km", "90 kilometres", "ninety kilometres"}));
  EXPECT_THAT(counted_spellings("two", "fold"), testing::IsSupersetOf({"2 fold", "twofold"}));
}

TEST(CountedWords, TheOtherNumberOfWhatIsCounted) {
  for (const auto& [one, several] :
       {std::pair("week", "weeks"), std::pair("buffalo", "buffaloes"), std::pair("city", "cities"),
        std::pair("day", "days"), std::pair("branch", "branches"), std::pair("box", "boxes")}) {
    EXPECT_THAT(counted_spellings("6", one), Contains(std::string("six ") + several));
    EXPECT_THAT(counted_spellings("six", several), Contains(std::string("6 ") + one));
  }
}

TEST(CountedWords, OneMillionIsAMillion) {
  EXPECT_THAT(counted_spellings("1", "million"), Contains("a million"));
  EXPECT_THAT(counted_spellings("one", "million"), Contains("a million"));
  EXPECT_THAT(counted_spellings("a", "million"), ElementsAre("1 million", "one million", "1m"));
  EXPECT_THAT(counted_spellings("a", "lamp"), IsEmpty());
  EXPECT_THAT(counted_spellings("2", "million"), testing::Not(Contains("a million")));
}

TEST(CountedWords, WhatMakesANumberPartOfALargerOne) {
  EXPECT_THAT(before_larger_number("five metres"),
              testing::IsSupersetOf({"twenty", "ninety", "hundred", "hundred and", "thousand"}));
  EXPECT_THAT(before_larger_number("twelve metres"), ElementsAre("hundred", "hundred and", "thousand"));
  EXPECT_THAT(before_larger_number("twenty five thousand"), ElementsAre("hundred", "hundred and", "million"));
  EXPECT_THAT(before_larger_number("six hundred oaks"), ElementsAre("thousand", "million"));
  EXPECT_THAT(before_larger_number("a million"), ElementsAre("half", "quarter of"));
  for (const char* const words : {"", "five", "5 metres", "metres five", "a hundred"}) {
    EXPECT_THAT(before_larger_number(words), IsEmpty()) << words;
  }
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
  EXPECT_EQ(joined_pair("ph", "d"), "ph d");
  EXPECT_EQ(joined_pair("12", "sailors"), "12 sailors");
  EXPECT_EQ(joined_pair("the", "sailors"), "");
  EXPECT_THAT(pair_spellings("12", "gb"), ElementsAre("12gb", "twelve gb"));
}

TEST(CountedWords, ThousandsFromTenOnHaveWords) {
  const auto forty = ElementsAre("forty thousand", "40 thousand", "40k");
  EXPECT_THAT(spelt_thousands("40,000"), forty);
  EXPECT_THAT(spelt_thousands("40000"), forty);
  EXPECT_THAT(spelt_thousands("25,000"), ElementsAre("twenty five thousand", "25 thousand", "25k"));
  EXPECT_THAT(spelt_thousands("450,000"),
              ElementsAre("four hundred and fifty thousand", "four hundred fifty thousand", "450 thousand", "450k"));
  for (const char* const term : {"5,000", "2000", "40,500", "40", "4,0000", "40.000", "1000000", "", "forty"}) {
    EXPECT_THAT(spelt_thousands(term), IsEmpty()) << term;
  }
}

std::uint64_t number_in(std::string_view text) {
  std::vector<std::string> words;
  std::istringstream in{std::string(text)};
  for (std::string word; in >> word;) words.push_back(word);
  return number_of_words(words);
}

TEST(CountedWords, WordsAreANumberTogether) {
  EXPECT_EQ(number_in("twenty five thousand"), 25'000u);
  EXPECT_EQ(number_in("four hundred and fifty"), 450u);
  EXPECT_EQ(number_in("four hundred fifty six"), 456u);
  EXPECT_EQ(number_in("a hundred and ninety thousand"), 190'000u);
  EXPECT_EQ(number_in("hundred and ninety thousand"), 190'000u);
  EXPECT_EQ(number_in("one hundred and twelve thousand three hundred and one"), 112'301u);
  EXPECT_EQ(number_in("two billion five million"), 2'005'000'000u);
  for (const char* const text : {"", "five twenty", "twenty five six", "twenty eleven", "a", "a five", "thousand",
                                 "five a hundred", "two thousand million", "five and six", "four hundred and",
                                 "forty hundred", "twenty sheep", "25 thousand", "two two", "and five"}) {
    EXPECT_EQ(number_in(text), 0u) << text;
  }
}

TEST(CountedWords, DigitsOfANumberOfSeveralWords) {
  EXPECT_THAT(digits_of(456), ElementsAre("456"));
  EXPECT_THAT(digits_of(25'000), ElementsAre("25,000", "25000", "25 thousand", "25k"));
  EXPECT_THAT(digits_of(2'000'000), ElementsAre("2,000,000", "2000000", "2 million", "2m"));
  EXPECT_THAT(digits_of(2024), ElementsAre("2,024"));
  EXPECT_THAT(digits_of(112'301), ElementsAre("112,301", "112301"));
}

TEST(CountedWords, AHundredAndItsUnitAreOneWordOfAText) {
  const auto joined = [](std::vector<std::string> parts) { return joined_round_number(parts); };
  EXPECT_EQ(joined({"100", "kilometre"}), "hundredkilometre");
  EXPECT_EQ(joined({"1,000", "year", "old"}), "thousandyearold");
  EXPECT_EQ(joined({"200", "kilometre"}), "");
  EXPECT_EQ(joined({"100"}), "");
  EXPECT_EQ(joined({}), "");
  EXPECT_THAT(counted_spellings("100", "km"), testing::IsSupersetOf({"hundredkilometre", "a hundred kilometres"}));
  EXPECT_THAT(counted_spellings("12", "km"), testing::Contains("twelve kilometres"));
  EXPECT_THAT(counted_spellings("200", "km"), testing::Not(testing::Contains("hundredkilometre")));
}

}  // namespace
}  // namespace riffle
