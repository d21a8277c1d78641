#include "ingest/text_feed.h"

#include <gmock/gmock.h>

#include "ingest_fixture.h"

namespace riffle {
namespace {

using testing::HasSubstr;

struct FeedCase {
  const char* name;
  std::string text;
  std::string title;
  std::string date;
  std::string body;
};

TEST(SplitTextArticle, FindsTitleDateAndBody) {
  for (const FeedCase& c : {
           FeedCase{"title and body", "A title\n\nFirst.\n\nSecond.\n", "A title", "", "First.\n\nSecond."},
           FeedCase{"blank lines first", "\n \n  A title  \nText\n", "A title", "", "Text"},
           FeedCase{"only a title", "A title", "A title", "", ""},
           FeedCase{"date below the title", "A title\n\n30-11-2024\nHarbour Wire\nA+ A-\n\nOSLO - Text.", "A title",
                    "2024-11-30", "Harbour Wire\nA+ A-\n\nOSLO - Text."},
           FeedCase{"date above the title", "2024-11-30\nA title\nText", "A title", "2024-11-30", "Text"},
           FeedCase{"labelled date", "A title\nBy someone\nPublished: Nov 30, 2024\nText", "A title", "2024-11-30",
                    "By someone\nText"},
           FeedCase{"label without colon", "date 2024-11-30\nA title\nText", "A title", "2024-11-30", "Text"},
           FeedCase{"ISO time", "A title\n2024-11-30T10:00:00Z\nText", "A title", "2024-11-30T10:00:00Z", "Text"},
           FeedCase{"fifth line", "A\nb\nc\nd\n2024-11-30\ne", "A", "2024-11-30", "b\nc\nd\ne"},
           FeedCase{"sixth line is too late", "A\nb\nc\nd\ne\n2024-11-30", "A", "", "b\nc\nd\ne\n2024-11-30"},
           FeedCase{"first of two dates", "A\n2024-11-30\n2024-12-01\nb", "A", "2024-11-30", "2024-12-01\nb"},
           FeedCase{"a date inside a line is none", "A title\nOn 2024-11-30 it rained.", "A title", "",
                    "On 2024-11-30 it rained."},
           FeedCase{"a number is no date", "A title\n1732966200\nText", "A title", "", "1732966200\nText"},
           FeedCase{"date prefix", " date 2024-12-02 The ferry left on time. It was full.\n\nMore.",
                    "The ferry left on time.", "2024-12-02", "The ferry left on time. It was full.\n\nMore."},
           FeedCase{"date prefix and a line", "DATE: 2024-12-02 The ferry left on time\nIt was full.",
                    "The ferry left on time", "2024-12-02", "The ferry left on time\nIt was full."},
           FeedCase{"a word that only looks like it", "Date night returns\nText", "Date night returns", "", "Text"},
           FeedCase{"abbreviations end no sentence", "date 2024-12-02 Mr. Lund of the U.S. Navy spoke. He left.",
                    "Mr. Lund of the U.S. Navy spoke.", "2024-12-02", "Mr. Lund of the U.S. Navy spoke. He left."},
           FeedCase{"closing quotes belong to it",
                    "date 2024-12-02 He said \xE2\x80\x9Cgo home.\xE2\x80\x9D They went.",
                    "He said \xE2\x80\x9Cgo home.\xE2\x80\x9D", "2024-12-02",
                    "He said \xE2\x80\x9Cgo home.\xE2\x80\x9D They went."},
       }) {
    Document document;
    EXPECT_TRUE(split_text_article(c.text, document)) << c.name;
    EXPECT_EQ(document.title, c.title) << c.name;
    EXPECT_EQ(document.date ? format_date(*document.date) : "", c.date) << c.name;
    EXPECT_EQ(document.body, c.body) << c.name;
  }
}

TEST(SplitTextArticle, CutsAMadeTitleAtAWordBorder) {
  std::string sentence;
  for (int i = 0; i < 40; ++i) sentence += "caf\xC3\xA9 ";
  Document document;
  ASSERT_TRUE(split_text_article("date 2024-12-02 " + sentence, document));
  EXPECT_THAT(document.title, testing::EndsWith("caf\xC3\xA9\xE2\x80\xA6"));
  EXPECT_EQ(document.title.size(), 24 * 6 - 1 + 3u);
  EXPECT_EQ(document.body.size(), sentence.size() - 1);
}

TEST(SplitTextArticle, CutsInsideAWordWhenThereIsNoBorder) {
  std::string run;
  for (int i = 0; i < 400; ++i) run += "\xE4\xB8\xAD";
  Document document;
  ASSERT_TRUE(split_text_article(run, document));
  EXPECT_EQ(document.title.size(), 120 * 3 + 3u);
  EXPECT_EQ(document.body, run);
}

TEST(SplitTextArticle, TakesALongFirstLineForAParagraph) {
  const std::string paragraph = "The council met. " + std::string(400, 'x');
  Document document;
  ASSERT_TRUE(split_text_article(paragraph + "\nNext line", document));
  EXPECT_EQ(document.title, "The council met.");
  EXPECT_EQ(document.body, paragraph + "\nNext line");
}

TEST(TextFeed, GivesThePathAsId) {
  const TempFolder folder;
  const std::string path = folder.write("a.txt", "Title\r\n\r\nOne\rTwo\r\n");
  const Document document = read_one(path);
  EXPECT_EQ(document.id, path);
  EXPECT_EQ(document.title, "Title");
  EXPECT_EQ(document.body, "One\nTwo");
}

TEST(TextFeed, ReadsOtherEncodings) {
  const TempFolder folder;
  EXPECT_EQ(read_one(folder.write("a.txt", "Caf\xE9")).title, "Caf\xC3\xA9");
  EXPECT_EQ(read_one(folder.write("b.txt",
                                  "\xEF\xBB\xBF"
                                  "Caf\xC3\xA9"))
                .title,
            "Caf\xC3\xA9");
  EXPECT_EQ(read_one(folder.write("c.txt", std::string_view("\xFF\xFEH\0i\0\n\0y\0", 10))).body, "y");
}

TEST(TextFeed, ReportsFilesWithoutText) {
  const TempFolder folder;
  const Reading reading =
      read_all({folder.write("a.txt", ""), folder.write("b.txt", " \n\xEF\xBB\xBF"), folder.write("c.txt", "\n\n"),
                folder.write("d.txt", "2024-11-30\n"), folder.write("e.txt.gz", gzip(""))});
  ASSERT_EQ(reading.bad_lines.size(), 4u);
  EXPECT_EQ(reading.bad_lines[0].message, "empty file");
  EXPECT_EQ(reading.bad_lines[1].message, "empty file");
  EXPECT_THAT(reading.bad_lines[2].message, HasSubstr("no text"));
  EXPECT_EQ(reading.bad_lines[3].message, "empty file");
  EXPECT_EQ(reading.bad_lines[3].line, 1u);
}

TEST(TextFeed, HasALimit) {
  const TempFolder folder;
  ReaderOptions options;
  options.max_document_bytes = 100;
  const Reading reading =
      read_all({folder.write("a.txt", std::string(101, 'x')), folder.write("b.txt", "Title")}, options);
  EXPECT_EQ(reading.ids(), std::vector<std::string>{folder.path() + "/b.txt"});
  ASSERT_EQ(reading.bad_lines.size(), 1u);
  EXPECT_EQ(reading.bad_lines[0].message, "the file is longer than 100 bytes and was skipped");
}

}  // namespace
}  // namespace riffle
