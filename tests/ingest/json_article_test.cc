#include "ingest/json_article.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "ingest/input_window.h"
#include "riffle/article_reader.h"

namespace riffle {
namespace {

/// What parsing gives, written on one line, or the reason of the refusal.
std::string parsed(std::string_view text, const std::string& id_member = "id") {
  JsonArticle parser(id_member);
  std::string padded(text);
  padded.append(InputWindow::kPadding, ' ');
  Document document;
  document.extra.resize(3);
  document.title = document.body = document.source = document.url = "left over";
  document.date = 1;
  const Status status =
      parser.parse(std::string_view(padded).substr(0, text.size()), {.path = "f.jsonl", .line = 7}, document);
  if (!status) return "refused: " + status.error().message;
  std::string out = document.id + "|" + document.title + "|" + document.body + "|" +
                    (document.date ? format_date(*document.date) : "") + "|" + document.source + "|" + document.url;
  for (const ExtraMember& extra : document.extra) out += "|" + extra.name + "=" + extra.json;
  return out;
}

TEST(JsonArticle, FillsTheDocument) {
  EXPECT_EQ(parsed(R"({"id":"a1","title":"T","body":"B","date":"2024-11-30","source":"S","url":"U"})"),
            "a1|T|B|2024-11-30|S|U");
  EXPECT_EQ(parsed(R"( {"url" : "U" , "id" : 42 , "body":"line\nline \"q\" \u00e9"} )"),
            "42||line\nline \"q\" \xC3\xA9|||U");
  EXPECT_EQ(parsed("{}"), "f.jsonl:7|||||");
}

TEST(JsonArticle, TakesTheFirstUsableOfNamesThatMeanTheSame) {
  EXPECT_EQ(parsed(R"({"id":"1","headline":"H","title":"T"})"),
            "1|T||||"
            R"(|headline="H")");
  EXPECT_EQ(parsed(R"({"id":"1","headline":"H","title":""})"), "1|H||||");
  EXPECT_EQ(parsed(R"({"id":"1","content":"C","text":"X","body":null})"),
            "1||X|||"
            R"(|content="C")");
  EXPECT_EQ(parsed(R"({"id":"1","body":["a","b"],"text":"X"})"), "1||a\nb||||text=\"X\"");
  EXPECT_EQ(parsed(R"({"id":"1","body":{"a":"b"},"text":"X"})"), R"(1||X||||body={"a":"b"})");
  EXPECT_EQ(parsed(R"({"id":"1","site":"S","link":"L"})"), "1||||S|L");
}

TEST(JsonArticle, ReadsDatesOfEveryType) {
  EXPECT_EQ(parsed(R"({"id":"1","published":"Nov 30, 2024"})"), "1|||2024-11-30||");
  EXPECT_EQ(parsed(R"({"id":"1","pubDate":"Sat, 30 Nov 2024 12:00:00 GMT"})"), "1|||2024-11-30T12:00:00Z||");
  EXPECT_EQ(parsed(R"({"id":"1","timestamp":1732966200})"), "1|||2024-11-30T11:30:00Z||");
  EXPECT_EQ(parsed(R"({"id":"1","datetime":1732966200000})"), "1|||2024-11-30T11:30:00Z||");
  EXPECT_EQ(parsed(R"({"id":"1","date":1.7329662005e9})"), "1|||2024-11-30T11:30:00Z||");
  EXPECT_EQ(parsed(R"({"id":"1","date":2024})"), "1|||2024-01-01||");
  EXPECT_EQ(parsed(R"({"id":"1","date":20241130})"), "1|||2024-11-30||");
  EXPECT_EQ(parsed(R"({"id":"1","date":"2024-02"})"), "1|||2024-02-01||");
}

TEST(JsonArticle, KeepsADateThatDoesNotParse) {
  EXPECT_EQ(parsed(R"({"id":"1","date":"last week"})"), R"(1||||||date="last week")");
  EXPECT_EQ(parsed(R"({"id":"1","date":"last week","published":"2024-11-30"})"),
            R"(1|||2024-11-30|||date="last week")");
  EXPECT_EQ(parsed(R"({"id":"1","date":{"day":1}})"), R"(1||||||date={"day":1})");
}

TEST(JsonArticle, TakesTheNameOfASourceObject) {
  EXPECT_EQ(parsed(R"({"id":"1","source":{"id":null,"name":"BBC"}})"), "1||||BBC|");
  EXPECT_EQ(parsed(R"({"id":"1","source":{"x":1},"publisher":"P"})"), R"(1||||P||source={"x":1})");
}

TEST(JsonArticle, TakesArraysNumbersAndObjects) {
  EXPECT_EQ(parsed(R"({"id":"1","title":["a", "b"],"body":[ {"text":"c"} , "d" ],"date":["2024-01-01"],)"
                   R"("source":["Reuters","AFP"],"url":["u","v"]})"),
            "1|a b|c\nd|2024-01-01|Reuters|u");
  EXPECT_EQ(parsed(R"({"id":"1","title":42,"body":true,"source":[{"name":"AP"}]})"), "1|42|true||AP|");
  EXPECT_EQ(parsed(R"({"id":"1","title":{"x":1},"body":[["a"]],"source":7,"url":{},"date":[]})"),
            R"(1||||||title={"x":1}|body=[["a"]]|source=7|url={}|date=[])");
}

TEST(JsonArticle, KeepsOtherMembersAsTheyAreWritten) {
  EXPECT_EQ(parsed(R"({"id":"1","n":1.50,"t":[ 1, {"a":"b"} ],"o":{"x":null},"b":true,"s":"q\"","z":null,"e":""})"),
            R"(1||||||n=1.50|t=[ 1, {"a":"b"} ]|o={"x":null}|b=true|s="q\"")");
  EXPECT_EQ(parsed(R"({"id":"1","a\u0062\"":1})"), "1||||||ab\"=1");
}

