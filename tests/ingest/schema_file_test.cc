#include "riffle/schema.h"

#include <gmock/gmock.h>

#include <string>

#include "ingest_fixture.h"

namespace riffle {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string fields_in(std::string_view json) {
  const auto fields = parse_schema(json);
  if (!fields) return fields.error().message;
  std::string out;
  for (const FieldSpec& field : *fields) out += field.name + std::to_string(static_cast<int>(field.kind)) + " ";
  return out;
}

TEST(SchemaFile, NamesFieldsWithTheirTypes) {
  EXPECT_EQ(fields_in(R"({"fields":[{"name":"section","type":"text"},{"type":"keyword","name":"tags"},
                   {"name":"updated","type":"date"},{"name":"words","type":"int64"},
                   {"name":"price","type":"float64"}]})"),
            "section0 tags1 updated2 words3 price4 ");
  EXPECT_EQ(fields_in(R"({"fields":[]})"), "");
}

TEST(SchemaFile, TellsWhatIsWrong) {
  EXPECT_THAT(fields_in("[]"), HasSubstr("no array \"fields\""));
  EXPECT_THAT(fields_in(R"({"fields":{}})"), HasSubstr("no array"));
  EXPECT_THAT(fields_in(R"({"fields":["x"]})"), StartsWith("field 1: it is no object"));
  EXPECT_THAT(fields_in(R"({"fields":[{"type":"text"}]})"), HasSubstr("no \"name\""));
  EXPECT_EQ(fields_in(R"({"fields":[{"name":"y","type":"text"},{"name":"x","type":"money"}]})"),
            R"(field 2: "x" has the type "money"; types are text, keyword, date, int64 and float64)");
  EXPECT_EQ(fields_in(R"({"fields":[{"name":"x"}]})"),
            R"(field 1: "x" has no "type"; types are text, keyword, date, int64 and float64)");
  EXPECT_THAT(fields_in(R"({"fields":[{"name":"x","typ":"text"}]})"), HasSubstr("\"typ\""));
  EXPECT_THAT(fields_in(R"({"fields":[{"name":1,"type":"text"}]})"), HasSubstr("no string"));
  EXPECT_EQ(
      fields_in(R"({"fields":[{"name":"x","type":"text"},{"name":"y","type":"text"},{"name":"x","type":"text"}]})"),
      R"(field 3: the name "x" is that of field 1; give every field its own)");
}

TEST(SchemaFile, TellsWhereTheJsonEnds) {
  EXPECT_THAT(fields_in("{"), StartsWith("line 1, column 2: "));
  EXPECT_THAT(fields_in(""), StartsWith("line 1, column 1: "));
  EXPECT_THAT(fields_in("{\"fields\": [\n  {\"name\": \"\u00E9\u00E9\" \"type\": \"text\"}\n]}"),
              StartsWith("line 2, column 17: "));
  EXPECT_THAT(fields_in("{\"fields\": []}\n{}"), StartsWith("line 2, column 1: "));
}

TEST(SchemaFile, FilesAreNamed) {
  const TempFolder folder;
  const std::string path = folder.write("s.json", R"({"fields":[{"name":"x","type":"int64"}]})");
  ASSERT_TRUE(read_schema(path));
  EXPECT_EQ(read_schema(path)->at(0).kind, FieldKind::kInt64);
  EXPECT_EQ(read_schema(path + "x").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read_schema(folder.path()).error().code, ErrorCode::kIo);
  EXPECT_EQ(read_schema(folder.write("b.json", "[1]")).error().message.find(folder.path()), 0U);
  const auto large = read_schema(folder.write("c.json", std::string((1U << 20) + 1, ' ')));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kResourceLimit);
}

}  // namespace
}  // namespace riffle
