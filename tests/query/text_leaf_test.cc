#include "query/text_leaf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "base/limits.h"
#include "query/query_parser.h"

namespace riffle {
namespace {

const std::vector<QueryField> kTitle{{"title", QueryField::Kind::kText}};

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
  EXPECT_EQ(bare("7th"), "7th");  // nothing but itself: bare and quoted are the same
  EXPECT_EQ(quoted("7th"), "7th");
}

/// As the parser reads it, which joins words and splits them.
std::string tree_under(std::string_view text, Analyzer& analyzer, const ParseOptions& options = {}) {
  const auto tree = parse_query(text, kTitle, analyzer, options);
  return tree ? to_string(*tree->root) : "error: " + tree.error().message;
}

TEST_F(TextLeafTest, TwoNamesWithAHyphenAreAlsoFoundNearEachOther) {
  const auto tree = [&](std::string_view text) { return tree_under(text, *analyzer_); };
  EXPECT_EQ(tree("Assad-Putin"), "\"assad putin\" OR assadputin OR \"assad putins\" OR assad NEAR/10 putin^0.5");
  EXPECT_EQ(tree("Iran\u2013Iraq"), "\"iran iraq\" OR iran NEAR/10 iraq^0.5");
  EXPECT_EQ(tree("U.S./Iran"), "\"us iran\" OR US NEAR/10 iran^0.5");
  EXPECT_EQ(tree("-Iran\u2013Iraq"), "NOT (\"iran iraq\" OR iran NEAR/10 iraq^0.5)");
  // Neither a small letter, nor a number, nor a form that combines, nor three words, nor quotes.
  for (const std::string_view text : {"assad-putin", "Assad-putin", "Covid-19", "Counter-Offensive", "The-Wall",
                                      "Port-Au-Prince", "\"Assad-Putin\"", "Al-Sham", "Iran+Iraq"}) {
    EXPECT_EQ(tree(text).find("NEAR"), std::string::npos) << text;
  }
  EXPECT_EQ(tree_under("Iran\u2013Iraq", *analyzer_, {.names = false}), "\"iran iraq\"");
  EXPECT_EQ(tree("Iran\u2013Iraq NEAR/5 war"), "\"iran iraq\" NEAR/5 war");
}

TEST_F(TextLeafTest, AnArticleAsAWordIsThatOfTheNextWord) {
  const auto tree = [&](std::string_view text) { return tree_under(text, *analyzer_); };
  for (const std::string_view text : {"Al Kut", "al kut", "EL KUT"}) {
    EXPECT_EQ(tree(text), tree(text[0] == 'E' ? "EL-KUT" : text[0] == 'A' ? "Al-Kut" : "al-kut")) << text;
  }
  EXPECT_EQ(tree("title:(Al Kut)"), "title:kut OR title:alkut");
  EXPECT_EQ(tree("Al Kut airport"), "(kut OR alkut) AND airport");
  EXPECT_EQ(tree("Al Gore"), "al AND Gore");
  EXPECT_EQ(tree("El Salvador"), "el AND Salvador");
  for (const std::string_view text : {"al", "al -kut", "al AND kut", "al OR kut", "al (kut)", "+al kut", "al 5"}) {
    EXPECT_EQ(tree(text).find("alkut"), std::string::npos) << text;
  }
  const auto simple = make_analyzer("simple").value();
  EXPECT_EQ(tree_under("al Kut", *simple), "al AND kut");
}

TEST_F(TextLeafTest, ModelsAndDecadesHaveTheirPlural) {
  const auto tree = [&](std::string_view text) { return tree_under(text, *analyzer_); };
  EXPECT_EQ(tree("F16"), "\"f16\" OR \"f16s\"");
  EXPECT_EQ(tree("F-16s"), "\"f 16s\" OR \"f16s\" OR \"f16\" OR \"f 16\"");
  EXPECT_EQ(tree("F-16's"), tree("F-16s"));
  EXPECT_EQ(tree("1990s"), "\"1990s\" OR \"1990 s\"");
  EXPECT_EQ(tree("1990\u2019s"), tree("1990s"));
  EXPECT_EQ(tree("\"1990's\""), "\"1990 s\"");
  EXPECT_EQ(tree("covid19 1991s 5s"), "covid19 AND 1991s AND 5s");
}

TEST_F(TextLeafTest, AQueryOfManyNumbersIsSearchedWithoutTheirOtherSpellings) {
  std::string query;
  for (std::size_t i = 0; i < limits::kQueryLeaves; ++i) query += "F" + std::to_string(i + 100) + " ";
  const auto parsed = parse_query(query, kTitle, *analyzer_, {});
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed->root->leaf_count, limits::kQueryLeaves);
  EXPECT_EQ(parsed->notes, std::vector<std::string>{"the query is too large for other spellings of its words"});
  EXPECT_EQ(parse_query(query + "F16", kTitle, *analyzer_, {}).error().code, ErrorCode::kResourceLimit);
}

