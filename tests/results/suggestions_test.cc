// Hits::did_you_mean: words are suggested for, numbers are not.
#include <gtest/gtest.h>

#include <string>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

TEST(Suggestions, NoNumberIsTakenForAnotherOne) {
  const ScratchFolder folder;
  auto writer = IndexWriter::open(folder.file("a.riffle"));
  ASSERT_TRUE(writer);
  for (int i = 0; i < 9; ++i) {
    Document document;
    document.id = "a" + std::to_string(i);
    document.body = "The rebels asked for 190,000 dinars, or 400k, by 30.11.2024, says 4chan.";
    ASSERT_TRUE(writer->add(std::move(document)));
  }
  ASSERT_TRUE(writer->commit());
  const auto index = Index::open(folder.file("a.riffle"));
  ASSERT_TRUE(index);
  SearchOptions options;
  options.suggest = true;
  const auto meant = [&](std::string_view query) {
    const auto hits = index->search(query, options);
    EXPECT_TRUE(hits);
    return hits ? hits->did_you_mean : std::string();
  };
  EXPECT_EQ(meant("rebles"), "rebels");
  EXPECT_EQ(meant("4chann"), "4chan");
  for (const char* const query : {"one hundred thousand", "100,000", "500k", "31.11.2024", "30 November 2025"}) {
    EXPECT_EQ(meant(query), "") << query;
  }
}

}  // namespace
}  // namespace riffle
