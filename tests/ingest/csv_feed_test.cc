#include <gmock/gmock.h>

#include "ingest_fixture.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Reading read_csv(std::string_view text, ReaderOptions options = {}) {
  const TempFolder folder;
  return read_all({folder.write("a.csv", text)}, std::move(options));
}

TEST(CsvFeed, ReadsKnownAndOtherColumns) {
  const Reading reading = read_csv(
      "id,title,body,date,source,url,author,section\n"
      "a1,Title,Some text,2024-11-30,Agency,https://example.org/1,\"Doe, \"\"J\"\"\",\n");
  ASSERT_EQ(reading.documents.size(), 1u);
  const Document& document = reading.documents[0];
  EXPECT_EQ(document.id, "a1");
  EXPECT_EQ(document.title, "Title");
  EXPECT_EQ(document.body, "Some text");
  EXPECT_EQ(format_date(*document.date), "2024-11-30");
  EXPECT_EQ(document.source, "Agency");
  EXPECT_EQ(document.url, "https://example.org/1");
  ASSERT_EQ(document.extra.size(), 1u);
  EXPECT_EQ(document.extra[0].name, "author");
  EXPECT_EQ(document.extra[0].json, R"("Doe, \"J\"")");
}

struct QuoteCase {
  const char* name;
  std::string text;
  std::vector<std::string> bodies;
};

TEST(CsvFeed, FollowsQuotesAndLineEnds) {
  for (const QuoteCase& c : {
           QuoteCase{"LF", "body\na\nb\n", {"a", "b"}},
           QuoteCase{"CRLF", "body\r\na\r\nb\r\n", {"a", "b"}},
           QuoteCase{"no end", "body\na\nb", {"a", "b"}},
           QuoteCase{"byte order mark",
                     "\xEF\xBB\xBF"
                     "body\na\n",
                     {"a"}},
           QuoteCase{"quoted", "body\n\"a\"\n", {"a"}},
           QuoteCase{"comma", "body\n\"a,b\"\n", {"a,b"}},
           QuoteCase{"line end inside", "body\n\"a\nb\r\nc\"\r\nd\n", {"a\nb\r\nc", "d"}},
           QuoteCase{"doubled", "body\n\"say \"\"hi\"\"\"\n", {"say \"hi\""}},
           QuoteCase{"only quotes", "body\n\"\"\"\"\n", {"\""}},
           QuoteCase{"quote in plain text", "body\na 5\" disk\nb\n", {"a 5\" disk", "b"}},
           QuoteCase{"blank lines", "\n\nbody\n\n a\n\n\nb\n", {" a", "b"}},
           QuoteCase{"quoted header", "\"body\"\r\na\r\n", {"a"}},
           QuoteCase{"upper case", "BODY\na\n", {"a"}},
       }) {
    const Reading reading = read_csv(c.text);
    std::vector<std::string> bodies;
    for (const Document& document : reading.documents) bodies.push_back(document.body);
    EXPECT_EQ(bodies, c.bodies) << c.name;
    EXPECT_THAT(reading.bad_lines, IsEmpty()) << c.name;
  }
}

TEST(CsvFeed, SeparatorsAndLineEndsAreThoseOfTheHeader) {
  for (const QuoteCase& c : {
           QuoteCase{"semicolons", "id;title;body\n1;\"a; b\";x, y\n", {"1|a; b|x, y"}},
           QuoteCase{"tabs", "id\ttitle\tbody\n1\ta; b\tx, \"y\"\n", {"1|a; b|x, \"y\""}},
           QuoteCase{"CR", "id,title,body\r1,a,\"x\ry\"\r2,b,z\r", {"1|a|x\ry", "2|b|z"}},
           QuoteCase{"CR, no end", "id,title,body\r1,a,x", {"1|a|x"}},
           QuoteCase{"CR in a text", "id,title,body\n1,a\rb,x\n", {"1|a\rb|x"}},
           QuoteCase{"semicolons and CR", "id;title;body\r1;a;x\r", {"1|a|x"}},
           QuoteCase{"a semicolon between commas", "id,title,body;old\n1,a;b,x\n", {"1|a;b|"}},
           QuoteCase{"quoted header", "\"id\";\"title\";\"body\"\r\n\"1\";\"a\";\"x\"\r\n", {"1|a|x"}},
       }) {
    const Reading reading = read_csv(c.text);
    std::vector<std::string> articles;
    for (const Document& document : reading.documents) {
      articles.push_back(document.id + "|" + document.title + "|" + document.body);
    }
    EXPECT_EQ(articles, c.bodies) << c.name;
    EXPECT_THAT(reading.bad_lines, IsEmpty()) << c.name;
  }
  const Reading other = read_csv("id|title|body\n1|a|x\n");
  ASSERT_EQ(other.bad_lines.size(), 1u);
  EXPECT_THAT(other.bad_lines[0].message, HasSubstr("commas, semicolons or tabs"));
}