TEST_F(TextLeafTest, ArabicDigitsAreAlsoThoseOfAscii) {
  EXPECT_EQ(tree_under("\u0662\u0660\u0662\u0664 \u06F1\u06F4 \u0967", *analyzer_), "2024 AND 14 AND 1");
  const auto old = make_analyzer("english", 3).value();
  EXPECT_EQ(tree_under("\u0662\u0660\u0662\u0664 \u06F1\u06F4", *old),
            "(\"\u0662\u0660\u0662\u0664\" OR 2024) AND (\"\u06F1\u06F4\" OR 14)");
  EXPECT_EQ(tree_under("\"\u0662\"", *old), "\"\u0662\"");
  const auto simple = make_analyzer("simple").value();
  EXPECT_EQ(tree_under("\u0665", *simple), "\"\u0665\" OR 5");
}

TEST_F(TextLeafTest, APercentSignIsTheWord) {
  const auto tree = [&](std::string_view text) { return tree_under(text, *analyzer_); };
  EXPECT_THAT(tree("40%"),
              testing::StartsWith("\"40 percent\" OR \"40 per cent\" OR \"40 pct\" OR \"40pct\" OR \"forty percent\""));
  EXPECT_EQ(tree("1400%"),
            "\"1400 percent\" OR \"1400 per cent\" OR \"1400 pct\" OR \"1400pct\" OR \"1,400 percent\" OR "
            "\"1,400 per cent\" OR \"1,400 pct\" OR \"1,400pct\" OR "
            "(1400 ADJ/3 percent OR 1400 ADJ/3 pct OR \"1,400\" ADJ/3 percent OR \"1,400\" ADJ/3 pct) AND "
            "(1400 OR \"1,400\") ADJ/1 (to OR and OR or) ADJ/2 (percent OR pct) OR "
            "(1400 ADJ/3 \"per cent\" OR \"1,400\" ADJ/3 \"per cent\") AND "
            "(1400 OR \"1,400\") ADJ/1 (to OR and OR or) ADJ/2 per ADJ/1 cent");
  EXPECT_EQ(tree("5-7"), "\"5 7\" OR \"5 to 7\" OR \"between 5 and 7\"");
  EXPECT_EQ(tree("12:30"), "\"12 30\"");
  EXPECT_EQ(tree("\"rose 40%\""), "\"rose 40 percent\"");
  EXPECT_EQ(tree_under("40%", *make_analyzer("english", 3).value()), "40");
}

TEST_F(TextLeafTest, ACountedCompoundIsAlsoWrittenApart) {
  const auto tree = [&](std::string_view text) { return tree_under(text, *analyzer_); };
  EXPECT_EQ(tree("9000-year-old"),
            "\"9000 year old\" OR 9000yearold OR \"9000 years old\" OR \"9,000 year old\" OR \"9,000 years old\" OR "
            "\"9000 year olds\"");
  EXPECT_THAT(tree("twelve-year-old"), testing::HasSubstr("\"12 years old\""));
  EXPECT_THAT(tree("12-year-old"), testing::HasSubstr("\"twelve year old\""));
  EXPECT_THAT(tree("4-minute"), testing::HasSubstr("\"four minutes\""));
  EXPECT_THAT(tree("thirty-four"), testing::HasSubstr(" OR 34"));
  EXPECT_THAT(tree("twenty-seven-year-old"), testing::HasSubstr("\"27 year old\""));
  EXPECT_THAT(tree("year-end"), testing::Not(testing::HasSubstr("years")));
}

