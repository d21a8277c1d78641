// What an answer holds counts towards the memory of its query: hits, sort keys, facets, days.
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

constexpr std::uint64_t kArticles = 6'000;
constexpr std::uint64_t kDecade = std::uint64_t{3650} * 86'400;

/// Every article has a source of its own, in one segment or two; dates are ten years apart.
class MemoryLimit : public testing::TestWithParam<bool> {
 protected:
  static std::string make_file(const ScratchFolder& folder, bool has_two_segments) {
    WriterOptions options;
    options.analyzer = "simple";
    options.threads = 1;
    options.memory_bytes = std::size_t{32} << 20;
    options.merge_segments = false;
    const std::string path = folder.file(has_two_segments ? "two.riffle" : "one.riffle");
    auto writer = IndexWriter::open(path, options);
    EXPECT_TRUE(writer);
    for (std::uint64_t i = 0; i < kArticles; ++i) {
      Document document;
      document.id = "article-" + std::to_string(i);
      document.body = "word";
      document.source = "The daily paper of town number " + std::to_string(i);
      document.date = static_cast<Date>(i % 3000 * kDecade);
      EXPECT_TRUE(writer->add(std::move(document)));
      if (has_two_segments && i == kArticles / 2) {
        EXPECT_TRUE(writer->commit());
      }
    }
    EXPECT_TRUE(writer->commit());
    return path;
  }
  static const std::string& file(bool has_two_segments) {
    static const ScratchFolder folder;
    static const std::string one = make_file(folder, false);
    static const std::string two = make_file(folder, true);
    return has_two_segments ? two : one;
  }

  MemoryLimit() : index_(Index::open(file(GetParam()))) { EXPECT_TRUE(index_); }

  /// The code of an answer that may take so many bytes.
  [[nodiscard]] ErrorCode facets(std::uint64_t bytes, std::size_t limit) const {
    AggregateOptions options;
    options.facets = {{.field = "source", .limit = limit}};
    options.control.memory_limit = bytes;
    const auto found = index_->aggregate(Query::term("word"), options);
    if (found) {
      EXPECT_EQ(found->facets[0].distinct_count, kArticles);
    }
    return found ? ErrorCode{} : found.error().code;
  }
  [[nodiscard]] ErrorCode days(std::uint64_t bytes) const {
    AggregateOptions options;
    options.histogram = DateUnit::kYear;
    options.control.memory_limit = bytes;
    const auto found = index_->aggregate(Query::term("word"), options);
    return found ? ErrorCode{} : found.error().code;
  }
  [[nodiscard]] ErrorCode hits(SearchOptions options, std::uint64_t bytes) const {
    options.control.memory_limit = bytes;
    const auto found = index_->search(Query::term("word"), options);
    if (found) {
      EXPECT_EQ(found->total, kArticles);
    }
    return found ? ErrorCode{} : found.error().code;
  }

  Result<Index> index_;
};

TEST_P(MemoryLimit, HoldsForFacets) {
  for (const std::size_t limit : {std::size_t{0}, std::size_t{5}}) {
    EXPECT_EQ(facets(40'000, limit), ErrorCode::kResourceLimit);
    EXPECT_EQ(facets(8 << 20, limit), ErrorCode{});
    EXPECT_EQ(facets(0, limit), ErrorCode{}) << "no limit";
  }
  EXPECT_EQ(facets(500'000, 0), ErrorCode::kResourceLimit) << "the counters fit, the values do not";
}

TEST_P(MemoryLimit, HoldsForDays) {
  EXPECT_EQ(days(40'000), ErrorCode::kResourceLimit);
  EXPECT_EQ(days(4 << 20), ErrorCode{});
}

TEST_P(MemoryLimit, HoldsForHitsAndTheirSortKeys) {
  const SearchOptions by_score{.limit = kArticles, .fetch = false};
  const SearchOptions all_by_score{.limit = 0, .fetch = false};
  SearchOptions weighted = by_score;
  weighted.ranking.half_life_days = 100;
  const SearchOptions by_date{.limit = kArticles, .sort = SortOrder::kDateAscending, .fetch = false};
  const SearchOptions by_source{
      .limit = kArticles, .sort = SortOrder::kFieldDescending, .sort_field = "source", .fetch = false};
  for (const SearchOptions& options : {by_score, all_by_score, weighted, by_date, by_source}) {
    EXPECT_EQ(hits(options, 40'000), ErrorCode::kResourceLimit);
    EXPECT_EQ(hits(options, 200'000), ErrorCode::kResourceLimit);
    EXPECT_EQ(hits(options, 16 << 20), ErrorCode{});
  }
  SearchOptions few = by_date;
  few.limit = 10;
  EXPECT_EQ(hits(few, 40'000), ErrorCode{}) << "the best ten of many are little";
}

TEST_P(MemoryLimit, HoldsForWhatHitsSay) {
  SearchOptions options{.limit = 500, .snippets = true};
  EXPECT_EQ(hits(options, 120'000), ErrorCode::kResourceLimit);
  options.fetch = false;
  options.limit = 100;
  EXPECT_EQ(hits(options, 120'000), ErrorCode{});
}

INSTANTIATE_TEST_SUITE_P(Segments, MemoryLimit, testing::Bool());

}  // namespace
}  // namespace riffle
