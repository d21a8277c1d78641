#include "riffle/article_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <utility>

#include "ingest_fixture.h"
#include "text/utf8.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kTwoLines = "{\"id\":\"1\",\"title\":\"a\"}\n{\"id\":\"2\",\"title\":\"b\"}\n";

/// Standard input from a file, while it lives.
class StandardInput {
 public:
  explicit StandardInput(const std::string& path) : saved_(::dup(STDIN_FILENO)) {
    const int file = ::open(path.c_str(), O_RDONLY);
    ::dup2(file, STDIN_FILENO);
    ::close(file);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;
  ~StandardInput() {
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }

 private:
  int saved_;
};

TEST(ArticleReader, ReadsEveryShapeAndPacking) {
  const TempFolder folder;
  struct Shape {
    const char* ending;
    std::string text;
  };
  for (const Shape& shape :
       {Shape{".jsonl", std::string(kTwoLines)}, Shape{".ndjson", std::string(kTwoLines)},
        Shape{".json", R"([{"id":"1","title":"a"},{"id":"2","title":"b"}])"}, Shape{".csv", "id,title\n1,a\n2,b\n"}}) {
    const std::string name = std::string("file") + shape.ending;
    for (const std::string& path :
         {folder.write(name, shape.text), folder.write(name + ".gz", gzip(shape.text)),
          folder.write(name + ".zst", zstd(shape.text)),
          folder.write(name + ".GZ", gzip(shape.text.substr(0, 9)) + gzip(shape.text.substr(9))),
          folder.write(name + ".ZST", zstd(shape.text.substr(0, 9)) + zstd(shape.text.substr(9)))}) {
      const Reading reading = read_all({path});
      EXPECT_FALSE(reading.error) << path << ": " << reading.error->message;
      EXPECT_THAT(reading.bad_lines, IsEmpty()) << path;
      EXPECT_THAT(reading.ids(), ElementsAre("1", "2")) << path;
    }
  }
}

TEST(ArticleReader, ReadsStandardInputPackedOrNot) {
  const TempFolder folder;
  for (const std::string& text : {std::string(kTwoLines), gzip(kTwoLines), zstd(kTwoLines)}) {
    const StandardInput input(folder.write("input", text));
    const Reading reading = read_all({"-"});
    EXPECT_THAT(reading.ids(), ElementsAre("1", "2"));
    EXPECT_EQ(reading.bytes_read, text.size());
    EXPECT_FALSE(reading.bytes_total);
  }
}

TEST(ArticleReader, NamesStandardInputInIdsAndBadLines) {
  const TempFolder folder;
  const StandardInput input(folder.write("input", "{}\nbroken\n"));
  const Reading reading = read_all({"-"});
  EXPECT_THAT(reading.ids(), ElementsAre("-:1"));
  ASSERT_EQ(reading.bad_lines.size(), 1u);
  EXPECT_EQ(reading.bad_lines[0].path, "-");
  EXPECT_EQ(reading.bad_lines[0].line, 2u);
}

TEST(ArticleReader, ReadsInputsOneAfterAnother) {
  const TempFolder folder;
  const std::string lines = folder.write("b.jsonl", "{\"id\":\"lines\",\"author\":\"x\",\"date\":\"2024-11-30\"}");
  const std::string text = folder.write("a.txt", "Title\nText");
  const Reading reading = read_all({lines, text, folder.write("c.csv", "id,title\ncsv,t\n")});
  EXPECT_THAT(reading.ids(), ElementsAre("lines", text, "csv"));
  EXPECT_FALSE(reading.documents[1].date);
  EXPECT_THAT(reading.documents[1].extra, IsEmpty());
}

TEST(ArticleReader, ReadsAFolderInOrder) {
  const TempFolder folder;
  (void)folder.write("b.jsonl", "{\"id\":\"b\"}");
  (void)folder.write("a/x.jsonl.gz", gzip("{\"id\":\"a/x\"}"));
  (void)folder.write("a.jsonl", "{\"id\":\"a\"}");
  (void)folder.write("README.md", "no article");
  (void)folder.write(".cache/c.jsonl", "{\"id\":\"hidden\"}");
  EXPECT_THAT(read_all({folder.path()}).ids(), ElementsAre("a", "a/x", "b"));
}

TEST(ArticleReader, SkipsBlankLinesAndTheByteOrderMark) {
  const TempFolder folder;
  const std::string path = folder.write("a.jsonl", "\xEF\xBB\xBF{\"id\":\"1\"}\r\n\r\n  \t\n{\"id\":\"2\"}\n\n{}");
  const Reading reading = read_all({path});
  EXPECT_THAT(reading.ids(), ElementsAre("1", "2", path + ":6"));
  EXPECT_THAT(reading.bad_lines, IsEmpty());
}

TEST(ArticleReader, ReportsBadLinesAndGoesOn) {
  const TempFolder folder;
  const std::string path = folder.write("a.jsonl", "{\"id\":\"1\"}\n[1]\n{\"id\":\n{\"id\":1.5}\n{\"id\":\"2\"}\n");
  std::vector<BadLine> bad;
  ReaderOptions options;
  options.on_bad_line = [&](const BadLine& line) { bad.push_back(line); };
  ArticleReader reader({path}, options);
  Document document;
  ASSERT_TRUE(*reader.next(document));
  ASSERT_TRUE(*reader.next(document));
  EXPECT_EQ(document.id, "2");
  EXPECT_FALSE(*reader.next(document));
  EXPECT_FALSE(*reader.next(document));
  EXPECT_EQ(reader.bad_line_count(), 3u);
  ASSERT_EQ(bad.size(), 3u);
  EXPECT_EQ(bad[0].path, path);
  EXPECT_EQ(bad[0].line, 2u);
  EXPECT_EQ(bad[0].message, "not a JSON object");
  EXPECT_THAT(bad[1].message, HasSubstr("broken JSON"));
  EXPECT_EQ(bad[2].line, 4u);
}

TEST(ArticleReader, EndsAtTheFirstBadLineWhenStrict) {
  const TempFolder folder;
  const std::string path = folder.write("a.jsonl", "{\"id\":\"1\"}\nbroken\n{\"id\":\"2\"}\n");
  ReaderOptions options;
  options.strict = true;
  ArticleReader reader({path}, options);
  Document document;
  ASSERT_TRUE(*reader.next(document));
  for (int i = 0; i < 2; ++i) {
    const Result<bool> end = reader.next(document);
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(end.error().message, HasSubstr(path + ":2: "));
  }
  EXPECT_EQ(reader.bad_line_count(), 1u);
}

TEST(ArticleReader, PassesOverALineAboveTheLimitUnheld) {
  const TempFolder folder;
  const std::string huge = "{\"id\":\"huge\",\"body\":\"" + std::string(5 << 20, 'x') + "\"}\n";
  for (const std::string& text :
       {"{\"id\":\"1\"}\n" + huge + "{\"id\":\"2\"}\n", "{\"id\":\"1\"}\n{\"id\":\"2\"}\n" + huge,
        huge.substr(0, huge.size() - 1) + "\n{\"id\":\"1\"}\n{\"id\":\"2\"}"}) {
    ReaderOptions options;
    options.max_document_bytes = 1 << 20;
    const Reading reading = read_all({folder.write("a.jsonl", text)}, options);
    EXPECT_THAT(reading.ids(), ElementsAre("1", "2"));
    ASSERT_EQ(reading.bad_lines.size(), 1u);
    EXPECT_THAT(reading.bad_lines[0].message, HasSubstr("longer than 1048576 bytes"));
  }
}

TEST(ArticleReader, ReadsLinesLongerThanItsChunks) {
  const TempFolder folder;
  std::string text;
  for (const std::size_t size : {10u, 3000000u, 100u, 600000u, 524288u, 20u}) {
    text += "{\"body\":\"" + std::string(size, 'x') + "\"}\n";
  }
  const Reading reading = read_all({folder.write("a.jsonl", text)});
  ASSERT_EQ(reading.documents.size(), 6u);
  EXPECT_EQ(reading.documents[1].body.size(), 3000000u);
  EXPECT_EQ(reading.documents[5].body, std::string(20, 'x'));
}

TEST(ArticleReader, CountsBytesAsTheyLieOnDisk) {
  const TempFolder folder;
  const std::string packed_bytes = gzip(kTwoLines);
  const std::string plain = folder.write("a.jsonl", kTwoLines);
  const std::string packed_path = folder.write("b.jsonl.gz", packed_bytes);
  ArticleReader reader({plain, packed_path});
  EXPECT_EQ(reader.bytes_total(), kTwoLines.size() + packed_bytes.size());
  EXPECT_EQ(reader.bytes_read(), 0u);
  Document document;
  std::uint64_t before = 0;
  while (*reader.next(document)) {
    EXPECT_GE(reader.bytes_read(), before);
    before = reader.bytes_read();
  }
  EXPECT_EQ(reader.bytes_read(), *reader.bytes_total());
}

TEST(ArticleReader, GoesOnBehindDamagedPackedFiles) {
  const TempFolder folder;
  std::string lines;
  for (int i = 0; i < 20000; ++i) lines += "{\"id\":\"" + std::to_string(i) + "\"}\n";
  const std::string good = folder.write("z.jsonl", "{\"id\":\"good\"}");
  for (const std::string& packed_bytes : {gzip(lines), zstd(lines)}) {
    const bool is_zstd = packed_bytes[0] == '\x28';
    const std::string path =
        folder.write(is_zstd ? "a.jsonl.zst" : "a.jsonl.gz", packed_bytes.substr(0, packed_bytes.size() - 9));
    const Reading reading = read_all({path, good});
    EXPECT_FALSE(reading.error);
    EXPECT_GT(reading.documents.size(), 1000u);
    EXPECT_EQ(reading.documents.back().id, "good");
    ASSERT_FALSE(reading.bad_lines.empty());
    EXPECT_THAT(reading.bad_lines.back().message, HasSubstr("cut short"));
    const Reading nothing =
        read_all({folder.write(is_zstd ? "b.jsonl.zst" : "b.jsonl.gz", packed_bytes.substr(0, 15))});
    ASSERT_EQ(nothing.bad_lines.size(), 1u);
    EXPECT_EQ(nothing.bad_lines[0].line, 1u);
  }
  const Reading misnamed = read_all({folder.write("b.jsonl.gz", kTwoLines), good});
  EXPECT_THAT(misnamed.ids(), ElementsAre("good"));
  EXPECT_THAT(misnamed.bad_lines.at(0).message, HasSubstr("not gzip data"));
  EXPECT_EQ(misnamed.bad_lines.at(0).line, 1u);
}

/// Of well-formed UTF-8.
std::string as_utf16(std::string_view text, bool is_big) {
  std::string bytes = is_big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char16_t unit : utf16_from_utf8(text)) {
    const auto high = static_cast<char>(unit >> 8);
    const auto low = static_cast<char>(unit & 0xFF);
    bytes += is_big ? high : low;
    bytes += is_big ? low : high;
  }
  return bytes;
}

