#include "analysis/melted_words.h"

#include <gtest/gtest.h>

#include <string>

#include "analysis/english_analyzer.h"

namespace riffle {
namespace {

TEST(MeltedWords, FormsOfOneRowStayTogetherAndOthersDoNot) {
  for (const char* const name : {"sever", "author", "organ", "hama", "william"})
    EXPECT_TRUE(has_melted_word(name)) << name;
  for (const char* const name : {"", "rebel", "prison", "abb", "zzz"}) EXPECT_FALSE(has_melted_word(name)) << name;
  EXPECT_TRUE(are_told_apart("several", "severe"));
  EXPECT_TRUE(are_told_apart("several", "severed"));
  EXPECT_TRUE(are_told_apart("author", "authority"));
  EXPECT_TRUE(are_told_apart("authority", "authorized"));
  EXPECT_FALSE(are_told_apart("severe", "severely"));
  EXPECT_FALSE(are_told_apart("authors", "author"));
  EXPECT_FALSE(are_told_apart("authorized", "authorizing"));
}

TEST(MeltedWords, AreFormsOfTheirClass) {
  const auto analyzer = EnglishAnalyzer::open().value();
  for (const char* const form :
       {"several", "severity", "authorities", "internationally", "critics", "executives", "emergencies", "officers",
        "goods", "evenings", "universities", "importance", "organs", "governorate", "relatives", "majorities"}) {
    EXPECT_TRUE(has_melted_word(analyzer->class_of(form))) << form << " is of " << analyzer->class_of(form);
  }
}

}  // namespace
}  // namespace riffle
