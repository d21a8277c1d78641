// Values of several words without quotes behind a keyword field.
#include "query/keyword_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "parsed_text.h"
#include "plain_analyzer.h"
#include "query/query_parser.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// An index that has these sources, and counts what it is asked.
class KeywordRuns : public testing::Test {
 protected:
  Result<ParsedQuery> read(std::string_view text, const ParseOptions& options = {}) {
    asked_ = 0;
    PlainAnalyzer analyzer;
    const HasValue has_value = [this](const QueryField& field, const std::string& value) {
      ++asked_;
      return field.name == "source" && sources_.contains(value);
    };
    return parse_query(text, article_fields(), analyzer, options, {.has_value = has_value});
  }

  std::string tree(std::string_view text, const ParseOptions& options = {}) {
    const auto parsed = read(text, options);
    return parsed ? to_string(*parsed->root) : "error: " + parsed.error().message;
  }

  std::set<std::string> sources_{"the guardian", "the guardian weekly", "bbc", "bbc news", "le monde", "a\"b c"};
  std::size_t asked_ = 0;
};

TEST_F(KeywordRuns, TheLongestThatTheIndexHasIsOneValue) {
  EXPECT_EQ(tree("source:the guardian"), "source:\"the guardian\"");
  EXPECT_EQ(tree("source:The  Guardian WEEKLY aleppo"), "source:\"the guardian weekly\" AND aleppo");
  EXPECT_EQ(tree("source:the guardian aleppo weekly"), "source:\"the guardian\" AND aleppo AND weekly");
  EXPECT_EQ(tree("hama -source:le monde OR source=the guardian"),
            "hama AND NOT source:\"le monde\" OR source:\"the guardian\"");
  EXPECT_EQ(tree("source: le monde"), "source:\"le monde\"");
  EXPECT_EQ(tree("source:(le monde OR the guardian)"), "source:\"le monde\" OR source:\"the guardian\"");
  EXPECT_EQ(tree("source:le monde hama", {.match_any = true}), "source:\"le monde\" OR hama");
}

TEST_F(KeywordRuns, ABoostEndsThemAndChangesNothing) {
  EXPECT_EQ(tree("source:the guardian^2"), "source:\"the guardian\"");
  EXPECT_EQ(tree("source:le monde^2 hama"), "source:\"le monde\" AND hama");
  EXPECT_EQ(tree("source:the guardian^2 weekly"), "source:\"the guardian\" AND weekly");
}

TEST_F(KeywordRuns, AreNotedAndAnErrorInStrictMode) {
  EXPECT_THAT(read("source:the guardian")->notes,
              ElementsAre("no 'source' is 'the', but one is 'the guardian'; that is searched"));
  EXPECT_EQ(tree("x source:le monde", {.strict = true}),
            "error: column 10: no 'source' is 'le', but one is 'le monde'; put double quotes around 'le monde'");
}

TEST_F(KeywordRuns, AWordThatIsAValueStandsAlone) {
  EXPECT_EQ(tree("source:bbc news"), "source:bbc AND news");
  EXPECT_THAT(read("source:bbc news")->notes, IsEmpty());
  EXPECT_EQ(tree("source:\"the\" guardian"), "source:the AND guardian");
  EXPECT_EQ(tree("source:nobody knows"), "source:nobody AND knows");
  EXPECT_THAT(read("source:nobody knows", {.strict = true})->notes, IsEmpty());
}

TEST_F(KeywordRuns, EndAtOperatorsAndFields) {
  EXPECT_EQ(tree("source:the OR guardian"), "source:the OR guardian");
  EXPECT_EQ(tree("source:the -guardian"), "source:the AND NOT guardian");
  EXPECT_EQ(tree("source:the \"guardian\""), "source:the AND guardian");
  EXPECT_EQ(tree("source:the title:guardian"), "source:the AND title:guardian");
  EXPECT_EQ(tree("id:the guardian"), "id:the AND guardian");
  EXPECT_EQ(tree("source:a\"b c\""), "source:a AND \"b c\"");
}

