#include "ingest/json_splitter.h"

#include <gmock/gmock.h>

#include "ingest_fixture.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The pieces of a text, each as "<line>:<text>", "<line>!<reason>" or "<line>too long".
std::vector<std::string> pieces(std::string_view text, std::size_t limit = 1000) {
  const TempFolder folder;
  InputWindow window;
  window.start(*ByteSource::open(folder.write("a.json", text), Packing::kByFirstBytes));
  JsonSplitter splitter(window, limit);
  splitter.start();
  std::vector<std::string> out;
  for (;;) {
    const Result<JsonSplitter::Piece> piece = splitter.next();
    if (!piece || piece->kind == JsonSplitter::PieceKind::kEnd) return out;
    std::string written = std::to_string(piece->line);
    switch (piece->kind) {
      case JsonSplitter::PieceKind::kText: written.append(":").append(piece->text); break;
      case JsonSplitter::PieceKind::kTooLong: written += "too long"; break;
      default: written.append("!").append(piece->reason); break;
    }
    out.push_back(written);
  }
}

TEST(JsonSplitter, CutsObjectsAndArrays) {
  EXPECT_THAT(pieces(R"({"a":1})"), ElementsAre(R"(1:{"a":1})"));
  EXPECT_THAT(pieces("\n [ {\"a\":[1,{}]} ,\n{} ]\n"), ElementsAre("2:{\"a\":[1,{}]}", "3:{}"));
  EXPECT_THAT(pieces("{\n}\n{}"), ElementsAre("1:{\n}", "3:{}"));
  EXPECT_THAT(pieces("[{}][{}]"), ElementsAre("1:{}", "1:{}"));
  EXPECT_THAT(pieces("[1,\"a,]\",null,[2,3],{}]"), ElementsAre("1:1", "1:\"a,]\"", "1:null", "1:[2,3]", "1:{}"));
  EXPECT_THAT(pieces(" \n\t"), IsEmpty());
  EXPECT_THAT(pieces("[]"), IsEmpty());
}

TEST(JsonSplitter, IsNotMisledByBracketsInStrings) {
  EXPECT_THAT(pieces(R"([{"a":"}]\"]"},{"b":"\\"},{}])"), ElementsAre(R"(1:{"a":"}]\"]"})", R"(1:{"b":"\\"})", "1:{}"));
}

TEST(JsonSplitter, SaysWhereAFileBreaks) {
  EXPECT_THAT(pieces("[{}\n{}]"), ElementsAre("1:{}", "2!a comma is missing between two articles"));
  EXPECT_THAT(pieces("[,{}]"), ElementsAre("1!a comma stands where an article should"));
  EXPECT_THAT(pieces("[{},"), ElementsAre("1:{}", "1!the file ends inside the array"));
  EXPECT_THAT(pieces("{\"a\":"), ElementsAre("1!the file ends inside an article"));
  EXPECT_THAT(pieces("text"), ElementsAre("1!neither a JSON object nor an array of them"));
  EXPECT_THAT(pieces(std::string_view("{}\0", 3)), ElementsAre("1:{}", "1!a zero byte stands between articles"));
}

TEST(JsonSplitter, PassesOverLongPiecesUnheld) {
  const std::string body(3 << 20, 'x');
  EXPECT_THAT(pieces("[{\"a\":\"" + body + "\n\"},\n{}]"), ElementsAre("1too long", "3:{}"));
  EXPECT_THAT(pieces("{\"a\":\"" + std::string(992, 'x') + "\"}"), testing::SizeIs(1));
}

TEST(JsonFiles, GiveTheirArticles) {
  const TempFolder folder;
  std::string array = "\xEF\xBB\xBF[\n";
  for (int i = 0; i < 30000; ++i) {
    array += (i == 0 ? "" : ",\n");
    array += R"({"id":")" + std::to_string(i) + R"(","body":"some text that is there to fill more than one chunk"})";
  }
  array += "\n]";
  const Reading reading = read_all({folder.write("a.json", array)});
  ASSERT_EQ(reading.documents.size(), 30000u);
  EXPECT_EQ(reading.documents.back().id, "29999");
  EXPECT_TRUE(reading.bad_lines.empty());
}

TEST(JsonFiles, PassOverBadElements) {
  const TempFolder folder;
  const Reading reading =
      read_all({folder.write("a.json", "[\n{\"id\":\"1\"},\n7,\n{\"id\":\"2\",},\n{\"title\":\"t\"}\n]")});
  EXPECT_THAT(reading.ids(), ElementsAre("1", folder.path() + "/a.json:5"));
  ASSERT_EQ(reading.bad_lines.size(), 2u);
  EXPECT_EQ(reading.bad_lines[0].line, 3u);
  EXPECT_EQ(reading.bad_lines[1].line, 4u);
  EXPECT_THAT(reading.bad_lines[1].message, HasSubstr("broken JSON"));
}

}  // namespace
}  // namespace riffle
