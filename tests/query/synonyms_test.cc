// What words with synonyms become, under the analyzer with stems; the table of the specification covers the rest.
#include "riffle/synonyms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "plain_analyzer.h"
#include "query/query_parser.h"
#include "query/spelling.h"

namespace riffle {
namespace {

class SynonymsTest : public testing::Test {
 protected:
  Result<ParsedQuery> parse(std::string_view query, std::string_view rules, ParseOptions options = {}) {
    options.synonyms = Synonyms::parse(rules).value();
    return parse_query(query, article_fields(), *analyzer_, options);
  }
  std::string tree(std::string_view query, std::string_view rules) {
    const auto parsed = parse(query, rules);
    return parsed ? to_string(*parsed->root) : "error: " + parsed.error().message;
  }

  std::unique_ptr<Analyzer> analyzer_ = make_analyzer("english").value();
};

TEST_F(SynonymsTest, AnyFormIsFoundAndAnyFormSearched) {
  const auto parsed = parse("ships", "ship, vessels");
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->root->children.size(), 2u);
  EXPECT_EQ(parsed->root->children[0]->term, "ships");
  EXPECT_FALSE(parsed->root->children[0]->is_synonym);
  EXPECT_EQ(parsed->root->children[1]->class_name, "vessel");
  EXPECT_EQ(parsed->root->children[1]->boost, 0.5);
  EXPECT_TRUE(parsed->root->children[1]->is_synonym);
  EXPECT_EQ(tree("heart attacks", "heart attack, infarction"), "heart AND attacks OR infarction^0.5");
}

TEST_F(SynonymsTest, WordsInCapitalsAreAcronyms) {
  const std::string_view rules = "US, America\nwho, question\n";
  EXPECT_EQ(tree("US", rules), "\"US\" OR \"usa\" OR america^0.5");
  EXPECT_EQ(tree("U.S.", rules), "\"US\" OR \"usa\" OR america^0.5");
  EXPECT_EQ(tree("us", rules), "us");
  EXPECT_EQ(tree("america", rules), "america OR \"US\"^0.5");
  EXPECT_EQ(tree("WHO", rules), "\"WHO\" OR question^0.5");
  EXPECT_EQ(tree("who", rules), "who OR question^0.5");
}

TEST_F(SynonymsTest, WhatAQueryIsToldOfIsNoWordOfAnEntry) {
  const std::string_view rules = "4 4.24, four\n1 date 1111, once\n";
  EXPECT_EQ(tree("4 -4.24", rules), "4 AND 4.24");
  EXPECT_FALSE(parse("4 -4.24", rules, {.strict = true}).has_value());
  EXPECT_EQ(tree("1 date>1111", rules), "1 AND date:1112-01-01T00:00:00Z..");
  EXPECT_FALSE(parse("1 date>1111", rules, {.strict = true}).has_value());
  EXPECT_EQ(tree("4 4.24", rules), "4 AND 4.24 OR four^0.5");
}

TEST_F(SynonymsTest, HyphensSeparateWords) {
  EXPECT_EQ(tree("cease-fire talks", "cease fire, truce"),
            "(\"cease fire\" OR ceasefire OR \"cease fires\" OR truce^0.5) AND talks");
  EXPECT_EQ(tree("truce", "cease-fire, truce"), "truce OR \"cease fire\"^0.5 OR ceasefire^0.5");
  EXPECT_EQ(tree("cease fire", "cease-fire, truce"), "cease AND fire OR truce^0.5");
}

TEST_F(SynonymsTest, HyphensJoinWordsToo) {
  EXPECT_EQ(tree("wifi", "wi-fi, wireless"), "wifi OR wireless^0.5");
  EXPECT_EQ(tree("wi-fi", "wifi, wireless"), "\"wi fi\" OR wifi OR \"wi fis\" OR wireless^0.5");
  EXPECT_EQ(tree("wireless", "wi-fi, wireless"), "wireless OR \"wi fi\"^0.5 OR wifi^0.5");
  EXPECT_EQ(tree("wi-fi router", "wifi router, hotspot"),
            "(\"wi fi\" OR wifi OR \"wi fis\") AND router OR hotspot^0.5");
  EXPECT_EQ(tree("fast wifi routers", "wi-fi router, hotspot"), "fast AND (wifi AND routers OR hotspot^0.5)");
  EXPECT_EQ(tree("wifi", "wi-fi => wireless"), "wireless");
  EXPECT_EQ(tree("wifi", "wi-fi => wifi, wireless"), "wifi OR wireless^0.5");
  EXPECT_EQ(tree("wi-fi", "wi-fi, wireless\nwifi, hotspot"),
            "\"wi fi\" OR wifi OR \"wi fis\" OR wireless^0.5 OR hotspot^0.5");
  EXPECT_EQ(tree("wi", "wi-fi, wireless"), "wi");
  EXPECT_EQ(tree("wifi", "wi fi, wireless"), "wifi");
}

TEST_F(SynonymsTest, TheLongestEntryIsTakenAndNothingTwice) {
  const std::string_view rules = "new york, nyc\nnew york city, nyc, big apple\nyork, jorvik\ncity, town";
  EXPECT_EQ(tree("new york city hall", rules), "(new AND york AND city OR nyc^0.5 OR \"big apple\"^0.5) AND hall");
  EXPECT_EQ(tree("new york town", rules), "(new AND york OR nyc^0.5) AND (town OR city^0.5)");
  EXPECT_EQ(tree("york city", rules), "(york OR jorvik^0.5) AND (city OR town^0.5)");
  EXPECT_EQ(tree("nyc", rules), "nyc OR \"new york\"^0.5 OR \"new york city\"^0.5 OR \"big apple\"^0.5");
  EXPECT_EQ(tree("car", "car, auto\ncar, autos, automobile\ncars, auto"), "car OR auto^0.5 OR automobile^0.5");
}

TEST_F(SynonymsTest, ExplicitRulesReplaceWhatTheyDoNotName) {
  EXPECT_EQ(tree("tv", "tv => television, tv"), "tv OR television^0.5");
  EXPECT_EQ(tree("tv", "tv => television, telly"), "television OR telly");
  EXPECT_EQ(tree("television", "tv => television"), "television");
  EXPECT_EQ(tree("tv", "tv => television\ntv, telly"), "tv OR television^0.5 OR telly^0.5");
  EXPECT_EQ(tree("tv", "tv => &"), "tv");
  EXPECT_EQ(tree("sea biscuit^2", "sea biscuit => seabiscuit"), "sea AND biscuit^2");
  EXPECT_EQ(tree("(sea biscuit)^2", "sea biscuit => seabiscuit"), "seabiscuit^2");
}

TEST_F(SynonymsTest, OperatorsKeepTheirWords) {
  const std::string_view rules = "heart attack, infarction\nattack, assault";
  EXPECT_EQ(tree("-heart attack", rules), "NOT heart AND (attack OR assault^0.5)");
  EXPECT_EQ(tree("heart attack NEAR/3 x", rules), "heart AND attack NEAR/3 x");
  EXPECT_EQ(tree("x NEAR/3 attack", rules), "x NEAR/3 attack");
  EXPECT_EQ(tree("(attack OR raid) NEAR/3 x", rules), "(attack OR raid) NEAR/3 x");
  EXPECT_EQ(tree("heart title:attack", rules), "heart AND (title:attack OR title:assault^0.5)");
  EXPECT_EQ(tree("name:attack ^attack attack~1 atta* title:[attack]", rules),
            "name:attack AND ^attack AND attack~1 AND atta* AND title:\"attack\"");
  EXPECT_EQ(tree("source:attack", rules), "source:attack");
  EXPECT_EQ(tree("heart attack?", rules), "heart AND attack OR infarction^0.5");
}

TEST_F(SynonymsTest, WhatIsSearchedInsteadCanBeNearAWord) {
  const std::string_view rules = "tv => television, small screen\ncar, auto, motor car";
  EXPECT_EQ(tree("(tv) NEAR/3 set", rules), "television NEAR/3 set OR \"small screen\" NEAR/3 set");
  EXPECT_EQ(tree("set ADJ/2 (tv) NEAR/3 x", rules),
            "set ADJ/2 television NEAR/3 x OR set ADJ/2 \"small screen\" NEAR/3 x");
  EXPECT_EQ(tree("(car) NEAR/3 crash", rules), "car NEAR/3 crash");
  EXPECT_TRUE(parse("(tv) NEAR/3 set", rules, {.strict = true}).has_value());
  std::string many = "tv => a b";
  for (int i = 0; i < 16; ++i) many += ", a w" + std::to_string(i);
  const auto strict = parse("(tv) NEAR/3 set", many, {.strict = true});
  ASSERT_TRUE(strict.has_value());
  EXPECT_EQ(to_string(*strict->root), "tv NEAR/3 set");
  EXPECT_THAT(strict->notes, testing::ElementsAre(testing::HasSubstr("searched without them")));
  EXPECT_FALSE(parse("(tv AND) NEAR/3 set", many, {.strict = true}).has_value());
}

TEST_F(SynonymsTest, NoTextFailsForItsSynonyms) {
  std::string rules = "base";
  for (int i = 1; i < 60; ++i) rules += ", word" + std::to_string(i);
  const auto one = parse("base", rules);
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->root->children.size(), 33u);
  EXPECT_THAT(one->notes, testing::ElementsAre(
                              "'base' has more synonyms than a query may have; the first 32 of them are searched"));
  // The same in strict mode: it is no trouble.
  EXPECT_EQ(parse("base", rules, {.strict = true})->notes, one->notes);
  std::string query;
  for (std::size_t i = 0; i < limits::kQueryLeaves; ++i) {
    query += "base ";
    if (i % 100 != 99 && i + 1 != limits::kQueryLeaves) continue;
    const auto parsed = parse(query, rules);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    const bool has_room = i + 1 + 256 <= limits::kQueryLeaves;
    EXPECT_EQ(parsed->root->leaf_count, i + 1 + (has_room ? 256 : 0));
  }
  EXPECT_THAT(parse(query, rules)->notes,
              testing::ElementsAre("with its synonyms the query would be too large; it is searched without them"));
  EXPECT_EQ(parse(query + "base", rules).error().code, ErrorCode::kResourceLimit);
  // As deep as may be; the synonyms of the innermost word would need parentheses.
  query.clear();
  for (std::size_t i = 0; i < limits::kQueryDepth / 2; ++i) query += "-(b OR ";
  query += "c base" + std::string(limits::kQueryDepth / 2, ')');
  const auto deep = parse(query, "base, d");
  ASSERT_TRUE(deep.has_value()) << deep.error().message;
}

TEST_F(SynonymsTest, SuggestionsAreOfWhatWasTyped) {
  const auto parsed = parse("airpotr car", "car, automobile");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(to_string(*replace_words(*parsed->root, {{"airpotr", "airport", 9}})), "airport AND car");
}

TEST_F(SynonymsTest, OneSetServesSeveralAnalyzers) {
  const Synonyms synonyms = Synonyms::parse("ships, boats").value();
  const std::unique_ptr<Analyzer> simple = make_analyzer("simple").value();
  for (int round = 0; round < 2; ++round) {
    const ParseOptions options{.synonyms = synonyms};
    EXPECT_EQ(to_string(*parse_query("ship", article_fields(), *analyzer_, options)->root), "ship OR boats^0.5");
    EXPECT_EQ(to_string(*parse_query("ship", article_fields(), *simple, options)->root), "ship");
    EXPECT_EQ(to_string(*parse_query("SHIPS", article_fields(), *simple, options)->root), "ships OR boats^0.5");
  }
}

}  // namespace
}  // namespace riffle
