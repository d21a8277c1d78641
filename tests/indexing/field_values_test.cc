#include "indexing/field_values.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/number_order.h"

namespace riffle {
namespace {

Document with_member(const std::string& name, const std::string& json) {
  Document document;
  document.id = "i";
  document.title = "t";
  document.body = "b";
  document.source = "  RUDAW ";
  document.date = -5;
  document.extra.push_back({.name = name, .json = json});
  return document;
}

std::vector<std::string> keywords(const std::string& json) {
  std::vector<std::string> values;
  keywords_of(with_member("tags", json), {"tags", FieldType::kKeyword}, values);
  return values;
}

std::optional<std::int64_t> number(const std::string& json, FieldType type) {
  return number_of_field(with_member("n", json), {"n", type});
}

TEST(TextOf, KnowsTheTextFieldsOfADocument) {
  std::string scratch;
  const Document document = with_member("section", R"(["World", 7, null, {"a": 1}])");
  EXPECT_EQ(text_of(document, "title", scratch), "t");
  EXPECT_EQ(text_of(document, "body", scratch), "b");
  EXPECT_EQ(text_of(document, "text", scratch), "b");
  EXPECT_EQ(text_of(document, "url", scratch), "");
  EXPECT_EQ(text_of(document, "section", scratch), "World\n7");
}

TEST(KeywordsOf, AreNormalisedSortedAndOnce) {
  EXPECT_EQ(keywords(R"(["b ", "A", "a", "", null, 3, true, ["c"]])"),
            (std::vector<std::string>{"3", "a", "b", "true"}));
  EXPECT_EQ(keywords(R"("one")"), std::vector<std::string>{"one"});
  EXPECT_TRUE(keywords("{}").empty());
  EXPECT_TRUE(keywords("[[[[").empty());
  std::vector<std::string> values;
  keywords_of(with_member("x", "1"), {"source", FieldType::kKeyword}, values);
  EXPECT_EQ(values, std::vector<std::string>{"rudaw"});
  keywords_of(with_member("x", "1"), {"id", FieldType::kId}, values);
  EXPECT_EQ(values, std::vector<std::string>{"i"});
}

TEST(NumberOfField, TakesTheFirstThatCanBeRead) {
  EXPECT_EQ(number(R"(["dear", "12", 13])", FieldType::kInt64), 12);
  EXPECT_EQ(number("-7", FieldType::kInt64), -7);
  EXPECT_EQ(number("7.5", FieldType::kInt64), std::nullopt);
  EXPECT_EQ(number("[7.0]", FieldType::kInt64), 7);
  EXPECT_EQ(number("-1e3", FieldType::kInt64), -1000);
  EXPECT_EQ(number("1e300", FieldType::kInt64), std::nullopt);
  EXPECT_EQ(number("-9223372036854775808", FieldType::kInt64), std::nullopt);
  EXPECT_EQ(number("99999999999999999999", FieldType::kInt64), std::nullopt);
  EXPECT_EQ(number("\" 2.5 \"", FieldType::kFloat64), order_of(2.5));
  EXPECT_EQ(number(R"("nan")", FieldType::kFloat64), std::nullopt);
  EXPECT_EQ(number("null", FieldType::kFloat64), std::nullopt);
  EXPECT_EQ(number(R"("1970-01-02")", FieldType::kDate), 86400);
  EXPECT_EQ(number(R"("some day")", FieldType::kDate), std::nullopt);
  EXPECT_EQ(number_of_field(with_member("date", "3"), {"date", FieldType::kDate}), -5);
}

}  // namespace
}  // namespace riffle
