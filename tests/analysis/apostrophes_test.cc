#include "analysis/apostrophes.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace riffle {
namespace {

TEST(RemoveApostrophes, FirstAtTheEndsThenThePossessiveThenInside) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"'", ""},
      {"'''", ""},
      {"shia'", "shia"},
      {"'quoted'", "quoted"},
      {"syria's", "syria"},
      {"workers'", "workers"},
      {"hay'at", "hayat"},
      {"'s", "s"},
      {"s'", "s"},
      {"o'neill's", "oneill"},
      {"x''s", "x"},
      {"x's's", "xs"},
      {"x's'", "x"},
      {"is", "is"},
  };
  for (const auto& [word, expected] : cases) {
    std::string narrow = word;
    remove_apostrophes(narrow);
    EXPECT_EQ(narrow, expected) << word;
    std::u16string wide(word.begin(), word.end());
    remove_apostrophes(wide);
    EXPECT_EQ(wide, std::u16string(expected.begin(), expected.end())) << word;
  }
}

TEST(Apostrophes, BreakingOnesAreInTheClassAndForcedBreaksAreNot) {
  for (char32_t c = 0; c < 0x10000; ++c) {
    if (is_breaking_apostrophe(c)) {
      EXPECT_TRUE(is_apostrophe(c));
    }
    EXPECT_FALSE(is_forced_break(c) && is_apostrophe(c));
  }
  EXPECT_FALSE(is_apostrophe(U'"'));
  EXPECT_FALSE(is_apostrophe(0x201D));
}

}  // namespace
}  // namespace riffle