TEST_F(TextLeafTest, TheLettersBeforeACurrencyFallAway) {
  const auto tree = [&](std::string_view text) { return tree_under(text, *analyzer_); };
  EXPECT_EQ(tree("US$1,400"), tree("$1,400"));
  EXPECT_EQ(tree("A\u20AC5"), "5");
  EXPECT_EQ(tree("us$5"), "\"us 5\"");
  EXPECT_EQ(tree("US$x"), "\"us x\"");
}

TEST_F(TextLeafTest, AnArabicNounStandsWithAndWithoutItsArticle) {
  const auto tree = [&](std::string_view text) { return tree_under(text, *analyzer_); };
  EXPECT_EQ(tree("\u0639\u0628\u0627\u062F\u064A"),
            "\u0639\u0628\u0627\u062F\u064A OR \u0627\u0644\u0639\u0628\u0627\u062F\u064A");
  EXPECT_EQ(tree("\u0627\u0644\u0639\u0628\u0627\u062F\u064A"),
            "\u0627\u0644\u0639\u0628\u0627\u062F\u064A OR \u0639\u0628\u0627\u062F\u064A");
  EXPECT_EQ(tree("\u0645\u0646"), "\u0645\u0646");  // two letters
  EXPECT_EQ(tree("\"\u0639\u0628\u0627\u062F\u064A\""), "\u0639\u0628\u0627\u062F\u064A");
}

TEST_F(TextLeafTest, OneWordInBracketsIsExactAndWrittenSo) {
  const auto tree = parse_query("title:[airports]^2", kTitle, *analyzer_, {.strict = true});
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(to_string(*tree->root), "title:\"airports\"^2");
  const auto again = parse_query(to_string(*tree->root), kTitle, *analyzer_, {.strict = true});
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(same_tree(*tree->root, *again->root));
}

TEST_F(TextLeafTest, WordsInCapitalsAreExact) {
  EXPECT_EQ(bare("AIDS"), "\"aids\"");
  EXPECT_EQ(bare("U.N."), "\"UN\"");
  EXPECT_EQ(quoted("WHO"), "\"WHO\"");
  EXPECT_EQ(bare("us"), "us");
  EXPECT_EQ(quoted("US troops"), "\"us troops\"");
  EXPECT_EQ(bare("aids"), "aids");
  EXPECT_EQ(bare("A"), "a");
}

TEST_F(TextLeafTest, HyphenatedWordsAreTheirPartsOrTheJoinedForm) {
  EXPECT_EQ(bare("counter-offensives"), "\"counter offensives\" OR counteroffensives OR \"counter offensive\"");
  EXPECT_EQ(leaf_.bare("")->children[1]->class_name, "counteroffens'");
  EXPECT_EQ(quoted("counter-offensive"), "\"counter offensive\" OR \"counteroffensive\"");
  EXPECT_EQ(quoted("the counter-offensive in"), "\"the counter offensive in\" OR \"the counteroffensive in\"");
  EXPECT_EQ(quoted("a-b-c-d-e"), "\"a b c d e\"");
}

TEST_F(TextLeafTest, ArticlesStandWithTheirNouns) {
  EXPECT_EQ(bare("al-sham"), "sham OR alsham");
  EXPECT_EQ(quoted("Tahrir al-Sham"), "\"tahrir sham\" OR \"tahrir al sham\" OR \"tahrir alsham\"");
  EXPECT_EQ(quoted("Tahrir al Sham"), "\"tahrir al sham\" OR \"tahrir alsham\"");
  EXPECT_EQ(quoted("as yet"), "\"as yet\"");
  EXPECT_EQ(quoted("al-Qaida-linked men"), "\"qaida linked men\" OR \"alqaidalinked men\"");
}

