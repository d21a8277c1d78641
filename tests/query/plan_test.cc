#include "query/plan.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/limits.h"

namespace riffle {
namespace {

// id, title, body, date, source, url
const Schema& articles() {
  static const Schema schema = article_schema(false);
  return schema;
}

Plan plan_of(const QueryNodePtr& query, const Schema& schema = articles()) {
  Plan plan;
  const Status made = make_plan(schema, *query, plan);
  EXPECT_TRUE(made) << made.error().message;
  return plan;
}

PlanNode::Kind root_kind(const QueryNodePtr& query, const Schema& schema = articles()) {
  const Plan plan = plan_of(query, schema);
  return plan.nodes[plan.root].kind;
}

TEST(Plan, ResolvesFieldsBySort) {
  using Kind = PlanNode::Kind;
  EXPECT_EQ(root_kind(make_term("", "x")), Kind::kTerm);
  EXPECT_EQ(root_kind(make_term("source", "x")), Kind::kTerm);
  EXPECT_EQ(root_kind(make_term("id", "x")), Kind::kTerm);
  EXPECT_EQ(root_kind(make_term("title", "x")), Kind::kPhrase);
  for (const char* field : {"url", "date", "unknown"})
    EXPECT_EQ(root_kind(make_term(field, "x")), Kind::kNone) << field;
  EXPECT_EQ(root_kind(make_exists("body")), Kind::kHasText);
  EXPECT_EQ(root_kind(make_exists("date")), Kind::kHasValue);
  EXPECT_EQ(root_kind(make_exists("url")), Kind::kNone);
  EXPECT_EQ(root_kind(make_date_range("", 0, 9)), Kind::kDateRange);
  EXPECT_EQ(root_kind(make_date_range("date", 0, 9)), Kind::kDateRange);
  EXPECT_EQ(root_kind(make_date_range("date", 9, 0)), Kind::kNone);
  EXPECT_EQ(root_kind(make_date_range("title", 0, 9)), Kind::kNone);
  EXPECT_EQ(root_kind(make_phrase("source", {{"a", 0}, {"b", 1}})), Kind::kNone);
}

TEST(Plan, TheOnlyTextFieldNeedsNoPositions) {
  EXPECT_EQ(root_kind(make_term("text", "x"), article_schema(true)), PlanNode::Kind::kTerm);
}

TEST(Plan, TermsOfOneSpaceAreShared) {
  const Plan plan = plan_of(make_and({make_term("", "x"), make_term("", "y"), make_term("source", "x"),
                                      make_phrase("", {{"y", 0}, {"x", 1}, {"y", 2}})}));
  EXPECT_EQ(plan.terms.size(), 3u);
  ASSERT_EQ(plan.slots.size(), 3u);
  EXPECT_EQ(plan.slots[0].term, plan.slots[2].term);
}

TEST(Plan, PhraseOffsetsStartAtZeroAndHolesAreSeen) {
  Plan plan = plan_of(make_phrase("", {{"a", 7}, {"b", 8}, {"c", 8}, {"d", 9}}));
  ASSERT_EQ(plan.phrases.size(), 1u);
  EXPECT_EQ(plan.slots[0].offset, 0u);
  EXPECT_EQ(plan.phrases[0].last_offset, 2u);
  EXPECT_FALSE(plan.phrases[0].has_holes);
  plan = plan_of(make_phrase("body", {{"a", 0}, {"b", 2}}));
  EXPECT_TRUE(plan.phrases[0].has_holes);
  EXPECT_EQ(plan.phrases[0].text_field, 1u);
}

TEST(Plan, LeavesScoreFromLeftToRightButNotUnderNot) {
  // Leaves point into the tree.
  const QueryNodePtr query =
      make_or({make_term("", "a"), make_not(make_term("", "b")), make_exists("date"),
               make_and({make_term("title", "c"), make_term("source", "d")}), make_phrase("", {{"e", 0}, {"f", 1}})});
  const Plan plan = plan_of(query);
  ASSERT_EQ(plan.leaves.size(), 3u);
  EXPECT_EQ(plan.leaves[0].node->term, "a");
  EXPECT_EQ(plan.leaves[0].length_slot, 0u);
  EXPECT_EQ(plan.leaves[1].node->term, "c");
  EXPECT_EQ(plan.leaves[1].length_slot, 1u);
  EXPECT_EQ(plan.leaves[1].sort, LeafSort::kPhrase);
  EXPECT_EQ(plan.leaves[2].node->phrase.size(), 2u);
}

TEST(Plan, ChildrenOfAnInnerNodeLieTogether) {
  const Plan plan = plan_of(make_and({make_or({make_term("", "a"), make_term("", "b")}), make_term("", "c"),
                                      make_or({make_term("", "d"), make_term("", "e")})}));
  const PlanNode& root = plan.nodes[plan.root];
  ASSERT_EQ(root.child_count, 3u);
  const std::vector<PlanNode::Kind> expected{PlanNode::Kind::kOr, PlanNode::Kind::kTerm, PlanNode::Kind::kOr};
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(plan.nodes[plan.children[root.first_child + i]].kind, expected[i]);
}

TEST(Plan, RefusesTreesThatNoMakerMade) {
  QueryNode phrase;
  phrase.kind = QueryNode::Kind::kPhrase;
  for (std::uint32_t i = 0; i <= limits::kPhraseTerms; ++i) phrase.phrase.push_back({"x", i});
  Plan plan;
  EXPECT_EQ(make_plan(articles(), phrase, plan).error().code, ErrorCode::kResourceLimit);

  QueryNodePtr deep = make_term("", "x");
  for (std::size_t i = 0; i < 10 * limits::kQueryDepth; ++i) {
    QueryNode node;
    node.kind = QueryNode::Kind::kNot;
    node.children = {deep};
    deep = std::make_shared<const QueryNode>(node);
  }
  EXPECT_EQ(make_plan(articles(), *deep, plan).error().code, ErrorCode::kResourceLimit);
}

}  // namespace
}  // namespace riffle
