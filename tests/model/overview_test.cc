// Facets, histograms, sorted lists and pages of the engine against the same worked out from all matches.
#include <algorithm>
#include <cstdint>
#include <ctime>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "index_files.h"
#include "naive_engine.h"
#include "random.h"
#include "random_corpus.h"
#include "random_query.h"
#include "riffle/index.h"

namespace model {
namespace {

// What std::stable_sort does, without the temporary buffer that the library itself calls deprecated.
template <typename T, typename Less>
void sort_stably(std::vector<T>& values, Less less) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (less(values[a], values[b])) return true;
    return !less(values[b], values[a]) && a < b;
  });
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const std::size_t place : order) sorted.push_back(values[place]);
  values = std::move(sorted);
}

/// The first second of the day, week, month or year, by the C library's calendar.
riffle::Date first_second(riffle::Date date, riffle::DateUnit unit) {
  std::time_t time = date;
  std::tm civil{};
  gmtime_r(&time, &civil);
  civil.tm_hour = civil.tm_min = civil.tm_sec = 0;
  if (unit == riffle::DateUnit::kWeek) civil.tm_mday -= (civil.tm_wday + 6) % 7;
  if (unit == riffle::DateUnit::kMonth || unit == riffle::DateUnit::kYear) civil.tm_mday = 1;
  if (unit == riffle::DateUnit::kYear) civil.tm_mon = 0;
  return timegm(&civil);
}

/// What is compared of a document in the order of `field`; nothing when it has no value.
std::optional<std::pair<std::int64_t, std::string>> sort_key(const riffle::Document& document,
                                                             const std::string& field) {
  if (field == "id") return std::pair(std::int64_t{0}, document.id);
  if (field == "date") {
    return document.date ? std::optional(std::pair(std::int64_t{*document.date}, std::string())) : std::nullopt;
  }
  if (document.source.empty()) return std::nullopt;
  return std::pair(std::int64_t{0}, lower_ascii(document.source));
}

class OverviewComparison {
 public:
  OverviewComparison(const riffle::Index& index, const NaiveEngine& engine, riffle::Query query,
                     std::vector<Match> matches)
      : index_(index), engine_(engine), query_(std::move(query)), matches_(std::move(matches)) {}

  std::string run(Random& random) const {
    std::string out = facet(random.chance(0.3) ? 0 : random.between(1, 5));
    for (const auto unit :
         {riffle::DateUnit::kDay, riffle::DateUnit::kWeek, riffle::DateUnit::kMonth, riffle::DateUnit::kYear}) {
      if (out.empty()) out = histogram(unit);
    }
    for (const std::string field : {"", "date", "source", "id"}) {
      for (const bool ascending : {true, false}) {
        if (out.empty()) out = pages(field, ascending, random);
      }
    }
    return out;
  }

 private:
  [[nodiscard]] const riffle::Document& document(const Match& match) const { return engine_.document(match.place); }

  [[nodiscard]] std::string facet(std::size_t limit) const {
    std::map<std::string, std::uint64_t> counts;
    std::uint64_t missing = 0;
    for (const Match& match : matches_) {
      if (document(match).source.empty()) {
        ++missing;
      } else {
        ++counts[lower_ascii(document(match).source)];
      }
    }
    std::vector<std::pair<std::string, std::uint64_t>> expected(counts.begin(), counts.end());
    sort_stably(expected, [](const auto& a, const auto& b) { return a.second > b.second; });
    if (limit != 0 && expected.size() > limit) expected.resize(limit);
    riffle::AggregateOptions options;
    options.facets.push_back({.field = "source", .limit = limit});
    const auto found = index_.aggregate(query_, options);
    if (!found) return "facet: " + found.error().message;
    if (found->total != matches_.size()) return "facet: total " + std::to_string(found->total);
    const riffle::Facet& got = found->facets.at(0);
    if (got.missing_count != missing) return "facet: " + std::to_string(got.missing_count) + " missing";
    if (got.distinct_count != counts.size()) return "facet: " + std::to_string(got.distinct_count) + " distinct";
    if (got.values.size() != expected.size()) return "facet: " + std::to_string(got.values.size()) + " values";
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const riffle::FacetValue& value = got.values[i];
      if (value.value != expected[i].first || value.count != expected[i].second) return "facet: value " + value.value;
      if (lower_ascii(value.label) != value.value) return "facet: label " + value.label;
    }
    return "";
  }

  [[nodiscard]] std::string histogram(riffle::DateUnit unit) const {
    std::map<riffle::Date, std::uint64_t> expected;
    std::uint64_t missing = 0;
    for (const Match& match : matches_) {
      if (document(match).date) {
        ++expected[first_second(*document(match).date, unit)];
      } else {
        ++missing;
      }
    }
    riffle::AggregateOptions options;
    options.histogram = unit;
    const auto found = index_.aggregate(query_, options);
    if (!found) return "histogram: " + found.error().message;
    const riffle::DateHistogram& got = *found->histogram;
    if (got.missing_count != missing) return "histogram: " + std::to_string(got.missing_count) + " missing";
    if (got.bars.size() != expected.size()) return "histogram: " + std::to_string(got.bars.size()) + " bars";
    std::size_t at = 0;
    for (const auto& [begin, count] : expected) {
      const riffle::DateBar& bar = got.bars[at++];
      if (bar.begin != begin || bar.count != count) return "histogram: bar " + std::to_string(bar.begin);
      if (first_second(bar.end, unit) != bar.end || first_second(bar.end - 1, unit) != begin) return "histogram: end";
    }
    return "";
  }

  /// The whole list, page by page, each from the cursor of the one before; field "" = relevance.
  [[nodiscard]] std::string pages(const std::string& field, bool ascending, Random& random) const {
    std::vector<std::string> expected;
    if (!field.empty()) {
      std::vector<Match> sorted = matches_;
      sort_stably(sorted, [&](const Match& a, const Match& b) {
        const auto left = sort_key(document(a), field);
        const auto right = sort_key(document(b), field);
        if (!left || !right) return left.has_value() && !right.has_value();
        return ascending ? *left < *right : *left > *right;
      });
      for (const Match& match : sorted) expected.push_back(document(match).id);
    } else {
      riffle::SearchOptions all;
      all.limit = 0;
      const auto found = index_.search(query_, all);
      if (!found) return "all: " + found.error().message;
      for (const riffle::Hit& hit : found->hits) expected.push_back(hit.id);
    }
    riffle::SearchOptions options;
    options.limit = random.between(1 + matches_.size() / 12, 3 + matches_.size() / 4);
    if (!field.empty()) {
      options.sort = ascending ? riffle::SortOrder::kFieldAscending : riffle::SortOrder::kFieldDescending;
      options.sort_field = field;
    }
    const std::string how = "pages by " + field + (ascending ? " up" : " down") + ": ";
    std::size_t at = 0;
    do {
      const auto page = index_.search(query_, options);
      if (!page) return how + page.error().message;
      if (const std::string note = unexpected_note(page->notes); !note.empty()) return how + note;
      if (page->total != expected.size()) return how + "total " + std::to_string(page->total);
      for (const riffle::Hit& hit : page->hits) {
        if (at >= expected.size() || hit.id != expected[at]) return how + std::to_string(at) + " is " + hit.id;
        ++at;
      }
      if (page->next.empty() != (at == expected.size())) return how + "next after " + std::to_string(at);
      options.after = page->next;
    } while (!options.after.empty());
    return at == expected.size() ? "" : how + "only " + std::to_string(at);
  }

  const riffle::Index& index_;
  const NaiveEngine& engine_;
  riffle::Query query_;
  std::vector<Match> matches_;
};

