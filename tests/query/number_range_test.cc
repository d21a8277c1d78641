#include "query/number_range.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "format/number_order.h"

namespace riffle {
namespace {

std::string shown(std::string_view text, bool is_real) {
  const auto range = parse_number_range(text, is_real);
  return range ? format_number_range(range->first, range->second) : "none";
}

TEST(NumberRange, ReadsNumbersRangesAndComparisons) {
  for (const std::string_view same : {"12", "-3", "10..20", "..20", "10..", "-5..-3", "9223372036854775807"}) {
    EXPECT_EQ(shown(same, false), same);
  }
  EXPECT_EQ(shown(">=10", false), "10..");
  EXPECT_EQ(shown(">10", false), "11..");
  EXPECT_EQ(shown("<=-1", false), "..-1");
  EXPECT_EQ(shown("<0", false), "..-1");
  EXPECT_EQ(shown("1.5..2.5", true), "1.5..2.5");
  EXPECT_EQ(shown("1e3", true), "1000");
  EXPECT_EQ(shown(">1", true), "1.0000000000000002..");
}

TEST(NumberRange, RefusesWhatIsNone) {
  for (const std::string_view text : {"", "..", "x", "1..x", "20..10", ">", ">=", "1,5", "nan", "inf", "0x10", "1 2",
                                      ">9223372036854775807", "+5", "1...2"}) {
    EXPECT_EQ(shown(text, false), "none") << text;
  }
}

using Pair = std::pair<std::int64_t, std::int64_t>;

std::optional<Pair> in_column(std::string_view text, bool is_real) {
  const auto range = parse_number_range(text, is_real);
  return range ? column_range(range->first, range->second, is_real) : std::nullopt;
}

TEST(NumberRange, BoundsOfAnIntegerColumnAreWholeNumbers) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(in_column("1.5..2.5", false), Pair(2, 2));
  EXPECT_EQ(in_column("-1.5..-0.5", false), Pair(-1, -1));
  EXPECT_EQ(in_column("1.2..1.8", false), std::nullopt);
  EXPECT_EQ(in_column(">=1e30", false), std::nullopt);
  EXPECT_EQ(in_column("<=-1e30", false), std::nullopt);
  EXPECT_EQ(in_column(">=-1e30", false), Pair(kLeast, kMost));
  EXPECT_EQ(in_column("9007199254740993", false), Pair(9007199254740993, 9007199254740993));
}

TEST(NumberOrder, KeepsTheOrderOfReals) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<double> sorted = {-kInfinity, -1e300,
                                      -2,         -1,
                                      -1e-300,    -std::numeric_limits<double>::denorm_min(),
                                      0,          std::numeric_limits<double>::denorm_min(),
                                      1e-300,     0.5,
                                      1,          2,
                                      1e300,      kInfinity};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    EXPECT_EQ(number_of(order_of(sorted[i])), sorted[i]);
    if (i > 0) {
      EXPECT_LT(order_of(sorted[i - 1]), order_of(sorted[i])) << sorted[i];
    }
    EXPECT_GT(order_of(sorted[i]), std::numeric_limits<std::int64_t>::min());
  }
  EXPECT_EQ(order_of(-0.0), order_of(0.0));
}

}  // namespace
}  // namespace riffle
