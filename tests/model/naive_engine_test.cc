// The model itself against answers worked out by hand.
#include "naive_engine.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "random.h"
#include "random_corpus.h"
#include "random_query.h"

namespace model {
namespace {

riffle::Document document(const std::string& id, const std::string& title, const std::string& body) {
  riffle::Document out;
  out.id = id;
  out.title = title;
  out.body = body;
  return out;
}

Tree leaf(Tree::Kind kind, const std::vector<std::string>& words, const std::string& field = "") {
  Tree tree;
  tree.kind = kind;
  tree.words = words;
  tree.field = field;
  return tree;
}

std::string ids(const NaiveEngine& engine, const std::vector<Match>& matches) {
  std::string out;
  for (const Match& match : matches) out += engine.document(match.place).id + " ";
  return out;
}

TEST(NaiveEngine, RunsAreLettersAndNumbers) {
  EXPECT_EQ(word_runs("Hay'at al-Sham, 2024!"), (std::vector<std::string>{"Hay", "at", "al", "Sham", "2024"}));
  EXPECT_EQ(word_runs("x\xFFy \xD8\xAD\xD9\x84\xD8\xA8"), (std::vector<std::string>{"x", "y", "حلب"}));
  EXPECT_EQ(term_of_run("ΟΔΟΣ"), "οδοσ");
  EXPECT_EQ(term_of_run("İ"), "i\xCC\x87");
}

TEST(NaiveEngine, LengthsAreRoundedDown) {
  EXPECT_EQ(rounded_length(0), 0u);
  EXPECT_EQ(rounded_length(39), 39u);
  EXPECT_EQ(rounded_length(40), 40u);
  EXPECT_EQ(rounded_length(41), 40u);
  EXPECT_EQ(rounded_length(1000), 24u + 15 * 64);
}

TEST(NaiveEngine, AnIdAddedAgainStandsAtTheLaterPlace) {
  NaiveEngine engine(false);
  engine.add(document("a", "", "red green"));
  engine.add(document("b", "", "red"));
  engine.add(document("a", "", "red"));
  engine.seal();
  EXPECT_EQ(ids(engine, engine.matches(leaf(Tree::Kind::kTerm, {"red"}))), "b a ");
  EXPECT_EQ(ids(engine, engine.matches(leaf(Tree::Kind::kTerm, {"green"}))), "");
}

TEST(NaiveEngine, PhrasesStayInsideOneField) {
  NaiveEngine engine(false);
  engine.add(document("a", "red green", "blue red red red"));
  engine.seal();
  EXPECT_EQ(ids(engine, engine.matches(leaf(Tree::Kind::kPhrase, {"red", "green"}))), "a ");
  EXPECT_EQ(ids(engine, engine.matches(leaf(Tree::Kind::kPhrase, {"green", "blue"}))), "");
  EXPECT_EQ(ids(engine, engine.matches(leaf(Tree::Kind::kPhrase, {"red", "green"}, "body"))), "");
}

TEST(NaiveEngine, ScoresFollowTheFormula) {
  NaiveEngine engine(false);
  engine.add(document("a", "red", "red green blue"));
  engine.add(document("b", "", "green green"));
  engine.seal();
  const std::vector<Match> found = engine.matches(leaf(Tree::Kind::kTerm, {"red"}));
  ASSERT_EQ(found.size(), 1u);
  const double idf = std::log(1 + 1.5 / 1.5);
  EXPECT_DOUBLE_EQ(found[0].score, idf * (2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3))));
}

TEST(NaiveEngine, QueryTextNamesEveryPart) {
  NaiveEngine engine(false);
  engine.add(document("a", "red", "green"));
  engine.seal();
  const QueryMaker maker(engine);
  Tree both;
  both.kind = Tree::Kind::kAnd;
  both.children = {leaf(Tree::Kind::kPhrase, {"red", "green"}, "body"),
                   leaf(Tree::Kind::kKeyword, {"a \"b\""}, "source")};
  Tree negation;
  negation.kind = Tree::Kind::kNot;
  negation.children = {both};
  EXPECT_EQ(maker.text(negation), R"(NOT ((body:"red green" AND source:"a \"b\"")))");
}

TEST(RandomDocuments, AreTheSameForTheSameSeed) {
  const CorpusShape shape;
  Random one(5);
  Random same(5);
  Random other(6);
  const std::uint64_t first = digest(random_documents(shape, one));
  EXPECT_EQ(first, digest(random_documents(shape, same)));
  EXPECT_NE(first, digest(random_documents(shape, other)));
}

}  // namespace
}  // namespace model