TEST(JsonArticle, ReadsEscapedMemberNames) { EXPECT_EQ(parsed(R"({"\u0069d":"1","titl\u0065":"T"})"), "1|T||||"); }

TEST(JsonArticle, TakesTheIdFromTheNamedMember) {
  EXPECT_EQ(parsed(R"({"id":"1","uuid":"u"})", "uuid"), R"(u||||||id="1")");
  EXPECT_EQ(parsed(R"({"url":"https://example.org/a"})", "url"), "https://example.org/a|||||https://example.org/a");
  EXPECT_EQ(parsed(R"({"id":null})"), "f.jsonl:7|||||");
  EXPECT_EQ(parsed(R"({"id":""})"), "f.jsonl:7|||||");
  EXPECT_EQ(parsed(R"({"id":-5})"), "-5|||||");
}

TEST(JsonArticle, RefusesIdsOfOtherTypes) {
  for (const char* text :
       {R"({"id":1.5})", R"({"id":true})", R"({"id":["a"]})", R"({"id":{"a":1}})", R"({"id":1e3})"}) {
    EXPECT_EQ(parsed(text), "refused: member \"id\" is neither a string nor an integer") << text;
  }
  EXPECT_EQ(parsed("{\"id\":\"" + std::string(513, 'x') + "\"}"), "refused: the id is longer than 512 bytes");
  EXPECT_EQ(parsed("{\"id\":\"" + std::string(512, 'x') + "\"}").size(), 517u);
}

TEST(JsonArticle, RefusesWhatIsNoObject) {
  for (const char* text : {"[]", "1", "\"text\"", "null", "true"}) {
    EXPECT_EQ(parsed(text).substr(0, 8), "refused:") << text;
  }
  EXPECT_EQ(parsed("[1]"), "refused: not a JSON object");
}

TEST(JsonArticle, RefusesBrokenJson) {
  for (const char* text : {"{",
                           "{\"id\":\"1\"",
                           "{\"id\":\"1\",}",
                           "{\"id\" \"1\"}",
                           "{\"id\":\"1\"}}",
                           "{\"id\":\"1\"} {}",
                           "{\"id\":\"1\"} x",
                           "{\"id\":\"1\" \"title\":\"x\"}",
                           "{\"title\":\"no end}",
                           "{\"title\":\"bad \\x escape\"}",
                           "{\"a\":tru}",
                           "{\"a\":01}",
                           "{\"a\":[1,}",
                           "{\"a\":[1}]}",
                           "{\"body\":[\"a\" \"b\"]}",
                           "{\"title\":tru}",
                           "{\"source\":{\"name\" \"x\"}}",
                           "{\"date\":[2024}]}",
                           "{\"a\":{\"b\":}}",
                           "{1:2}",
                           "{\"title\":\"raw\ttab\"}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{,}",
                           "{\"a\":1,,\"b\":2}",
                           "{\"bad \\u12\":1}",
                           "}",
                           "text"}) {
    EXPECT_EQ(parsed(text).substr(0, 8), "refused:") << text;
  }
}

TEST(JsonArticle, RepairsIllFormedUtf8) {
  EXPECT_EQ(parsed("{\"id\":\"1\",\"title\":\"caf\xC3\xA9 \xC3\xA9\xC3\xA9 \xE2\x82\",\"x\":\"\xFF\"}"),
            "1|caf\xC3\xA9 \xC3\xA9\xC3\xA9 \xEF\xBF\xBD||||"
            "|x=\"\xEF\xBF\xBD\"");
}

TEST(JsonArticle, ReadsWindows1252WhereUtf8IsTheException) {
  EXPECT_EQ(parsed("{\"id\":\"1\",\"title\":\"caf\xE9 \x93quoted\x94\",\"x\":\"\xFF\"}"),
            "1|caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D||||"
            "|x=\"\xC3\xBF\"");
}

TEST(JsonArticle, HasALimitOfMembersAndOfDepth) {
  std::string many = "{\"id\":\"1\"";
  for (int i = 0; i < 70000; ++i) many += ",\"a\":1";
  EXPECT_EQ(parsed(many + "}").substr(0, 18), "refused: more than");
  const std::string deep = "{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}";
  EXPECT_EQ(parsed(deep).substr(0, 8), "refused:");
}

TEST(JsonArticle, KeepsTheFirstOfMembersNamedAlike) {
  EXPECT_EQ(parsed(R"({"id":"1","id":"2","title":"T","title":"U"})"), R"(1|T|||||id="2"|title="U")");
}

}  // namespace
}  // namespace riffle
