#include "ingest/input_list.h"

#include <gmock/gmock.h>

#include "ingest_fixture.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> paths(const InputList& list) {
  std::vector<std::string> out;
  for (const InputFile& file : list.files) out.push_back(file.path);
  return out;
}

TEST(InputKind, KnowsEndingsInAnyCase) {
  EXPECT_EQ(input_kind("a.jsonl")->shape, FileShape::kJsonLines);
  EXPECT_EQ(input_kind("a.ndjson.gz")->packing, Packing::kGzip);
  EXPECT_EQ(input_kind("a.JSON.ZST")->shape, FileShape::kJson);
  EXPECT_EQ(input_kind("a.JSON.ZST")->packing, Packing::kZstd);
  EXPECT_EQ(input_kind("dir.x/a.Csv")->shape, FileShape::kCsv);
  EXPECT_EQ(input_kind("a.html.gz")->shape, FileShape::kHtml);
  EXPECT_EQ(input_kind("a.HTM")->shape, FileShape::kHtml);
  EXPECT_EQ(input_kind("a.txt")->packing, Packing::kByFirstBytes);
  for (const char* name : {"a", "a.pdf", "a.gz", ".txt", "a.txt.bz2", "txt", ""})
    EXPECT_FALSE(input_kind(name)) << name;
}

TEST(ListInputs, WalksFoldersInByteOrder) {
  const TempFolder folder;
  for (const char* name :
       {"b.txt", "a/z.jsonl", "a/Z.csv", "a.json", "B.txt.gz", ".hidden.txt", ".git/x.txt", "notes.md",
        "news.riffle.tmp-4711-0", "a/MORE.MD", "a/Makefile", ".hidden.md", "a/deep/er/x.ndjson.zst"}) {
    (void)folder.write(name, "12345");
  }
  const Result<InputList> list = list_inputs({folder.path()});
  ASSERT_TRUE(list);
  const std::string at = folder.path() + "/";
  EXPECT_THAT(paths(*list), ElementsAre(at + "B.txt.gz", at + "a.json", at + "a/Z.csv", at + "a/deep/er/x.ndjson.zst",
                                        at + "a/z.jsonl", at + "b.txt"));
  EXPECT_EQ(list->bytes_total, 30u);
  EXPECT_EQ(list->skipped, (std::map<std::string, std::uint64_t>{{"", 1}, {".md", 2}}));
}

TEST(ListInputs, KeepsTheOrderOfNamedInputs) {
  const TempFolder folder;
  const std::string b = folder.write("b.txt", "b");
  const std::string a = folder.write("a.txt", "a");
  const Result<InputList> list = list_inputs({b, "-", a});
  ASSERT_TRUE(list);
  EXPECT_THAT(paths(*list), ElementsAre(b, "-", a));
  EXPECT_FALSE(list->bytes_total);
}

TEST(ListInputs, NamesWhatIsWrong) {
  const TempFolder folder;
  const Result<InputList> missing = list_inputs({folder.path() + "/none.txt"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("none.txt"));
  const Result<InputList> unknown = list_inputs({folder.write("a.pdf", "x")});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(unknown.error().message, HasSubstr("a.pdf"));
  EXPECT_THAT(unknown.error().message, HasSubstr(".jsonl .ndjson .json .csv .txt"));
}

TEST(ListInputs, DoesNotFollowLinksInACircle) {
  const TempFolder folder;
  (void)folder.write("in/a.txt", "a");
  std::filesystem::create_directory_symlink(folder.path(), folder.path() + "/in/up");
  const Result<InputList> list = list_inputs({folder.path()});
  ASSERT_TRUE(list);
  EXPECT_THAT(paths(*list), ElementsAre(folder.path() + "/in/a.txt"));
}

}  // namespace
}  // namespace riffle
