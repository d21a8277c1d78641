#include "results/highlights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "../query/plain_analyzer.h"
#include "riffle/analyzer.h"
#include "unlimited.h"

namespace riffle {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

using Phrase = std::vector<PhraseTerm>;

WantedTerms collect(std::string_view query, const std::vector<std::string>& fields) {
  PlainAnalyzer analyzer;
  const auto parsed = parse_query(query, article_fields(), analyzer, {});
  return parsed ? collect_highlights(*parsed->root, fields) : WantedTerms{};
}

/// "unit@text" of each occurrence.
std::vector<std::string> occurrences_of(std::string_view text, const WantedTerms& wanted) {
  PlainAnalyzer analyzer;
  std::vector<std::string> out;
  for (const auto& occurrence : test::all_occurrences(text, wanted, analyzer)) {
    out.push_back(std::to_string(occurrence.unit) + "@" +
                  std::string(text.substr(occurrence.begin, occurrence.end - occurrence.begin)));
  }
  return out;
}

/// The texts of the occurrences under the analyzer of English.
std::vector<std::string> marked(std::string_view query, std::string_view text) {
  const auto analyzer = make_analyzer("english").value();
  const auto parsed = parse_query(query, article_fields(), *analyzer, {});
  const auto found =
      test::all_occurrences(text, collect_highlights(*parsed->root, std::vector<std::string>{"body"}), *analyzer);
  std::vector<std::string> out;
  for (const auto& occurrence : found) {
    out.emplace_back(text.substr(occurrence.begin, occurrence.end - occurrence.begin));
  }
  return out;
}

TEST(CollectHighlights, TakesTermsAndPhrasesOnceInOrder) {
  const auto wanted = collect("b (a OR \"c d\") b \"c d\"", {"body"});
  EXPECT_THAT(wanted.terms, ElementsAre("b", "a"));
  ASSERT_EQ(wanted.phrases.size(), 1u);
  EXPECT_EQ(wanted.phrases[0].words, (Phrase{{"c", 0}, {"d", 1}}));
}

TEST(CollectHighlights, LeavesOutWhatIsUnderANot) {
  const auto wanted = collect("a -b NOT (c OR \"d e\") -(-f)", {"body"});
  EXPECT_THAT(wanted.terms, ElementsAre("a", "f"));
  EXPECT_THAT(wanted.phrases, IsEmpty());
}

TEST(CollectHighlights, LeavesOutOtherFieldsAndLeavesWithoutTerms) {
  const std::string_view query = "a title:b body:c source:d id:e date:2024 title:* * title:\"f g\"";
  EXPECT_THAT(collect(query, {"body"}).terms, ElementsAre("a", "c"));
  EXPECT_THAT(collect(query, {"body"}).phrases, IsEmpty());
  EXPECT_THAT(collect(query, {"title"}).terms, ElementsAre("a", "b"));
  EXPECT_EQ(collect(query, {"title"}).phrases.size(), 1u);
  EXPECT_THAT(collect(query, {"title", "body"}).terms, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(collect("-x date:2024", {"body"}).is_empty());
}

TEST(FindOccurrences, PatternsListsAndDistancesShowTheirWords) {
  const auto shown = [](std::string_view query) {
    return occurrences_of("Jihadists took Alepo, a jihad; the fall of Homs", collect(query, {"body"}));
  };
  EXPECT_THAT(shown("jihad* aleppo~1"), ElementsAre("0@Jihadists", "1@Alepo", "0@jihad"));
  EXPECT_THAT(shown("jihad* jihad"), ElementsAre("0@Jihadists", "0@jihad", "1@jihad"));
  EXPECT_THAT(shown("body:[homs fall x]"), ElementsAre("0@fall", "1@Homs"));
  EXPECT_THAT(shown("took NEAR/9 \"the fall\""), ElementsAre("0@took", "0@the fall"));
  EXPECT_THAT(shown("took NEAR/4 j*"), ElementsAre("0@Jihadists", "0@took", "0@jihad"));
  EXPECT_THAT(shown("\"fall ho*\"~3"), ElementsAre("0@fall", "0@Homs"));
  EXPECT_THAT(shown("ATLEAST/2 (took fall x) -/j.*/"), ElementsAre("0@took", "1@fall"));
}

TEST(FindOccurrences, OfADistanceOnlyWhatMakesItHold) {
  const auto shown = [](std::string_view query) {
    return occurrences_of("A fox ran far away. The wolf and the fox met; far from there at last a fox came back",
                          collect(query, {"body"}));
  };
  EXPECT_THAT(shown("wolf NEAR/3 fox"), ElementsAre("0@wolf", "0@fox"));
  EXPECT_THAT(shown("fox ADJ/5 wolf"), ElementsAre("0@fox", "0@wolf"));
  EXPECT_THAT(shown("\"wolf fox\"~2"), ElementsAre("0@wolf", "0@fox"));
  EXPECT_THAT(shown("wolf NEAR/3 fox fox"), ElementsAre("0@fox", "1@wolf", "0@fox", "1@fox", "0@fox"));
  EXPECT_THAT(shown("\"a fox\" NEAR/3 ran"), ElementsAre("0@A fox", "0@ran"));
  EXPECT_THAT(shown("^a"), ElementsAre("0@A"));
  EXPECT_THAT(shown("fox SENTENCE nothing"), IsEmpty());
  EXPECT_THAT(shown("\"the w*\""), ElementsAre("0@The wolf"));
  EXPECT_THAT(shown("\"a fox r*\""), ElementsAre("0@A fox ran"));
  EXPECT_THAT(shown("\"wolf f*\"~2"), ElementsAre("0@wolf", "0@fox"));
  EXPECT_THAT(shown("wo?f NEAR/3 fo*"), ElementsAre("0@wolf", "0@fox"));
  EXPECT_THAT(shown("fo* NEAR/3 w* fo*"), ElementsAre("0@fox", "1@wolf", "0@fox", "1@fox", "0@fox"));
  EXPECT_THAT(shown("\"a ran*\""), IsEmpty());
  EXPECT_THAT(shown("fix~1 \"a fix\""), ElementsAre("0@fox", "0@fox", "0@fox"));
}

TEST(FindOccurrences, WordsToldApartAndNumbersWithUnitsAreTheirOwn) {
  EXPECT_THAT(marked("several", "Severe floods in several towns, severed roads"), ElementsAre("several"));
  EXPECT_THAT(marked("airstrike", "An air strike; the air, a strike"), ElementsAre("air strike"));
  EXPECT_THAT(marked("north west", "Northwestern winds, northwest of here"), ElementsAre("Northwestern", "northwest"));
  EXPECT_THAT(marked("Saeed", "Saeed spoke, and Said said more"), ElementsAre("Saeed"));
  EXPECT_THAT(marked("name:(Saeed)", "Saeed spoke, and Said said more"), ElementsAre("Saeed", "Said", "said"));
  EXPECT_THAT(marked("Said", "Said said more to Saeed"), ElementsAre("Said", "said"));
  EXPECT_THAT(marked("don't", "They do not. Do it, not that."), ElementsAre("do not"));
  EXPECT_THAT(marked("severe", "Severe floods in several towns, severely"), ElementsAre("Severe", "severely"));
  EXPECT_THAT(marked("15 km", "They ran 15km, 7 of 20 in 2024"), ElementsAre("15km"));
  EXPECT_THAT(marked("US", "The US told us"), ElementsAre("US"));
  EXPECT_THAT(marked("floods", "Floods and a flood"), ElementsAre("Floods", "flood"));
}

TEST(FindOccurrences, NumbersWithWhatTheyCountInEveryWayThatIsFound) {
  EXPECT_THAT(marked("12 metres", "twelve metres, 12m; twelve feet"), ElementsAre("twelve metres", "metres", "12m"));
  EXPECT_THAT(marked("twelve metres", "12 metres, 12 feet"), ElementsAre("12 metres", "metres"));
  EXPECT_THAT(marked("1 400", "1,400 or 1400"), ElementsAre("1,400", "1400"));
  EXPECT_THAT(marked("600 oaks", "six hundred oaks; six cows"),
              ElementsAre("six hundred", "six hundred oaks", "oaks", "oaks"));
  EXPECT_THAT(marked("six hundred oaks", "600 oaks, 600"), ElementsAre("600", "oaks", "600"));
  EXPECT_THAT(marked("100 km", "a hundred-kilometre march, a hundred miles"), Contains("a hundred-kilometre"));
  EXPECT_THAT(marked("60 thousand", "60,000, sixty thousand, sixty"),
              ElementsAre("60,000", "sixty thousand", "thousand"));
  EXPECT_THAT(marked("40 percent", "40 per cent, a cent"), ElementsAre("40 per cent"));
  EXPECT_THAT(marked("40%", "Forty percent, forty people"), ElementsAre("Forty percent"));
  EXPECT_THAT(marked("5m", "thirty-five metres, five metres, a hundred and five metres"), ElementsAre("five metres"));
  EXPECT_THAT(marked("5 metres", "thirty-five metres, five metres"), ElementsAre("metres", "five metres", "metres"));
  EXPECT_THAT(marked("40%", "40 to 45 percent; 40 of the percent"), ElementsAre("40 to 45 percent"));
  EXPECT_THAT(marked("5 km", "five to seven kilometres"), ElementsAre("five to seven kilometres", "kilometres"));
  EXPECT_THAT(marked("142 km/h", "142 kilometres an hour, 142 kph, an hour"),
              ElementsAre("142 kilometres an hour", "142 kph"));
  EXPECT_THAT(marked("Second World War", "World War II"), Contains("World War II"));
  EXPECT_THAT(marked("Abdulrahman", "Abd al-Rahman"), Contains("Abd al-Rahman"));
  EXPECT_THAT(marked("1,400", "1400"), ElementsAre("1400"));
}

TEST(FindOccurrences, ANumberInWordsStandsNearWhatItCounts) {
  const std::string_view text =
      "Six hundred young and healthy oaks. A wall of red bricks; six hundred of them were laid far behind old oaks";
  EXPECT_THAT(marked("600 oaks", text), ElementsAre("Six hundred", "oaks", "oaks", "oaks"));
  EXPECT_THAT(marked("600 oaks^2", text), ElementsAre("oaks", "oaks"));
}

TEST(FindOccurrences, GivesEveryPlaceOfATermInOrder) {
  EXPECT_THAT(occurrences_of("A b, a; c-B a", {.terms = {"b", "a"}, .phrases = {}}),
              ElementsAre("1@A", "0@b", "1@a", "0@B", "1@a"));
  EXPECT_THAT(occurrences_of("", {.terms = {"a"}, .phrases = {}}), IsEmpty());
  EXPECT_THAT(occurrences_of("a b", {}), IsEmpty());
}

TEST(FindOccurrences, ManyMoreThanThereAreBytesOfTextStandInOrder) {
  constexpr std::size_t kDistances = 40;
  std::string query = "b OR \"a b\"";
  for (std::size_t i = 1; i <= kDistances; ++i) query += " OR a NEAR/" + std::to_string(i) + " b";
  PlainAnalyzer analyzer;
  const auto found = test::all_occurrences("a b a b", collect(query, {"body"}), analyzer);
  EXPECT_EQ(found.size(), 2 + 2 + 4 * kDistances);
  for (std::size_t i = 1; i < found.size(); ++i) {
    const auto key = [](const Occurrence& place) { return std::tuple(place.begin, place.end, place.unit); };
    EXPECT_LT(key(found[i - 1]), key(found[i])) << i;
  }
}

TEST(FindOccurrences, APhraseStandsOnlyWhole) {
  const WantedTerms wanted{.terms = {}, .phrases = {{{{"a", 0}, {"b", 1}}}}};
  EXPECT_THAT(occurrences_of("a, b x a x b a a b b", wanted), ElementsAre("0@a, b", "0@a b"));
  EXPECT_THAT(occurrences_of("b a", wanted), IsEmpty());
  EXPECT_THAT(occurrences_of("a", wanted), IsEmpty());
}

TEST(FindOccurrences, APhraseThatEndsALongerOneIsNone) {
  const ProximityItem before{.slots = {{0, {"x", "y"}, {}}}};
  const WantedTerms wanted{.terms = {}, .phrases = {{{{"a", 0}, {"b", 1}}, {before}}}};
  EXPECT_THAT(occurrences_of("x a b, a b, y a b z a b", wanted), ElementsAre("0@a b", "0@a b"));
  EXPECT_THAT(occurrences_of("x a b", wanted), IsEmpty());
}

TEST(FindOccurrences, PhrasesMayRepeatTermsOverlapAndHaveGaps) {
  EXPECT_THAT(occurrences_of("a a a b", {.terms = {}, .phrases = {{{{"a", 0}, {"a", 1}}}}}),
              ElementsAre("0@a a", "0@a a"));
  EXPECT_THAT(occurrences_of("a x b, a b", {.terms = {}, .phrases = {{{{"a", 0}, {"b", 2}}}}}), ElementsAre("0@a x b"));
  EXPECT_THAT(occurrences_of("a b c", {.terms = {"b"}, .phrases = {{{{"a", 0}, {"b", 1}}}, {{{"b", 0}, {"c", 1}}}}}),
              ElementsAre("1@a b", "0@b", "2@b c"));
}

TEST(FindOccurrences, TermsThatShareAPositionMustAllStandThere) {
  class StackingAnalyzer final : public PlainAnalyzer {
   public:
    std::uint32_t analyze(std::string_view text, TokenSink& sink) override {
      struct Stack final : TokenSink {
        explicit Stack(TokenSink& to) : next(to) {}
        void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
          next.token(term, position, begin, end);
          if (term == "us") next.token("usa", position, begin, end);
        }
        TokenSink& next;
      } stack(sink);
      return PlainAnalyzer::analyze(text, stack);
    }
  } analyzer;
  const WantedTerms wanted{.terms = {}, .phrases = {{{{"us", 0}, {"usa", 0}, {"army", 1}}}}};
  EXPECT_EQ(test::all_occurrences("US army, us navy, usa army", wanted, analyzer).size(), 1u);
}

TEST(MergeRanges, JoinsWhatTouchesOrOverlaps) {
  const std::vector<Occurrence> occurrences = {{0, 0, 3}, {1, 2, 5}, {0, 5, 6}, {0, 8, 9}, {1, 8, 12}, {0, 9, 10}};
  const auto ranges = merge_ranges(occurrences);
  ASSERT_EQ(ranges.size(), 2u);
  EXPECT_EQ(ranges[0].begin, 0u);
  EXPECT_EQ(ranges[0].end, 6u);
  EXPECT_EQ(ranges[1].begin, 8u);
  EXPECT_EQ(ranges[1].end, 12u);
  EXPECT_TRUE(merge_ranges({}).empty());
}

}  // namespace
}  // namespace riffle