std::string run_overview(const CorpusShape& shape, std::uint64_t seed, std::size_t query_count) {
  Random random(seed);
  const std::vector<riffle::Document> documents = random_documents(shape, random);
  const TemporaryFolder folder;
  const std::string path = folder.file("overview.riffle");
  if (const std::string wrong = build_index(path, shape, documents); !wrong.empty()) return wrong;
  NaiveEngine engine(shape.join_title);
  for (const riffle::Document& document : documents) engine.add(document);
  engine.seal();
  if (engine.live_count() == 0) return "";
  const auto index = riffle::Index::open(path);
  if (!index) return index.error().message;
  const QueryMaker maker(engine);
  for (std::size_t i = 0; i < query_count; ++i) {
    const Tree tree = i == 0 ? Tree() : maker.tree(random, random.below(3));
    const auto query = index->parse(maker.text(tree));
    if (!query) return query.error().message;
    const std::string wrong = OverviewComparison(*index, engine, *query, engine.matches(tree)).run(random);
    if (!wrong.empty()) return "seed " + std::to_string(seed) + " query " + maker.text(tree) + "\n  " + wrong;
  }
  return "";
}

TEST(Overview, SmallCorporaGiveTheSameAnswers) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Random random(seed ^ 0xFACE7);
    CorpusShape shape = random_shape(random, false);
    shape.odd_bytes_share = 0;
    ASSERT_EQ(run_overview(shape, seed, 8), "");
  }
}

TEST(Overview, SeveralContainersGiveTheSameAnswers) {
  CorpusShape shape;
  // Under sanitizers the tests of the searcher go over several containers.
  shape.documents = riffle::kSanitized ? 4000 : 70000;
  shape.vocabulary = 40;
  shape.title_words = 2;
  shape.body_words = 2;
  shape.burst_share = 0;
  shape.store = riffle::StoreMode::kNone;
  ASSERT_EQ(run_overview(shape, 77, riffle::kSanitized ? 1 : 2), "");
}

TEST(Overview, WrongFieldsAndForeignCursorsAreErrors) {
  const TemporaryFolder folder;
  Random random(5);
  CorpusShape shape;
  shape.documents = 30;
  const std::string path = folder.file("overview.riffle");
  ASSERT_EQ(build_index(path, shape, random_documents(shape, random)), "");
  const auto index = riffle::Index::open(path);
  ASSERT_TRUE(index);
  const riffle::Query all = riffle::Query::everything();
  const auto facet_error = [&](const std::string& field) {
    riffle::AggregateOptions options;
    options.facets.push_back({.field = field});
    const auto found = index->aggregate(all, options);
    return found ? std::string("none") : found.error().message;
  };
  EXPECT_NE(facet_error("title").find("\"title\" is not a keyword field; the index has: source"), std::string::npos);
  EXPECT_NE(facet_error("colour").find("the index has: source"), std::string::npos);

  riffle::SearchOptions options;
  options.limit = 3;
  options.sort = riffle::SortOrder::kFieldAscending;
  options.sort_field = "title";
  const auto by_title = index->search(all, options);
  ASSERT_FALSE(by_title);
  EXPECT_NE(by_title.error().message.find("there are: id, date, source"), std::string::npos)
      << by_title.error().message;

  options.sort_field = "date";
  const auto page = index->search(all, options);
  ASSERT_TRUE(page);
  options.sort_field = "source";
  options.after = page->next;
  const auto mixed = index->search(all, options);
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().code, riffle::ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace model
