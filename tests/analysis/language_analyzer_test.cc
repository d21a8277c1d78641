#include "analysis/language_analyzer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tokens.h"

namespace riffle {
namespace {

/// True when all words have one class.
bool are_forms(const std::string& language, const std::vector<std::string>& words) {
  const auto analyzer = analyzer_named(language);
  std::vector<std::string> names;
  for (const std::string& word : words) {
    const std::string term = terms_of(*analyzer, word);
    names.emplace_back(analyzer->class_of(term));
  }
  return !names[0].empty() && std::count(names.begin(), names.end(), names[0]) == std::ssize(names);
}

TEST(LanguageAnalyzer, JoinsTheFormsOfAWord) {
  EXPECT_TRUE(are_forms("french", {"nationale", "nationaux", "Nationales"}));
  EXPECT_TRUE(are_forms("french", {"r\u00E9f\u00E9rendums", "R\u00C9F\u00C9RENDUM"}));
  EXPECT_TRUE(are_forms("german", {"H\u00E4user", "Hauses", "Haus"}));
  EXPECT_TRUE(are_forms("spanish", {"naci\u00F3n", "naciones"}));
  EXPECT_TRUE(are_forms("italian", {"guerra", "guerre"}));
  EXPECT_TRUE(are_forms("russian", {"\u0432\u043E\u0439\u043D\u0430", "\u0432\u043E\u0439\u043D\u0443"}));
  EXPECT_TRUE(are_forms("arabic", {"\u0643\u062A\u0627\u0628", "\u0627\u0644\u0643\u062A\u0627\u0628"}));
  EXPECT_FALSE(are_forms("french", {"guerre", "gare"}));
}

TEST(LanguageAnalyzer, KeepsWordsAsTheyStandWithTheirAccents) {
  const auto french = analyzer_named("french");
  EXPECT_EQ(terms_of(*french, "Le Caf\u00E9 d\u2019Alep, l'\u00C9tat; aujourd'hui"),
            "le caf\u00E9 alep \u00E9tat aujourdhui");
  EXPECT_EQ(terms_of(*french, "l' d'' qu"), "l d qu");
  EXPECT_EQ(terms_of(*french, "(\"Paris\"), [Lyon]. U.S.-led al-Assad"),
            "paris lyon us usled led usled al assad alassad");
  const auto italian = analyzer_named("italian");
  EXPECT_EQ(terms_of(*italian, "dell'Italia un'altra"), "italia altra");
  const auto turkish = analyzer_named("turkish");
  EXPECT_EQ(terms_of(*turkish, "\u0130stanbul istanbul I\u0307ki"), "istanbul istanbul iki");
  const auto german = analyzer_named("german");
  EXPECT_EQ(terms_of(*german, "Stra\u00DFe \u00DCBER d'accord"), "strasse \u00FCber daccord");
}

TEST(LanguageAnalyzer, FoldsDigits) {
  EXPECT_EQ(terms_of(*analyzer_named("hindi"), "\u0967\u0968 12"), "12 12");
  EXPECT_EQ(terms_of(*analyzer_named("arabic"), "\u0661\u066C\u0664\u0660\u0660"), "1,400");
}

TEST(LanguageAnalyzer, LeavesWhatIsNoWordOfLettersWithoutAClass) {
  const auto french = analyzer_named("french");
  for (const char* term : {"42", "b2b", "ph.d", "example.com"}) EXPECT_EQ(french->class_of(term), "") << term;
  EXPECT_EQ(french->class_of("de"), "de");
}

TEST(LanguageAnalyzer, NamesAClassByAWordOfItOrByNone) {
  for (const Language& language : known_languages()) {
    const auto analyzer = analyzer_named(language.name);
    for (const char* word :
         {"running", "nationale", "h\u00E4user", "\u00E9t\u00E9", "\u0432\u043E\u0439\u043D\u0430",
          "\u03BB\u03CC\u03B3\u03BF\u03C2", "\u0643\u062A\u0627\u0628", "\u0915\u093F\u0924\u093E\u092C"}) {
      const std::string name(analyzer->class_of(word));
      ASSERT_FALSE(name.empty()) << language.name << " " << word;
      EXPECT_TRUE(name.back() == '\'' || analyzer->class_of(name) == name) << language.name << " " << word;
    }
  }
}

}  // namespace
}  // namespace riffle
