#include "format/schema.h"

#include <gtest/gtest.h>

namespace riffle {
namespace {

TEST(IsFieldName, BeginsWithALetterAndHasNoBlanks) {
  for (const char* const name : {"a", "Z9", "_x", "a.b", "a-b", "a_1"}) EXPECT_TRUE(is_field_name(name)) << name;
  for (const char* const name : {"", "1a", "-a", ".a", "a b", "a:b", "\xC3\xA4"}) {
    EXPECT_FALSE(is_field_name(name)) << name;
  }
}

TEST(FieldTypes, NumbersHaveColumnsAndKeywordsTerms) {
  for (const FieldType type : {FieldType::kDate, FieldType::kInt64, FieldType::kFloat64}) {
    EXPECT_TRUE(has_number_column(type));
    EXPECT_TRUE(has_column(type));
    EXPECT_FALSE(has_term_space(type));
  }
  for (const FieldType type : {FieldType::kId, FieldType::kKeyword}) {
    EXPECT_FALSE(has_number_column(type));
    EXPECT_TRUE(has_column(type));
    EXPECT_TRUE(has_term_space(type));
  }
  for (const FieldType type : {FieldType::kText, FieldType::kStored}) EXPECT_FALSE(has_column(type));
}

TEST(Schema, FindsItsDates) {
  EXPECT_EQ(article_schema(false).date_field(), 3u);
  EXPECT_EQ(Schema{}.date_field(), std::nullopt);
}

}  // namespace
}  // namespace riffle
