#include "text/sentences.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace riffle {
namespace {

/// The text with a | at each place where a sentence begins, but for the first.
std::string cut(std::string_view text) {
  SentenceStarts starts(text);
  EXPECT_EQ(starts.next(), 0u);
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = starts.next(); at != SentenceStarts::kNone; at = starts.next()) {
    EXPECT_GT(at, from);
    EXPECT_LT(at, text.size());
    if (at <= from || at >= text.size()) break;
    out.append(text.substr(from, at - from)) += '|';
    from = at;
  }
  EXPECT_EQ(starts.next(), SentenceStarts::kNone);
  return out.append(text.substr(from));
}

TEST(Sentences, EndAtStopsBeforeCapitalsAndDigits) {
  EXPECT_EQ(cut(""), "");
  EXPECT_EQ(cut("No stop"), "No stop");
  EXPECT_EQ(cut("He left. She stayed! Why? 12 know. nobody else"), "He left. |She stayed! |Why? |12 know. nobody else");
  EXPECT_EQ(cut("Wait... Then it came\u2026 And went?! Yes."), "Wait... |Then it came\u2026 |And went?! |Yes.");
  EXPECT_EQ(cut("At 3.14 he typed x.Y and left.Then"), "At 3.14 he typed x.Y and left.Then");
  EXPECT_EQ(cut("\u201CNo deal.\u201D \u201CWhy?\u201D he asked. (It was late.) Then \u2014"),
            "\u201CNo deal.\u201D |\u201CWhy?\u201D he asked. |(It was late.) |Then \u2014");
  EXPECT_EQ(cut("It ended. \u2014 He said. - \"'(So"), "It ended. |\u2014 He said. |- \"'(So");
  EXPECT_EQ(cut("One. \"\"\"\"\"Five quotes"), "One. \"\"\"\"\"Five quotes");
  EXPECT_EQ(cut("End.\u00A0Next. \u00C9t\u00E9. \u00E9t\u00E9"), "End.\u00A0|Next. |\u00C9t\u00E9. \u00E9t\u00E9");
  EXPECT_EQ(cut("Stop. \xFF Broken. \xFF"), "Stop. \xFF Broken. \xFF");
}

TEST(Sentences, EndAtBlankLines) {
  EXPECT_EQ(cut("a title\n\nand text\n \r\n\tmore\nwrapped line"), "a title\n\n|and text\n \r\n\t|more\nwrapped line");
  EXPECT_EQ(cut("ended.\n\nlower"), "ended.\n\n|lower");
  EXPECT_EQ(cut("ended.\nLine"), "ended.\n|Line");
  EXPECT_EQ(cut("\n\n\nfirst\n\n"), "\n\n\n|first\n\n");
}

TEST(Sentences, DoNotEndAtAbbreviations) {
  for (const char* const text :
       {"Gen. Saleh and Dr. A. B. Cole met Mr. Lund.", "The U.S. Navy and the U.N. Council", "On Nov. 27 and Sept. 3",
        "No. 5 of Fig. 2", "Smith et al. Proved it", "Apple Inc. Chief", "John F. Kennedy", "at 9 a.m. Monday",
        "St. Petersburg vs. Moscow", "Kim Jr. Smith", "Ph.D. Students", "J. The. x"}) {
    EXPECT_EQ(cut(text), text);
  }
  EXPECT_EQ(cut("in the U.S. The talks"), "in the U.S. |The talks");
  EXPECT_EQ(cut("by 9 a.m. \u201CWe left"), "by 9 a.m. |\u201CWe left");
  EXPECT_EQ(cut("of Apple Inc. Its"), "of Apple Inc. |Its");
  EXPECT_EQ(cut("Mr. He left"), "Mr. He left");
  EXPECT_EQ(cut("in Nov. The end"), "in Nov. |The end");
  EXPECT_EQ(cut("He said no. 5 came"), "He said no. |5 came");
  EXPECT_EQ(cut("So did i. Then"), "So did i. |Then");
  EXPECT_EQ(cut("the U.S.! Army"), "the U.S.! |Army");
  EXPECT_EQ(cut("Unabbreviatedly. Next"), "Unabbreviatedly. |Next");
}

TEST(Sentences, KnowOtherScripts) {
  EXPECT_EQ(cut("\u65E5\u672C\u3002\u6771\u4EAC\uFF01\u300D\u5927\u962A"),
            "\u65E5\u672C\u3002|\u6771\u4EAC\uFF01\u300D|\u5927\u962A");
  EXPECT_EQ(cut("\u062D\u0644\u0628\u061F \u062F\u0645\u0634\u0642. \u062D"),
            "\u062D\u0644\u0628\u061F |\u062F\u0645\u0634\u0642. |\u062D");
  EXPECT_EQ(cut("\u0905\u0964 \u0906"), "\u0905\u0964 |\u0906");
  EXPECT_EQ(cut("\u041A\u043E\u043D\u0435\u0446. \u0414\u0430. \u043D\u0435\u0442"),
            "\u041A\u043E\u043D\u0435\u0446. |\u0414\u0430. \u043D\u0435\u0442");
}

}  // namespace
}  // namespace riffle
