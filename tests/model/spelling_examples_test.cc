// Words, names and numbers that are written in several ways, under `english`: what a few texts show of each rule.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "index_files.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model::spellings {
namespace {

/// Documents that are their own ids, with the text in one member.
class SmallIndex {
 public:
  SmallIndex(std::string riffle::Document::* member, std::initializer_list<const char*> texts) {
    const std::string path = folder_.file("s.riffle");
    auto writer = riffle::IndexWriter::open(path);
    EXPECT_TRUE(writer);
    for (const char* const text : texts) {
      riffle::Document document;
      document.id = text;
      document.*member = text;
      EXPECT_TRUE(writer->add(document));
    }
    EXPECT_TRUE(writer->commit());
    index_ = riffle::Index::open(path);
    EXPECT_TRUE(index_);
  }

  [[nodiscard]] riffle::Result<riffle::Hits> search(const std::string& query, bool spellings = true) const {
    return (**index_).search(query, {}, {.spellings = spellings});
  }
  [[nodiscard]] std::set<std::string> ids_of(const std::string& query, bool spellings = true) const {
    std::set<std::string> ids;
    const auto found = search(query, spellings);
    if (!found) return {found.error().message};
    EXPECT_EQ(found->total, found->hits.size());
    for (const auto& hit : found->hits) ids.insert(hit.id);
    return ids;
  }

  /// What scores in the best hit.
  [[nodiscard]] std::vector<std::string> scored_of(const std::string& query) const {
    std::vector<std::string> scored;
    const auto found = (**index_).search(query, {.limit = 1, .explain = true});
    if (!found || found->hits.empty()) return scored;
    for (const riffle::TermScore& score : found->hits[0].explanation->term_scores) scored.push_back(score.term);
    return scored;
  }

  [[nodiscard]] std::vector<double> scores_of(const std::string& query) const {
    std::vector<double> scores;
    const auto found = (**index_).search(query, {.limit = 0});
    if (!found) return scores;
    for (const riffle::Hit& hit : found->hits) scores.push_back(hit.score);
    return scores;
  }

  /// Whether what each hit is explained by adds up to its score.
  [[nodiscard]] bool explains_its_scores(const std::string& query) const {
    const auto found = (**index_).search(query, {.limit = 0, .explain = true}, {.match_any = true});
    return found && !found->hits.empty() && std::ranges::all_of(found->hits, [](const riffle::Hit& hit) {
             double sum = 0;
             for (const riffle::TermScore& score : hit.explanation->term_scores) sum += score.score;
             return std::abs(sum - hit.score) < 1e-9;
           });
  }

