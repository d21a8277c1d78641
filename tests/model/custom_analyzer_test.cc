// An analyzer of a program, through everything that an index does with text; and one that does what it must not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index_files.h"
#include "riffle/analyzer.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/maintenance.h"

namespace model {
namespace {

using riffle::ErrorCode;
using riffle::TokenSink;
using testing::ElementsAre;
using testing::HasSubstr;

/// English without words like "the", and with "kyiv" and a name of its own beside "kiev".
class NewsEnglish final : public riffle::AnalyzerFilter {
 public:
  using AnalyzerFilter::AnalyzerFilter;
  [[nodiscard]] std::string_view name() const override { return "test.news-english"; }
  [[nodiscard]] std::uint32_t version() const override { return 3; }

 protected:
  void filter(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end,
              TokenSink& next) override {
    if (base().is_function_word(term)) return;
    next.token(term, position, begin, end);
    if (term != "kiev") return;
    next.token("kyiv", position, begin, end);
    next.token("city:kyiv of ukraine", position, begin, end);  // more than a word of any query
  }
};

/// Words at blanks; goes wrong at certain ones.
class Mischief final : public riffle::Analyzer {
 public:
  std::uint32_t analyze(std::string_view text, TokenSink& sink) override {
    std::uint32_t position = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      const std::string_view word = text.substr(at, end - at);
      if (word == "throws") throw std::runtime_error("no such word");
      const auto begin = static_cast<std::uint32_t>(at);
      if (word == "leaves") sink.token(word, position, begin, static_cast<std::uint32_t>(text.size() + 1));
      if (word == "empty") sink.token("", position, begin, begin + 1);
      if (word == "far") position += 1u << 30;
      if (!word.empty()) sink.token(word, position++, begin, static_cast<std::uint32_t>(end));
      at = end + 1;
    }
    return position;
  }
  std::string_view class_of(std::string_view term) override {
    if (term == "queen") return "king";
    if (!term.starts_with("moody")) return term;
    static std::atomic<int> asked = 0;
    return ++asked % 2 == 0 ? "one" : "other";
  }
  [[nodiscard]] std::string_view name() const override { return "test.mischief"; }
  [[nodiscard]] std::uint32_t version() const override { return 1; }
};

class CustomAnalyzer : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(riffle::register_analyzer([]() -> riffle::Result<std::unique_ptr<riffle::Analyzer>> {
      auto english = riffle::make_analyzer("english", 2);
      if (!english) return std::unexpected(english.error());
      return std::make_unique<NewsEnglish>(std::move(*english));
    }));
    ASSERT_TRUE(riffle::register_analyzer([] { return std::make_unique<Mischief>(); }));
  }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  TemporaryFolder folder_;
};

riffle::WriterOptions options_of(const std::string& analyzer, unsigned threads = 1) {
  riffle::WriterOptions options;
  options.analyzer = analyzer;
  options.threads = threads;
  options.sentences = true;
  return options;
}

riffle::Document document_of(std::string id, std::string title, std::string body) {
  riffle::Document document;
  document.id = std::move(id);
  document.title = std::move(title);
  document.body = std::move(body);
  return document;
}

riffle::Document article(std::size_t number) {
  // Some titles have no word left.
  return document_of("n" + std::to_string(number), number % 5 == 0 ? "The of" : "The mayor of Kiev",
                     "The airports of " + std::string(number % 2 == 0 ? "Kiev" : "Kyiv") + " were closed on day " +
                         std::to_string(number) + ". The trains went on.");
}

void write(const std::string& path, std::size_t begin, std::size_t end, unsigned threads, std::size_t commits) {
  auto writer = riffle::IndexWriter::open(path, options_of("test.news-english", threads));
  ASSERT_TRUE(writer) << writer.error().message;
  for (std::size_t commit = 0; commit < commits; ++commit) {
    const CommitRange range = commit_range(end - begin, commits, commit);
    for (std::size_t i = range.begin; i < range.end; ++i) ASSERT_TRUE(writer->add(article(begin + i)));
    const auto done = writer->commit();
    ASSERT_TRUE(done) << done.error().message;
  }
}

riffle::Hits search(const riffle::Index& index, const std::string& query) {
  const auto hits = index.search(query, {.limit = 3, .explain = true, .snippets = true});
  EXPECT_TRUE(hits) << hits.error().message;
  return hits ? *hits : riffle::Hits{};
}

