// Fields of a schema: searched, sorted by and counted as a look at every document tells.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "index_files.h"
#include "random.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/maintenance.h"

namespace model {
namespace {

struct Typed {
  std::string id;
  std::optional<std::int64_t> words;
  std::optional<double> price;
  std::optional<riffle::Date> updated;
  std::set<std::string> tags;
  bool has_section = false;
};

std::vector<riffle::FieldSpec> fields() {
  using Kind = riffle::FieldKind;
  return {{"words", Kind::kInt64},
          {"price", Kind::kFloat64},
          {"updated", Kind::kDate},
          {"tags", Kind::kKeyword},
          {"section", Kind::kText}};
}

std::vector<Typed> random_typed(Random& random, std::size_t count) {
  std::vector<Typed> documents(count);
  for (std::size_t i = 0; i < count; ++i) {
    Typed& document = documents[i];
    document.id = "d" + std::to_string(i);
    if (random.chance(0.7))
      document.words = static_cast<std::int64_t>(random.below(40)) * (random.chance(0.3) ? -3 : 7);
    if (random.chance(0.02)) document.words = INT64_MAX;
    if (random.chance(0.7)) document.price = (static_cast<double>(random.below(400)) - 200) / 8;
    if (random.chance(0.5)) document.updated = 1700000000 + static_cast<riffle::Date>(random.below(900)) * 86400;
    for (std::size_t n = random.below(4); n > 0; --n) document.tags.insert("tag " + std::to_string(random.below(9)));
    document.has_section = random.chance(0.3);
  }
  return documents;
}

riffle::Document to_document(const Typed& typed) {
  riffle::Document document;
  document.id = typed.id;
  document.body = "common";
  if (typed.words) document.extra.push_back({"words", std::to_string(*typed.words)});
  if (typed.price) document.extra.push_back({"price", "\"" + std::to_string(*typed.price) + "\""});
  if (typed.updated) document.extra.push_back({"updated", "\"" + riffle::format_date(*typed.updated) + "\""});
  if (!typed.tags.empty()) {
    std::string json;
    for (const std::string& tag : typed.tags) json += (json.empty() ? "[\"" : ",\"") + tag + "\"";
    document.extra.push_back({"tags", json + ",\"\",null,{\"a\":1}]"});
  }
  if (typed.has_section) document.extra.push_back({"section", "\"World news\""});
  return document;
}

void write(const std::string& path, const std::vector<Typed>& documents, std::size_t begin, std::size_t end,
           const std::vector<riffle::FieldSpec>& specs, unsigned threads = 1) {
  riffle::WriterOptions options;
  options.fields = specs;
  options.threads = threads;
  auto writer = riffle::IndexWriter::open(path, options);
  ASSERT_TRUE(writer) << writer.error().message;
  for (std::size_t i = begin; i < end; ++i) ASSERT_TRUE(writer->add(to_document(documents[i])));
  ASSERT_TRUE(writer->commit());
}

template <typename Holds>
std::uint64_t count_if(const std::vector<Typed>& documents, Holds holds) {
  return static_cast<std::uint64_t>(std::count_if(documents.begin(), documents.end(), holds));
}

std::uint64_t count(const riffle::Index& index, const std::string& query) {
  riffle::ParseOptions strict;
  strict.strict = true;
  const auto parsed = index.parse(query, strict);
  EXPECT_TRUE(parsed) << query << ": " << parsed.error().message;
  if (!parsed) return UINT64_MAX;
  const auto again = index.parse(parsed->to_string(), strict);
  EXPECT_TRUE(again) << parsed->to_string();
  const auto found = index.count(*again);
  EXPECT_TRUE(found) << found.error().message;
  return found ? *found : UINT64_MAX;
}

void expect_counts(const riffle::Index& index, const std::vector<Typed>& documents, Random& random) {
  for (int i = 0; i < 60; ++i) {
    const auto low = static_cast<std::int64_t>(random.below(400)) - 130;
    const std::int64_t high = low + static_cast<std::int64_t>(random.below(60));
    const std::string range = std::to_string(low) + ".." + std::to_string(high);
    EXPECT_EQ(count(index, "words:" + range),
              count_if(documents, [&](const Typed& d) { return d.words && *d.words >= low && *d.words <= high; }));
    EXPECT_EQ(count(index, "words:>" + std::to_string(low)),
              count_if(documents, [&](const Typed& d) { return d.words && *d.words > low; }));
    const double real = static_cast<double>(low) / 8;
    EXPECT_EQ(count(index, "price:<" + std::to_string(real)),
              count_if(documents, [&](const Typed& d) { return d.price && *d.price < real; }));
    EXPECT_EQ(count(index, "price:" + std::to_string(real) + ".."),
              count_if(documents, [&](const Typed& d) { return d.price && *d.price >= real; }));
    const std::string tag = "tag " + std::to_string(i % 10);
    EXPECT_EQ(count(index, "tags:\"" + tag + "\" AND common"),
              count_if(documents, [&](const Typed& d) { return d.tags.contains(tag); }));
  }
  EXPECT_EQ(count(index, "words:*"), count_if(documents, [](const Typed& d) { return d.words.has_value(); }));
  EXPECT_EQ(count(index, "price:*"), count_if(documents, [](const Typed& d) { return d.price.has_value(); }));
  EXPECT_EQ(count(index, "tags:*"), count_if(documents, [](const Typed& d) { return !d.tags.empty(); }));
  EXPECT_EQ(count(index, "NOT updated:*"), count_if(documents, [](const Typed& d) { return !d.updated; }));
  EXPECT_EQ(count(index, "words:9223372036854775807"),
            count_if(documents, [](const Typed& d) { return d.words == INT64_MAX; }));
}

void expect_facet(const riffle::Index& index, const std::vector<Typed>& documents, const std::string& query,
                  std::int64_t most_words) {
  std::map<std::string, std::uint64_t> counts;
  std::uint64_t missing = 0;
  for (const Typed& document : documents) {
    if (!document.words || *document.words > most_words) continue;
    missing += document.tags.empty() ? 1 : 0;
    for (const std::string& tag : document.tags) ++counts[tag];
  }
  riffle::AggregateOptions options;
  options.facets.push_back({.field = "tags", .limit = 0});
  const auto parsed = index.parse(query);
  ASSERT_TRUE(parsed);
  const auto found = index.aggregate(*parsed, options);
  ASSERT_TRUE(found) << found.error().message;
  std::map<std::string, std::uint64_t> got;
  for (const riffle::FacetValue& value : found->facets[0].values) got[value.value] = value.count;
  EXPECT_EQ(got, counts);
  EXPECT_EQ(found->facets[0].missing_count, missing);
}

void expect_sorted(const riffle::Index& index, const std::vector<Typed>& documents) {
  for (const bool ascending : {true, false}) {
    std::vector<const Typed*> expected;
    for (const Typed& document : documents) expected.push_back(&document);
    std::sort(expected.begin(), expected.end(), [&](const Typed* a, const Typed* b) {
      if (a->price.has_value() != b->price.has_value()) return a->price.has_value();
      if (!a->price || *a->price == *b->price) return a < b;  // in the order of the index
      return ascending ? *a->price < *b->price : *a->price > *b->price;
    });
    riffle::SearchOptions options;
    options.limit = 0;
    options.sort_field = "price";
    options.sort = ascending ? riffle::SortOrder::kFieldAscending : riffle::SortOrder::kFieldDescending;
    const auto found = index.search(riffle::Query::everything(), options);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->hits.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(found->hits[i].id, expected[i]->id) << i;
  }
}

TEST(TypedFields, AnswerAsEveryDocumentTells) {
  Random random(21);
  const TemporaryFolder folder;
  const std::string path = folder.file("typed.riffle");
  const std::vector<Typed> documents = random_typed(random, 900);
  write(path, documents, 0, 500, fields());
  write(path, documents, 500, 900, {});
  const auto index = riffle::Index::open(path);
  ASSERT_TRUE(index);
  expect_counts(*index, documents, random);
  expect_facet(*index, documents, "words:<=100", 100);
  expect_sorted(*index, documents);
  EXPECT_EQ(count(*index, "section:news"), count_if(documents, [](const Typed& d) { return d.has_section; }));
  EXPECT_EQ(count(*index, "\"world news\""), count_if(documents, [](const Typed& d) { return d.has_section; }));
  EXPECT_EQ(faults_of(path), "");
}

TEST(TypedFields, OutliveCompactionAndSalvage) {
  Random random(24);
  const TemporaryFolder folder;
  const std::string path = folder.file("typed.riffle");
  const std::string salvaged = folder.file("salvaged.riffle");
  const std::vector<Typed> documents = random_typed(random, 600);
  write(path, documents, 0, 350, fields());
  write(path, documents, 350, 600, {});
  ASSERT_TRUE(riffle::salvage(path, salvaged));
  auto writer = riffle::IndexWriter::open(path);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->compact());
  for (const std::string& file : {path, salvaged}) {
    const auto index = riffle::Index::open(file);
    ASSERT_TRUE(index) << index.error().message;
    expect_counts(*index, documents, random);
    expect_facet(*index, documents, "words:<=100", 100);
    expect_sorted(*index, documents);
    EXPECT_EQ(count(*index, "section:news"), count_if(documents, [](const Typed& d) { return d.has_section; }));
    EXPECT_EQ(faults_of(file), "");
  }
}

TEST(TypedFields, AreTheSameBytesWithAnyNumberOfThreads) {
  Random random(22);
  const TemporaryFolder folder;
  const std::vector<Typed> documents = random_typed(random, 3000);
  write(folder.file("one.riffle"), documents, 0, documents.size(), fields(), 1);
  write(folder.file("four.riffle"), documents, 0, documents.size(), fields(), 4);
  EXPECT_TRUE(read_bytes(folder.file("one.riffle")) == read_bytes(folder.file("four.riffle")));
}

TEST(TypedFields, CanBeAddedLater) {
  Random random(23);
  const TemporaryFolder folder;
  const std::string path = folder.file("later.riffle");
  const std::vector<Typed> documents = random_typed(random, 300);
  write(path, documents, 0, 100, {});
  write(path, documents, 100, 300, fields());
  const auto index = riffle::Index::open(path);
  ASSERT_TRUE(index);
  // Older documents have none of the values.
  std::vector<Typed> known = documents;
  for (std::size_t i = 0; i < 100; ++i) {
    known[i] = Typed();
    known[i].id = documents[i].id;
  }
  expect_counts(*index, known, random);
  expect_facet(*index, known, "words:<=100", 100);
  expect_sorted(*index, known);
  EXPECT_EQ(faults_of(path), "");
  {
    auto writer = riffle::IndexWriter::open(path);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->compact());
  }
  const auto compacted = riffle::Index::open(path);
  ASSERT_TRUE(compacted);
  expect_counts(*compacted, known, random);
  expect_sorted(*compacted, known);
  EXPECT_EQ(faults_of(path), "");

  const auto error_of = [&](std::vector<riffle::FieldSpec> specs) {
    riffle::WriterOptions options;
    options.fields = std::move(specs);
    const auto writer = riffle::IndexWriter::open(path, options);
    return writer ? std::string() : writer.error().message;
  };
  EXPECT_NE(error_of({{"price", riffle::FieldKind::kKeyword}}).find("already, with the type "), std::string::npos);
  EXPECT_NE(error_of({{"text", riffle::FieldKind::kKeyword}}).find("something else"), std::string::npos);
  EXPECT_NE(error_of({{"a b", riffle::FieldKind::kKeyword}}).find("cannot be the name"), std::string::npos);
  EXPECT_EQ(error_of({{"price", riffle::FieldKind::kFloat64}}), "");
}

}  // namespace
}  // namespace model
