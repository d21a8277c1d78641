#include "analysis/number_spellings.h"
#include "analysis/spoken_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NumberSpellings, AreWithAndWithoutCommas) {
  EXPECT_THAT(number_spellings("1400"), ElementsAre("1,400"));
  EXPECT_THAT(number_spellings("1,400"), ElementsAre("1400"));
  EXPECT_THAT(number_spellings("10000"), ElementsAre("10,000", "10 000"));
  EXPECT_THAT(number_spellings("190000"), ElementsAre("190,000", "190 000"));
  EXPECT_THAT(number_spellings("1,234,567"), ElementsAre("1234567", "1 234 567"));
  EXPECT_THAT(number_spellings("999999999999999"), ElementsAre("999,999,999,999,999", "999 999 999 999 999"));
  EXPECT_THAT(number_spellings("64,250"), ElementsAre("64250", "64 250"));
  EXPECT_THAT(number_spellings("31,250"), ElementsAre("31250")) << "a day and a number";
  EXPECT_THAT(number_spellings("1,050"), ElementsAre("1050", "1 050"));
}

TEST(NumberSpellings, OnlyWholeNumbersInGroupsOfThreeHaveOne) {
  for (const char* const term :
       {"",     "1",     "999",  ",",    ",,,,", "1,40",  "14,00", "1,,400",           ",400",   "1400,",
        "0400", "1.400", "14e0", "abcd", "2024", "2,024", "1999",  "1234567890123456", "1,400,", "1,400.5"}) {
    EXPECT_THAT(number_spellings(term), IsEmpty()) << term;
  }
  EXPECT_THAT(number_spellings(std::string(100'000, '1')), IsEmpty());
}

TEST(NumberSpellings, AUnitDirectlyBehindIsAWordOfItsOwn) {
  EXPECT_THAT(number_spellings("5bn"), ElementsAre("5 billion", "5 bn", "five billion"));
  EXPECT_THAT(number_spellings("5.5m"),
              ElementsAre("5.5 metres", "5.5 meters", "5.5 metre", "5.5 meter", "5.5 million", "5.5 mn", "5.5 mln"));
  EXPECT_THAT(number_spellings("1,400km"),
              ElementsAre("1,400 km", "1,400 kilometres", "1,400 kilometers", "1,400 kilometre", "1,400 kilometer"));
  EXPECT_THAT(number_spellings("18.6c"), ElementsAre("18.6 c"));
  EXPECT_THAT(number_spellings("40k"), ElementsAre("40 thousand", "forty thousand", "40000", "40,000", "40 000"));
  EXPECT_THAT(number_spellings("9kg"), testing::IsSupersetOf({"9 kg", "9 kilos", "nine kilos"}));
  EXPECT_THAT(number_spellings("800m"), testing::IsSupersetOf({"eight hundred metres", "eight hundred million"}));
  EXPECT_THAT(number_spellings("10g"), testing::IsSupersetOf({"10 grams", "ten grams"}));
  EXPECT_THAT(number_spellings("1m"), testing::IsSupersetOf({"1 million", "a million"}));
  EXPECT_THAT(number_spellings("5g"), IsEmpty()) << "a network";
  EXPECT_THAT(spellings_of_two("5", "grams"), testing::Not(testing::Contains("5g")));
  EXPECT_THAT(number_spellings("1.5k"), ElementsAre("1.5 thousand"));
  for (const char* const term : {"bn", "5x", "5bnx", ".5bn", "5.bn", "5,bn", "f16km", "5th"}) {
    EXPECT_THAT(number_spellings(term), IsEmpty()) << term;
  }
}

TEST(NumberSpellings, ModelsAndDecadesHaveAPlural) {
  EXPECT_THAT(number_spellings("f16"), ElementsAre("f16s"));
  EXPECT_THAT(number_spellings("mig29s"), ElementsAre("mig29"));
  EXPECT_THAT(number_spellings("1990s"), ElementsAre("1990 s"));
  EXPECT_THAT(number_spellings("90s"), ElementsAre("90 s"));
  for (const char* const term : {"f", "s", "f16ss", "covid19", "f12345", "f1x", "1991s", "0s", "190s0", "19900s"}) {
    EXPECT_THAT(number_spellings(term), IsEmpty()) << term;
  }
}

TEST(NumberSpellings, DigitsOfArabicAndPersianBecomeThoseOfAscii) {
  EXPECT_EQ(with_ascii_digits("\u0662\u0660\u0669"), "209");
  EXPECT_EQ(with_ascii_digits("\u06F0\u06F9x1"), "09x1");
  for (const char* const term : {"", "209", "\u0627", "\u066A", "\u06FA", "\xD9", "\xDB", "\xD9\x9F"}) {
    EXPECT_EQ(with_ascii_digits(term), "") << term;
  }
}

TEST(NumberSpellings, ANumberAndItsUnitAreOneWord) {
  EXPECT_EQ(joined_number("15", "kilometres"), "15km");
  EXPECT_EQ(joined_number("5.5", "billion"), "5.5bn");
  EXPECT_EQ(joined_number("9", "pm"), "9pm");
  for (const char* const number : {"", "x", "5x", "5.", "x5"}) EXPECT_EQ(joined_number(number, "km"), "") << number;
  EXPECT_EQ(joined_number("15", "people"), "");
  EXPECT_EQ(joined_number("15", ""), "");
}

TEST(NumberSpellings, ANumberAndItsUnitHaveTheOtherNamesOfTheUnit) {
  EXPECT_THAT(spellings_of_two("1.7", "bn"), ElementsAre("1.7bn", "1.7b", "1.7 billion"));
  EXPECT_THAT(spellings_of_two("62", "metres"), ElementsAre("62m", "62 meters", "62 metre", "62 meter"));
  EXPECT_THAT(spellings_of_two("5", "million"), ElementsAre("5m", "5mn", "5mln", "5 mn", "5 mln"));
  EXPECT_THAT(spellings_of_two("62", "m"), testing::IsSupersetOf({"62m", "62 metres", "62 million"}));
  EXPECT_THAT(spellings_of_two("62", "people"), IsEmpty());
}

TEST(NumberSpellings, SmallNumbersHaveAWord) {
  EXPECT_THAT(number_words("12"), ElementsAre("twelve"));
  EXPECT_THAT(number_words("ninety"), ElementsAre("90"));
  for (const char* const term : {"", "0", "21", "hundred", "first"}) EXPECT_THAT(number_words(term), IsEmpty()) << term;
}

TEST(NumberSpellings, AGroupOfThreeDigitsBelongsToTheNumberBeforeIt) {
  EXPECT_THAT(spellings_of_two("1", "400"), ElementsAre("1400", "1,400"));
  EXPECT_THAT(spellings_of_two("190", "000"), ElementsAre("190000", "190,000"));
  EXPECT_THAT(spellings_of_two("2", "024"), ElementsAre("2024"));  // no comma in a year
  for (const char* const number : {"", "0", "1400", "1.5", "x"}) {
    EXPECT_THAT(spellings_of_two(number, "400"), IsEmpty()) << number;
  }
  EXPECT_THAT(spellings_of_two("1", "40"), IsEmpty());
  EXPECT_THAT(spellings_of_two("1", "4000"), IsEmpty());
}

TEST(NumeralSpellings, AreThoseOfTwoToTwenty) {
  EXPECT_THAT(numeral_spellings("ii"), ElementsAre("2", "two"));
  EXPECT_THAT(numeral_spellings("14"), ElementsAre("xiv", "fourteen"));
  EXPECT_THAT(numeral_spellings("twenty"), ElementsAre("xx", "20"));
  for (const char* const term : {"i", "1", "one", "xxi", "21", "iiii", ""}) {
    EXPECT_THAT(numeral_spellings(term), IsEmpty()) << term;
  }
}

TEST(UnitWords, AreAllNamesOfAUnit) {
  EXPECT_THAT(unit_words("km"), ElementsAre("km", "kilometres", "kilometers", "kilometre", "kilometer"));
  EXPECT_THAT(unit_words("metre"), testing::Contains("meters"));
  EXPECT_THAT(unit_words("sheep"), IsEmpty());
  EXPECT_THAT(number_spellings("100km"), testing::Contains("hundredkilometre"));
  EXPECT_THAT(number_spellings("200km"), testing::Not(testing::Contains("hundredkilometre")));
}

}  // namespace
}  // namespace riffle
