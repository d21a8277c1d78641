// Deadline, cancelling, work and memory limits where hits are fetched, excerpts chosen, copies collapsed and values
// labelled: what it is held to is counted, not timed.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/analyzer.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

constexpr std::uint64_t kStorms = 60;
constexpr std::size_t kLongWords = 400'000;  // about 2.4 MB

/// Set by the analyzer below, when it reads a long text while it is armed.
std::atomic<bool> is_armed = false;
std::atomic<bool> has_read = false;

class Alarm final : public AnalyzerFilter {
 public:
  Alarm() : AnalyzerFilter(*make_analyzer("simple", 1)) {}
  std::uint32_t analyze(std::string_view text, TokenSink& sink) override {
    if (is_armed && text.size() > 200) has_read = true;
    return AnalyzerFilter::analyze(text, sink);
  }
  [[nodiscard]] std::string_view name() const override { return "test.alarm"; }
  [[nodiscard]] std::uint32_t version() const override { return 1; }

 protected:
  void filter(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end,
              TokenSink& next) override {
    next.token(term, position, begin, end);
  }
};

std::string many_words(std::size_t count, std::uint64_t seed) {
  std::string text;
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < count; ++i) text += "w" + std::to_string(random() % 10'000) + " ";
  return text;
}

class FetchControl : public testing::Test {
 protected:
  static std::string make_file(const ScratchFolder& folder) {
    EXPECT_TRUE(register_analyzer([]() -> Result<std::unique_ptr<Analyzer>> { return std::make_unique<Alarm>(); }));
    WriterOptions options;
    options.analyzer = "test.alarm";
    options.threads = 1;
    options.merge_segments = false;
    const std::string path = folder.file("a.riffle");
    auto writer = IndexWriter::open(path, options);
    EXPECT_TRUE(writer);
    for (std::uint64_t i = 0; i < kStorms; ++i) {
      Document document;
      document.id = "a" + std::to_string(i);
      document.body = "storm " + many_words(80, i);
      document.source = "Paper of town " + std::to_string(i);
      EXPECT_TRUE(writer->add(std::move(document)));
      if (i == kStorms / 2) {
        EXPECT_TRUE(writer->commit());
      }
    }
    Document heavy;
    heavy.id = "long";
    heavy.body = "flood " + many_words(kLongWords, 1);
    EXPECT_TRUE(writer->add(std::move(heavy)));
    EXPECT_TRUE(writer->commit());
    return path;
  }
  static const Index& index() {
    static const ScratchFolder folder;
    static const Result<Index> index = Index::open(make_file(folder));
    EXPECT_TRUE(index);
    return *index;
  }

  static ErrorCode code_of(const std::string& query, const SearchOptions& options) {
    const auto found = index().search(query, options);
    if (found) {
      EXPECT_FALSE(found->hits.empty());
    }
    return found ? ErrorCode{} : found.error().code;
  }
  /// The least work limit that a call keeps to, of which `passes` tells.
  template <typename Passes>
  static std::uint64_t least_steps(Passes&& passes) {
    std::uint64_t too_few = 0;
    std::uint64_t enough = std::uint64_t{1} << 20;
    while (enough - too_few > 1) {
      const std::uint64_t steps = too_few + (enough - too_few) / 2;
      (passes(steps) ? enough : too_few) = steps;
    }
    return enough;
  }
  static std::uint64_t steps_of(const std::string& query, SearchOptions options) {
    return least_steps([&](std::uint64_t steps) {
      options.control.work_limit = steps;
      return code_of(query, options) == ErrorCode{};
    });
  }
};

TEST_F(FetchControl, AWorkLimitCountsTheHitsThatAreFetched) {
  const std::uint64_t unfetched = steps_of("storm", {.limit = 0, .fetch = false});
  EXPECT_EQ(steps_of("storm", {.limit = 0}), unfetched + kStorms);
  EXPECT_EQ(steps_of("storm", {.limit = 10}), steps_of("storm", {.limit = 10, .fetch = false}) + 10);
  SearchOptions options{.limit = 0};
  options.control.work_limit = unfetched + kStorms - 1;
  const auto found = index().search("storm", options);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kResourceLimit);
}

TEST_F(FetchControl, AWorkLimitCountsTheWordsThatExcerptsAreChosenFrom) {
  const std::uint64_t plain = steps_of("flood", {});
  const std::uint64_t with_snippet = steps_of("flood", {.snippets = true});
  EXPECT_GT(with_snippet, plain + kLongWords / 1024);
  EXPECT_LT(with_snippet, plain + 4 * kLongWords / 1024);
}

TEST_F(FetchControl, AWorkLimitCountsExplanations) {
  const SearchOptions plain{.limit = 0, .fetch = false};
  const SearchOptions explained{.limit = 0, .fetch = false, .explain = true};
  EXPECT_EQ(steps_of("storm", explained), steps_of("storm", plain) + kStorms);
}

