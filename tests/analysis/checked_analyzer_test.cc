// Analyzers of programs: the registry, filters over other analyzers, and everything that one can do wrong.
#include "analysis/checked_analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "base/limits.h"
#include "tokens.h"

namespace riffle {
namespace {

using testing::HasSubstr;

/// Does what it is told to.
class Scripted final : public Analyzer {
 public:
  using Script = std::function<std::uint32_t(std::string_view, TokenSink&)>;
  explicit Scripted(Script script) : script_(std::move(script)) {}

  std::uint32_t analyze(std::string_view text, TokenSink& sink) override { return script_(text, sink); }
  std::string_view class_of(std::string_view /*term*/) override {
    if (class_name == "throw") throw std::runtime_error("no classes today");
    return class_name;
  }
  [[nodiscard]] std::vector<std::string> spellings_of(std::string_view /*term*/) const override { return spellings; }
  [[nodiscard]] std::string other_number(std::string_view /*term*/) const override { return number; }
  [[nodiscard]] Status status() const override {
    if (failure.empty()) return {};
    return std::unexpected(Error{.code = ErrorCode::kIo, .message = failure});
  }
  [[nodiscard]] std::string_view name() const override { return named; }
  [[nodiscard]] std::uint32_t version() const override { return numbered; }

  std::string class_name;
  std::vector<std::string> spellings;
  std::string number;
  std::string failure;
  std::string named = "test.scripted";
  std::uint32_t numbered = 1;

