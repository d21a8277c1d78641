#include "analysis/number_spellings.h"

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
  EXPECT_THAT(number_spellings("10000"), ElementsAre("10,000"));
  EXPECT_THAT(number_spellings("190000"), ElementsAre("190,000"));
  EXPECT_THAT(number_spellings("1,234,567"), ElementsAre("1234567"));
  EXPECT_THAT(number_spellings("999999999999999"), ElementsAre("999,999,999,999,999"));
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
  EXPECT_THAT(number_spellings("5bn"), ElementsAre("5 billion", "5 bn"));
  EXPECT_THAT(number_spellings("5.5m"), ElementsAre("5.5 million"));
  EXPECT_THAT(number_spellings("1,400km"), ElementsAre("1,400 km", "1,400 kilometres", "1,400 kilometers"));
  EXPECT_THAT(number_spellings("18.6c"), ElementsAre("18.6 c"));
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
  EXPECT_EQ(number_with_unit("15", "kilometres"), "15km");
  EXPECT_EQ(number_with_unit("5.5", "billion"), "5.5bn");
  EXPECT_EQ(number_with_unit("9", "pm"), "9pm");
  for (const char* const number : {"", "x", "5x", "5.", "x5"}) EXPECT_EQ(number_with_unit(number, "km"), "") << number;
  EXPECT_EQ(number_with_unit("15", "people"), "");
  EXPECT_EQ(number_with_unit("15", ""), "");
}

}  // namespace
}  // namespace riffle
