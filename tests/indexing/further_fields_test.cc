#include "indexing/further_fields.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace riffle {
namespace {

std::string error_of(const FieldSpec& field) {
  Schema schema = article_schema(false);
  const Status added = add_further_fields({field}, schema);
  return added ? std::string() : added.error().message;
}

TEST(FurtherFields, GoBehindThoseThatAreThere) {
  Schema schema = article_schema(false);
  ASSERT_TRUE(add_further_fields({{"price", FieldKind::kFloat64}, {"source", FieldKind::kKeyword}}, schema));
  ASSERT_TRUE(add_further_fields({{"price", FieldKind::kFloat64}, {"tags", FieldKind::kKeyword}}, schema));
  ASSERT_EQ(schema.fields.size(), article_schema(false).fields.size() + 2);
  const std::vector<FieldSpec> further = further_fields(schema);
  ASSERT_EQ(further.size(), 2u);
  EXPECT_EQ(further[0].name, "price");
  EXPECT_EQ(further[0].kind, FieldKind::kFloat64);
  EXPECT_EQ(further[1].name, "tags");
  EXPECT_EQ(further[1].kind, FieldKind::kKeyword);
}

TEST(FurtherFields, AreRefusedForAReason) {
  EXPECT_EQ(error_of({"lead", FieldKind::kText}), "");
  EXPECT_NE(error_of({"source", FieldKind::kText}).find("the type keyword"), std::string::npos);
  EXPECT_NE(error_of({"url", FieldKind::kKeyword}).find("another type"), std::string::npos);
  EXPECT_NE(error_of({"text", FieldKind::kKeyword}).find("for something else"), std::string::npos);
  for (const std::string& name : {std::string(), std::string("a b"), std::string("a:b"), std::string(256, 'x'),
                                  std::string("\xFF"), std::string("-n"), std::string("1a"), std::string("*")}) {
    EXPECT_NE(error_of({name, FieldKind::kKeyword}).find("cannot be the name"), std::string::npos) << name;
  }
}

TEST(FurtherFields, AreLimitedByTheTermSpaces) {
  Schema schema = article_schema(false);
  std::vector<FieldSpec> fields;
  for (std::size_t i = schema.fields.size(); i < 253; ++i)
    fields.push_back({"f" + std::to_string(i), FieldKind::kKeyword});
  ASSERT_TRUE(add_further_fields(fields, schema));
  const Status added = add_further_fields({{"one", FieldKind::kInt64}}, schema);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kResourceLimit);
}

TEST(FurtherFields, LeaveOutNamesThatCannotBe) {
  Schema schema = article_schema(true);
  schema.fields.push_back({"a b", FieldType::kKeyword});
  schema.fields.push_back({"note", FieldType::kStored});
  EXPECT_TRUE(further_fields(schema).empty());
}

}  // namespace
}  // namespace riffle