 private:
  TemporaryFolder folder_;
  std::optional<riffle::Result<riffle::Index>> index_;
};

using Ids = std::set<std::string>;

TEST(Spellings, ACompoundIsAlsoTwoWords) {
  const SmallIndex index(&riffle::Document::body,
                         {"air strikes hit Hama", "an airstrike", "the air strike", "air-strikes at dawn",
                          "a strike by air crews", "strikes in the air"});
  const Ids all = {"air strikes hit Hama", "an airstrike", "the air strike", "air-strikes at dawn"};
  EXPECT_EQ(index.ids_of("airstrikes"), all);
  EXPECT_EQ(index.ids_of("Airstrike"), all);
  EXPECT_EQ(index.ids_of("body:airstrike"), all);
  EXPECT_EQ(index.ids_of("air-strike"), all);
  EXPECT_EQ(index.ids_of("airstrikes hama"), Ids{"air strikes hit Hama"});
  EXPECT_EQ(index.ids_of("airstrikes", false), (Ids{"an airstrike", "air-strikes at dawn"}));
  EXPECT_TRUE(index.ids_of("air strike").contains("an airstrike"));
  EXPECT_FALSE(index.ids_of("air^2 strike").contains("an airstrike")) << "two words that count differently are two";
  EXPECT_EQ(index.ids_of("\"airstrike\""), Ids{"an airstrike"});
  EXPECT_EQ(index.ids_of("strike -airstrike"), (Ids{"a strike by air crews", "strikes in the air"}));
}

// The phrase that was typed is also a spelling of the joined word.
TEST(Spellings, APhraseOfACompoundCountsOnce) {
  const SmallIndex index(&riffle::Document::body, {"an air-strike", "the ferry"});
  for (const char* const query : {"air-strike", "airstrike"}) {
    const std::vector<std::string> scored = index.scored_of(query);
    EXPECT_EQ(scored.size(), 1u) << query << ": the best way alone scores";
  }
}

// Of an article that has both ways in one place the better one counts, as if it had that alone.
TEST(Spellings, AHyphenGivesNoHigherScoreThanTwoWords) {
  const SmallIndex index(&riffle::Document::body,
                         {"an air-strike at dawn", "an air strike at dawn", "1 boat sails now",  "2 boats sail now",
                          "3 boats sail now",      "4 boats sail now",      "5 boats sail now",  "6 boats sail now",
                          "7 boats sail now",      "8 boats sail now",      "9 boats sail now",  "a ferry sails now",
                          "1 boat waits here",     "2 boats wait here",     "3 boats wait here", "4 boats wait here",
                          "5 boats wait here",     "6 boats wait here",     "7 boats wait here", "8 boats wait here"});
  for (const char* const query : {"air-strike", "air strike", "\"air-strike\"", "body:air-strike"}) {
    const std::vector<double> scores = index.scores_of(query);
    ASSERT_EQ(scores.size(), 2u) << query;
    EXPECT_EQ(scores[0], scores[1]) << query;
  }
  for (const char* const query : {"air-strike", "air strike ferry", "air-strike dawn", "airstrikes"}) {
    EXPECT_TRUE(index.explains_its_scores(query)) << query;
  }
}

TEST(Spellings, NorthwestIsNorthwesternAndTwoWords) {
  const SmallIndex index(&riffle::Document::body, {"in northwest Syria", "in north-west Syria", "in northwestern Syria",
                                                   "in north-western Syria", "in north west Syria",
                                                   "in north western Syria", "northern Syria", "west of the north"});
  const Ids joined = {"in northwest Syria", "in north-west Syria", "in northwestern Syria", "in north-western Syria"};
  Ids all = joined;
  all.insert({"in north west Syria", "in north western Syria"});
  for (const char* const query : {"northwest", "Northwestern", "north-west", "north-western"}) {
    EXPECT_EQ(index.ids_of(query), all) << query;
  }
  Ids apart = joined;
  apart.insert({"in north west Syria", "west of the north"});
  EXPECT_EQ(index.ids_of("north west"), apart);
  EXPECT_EQ(index.ids_of("north west", false),
            (Ids{"in north-west Syria", "in north west Syria", "west of the north"}));
  EXPECT_EQ(index.ids_of("\"northwest\""), (Ids{"in northwest Syria", "in north-west Syria"}));
}

TEST(Spellings, NamesAreNoOrdinaryWordsAndNotWhatAStemmerMakesOfThem) {
  const SmallIndex index(
      &riffle::Document::body,
      {"He said so", "President Saied spoke", "the urban plan", "Viktor Orbán won", "Hama fell", "Hamas answered",
       "Sunni clerics", "a sunny day", "Muhammad came", "the emir", "the emirates", "Two NGOs", "an NGO", "peace talk",
       "several men", "severe storms", "a severed link", "US envoys", "told us"});
  EXPECT_EQ(index.ids_of("Saeed"), Ids{"President Saied spoke"});
  EXPECT_EQ(index.ids_of("Said"), Ids{"He said so"});
  EXPECT_EQ(index.ids_of("name:saeed"), (Ids{"He said so", "President Saied spoke"}));
  EXPECT_EQ(index.ids_of("Orban"), Ids{"Viktor Orbán won"});
  EXPECT_EQ(index.ids_of("Mohammed"), Ids{"Muhammad came"});
  EXPECT_EQ(index.ids_of("Hamas"), Ids{"Hamas answered"});
  EXPECT_EQ(index.ids_of("Hama"), Ids{"Hama fell"});
  EXPECT_EQ(index.ids_of("body:hama"), Ids{"Hama fell"});
  EXPECT_EQ(index.ids_of("Sunnis"), Ids{"Sunni clerics"});
  EXPECT_EQ(index.ids_of("sunny"), Ids{"a sunny day"});
  EXPECT_EQ(index.ids_of("emirate"), Ids{"the emirates"});
  EXPECT_EQ(index.ids_of("emirs"), Ids{"the emir"});
  EXPECT_EQ(index.ids_of("NGO"), (Ids{"Two NGOs", "an NGO"}));
  EXPECT_EQ(index.ids_of("NGOs"), (Ids{"Two NGOs", "an NGO"}));
  EXPECT_EQ(index.ids_of("peace-talks"), Ids{"peace talk"});
  EXPECT_EQ(index.ids_of("several"), Ids{"several men"});
  EXPECT_EQ(index.ids_of("severely"), Ids{"severe storms"});
  EXPECT_EQ(index.ids_of("sever"), Ids{"a severed link"});
  EXPECT_EQ(index.ids_of("U.S."), Ids{"US envoys"});
  EXPECT_EQ(index.ids_of("us"), (Ids{"US envoys", "told us"}));
}

TEST(Spellings, ANumberInWordsMayStandNearWhatItCounts) {
  const SmallIndex index(&riffle::Document::body, {"Six hundred olive saplings", "six hundred thousand olive saplings",
                                                   "saplings, of which six hundred", "six olive saplings",
                                                   "600 old saplings", "sixty thousand buffaloes", "60,000 buffaloes",
                                                   "thirty-four vessels", "34 vessels", "four vessels of thirty tons"});
  const Ids all = {"Six hundred olive saplings", "saplings, of which six hundred", "600 old saplings"};
  EXPECT_EQ(index.ids_of("600 saplings"), all);
  EXPECT_EQ(index.ids_of("6 saplings"), Ids());
  EXPECT_EQ(index.ids_of("6 hundred olive"),
            (Ids{"Six hundred olive saplings", "six hundred thousand olive saplings"}));
  EXPECT_TRUE(index.ids_of("6 hundred saplings").contains("600 old saplings"));
  EXPECT_EQ(index.ids_of("60000 buffaloes"), index.ids_of("sixty thousand buffaloes"));
  EXPECT_EQ(index.ids_of("60,000 buffaloes"), (Ids{"sixty thousand buffaloes", "60,000 buffaloes"}));
  EXPECT_EQ(index.ids_of("34 vessels"), (Ids{"thirty-four vessels", "34 vessels"}));
  EXPECT_EQ(index.ids_of("thirty-four vessels"), (Ids{"thirty-four vessels", "34 vessels"}));
  EXPECT_EQ(index.ids_of("thirty-four vessels", false), Ids{"thirty-four vessels"});
}

TEST(Spellings, ANumberThatIsNotAlwaysTheEndOfAnotherOneIsFound) {
  const SmallIndex index(
      &riffle::Document::body,
      {"five metres", "thirty-five metres wide and five metres deep", "thirty-five metres", "a hundred and five metres",
       "thirty-five metres, a hundred and five metres", "between three and five metres", "a million men",
       "half a million men", "half a million men of a million men", "5 metres of thirty-five metres"});
  EXPECT_EQ(index.ids_of("5 metres"), (Ids{"five metres", "thirty-five metres wide and five metres deep",
                                           "between three and five metres", "5 metres of thirty-five metres"}));
  EXPECT_EQ(index.ids_of("1 million"), (Ids{"a million men", "half a million men of a million men"}));
}

TEST(Spellings, TheUnitOfARangeStandsBehindItsSecondNumber) {
  const SmallIndex index(
      &riffle::Document::body,
      {"40 to 45 percent", "between 40 and 45 per cent", "forty or fifty percent", "a hundred and forty to 150 percent",
       "of the 40 cases 12 percent", "40 and so on", "5 to 7 kilometers", "five or six kilometres",
       "thirty-five to 40 kilometres", "$5 to $7 million", "from 40 to 60 km/h", "5 then 7 kilometers"});
  const Ids percents = {"40 to 45 percent", "between 40 and 45 per cent", "forty or fifty percent"};
  for (const char* const query : {"40%", "40 percent", "40 per cent", "forty percent"}) {
    EXPECT_EQ(index.ids_of(query), percents) << query;
  }
  EXPECT_FALSE(index.ids_of("40 percent", false).contains("between 40 and 45 per cent"));
  EXPECT_EQ(index.ids_of("\"40 percent\""), Ids());
  EXPECT_EQ(index.ids_of("5km"), (Ids{"5 to 7 kilometers", "five or six kilometres"}));
  EXPECT_EQ(index.ids_of("5 km"), (Ids{"5 to 7 kilometers", "five or six kilometres", "5 then 7 kilometers"}));
  for (const char* const query : {"$5m", "$5 million", "5bn"}) {
    const Ids wanted = std::string_view(query) == "5bn" ? Ids() : Ids{"$5 to $7 million"};
    EXPECT_EQ(index.ids_of(query), wanted) << query;
  }
  EXPECT_EQ(index.ids_of("40 kph"), Ids{"from 40 to 60 km/h"});
}

TEST(Spellings, ARangeStandsWholeAndItsNumbersMayHaveTwoWords) {
  const SmallIndex index(
      &riffle::Document::body,
      {"40 to the top and 40 of a percent", "twenty-five to thirty percent", "twenty-five or thirty-five per cent",
       "a hundred and twenty-five to thirty percent", "thirty to thirty-five percent", "thirty to one in five percent",
       "25 to 30 percent", "five to twenty-one kilometres", "fifty-five to sixty kilometres"});
  EXPECT_EQ(index.ids_of("40%"), Ids());
  const Ids percents = {"twenty-five to thirty percent", "twenty-five or thirty-five per cent", "25 to 30 percent"};
  for (const char* const query : {"25%", "25 percent", "twenty-five percent"}) {
    EXPECT_EQ(index.ids_of(query), percents) << query;
  }
  EXPECT_EQ(index.ids_of("thirty-five percent"),
            (Ids{"twenty-five or thirty-five per cent", "thirty to thirty-five percent"}));
  EXPECT_TRUE(index.ids_of("30%").contains("thirty to thirty-five percent"));
  EXPECT_FALSE(index.ids_of("30%").contains("thirty to one in five percent"));
  EXPECT_EQ(index.ids_of("5km"), Ids{"five to twenty-one kilometres"});
}

TEST(Spellings, NumbersWithAHyphenAreARange) {
  const SmallIndex index(&riffle::Document::body,
                         {"40-45 percent", "40\u201345%", "40 to 45 per cent", "between 40 and 45 percent",
                          "40 and then 45 percent", "1.9 to 2.0 billion", "lost 2 to 1", "40 to 45 men"});
  EXPECT_EQ(index.ids_of("40-45%"),
            (Ids{"40-45 percent", "40\u201345%", "40 to 45 per cent", "between 40 and 45 percent"}));
  EXPECT_EQ(index.ids_of("40\u201345 men"), Ids{"40 to 45 men"});
  EXPECT_EQ(index.ids_of("1.9-2.0 billion"), Ids{"1.9 to 2.0 billion"});
  EXPECT_EQ(index.ids_of("2-1"), Ids());
  EXPECT_EQ(index.ids_of("\"40-45 men\""), Ids());
}

TEST(Spellings, YearsPhoneCallsAndWhatIsMoreAreFound) {
  const SmallIndex index(
      &riffle::Document::body,
      {"from 1884 to 2024", "1884-2024", "between 1884 and 2024", "from 1884 to 1924", "nine more evenings",
       "nine calm evenings", "a phone call", "phone calls", "a call by phone", "trains in Sarajevo"});
  EXPECT_EQ(index.ids_of("1884-2024"), (Ids{"from 1884 to 2024", "1884-2024", "between 1884 and 2024"}));
  EXPECT_EQ(index.ids_of("\"1884-2024\""), Ids{"1884-2024"});
  EXPECT_EQ(index.ids_of("2024-1884"), Ids());
  EXPECT_EQ(index.ids_of("9 more evenings"), Ids{"nine more evenings"});
  EXPECT_EQ(index.ids_of("phonecall"), (Ids{"a phone call", "phone calls"}));
  EXPECT_EQ(index.ids_of("Sarajewo"), Ids{"trains in Sarajevo"});
}

TEST(Spellings, ThousandsAreWordsOrDigits) {
  const SmallIndex index(&riffle::Document::body,
                         {"25,000 euros", "25000 euros", "twenty-five thousand euros", "twenty five thousand euros",
                          "25k euros", "24,000 euros", "twenty-four thousand euros", "450 men",
                          "four hundred and fifty men", "four hundred men", "fifty men"});
  const Ids all = {"25,000 euros", "25000 euros", "twenty-five thousand euros", "twenty five thousand euros",
                   "25k euros"};
  for (const char* const query : {"25,000", "25000 euros", "twenty-five thousand", "Twenty five thousand euros"}) {
    EXPECT_EQ(index.ids_of(query), all) << query;
  }
  EXPECT_EQ(index.ids_of("25,000", false), Ids{"25,000 euros"});
  EXPECT_EQ(index.ids_of("twenty-five thousand euros", false),
            (Ids{"twenty-five thousand euros", "twenty five thousand euros"}));
  EXPECT_EQ(index.ids_of("\"twenty-five thousand euros\""),
            (Ids{"twenty-five thousand euros", "twenty five thousand euros"}));
  EXPECT_EQ(index.ids_of("four hundred and fifty men"), (Ids{"450 men", "four hundred and fifty men"}));
  EXPECT_EQ(index.ids_of("four hundred and sixty men"), Ids());
}

TEST(Spellings, AHundredIsOneWordWithItsUnit) {
  const SmallIndex index(&riffle::Document::body,
                         {"a hundred-kilometre race", "a 100 km race", "a 100km race", "a 100-kilometer race",
                          "a race of a hundred kilometres", "a two-hundred-kilometre race", "two hundred kilometres"});
  const Ids all = {"a hundred-kilometre race", "a 100 km race", "a 100km race", "a 100-kilometer race",
                   "a race of a hundred kilometres"};
  for (const char* const query : {"100 km", "100km", "100 kilometres"}) EXPECT_EQ(index.ids_of(query), all) << query;
  EXPECT_TRUE(index.ids_of("100-kilometer race").contains("a hundred-kilometre race"));
  EXPECT_FALSE(index.ids_of("100-kilometer race").contains("a two-hundred-kilometre race"));
}

TEST(Spellings, ARomanNumeralBehindANameIsANumber) {
  const SmallIndex index(&riffle::Document::body, {"World War II", "World War 2", "World War Two", "World War I",
                                                   "King Abdullah II", "two wars of the world"});
  const Ids all = {"World War II", "World War 2", "World War Two"};
  for (const char* const query : {"World War II", "World War 2", "World War Two"}) {
    Ids found = index.ids_of(query);
    found.erase("two wars of the world");  // has the words
    EXPECT_EQ(found, all) << query;
  }
  EXPECT_EQ(index.ids_of("world war ii"), all) << "in any case of letters, as a war is meant";
  EXPECT_EQ(index.ids_of("abdullah 2"), Ids()) << "no numeral behind small letters";
  EXPECT_EQ(index.ids_of("Abdullah 2"), Ids{"King Abdullah II"});
  EXPECT_EQ(index.ids_of("Abdullah III"), Ids());
  EXPECT_EQ(index.ids_of("World War II", false), Ids{"World War II"});
  EXPECT_EQ(index.ids_of("\"World War II\""), Ids{"World War II"});
}

TEST(Spellings, RunsOfWordsAreFoundInEveryWay) {
  const SmallIndex index(
      &riffle::Document::body,
      {"a Second World War bomb", "a WW2 bomb", "letters of World War Two", "a second war of the world",
       "Abd al-Rahman spoke", "Abdulrahman spoke", "Abdul Rahman spoke", "Abdullah Rahman spoke", "gusts of 142 km/h",
       "gusts of 142kph", "142 kilometres an hour", "142 km in an hour", "40% agreed", "forty percent agreed",
       "40pct agreed", "forty people and five per cent"});
  for (const char* const query : {"Second World War", "WWII", "World War II"}) {
    Ids found = index.ids_of(query);
    found.erase("a second war of the world");  // has the words
    EXPECT_EQ(found, (Ids{"a Second World War bomb", "a WW2 bomb", "letters of World War Two"})) << query;
  }
  for (const char* const query : {"Abd al-Rahman", "Abdulrahman", "abdel rahman", "Abdul-Rahman"}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"Abd al-Rahman spoke", "Abdulrahman spoke", "Abdul Rahman spoke"})) << query;
  }
  for (const char* const query : {"142 km/h", "142kph", "142 kilometers per hour"}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"gusts of 142 km/h", "gusts of 142kph", "142 kilometres an hour"})) << query;
  }
  for (const char* const query : {"40%", "40 per cent", "forty pct", "40pct"}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"40% agreed", "40pct agreed", "forty percent agreed"})) << query;
  }
}

