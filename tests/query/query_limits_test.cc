// What the text of a query may hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "parsed_text.h"

namespace riffle {
namespace {

using testing::HasSubstr;

void expect_limit(std::string_view query, std::string_view what) {
  for (const bool strict : {false, true}) {
    const auto parsed = parse(query, {.strict = strict});
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().code, ErrorCode::kResourceLimit);
    EXPECT_THAT(parsed.error().message, HasSubstr(what));
  }
}

TEST(QueryLimits, BytesOfTheQuery) {
  EXPECT_TRUE(parse(repeat("y", limits::kQueryBytes)).has_value());
  expect_limit(repeat("y", limits::kQueryBytes + 1), "65536 bytes");
}

TEST(QueryLimits, NestedParenthesesAndNegations) {
  const auto nested = [](std::size_t depth) { return repeat("(", depth) + "a" + repeat(")", depth); };
  EXPECT_TRUE(parse(nested(limits::kQueryDepth)).has_value());
  EXPECT_TRUE(parse(repeat("NOT ", limits::kQueryDepth) + "a").has_value());
  EXPECT_TRUE(parse(repeat("NOT (a) ", limits::kQueryLeaves)).has_value());
  EXPECT_TRUE(parse(repeat("NOT AND ", 8000) + nested(limits::kQueryDepth)).has_value());
  expect_limit(nested(limits::kQueryDepth + 1), "nests more than 100");
  expect_limit(repeat("NOT ", limits::kQueryDepth + 1) + "a", "nests more than 100");
  expect_limit(repeat("-(", limits::kQueryDepth / 2) + "-(a", "nests more than 100");
  expect_limit(repeat("(", limits::kQueryBytes), "nests more than 100");
}

TEST(QueryLimits, TermsAndPhrases) {
  EXPECT_TRUE(parse(repeat("a ", limits::kQueryLeaves)).has_value());
  expect_limit(repeat("a ", limits::kQueryLeaves + 1), "1024 terms and phrases");
  expect_limit(repeat("a NEAR/2 ", 2 * limits::kPhraseTerms) + "a", "64 terms in a phrase");
  // "Or all" of match any counts as well.
  const auto parsed = parse(repeat("(+a b) ", limits::kQueryLeaves / 2), {.match_any = true});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().code, ErrorCode::kResourceLimit);
}

TEST(QueryLimits, CanBeMadeLessByTheCaller) {
  const auto refused = [](std::string_view query, const QueryLimits& limits) {
    const auto parsed = parse(query, {.limits = limits});
    return !parsed && parsed.error().code == ErrorCode::kResourceLimit;
  };
  EXPECT_TRUE(refused("12345678", {.bytes = 7}));
  EXPECT_FALSE(refused("1234567", {.bytes = 7}));
  EXPECT_TRUE(refused("((a))", {.depth = 1}));
  EXPECT_FALSE(refused("(a) (b)", {.depth = 1}));
  EXPECT_TRUE(refused("a b c", {.leaves = 2}));
  EXPECT_FALSE(refused("a b", {.leaves = 2}));
  EXPECT_TRUE(refused("\"a b c\"", {.phrase_terms = 2}));
  EXPECT_TRUE(refused("a NEAR/3 b NEAR/3 c", {.phrase_terms = 2}));
  EXPECT_FALSE(refused("a NEAR/3 b", {.phrase_terms = 2}));
  EXPECT_TRUE(refused("a* b*", {.patterns = 1}));
  EXPECT_TRUE(refused("title:[a b] c~1", {.patterns = 1}));
  EXPECT_FALSE(refused("a*", {.patterns = 1}));
}