TEST_F(TextLeafTest, BareWordsWithACapitalAreNames) {
  EXPECT_EQ(bare("Mohammed"), "Mohammed");
  EXPECT_EQ(leaf_.bare("")->name_weight, kNameWeight);
  EXPECT_EQ(leaf_.bare("", {TextLeaf::Names::kOff, true})->name_weight, 0);
  EXPECT_EQ(to_string(*leaf_.bare("", {TextLeaf::Names::kAll, true})), "name:mohammed");
  EXPECT_EQ(bare("mohammed"), "mohammed");
  EXPECT_EQ(leaf_.bare("")->name_weight, 0);
  EXPECT_EQ(leaf_.bare("", {TextLeaf::Names::kAll, true})->name_weight, 1);
  EXPECT_EQ(bare("al-Sham"), "Sham OR alsham");
  EXPECT_EQ(leaf_.bare("")->children[1]->name_weight, 0);
  for (const char* const word : {"Ali", "MOHAMMED", "\u00C9lodie"}) {
    (void)bare(word);
    EXPECT_EQ(leaf_.bare("")->name_weight, 0) << word;
  }
  (void)quoted("Mohammed");
  EXPECT_EQ(leaf_.quoted("")->name_weight, 0);
}

TEST_F(TextLeafTest, AFunctionWordWithACapitalIsNoNameHoweverWordsMatch) {
  for (const bool any : {false, true}) {
    EXPECT_EQ(tree_under("Here", *analyzer_, {.match_any = any}), "here");
    EXPECT_EQ(tree_under("Where Aleppo", *analyzer_, {.match_any = any}), any ? "where OR Aleppo" : "where AND Aleppo");
  }
  EXPECT_EQ(tree_under("name:(Here)", *analyzer_), "name:here");
}

TEST_F(TextLeafTest, WhatNameGovernsBesidesWordsIsOfAnyTextField) {
  EXPECT_EQ(tree_under("name:[Putin assad]^2 name:[aleppo]", *analyzer_),
            "(\"putin\"^2 OR \"assad\"^2) AND \"aleppo\"");
  EXPECT_EQ(tree_under("name:jihad* name:/ji.*d/ name:assad~1 name:*", *analyzer_),
            "jihad* AND /ji.*d/ AND assad~1 AND *");
}

TEST_F(TextLeafTest, BareWordsHaveTheirOtherSpellings) {
  EXPECT_EQ(bare("organisations"), "organisations");
  EXPECT_EQ(leaf_.bare("")->spellings, (std::vector<WordSpelling>{{"organizations", "organ"}}));
  EXPECT_TRUE(leaf_.bare("", {TextLeaf::Names::kCapitals, false})->spellings.empty());
  EXPECT_TRUE(leaf_.quoted("")->spellings.empty());
  EXPECT_EQ(bare("Colour"), "Colour");
  EXPECT_EQ(leaf_.bare("")->spellings, (std::vector<WordSpelling>{{"color", "color"}}));
  EXPECT_EQ(leaf_.bare("")->name_weight, kNameWeight);
  for (const char* const word : {"travelled", "COLOUR", "building"}) {
    (void)bare(word);
    EXPECT_TRUE(leaf_.bare("")->spellings.empty()) << word;
  }
}

TEST_F(TextLeafTest, PartsOfBareCompoundsHaveTheirOtherSpellings) {
  EXPECT_EQ(bare("self-defence"),
            "\"self defence\" OR selfdefence OR \"self defense\" OR selfdefense OR \"self defences\"");
  EXPECT_FALSE(leaf_.bare("")->children[1]->is_synonym);
  EXPECT_TRUE(leaf_.bare("")->children[2]->is_synonym);
  EXPECT_TRUE(leaf_.bare("")->children[3]->is_synonym);
  EXPECT_EQ(leaf_.bare("", {TextLeaf::Names::kOff, false})->children.size(), 2u);
  EXPECT_EQ(quoted("self-defence"), "\"self defence\" OR \"selfdefence\"");
  EXPECT_EQ(bare("centre-centre-centre-centre"),
            "\"centre centre centre centre\" OR centrecentrecentrecentre OR "
            "\"center centre centre centre\" OR centercentrecentrecentre OR "
            "\"centre center centre centre\" OR centrecentercentrecentre OR "
            "\"centre centre center centre\" OR centrecentrecentercentre OR "
            "\"centre centre centre center\" OR centrecentrecentrecenter OR "
            "\"centre centre centre centres\"");
}