 private:
  Script script_;
};

std::uint32_t no_tokens(std::string_view /*text*/, TokenSink& /*sink*/) { return 0; }

CheckedAnalyzer checked(Scripted::Script script) {
  return {std::make_unique<Scripted>(std::move(script)), "test.scripted", 1};
}

AnalyzerFactory factory_of(std::string name, std::uint32_t version) {
  return [name = std::move(name), version]() -> Result<std::unique_ptr<Analyzer>> {
    auto made = std::make_unique<Scripted>(no_tokens);
    made->named = name;
    made->numbered = version;
    return made;
  };
}

TEST(CheckedAnalyzer, HandsOnWhatKeepsTheRules) {
  CheckedAnalyzer analyzer = checked([](std::string_view, TokenSink& sink) {
    sink.token("a b", 2, 0, 1);  // a gap first
    sink.token("\u00E9", 2, 1, 3);
    sink.token(std::string(limits::kTokenBytes, 'x'), 7, 0, 5);
    return 100u;
  });
  TokenList list;
  EXPECT_EQ(analyzer.analyze("a\u00E9bc", list), 100u);
  EXPECT_TRUE(analyzer.status());
  EXPECT_EQ(list.tokens.size(), 3u);
  EXPECT_EQ(list.tokens[1], (Token{"\u00E9", 2, 1, 3}));
  EXPECT_EQ(analyzer.class_of("a"), "");
}

TEST(CheckedAnalyzer, TellsWhatIsWrongAndHandsNothingOn) {
  const std::string text = "caf\u00E9 \xE4\xB8\xAD";
  const auto token = [](std::string term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) {
    return [=](std::string_view, TokenSink& sink) {
      sink.token("first", 1, 0, 1);
      sink.token(term, position, begin, end);
      sink.token("later", position, 0, 1);
      return position == UINT32_MAX ? position : position + 1;
    };
  };
  const struct {
    Scripted::Script script;
    std::string message;
  } cases[] = {
      {token("", 1, 0, 1), "a term is empty"},
      {token(std::string(256, 'x'), 1, 0, 1), "longer than 255 bytes"},
      {token("\xFF", 1, 0, 1), "is not UTF-8"},
      {token("\x01", 1, 0, 1), "control character"},
      {token("a\x7F", 1, 0, 1), "control character"},
      {token(std::string("a\0", 2), 1, 0, 1), "control character"},
      {token("a", 0, 0, 1), "positions decrease"},
      {token("a", UINT32_MAX, 0, 1), "2^32"},
      {token("a", 1, 1, 1), "no place"},
      {token("a", 1, 2, 1), "no place"},
      {token("a", 1, 0, 10), "no place"},
      {token("a", 1, UINT32_MAX - 1, UINT32_MAX), "no place"},
      {token("a", 1, 0, 4), "in a character"},
      {token("a", 1, 7, 9), "in a character"},
      {[](std::string_view, TokenSink& sink) { return sink.token("first", 1, 0, 1), 1u; }, "more positions"},
      {[](std::string_view, TokenSink& sink) -> std::uint32_t {
         sink.token("first", 1, 0, 1);
         throw std::runtime_error("no dictionary");
       },
       "it threw: no dictionary"},
      {[](std::string_view, TokenSink& sink) -> std::uint32_t {
         sink.token("first", 1, 0, 1);
         throw 7;
       },
       "no std::exception"},
  };
  for (const auto& [script, message] : cases) {
    CheckedAnalyzer analyzer = checked(script);
    TokenList list;
    EXPECT_EQ(analyzer.analyze(text, list), 0u) << message;
    EXPECT_EQ(list.tokens.size(), 1u) << message;
    ASSERT_FALSE(analyzer.status()) << message;
    EXPECT_EQ(analyzer.status().error().code, ErrorCode::kAnalyzerFault);
    EXPECT_THAT(analyzer.status().error().message, HasSubstr("the analyzer test.scripted, version 1"));
    EXPECT_THAT(analyzer.status().error().message, HasSubstr(message));
    EXPECT_EQ(analyzer.analyze(text, list), 0u);
    EXPECT_EQ(list.tokens.size(), 1u) << message;
  }
}

TEST(CheckedAnalyzer, BoundsTheTokensOfAText) {
  struct Counter final : TokenSink {
    void token(std::string_view, std::uint32_t, std::uint32_t, std::uint32_t) override { ++count; }
    std::uint64_t count = 0;
  } counter;
  CheckedAnalyzer analyzer = checked([](std::string_view, TokenSink& sink) {
    for (std::uint64_t i = 0; i <= limits::kTokensPerDocument; ++i) sink.token("x", 0, 0, 1);
    return 1u;
  });
  EXPECT_EQ(analyzer.analyze("x", counter), 0u);
  EXPECT_EQ(counter.count, limits::kTokensPerDocument);
  EXPECT_THAT(analyzer.status().error().message, HasSubstr("too many tokens"));
}

TEST(CheckedAnalyzer, ChecksClassesSpellingsAndWhatTheAnalyzerSaysOfItself) {
  const auto status_after = [](const std::function<void(Scripted&)>& change,
                               const std::function<void(CheckedAnalyzer&)>& ask) {
    auto inner = std::make_unique<Scripted>(no_tokens);
    change(*inner);
    CheckedAnalyzer analyzer(std::move(inner), "test.scripted", 1);
    ask(analyzer);
    return analyzer.status() ? std::string() : analyzer.status().error().message;
  };
  const auto ask_class = [](CheckedAnalyzer& analyzer) { EXPECT_EQ(analyzer.class_of("a"), ""); };
  EXPECT_THAT(status_after([](Scripted& inner) { inner.class_name = "\x01k"; }, ask_class), HasSubstr("control"));
  EXPECT_THAT(status_after([](Scripted& inner) { inner.class_name = std::string(257, 'a'); }, ask_class),
              HasSubstr("longer"));
  EXPECT_THAT(status_after([](Scripted& inner) { inner.class_name = "throw"; }, ask_class),
              HasSubstr("no classes today"));
  EXPECT_THAT(status_after([](Scripted& inner) { inner.spellings = {"ok", ""}; },
                           [](CheckedAnalyzer& analyzer) { EXPECT_TRUE(analyzer.spellings_of("a").empty()); }),
              HasSubstr("a spelling is empty"));
  EXPECT_THAT(status_after([](Scripted& inner) { inner.number = "\xFF"; },
                           [](CheckedAnalyzer& analyzer) { EXPECT_EQ(analyzer.other_number("a"), ""); }),
              HasSubstr("another number is not UTF-8"));
  EXPECT_THAT(status_after([](Scripted& inner) { inner.failure = "the dictionary is gone"; },
                           [](CheckedAnalyzer& analyzer) {
                             TokenList list;
                             EXPECT_EQ(analyzer.analyze("a", list), 0u);
                           }),
              HasSubstr("it failed: the dictionary is gone"));
}

TEST(CheckedAnalyzer, WhatTheSinkThrowsIsNotTheAnalyzersFault) {
  struct Full final : TokenSink {
    void token(std::string_view, std::uint32_t, std::uint32_t, std::uint32_t) override { throw std::bad_alloc(); }
  } full;
  CheckedAnalyzer analyzer = checked([](std::string_view, TokenSink& sink) {
    try {
      sink.token("a", 0, 0, 1);
    } catch (...) {  // swallows what is not its own
    }
    return 1u;
  });
  EXPECT_THROW((void)analyzer.analyze("a", full), std::bad_alloc);
  EXPECT_TRUE(analyzer.status());
}

TEST(RegisterAnalyzer, TakesNamesWithAnOwnerAndSeveralVersions) {
  ASSERT_TRUE(register_analyzer(factory_of("test.versions", 2)));
  ASSERT_TRUE(register_analyzer(factory_of("test.versions", 1)));
  EXPECT_EQ(make_analyzer("test.versions").value()->version(), 2u);
  EXPECT_EQ(open_analyzer("test.versions", 1).value()->version(), 1u);
  EXPECT_EQ(make_analyzer("test.versions", 3).error().code, ErrorCode::kUnsupportedVersion);
  EXPECT_THAT(analyzer_names(), testing::Contains("test.versions"));
  EXPECT_THAT(register_analyzer(factory_of("test.versions", 2)).error().message, HasSubstr("is registered already"));
  EXPECT_THAT(register_analyzer(factory_of("english", 9)).error().message, HasSubstr("is built in"));
  EXPECT_THAT(register_analyzer(factory_of("test.zero", 0)).error().message, HasSubstr("the first one is 1"));
  for (const std::string name : {"", "plain", "a..b", "a.", ".a", "A.b", "1.a", "a.b c", "a.\xC3\xA9"}) {
    const Status refused = register_analyzer(factory_of(name, 1));
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(refused.error().message, HasSubstr("example.news-english")) << name;
  }
  EXPECT_FALSE(register_analyzer(factory_of("a." + std::string(63, 'b'), 1)));
}

TEST(RegisterAnalyzer, SaysWhatAFactoryDoesWrong) {
  const std::vector<AnalyzerFactory> broken = {
      []() -> Result<std::unique_ptr<Analyzer>> { return nullptr; },
      []() -> Result<std::unique_ptr<Analyzer>> { throw std::runtime_error("no licence"); },
      []() -> Result<std::unique_ptr<Analyzer>> { throw 7; },
      [] { return make_analyzer("klingon"); },
  };
  for (const AnalyzerFactory& factory : broken) {
    EXPECT_EQ(register_analyzer(factory).error().code, ErrorCode::kAnalyzerFault);
  }
  EXPECT_EQ(register_analyzer({}).error().code, ErrorCode::kInvalidArgument);
  // One that gives another analyzer the second time.
  auto count = std::make_shared<int>(0);
  ASSERT_TRUE(register_analyzer(
      [count]() -> Result<std::unique_ptr<Analyzer>> { return factory_of("test.fickle", ++*count == 1 ? 1 : 2)(); }));
  const auto opened = open_analyzer("test.fickle");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kAnalyzerFault);
  EXPECT_THAT(opened.error().message, HasSubstr("\"test.fickle\", version 1, gave \"test.fickle\", version 2"));
}

TEST(RegisterAnalyzer, WorksFromManyThreads) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([thread] {
      for (std::uint32_t version = 1; version <= 50; ++version) {
        EXPECT_TRUE(register_analyzer(factory_of("test.thread" + std::to_string(thread), version)));
        EXPECT_TRUE(open_analyzer("test.thread" + std::to_string(thread), version));
        EXPECT_FALSE(analyzer_names().empty());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(AnalyzerFilter, ChangesTokensAndKeepsTheRest) {
  class Filter final : public AnalyzerFilter {
   public:
    using AnalyzerFilter::AnalyzerFilter;
    [[nodiscard]] std::string_view name() const override { return "test.filter"; }
    [[nodiscard]] std::uint32_t version() const override { return 1; }

   protected:
    void filter(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end,
                TokenSink& next) override {
      if (base().is_function_word(term)) return;
      next.token(term == "kiev" ? "kyiv" : term, position, begin, end);
      if (term == "end") next.token("more", position + 3, begin, end);
    }
  } filter(make_analyzer("english", 2).value());
  TokenList list;
  EXPECT_EQ(filter.analyze("The mayor of Kiev", list), 4u);
  EXPECT_THAT(list.tokens, testing::ElementsAre(Token{"mayor", 1, 4, 9}, Token{"kyiv", 3, 13, 17}));
  EXPECT_EQ(filter.analyze("end", list), 4u);
  EXPECT_EQ(filter.class_of("airports"), "airport");
  EXPECT_FALSE(filter.spellings_of("colour").empty());
  EXPECT_EQ(filter.other_number("talk"), "talks");
  EXPECT_TRUE(filter.is_function_word("the") && filter.capitals_are_names() && filter.status());
}

}  // namespace
}  // namespace riffle