TEST_F(FetchControl, AFlagCancelsBetweenTwoHits) {
  SearchOptions options{.limit = 0, .snippets = true};
  options.control.cancel = &has_read;
  has_read = false;
  EXPECT_EQ(code_of("storm", options), ErrorCode{});
  is_armed = true;
  const auto found = index().search("storm", options);
  is_armed = false;
  ASSERT_FALSE(found) << "the flag was set while the first excerpt was chosen";
  EXPECT_EQ(found.error().code, ErrorCode::kCancelled);
}

TEST_F(FetchControl, AFlagCancelsWithinOneText) {
  SearchOptions options{.limit = 1, .snippets = true};
  options.control.cancel = &has_read;
  has_read = false;
  EXPECT_EQ(code_of("flood", options), ErrorCode{});
  is_armed = true;
  const auto found = index().search("flood", options);
  is_armed = false;
  ASSERT_FALSE(found) << "there is one hit, and the flag was set before its text was read";
  EXPECT_EQ(found.error().code, ErrorCode::kCancelled);
}

TEST_F(FetchControl, ADocumentCountsBeforeItIsUnpacked) {
  SearchOptions options{.limit = 1, .fetch = false};
  options.control.memory_limit = 3 << 20;  // the block fits, and its document not as well
  EXPECT_EQ(code_of("flood", options), ErrorCode{});
  options.fetch = true;
  EXPECT_EQ(code_of("flood", options), ErrorCode::kResourceLimit);
  EXPECT_EQ(code_of("storm", options), ErrorCode{});
  options.control.memory_limit = 8 << 20;
  EXPECT_EQ(code_of("flood", options), ErrorCode{});
}

TEST_F(FetchControl, WhatIsFoundInATextCountsAsMemory) {
  SearchOptions options{.limit = 1, .snippets = true};
  options.control.memory_limit = 16 << 20;
  EXPECT_EQ(code_of("flood", options), ErrorCode{});
  EXPECT_EQ(code_of("flood w*", options), ErrorCode::kResourceLimit) << "every word is an occurrence";
  options.control.memory_limit = 0;
  EXPECT_EQ(code_of("flood w*", options), ErrorCode{});
}

TEST_F(FetchControl, CollapsingAndCopiesAreWork) {
  // There are two segments: the text of each hit is read, and that of each hit that is shown again.
  const std::uint64_t apart = steps_of("storm", {.limit = 0, .fetch = false});
  EXPECT_GE(steps_of("storm", {.limit = 0, .fetch = false, .collapse = true}), apart + kStorms);
  EXPECT_GE(steps_of("storm", {.limit = 0, .collapse = true}), apart + 2 * kStorms);
  SearchOptions options{.limit = 0, .fetch = false, .collapse = true};
  options.control.memory_limit = 20'000;
  EXPECT_EQ(code_of("storm", options), ErrorCode::kResourceLimit);
}

TEST_F(FetchControl, LabelsOfFacetsAreWork) {
  const auto steps_with = [](std::size_t limit) {
    return least_steps([&](std::uint64_t steps) {
      AggregateOptions options;
      options.facets = {{.field = "source", .limit = limit}};
      options.control.work_limit = steps;
      const auto found = index().aggregate(Query::term("storm"), options);
      if (!found) {
        EXPECT_EQ(found.error().code, ErrorCode::kResourceLimit);
      }
      return found.has_value();
    });
  };
  EXPECT_EQ(steps_with(0), steps_with(1) + kStorms - 1);
}

TEST_F(FetchControl, LongTextsAreReadInPiecesAsOneText) {
  // Phrases across the borders of pieces, and offsets behind them.
  std::string body;
  for (int i = 0; i < 90'000; ++i) body += i % 3000 == 0 ? "river\nbank " : "word ";
  const ScratchFolder folder;
  WriterOptions writer_options;
  writer_options.analyzer = "simple";
  auto writer = IndexWriter::open(folder.file("b.riffle"), writer_options);
  ASSERT_TRUE(writer);
  Document document;
  document.id = "b";
  document.body = body;
  ASSERT_TRUE(writer->add(std::move(document)));
  ASSERT_TRUE(writer->commit());
  const auto index = Index::open(folder.file("b.riffle"));
  ASSERT_TRUE(index);
  const auto found = index->search("\"river bank\"", {.snippet_chars = 40, .passages = 32});
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->hits.size(), 1u);
  EXPECT_EQ(found->hits[0].passages.size(), 30u);
  for (const Snippet& passage : found->hits[0].passages) {
    ASSERT_EQ(passage.source_highlights.size(), 1u);
    const TextRange& range = passage.source_highlights[0];
    EXPECT_EQ(body.substr(range.begin, range.end - range.begin), "river\nbank");
  }
}

}  // namespace
}  // namespace riffle
