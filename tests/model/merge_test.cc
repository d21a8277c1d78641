// merge(): one index of several is what adding their documents one after the other makes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "index_files.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/maintenance.h"

namespace model {
namespace {

using riffle::Document;
using riffle::ErrorCode;
using testing::HasSubstr;

riffle::WriterOptions small_options() {
  riffle::WriterOptions options;
  options.memory_bytes = std::size_t{32} << 20;
  options.fields = {{.name = "price", .kind = riffle::FieldKind::kFloat64},
                    {.name = "tags", .kind = riffle::FieldKind::kKeyword}};
  return options;
}

Document article(std::size_t number, const std::string& word) {
  Document document;
  document.id = "n" + std::to_string(number);
  document.title = "The " + word + " of " + std::to_string(number % 7);
  document.body = "A body about " + word + ". It has two sentences.";
  if (number % 3 != 0) document.date = 1'700'000'000 + static_cast<riffle::Date>(number) * 86'400;
  if (number % 2 == 0) document.source = "River Courier";
  document.extra = {{"price", std::to_string(number) + ".5"}, {"tags", R"(["a","b"])"}, {"note", "true"}};
  return document;
}

std::vector<Document> articles(std::size_t begin, std::size_t end, const std::string& word) {
  std::vector<Document> documents;
  for (std::size_t i = begin; i < end; ++i) documents.push_back(article(i, word));
  return documents;
}

void make_part(const std::string& path, const std::vector<Document>& documents,
               const riffle::WriterOptions& options = small_options(), const std::string& removed = {}) {
  auto writer = riffle::IndexWriter::open(path, options);
  ASSERT_TRUE(writer);
  for (const Document& document : documents) ASSERT_TRUE(writer->add(document));
  ASSERT_TRUE(writer->commit());
  if (removed.empty()) return;
  ASSERT_TRUE(writer->remove(removed));
  ASSERT_TRUE(writer->commit());
}

class Merge : public testing::Test {
 protected:
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  TemporaryFolder folder_;
};

TEST_F(Merge, GivesTheBytesOfAnIndexThatWasMadeAtOnce) {
  make_part(file("a"), articles(0, 40, "harbour"), small_options(), "n7");
  make_part(file("b"), articles(40, 300, "airport"));
  std::vector<Document> all = articles(0, 40, "harbour");
  all.erase(all.begin() + 7);
  for (Document& document : articles(40, 300, "airport")) all.push_back(document);
  make_part(file("once"), all);
  std::uint64_t told = 0;
  const auto progress = [&told](std::uint64_t done, std::uint64_t of) {
    EXPECT_EQ(done, ++told);
    EXPECT_EQ(of, 299u);
  };
  riffle::WriterOptions options;
  options.memory_bytes = std::size_t{32} << 20;
  const auto report = riffle::merge({file("a"), file("b")}, file("merged"), options, progress);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->documents_total, 299u);
  EXPECT_EQ(told, 299u);
  EXPECT_EQ(faults_of(file("merged")), "");
  EXPECT_TRUE(read_bytes(file("merged")) == read_bytes(file("once")));
}

TEST_F(Merge, KeepsTheLastOfSeveralWithOneId) {
  make_part(file("a"), articles(0, 5, "harbour"));
  make_part(file("b"), articles(3, 8, "airport"));
  const auto report = riffle::merge({file("a"), file("b")}, file("merged"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->documents_total, 8u);
  const auto merged = riffle::Index::open(file("merged"));
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->get("n2")->body, article(2, "harbour").body);
  EXPECT_EQ(merged->get("n4")->body, article(4, "airport").body);
  EXPECT_EQ(merged->search("harbour")->total, 3u);
  EXPECT_EQ(merged->search("price:2..4 tags:b")->total, 2u);
}

TEST_F(Merge, KeepsHowTheFirstFileWasMade) {
  riffle::WriterOptions options;
  options.memory_bytes = std::size_t{32} << 20;
  options.analyzer = "simple";
  options.join_title = true;
  options.sentences = true;
  make_part(file("a"), articles(0, 5, "harbours"), options);
  ASSERT_TRUE(riffle::merge({file("a")}, file("merged")));
  const auto info = riffle::Index::open(file("merged"))->info();
  ASSERT_TRUE(info);
  EXPECT_EQ(info->analyzer, "simple");
  EXPECT_TRUE(info->sentences);
  EXPECT_TRUE(read_bytes(file("merged")) == read_bytes(file("a")));
}

TEST_F(Merge, RefusesWhatDoesNotGoTogether) {
  riffle::WriterOptions options = small_options();
  make_part(file("full"), articles(0, 3, "harbour"), options);
  options.store = riffle::StoreMode::kMeta;
  make_part(file("meta"), articles(3, 6, "harbour"), options);
  options.store = riffle::StoreMode::kFull;
  options.analyzer = "simple";
  make_part(file("simple"), articles(6, 9, "harbour"), options);
  const auto error = [&](const std::vector<std::string>& from, const std::string& to) {
    const auto report = riffle::merge(from, to);
    return report ? riffle::Error{} : report.error();
  };
  EXPECT_THAT(error({file("full"), file("meta")}, file("x")).message, HasSubstr("not stored in full"));
  EXPECT_EQ(error({file("full"), file("simple")}, file("x")).code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error({file("full"), file("nowhere")}, file("x")).code, ErrorCode::kNotFound);
  EXPECT_EQ(error({}, file("x")).code, ErrorCode::kInvalidArgument);
  const std::string before = read_bytes(file("full"));
  EXPECT_THAT(error({file("full")}, file("full")).message, HasSubstr("exists already"));
  EXPECT_TRUE(read_bytes(file("full")) == before);
  EXPECT_EQ(riffle::Index::open(file("x")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace model
