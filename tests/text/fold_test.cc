#include "text/fold.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "text/utf8.h"

namespace riffle {
namespace {

using Function = void (*)(std::u16string&);

std::string folded_by(Function function, std::string_view text) {
  std::u16string units = utf16_from_utf8(text);
  function(units);
  std::string out;
  append_utf8_from_utf16(out, units);
  return out;
}

TEST(NfkcCasefold, FoldsCaseAndCompatibilityFormsAndDropsIgnorables) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"ABC", "abc"},
      {"\uFF21\uFF22\uFF23", "abc"},
      {"\uFB01n", "fin"},
      {"Stra\u00DFe", "strasse"},
      {"\u0130", "i\u0307"},
      {"\u0131", "\u0131"},
      {"\u03A3\u03C2", "\u03C3\u03C3"},
      {"co\u00ADop\u200Ber\u2060ate", "cooperate"},
      {"e\u0301", "\u00E9"},
      {"\uD55C\uAE00", "\uD55C\uAE00"},
  };
  for (const auto& [text, folded] : cases) EXPECT_EQ(folded_by(nfkc_casefold, text), folded) << text;
}

TEST(NfkcCasefold, GrowsBeyondItsFirstBuffer) {
  std::string text;
  std::string folded;
  for (int i = 0; i < 40; ++i) {
    text += "\uFDFA";
    folded += "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645";
  }
  EXPECT_EQ(folded_by(nfkc_casefold, text), folded);
}

TEST(FoldAccents, DropsMarksOfLatinGreekAndCyrillic) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"caf\u00E9", "cafe"},
      {"cafe\u0301", "cafe"},
      {"i\u0307stanbul", "istanbul"},
      {"t\u00FCrkiye", "turkiye"},
      {"vi\u1EC7t", "viet"},
      {"\u03AC\u03BB\u03C6\u03B1", "\u03B1\u03BB\u03C6\u03B1"},
      {"\u0439\u0451", "\u0438\u0435"},
  };
  for (const auto& [text, folded] : cases) EXPECT_EQ(folded_by(fold_accents, text), folded) << text;
}

TEST(FoldAccents, KeepsMarksOfOtherScriptsAndLeadingOnes) {
  for (const std::string text :
       {"\u0628\u064E", "\u0915\u094D\u0937", "\u05D1\u05BC", "\uD55C\uAE00", "\u304C", "\u0301"}) {
    std::u16string composed = utf16_from_utf8(text);
    nfkc_casefold(composed);
    std::string expected;
    append_utf8_from_utf16(expected, composed);
    EXPECT_EQ(folded_by(fold_accents, text), expected);
  }
}

TEST(FoldAccents, ReplacesLettersWithStrokesAndLigatures) {
  EXPECT_EQ(folded_by(fold_accents, "\u00F8\u0142\u0111\u0127\u0167\u00F0\u0131"), "oldhtdi");
  EXPECT_EQ(folded_by(fold_accents, "\u00E6\u0153\u00FE"), "aeoeth");
  EXPECT_EQ(folded_by(fold_accents, "\u01FF\u01FD"), "oae");  // o with stroke and acute, ae with acute
}

TEST(FoldBorders, CombiningCharactersDoNotStartAnything) {
  EXPECT_TRUE(starts_nfkc_casefold(U'a'));
  EXPECT_TRUE(starts_nfc(U'a'));
  EXPECT_FALSE(starts_nfkc_casefold(0x0301));
  EXPECT_FALSE(starts_nfc(0x0301));
  EXPECT_FALSE(starts_nfc(0x1161));  // a Hangul vowel composes with what stands before it
}

}  // namespace
}  // namespace riffle
