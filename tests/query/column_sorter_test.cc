#include "query/column_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "query/query_tree.h"
#include "query/searcher.h"
#include "search_model.h"

namespace riffle {
namespace {

using test::ModelArticle;
using test::SearchModel;

std::vector<ModelArticle> articles(std::mt19937_64& random, std::size_t count, std::size_t first_id) {
  std::vector<ModelArticle> made(count);
  for (std::size_t i = 0; i < count; ++i) {
    made[i].id = "id" + std::to_string(first_id + i);
    made[i].body = {random() % 2 == 0 ? "even" : "odd"};
    if (random() % 4 != 0) made[i].date = static_cast<Date>(random() % 9) * 1'000'000'007 - 4'000'000'000;
    if (random() % 4 != 0) made[i].source = "source " + std::to_string(random() % 7);
  }
  return made;
}

struct Row {
  std::uint32_t segment;
  DocId doc;
  std::optional<std::pair<std::int64_t, std::string>> value;
};

std::vector<Row> expected_rows(const SearchModel& model, const QueryNode& query, const std::string& field,
                               bool ascending) {
  std::vector<Row> rows;
  for (const ModelArticle& article : model.articles()) {
    if (!article.is_live || !model.matches(query, article)) continue;
    Row row{article.segment, article.doc, std::nullopt};
    if (field == "date" && article.date) row.value = {*article.date, ""};
    if (field == "source" && !article.source.empty()) row.value = {0, article.source};
    if (field == "id") row.value = {0, article.id};
    rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    if (a.value.has_value() != b.value.has_value()) return a.value.has_value();
    if (a.value != b.value) return ascending ? *a.value < *b.value : *a.value > *b.value;
    return std::tie(a.segment, a.doc) < std::tie(b.segment, b.doc);
  });
  return rows;
}

class Sorted {
 public:
  Sorted(const SearchModel& model, const QueryNode& query) : model_(model), query_(query) {}

  std::vector<SortedDoc> list(const SortOrderSpec& order, const std::optional<SortPlace>& after) const {
    auto searcher = Searcher::open(model_.snapshot(), query_);
    EXPECT_TRUE(searcher);
    ColumnSorter sorter(order, after);
    EXPECT_TRUE(searcher->for_each_block([&](const MatchBlock& block) -> Result<bool> {
      const Status added = sorter.add(block, first_number(block.segment));
      if (!added) return std::unexpected(added.error());
      return true;
    }));
    auto found = sorter.take();
    EXPECT_TRUE(found);
    return *found;
  }

  std::uint64_t first_number(std::uint32_t segment) const {
    std::uint64_t number = 0;
    for (std::uint32_t i = 0; i < segment; ++i) number += model_.snapshot().segments()[i].reader->doc_count();
    return number;
  }

 private:
  const SearchModel& model_;
  const QueryNode& query_;
};

void expect_rows(const std::vector<SortedDoc>& found, std::vector<Row> expected, std::size_t first, std::size_t k,
                 bool has_terms) {
  expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(std::min(first, expected.size())));
  if (k != 0 && expected.size() > k) expected.resize(k);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i].segment, expected[i].segment) << i;
    ASSERT_EQ(found[i].doc, expected[i].doc) << i;
    ASSERT_EQ(found[i].value.is_present, expected[i].value.has_value());
    if (!found[i].value.is_present) continue;
    if (has_terms) {
      EXPECT_EQ(found[i].value.term, expected[i].value->second);
    } else {
      EXPECT_EQ(found[i].value.number, expected[i].value->first);
    }
  }
}

void expect_all_orders(const SearchModel& model, const QueryNode& query) {
  const Sorted sorted(model, query);
  for (const std::string field : {"date", "source", "id"}) {
    for (const bool ascending : {true, false}) {
      SortOrderSpec order{.field = *model.snapshot().schema().find(field),
                          .has_terms = field != "date",
                          .ascending = ascending,
                          .k = 0};
      const std::vector<Row> expected = expected_rows(model, query, field, ascending);
      const std::vector<SortedDoc> all = sorted.list(order, std::nullopt);
      expect_rows(all, expected, 0, 0, order.has_terms);
      order.k = 7;
      expect_rows(sorted.list(order, std::nullopt), expected, 0, 7, order.has_terms);
      for (std::size_t i = 0; i < all.size() && !testing::Test::HasFailure(); i += 3) {
        const SortPlace place{.value = all[i].value, .doc_number = sorted.first_number(all[i].segment) + all[i].doc};
        expect_rows(sorted.list(order, place), expected, i + 1, 7, order.has_terms);
      }
    }
  }
}

