// Collapsed hits: how many stories there are, and pages of them from cursor to cursor.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

constexpr std::uint64_t kStories = 23;

/// Story i has i % 4 + 1 copies; the words differ from story to story.
class CollapsedPages : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    WriterOptions options;
    options.threads = 1;
    options.merge_segments = false;
    auto writer = IndexWriter::open(path_, options);
    ASSERT_TRUE(writer);
    int added = 0;
    for (std::uint64_t copy = 0; copy < 4; ++copy) {
      for (std::uint64_t story = 0; story < kStories; ++story) {
        if (copy > story % 4) continue;
        Document document;
        document.id = std::to_string(story) + "-" + std::to_string(copy);
        document.body = "storm ";
        for (std::uint64_t i = 0; i < copy; ++i) document.body += "storm ";  // scores differ
        for (std::uint64_t word = 0; word < 60; ++word) {
          document.body += "w" + std::to_string((story * 7919 + word * 104'729) % 50'021) + " ";
        }
        document.source = "paper " + std::to_string((story * 5 + copy) % 7);
        if (story % 6 != 0) document.date = static_cast<Date>((story * 11 + copy * 3) % 9) * 86'400;
        ASSERT_TRUE(writer->add(std::move(document)));
        ++matches_;
        if (++added % 20 == 0 && GetParam() > 1) {
          ASSERT_TRUE(writer->commit());
        }
      }
    }
    ASSERT_TRUE(writer->commit());
    index_ = Index::open(path_);
    ASSERT_TRUE(index_);
  }

  using Shown = std::vector<std::tuple<std::string, std::uint64_t>>;
  static void show(const Hits& page, Shown& shown) {
    for (const Hit& hit : page.hits) shown.emplace_back(hit.id, hit.copy_count);
  }

  [[nodiscard]] Shown all(SearchOptions options) const {
    options.limit = 0;
    const auto found = index_->search("storm", options);
    EXPECT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->stories, kStories);
    EXPECT_EQ(found->total, matches_);
    EXPECT_EQ(found->next, "");
    Shown shown;
    show(*found, shown);
    return shown;
  }

  ScratchFolder folder_;
  std::string path_ = folder_.file("a.riffle");
  std::uint64_t matches_ = 0;
  Result<Index> index_ = std::unexpected(Error());
};

TEST_P(CollapsedPages, FollowEachOtherAsTheWholeListDoes) {
  std::vector<SearchOptions> orders(1);
  for (const SortOrder sort : {SortOrder::kDateAscending, SortOrder::kDateDescending}) {
    orders.emplace_back().sort = sort;
  }
  for (const SortOrder sort : {SortOrder::kFieldAscending, SortOrder::kFieldDescending}) {
    orders.emplace_back().sort = sort;
    orders.back().sort_field = "source";
  }
  for (SearchOptions options : orders) {
    options.collapse = true;
    Shown expected = all(options);
    ASSERT_EQ(expected.size(), kStories);
    for (const std::size_t limit : {1u, 4u, 7u, 23u, 40u}) {
      options.limit = limit;
      options.after.clear();
      Shown shown;
      for (std::size_t pages = 0; pages <= kStories; ++pages) {
        const auto page = index_->search("storm", options);
        ASSERT_TRUE(page) << page.error().message;
        if (page->stories) {
          EXPECT_EQ(*page->stories, kStories);
        }
        show(*page, shown);
        options.after = page->next;
        if (page->next.empty()) break;
      }
      ASSERT_EQ(shown.size(), expected.size()) << limit;
      options.after.clear();
      options.offset = kStories - 1;
      auto last = index_->search("storm", options);
      options.offset = 0;
      std::size_t end = kStories - 1;  // of the page before
      for (; last && !last->previous.empty(); last = index_->search("storm", options)) {
        options.before = last->previous;
        Shown before;
        show(*index_->search("storm", options), before);
        ASSERT_EQ(before.size(), std::min(limit, end));
        end -= before.size();
        EXPECT_TRUE(std::equal(before.begin(), before.end(), expected.begin() + static_cast<std::ptrdiff_t>(end)));
      }
      EXPECT_EQ(end, 0u);
      options.before.clear();
      for (std::size_t i = 0; i < shown.size(); ++i) {
        EXPECT_EQ(std::get<0>(shown[i]), std::get<0>(expected[i])) << limit << " " << i;
        EXPECT_EQ(shown[i], expected[i]);
      }
    }
  }
}

