// What the reader does to articles whatever they come from, and what it tells of it.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "ingest_fixture.h"
#include "riffle/article_reader.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Taken {
  std::vector<Document> documents;
  std::vector<InputNote> notes;
  std::vector<CutLine> cuts;
  std::vector<BadLine> bad_lines;
};

Taken take(const std::string& path, ReaderOptions options = {}) {
  Taken taken;
  options.on_note = [&](const InputNote& note) { taken.notes.push_back(note); };
  options.on_cut = [&](const CutLine& cut) { taken.cuts.push_back(cut); };
  options.on_bad_line = [&](const BadLine& bad) { taken.bad_lines.push_back(bad); };
  ArticleReader reader({path}, options);
  Document document;
  for (;;) {
    const auto more = reader.next(document);
    EXPECT_TRUE(more);
    if (!more || !*more) return taken;
    taken.documents.push_back(document);
  }
}

TEST(ReaderNotes, TellWhatWasRepairedAndWhatIsOdd) {
  const TempFolder folder;
  const std::string path = folder.write("a.jsonl",
                                        "{\"id\":\"1\",\"body\":\"caf\xE9\"}\n"
                                        "{\"id\":\"2\",\"body\":\"doesn\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2t\"}\n"
                                        "{\"id\":\"1\",\"body\":\"again\"}\n");
  const Taken taken = take(path);
  ASSERT_EQ(taken.notes.size(), 3U);
  EXPECT_EQ(taken.notes[0].kind, InputNote::Kind::kEncoding);
  EXPECT_EQ(taken.notes[0].line, 1U);
  EXPECT_EQ(taken.documents[0].body, "caf\xC3\xA9");
  EXPECT_EQ(taken.notes[1].kind, InputNote::Kind::kMojibake);
  EXPECT_EQ(taken.notes[1].id, "2");
  EXPECT_EQ(taken.notes[2].kind, InputNote::Kind::kDuplicateId);
  EXPECT_EQ(taken.notes[2].line, 3U);
}

TEST(ReaderNotes, TellWhichValuesNoFieldCanRead) {
  const TempFolder folder;
  const std::string path = folder.write("a.jsonl",
                                        "{\"id\":\"1\",\"price\":\"abc\",\"tags\":{\"x\":1}}\n"
                                        "{\"id\":\"2\",\"price\":[\"abc\",7],\"date\":\"2024-02\"}\n"
                                        "{\"id\":\"3\",\"price\":2.5,\"published\":\"soon\",\"seen\":\"later\"}\n"
                                        "{\"id\":\"4\",\"price\":[\" \",null],\"tags\":[],\"seen\":\"2024\"}\n");
  ReaderOptions options;
  options.fields = {{"price", FieldKind::kInt64}, {"tags", FieldKind::kKeyword}, {"seen", FieldKind::kDate}};
  const Taken taken = take(path, options);
  std::vector<std::string> told;
  for (const InputNote& note : taken.notes) {
    EXPECT_EQ(note.kind, InputNote::Kind::kUnreadable);
    told.push_back(std::to_string(note.line) + " " + note.field + " " + note.value);
  }
  EXPECT_THAT(told, ElementsAre("1 price abc", "1 tags {\"x\":1}", "3 date soon", "3 price 2.5", "3 seen later"));
  EXPECT_EQ(taken.notes.at(0).message, "\"abc\" is no int64 for the field \"price\"");
  EXPECT_EQ(taken.documents.at(0).extra.at(0).json, "\"abc\"");
}

TEST(ReaderNotes, ALongValueIsCut) {
  const TempFolder folder;
  const Taken taken =
      take(folder.write("a.csv", "id,title,Date\n1,a,2024-01-01\n2,b," + std::string(59, 'x') + "\u00E9yz\n"));
  ASSERT_EQ(taken.notes.size(), 1U);
  EXPECT_EQ(taken.notes[0].value, std::string(59, 'x') + "\u2026");
}

TEST(ReaderNotes, CsvIsRepairedToo) {
  const TempFolder folder;
  const Taken taken = take(folder.write("a.csv", "id,title\n1,caf\xE9\n2,plain\n"));
  ASSERT_EQ(taken.documents.size(), 2U);
  EXPECT_EQ(taken.documents[0].title, "caf\xC3\xA9");
  ASSERT_EQ(taken.notes.size(), 1U);
  EXPECT_THAT(taken.notes[0].message, HasSubstr("Windows-1252"));
}

TEST(ReaderNotes, HtmlIsReadInItsOwnCharacterSet) {
  const TempFolder folder;
  const std::string page =
      "<html><head><meta charset='iso-8859-9'><title>T\xFCrkiye</title></head><body><p>\xDDzmir "
      "\xE7ok g\xFCzel</p></body></html>";
  for (const std::string& path :
       {folder.write("a.html", page), folder.write("b.html.gz", gzip(page)), folder.write("c.htm.zst", zstd(page))}) {
    const Taken taken = take(path);
    ASSERT_EQ(taken.documents.size(), 1U) << path;
    EXPECT_EQ(taken.documents[0].id, path);
    EXPECT_EQ(taken.documents[0].title, "T\u00FCrkiye");
    EXPECT_EQ(taken.documents[0].body, "\u0130zmir \u00E7ok g\u00FCzel");
    EXPECT_TRUE(taken.notes.empty());
  }
}

TEST(ReaderNotes, APageWithoutTextIsABadLine) {
  const TempFolder folder;
  const Taken taken = take(folder.write("a.html", "<html><body><script>x</script></body></html>"));
  EXPECT_TRUE(taken.documents.empty());
  ASSERT_EQ(taken.bad_lines.size(), 1U);
  EXPECT_EQ(taken.bad_lines[0].message, "the page holds no text");
}

TEST(ReaderNotes, DatelinesAndTitlesAreOptions) {
  const TempFolder folder;
  const std::string path = folder.write("a.jsonl", "{\"id\":\"1\",\"body\":\"ERBIL (AP) - It rained. It stopped.\"}\n");
  const Taken plain = take(path);
  ASSERT_EQ(plain.documents.at(0).extra.size(), 2U);
  EXPECT_EQ(plain.documents[0].extra[0].json, "\"ERBIL\"");
  EXPECT_EQ(plain.documents[0].title, "");
  ReaderOptions options;
  options.datelines = false;
  options.guess_titles = true;
  const Taken other = take(path, options);
  EXPECT_TRUE(other.documents.at(0).extra.empty());
  EXPECT_EQ(other.documents[0].title, "ERBIL (AP) - It rained.");
}

TEST(ReaderNotes, BoilerplateIsCutWhenAsked) {
  const TempFolder folder;
  const std::string path = folder.write("a.jsonl", "{\"id\":\"1\",\"body\":\"Text.\\nALSO READ: x\"}\n");
  EXPECT_EQ(take(path).documents.at(0).body, "Text.\nALSO READ: x");
  ReaderOptions options;
  options.cut_boilerplate = true;
  const Taken taken = take(path, options);
  EXPECT_EQ(taken.documents.at(0).body, "Text.");
  ASSERT_EQ(taken.cuts.size(), 1U);
  EXPECT_EQ(taken.cuts[0].id, "1");
  EXPECT_EQ(taken.cuts[0].rule, "link");
  EXPECT_EQ(taken.cuts[0].text, "ALSO READ: x");
}

}  // namespace
}  // namespace riffle
