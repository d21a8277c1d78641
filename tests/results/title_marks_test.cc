// What a hit marks: in its title what was asked of the title, in its excerpt what was asked of the body.
#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

std::vector<std::string> parts_of(std::string_view text, const std::vector<TextRange>& ranges) {
  std::vector<std::string> parts;
  for (const TextRange& range : ranges) parts.emplace_back(text.substr(range.begin, range.end - range.begin));
  return parts;
}

struct Marks {
  std::vector<std::string> title;
  std::vector<std::string> excerpt;

  friend bool operator==(const Marks&, const Marks&) = default;
};

void PrintTo(const Marks& marks, std::ostream* out) {
  *out << "title " << testing::PrintToString(marks.title) << " excerpt " << testing::PrintToString(marks.excerpt);
}

class TitleMarks : public testing::Test {
 protected:
  void make(std::string_view title, std::string_view body) {
    WriterOptions options;
    options.threads = 1;
    Document document;
    document.id = "a";
    document.title = title;
    document.body = body;
    auto writer = IndexWriter::open(path_, options);
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->add(std::move(document)));
    ASSERT_TRUE(writer->commit());
    auto index = Index::open(path_);
    ASSERT_TRUE(index) << index.error().message;
    index_ = std::move(*index);
  }

  [[nodiscard]] Marks marks(std::string_view query) const {
    const auto hits = index_->search(query, {.snippets = true});
    EXPECT_TRUE(hits) << hits.error().message;
    if (!hits || hits->hits.size() != 1) return {{"no hit"}, {}};
    const Hit& hit = hits->hits.front();
    return {parts_of(hit.title, hit.title_highlights), parts_of(hit.snippet.text, hit.snippet.highlights)};
  }

 private:
  ScratchFolder folder_;
  std::string path_ = folder_.file("marks.riffle");
  std::optional<Index> index_;
};

TEST_F(TitleMarks, AreWhatWasAskedOfTheTitle) {
  make("Storm over Basra", "A storm closed the port of Basra.");
  EXPECT_EQ(marks("storm"), (Marks{{"Storm"}, {"storm"}}));
  EXPECT_EQ(marks("title:storm"), (Marks{{"Storm"}, {}}));
  EXPECT_EQ(marks("body:storm"), (Marks{{}, {"storm"}}));
  EXPECT_EQ(marks("title:storm body:basra"), (Marks{{"Storm"}, {"Basra"}}));
  EXPECT_EQ(marks("title:\"over basra\" port"), (Marks{{"over Basra"}, {"port"}}));
}

TEST_F(TitleMarks, StandInTheExcerptOfAnArticleThatIsATitleAlone) {
  make("Storm over Basra", " \n");
  EXPECT_EQ(marks("title:storm"), (Marks{{"Storm"}, {"Storm"}}));
}

}  // namespace
}  // namespace riffle
