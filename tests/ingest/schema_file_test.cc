#include <gtest/gtest.h>

#include <string>

#include "riffle/schema.h"

namespace riffle {
namespace {

std::string read(std::string_view json) {
  const auto fields = parse_schema(json);
  if (!fields) return fields.error().message;
  std::string out;
  for (const FieldSpec& field : *fields) out += field.name + std::to_string(static_cast<int>(field.kind)) + " ";
  return out;
}

TEST(SchemaFile, NamesFieldsWithTheirTypes) {
  EXPECT_EQ(read(R"({"fields":[{"name":"section","type":"text"},{"type":"keyword","name":"tags"},
                   {"name":"updated","type":"date"},{"name":"words","type":"int64"},
                   {"name":"price","type":"float64"}]})"),
            "section0 tags1 updated2 words3 price4 ");
  EXPECT_EQ(read(R"({"fields":[]})"), "");
}

TEST(SchemaFile, TellsWhatIsWrong) {
  EXPECT_NE(read("{").find("no JSON"), std::string::npos);
  EXPECT_NE(read("[]").find("no array \"fields\""), std::string::npos);
  EXPECT_NE(read(R"({"fields":{}})").find("no array"), std::string::npos);
  EXPECT_NE(read(R"({"fields":["x"]})").find("no object"), std::string::npos);
  EXPECT_NE(read(R"({"fields":[{"type":"text"}]})").find("no \"name\""), std::string::npos);
  EXPECT_NE(read(R"({"fields":[{"name":"x","type":"money"}]})").find("types are text"), std::string::npos);
  EXPECT_NE(read(R"({"fields":[{"name":"x","typ":"text"}]})").find("\"typ\""), std::string::npos);
  EXPECT_NE(read(R"({"fields":[{"name":1,"type":"text"}]})").find("no string"), std::string::npos);
}

}  // namespace
}  // namespace riffle