TEST_F(TextLeafTest, AcronymsThatAreCountedHaveAPlural) {
  EXPECT_EQ(bare("NGO"), "\"ngo\" OR \"ngos\"");
  EXPECT_EQ(bare("NGOs"), "ngos OR \"ngo\"");
  EXPECT_EQ(bare("ngos"), "ngos");
  EXPECT_EQ(bare("WHO"), "\"WHO\"");
  EXPECT_EQ(bare("CAR"), "\"CAR\"");
  EXPECT_EQ(quoted("NGO"), "\"ngo\"");
  (void)bare("NGO");
  EXPECT_EQ(leaf_.bare("", {TextLeaf::Names::kOff, false})->term, "ngo");
}

TEST_F(TextLeafTest, AJoinedWordHasItsOtherSpellingsOnce) {
  EXPECT_EQ(bare("re-organise"), "\"re organise\" OR reorganise OR \"re organize\" OR \"re organises\"");
  EXPECT_EQ(leaf_.bare("")->children[1]->spellings, (std::vector<WordSpelling>{{"reorganize", "reorgan"}}));
  EXPECT_EQ(bare("self-defence"),
            "\"self defence\" OR selfdefence OR \"self defense\" OR selfdefense OR \"self defences\"");
}

TEST_F(TextLeafTest, AHeadlineInCapitalsHasNoAcronyms) {
  EXPECT_EQ(tree_under("WHO KILLED PRESIDENT", *analyzer_), "\"who\" AND \"killed\" AND \"president\"");
  EXPECT_EQ(tree_under("WHO UN UNICEF", *analyzer_), "\"WHO\" AND \"UN\" AND \"unicef\"");
  EXPECT_EQ(tree_under("US president", *analyzer_), "(\"US\" OR \"usa\") AND president");
  EXPECT_EQ(tree_under("ATLEAST/2 (ICE UN WHO)", *analyzer_), "ATLEAST/2 (\"ICE\" \"UN\" \"WHO\")");
}

TEST_F(TextLeafTest, ANumberAtTheBeginningOfAFieldKeepsItsFieldAndBoost) {
  EXPECT_EQ(tree_under("title:^f16", *analyzer_), "title:^f16");
  EXPECT_EQ(tree_under("title:^1400^0.5", *analyzer_), "title:^1400^0.5");
  EXPECT_EQ(tree_under("^f16^2", *analyzer_), "^f16^2");
}

TEST_F(TextLeafTest, AJoinedSpellingHasItsOwnSpellings) {
  const auto tree = parse_query("catalog-loged", kTitle, *analyzer_, {});
  ASSERT_TRUE(tree.has_value());
  const auto again = parse_query(to_string(*tree->root), kTitle, *analyzer_, {.strict = true});
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(same_tree(*tree->root, *again->root));
}

TEST_F(TextLeafTest, AnAnchorHoldsForAllWaysToWriteAWord) {
  for (const auto& [text, written] :
       {std::pair("^al-Sham", "^(sham OR alsham)"), std::pair("^e-mail", "^\"e mail\" OR ^email"),
        std::pair("title:^40%", "title:^\"40 percent\"")}) {
    const auto tree = parse_query(text, kTitle, *analyzer_, {.strict = true});
    ASSERT_TRUE(tree.has_value()) << text;
    EXPECT_EQ(to_string(*tree->root), written);
    EXPECT_EQ(tree_under(written, *analyzer_), written);
  }
}

TEST_F(TextLeafTest, OneCharacterOfChineseStandsInPairs) {
  EXPECT_EQ(tree_under("\u4E2D", *analyzer_), "\u4E2D* OR *\u4E2D");
  EXPECT_EQ(tree_under("\u4E2D\u56FD", *analyzer_), "\u4E2D\u56FD");
  EXPECT_EQ(tree_under("\u4E2D\u56FD\u4EBA", *analyzer_), "\"\u4E2D\u56FD \u56FD\u4EBA\"");
  const auto old = make_built_in_analyzer("english", 2).value();
  EXPECT_EQ(to_string(*parse_query("\u4E2D", kTitle, *old, {})->root), "\"\u4E2D\"");
  EXPECT_EQ(tree_under("\"\u4E2D\"", *analyzer_), "\"\u4E2D\"");
}

