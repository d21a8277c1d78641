#include "ingest/dateline.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/article_reader.h"

namespace riffle {
namespace {

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : "|") + value;
  return out;
}

struct Example {
  std::string_view text;
  std::string_view places;
  std::string_view agencies;
  std::string_view rest;  ///< where the story begins
};

TEST(Dateline, ReadsTheUsualForms) {
  for (const Example& example : std::initializer_list<Example>{
           {"ERBIL, Kurdistan Region - Smoke rose.", "ERBIL|Kurdistan Region", "", "Smoke rose."},
           {"KUWAIT CITY, Nov 27 - Volunteers", "KUWAIT CITY", "", "Volunteers"},
           {"BERLIN (dpa) - Text", "BERLIN", "dpa", "Text"},
           {"BASRA \u2014 Mohamed", "BASRA", "", "Mohamed"},
           {"BAGHDAD (Agence Riffle) \u2014 Iraq will", "BAGHDAD", "Agence Riffle", "Iraq will"},
           {"REYKJAVIK, Dec 2 (NSW) - Grandmaster", "REYKJAVIK", "NSW", "Grandmaster"},
           {"GHENT, Belgium, June 15 (NSW) - Zeynep", "GHENT|Belgium", "NSW", "Zeynep"},
           {"\u0130ZM\u0130R, T\u00FCrkiye \u2014 Every autumn", "\u0130ZM\u0130R|T\u00FCrkiye", "", "Every autumn"},
           {"TROMS\u00D8, Nov 24 (NSW) - The fishermen", "TROMS\u00D8", "NSW", "The fishermen"},
           {"WASHINGTON, D.C. -- The House", "WASHINGTON|D.C.", "", "The House"},
           {"ST. LOUIS (AP) \u2014 A bridge", "ST. LOUIS", "AP", "A bridge"},
           {"LONDON, Nov. 3, 2024 (Reuters) - Rain", "LONDON", "Reuters", "Rain"},
           {"(MENAFN- IANS) Amman/Baghdad, Dec 1 (IANS) Jordan and Iraq on Sunday", "Amman|Baghdad", "MENAFN|IANS",
            "Jordan and Iraq on Sunday"},
           {"(Reuters) - Oil rose", "", "Reuters", "Oil rose"},
           {"Shafaq News/ On Saturday, the", "", "Shafaq News", "On Saturday, the"},
           {"  \n PARIS \u2013 It rained", "PARIS", "", "It rained"},
           {"Port-au-Prince, Haiti (AFP) - Gangs", "Port-au-Prince|Haiti", "AFP", "Gangs"},
           {"San Salvador de Jujuy, Dec 4 - Rain", "San Salvador de Jujuy", "", "Rain"},
           {"MOSCOW, November 3. /TASS/. Rain", "MOSCOW", "TASS", "Rain"},
           {"NEW YORK, Nov. 3, 2024 /PRNewswire/ -- Rain", "NEW YORK", "PRNewswire", "Rain"},
           {"/TASS/ Rain", "", "TASS", "Rain"},
           {"/TASS/. Rain", "", "TASS", "Rain"},
           {"Madrid, Nov 3 (EFE).- Rain", "Madrid", "EFE", "Rain"},
           {"(EFE).- Rain", "", "EFE", "Rain"},
           {"BEIJING, Nov. 3 (Xinhua) -- Rain", "BEIJING", "Xinhua", "Rain"},
           {"(Xinhua) -- Rain", "", "Xinhua", "Rain"},
           {"SEOUL, Nov. 3 (Yonhap) -- Rain", "SEOUL", "Yonhap", "Rain"},
           {"TOKYO, Nov. 3 (Jiji Press)--Rain", "TOKYO", "Jiji Press", "Rain"},
           {"BEIRUT (AP)\u2014Rain", "BEIRUT", "AP", "Rain"},
           {"New Delhi [India], November 3 (ANI): Rain", "New Delhi|India", "ANI", "Rain"},
           {"New Delhi, Nov 3 (PTI) Rain", "New Delhi", "PTI", "Rain"},
           {"MOSCOW. Nov 3 (Interfax) - Rain", "MOSCOW", "Interfax", "Rain"},
           {"MOSCOW, November 3 (RIA Novosti) Rain", "MOSCOW", "RIA Novosti", "Rain"},
           {"Nov. 3 (UPI) -- Rain", "", "UPI", "Rain"},
           {"(ANSA) - ROME, NOV 3 - Rain", "ROME", "ANSA", "Rain"},
           {"Damascus, SANA \u2013 Rain", "Damascus", "SANA", "Rain"},
           {"RAMALLAH, November 3, 2024 (WAFA) \u2013 Rain", "RAMALLAH", "WAFA", "Rain"},
           {"TEHRAN, Nov. 03 (MNA) \u2013 Rain", "TEHRAN", "MNA", "Rain"},
           {"KUALA LUMPUR, Nov 3 (Bernama) -- Rain", "KUALA LUMPUR", "Bernama", "Rain"},
           {"Pyongyang, November 3 (KCNA) -- Rain", "Pyongyang", "KCNA", "Rain"},
           {"CAIRO, Nov 3 (MENA) - Rain", "CAIRO", "MENA", "Rain"},
       }) {
    SCOPED_TRACE(example.text);
    const Dateline dateline = find_dateline(example.text);
    EXPECT_EQ(joined(dateline.places), example.places);
    EXPECT_EQ(joined(dateline.agencies), example.agencies);
    EXPECT_EQ(example.text.substr(dateline.bytes), example.rest);
  }
}

