#include "analysis/english_compounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace riffle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OpenCompounds, AreBothWordsInSingularAndPlural) {
  EXPECT_THAT(open_compounds("airstrike"), ElementsAre("air strike", "air strikes"));
  EXPECT_THAT(open_compounds("airstrikes"), ElementsAre("air strike", "air strikes"));
  EXPECT_THAT(open_compounds("ceasefire"), ElementsAre("cease fire", "cease fires"));
  EXPECT_THAT(open_compounds("peacekeeping"), ElementsAre("peace keeping", "peace keepings"));
  EXPECT_THAT(open_compounds("yearbooks"), ElementsAre("year book", "year books"));
  EXPECT_THAT(open_compounds("coastguard"), ElementsAre("coast guard", "coast guards"));
  EXPECT_THAT(open_compounds("northeast"), ElementsAre("north east", "north easts"));
  EXPECT_THAT(open_compounds("worldwide"), ElementsAre("world wide", "world wides"));
}

TEST(OpenCompounds, AreOfAClosedList) {
  for (const std::string word : {"", "a", "s", "air", "airs", "airstrikess", "strikeair", "manage", "everyday",
                                 "airline", "airstri", "breakdown", "gunfires fire", "zzz"}) {
    EXPECT_THAT(open_compounds(word), IsEmpty()) << word;
  }
}

}  // namespace
}  // namespace riffle