TEST(CsvFeed, LinesThatEndWithCrAreCounted) {
  const Reading reading = read_csv("id,body\r1,a\r2\r3,b\r");
  EXPECT_THAT(reading.ids(), ElementsAre("1", "3"));
  ASSERT_EQ(reading.bad_lines.size(), 1u);
  EXPECT_EQ(reading.bad_lines[0].line, 3u);
}

TEST(CsvFeed, ReportsBadRecordsAndGoesOn) {
  const Reading reading = read_csv("id,body\n1,a\n2\n3,b,c\n4,\"x\" y\n5,\"p\nq\"\n6\n");
  EXPECT_THAT(reading.ids(), ElementsAre("1", "5"));
  ASSERT_EQ(reading.bad_lines.size(), 4u);
  EXPECT_EQ(reading.bad_lines[0].line, 3u);
  EXPECT_EQ(reading.bad_lines[0].message, "1 fields where the header names 2 columns");
  EXPECT_EQ(reading.bad_lines[1].line, 4u);
  EXPECT_EQ(reading.bad_lines[2].message, "text behind a closing quote");
  EXPECT_EQ(reading.bad_lines[3].line, 8u);
}

TEST(CsvFeed, ReportsAQuoteThatIsNeverClosed) {
  const Reading reading = read_csv("id,body\n1,a\n2,\"open\n3,b\n");
  EXPECT_THAT(reading.ids(), ElementsAre("1"));
  ASSERT_EQ(reading.bad_lines.size(), 1u);
  EXPECT_EQ(reading.bad_lines[0].line, 3u);
  EXPECT_THAT(reading.bad_lines[0].message, HasSubstr("not closed"));
}

TEST(CsvFeed, RefusesAHeaderWithoutText) {
  for (const char* text : {"id,author\n1,x\n", "a1,Some title,Some text\na2,x,y\n", "id,\"bo\"dy\n1,x\n"}) {
    const Reading reading = read_csv(text);
    EXPECT_THAT(reading.documents, IsEmpty()) << text;
    EXPECT_EQ(reading.bad_lines.size(), 1u) << text;
  }
  EXPECT_THAT(read_csv("").bad_lines, IsEmpty());
  EXPECT_THAT(read_csv("id,body").bad_lines, IsEmpty());
}

TEST(CsvFeed, GivesLineNumbersForMissingIds) {
  const TempFolder folder;
  const std::string path = folder.write("a.csv", "id,body\n,\"a\nb\"\n,c\n");
  EXPECT_THAT(read_all({path}).ids(), ElementsAre(path + ":2", path + ":4"));
}

TEST(CsvFeed, TakesTheNamedIdColumnAndTheFirstUsableDate) {
  ReaderOptions options;
  options.id_member = "Key";
  const Reading reading = read_csv("key,text,date,pubDate\nk1,a,soon,30-11-2024\n", std::move(options));
  ASSERT_EQ(reading.ids(), std::vector<std::string>{"k1"});
  EXPECT_EQ(format_date(*reading.documents[0].date), "2024-11-30");
  ASSERT_EQ(reading.documents[0].extra.size(), 1u);
  EXPECT_EQ(reading.documents[0].extra[0].json, "\"soon\"");
}

TEST(CsvFeed, PassesOverLongRecords) {
  ReaderOptions options;
  options.max_document_bytes = 1000;
  const std::string text = "id,body\n1,\"" + std::string(3 << 20, 'x') + "\n\"\n2,b\n";
  const Reading reading = read_csv(text, std::move(options));
  EXPECT_THAT(reading.ids(), ElementsAre("2"));
  ASSERT_EQ(reading.bad_lines.size(), 1u);
  EXPECT_EQ(reading.bad_lines[0].line, 2u);
}

TEST(CsvFeed, DoesNotHoldTheFieldsOfAnEndlessRecord) {
  const Reading reading = read_csv("id,body\n" + std::string(2 << 20, ',') + "\n1,a\n");
  EXPECT_THAT(reading.ids(), ElementsAre("1"));
  EXPECT_EQ(reading.bad_lines.size(), 1u);
}

}  // namespace
}  // namespace riffle