TEST_F(TextLeafTest, ACompoundIsAlsoTwoWords) {
  EXPECT_EQ(bare("airstrikes"), "airstrikes");
  EXPECT_EQ(leaf_.bare("")->spellings, (std::vector<WordSpelling>{{"air strike", ""}, {"air strikes", ""}}));
}

TEST_F(TextLeafTest, TwoWordsMayBeOne) {
  EXPECT_EQ(leaf_.joined_with("air", "strikes"), (WordSpelling{"airstrikes", "airstrik"}));
  EXPECT_EQ(leaf_.joined_with("man", "age"), WordSpelling());
  EXPECT_EQ(leaf_.joined_with("go", "kart"), WordSpelling());
  EXPECT_EQ(leaf_.joined_with("the", "rapist"), WordSpelling());
  EXPECT_EQ(leaf_.joined_with("never", "there"), WordSpelling());
  EXPECT_EQ(leaf_.joined_with("2024", "olympics"), (WordSpelling{"2024 olympics", ""}));
  EXPECT_EQ(leaf_.joined_with("1400", "olympics"), WordSpelling());
  EXPECT_EQ(leaf_.joined_with(std::string(limits::kTokenBytes, 'a'), "strikes"), WordSpelling());
  const std::vector<QueryField> fields = {{"title", QueryField::Kind::kText}, {"date", QueryField::Kind::kDate}};
  const auto joined_of = [&](std::string_view query, bool match_any) {
    std::string joined;
    std::vector<QueryNodePtr> todo{parse_query(query, fields, *analyzer_, {.match_any = match_any}).value().root};
    while (!todo.empty()) {
      const QueryNodePtr node = todo.back();
      todo.pop_back();
      joined += node->joined.term.empty() ? "" : node->joined.term + " ";
      todo.insert(todo.end(), node->children.rbegin(), node->children.rend());
    }
    return joined;
  };
  for (const bool match_any : {false, true}) {
    EXPECT_EQ(joined_of("air strikes", match_any), "airstrikes ");
    EXPECT_EQ(joined_of("title:(air strikes hama)", match_any), "airstrikes strikeshama ");
    EXPECT_EQ(joined_of("rain (air strikes)", match_any), "airstrikes ");
    for (const char* const query : {"\"air\" strikes",
                                    "air \"strikes\"",
                                    "air -strikes",
                                    "-air strikes",
                                    "+air strikes",
                                    "air AND strikes",
                                    "air OR strikes",
                                    "air title:strikes",
                                    "title:air strikes",
                                    "air^2 strikes",
                                    "air strikes~1",
                                    "air strike*",
                                    "air date:2024 strikes",
                                    "air (strikes)",
                                    "air ... strikes",
                                    "AIR strikes",
                                    "ATLEAST/2 (air strikes rain)",
                                    "air-base strikes",
                                    "air date:(strikes)",
                                    "^air strikes",
                                    "name:air strikes"}) {
      EXPECT_EQ(joined_of(query, match_any), "") << query;
    }
  }
  const auto off = parse_query("air strikes", fields, *analyzer_, {.spellings = false});
  EXPECT_TRUE(off.value().root->children[1]->joined.term.empty());
}