TEST_P(CollapsedPages, AnOffsetCountsFromTheCursor) {
  SearchOptions options{.limit = 5, .collapse = true};
  const Shown expected = all(options);
  options.after = index_->search("storm", options)->next;
  options.offset = 3;
  const auto page = index_->search("storm", options);
  ASSERT_TRUE(page);
  Shown shown;
  show(*page, shown);
  ASSERT_EQ(shown.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(std::get<0>(shown[i]), std::get<0>(expected[8 + i]));
}

TEST_P(CollapsedPages, AreCounted) {
  const auto query = index_->parse("storm");
  ASSERT_TRUE(query);
  EXPECT_EQ(index_->count_stories(*query), kStories);
  EXPECT_EQ(index_->count(*query), matches_);
  EXPECT_EQ(index_->count_stories(*index_->parse("storm source:\"paper 99\"")), 0u);
  const auto few = index_->search(*query, {.limit = 2, .collapse = true});
  ASSERT_TRUE(few);
  EXPECT_EQ(few->stories, kStories);
  EXPECT_FALSE(index_->search(*query, {.limit = 2})->stories);
  const auto uncounted = index_->search(*query, {.limit = 2, .count_total = false, .collapse = true});
  EXPECT_EQ(uncounted->stories.has_value(), GetParam() > 1) << "of several segments all texts were looked at";
  SearchControl control;
  control.work_limit = 1;
  const auto stopped = index_->count_stories(*query, control);
  EXPECT_EQ(stopped.has_value(), GetParam() == 1) << "several segments are more than a step";
}

TEST_P(CollapsedPages, AfterAChangeANoteSaysSo) {
  SearchOptions options{.limit = 5, .collapse = true};
  options.after = index_->search("storm", options)->next;
  WriterOptions writer_options;
  writer_options.merge_segments = false;
  auto writer = IndexWriter::open(path_, writer_options);
  ASSERT_TRUE(writer);
  Document document;
  document.id = "new";
  document.body = "storm storm storm storm storm storm";
  ASSERT_TRUE(writer->add(std::move(document)));
  ASSERT_TRUE(writer->commit());
  ASSERT_TRUE(index_->refresh());
  const auto page = index_->search("storm", options);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->notes.size(), 1u);
  EXPECT_EQ(page->hits.size(), 5u);
}

std::string text_of(std::uint64_t story, std::size_t words) {
  std::string text;
  for (std::uint64_t word = 0; word < words; ++word) {
    text += "w" + std::to_string((story * 7919 + word * 104'729) % 50'021) + " ";
  }
  return text;
}

void add_commit(const std::string& path, const std::string& id, const std::string& body) {
  WriterOptions options;
  options.threads = 1;
  options.merge_segments = false;
  auto writer = IndexWriter::open(path, options);
  ASSERT_TRUE(writer) << writer.error().message;
  Document document;
  document.id = id;
  document.body = body;
  ASSERT_TRUE(writer->add(std::move(document)));
  ASSERT_TRUE(writer->commit());
}

/// The stories of a search, each as its hit and its copies, under every order of the ids.
void expect_one_story(const Index& index, const std::string& query, const std::vector<std::string>& ids) {
  for (const SortOrder sort : {SortOrder::kFieldAscending, SortOrder::kFieldDescending, SortOrder::kRelevance}) {
    const auto found = index.search(query, {.limit = 1, .sort = sort, .sort_field = "id", .collapse = true});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->stories, 1u);
    EXPECT_EQ(found->next, "");
    ASSERT_EQ(found->hits.size(), 1u);
    std::vector<std::string> members{found->hits[0].id};
    for (const Copy& copy : found->hits[0].copies) members.push_back(copy.id);
    std::sort(members.begin(), members.end());
    EXPECT_EQ(members, ids);
  }
  EXPECT_EQ(index.count_stories(*index.parse(query)), 1u);
}

// The middle one holds both others, which share nothing. In the order of the ids it comes last, or first.
TEST(Stories, OfSeveralSegmentsAreTheSameInEveryOrder) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, "a", "storm " + text_of(1, 90));
  add_commit(path, "b", "storm " + text_of(2, 90));
  add_commit(path, "c", "storm " + text_of(1, 90) + text_of(2, 90));
  const auto index = Index::open(path);
  ASSERT_TRUE(index);
  expect_one_story(*index, "storm", {"a", "b", "c"});
  EXPECT_EQ(index->count_stories(*index->parse("storm -id:c")), 2u) << "only matches join others";
}

TEST(Stories, OfSeveralFilesAreTheSameInEveryOrder) {
  const ScratchFolder folder;
  const std::vector<std::string> paths{folder.file("a.riffle"), folder.file("b.riffle"), folder.file("c.riffle")};
  add_commit(paths[0], "c", "storm " + text_of(1, 90));
  add_commit(paths[1], "b", "storm " + text_of(2, 90) + text_of(1, 90));
  add_commit(paths[2], "a", "storm " + text_of(2, 90));
  const auto index = Index::open_all(paths);
  ASSERT_TRUE(index) << index.error().message;
  expect_one_story(*index, "storm", {"a", "b", "c"});
}

INSTANTIATE_TEST_SUITE_P(Segments, CollapsedPages, testing::Values(1, 3));

}  // namespace
}  // namespace riffle