void expect_answers(const std::string& path, std::uint64_t documents) {
  EXPECT_EQ(faults_of(path), "");
  const auto index = riffle::Index::open(path);
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_EQ(search(*index, "kyiv").total, documents) << path;
  EXPECT_EQ(search(*index, "body:kyiv").total, documents) << path;
  EXPECT_EQ(search(*index, "body:kiev").total, documents) << "each finds kyiv, too";
  EXPECT_EQ(index->count(riffle::Query::term("kiev")).value(), documents - documents / 10);
  EXPECT_EQ(index->count(riffle::Query::term("city:kyiv of ukraine")).value(), documents - documents / 10);
  EXPECT_EQ(search(*index, "the").total, 0u);
  EXPECT_EQ(search(*index, "\"airports of kyiv were closed\"").total, documents) << "at their distances";
  EXPECT_EQ(search(*index, "\"airports kyiv\"").total, 0u);
  EXPECT_EQ(search(*index, "airports SENTENCE closed").total, documents);
  EXPECT_EQ(search(*index, "airports SENTENCE trains").total, 0u);
  EXPECT_EQ(search(*index, "^airports").total, 0u) << "a word was left out before it";
  const riffle::Hits hits = search(*index, "kiev body:airport");
  ASSERT_FALSE(hits.hits.empty());
  EXPECT_FALSE(hits.hits[0].explanation->term_scores.empty());
  EXPECT_FALSE(hits.hits[0].snippet.highlights.empty());
  EXPECT_TRUE(index->similar("n1"));
  std::vector<std::string> terms;
  ASSERT_TRUE(index->for_each_term("", "k", [&](const riffle::TermInfo& term) {
    terms.push_back(term.term);
    return true;
  }));
  EXPECT_THAT(terms, ElementsAre("kiev", "kyiv"));
  const auto info = index->info();
  EXPECT_EQ(info->analyzer, "test.news-english");
  EXPECT_EQ(info->analyzer_version, 3u);
  EXPECT_TRUE(info->analyzer_known);
}

TEST_F(CustomAnalyzer, WorksWhereverTextIsAnalysed) {
  write(file("a"), 0, 200, 1, 3);
  write(file("threads"), 0, 200, 3, 3);
  EXPECT_EQ(read_bytes(file("a")), read_bytes(file("threads")));
  expect_answers(file("a"), 200);
  write(file("b"), 200, 300, 1, 1);
  ASSERT_TRUE(riffle::merge({file("a"), file("b")}, file("merged"), options_of("english")));
  expect_answers(file("merged"), 300);
  ASSERT_TRUE(riffle::salvage(file("merged"), file("salvaged")));
  expect_answers(file("salvaged"), 300);
  auto writer = riffle::IndexWriter::open(file("merged"), options_of("english"));
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->remove_matching("id:n150 AND kiev").value(), 1u);
  ASSERT_TRUE(writer->add(article(150)));
  ASSERT_TRUE(writer->commit());
  ASSERT_TRUE(writer->compact());
  expect_answers(file("merged"), 300);
}

TEST_F(CustomAnalyzer, AFaultCommitsNothing) {
  const std::string path = file("faults");
  {
    auto writer = riffle::IndexWriter::open(path, options_of("test.mischief"));
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->add(document_of("sound", "", "a word")));
    ASSERT_TRUE(writer->commit());
  }
  const std::string before = read_bytes(path);
  for (const std::string word : {"throws", "leaves", "empty"}) {
    for (const unsigned threads : {1u, 2u}) {
      auto writer = riffle::IndexWriter::open(path, options_of("english", threads));
      ASSERT_TRUE(writer);
      ASSERT_TRUE(writer->add(document_of("x7", "", "one " + word)));
      const auto failed = writer->commit();
      ASSERT_FALSE(failed) << word;
      EXPECT_EQ(failed.error().code, ErrorCode::kAnalyzerFault);
      EXPECT_THAT(failed.error().message, HasSubstr("document x7: the analyzer test.mischief")) << word;
      EXPECT_FALSE(writer->commit());
    }
    const auto index = riffle::Index::open(path);
    const auto hits = index->search(word);
    ASSERT_FALSE(hits) << word;
    EXPECT_EQ(hits.error().code, ErrorCode::kAnalyzerFault);
    EXPECT_EQ(index->search("word")->total, 1u);
  }
  EXPECT_EQ(read_bytes(path).substr(0, before.size()), before);
  EXPECT_EQ(faults_of(path), "");
}

TEST_F(CustomAnalyzer, PositionsFarOffAreNotIndexed) {
  auto writer = riffle::IndexWriter::open(file("far"), options_of("test.mischief"));
  ASSERT_TRUE(writer->add(document_of("x", "near far gone", "near")));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(faults_of(file("far")), "");
  const auto index = riffle::Index::open(file("far"));
  EXPECT_EQ(index->search("near")->total, 1u);
  EXPECT_EQ(index->search("gone")->total, 0u);
}

TEST_F(CustomAnalyzer, FormsNeedNotBeginLikeTheirClass) {
  auto writer = riffle::IndexWriter::open(file("royal"), options_of("test.mischief"));
  ASSERT_TRUE(writer->add(document_of("x", "", "hail the queen and all")));
  ASSERT_TRUE(writer->commit());
  const auto index = riffle::Index::open(file("royal"));
  const riffle::Hits hits = search(*index, "king");
  ASSERT_EQ(hits.total, 1u);
  EXPECT_THAT(to_html(hits.hits[0].snippet), HasSubstr("<mark>queen</mark>"));
}

TEST_F(CustomAnalyzer, ClassesThatChangeAreFoundBeforeTheCommit) {
  std::string text;
  while (text.size() < (std::size_t{3} << 20)) text += "moody moodyish moodyest word ";
  auto writer = riffle::IndexWriter::open(file("moody"), options_of("test.mischief"));
  riffle::Status added;
  for (int i = 0; added && i < 6; ++i) {
    added = writer->add(document_of(std::to_string(i), "", i == 0 ? text : "moody " + text));
  }
  ASSERT_TRUE(added);
  const auto failed = writer->commit();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kAnalyzerFault);
  EXPECT_THAT(failed.error().message, HasSubstr("gives other answers to the same question"));
}

}  // namespace
}  // namespace model
