// AnalyzerPool: built-in analyzers are kept for the next call, registered ones are not, and no two calls share one.
#include "api/analyzer_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/analyzer.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

std::atomic<int> alive = 0;

class Counted final : public AnalyzerFilter {
 public:
  Counted() : AnalyzerFilter(*make_analyzer("simple", 1)) { ++alive; }
  ~Counted() override { --alive; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  [[nodiscard]] std::string_view name() const override { return "test.counted"; }
  [[nodiscard]] std::uint32_t version() const override { return 1; }

 protected:
  void filter(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end,
              TokenSink& next) override {
    next.token(term, position, begin, end);
  }
};

std::string make_file(const ScratchFolder& folder, const std::string& analyzer) {
  WriterOptions options;
  options.analyzer = analyzer;
  const std::string path = folder.file("a.riffle");
  auto writer = IndexWriter::open(path, options);
  EXPECT_TRUE(writer);
  for (const char* const body : {"storms over Tromsø", "a storm", "calm"}) {
    Document document;
    document.id = body;
    document.body = body;
    EXPECT_TRUE(writer->add(std::move(document)));
  }
  EXPECT_TRUE(writer->commit());
  return path;
}

TEST(AnalyzerPool, KeepsWhatComesBackAndLendsItToOneAtATime) {
  const ScratchFolder folder;
  const auto snapshot = Snapshot::open(make_file(folder, "english"), {});
  ASSERT_TRUE(snapshot);
  AnalyzerPool pool;
  const Analyzer* first = nullptr;
  {
    const auto lent = pool.lend(**snapshot);
    ASSERT_TRUE(lent);
    first = lent->get();
    const auto other = pool.lend(**snapshot);
    ASSERT_TRUE(other);
    EXPECT_NE(other->get(), first);
  }
  const auto again = pool.lend(**snapshot);
  const auto other = pool.lend(**snapshot);
  ASSERT_TRUE(again && other);
  EXPECT_NE(again->get(), other->get());
  EXPECT_TRUE(again->get() == first || other->get() == first);
}

TEST(AnalyzerPool, RegisteredAnalyzersEndWithTheCall) {
  ASSERT_TRUE(register_analyzer([]() -> Result<std::unique_ptr<Analyzer>> { return std::make_unique<Counted>(); }));
  const ScratchFolder folder;
  const auto index = Index::open(make_file(folder, "test.counted"));
  ASSERT_TRUE(index);
  const auto query = index->parse("storm");
  ASSERT_TRUE(query);
  EXPECT_EQ(index->count(*query), 1u);
  EXPECT_EQ(alive, 0);
}

TEST(AnalyzerPool, ThreadsReadQueriesOfOneIndex) {
  const ScratchFolder folder;
  const auto index = Index::open(make_file(folder, "english"));
  ASSERT_TRUE(index);
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto query = index->parse(t % 2 == 0 ? "storms" : "\"troms\u00F8\"");
        if (query && index->count(*query) == (t % 2 == 0 ? 2u : 1u)) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 8 * 50);
}

}  // namespace
}  // namespace riffle