TEST(QueryLimits, OnlyTheBytesCanBeMadeMore) {
  constexpr std::size_t kMuch = SIZE_MAX;
  const QueryLimits much{
      .bytes = kMuch, .depth = kMuch, .leaves = kMuch, .phrase_terms = kMuch, .patterns = kMuch, .list_values = kMuch};
  EXPECT_TRUE(parse(repeat(" ", limits::kMostQueryBytes - 1) + "y", {.limits = much}).has_value());
  for (const std::string& query :
       {repeat(" ", limits::kMostQueryBytes + 1), repeat("y", limits::kQueryBytes + 1), repeat("(", 101) + "a",
        repeat("a ", 1025), "\"" + repeat("a ", 65) + "\"", repeat("a* ", 65)}) {
    const auto parsed = parse(query, {.limits = much});
    ASSERT_FALSE(parsed) << query.size();
    EXPECT_EQ(parsed.error().code, ErrorCode::kResourceLimit);
  }
}

TEST(QueryLimits, PatternsAndLists) {
  EXPECT_TRUE(parse(repeat("a* ", limits::kQueryPatterns)).has_value());
  expect_limit(repeat("a* ", limits::kQueryPatterns + 1), "64 patterns and lists");
  expect_limit(repeat("title:[a b] ", limits::kQueryPatterns + 1), "64 patterns and lists");
  EXPECT_TRUE(parse(repeat("a~1 ", limits::kQueryPatterns)).has_value());
  EXPECT_THAT(notes_of("a" + repeat("?", 64) + "b"), ElementsAre(HasSubstr("more than 63 characters")));
  EXPECT_THAT(notes_of("/(a{500}){500}/"), ElementsAre(HasSubstr("is no regular expression")));
  EXPECT_THAT(notes_of("/(abc|d){900}/"), ElementsAre(HasSubstr("is a regular expression that is too large")));
}

TEST(QueryLimits, ValuesOfAllListsTogether) {
  ParseOptions options;
  options.limits.bytes = limits::kMostQueryBytes;
  const auto list = [](std::size_t values) { return "title:[" + repeat("a ", values) + "]"; };
  const auto half = list(limits::kQueryListValues / 2);
  EXPECT_TRUE(parse(half + " " + half, options).has_value());
  for (const std::string& text : {half + " " + half + " title:[a b]", list(limits::kQueryListValues + 1)}) {
    const auto refused = parse(text, options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kResourceLimit);
    EXPECT_NE(refused.error().message.find("more than 65536 values in its lists"), std::string::npos);
  }
  options.limits.list_values = 3;
  EXPECT_TRUE(parse("title:[a b c]", options).has_value());
  EXPECT_FALSE(parse("title:[a b] source:[c d]", options).has_value());
}

// Without other spellings a text with too many values has as many: it is not read a second time.
TEST(QueryLimits, TooManyValuesAreCountedOnce) {
  const std::string text = "title:[a b c] title:[d e f g] title:[h i j]";
  CountingAnalyzer all;
  ASSERT_TRUE(parse_query("title:[a b c] title:[d e f g]", article_fields(), all, {}));
  CountingAnalyzer some;
  ASSERT_FALSE(parse_query(text, article_fields(), some, {.limits = {.list_values = 8}}));
  EXPECT_EQ(some.calls, all.calls);
}

TEST(QueryLimits, TermsOfAPhrase) {
  EXPECT_TRUE(parse("\"" + repeat("a ", limits::kPhraseTerms) + "\"").has_value());
  expect_limit("\"" + repeat("a ", limits::kPhraseTerms + 1) + "\"", "more than 64 terms");
  expect_limit(repeat("a-", limits::kPhraseTerms + 1), "more than 64 terms");
}

TEST(QueryLimits, TheHighestTreeWritesOutAndParsesAgain) {
  for (const std::string_view level : {"(a OR b ", "-(a b ", "a OR NOT (b ", "title:(a OR body:b "}) {
    for (const bool any : {false, true}) {
      std::string query = repeat(level, limits::kQueryDepth / 2 - 1) + "c";
      const auto parsed = parse(query, {.match_any = any});
      ASSERT_TRUE(parsed.has_value()) << level << parsed.error().message;
      const auto again = parse(to_string(*parsed->root));
      ASSERT_TRUE(again.has_value()) << level << again.error().message;
      EXPECT_TRUE(same_tree(*parsed->root, *again->root)) << level;
    }
  }
}

}  // namespace
}  // namespace riffle
