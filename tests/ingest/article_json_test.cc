#include <gtest/gtest.h>

#include "riffle/article_reader.h"

namespace riffle {
namespace {

TEST(ArticleJson, IsReadBackAsTheSameDocument) {
  ArticleParser parser;
  Document document;
  const std::string line =
      R"({"id":"a\"1","title":"T\u0001","body":"b\nc","date":"2024-11-29T12:00:00Z","source":"S","url":"u","x":[1,"é"]})";
  ASSERT_TRUE(parser.parse(line, document));
  EXPECT_EQ(article_json(document), line);
  Document again = document;
  ASSERT_TRUE(parser.parse(R"({"id":2,"headline":"H"})", again));
  EXPECT_EQ(article_json(again), R"({"id":"2","title":"H","body":""})");
}

TEST(ArticleJson, RenamesMembersThatAreTakenAndQuotesWhatIsNoJson) {
  Document document;
  document.id = "1";
  document.extra = {{"id", "7"}, {"title", "[1,\n2]"}, {"broken", "{"}, {"bytes", "\"\xff\""}};
  EXPECT_EQ(article_json(document), R"({"id":"1","body":"","_id":7,"title":[1, 2],"broken":"{","bytes":"\"�\""})");
}

TEST(ArticleParser, WantsAnId) {
  ArticleParser parser("key");
  Document document;
  const Status parsed = parser.parse(R"({"id":"1","title":"T"})", document);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message, "there is no member \"key\"");
  EXPECT_FALSE(parser.parse("", document));
  EXPECT_TRUE(parser.parse(R"({"key":"1"})", document));
}

}  // namespace
}  // namespace riffle
