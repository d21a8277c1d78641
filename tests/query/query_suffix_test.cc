#include "query/query_suffix.h"

#include <gtest/gtest.h>

namespace riffle {
namespace {

TEST(QuerySuffix, DistanceStandsBeforeTheBoost) {
  const QuerySuffix both = split_suffix("~2^1.5");
  EXPECT_EQ(both.distance, "~2");
  EXPECT_EQ(both.boost, "^1.5");
  EXPECT_EQ(split_suffix("~").distance, "~");
  EXPECT_EQ(split_suffix("^3").distance, "");
  EXPECT_EQ(split_suffix("^3").boost, "^3");
  EXPECT_EQ(split_suffix("").boost, "");
}

TEST(QuerySuffix, BoostsAreDecimalNumbers) {
  EXPECT_EQ(read_boost("^2.5"), 2.5);
  EXPECT_EQ(read_boost("^0"), 0.0);
  EXPECT_EQ(read_boost("^.5"), 0.5);
  EXPECT_EQ(read_boost("^2."), 2.0);
  EXPECT_FALSE(read_boost("^."));
  EXPECT_FALSE(read_boost("^1.2.3"));
}

TEST(QuerySuffix, DistancesAreWholeNumbers) {
  EXPECT_EQ(read_distance("~3", 2), 3u);
  EXPECT_EQ(read_distance("~", 2), 2u);
  EXPECT_FALSE(read_distance("~1.5", 2));
  EXPECT_FALSE(read_distance("~99999999999999999999999", 2));
}

}  // namespace
}  // namespace riffle
