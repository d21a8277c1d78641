#include "analysis/word_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace riffle {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

WordRun run(const std::string& text) {
  std::istringstream words(text);
  std::vector<std::string> parts;
  for (std::string part; words >> part;) parts.push_back(part);
  return run_of(parts);
}

std::vector<std::string> ways(const std::string& text) { return run(text).ways; }

TEST(WordRuns, ANumberHasItsPercentInEveryWay) {
  for (const char* const text : {"40 percent", "40 per cent", "40 pct", "forty percent", "forty per cent"}) {
    EXPECT_THAT(ways(text), IsSupersetOf({"40 percent", "40 per cent", "40 pct", "forty percent"})) << text;
    EXPECT_TRUE(run(text).is_measure);
  }
  EXPECT_THAT(ways("twenty eight percent"), Contains("28 per cent"));
  EXPECT_THAT(ways("11.4 per cent"), IsSupersetOf({"11.4 percent", "11.4pct"}));
  EXPECT_THAT(ways("1400 percent"), Contains("1,400 percent"));
}

TEST(WordRuns, ASpeedHasAShortFormAndALongOne) {
  for (const char* const text :
       {"142 km h", "142 kph", "142 kmh", "142 kilometres an hour", "142 kilometers per hour"}) {
    EXPECT_THAT(ways(text), IsSupersetOf({"142 km h", "142km h", "142kph", "142 kilometres an hour"})) << text;
  }
  EXPECT_THAT(ways("90 mph"), IsSupersetOf({"90mph", "90 miles an hour", "ninety miles per hour"}));
  EXPECT_THAT(ways("ninety miles an hour"), Contains("90mph"));
  EXPECT_THAT(ways("90 mph"), Not(Contains("90 kph")));
}

TEST(WordRuns, AWarIsCountedByItsOrdinalOrItsNumeral) {
  for (const char* const text :
       {"second world war", "2nd world war", "world war ii", "world war 2", "world war two", "wwii", "ww2", "ww ii"}) {
    EXPECT_THAT(ways(text), IsSupersetOf({"second world war", "2nd world war", "world war ii", "world war 2",
                                          "world war two", "wwii", "ww2"}))
        << text;
    EXPECT_FALSE(run(text).is_measure);
  }
  EXPECT_THAT(ways("world war i"), IsSupersetOf({"first world war", "ww1", "wwi", "world war one"}));
  EXPECT_THAT(ways("second gulf war"), IsSupersetOf({"gulf war ii", "gulf war 2"}));
  EXPECT_THAT(ways("second gulf war"), Not(Contains("wwii")));
}

TEST(WordRuns, AServantOfHasHisArticleInEveryWay) {
  for (const char* const text : {"abd al rahman", "abd ar rahman", "abdul rahman", "abdel rahman", "abd rahman",
                                 "abdulrahman", "abdurrahman", "abdelrahman"}) {
    EXPECT_THAT(ways(text), IsSupersetOf({"abd al rahman", "abdul rahman", "abdel rahman"})) << text;
  }
  EXPECT_EQ(run("abdel karim").name, "Abdulkarim");
  EXPECT_EQ(run("abdelkarim").name, "");
}

TEST(WordRuns, OtherWordsAreNone) {
  for (const char* const text :
       {"",           "percent",          "per cent",    "cent 40",    "some percent",   "40 cent",
        "a percent",  "142 km",           "142 an hour", "kph",        "the war i",      "this war 2",
        "gulf war i", "world war 21",     "war 2",       "second war", "second the war", "ww",
        "wwf",        "second war world", "abdullah",    "abdallah",   "abdu",           "abdul",
        "abdul the",  "abd al",           "abduction",   "abdomen",    "abdulla karim",  "1 2 3 4 5 6 7 8 kph"}) {
    EXPECT_THAT(ways(text), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace riffle