TEST(Spellings, ANumberInWordsIsNoPartOfALargerOne) {
  const SmallIndex index(
      &riffle::Document::body,
      {"twenty-five thousand marched", "one hundred twenty-five thousand marched", "25 000 marched", "five metres",
       "twenty-five metres", "a hundred and five metres", "a million lamps", "half a million lamps"});
  EXPECT_EQ(index.ids_of("25,000"), (Ids{"twenty-five thousand marched", "25 000 marched"}));
  EXPECT_EQ(index.ids_of("5 metres"), Ids{"five metres"});
  EXPECT_EQ(index.ids_of("5m"), Ids{"five metres"});
  EXPECT_EQ(index.ids_of("1 million lamps"), Ids{"a million lamps"});
}

TEST(Spellings, ACurrencyBesideANumberNeedNotBeThere) {
  const SmallIndex index(&riffle::Document::body, {"EUR 400,000", "\u20AC400,000", "400,000 euros", "300 EUR"});
  const Ids all = {"EUR 400,000", "\u20AC400,000", "400,000 euros"};
  for (const char* const query : {"EUR 400,000", "400,000 EUR"}) EXPECT_EQ(index.ids_of(query), all) << query;
  EXPECT_EQ(index.ids_of("EUR"), (Ids{"EUR 400,000", "300 EUR"}));
  EXPECT_EQ(index.ids_of("400,000 -EUR"), (Ids{"\u20AC400,000", "400,000 euros"}));
}

