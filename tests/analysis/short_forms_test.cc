#include "analysis/short_forms.h"

#include <gtest/gtest.h>

namespace riffle {
namespace {

TEST(ShortForms, AreTwoWords) {
  EXPECT_EQ(long_form("dont"), "do not");
  EXPECT_EQ(long_form("wont"), "will not");
  EXPECT_EQ(long_form("cant"), "can not");
  EXPECT_EQ(long_form("cannot"), "can not");
  EXPECT_EQ(long_form("pct"), "per cent");
  EXPECT_EQ(long_form("not"), "");
  EXPECT_EQ(long_form(""), "");
}

TEST(ShortForms, AreMadeOfAVerbAndNot) {
  EXPECT_EQ(contraction_of("do", "not"), "dont");
  EXPECT_EQ(contraction_of("were", "not"), "werent");
  EXPECT_EQ(contraction_of("do", "so"), "");
  EXPECT_EQ(contraction_of("we", "not"), "");
}

}  // namespace
}  // namespace riffle
