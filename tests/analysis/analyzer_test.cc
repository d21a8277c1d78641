#include "analysis/analyzer.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "tokens.h"

namespace riffle {
namespace {

TEST(MakeAnalyzer, KnowsSimpleAndEnglish) {
  for (const std::string name : {"simple", "english"}) {
    const auto made = make_analyzer(name);
    ASSERT_TRUE(made) << name;
    EXPECT_EQ((*made)->name(), name);
    EXPECT_EQ((*made)->version(), name == "english" ? 4u : 1u);
  }
}

TEST(MakeAnalyzer, KnowsOldVersionsAndRefusesNewerOnes) {
  const auto old = make_built_in_analyzer("english", 1);
  ASSERT_TRUE(old);
  EXPECT_EQ((*old)->version(), 1u);
  EXPECT_EQ(terms_of(**old, "U.S.-led counter-offensives in al-Sham"), "u.s led counter offens in al sham");
  EXPECT_EQ((*old)->class_of("offensives"), "");
  const auto second = make_built_in_analyzer("english", 2);
  ASSERT_TRUE(second);
  EXPECT_EQ((*second)->version(), 2u);
  EXPECT_EQ(terms_of(**second, "U.S.-led WHO's U.N.'s"), "us usled led usled who un s");
  EXPECT_EQ(terms_of(**second, "\uD55C\uAD6D\uC5B4"), "\uD55C\uAD6D\uC5B4");
  EXPECT_EQ(terms_of(*make_built_in_analyzer("english", 3).value(), "\u0662\u0660x \u0967"), "\u0662\u0660x \u0967");
  EXPECT_EQ(terms_of(*make_built_in_analyzer("hindi", 1).value(), "\u0967\u0968"), "\u0967\u0968");
  for (const std::string name : {"simple", "english"}) {
    const auto newer = make_analyzer(name, 5);
    ASSERT_FALSE(newer);
    EXPECT_EQ(newer.error().code, ErrorCode::kUnsupportedVersion);
  }
}

TEST(MakeAnalyzer, KnowsEveryLanguageThatItNames) {
  for (const std::string_view name : analyzer_names()) {
    const auto made = make_analyzer(name);
    ASSERT_TRUE(made) << name << ": " << made.error().message;
    EXPECT_EQ((*made)->name(), name);
    EXPECT_FALSE(make_analyzer(name, 5)) << name;
  }
  EXPECT_EQ(analyzer_names().size(), 29u);
}

TEST(MakeAnalyzer, NamesTheKnownOnesForAnyOther) {
  for (const std::string name : {"", "English", "porter", "klingon"}) {
    const auto made = make_analyzer(name);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(made.error().message.find("english, simple, arabic, "), std::string::npos) << made.error().message;
  }
}

TEST(MakeAnalyzer, GivesEachThreadOneThatAgrees) {
  const std::string text = "Shi\u2019a \u4E2D\u6587\u65B0\u805E T\u00FCrkiye's running";
  std::vector<std::string> terms(4);
  std::vector<std::thread> threads;
  threads.reserve(terms.size());
  for (std::string& mine : terms) {
    threads.emplace_back([&mine, &text] {
      for (int i = 0; i < 20; ++i) {
        const auto analyzer = analyzer_named("english");
        TokenList list;
        (void)analyzer->analyze(text, list);
        mine.clear();
        for (const Token& token : list.tokens) mine += token.term + " ";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_NE(terms[0].find("shia "), std::string::npos);
  for (const std::string& other : terms) EXPECT_EQ(other, terms[0]);
}

TEST(NormalizeKeyword, FoldsAndTrims) {
  const std::vector<TermCase> cases = {
      {"", ""},
      {" \t\n", ""},
      {"Reuters", "reuters"},
      {"  Shafaq News/ \n", "shafaq news/"},
      {"\u00A0\u3000BBC\u2003", "bbc"},
      {"\uFF22\uFF22\uFF23", "bbc"},
      {"Le Figar\u00D4", "le figar\u00F4"},
      {"STRASSE Stra\u00DFe", "strasse strasse"},
      {"bad\xFF"
       "byte",
       "bad\uFFFDbyte"},
      {"zero\u200Bwidth", "zerowidth"},
  };
  for (const auto& [value, normal] : cases) {
    EXPECT_EQ(normalize_keyword(value), normal) << testing::PrintToString(value);
    EXPECT_EQ(normalize_keyword(normal), normal);
  }
}

TEST(NormalizeKeyword, CutsAtACodePointBorderAndTrimsAgain) {
  EXPECT_EQ(normalize_keyword(std::string(600, 'A')), std::string(limits::kKeywordBytes, 'a'));
  EXPECT_EQ(normalize_keyword(std::string(511, 'a') + "\u00E9"), std::string(511, 'a'));
  EXPECT_EQ(normalize_keyword(std::string(510, 'a') + "\u00E9"), std::string(510, 'a') + "\u00E9");
  EXPECT_EQ(normalize_keyword(std::string(510, 'a') + "  b"), std::string(510, 'a'));
}

}  // namespace
}  // namespace riffle