// What few write is no better a match than what most write.
TEST(Spellings, WaysToWriteANameShareTheirDocuments) {
  const SmallIndex index(&riffle::Document::body, {"Jörg sang", "Jörg spoke", "Jörg came", "Joerg left", "a PhD",
                                                   "a Ph.D.", "one PhD", "a ferry", "a boat"});
  for (const char* const query : {"J\u00F6rg", "j\u00F6rg", "M\u00FCller OR J\u00F6rg"}) {
    const std::vector<double> scores = index.scores_of(query);
    ASSERT_EQ(scores.size(), 4u) << query;
    EXPECT_EQ(scores.front(), scores.back()) << query;
  }
  const std::vector<double> degrees = index.scores_of("PhD");
  ASSERT_EQ(degrees.size(), 3u);
  EXPECT_EQ(degrees.front(), degrees.back());
  EXPECT_EQ(index.scored_of("M\u00FCller").size(), 0u);
}

TEST(Spellings, ShortFormsAndLongOnesFindEachOther) {
  const SmallIndex index(&riffle::Document::body,
                         {"They don't sail", "they do not sail", "do sail", "11 pct", "11 percent", "11 per cent",
                          "11%", "I can't sail", "I cannot swim", "Jörg came", "Joerg came", "a PhD", "a Ph.D.",
                          "a Ph. D.", "the US", "U.S.A.", "the USA", "told us"});
  EXPECT_EQ(index.ids_of("don't"), (Ids{"They don't sail", "they do not sail"}));
  EXPECT_EQ(index.ids_of("they do not sail"), (Ids{"They don't sail", "they do not sail"}));
  EXPECT_EQ(index.ids_of("do not", false), Ids{"they do not sail"});
  EXPECT_EQ(index.ids_of("can not"), (Ids{"I can't sail", "I cannot swim"}));
  EXPECT_EQ(index.ids_of("cannot"), (Ids{"I can't sail", "I cannot swim"}));
  for (const char* const query : {"11 pct", "11%", "11 percent"}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"11 pct", "11 percent", "11 per cent", "11%"})) << query;
  }
  for (const char* const query : {"J\u00F6rg", "Joerg"}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"J\u00F6rg came", "Joerg came"})) << query;
  }
  for (const char* const query : {"PhD", "Ph.D.", "PhDs", "Ph. D."}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"a PhD", "a Ph.D.", "a Ph. D."})) << query;
  }
  for (const char* const query : {"US", "U.S.", "USA", "U.S.A."}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"the US", "U.S.A.", "the USA"})) << query;
  }
}

// A query of words that the limit of a tree allows, but not with all their forms.
TEST(Spellings, AreLeftOutWhereTheQueryWouldBeTooLarge) {
  const SmallIndex index(&riffle::Document::title, {"colour coloured", "color", "ferry"});
  std::string query = "title:colour";
  const auto few = index.search(query);
  ASSERT_TRUE(few);
  EXPECT_EQ(few->total, 2U);
  EXPECT_TRUE(few->notes.empty());
  for (int i = 1; i < 500; ++i) query += " OR title:colour^1." + std::to_string(1000 + i);
  const auto many = index.search(query);
  ASSERT_TRUE(many) << many.error().message;
  EXPECT_EQ(many->total, 1U);
  EXPECT_EQ(many->notes, std::vector<std::string>{"the query is too large for other spellings of its words"});
}

}  // namespace
}  // namespace model::spellings