TEST(ArticleReader, ReadsUtf16ByItsMark) {
  const TempFolder folder;
  // Longer than a chunk, with pairs that chunks cut.
  std::string body = "x";
  for (int i = 0; i < 60'000; ++i) body += "\U0001F6A2\u0643";
  const std::string json = R"({"id":"a","title":"Café \u0643","body":")" + body + "\"}\n";
  for (const bool is_big : {false, true}) {
    for (const auto& [name, text] : {std::pair<std::string, std::string>{"a.jsonl", json},
                                     {"a.json", "[" + json + "]"},
                                     {"a.csv", "id,title,body\r\na,\"Café \u0643\"," + body + "\r\n"}}) {
      const Reading reading = read_all({folder.write(name, as_utf16(text, is_big))});
      EXPECT_THAT(reading.bad_lines, IsEmpty()) << name;
      ASSERT_EQ(reading.documents.size(), 1u) << name;
      EXPECT_EQ(reading.documents[0].id, "a") << name;
      EXPECT_EQ(reading.documents[0].title, "Café \u0643") << name;
      EXPECT_TRUE(reading.documents[0].body == body) << name << is_big;
    }
  }
}

TEST(ArticleReader, Utf16ThatIsCutShortEndsWithAReplacement) {
  const TempFolder folder;
  const std::string whole = as_utf16("body\nab", false);
  const Reading odd = read_all({folder.write("a.csv", std::string_view(whole).substr(0, whole.size() - 1))});
  ASSERT_EQ(odd.documents.size(), 1u);
  EXPECT_EQ(odd.documents[0].body, "a\uFFFD");
  const Reading half = read_all({folder.write("b.csv", whole + "\x3D\xD8")});
  ASSERT_EQ(half.documents.size(), 1u);
  EXPECT_EQ(half.documents[0].body, "ab\uFFFD");
}

TEST(ArticleReader, TellsOfMissingInputsBeforeReadingAny) {
  const TempFolder folder;
  const std::string good = folder.write("a.jsonl", kTwoLines);
  const Reading reading = read_all({good, folder.path() + "/none.jsonl"});
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::kNotFound);
  EXPECT_THAT(reading.error->message, HasSubstr("none.jsonl"));
  EXPECT_THAT(reading.documents, IsEmpty());
  EXPECT_FALSE(reading.bytes_total);
}

TEST(ArticleReader, HasNothingToSayWithoutInputs) {
  const Reading reading = read_all({});
  EXPECT_FALSE(reading.error);
  EXPECT_THAT(reading.documents, IsEmpty());
  EXPECT_EQ(reading.bytes_total, 0u);
}

TEST(ArticleReader, CanBeMoved) {
  const TempFolder folder;
  ArticleReader first({folder.write("a.jsonl", kTwoLines)});
  Document document;
  ASSERT_TRUE(*first.next(document));
  ArticleReader second = std::move(first);
  ASSERT_TRUE(*second.next(document));
  EXPECT_EQ(document.id, "2");
}

}  // namespace
}  // namespace riffle
