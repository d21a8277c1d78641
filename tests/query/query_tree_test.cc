#include "query/query_tree.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "base/limits.h"
#include "riffle/query.h"

namespace riffle {
namespace {

using Kind = QueryNode::Kind;

QueryNodePtr word(const char* term) { return make_term("", term); }

TEST(QueryTree, NestedNodesOfOneKindAreFlattened) {
  const auto tree = make_and({word("a"), make_and({word("b"), make_and({word("c"), word("d")})})});
  EXPECT_EQ(tree->kind, Kind::kAnd);
  EXPECT_EQ(tree->children.size(), 4u);
  EXPECT_EQ(to_string(*tree), "a AND b AND c AND d");
  EXPECT_EQ(to_string(*make_or({make_or({word("a"), word("b")}), word("c")})), "a OR b OR c");
}

TEST(QueryTree, OneChildStandsForItselfAndNoneForNothing) {
  EXPECT_EQ(make_and({word("a")})->kind, Kind::kTerm);
  EXPECT_EQ(make_or({word("a")})->kind, Kind::kTerm);
  EXPECT_EQ(make_and({})->kind, Kind::kNone);
  EXPECT_EQ(make_or({})->kind, Kind::kNone);
}

TEST(QueryTree, NegationsCancel) {
  EXPECT_EQ(make_not(make_not(word("a")))->kind, Kind::kTerm);
  EXPECT_EQ(make_not(make_all())->kind, Kind::kNone);
  EXPECT_EQ(make_not(make_none())->kind, Kind::kAll);
}

TEST(QueryTree, PhrasesOfOneAndNoTerm) {
  EXPECT_EQ(make_phrase("title", {{"a", 0}})->kind, Kind::kTerm);
  EXPECT_EQ(make_phrase("title", {})->kind, Kind::kNone);
  EXPECT_EQ(make_phrase("title", {{"a", 0}, {"b", 1}})->kind, Kind::kPhrase);
}

TEST(QueryTree, AReversedDateRangeMatchesNothing) {
  EXPECT_EQ(make_date_range("date", 1, 0)->kind, Kind::kNone);
  EXPECT_EQ(make_date_range("date", 0, 0)->kind, Kind::kDateRange);
}

TEST(QueryTree, TextHasParenthesesOnlyWhereTheTreeNeedsThem) {
  const auto a_and_b = make_and({word("a"), word("b")});
  const auto a_or_b = make_or({word("a"), word("b")});
  EXPECT_EQ(to_string(*make_or({a_and_b, word("c")})), "a AND b OR c");
  EXPECT_EQ(to_string(*make_and({a_or_b, word("c")})), "(a OR b) AND c");
  EXPECT_EQ(to_string(*make_not(a_and_b)), "NOT (a AND b)");
  EXPECT_EQ(to_string(*make_and({word("c"), make_not(a_or_b)})), "c AND NOT (a OR b)");
  EXPECT_EQ(to_string(*make_none()), "NOT *");
  EXPECT_EQ(to_string(*make_all()), "*");
}

TEST(QueryTree, TermsThatAreNotPlainWordsAreQuoted) {
  const struct {
    const char* term;
    const char* text;
  } cases[] = {{"word", "word"},
               {"\u0434\u043E\u043C", "\u0434\u043E\u043C"},
               {"AND", "\"AND\""},
               {"OR", "\"OR\""},
               {"NOT", "\"NOT\""},
               {"-a", "\"-a\""},
               {"a-b", "a-b"},
               {"a:b", "\"a:b\""},
               {"a b", "\"a b\""},
               {"*", "\"*\""},
               {"a*", "\"a*\""},
               {"a\"b\\", "\"a\\\"b\\\\\""},
               {"a\u00A0b", "\"a\u00A0b\""},
               {"\u201Ca", "\"\\\u201Ca\""},
               {"a\xFF", "\"a\xFF\""},
               {"", "\"\""}};
  for (const auto& c : cases) EXPECT_EQ(to_string(*make_term("", c.term)), c.text);
}

TEST(QueryTree, LeavesNameTheirField) {
  EXPECT_EQ(to_string(*make_term("title", "x")), "title:x");
  EXPECT_EQ(to_string(*make_term("source", "new york")), "source:\"new york\"");
  EXPECT_EQ(to_string(*make_phrase("body", {{"a", 0}, {"b", 1}})), "body:\"a b\"");
  EXPECT_EQ(to_string(*make_exists("url")), "url:*");
  EXPECT_EQ(to_string(*make_date_range("date", 0, 86'399)), "date:1970-01-01T00:00:00Z..1970-01-01T23:59:59Z");
  EXPECT_EQ(to_string(*make_date_range("date", 0, std::numeric_limits<Date>::max())), "date:1970-01-01T00:00:00Z..");
}

TEST(SameTree, SeesEveryPartOfANode) {
  const QueryNodePtr trees[] = {word("a"),
                                word("b"),
                                make_term("title", "a"),
                                make_exists("title"),
                                make_all(),
                                make_none(),
                                make_phrase("", {{"a", 0}, {"b", 1}}),
                                make_phrase("", {{"a", 0}, {"b", 2}}),
                                make_date_range("d", 0, 1),
                                make_date_range("d", 0, 2),
                                make_and({word("a"), word("b")}),
                                make_and({word("b"), word("a")}),
                                make_or({word("a"), word("b")}),
                                make_and({word("a"), word("b"), word("c")}),
                                make_not(word("a"))};
  for (std::size_t i = 0; i < std::size(trees); ++i) {
    for (std::size_t j = 0; j < std::size(trees); ++j) {
      EXPECT_EQ(same_tree(*trees[i], *trees[j]), i == j) << to_string(*trees[i]) << " and " << to_string(*trees[j]);
    }
  }
}

TEST(TreeLimits, LeavesAreCountedAsOftenAsTheyAreUsed) {
  auto tree = make_or({word("a"), word("b")});
  for (int i = 0; i < 9; ++i) tree = i % 2 == 0 ? make_and({tree, tree}) : make_or({tree, tree});
  EXPECT_EQ(tree->leaf_count, limits::kQueryLeaves);
  EXPECT_TRUE(check_tree_limits(*tree).has_value());
  const auto status = check_tree_limits(*make_or({tree, word("c")}));
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kResourceLimit);
}

TEST(TreeLimits, AnOverLimitTreeSpoilsWhatIsBuiltOnIt) {
  const auto too_large = make_or(std::vector<QueryNodePtr>(limits::kQueryLeaves + 1, word("a")));
  EXPECT_FALSE(check_tree_limits(*too_large).has_value());
  EXPECT_FALSE(check_tree_limits(*make_not(too_large)).has_value());
  EXPECT_FALSE(check_tree_limits(*make_and({word("b"), too_large})).has_value());
  EXPECT_FALSE(check_tree_limits(*make_phrase("", std::vector<PhraseTerm>(limits::kPhraseTerms + 1))).has_value());
  EXPECT_TRUE(check_tree_limits(*make_phrase("", std::vector<PhraseTerm>(limits::kPhraseTerms))).has_value());
}

TEST(TreeLimits, NestingIsThatOfTheText) {
  auto tree = word("a");
  for (std::size_t i = 0; i < limits::kQueryDepth; ++i) tree = make_and({word("x"), make_or({word("y"), tree})});
  EXPECT_EQ(tree->nesting, limits::kQueryDepth);
  EXPECT_TRUE(check_tree_limits(*tree).has_value());
  EXPECT_EQ(to_string(*tree).find("))"), to_string(*tree).size() - limits::kQueryDepth);
  EXPECT_FALSE(check_tree_limits(*make_and({word("x"), make_or({word("y"), tree})})).has_value());
  EXPECT_FALSE(check_tree_limits(*make_not(tree)).has_value());
}

TEST(QueryBuilder, CombinesQueriesAndTheirNotes) {
  const Query noted(make_term("", "c"), {"a note"});
  const auto all = Query::all_of({Query::term("a"), Query::phrase({"x", "y"}), noted});
  EXPECT_EQ(all.to_string(), "a AND \"x y\" AND c");
  EXPECT_EQ(all.notes(), std::vector<std::string>{"a note"});
  EXPECT_EQ(Query::any_of({Query::term("a"), noted}).to_string(), "a OR c");
  EXPECT_EQ(Query::and_not(all, Query::any_of({Query::term("d"), Query::term("e")})).to_string(),
            "a AND \"x y\" AND c AND NOT (d OR e)");
  EXPECT_EQ(Query::everything().to_string(), "*");
}

TEST(QueryBuilder, MakesLeavesOfEveryKind) {
  const Query a = Query::term("a");
  EXPECT_EQ(Query::term("a", "title").to_string(), "title:a");
  EXPECT_EQ(Query::phrase({"a", "b"}, 0, "title").to_string(), "title:\"a b\"");
  EXPECT_EQ(Query::phrase({"a", "b"}, 3).to_string(), "\"a b\"~3");
  EXPECT_EQ(Query::phrase({"a"}, 3).to_string(), "a");
  EXPECT_EQ(Query::wildcard("w**d?x").to_string(), "w*d?x");
  EXPECT_EQ(Query::wildcard("reut*", "source").to_string(), "source:reut*");
  EXPECT_EQ(Query::wildcard("w*" + std::string(200, 'x')).to_string(), "NOT *");
  EXPECT_EQ(Query::fuzzy("aleppo", 9).to_string(), "aleppo~2");
  EXPECT_EQ(Query::fuzzy("aleppo", 0).to_string(), "aleppo");
  EXPECT_EQ(Query::near(a, Query::phrase({"b", "c"}), 5).to_string(), "a NEAR/5 \"b c\"");
  EXPECT_EQ(Query::near(a, Query::wildcard("b*"), 0, true).to_string(), "a ADJ/1 b*");
  EXPECT_EQ(Query::near(Query::near(a, Query::term("b"), 2), Query::term("c"), 3).to_string(), "a NEAR/2 b NEAR/3 c");
  EXPECT_EQ(Query::near(a, Query::everything(), 5).to_string(), "a AND *");
  EXPECT_EQ(Query::date_range("date", 0, 59).to_string(), "date:1970-01-01T00:00:00Z..1970-01-01T00:00:59Z");
  EXPECT_EQ(Query::date_range("date", 1, 0).to_string(), "NOT *");
  EXPECT_EQ(Query::exists("source").to_string(), "source:*");
}

TEST(QueryBuilder, QuotedTextIsOnePhrase) {
  EXPECT_EQ(quote_query_text("say \"a\" OR -b \\ *"), "\"say \\\"a\\\" OR -b \\\\ *\"");
  EXPECT_EQ(quote_query_text(""), "\"\"");
}

TEST(QueryBuilder, EmptyPartsMatchNothing) {
  for (const Query& query : {Query(), Query(nullptr, {}), Query::term(""), Query::phrase({}), Query::phrase({"a", ""}),
                             Query::all_of({}), Query::any_of({})}) {
    EXPECT_EQ(query.root().kind, Kind::kNone);
  }
}

TEST(QueryBuilder, NotesOfManyQueriesAreBounded) {
  const Query noted(make_all(), std::vector<std::string>(30, "x"));
  EXPECT_EQ(Query::any_of({noted, noted, noted}).notes().size(), 32u);
}

TEST(QueryBuilder, UnlimitedNestingEndsAsAnOverLimitTree) {
  Query query = Query::term("a");
  for (int i = 0; i < 200'000; ++i) {
    query = i % 2 == 0 ? Query::all_of({query, Query::term("b")}) : Query::any_of({query, Query::term("c")});
  }
  EXPECT_FALSE(check_tree_limits(query.root()).has_value());
  EXPECT_EQ(query.to_string(), "NOT *");
}

}  // namespace
}  // namespace riffle
