#include "text/json_values.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

namespace riffle {
namespace {

/// Values between bars, strings in quotes.
std::string values(std::string_view json) {
  std::string out;
  for (const JsonScalar& scalar : json_scalars(json)) {
    out += scalar.is_string ? "'" + scalar.text + "'|" : scalar.text + "|";
  }
  return out;
}

TEST(JsonValues, OfOneValueOrOfAnArray) {
  EXPECT_EQ(values(R"("a \"b\" \u00e9")"), "'a \"b\" \xC3\xA9'|");
  EXPECT_EQ(values(" -12.5e3 "), "-12.5e3|");
  EXPECT_EQ(values("true"), "true|");
  EXPECT_EQ(values(R"(["a", 1, false, "b"])"), "'a'|1|false|'b'|");
  EXPECT_EQ(values(R"([ "a" , null , {"x":["]"]} , [1,[2]] , 3 ])"), "'a'|3|");
  EXPECT_EQ(values("[]") + values("null") + values("{}") + values(R"({"a":"b"})") + values(""), "");
}

TEST(JsonValues, AreNumbersWhereTheyAreWrittenSo) {
  EXPECT_EQ(integer_in(" 12\n"), 12);
  EXPECT_EQ(integer_in("-3.0"), -3);
  EXPECT_EQ(integer_in("1e3"), 1000);
  EXPECT_EQ(integer_in("9223372036854775807"), 9223372036854775807);
  for (const std::string_view text :
       {"", " ", "abc", "12 km", "1.5", "9223372036854775808", "-9223372036854775808", "nan"}) {
    EXPECT_FALSE(integer_in(text)) << text;
  }
  EXPECT_EQ(real_in("2.5 "), 2.5);
  EXPECT_EQ(real_in("-7"), -7.0);
  for (const std::string_view text : {"", "abc", "1,5", "nan"}) EXPECT_FALSE(real_in(text)) << text;
}

TEST(JsonValues, StopWhereItIsNoJson) {
  EXPECT_EQ(values(R"(["a" "b"])"), "'a'|");
  EXPECT_EQ(values(R"(["a", nonsense, "b"])"), "'a'|");
  EXPECT_EQ(values(R"(["a", "b)"), "'a'|");
  EXPECT_EQ(values(R"(["a", ["b")"), "'a'|");
  EXPECT_EQ(values(R"("\q")"), "");
  EXPECT_EQ(values("\"\\"), "");
}

TEST(JsonValuesProperty, AnyBytesEnd) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 50'000; ++round) {
    std::string json;
    for (std::size_t n = random() % 14; n > 0; --n) json += "[]{},:\"\\u0aetrufals1-. "[random() % 24];
    for (const JsonScalar& scalar : json_scalars(json)) ASSERT_LE(scalar.text.size(), 3 * json.size());
  }
}

}  // namespace
}  // namespace riffle