TEST(ColumnSorter, AgreesWithTheModelFromEveryPlace) {
  std::mt19937_64 random(11);
  SearchModel model;
  model.commit(articles(random, 60, 0));
  expect_all_orders(model, *make_all());
  model.commit(articles(random, 40, 50));
  model.commit(articles(random, 3, 20));
  expect_all_orders(model, *make_all());
  expect_all_orders(model, *make_term("", "odd"));
  expect_all_orders(model, *make_term("", "nowhere"));
}

std::optional<std::pair<std::int64_t, std::string>> value_of(const ModelArticle& article, const std::string& field) {
  if (field == "date" && article.date) return std::pair(*article.date, std::string());
  if (field == "source" && !article.source.empty()) return std::pair(std::int64_t{0}, article.source);
  if (field == "id") return std::pair(std::int64_t{0}, article.id);
  return std::nullopt;
}

TEST(ColumnSorter, FurtherKeysDecideAmongEqualsFromEveryPlace) {
  std::mt19937_64 random(13);
  SearchModel model;
  model.commit(articles(random, 60, 0));
  model.commit(articles(random, 40, 50));
  const QueryNodePtr query = make_all();
  const Sorted sorted(model, *query);
  using Keys = std::vector<std::pair<std::string, bool>>;
  for (const Keys& keys : {Keys{{"source", true}, {"date", false}}, Keys{{"date", false}, {"source", false}},
                           Keys{{"source", false}, {"date", true}, {"id", false}},
                           Keys{{"date", true}, {"source", true}, {"date", false}, {"id", true}}}) {
    std::vector<const ModelArticle*> expected;
    for (const ModelArticle& article : model.articles()) {
      if (article.is_live) expected.push_back(&article);
    }
    std::sort(expected.begin(), expected.end(), [&](const ModelArticle* a, const ModelArticle* b) {
      for (const auto& [field, ascending] : keys) {
        const auto left = value_of(*a, field);
        const auto right = value_of(*b, field);
        if (left.has_value() != right.has_value()) return left.has_value();
        if (left != right) return ascending ? *left < *right : *left > *right;
      }
      return std::tie(a->segment, a->doc) < std::tie(b->segment, b->doc);
    });
    std::vector<SortKeySpec> specs;
    for (const auto& [field, ascending] : keys) {
      specs.push_back({*model.snapshot().schema().find(field), field != "date", ascending});
    }
    SortOrderSpec order{specs[0].field, specs[0].has_terms, specs[0].ascending, 0, {specs.begin() + 1, specs.end()}};
    const auto expect_from = [&](const std::vector<SortedDoc>& found, std::size_t first, std::size_t k) {
      ASSERT_EQ(found.size(), std::min(k, expected.size() - first));
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_EQ(found[i].segment, expected[first + i]->segment) << first << " " << i;
        ASSERT_EQ(found[i].doc, expected[first + i]->doc) << first << " " << i;
      }
    };
    const std::vector<SortedDoc> all = sorted.list(order, std::nullopt);
    expect_from(all, 0, expected.size());
    order.k = 7;
    expect_from(sorted.list(order, std::nullopt), 0, 7);
    for (std::size_t i = 0; i < all.size() && !testing::Test::HasFailure(); i += 3) {
      const SortPlace place{all[i].value, sorted.first_number(all[i].segment) + all[i].doc, all[i].more};
      expect_from(sorted.list(order, place), i + 1, 7);
    }
  }
}

// A place whose term no segment has: what lies behind it is what would lie behind a document with it.
TEST(ColumnSorter, APlaceBetweenTwoTermsIsPassed) {
  std::mt19937_64 random(12);
  SearchModel model;
  model.commit(articles(random, 80, 0));
  const QueryNodePtr query = make_all();
  const Sorted sorted(model, *query);
  const std::uint32_t field = *model.snapshot().schema().find("source");
  for (const bool ascending : {true, false}) {
    const std::vector<Row> expected = expected_rows(model, *query, "source", ascending);
    const std::string between = "source 3a";
    const auto behind = std::find_if(expected.begin(), expected.end(), [&](const Row& row) {
      return !row.value || (ascending ? row.value->second > between : row.value->second < between);
    });
    const SortOrderSpec order{.field = field, .has_terms = true, .ascending = ascending, .k = 0};
    const SortPlace place{.value = {.is_present = true, .number = 0, .term = between}, .doc_number = 0};
    expect_rows(sorted.list(order, place), expected, static_cast<std::size_t>(behind - expected.begin()), 0, true);
  }
}

}  // namespace
}  // namespace riffle