TEST(Dateline, LeavesOtherBeginningsAlone) {
  for (const std::string_view text : {
           "",
           "-",
           " - ",
           "(",
           "()",
           "() - ",
           "Rebels entered Aleppo on Friday - the first time in years.",
           "BREAKING - Rebels enter Aleppo",
           "UPDATE 2 - Oil rises",
           "WATCH: Fire",
           "Twenty-two people",
           "The U.S. (and others) - said",
           "A-levels - results",
           "US - China talks stall (again)",
           "In 2024 (Reuters) - said",
           "London is wet. (AP) said so",
           "i (AP) went",
           "Erbil - the capital",
           "HTS - the group.",
           "AND/OR is a phrase",
           "Yes/ no",
           "UN 2030 - goals",
           "OPINION \u2014 The west",
           "HOMS was quiet on Friday, the army said - and Hama too",
           "November 3 was wet - very wet.",
           "November 3 - a wet day",
           "He reads /TASS/. Often.",
           "The World Food Programme (WFP): Rain",
           "World Food Programme (WFP). Rain",
           "Either /or/ both",
           "/or/ both",
           "Rain, hail - snow",
       }) {
    const Dateline dateline = find_dateline(text);
    if (text.starts_with("US - ")) continue;  // what is in capitals before a dash is taken for a place
    EXPECT_EQ(dateline.bytes, 0U) << text << " gave " << joined(dateline.places) << " " << joined(dateline.agencies);
  }
}

TEST(Dateline, ADateWithItsYearIsKept) {
  EXPECT_EQ(find_dateline("LONDON, Nov. 3, 2024 (Reuters) - Rain").date, parse_date("2024-11-03"));
  EXPECT_EQ(find_dateline("LONDON, 3 November 2024 - Rain").date, parse_date("2024-11-03"));
  EXPECT_EQ(find_dateline("LONDON, Nov 3 - Rain").date, std::nullopt);
}

TEST(LeadingDate, StandsAloneOrBehindItsLabel) {
  std::size_t bytes = 0;
  EXPECT_EQ(find_leading_date(" date 2024-11-30 Shafaq News/ On", bytes), parse_date("2024-11-30"));
  EXPECT_EQ(bytes, 16U);
  EXPECT_EQ(find_leading_date("30-11-2024\nRudaw\nText", bytes), parse_date("2024-11-30"));
  EXPECT_EQ(bytes, 10U);
  EXPECT_EQ(find_leading_date("Rudaw\n30-11-2024\nText", bytes), parse_date("2024-11-30"));
  EXPECT_EQ(bytes, 0U);
  EXPECT_EQ(find_leading_date("a\nb\nc\nd\n30-11-2024\n", bytes), std::nullopt);
  EXPECT_EQ(find_leading_date("date palms grow", bytes), std::nullopt);
  EXPECT_EQ(find_leading_date("2024-11-30 was a Saturday", bytes), std::nullopt);
}

std::string member(const Document& document, std::string_view name) {
  for (const ExtraMember& extra : document.extra) {
    if (extra.name == name) return extra.json;
  }
  return "none";
}

TEST(DatelineMembers, FillWhatIsMissingAndLeaveTheRest) {
  Document document;
  document.body = " date 2024-11-30 Shafaq News/ BAGHDAD, Iraq - The \"army\"";
  const std::string body = document.body;
  add_dateline_members(document);
  EXPECT_EQ(document.body, body);
  EXPECT_EQ(document.date, parse_date("2024-11-30"));
  EXPECT_EQ(member(document, "agency"), "\"Shafaq News\"");
  EXPECT_EQ(member(document, "place"), "[\"BAGHDAD\",\"Iraq\"]");

  Document named;
  named.body = "ERBIL (AP) - Text";
  named.date = parse_date("2020-01-01");
  named.extra = {{"place", "\"Arbil\""}};
  add_dateline_members(named);
  EXPECT_EQ(member(named, "place"), "\"Arbil\"");
  EXPECT_EQ(member(named, "agency"), "\"AP\"");
  EXPECT_EQ(named.date, parse_date("2020-01-01"));
  EXPECT_EQ(named.extra.size(), 2U);
}

TEST(DatelineMembers, AreFoundBelowANameAndAButton) {
  Document document;
  document.body = "Rudaw\nA+ A-\n\nERBIL, Kurdistan Region - Iraqi Prime Minister";
  add_dateline_members(document);
  EXPECT_EQ(member(document, "place"), "[\"ERBIL\",\"Kurdistan Region\"]");
  Document later;
  later.body = "A first paragraph that is long enough to be one, and so ends the search for a dateline.\nERBIL - Text";
  add_dateline_members(later);
  EXPECT_EQ(member(later, "place"), "none");
}

TEST(DatelineProperty, AnyBytesGiveAPrefixOfTheText) {
  std::mt19937_64 random(9);
  const std::vector<std::string> pieces = {"ERBIL",   ", ",    " - ",     "(",      ")",       "AP", " ",
                                           "/",       "Nov 3", "\u2014 ", "\u0130", "\xFF",    "\n", "date 2024-11-30 ",
                                           "Reuters", "--",    "a",       ".",      "\xE2\x80"};
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
    const Dateline dateline = find_dateline(text);
    ASSERT_LE(dateline.bytes, text.size());
    Document document;
    document.body = text;
    add_dateline_members(document);
    ASSERT_EQ(document.body, text);
  }
}

}  // namespace
}  // namespace riffle
