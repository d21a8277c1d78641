// Index::for_each_term(): prefixes are folded as what the field holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FoldedPrefix, IsThatOfTheField) {
  for (const bool is_english : {true, false}) {
    const ScratchFolder folder;
    const std::string path = folder.file("a.riffle");
    WriterOptions options;
    options.analyzer = is_english ? "english" : "simple";
    auto writer = IndexWriter::open(path, options);
    ASSERT_TRUE(writer);
    Document document;
    document.id = "Id1";
    document.body = "Erdo\u011Fan met \u00C9mile in E\u015Fref; erd is short";
    document.source = "Le Monde";
    ASSERT_TRUE(writer->add(std::move(document)));
    ASSERT_TRUE(writer->commit());
    const auto index = Index::open(path);
    ASSERT_TRUE(index);
    const auto terms = [&](std::string_view field, std::string_view prefix) {
      std::vector<std::string> found;
      EXPECT_TRUE(index->for_each_term(field, prefix, [&](const TermInfo& info) {
        found.push_back(info.term);
        return true;
      }));
      return found;
    };
    EXPECT_THAT(terms("source", "LE M"), ElementsAre("le monde"));
    EXPECT_THAT(terms("id", "Id"), ElementsAre("Id1"));
    EXPECT_THAT(terms("id", "id"), IsEmpty());
    EXPECT_THAT(terms("", "Erdo an"), IsEmpty());
    if (!is_english) {
      EXPECT_THAT(terms("", "ERDO\u011E"), ElementsAre("erdo\u011Fan")) << "it folds the case alone";
      continue;
    }
    EXPECT_THAT(terms("", "Erdo\u011F"), ElementsAre("erdogan"));
    EXPECT_THAT(terms("", "ERDO\u011E"), ElementsAre("erdogan"));
    EXPECT_THAT(terms("", "erd"), ElementsAre("erd", "erdogan"));
    EXPECT_THAT(terms("", "\u00E9"), ElementsAre("emile", "erd", "erdogan", "esref"));
    EXPECT_THAT(terms("", "E\u015E"), ElementsAre("esref"));
  }
}

}  // namespace
}  // namespace riffle
