#include "analysis/english_analyzer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "tokens.h"

namespace riffle {
namespace {

class English : public testing::Test {
 protected:
  void expect(const std::vector<TermCase>& cases) {
    for (const auto& [text, terms] : cases)
      EXPECT_EQ(terms_of(*analyzer_, text), terms) << testing::PrintToString(text);
  }

  std::unique_ptr<BuiltInAnalyzer> analyzer_ = analyzer_named("english");
};

TEST_F(English, WordsAreFoldedAndNotStemmed) {
  expect({
      {"", ""},
      {" ... ", ""},
      {"Running RUNS run", "running runs run"},
      {"The rebels' offensives", "the rebels offensives"},
      {"emphasised emphasises", "emphasised emphasises"},
      {"al-Sudani", "al sudani alsudani"},
      {"Iraqi Prime Minister Mohammed Shia al-Sudani", "iraqi prime minister mohammed shia al sudani alsudani"},
  });
}

TEST_F(English, OneApostropheClassJoinsNamesAndStripsPossessives) {
  for (const std::string mark :
       {"'", "`", "\u00B4", "\u02B9", "\u02BB", "\u02BC", "\u02BD", "\u02BE", "\u02BF", "\u2018", "\u2019", "\uFF07"}) {
    expect({
        {fill("Hay*at", mark), "hayat"},
        {fill("Shi*a", mark), "shia"},
        {fill("Shia* al-Sudani", mark), "shia al sudani alsudani"},
        {fill("*quoted*", mark), "quoted"},
        {fill("Syria*s", mark), "syria"},
        {fill("workers*", mark), "workers"},
        {fill("(Jordan*S)", mark), "jordan"},
        {fill("Caf\u00E9*s", mark), "cafe"},
        {fill("O*Neill*s", mark), "oneill"},
        {mark, ""},
    });
  }
  expect({{"Hayat", "hayat"}, {"Shia", "shia"}, {"rock`n`roll", "rocknroll"}, {"x``y", "x y"}, {"1`2", "1 2"}});
}

TEST_F(English, AccentsAndCaseFold) {
  expect({
      {"\u0130stanbul Istanbul \u0131stanbul", "istanbul istanbul istanbul"},
      {"T\u00FCrkiye Turkiye", "turkiye turkiye"},
      {"caf\u00E9 cafe\u0301 CAF\u00C9S", "cafe cafe cafes"},
      {"Stra\u00DFe STRASSE", "strasse strasse"},
      {"\u0141\u00F3d\u017A \u00D8re \u0110\u00E0 N\u1EB5ng \u00C6sop \u0152uvre", "lodz ore da nang aesop oeuvre"},
      {"\uFF21\uFF22\uFF23 \uFB01nding", "abc finding"},
      {"\u0391\u03B8\u03AE\u03BD\u03B1 \u039F\u0394\u039F\u03A3",
       "\u03B1\u03B8\u03B7\u03BD\u03B1 \u03BF\u03B4\u03BF\u03C3"},
      {"\u041A\u0438\u0439\u0432", "\u043A\u0438\u0438\u0432"},
      {"m\u00B2 \u00BD", "m 2 1\u20442"},
  });
}

TEST_F(English, IgnorableCharactersVanishInsideWords) {
  expect({
      {"co\u00ADop\u00ADer\u00ADate", "cooperate"},
      {"op\u2060er\uFEFFate", "operate"},
      {"\u00AD", ""},
      {"zero\u200Bwidth", "zero width"},  // U+200B is where a word may end
  });
}

TEST_F(English, PunctuationJoinsAsUax29Says) {
  expect({
      {"3.14 1,000,000 1;2 1'000", "3.14 1,000,000 1;2 1000"},
      {"example.com u.s. a,b a;b", "example.com us a b a b"},
      {"foo_bar _x_ ___ a1b2 7th", "foo_bar _x_ a1b2 7th"},
      {"a.1 1.a a..b 1,,2 a.", "a 1 1 a a b 1 2 a"},
      {"12:30 key:value me@example.com @handle", "12 30 key value me example.com handle"},
      {"\u201CSyria,\u201D he said\u2014twice\u2026", "syria he said twice"},
      {"col\u00B7lega 10\u202F000", "col\u00B7lega 10 000"},
  });
}

TEST_F(English, ClassesAreNamedByTheStem) {
  const auto class_of = [&](std::string_view form) { return std::string(analyzer_->class_of(form)); };
  for (const char* form : {"airport", "airports"}) EXPECT_EQ(class_of(form), "airport");
  for (const char* form : {"militant", "militants"}) EXPECT_EQ(class_of(form), "milit");
  EXPECT_EQ(class_of("the"), "the");
  // The stem of "organisations" is "organis", of which the stem is "organi": the word "organis" is of another class.
  EXPECT_EQ(class_of("organisations"), "organis'");
  EXPECT_EQ(class_of("organis"), "organi");
  // Forms of anything but a to z have no other forms.
  for (const char* form : {"mig29s", "1990s", "3.14", "\u043A\u0438\u0438\u0432", "foo_bars"})
    EXPECT_EQ(class_of(form), "");
}

// Excerpts rely on it.
TEST_F(English, ClassesKeepTheFirstByte) {
  ASSERT_TRUE(analyzer_->class_keeps_first_byte());
  const auto expect_kept = [&](const std::string& word) {
    const std::string_view name = analyzer_->class_of(word);
    EXPECT_TRUE(name.empty() || name[0] == word[0]) << word;
  };
  for (const char* word : {"skies", "dying", "news", "idly", "inning", "yes", "yyy", "generously"}) expect_kept(word);
  const std::vector<std::string> endings = {"",     "s",       "ies",     "ied", "ing", "ly",
                                            "ness", "ational", "ization", "ful", "e"};
  for (char first = 'a'; first <= 'z'; ++first) {
    for (char second = 'a'; second <= 'z'; ++second) {
      for (const std::string& ending : endings) {
        const std::string stem = {first, second};
        expect_kept(stem + ending);
        for (const char third : {'a', 'b', 'e', 'l', 't', 'y'}) expect_kept(stem + third + ending);
      }
    }
  }
}

TEST_F(English, DottedAcronymsLoseTheirDots) {
  expect({
      {"U.S. U.N.'s e.g. A.B.C", "us US un UN eg abc"},
      {"\u0421.\u0428.\u0410.", "\u0441\u0448\u0430"},
      {"Ph.D. a.bc 1.a U.S.1 a. .b", "ph.d a.bc 1 a us US 1 a b"},
  });
}

TEST_F(English, HyphenatedWordsGiveTheirPartsAndTheJoinedFormAtBothEnds) {
  const std::vector<Token> expected = {{"counter", 0, 0, 7},
                                       {"counteroffensive", 0, 0, 17},
                                       {"offensive", 1, 8, 17},
                                       {"counteroffensive", 1, 0, 17},
                                       {"x", 2, 18, 19}};
  EXPECT_EQ(tokens_of(*analyzer_, "counter-offensive x"), expected);
  expect({
      {"e-mail", "e email mail email"},
      {"co\u2010op co\u2011op co\uFF0Dop", "co coop op coop co coop op coop co coop op coop"},
      {"state-of-the-art", "state stateoftheart of the art stateoftheart"},
      {"a-b-c-d-e", "a b c d e"},  // more than four parts are not joined
      {"3-2 2024-11-30", "3 2 2024 11 30"},
      {"COVID-19", "covid covid19 19 covid19"},
      {"a-_b _b-_", "a a_b _b a_b _b"},
      {"U.S.-led", "us US usled led usled"},
      {"-x x- a--b a -b a- b a\u2013b", "x x a b a b a b a b"},
      {"(Hay'at-led)", "hayat hayatled led hayatled"},
  });
}

TEST_F(English, AnArticleSharesThePlaceOfItsNoun) {
  const std::vector<Token> expected = {
      {"bashar", 0, 0, 6}, {"al", 1, 7, 9}, {"assad", 1, 10, 17}, {"alassad", 1, 7, 17}, {"said", 2, 18, 22}};
  EXPECT_EQ(tokens_of(*analyzer_, "Bashar al-Assad's said"), expected);
  expect({
      {"El-Sisi ash-Sharq ar-Raqqa", "el sisi elsisi ash sharq ashsharq ar raqqa arraqqa"},
      {"as-yet at-large", "as asyet yet asyet at atlarge large atlarge"},  // no articles: the consonant differs
      {"al-Qaida-linked", "al qaida alqaida alqaidalinked linked alqaidalinked"},
      {"pro-al-Qaida", "pro proalqaida al qaida alqaida proalqaida"},
      {"al-x", "al alx x alx"},
  });
  EXPECT_EQ(tokens_of(*analyzer_, "al-Qaida-linked x").back().position, 2u);
}

TEST_F(English, OtherScriptsAreBrokenByIcu) {
  expect({
      {"\u0633\u0648\u0631\u064A\u0627\u060C \u062D\u0644\u0628", "\u0633\u0648\u0631\u064A\u0627 \u062D\u0644\u0628"},
      {"\u05D2\u05F3\u05D5\u05E8\u05F3", "\u05D2\u05D5\u05E8"},
      {"\u0939\u093F\u0928\u094D\u0926\u0940", "\u0939\u093F\u0928\u094D\u0926\u0940"},
      {"\U0001F600\uFE0F\u2714\uFE0F", ""},
  });
  // Dictionary breaks differ between ICU versions; that there are some does not.
  EXPECT_GE(tokens_of(*analyzer_, "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35\u0E0A\u0E32\u0E27\u0E42\u0E25\u0E01").size(),
            2u);
}

TEST_F(English, ChineseJapaneseAndKoreanAreTakenInPairs) {
  expect({
      {"\u5317\u4EAC\u5927\u5B66\u3002\u4E2D", "\u5317\u4EAC \u4EAC\u5927 \u5927\u5B66 \u4E2D"},
      {"\uD55C\uAD6D\uC5B4 \uB274\uC2A4", "\uD55C\uAD6D \uAD6D\uC5B4 \uB274\uC2A4"},
      {"\u30B3\u30FC\u30C9x\u3042", "\u30B3\u30FC \u30FC\u30C9 x \u3042"},
      {"\uFF83\uFF9E\uFF70\uFF80", "\u30C7\u30FC \u30FC\u30BF"},  // a mark belongs to what it stands behind
      {"3\u5E74\u9593", "3 \u5E74\u9593"},
      {"\uC0BC\uC131SDI", "\uC0BC\uC131 sdi"},
      {"\U00020000\U00020001\U00020002", "\U00020000\U00020001 \U00020001\U00020002"},
  });
  const std::vector<Token> expected = {{"\u5317\u4EAC", 0, 1, 7}, {"\u4EAC\u5927", 1, 4, 10}, {"a", 2, 11, 12}};
  EXPECT_EQ(tokens_of(*analyzer_, " \u5317\u4EAC\u5927 a"), expected);
}

TEST_F(English, AcronymsThatAreWordsHaveTheirCapitalsBesides) {
  expect({
      {"The US told us", "the us US told us"},
      {"WHO\u2019s who, Who? WHO's", "who WHO who who who WHO"},
      {"U.S. u.s. U.s.", "us US us us"},
      {"UN-US talks", "un UN unus us US unus talks"},
      {"NATO AIDS I A USA", "nato aids i a usa"},
      {"U.N.'s U.S.\u2019s x.'s", "un UN us US x s"},
  });
  const std::vector<Token> expected = {{"who", 0, 0, 3}, {"WHO", 0, 0, 3}, {"x", 1, 4, 5}};
  EXPECT_EQ(tokens_of(*analyzer_, "WHO x"), expected);
}

TEST_F(English, DigitsOfAllScriptsAreThoseOfAscii) {
  expect({
      {"\u0662\u0660\u0662\u0664 \u06F1\u06F4", "2024 14"},
      {"\u0967\u0968\u0969 \uFF11\uFF12 \U0001E950 \U0001D7D8", "123 12 0 0"},
      {"\u0661\u066C\u0664\u0660\u0660 \u0663\u066B\u0661\u0664", "1,400 3.14"},
      {"F\u0661\u0666 \u0967x \u0661-\u0662", "f16 1x 1 2"},
      {"\u00B2 \u2460 \u0BF0", "2 1 \u0BF0"},
  });
  const std::vector<Token> expected = {{"14", 0, 1, 5}};
  EXPECT_EQ(tokens_of(*analyzer_, " \u0661\u0664"), expected);
}

TEST_F(English, ThePercentSignBehindADigitIsAWord) {
  expect({
      {"rose 11.4% (8%) 5%.", "rose 11.4 percent 8 percent 5 percent"},
      {"40%-owned 5%-6% F16%x", "40 percent owned 5 percent 6 percent f16 percent x"},
      {"40\uFF05 \u0664\u0660\u066A \u00BD%", "40 percent 40 percent 1\u20442 percent"},
      {"40 % x% % %40 5\u00B0% U.S.%", "40 x 40 5 us US"},
      {"10-20%", "10 20 percent"},
  });
  const std::vector<Token> expected = {{"40", 0, 1, 3}, {"percent", 1, 3, 4}, {"x", 2, 5, 6}};
  EXPECT_EQ(tokens_of(*analyzer_, " 40% x"), expected);
  EXPECT_EQ(tokens_of(*make_built_in_analyzer("english", 3).value(), "40%").size(), 1u);
}

TEST_F(English, OffsetsCoverTheWordAsWrittenAndPositionsCountTerms) {
  const std::string text = "'Shia\u2019 Hay\u2019at\u2019s\u201D \u02BB x";
  const std::vector<Token> expected = {{"shia", 0, 1, 5}, {"hayat", 1, 9, 21}, {"x", 2, 28, 29}};
  EXPECT_EQ(tokens_of(*analyzer_, text), expected);
}

TEST_F(English, IllFormedBytesSeparate) {
  expect({{"ab\xFF"
           "cd",
           "ab cd"},
          {"caf\xE9 bar", "caf bar"},
          {"\xC3'\xC3", ""},
          {"a\xFF\xCC\x81", "a"}});
}

TEST_F(English, CutsLongTermsAndLongPieces) {
  EXPECT_EQ(terms_of(*analyzer_, std::string(300, 'X')), std::string(limits::kTokenBytes, 'x'));
  EXPECT_EQ(terms_of(*analyzer_, std::string(254, '1') + "\u00E9"), std::string(254, '1') + "e");
  EXPECT_EQ(terms_of(*analyzer_, std::string(254, '1') + "\u4E2D"), std::string(254, '1') + " \u4E2D");
  EXPECT_EQ(terms_of(*analyzer_, std::string(254, '1') + "\u0434"), std::string(254, '1'));
  // A piece of more than 65,536 bytes is cut there, at a code point border.
  const std::vector<Token> pieces = tokens_of(*analyzer_, "a" + std::string(70000, 'b') + " c");
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].end, 65536u);
  EXPECT_EQ(pieces[1].begin, 65536u);
  std::string cyrillic = "a";
  for (int i = 0; i < 40000; ++i) cyrillic += "\u0434";
  EXPECT_EQ(tokens_of(*analyzer_, cyrillic)[0].end, 65535u);
}

}  // namespace
}  // namespace riffle