TEST_F(KeywordRuns, AskTheIndexLittle) {
  EXPECT_EQ(tree("source:the"), "source:the");
  EXPECT_EQ(asked_, 0U);
  (void)tree("source:bbc news at ten");
  EXPECT_EQ(asked_, 1U);
  (void)tree("source:x" + repeat(" y", 500));
  EXPECT_EQ(asked_, 8U);
  (void)tree("source:" + repeat("x", 600) + " y");
  EXPECT_EQ(asked_, 0U);
}

/// An index that has these sources, some of which readers write otherwise.
class LikeKeywords : public testing::Test {
 protected:
  Result<ParsedQuery> read(std::string_view text, const ParseOptions& options = {}) {
    PlainAnalyzer analyzer;
    QueriedIndex index;
    index.has_value = [this](const QueryField&, const std::string& value) { return sources_.contains(value); };
    index.like_values = [this](const QueryField&, const std::string& value) {
      std::vector<std::string> like;
      for (const std::string& source : sources_) {
        if (loose_keyword(source) == loose_keyword(value)) like.push_back(source);
      }
      return like;
    };
    return parse_query(text, article_fields(), analyzer, options, index);
  }

  std::string tree(std::string_view text, const ParseOptions& options = {}) {
    const auto parsed = read(text, options);
    return parsed ? to_string(*parsed->root) : "error: " + parsed.error().message;
  }

  std::set<std::string> sources_{"k\u0131y\u0131 postas\u0131", "le  figar\u00F4", "le figaro", "l\u2019est", "bbc"};
};

TEST_F(LikeKeywords, AreFoundWithoutAccentsAndWithOtherSpaces) {
  EXPECT_EQ(tree("source:\"KIYI  Postasi\""), "source:\"k\u0131y\u0131 postas\u0131\"");
  EXPECT_EQ(tree("source:kiyi postasi bbc"), "source:\"k\u0131y\u0131 postas\u0131\" AND bbc");
  EXPECT_EQ(tree("source:\"L'Est\""), "source:l\u2019est");
  EXPECT_EQ(tree("source:\"Le Figaro\""), "source:\"le figaro\"");  // is one, so no other
  EXPECT_EQ(tree("source:\"Le   Figaro\""), "source:[\"le  figar\u00F4\" \"le figaro\"]");
  EXPECT_EQ(tree("source:[\"kiyi postasi\" bbc]"), "source:[bbc \"k\u0131y\u0131 postas\u0131\"]");
  EXPECT_EQ(tree("source:nobody"), "source:nobody");
}

TEST_F(LikeKeywords, AreNotedAndAnErrorInStrictMode) {
  EXPECT_THAT(read("source:\"L'Est\"")->notes,
              ElementsAre("no 'source' is 'l'est', but one is 'l\u2019est'; that is searched"));
  EXPECT_EQ(tree("source:\"L'Est\"", {.strict = true}),
            "error: column 8: no 'source' is 'l'est', but one is 'l\u2019est'; write 'l\u2019est'");
  EXPECT_THAT(read("source:nobody source:bbc")->notes, IsEmpty());
}

TEST(SmallOr, IsAWordAndNotedOnce) {
  const std::vector<std::string> note{"'or' is searched as a word; write OR for what has either"};
  EXPECT_EQ(tree_of("dhow or ferry"), "dhow AND or AND ferry");
  EXPECT_EQ(notes_of("dhow or ferry"), note);
  EXPECT_EQ(notes_of("a or b or (c or \"d\")"), note);
  EXPECT_EQ(notes_of("title:(a or b)"), note);
  EXPECT_EQ(parse("a or b", {.strict = true})->notes, note);
}

TEST(SmallOr, IsNotNotedWhereNoOperatorWouldStand) {
  for (const std::string_view text : {"or", "or a", "a or", "a or AND b", "a AND or b", "a -or b", "\"a or b\"",
                                      "a Or b", "a or)", "a OR b", "source:(a or b)"}) {
    const auto parsed = parse(text);
    ASSERT_TRUE(parsed.has_value());
    for (const std::string& note : parsed->notes) EXPECT_FALSE(note.starts_with("'or' is searched")) << text;
  }
  EXPECT_THAT(parse("a or b", {.match_any = true})->notes, IsEmpty());
}

}  // namespace
}  // namespace riffle