TEST_F(TextLeafTest, UsaIsAlsoUs) {
  EXPECT_EQ(bare("USA"), "\"usa\" OR \"US\"");
  EXPECT_EQ(bare("US"), "\"US\" OR \"usa\"");
  EXPECT_EQ(bare("U.S."), bare("US"));
  EXPECT_EQ(bare("us"), "us");
  EXPECT_EQ(quoted("USA"), "\"usa\"");
  EXPECT_EQ(quoted("US"), "\"US\"");
  EXPECT_EQ(bare("PhD"), "phd OR \"ph.d\" OR \"ph d\"");
  EXPECT_EQ(bare("PHD"), "\"phd\" OR \"ph.d\" OR \"ph d\"");
  EXPECT_EQ(bare("Ph.D."), "\"ph.d\" OR \"phd\" OR \"ph d\"");
  EXPECT_EQ(to_string(*leaf_.bare("", {TextLeaf::Names::kCapitals, false})), "\"ph.d\"");
  EXPECT_EQ(bare("$1.2pct"), "\"1.2pct\"") << "as a word it would stand for 1.2 percent";
  EXPECT_EQ(tree_under("27th of November", *analyzer_), tree_under("27th November", *analyzer_));
  EXPECT_NE(tree_under("27th of Brigade", *analyzer_), tree_under("27th Brigade", *analyzer_));
  EXPECT_NE(tree_under("27th killed November", *analyzer_), tree_under("27th November", *analyzer_));
}

TEST_F(TextLeafTest, ANameWithAnUmlautIsAlsoWrittenWithout) {
  EXPECT_EQ(bare("J\u00F6rg"), "Jorg OR \"joerg\"");
  EXPECT_EQ(bare("Joerg"), "Joerg OR \"jorg\"^0.5");
  EXPECT_EQ(bare("joerg"), "joerg");
  EXPECT_EQ(quoted("J\u00F6rg"), "\"jorg\"");
  EXPECT_EQ(bare("Michael"), "Michael");
  const auto german = make_analyzer("german").value();
  EXPECT_EQ(tree_under("J\u00F6rg", *german), "j\u00F6rg");
}

TEST_F(TextLeafTest, ANumberAndItsUnitMayBeOneWord) {
  EXPECT_THAT(bare("$5bn"), testing::StartsWith(R"("5bn" OR "5 billion" OR "5 bn" OR "five billion" AND NOT )"));
  EXPECT_EQ(to_string(*leaf_.bare("", {TextLeaf::Names::kCapitals, false})), "\"5bn\"");
  const auto joined_of = [&](std::string_view query) {
    const auto parsed = parse_query(query, kTitle, *analyzer_, {});
    return parsed->root->children.back()->joined;
  };
  EXPECT_EQ(joined_of("$5 billion"), (WordSpelling{"5bn", ""}));
  EXPECT_EQ(joined_of("15 kilometres"), (WordSpelling{"15km", ""}));
  EXPECT_EQ(joined_of("5 people"), (WordSpelling{"5 people", ""}));
  for (const char* const query : {"x5 people", "5 of", "\"15\" km", "15 OR km", "x5 km", "15 -km"}) {
    EXPECT_EQ(joined_of(query), WordSpelling()) << query;
  }
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

TEST_F(TextLeafTest, NumbersStandWithAndWithoutCommas) {
  EXPECT_EQ(bare("1400"), "\"1400\" OR \"1,400\"");
  EXPECT_EQ(bare("10,000"),
            R"("10,000" OR "10000" OR "10 000" OR "ten thousand" AND NOT ((hundred )"
            R"(OR million) ADJ/1 "ten thousand" OR "hundred and" ADJ/1 "ten thousand") OR "10 thousand" OR "10k")");
  EXPECT_EQ(bare("10,500"), R"("10,500" OR "10500")");
  EXPECT_EQ(bare("2024"), "2024");
  EXPECT_EQ(bare("3catalogued"), "3catalogued");
  EXPECT_EQ(quoted("1400"), "\"1400\"");
  EXPECT_EQ(to_string(*leaf_.bare("", {TextLeaf::Names::kCapitals, false})), "\"1400\"");
}

TEST(TextLeaf, SimpleKnowsNoOtherWays) {
  const auto simple = make_analyzer("simple").value();
  TextLeaf leaf(*simple);
  leaf.read("al-Sham");
  EXPECT_EQ(to_string(*leaf.quoted("")), "\"al sham\"");
  EXPECT_EQ(to_string(*leaf.bare("")), "\"al sham\"");
  leaf.read("1400");
  EXPECT_EQ(to_string(*leaf.bare("")), "\"1400\"");
  leaf.read("Airports");
  EXPECT_EQ(to_string(*leaf.bare("")), "airports");
  EXPECT_EQ(leaf.bare("")->class_name, "");
}

}  // namespace
}  // namespace riffle
