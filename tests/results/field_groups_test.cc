// Hits collapsed by a keyword field, beside the whole list grouped here.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

/// 300 articles of nine papers, some of none, in as many commits as the parameter says.
class FieldGroups : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    WriterOptions options;
    options.threads = 1;
    options.merge_segments = false;
    auto writer = IndexWriter::open(path_, options);
    ASSERT_TRUE(writer);
    std::mt19937 random(7);
    constexpr int kArticles = 300;
    for (int i = 0; i < kArticles; ++i) {
      Document document;
      document.id = std::to_string(i);
      document.body = i % 5 == 4 ? "calm" : "storm";
      for (auto n = random() % 12; n > 0; --n) document.body += random() % 3 == 0 ? " storm" : " sea";
      const auto paper = random() % 40;
      if (paper > 3) document.source = "paper " + std::to_string(paper % 9);
      if (random() % 6 != 0) document.date = static_cast<Date>(random() % 9) * 86'400;
      ASSERT_TRUE(writer->add(std::move(document)));
      if ((i + 1) % (kArticles / GetParam()) == 0) {
        ASSERT_TRUE(writer->commit());
      }
    }
    ASSERT_TRUE(writer->remove("7"));
    ASSERT_TRUE(writer->commit());
    index_ = Index::open(path_);
    ASSERT_TRUE(index_);
  }

  using Shown = std::vector<std::tuple<std::string, std::string, std::uint64_t>>;  // id, group, count

  /// The first of each paper of the whole list, and all of no paper.
  [[nodiscard]] Shown grouped_here(SearchOptions options) const {
    options.limit = 0;
    const auto whole = index_->search("storm", options);
    EXPECT_TRUE(whole) << whole.error().message;
    std::map<std::string, std::uint64_t> counts;
    for (const Hit& hit : whole->hits) ++counts[hit.source];
    Shown shown;
    std::map<std::string, bool> is_met;
    for (const Hit& hit : whole->hits) {
      if (!hit.source.empty() && std::exchange(is_met[hit.source], true)) continue;
      shown.emplace_back(hit.id, hit.source, hit.source.empty() ? 0 : counts[hit.source]);
    }
    return shown;
  }

  ScratchFolder folder_;
  std::string path_ = folder_.file("a.riffle");
  Result<Index> index_ = std::unexpected(Error());
};

std::vector<SearchOptions> orders() {
  std::vector<SearchOptions> orders(1);
  for (const SortOrder sort : {SortOrder::kDateAscending, SortOrder::kDateDescending}) {
    orders.emplace_back().sort = sort;
  }
  orders.emplace_back().sort = SortOrder::kFieldDescending;
  orders.back().sort_field = "source";
  return orders;
}

TEST_P(FieldGroups, AreTheFirstOfEachValueOnPagesOfAnySize) {
  for (SearchOptions options : orders()) {
    const Shown expected = grouped_here(options);
    ASSERT_GT(expected.size(), 12U);
    options.collapse_field = "source";
    for (const std::size_t limit : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
      options.limit = limit;
      options.after.clear();
      Shown shown;
      do {
        const auto page = index_->search("storm", options);
        ASSERT_TRUE(page) << page.error().message;
        EXPECT_EQ(page->groups, expected.size());
        EXPECT_FALSE(page->stories);
        ASSERT_TRUE(limit == 0 || page->hits.size() <= limit);
        for (const Hit& hit : page->hits) shown.emplace_back(hit.id, hit.group, hit.group_count);
        options.after = page->next;
      } while (!options.after.empty() && shown.size() <= expected.size());
      EXPECT_EQ(shown, expected) << limit;
    }
  }
}

TEST_P(FieldGroups, CanBeCountedAlone) {
  const auto query = index_->parse("storm");
  ASSERT_TRUE(query);
  EXPECT_EQ(index_->count_groups(*query, "source"), grouped_here({}).size());
  const auto nothing = index_->parse("unheard");
  ASSERT_TRUE(nothing);
  EXPECT_EQ(index_->count_groups(*nothing, "source"), 0U);
  const auto of_no_field = index_->count_groups(*query, "");
  ASSERT_FALSE(of_no_field);
  EXPECT_EQ(of_no_field.error().code, ErrorCode::kNotFound);
}

TEST_P(FieldGroups, WithoutATotalAreTheSameAndNotCounted) {
  SearchOptions options;
  const Shown expected = grouped_here(options);
  options.collapse_field = "source";
  options.count_total = false;
  options.limit = 5;
  const auto page = index_->search("storm", options);
  ASSERT_TRUE(page);
  EXPECT_FALSE(page->groups);
  ASSERT_EQ(page->hits.size(), 5U);
  for (std::size_t i = 0; i < page->hits.size(); ++i) {
    EXPECT_EQ(page->hits[i].id, std::get<0>(expected[i]));
    EXPECT_EQ(page->hits[i].group_count, 0U);
  }
}

TEST_P(FieldGroups, CursorsBelongToTheirGrouping) {
  SearchOptions options;
  options.limit = 3;
  options.collapse_field = "source";
  const auto page = index_->search("storm", options);
  ASSERT_TRUE(page);
  ASSERT_NE(page->next, "");
  options.after = page->next;
  options.collapse_field.clear();
  EXPECT_EQ(index_->search("storm", options).error().code, ErrorCode::kInvalidArgument);
  options.collapse = true;
  EXPECT_EQ(index_->search("storm", options).error().code, ErrorCode::kInvalidArgument);
}

TEST_P(FieldGroups, OnlyKeywordFieldsGroup) {
  SearchOptions options;
  options.collapse_field = "sauce";
  EXPECT_EQ(index_->search("storm", options).error().code, ErrorCode::kNotFound);
  options.collapse_field = "date";
  const auto by_date = index_->search("storm", options);
  ASSERT_FALSE(by_date);
  EXPECT_EQ(by_date.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(by_date.error().message.find("source"), std::string::npos);
  options.collapse_field = "source";
  options.collapse = true;
  EXPECT_EQ(index_->search("storm", options).error().code, ErrorCode::kInvalidArgument);
}

TEST_P(FieldGroups, TakeMemoryAndTimeAsOtherSearches) {
  SearchOptions options;
  options.collapse_field = "source";
  options.fetch = false;
  options.control.memory_limit = 200;
  EXPECT_EQ(index_->search("storm", options).error().code, ErrorCode::kResourceLimit);
  options.control = {};
  options.control.work_limit = 1;
  EXPECT_FALSE(index_->search("storm", options));
}

INSTANTIATE_TEST_SUITE_P(Commits, FieldGroups, testing::Values(1, 4));

}  // namespace
}  // namespace riffle
