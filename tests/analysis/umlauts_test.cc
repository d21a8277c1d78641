#include "analysis/umlauts.h"

#include <gtest/gtest.h>

#include <string>

namespace riffle {
namespace {

TEST(Umlauts, AreWrittenInTwoLetters) {
  EXPECT_EQ(with_umlauts_in_two("J\u00F6rg"), "Joerg");
  EXPECT_EQ(with_umlauts_in_two("N\u00D8RGAARD"), "NOeRGAARD");
  EXPECT_EQ(with_umlauts_in_two("\u00DCn\u00E4"), "Uenae");
  EXPECT_EQ(with_umlauts_in_two("B\u00F6ehmer"), "") << "the e is there";
  EXPECT_EQ(with_umlauts_in_two("Jorg"), "");
  EXPECT_EQ(with_umlauts_in_two(""), "");
  EXPECT_EQ(with_umlauts_in_two("\xC3"), "") << "cut in the middle of a character";
}

TEST(Umlauts, OfTwoLettersAreOne) {
  EXPECT_EQ(with_umlauts_in_one("joerg"), "jorg");
  EXPECT_EQ(with_umlauts_in_one("hoelzl"), "holzl");
  EXPECT_EQ(with_umlauts_in_one("oezdemir"), "ozdemir");
  EXPECT_EQ(with_umlauts_in_one("duesseldoerfer"), "dusseldorfer");
  EXPECT_EQ(with_umlauts_in_one("braennstroem"), "brannstrom");
  EXPECT_EQ(with_umlauts_in_one("sommaroey"), "sommaroy");
}

TEST(Umlauts, AreNotTheVowelsOfOtherNames) {
  for (const std::string name : {"",       "oe",     "michael", "michaels", "samuel", "noelle", "joel",   "miguel",
                                 "guerra", "quest",  "israeli", "poets",    "poems",  "suez",   "aegean", "zoe",
                                 "joey",   "chloey", "poem",    "noem",     "heroes", "saeed",  "boeing"}) {
    EXPECT_EQ(with_umlauts_in_one(name), "") << name;
  }
}

}  // namespace
}  // namespace riffle
