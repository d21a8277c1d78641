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
  HtmlCounts html;
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
    taken.html = reader.html_counts();
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

TEST(ReaderNotes, TellWhichBuiltInMembersCannotBeRead) {
  const TempFolder folder;
  const std::string path =
      folder.write("a.jsonl",
                   "{\"id\":\"1\",\"title\":{\"x\":1},\"body\":[[\"a\"]],\"source\":7,\"link\":{\"href\":\"u\"}}\n"
                   "{\"id\":\"2\",\"title\":[],\"body\":{},\"source\":[null],\"url\":[\"\"],\"date\":null}\n"
                   "{\"id\":\"3\",\"title\":[\"t\",{\"x\":1}],\"body\":42,\"source\":[\"S\",7]}\n"
                   "{\"id\":\"4\",\"title\":\"t\",\"headline\":{\"x\":1},\"Body\":\"B\"}\n");
  const Taken taken = take(path);
  std::vector<std::string> told;
  for (const InputNote& note : taken.notes) {
    EXPECT_EQ(note.kind, InputNote::Kind::kUnreadable);
    told.push_back(std::to_string(note.line) + " " + note.field + " " + note.value);
  }
  EXPECT_THAT(told, ElementsAre("1 title {\"x\":1}", "1 body [[\"a\"]]", "1 source 7", "1 url {\"href\":\"u\"}"));
  EXPECT_EQ(taken.notes.at(2).message, "\"7\" is no keyword for the field \"source\"");
  EXPECT_EQ(taken.documents.at(0).extra.size(), 4U);
}

TEST(ReaderNotes, AnUnreadableValueEndsAStrictWalk) {
  const TempFolder folder;
  struct BadValue {
    const char* line;
    const char* message;
  };
  for (const auto& [line, message] : std::vector<BadValue>{
           {R"({"id":"2","title":"t","body":{"x":1}})", R"("{"x":1}" is no text for the field "body")"},
           {R"({"id":"2","date":"soon","source":7})", R"("soon" is no date for the field "date")"},
           {R"({"id":"2","price":"abc"})", R"("abc" is no int64 for the field "price")"}}) {
    const std::string path = folder.write("a.jsonl", "{\"id\":\"1\",\"price\":7}\n" + std::string(line) + "\n");
    ReaderOptions options;
    options.strict = true;
    options.fields = {{"price", FieldKind::kInt64}};
    const Reading reading = read_all({path}, options);
    EXPECT_EQ(reading.documents.size(), 1U);
    ASSERT_TRUE(reading.error) << line;
    EXPECT_EQ(reading.error->code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(reading.error->message, path + ":2: " + message);
  }
}

TEST(ReaderNotes, HtmlInMembersBecomesTextBeforeAllElse) {
  const TempFolder folder;
  const std::string jsonl =
      folder.write("a.jsonl",
                   "{\"id\":\"1\",\"title\":\"AT&amp;T &quot;deal&quot;\",\"body\":\"<p>ERBIL (AP) &ndash; It "
                   "rained.</p><p>ALSO READ: <a href=\\\"x\\\">x</a></p>\"}\n"
                   "{\"id\":\"2\",\"title\":\"a < b\",\"body\":[\"<p>One</p>\",\"<p>Two &amp; three</p>\"]}\n");
  ReaderOptions options;
  options.cut_boilerplate = true;
  const Taken taken = take(jsonl, options);
  ASSERT_EQ(taken.documents.size(), 2U);
  EXPECT_EQ(taken.documents[0].title, "AT&T \"deal\"");
  EXPECT_EQ(taken.documents[0].body, "ERBIL (AP) \u2013 It rained.");
  ASSERT_EQ(taken.documents[0].extra.size(), 2U);
  EXPECT_EQ(taken.documents[0].extra[0].json, "\"ERBIL\"");
  EXPECT_EQ(taken.cuts.size(), 1U);
  EXPECT_EQ(taken.documents[1].title, "a < b");
  EXPECT_EQ(taken.documents[1].body, "One\nTwo & three");
  EXPECT_EQ(taken.html.titles, 1U);
  EXPECT_EQ(taken.html.bodies, 2U);
  options.html = false;
  const Taken raw = take(jsonl, options);
  EXPECT_EQ(raw.documents.at(0).title, "AT&amp;T &quot;deal&quot;");
  EXPECT_EQ(raw.documents.at(1).body, "<p>One</p>\n<p>Two &amp; three</p>");
  EXPECT_EQ(raw.html.titles + raw.html.bodies, 0U);
}

TEST(ReaderNotes, HtmlIsLookedForInCsvButNotInTextFiles) {
  const TempFolder folder;
  EXPECT_EQ(take(folder.write("a.csv", "id,body\n1,<p>One</p><p>Two</p>\n")).documents.at(0).body, "One\nTwo");
  EXPECT_EQ(take(folder.write("a.json", R"([{"id":"1","body":"a<br>b"}])")).documents.at(0).body, "a\nb");
  const Taken text = take(folder.write("a.txt", "The title\n\n<p>One</p> &amp; two\n"));
  EXPECT_EQ(text.documents.at(0).body, "<p>One</p> &amp; two");
  EXPECT_EQ(take(folder.write("a.html", "<p>Use &lt;p&gt;x&lt;/p&gt; twice</p>")).documents.at(0).body,
            "Use <p>x</p> twice");
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
