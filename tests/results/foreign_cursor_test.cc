// SearchOptions::after: a cursor goes on with its own query, order and ranking, and with no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

class ForeignCursor : public testing::Test {
 protected:
  void SetUp() override {
    auto writer = IndexWriter::open(folder_.file("a.riffle"));
    ASSERT_TRUE(writer);
    for (int i = 0; i < 9; ++i) {
      Document document;
      document.id = "a" + std::to_string(i);
      document.title = "storm flood";
      document.date = i * 86'400;
      document.source = "paper";
      ASSERT_TRUE(writer->add(std::move(document)));
    }
    ASSERT_TRUE(writer->commit());
    index_ = Index::open(folder_.file("a.riffle"));
    ASSERT_TRUE(index_);
  }

  [[nodiscard]] std::string cursor_of(const std::string& query, SearchOptions options) const {
    options.limit = 2;
    const auto page = index_->search(query, options);
    EXPECT_TRUE(page) << page.error().message;
    EXPECT_FALSE(page->next.empty());
    return page->next;
  }
  /// Why the cursor is not taken; empty when it is.
  [[nodiscard]] std::string refusal(const std::string& query, SearchOptions options, const std::string& cursor) const {
    options.after = cursor;
    options.limit = 2;
    const auto page = index_->search(query, options);
    if (page) return page->hits.empty() ? "no hits" : "";
    EXPECT_EQ(page.error().code, ErrorCode::kInvalidArgument);
    return page.error().message;
  }

  ScratchFolder folder_;
  Result<Index> index_ = std::unexpected(Error());
};

TEST_F(ForeignCursor, OfAnotherQueryIsRefused) {
  const std::string cursor = cursor_of("storm", {});
  EXPECT_EQ(refusal("storm", {}, cursor), "");
  EXPECT_EQ(refusal("  storm ", {}, cursor), "") << "written otherwise, it is the same query";
  for (const char* other : {"flood", "storm flood", "storm source:paper", "storm -x", "title:storm", "\"storm\"", "*",
                            "storm^2", "storms"}) {
    EXPECT_THAT(refusal(other, {}, cursor), testing::HasSubstr("belongs to another query")) << other;
  }
}

TEST_F(ForeignCursor, OfAnotherIndexIsRefused) {
  const std::string cursor = cursor_of("storm", {});
  const std::string path = folder_.file("b.riffle");
  auto writer = IndexWriter::open(path);
  ASSERT_TRUE(writer);
  for (const char* id : {"x", "y", "z"}) {
    Document document;
    document.id = id;
    document.body = "a storm";
    ASSERT_TRUE(writer->add(std::move(document)));
  }
  ASSERT_TRUE(writer->commit());
  index_ = Index::open(path);
  ASSERT_TRUE(index_);
  EXPECT_THAT(refusal("storm", {}, cursor), testing::HasSubstr("another index"));
}

TEST_F(ForeignCursor, OfAnotherOrderIsRefused) {
  const SearchOptions by_date{.sort = SortOrder::kDateAscending};
  const SearchOptions newest{.sort = SortOrder::kDateDescending};
  const SearchOptions by_id{.sort = SortOrder::kFieldAscending, .sort_field = "id"};
  const SearchOptions aged{.ranking = {.half_life_days = 3}};
  const SearchOptions collapsed{.collapse = true};
  const std::vector<SearchOptions> orders = {{}, by_date, newest, by_id, aged, collapsed};
  for (std::size_t from = 0; from < orders.size(); ++from) {
    const std::string cursor = cursor_of("storm", orders[from]);
    for (std::size_t to = 0; to < orders.size(); ++to) {
      const std::string why = refusal("storm", orders[to], cursor);
      EXPECT_EQ(why.empty(), from == to) << from << " " << to << " " << why;
      EXPECT_TRUE(from == to || why.find("another sort order or ranking") != std::string::npos) << why;
    }
  }
}

}  // namespace
}  // namespace riffle
