#include "query/text_leaf.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "analysis/analyzer.h"
#include "base/limits.h"
#include "query/query_parser.h"

namespace riffle {
namespace {

class TextLeafTest : public testing::Test {
 protected:
  std::string quoted(std::string_view text) {
    leaf_.read(text);
    return to_string(*leaf_.quoted(""));
  }
  std::string bare(std::string_view text) {
    leaf_.read(text);
    return to_string(*leaf_.bare(""));
  }

  std::unique_ptr<Analyzer> analyzer_ = make_analyzer("english").value();
  TextLeaf leaf_{*analyzer_};
};

TEST_F(TextLeafTest, BareWordsAreClassesAndQuotedOnesExact) {
  EXPECT_EQ(bare("airports"), "airports");
  EXPECT_EQ(leaf_.bare("title")->class_name, "airport");
  EXPECT_EQ(leaf_.bare("title")->term, "airports");
  EXPECT_EQ(quoted("Airports"), "\"airports\"");
  EXPECT_EQ(leaf_.quoted("")->class_name, "");
  EXPECT_EQ(quoted("prime ministers"), "\"prime ministers\"");
  EXPECT_EQ(bare("1990s"), "1990s");  // nothing but itself: bare and quoted are the same
  EXPECT_EQ(quoted("1990s"), "1990s");
}

TEST_F(TextLeafTest, OneWordInBracketsIsExactAndWrittenSo) {
  const std::vector<QueryField> fields = {{"title", QueryField::Kind::kText}};
  const auto tree = parse_query("title:[airports]^2", fields, *analyzer_, {.strict = true});
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(to_string(*tree->root), "title:\"airports\"^2");
  const auto again = parse_query(to_string(*tree->root), fields, *analyzer_, {.strict = true});
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(same_tree(*tree->root, *again->root));
}

TEST_F(TextLeafTest, WordsInCapitalsAreExact) {
  EXPECT_EQ(bare("AIDS"), "\"aids\"");
  EXPECT_EQ(bare("U.S."), "\"us\"");
  EXPECT_EQ(bare("aids"), "aids");
  EXPECT_EQ(bare("A"), "a");
}

TEST_F(TextLeafTest, HyphenatedWordsAreTheirPartsOrTheJoinedForm) {
  EXPECT_EQ(bare("counter-offensives"), "\"counter offensives\" OR counteroffensives");
  EXPECT_EQ(leaf_.bare("")->children[1]->class_name, "counteroffens'");
  EXPECT_EQ(quoted("counter-offensive"), "\"counter offensive\" OR \"counteroffensive\"");
  EXPECT_EQ(quoted("the counter-offensive in"), "\"the counter offensive in\" OR \"the counteroffensive in\"");
  EXPECT_EQ(quoted("a-b-c-d-e"), "\"a b c d e\"");
}

TEST_F(TextLeafTest, ArticlesStandWithTheirNouns) {
  EXPECT_EQ(bare("al-sham"), "sham OR alsham");
  EXPECT_EQ(quoted("Tahrir al-Sham"), "\"tahrir sham\" OR \"tahrir alsham\"");
  EXPECT_EQ(quoted("Tahrir al Sham"), "\"tahrir al sham\" OR \"tahrir alsham\"");
  EXPECT_EQ(quoted("as yet"), "\"as yet\"");
  EXPECT_EQ(quoted("al-Qaida-linked men"), "\"qaida linked men\" OR \"alqaidalinked men\"");
}

TEST_F(TextLeafTest, BareWordsWithACapitalAreNames) {
  EXPECT_EQ(bare("Mohammed"), "Mohammed");
  EXPECT_EQ(leaf_.bare("")->name_weight, kNameWeight);
  EXPECT_EQ(leaf_.bare("", TextLeaf::Names::kOff)->name_weight, 0);
  EXPECT_EQ(to_string(*leaf_.bare("", TextLeaf::Names::kAll)), "name:mohammed");
  EXPECT_EQ(bare("mohammed"), "mohammed");
  EXPECT_EQ(leaf_.bare("")->name_weight, 0);
  EXPECT_EQ(leaf_.bare("", TextLeaf::Names::kAll)->name_weight, 1);
  EXPECT_EQ(bare("al-Sham"), "Sham OR alsham");
  EXPECT_EQ(leaf_.bare("")->children[1]->name_weight, 0);
  for (const char* const word : {"Ali", "MOHAMMED", "\u00C9lodie"}) {
    (void)bare(word);
    EXPECT_EQ(leaf_.bare("")->name_weight, 0) << word;
  }
  (void)quoted("Mohammed");
  EXPECT_EQ(leaf_.quoted("")->name_weight, 0);
}

TEST_F(TextLeafTest, WaysMultiplyUpToALimit) {
  EXPECT_EQ(leaf_.is_empty(), true);
  leaf_.read("a-b c-d e-f g-h");
  EXPECT_EQ(leaf_.quoted("")->children.size(), 8u);
  EXPECT_EQ(leaf_.quoted("")->children[0]->phrase.size(), 8u);
}

TEST_F(TextLeafTest, TellsEmptyAndTooLongTexts) {
  leaf_.read(" ... ");
  EXPECT_TRUE(leaf_.is_empty());
  std::string text;
  for (std::size_t i = 0; i < limits::kPhraseTerms; ++i) text += "x ";
  leaf_.read(text);
  EXPECT_FALSE(leaf_.is_too_long());
  EXPECT_EQ(leaf_.words().size(), limits::kPhraseTerms);
  leaf_.read(text + "al-x");
  EXPECT_TRUE(leaf_.is_too_long());
  leaf_.read("one");
  EXPECT_FALSE(leaf_.is_too_long());
}

TEST(TextLeaf, SimpleKnowsNoOtherWays) {
  const auto simple = make_analyzer("simple").value();
  TextLeaf leaf(*simple);
  leaf.read("al-Sham");
  EXPECT_EQ(to_string(*leaf.quoted("")), "\"al sham\"");
  EXPECT_EQ(to_string(*leaf.bare("")), "\"al sham\"");
  leaf.read("Airports");
  EXPECT_EQ(to_string(*leaf.bare("")), "airports");
  EXPECT_EQ(leaf.bare("")->class_name, "");
}

}  // namespace
}  // namespace riffle
