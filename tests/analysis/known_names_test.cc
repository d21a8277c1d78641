#include "analysis/known_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "analysis/english_spellings.h"
#include "analysis/ordinary_words.h"

namespace riffle {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(KnownNames, GiveTheirOtherSpellings) {
  EXPECT_THAT(known_spellings("tehran"), UnorderedElementsAre("teheran"));
  EXPECT_THAT(known_spellings("osman"), UnorderedElementsAre("othman", "uthman", "usman"));
  EXPECT_THAT(known_spellings("mehdi"), UnorderedElementsAre("mahdi", "mahdy"));
  EXPECT_THAT(known_spellings("lvov"), UnorderedElementsAre("lviv"));
  EXPECT_THAT(known_spellings("sarajewo"), UnorderedElementsAre("sarajevo"));
  EXPECT_THAT(known_spellings("joussef"), testing::IsSupersetOf({"yusuf", "youssef"}));
  EXPECT_THAT(known_spellings("mascat"), testing::IsSupersetOf({"muscat"}));
  EXPECT_THAT(known_spellings("mumbai"), UnorderedElementsAre("bombay"));
  EXPECT_THAT(known_spellings("selenskyj"), testing::IsSupersetOf({"zelensky", "zelenskyy"}));
  EXPECT_THAT(known_spellings("khadafy"), testing::IsSupersetOf({"gaddafi", "qaddafi"}));
  EXPECT_THAT(known_spellings("chowdhury"), UnorderedElementsAre("chaudhary", "chaudhry", "chaudhuri", "choudhury"));
  EXPECT_THAT(known_spellings("haidari"), IsEmpty()) << "no Haidar";
  EXPECT_THAT(known_spellings("london"), IsEmpty());
  EXPECT_THAT(known_spellings(""), IsEmpty());
  EXPECT_THAT(known_spellings("tehra"), IsEmpty());
  EXPECT_THAT(known_spellings("tehrans"), IsEmpty());
}

TEST(KnownNames, AreOfEachOtherAndNoOrdinaryWords) {
  for (const char* const name :
       {"mahdi", "sharif", "haidar", "osman", "jaafar", "reza", "erbil", "homs", "tehran", "quran", "lviv", "kharkiv",
        "haftar", "younis", "jihad", "uyghur", "bashir", "aleppo", "myanmar"}) {
    ASSERT_THAT(known_spellings(name), testing::Not(IsEmpty())) << name;
    for (const std::string_view spelling : known_spellings(name)) {
      EXPECT_FALSE(is_ordinary_word(spelling)) << spelling;
      const std::vector<std::string_view> back = known_spellings(spelling);
      EXPECT_THAT(back, testing::Contains(std::string_view(name))) << spelling;
      EXPECT_LE(back.size(), kMostSpellings) << spelling;
    }
  }
}

}  // namespace
}  // namespace riffle
