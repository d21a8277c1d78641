// SearchOptions::then_by: what decides among hits of one value, over all pages, collapsed or not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

class SortedPages : public testing::Test {
 protected:
  void SetUp() override {
    auto writer = IndexWriter::open(folder_.file("a.riffle"));
    ASSERT_TRUE(writer);
    const char* const sources[] = {"b", "a", "", "b", "a", "b", "", "a"};
    for (int i = 0; i < 8; ++i) {
      Document document;
      document.id = "n" + std::to_string(i);
      document.title = "storm";
      document.body = "storm " + std::to_string(i);
      if (i != 5) document.date = (i / 2) * 86'400;
      document.source = sources[i];
      ASSERT_TRUE(writer->add(std::move(document)));
      if (i != 3) continue;
      ASSERT_TRUE(writer->commit());
    }
    ASSERT_TRUE(writer->commit());
    index_ = Index::open(folder_.file("a.riffle"));
    ASSERT_TRUE(index_);
  }

  /// The ids of all pages of three hits.
  [[nodiscard]] std::string ids(SearchOptions options) const {
    std::string found;
    options.limit = 3;
    do {
      const auto page = index_->search("storm", options);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) break;
      for (const Hit& hit : page->hits) found += hit.id.substr(1);
      options.after = page->next;
    } while (!options.after.empty());
    return found;
  }

  ScratchFolder folder_;
  Result<Index> index_ = std::unexpected(Error());
};

TEST_F(SortedPages, FurtherKeysDecideAmongEquals) {
  const SearchOptions by_source{.sort = SortOrder::kFieldAscending, .sort_field = "source"};
  EXPECT_EQ(ids(by_source), "14703526");
  SearchOptions options = by_source;
  options.then_by = {{.field = "date", .descending = true}};
  EXPECT_EQ(ids(options), "74130562");
  options.collapse = true;
  EXPECT_EQ(ids(options), "74130562");
  const SearchOptions by_date{.sort = SortOrder::kDateDescending, .then_by = {{.field = "source"}, {.field = "id"}}};
  EXPECT_EQ(ids(by_date), "76432105");
}

// Of eight hits, pages of three from the end to the beginning; the last to be shown is shorter.
TEST_F(SortedPages, LeadBackAsTheyWentOn) {
  std::vector<SearchOptions> orders(1);
  orders.push_back({.sort = SortOrder::kFieldAscending, .sort_field = "source"});
  orders.push_back({.sort = SortOrder::kDateDescending, .then_by = {{.field = "source"}}});
  for (SearchOptions options : orders) {
    for (const bool collapse : {false, true}) {
      options.collapse = collapse;
      options.before.clear();
      const std::string all = ids(options);
      options.limit = 3;
      options.offset = 6;
      auto page = index_->search("storm", options);
      ASSERT_TRUE(page) << page.error().message;
      options.offset = 0;
      std::string found;
      for (std::size_t pages = 0; page && pages < 4; ++pages) {
        std::string shown;
        for (const Hit& hit : page->hits) shown += hit.id.substr(1);
        found = shown + found;
        if (page->previous.empty()) break;
        options.before = page->previous;
        page = index_->search("storm", options);
        ASSERT_TRUE(page) << page.error().message;
        SearchOptions forward = options;
        forward.before.clear();
        forward.after = page->next;
        const auto next = index_->search("storm", forward);
        ASSERT_TRUE(next && !next->hits.empty());
        EXPECT_EQ(next->previous, options.before) << "there and back";
      }
      EXPECT_EQ(found, all) << collapse;
    }
  }
  EXPECT_EQ(index_->search("storm", {.limit = 8})->previous, "");
  SearchOptions all{.limit = 0, .before = index_->search("storm", {.limit = 1, .offset = 7})->previous};
  EXPECT_EQ(index_->search("storm", all)->hits.size(), 7u);
  all.offset = 1;
  EXPECT_FALSE(index_->search("storm", all));
  all.offset = 0;
  all.after = all.before;
  EXPECT_FALSE(index_->search("storm", all));
}

TEST_F(SortedPages, KeysThatCannotBeAreErrorsThatSayWhy) {
  const auto error_of = [&](const SearchOptions& options) {
    const auto page = index_->search("storm", options);
    return page ? std::string() : page.error().message;
  };
  SearchOptions options{.sort = SortOrder::kDateAscending, .then_by = {{.field = "title"}}};
  EXPECT_THAT(error_of(options), testing::HasSubstr("cannot be sorted by \"title\""));
  options.then_by = {{.field = "nowhere"}};
  EXPECT_THAT(error_of(options), testing::HasSubstr("there are: id, date, source"));
  options.then_by.assign(4, {.field = "id"});
  EXPECT_THAT(error_of(options), testing::HasSubstr("4 fields at most"));
  EXPECT_THAT(error_of({.then_by = {{.field = "id"}}}), testing::HasSubstr("no further order"));
}

TEST_F(SortedPages, ACursorBelongsToItsKeys) {
  SearchOptions options{.limit = 2, .sort = SortOrder::kDateAscending, .then_by = {{.field = "source"}}};
  options.after = index_->search("storm", options)->next;
  ASSERT_FALSE(options.after.empty());
  EXPECT_TRUE(index_->search("storm", options).has_value());
  options.then_by[0].descending = true;
  EXPECT_FALSE(index_->search("storm", options).has_value());
  options.then_by.clear();
  EXPECT_FALSE(index_->search("storm", options).has_value());
}

}  // namespace
}  // namespace riffle
