#include "analysis/english_spellings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"

namespace riffle {
namespace {

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// What a search does, in an index that has both words.
class EnglishSpellingsTest : public testing::Test {
 protected:
  bool finds(std::string_view typed, std::string_view other) {
    const std::string name(analyzer_->class_of(typed));
    const std::string wanted(analyzer_->class_of(other));
    if (name == wanted) return true;
    const std::vector<std::string> spellings = english_spellings(typed);
    return std::any_of(spellings.begin(), spellings.end(),
                       [&](const std::string& spelling) { return analyzer_->class_of(spelling) == wanted; }) &&
           spellings_->is_spelling_of(other, name);
  }

  std::unique_ptr<Analyzer> analyzer_ = make_analyzer("english").value();
  std::unique_ptr<EnglishSpellings> spellings_ = EnglishSpellings::open();
};

constexpr std::pair<const char*, const char*> kAlike[] = {
    {"organisation", "organization"},
    {"organisations", "organize"},
    {"organising", "organized"},
    {"recognise", "recognize"},
    {"recognisable", "recognizable"},
    {"privatisation", "privatization"},
    {"criticised", "criticized"},
    {"stabiliser", "stabilizers"},
    {"analyse", "analyze"},
    {"paralysed", "paralyzed"},
    {"colour", "color"},
    {"colourful", "colorful"},
    {"coloured", "colors"},
    {"labour", "labor"},
    {"neighbouring", "neighboring"},
    {"favourite", "favorite"},
    {"honourable", "honorable"},
    {"watercolours", "watercolors"},
    {"vapourise", "vaporize"},
    {"adviser", "advisors"},
    {"protestor", "protesters"},
    {"learnt", "learned"},
    {"hung", "hang"},
    {"analyses", "analysis"},
    {"centre", "center"},
    {"centred", "centered"},
    {"centring", "centering"},
    {"kilometres", "kilometers"},
    {"metre", "meter"},
    {"theatre", "theaters"},
    {"manoeuvres", "maneuvers"},
    {"manoeuvring", "maneuvering"},
    {"defence", "defense"},
    {"offences", "offenses"},
    {"licence", "licensed"},
    {"practise", "practice"},
    {"practised", "practiced"},
    {"travelled", "traveled"},
    {"travelling", "traveling"},
    {"fuelled", "fueled"},
    {"cancelled", "canceled"},
    {"fulfil", "fulfilled"},
    {"enrolment", "enrollment"},
    {"jewellery", "jewelry"},
    {"dialogue", "dialog"},
    {"catalogued", "cataloged"},
    {"anaemia", "anemia"},
    {"leukaemia", "leukemia"},
    {"haemorrhage", "hemorrhage"},
    {"paediatric", "pediatric"},
    {"oestrogen", "estrogen"},
    {"anaesthetise", "anesthetize"},
    {"archaeologist", "archeologists"},
    {"programme", "program"},
    {"programmes", "programs"},
    {"grey", "gray"},
    {"cheque", "check"},
    {"tyres", "tires"},
    {"sceptical", "skeptical"},
    {"sulphur", "sulfur"},
    {"mould", "mold"},
    {"plough", "plow"},
    {"aluminium", "aluminum"},
    {"judgement", "judgment"},
    {"ageing", "aging"},
    {"moustache", "mustache"},
    {"rouble", "ruble"},
    {"tsar", "czar"},
};

constexpr std::pair<const char*, const char*> kDifferent[] = {
    {"four", "for"},
    {"hour", "hor"},
    {"tour", "tor"},
    {"your", "yor"},
    {"pour", "por"},
    {"scouring", "scoring"},
    {"contour", "contor"},
    {"devour", "devor"},
    {"tire", "tier"},
    {"tyre", "tire"},
    {"tyres", "tired"},
    {"acre", "acer"},
    {"ogre", "oger"},
    {"timbre", "timber"},
    {"massacre", "massacer"},
    {"advise", "advisor"},
    {"protest", "protestor"},
    {"sailer", "sailor"},
    {"there", "theer"},
    {"louvre", "louver"},
    {"advice", "advise"},
    {"device", "devise"},
    {"prophecy", "prophesy"},
    {"tense", "tence"},
    {"sentence", "sentense"},
    {"defence", "defensive"},
    {"offence", "offensive"},
    {"practise", "practical"},
    {"wise", "wize"},
    {"rise", "rize"},
    {"prise", "prize"},
    {"sise", "size"},
    {"raise", "raize"},
    {"seise", "seize"},
    {"paradise", "parade"},
    {"improvise", "improve"},
    {"organisation", "organ"},
    {"organise", "organs"},
    {"realise", "real"},
    {"authorise", "author"},
    {"mobilise", "mobile"},
    {"filled", "filed"},
    {"called", "caled"},
    {"polled", "poled"},
    {"blog", "blogue"},
    {"rogue", "rog"},
    {"michael", "michel"},
    {"caesar", "cesar"},
    {"cheque", "checked"},
    {"programme", "programming"},
    {"colour", "colorado"},
    {"mould", "moldova"},
    {"labour", "laboratory"},
    {"ensure", "insure"},
    {"storey", "story"},
    {"kerb", "curb"},
    {"draught", "draft"},
    {"metal", "mettle"},
    {"principal", "principle"},
};

TEST_F(EnglishSpellingsTest, BritishAndAmericanSpellingsFindEachOther) {
  for (const auto& [a, b] : kAlike) {
    EXPECT_TRUE(finds(a, b)) << a << " " << b;
    EXPECT_TRUE(finds(b, a)) << b << " " << a;
  }
}

TEST_F(EnglishSpellingsTest, OtherWordsDoNot) {
  for (const auto& [a, b] : kDifferent) {
    EXPECT_FALSE(finds(a, b)) << a << " " << b;
    EXPECT_FALSE(finds(b, a)) << b << " " << a;
  }
}

TEST(EnglishSpellings, WordsWithoutRuleHaveNone) {
  for (const char* const word : {"", "a", "or", "re", "building", "syria", "city", "house", "1990s", "b52", "the"}) {
    EXPECT_TRUE(english_spellings(word).empty()) << word;
  }
  EXPECT_TRUE(english_spellings("colour" + std::string(40, 'x')).empty());
}

TEST(EnglishSpellings, AWordMayBeSpeltInMoreThanTwoWays) {
  EXPECT_EQ(english_spellings("colourise"), (std::vector<std::string>{"colorise", "colourize", "colorize"}));
  EXPECT_EQ(english_spellings("fulfil"), std::vector<std::string>{"fulfill"});
  EXPECT_EQ(english_spellings("fulfilled"), std::vector<std::string>{"fulfiled"});
  EXPECT_EQ(english_spellings("anaemia"), std::vector<std::string>{"anemia"});
}

TEST(EnglishSpellings, AnyTextGivesFewSpellingsOtherThanItself) {
  std::mt19937_64 random(7);
  constexpr const char* kPieces[] = {"colo", "u",   "r",   "ise", "ize",  "l",  "ys", "yz", "e",     "d",
                                     "ae",   "mia", "log", "ue",  "cent", "re", "er", "s",  "fulfil"};
  for (int i = 0; i < 20'000; ++i) {
    std::string word;
    for (std::uint64_t pieces = random() % 6; pieces > 0; --pieces) word += kPieces[random() % std::size(kPieces)];
    const std::vector<std::string> spellings = english_spellings(word);
    ASSERT_LE(spellings.size(), kMostSpellings) << word;
    ASSERT_FALSE(has(spellings, word)) << word;
    for (const std::string& spelling : spellings) {
      ASSERT_EQ(std::count(spellings.begin(), spellings.end(), spelling), 1) << word;
      ASSERT_LE(spelling.size(), word.size() + 4) << word;
    }
  }
}

}  // namespace
}  // namespace riffle
