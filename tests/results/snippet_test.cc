#include "results/snippet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../query/plain_analyzer.h"
#include "unlimited.h"

namespace riffle {
namespace {

/// The snippet with its highlights in brackets.
std::string marked(const Snippet& snippet) {
  std::string out;
  std::size_t at = 0;
  for (const auto& range : snippet.highlights) {
    out += snippet.text.substr(at, range.begin - at);
    out += "[" + snippet.text.substr(range.begin, range.end - range.begin) + "]";
    at = range.end;
  }
  return out + snippet.text.substr(at);
}

std::string snippet_of(std::string_view body, std::vector<std::string> terms, std::size_t target,
                       std::vector<WantedPhrase> phrases = {}, std::string_view title = "A title") {
  PlainAnalyzer analyzer;
  return marked(
      test::best_snippet(body, title, {.terms = std::move(terms), .phrases = std::move(phrases)}, target, analyzer));
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); i += decode_code_point(text, i).length) ++count;
  return count;
}

TEST(Snippet, AShortTextIsShownWhole) {
  EXPECT_EQ(snippet_of("Rebels took Aleppo.", {"aleppo"}, 100), "Rebels took [Aleppo].");
  EXPECT_EQ(snippet_of("Aleppo", {"aleppo"}, 6), "[Aleppo]");
  EXPECT_EQ(snippet_of("Rebels took Aleppo.", {}, 100), "Rebels took Aleppo.");
}

TEST(Snippet, WhiteSpaceIsFolded) {
  EXPECT_EQ(snippet_of("\n  Rebels\t\r\n took\u00A0\u2003Aleppo\x01now  ", {"aleppo"}, 24), "Rebels took [Aleppo] now");
}

TEST(Snippet, WithoutAnOccurrenceTheTextBegins) {
  EXPECT_EQ(snippet_of("One two three four five", {"six"}, 15), "One two three\u2026");
  EXPECT_EQ(snippet_of("One two three four five", {}, 13), "One two three\u2026");
  EXPECT_EQ(snippet_of("One two three four five", {}, 12), "One two\u2026");
}

TEST(Snippet, ABlankBodyGivesTheTitle) {
  EXPECT_EQ(snippet_of(" \n ", {"aleppo"}, 40, {}, "The fall of Aleppo"), "The fall of [Aleppo]");
  EXPECT_EQ(snippet_of("", {"aleppo"}, 40, {}, ""), "");
}

TEST(Snippet, TheTitleHasHighlightsOfItsOwn) {
  PlainAnalyzer analyzer;
  const auto ranges = [&](std::string_view title, WantedTerms wanted) {
    WorkMeter meter;
    meter.start({});
    Highlighter highlighter(std::move(wanted), analyzer);
    return highlight_title(title, highlighter, meter).value();
  };
  EXPECT_EQ(ranges("The fall of Aleppo", {.terms = {"aleppo", "fall"}, .phrases = {}}),
            (std::vector<TextRange>{{4, 8}, {12, 18}}));
  EXPECT_EQ(ranges("Aleppo, al-Sham", {.terms = {}, .phrases = {{{{"al", 0}, {"sham", 1}}}}}),
            (std::vector<TextRange>{{8, 15}}));
  EXPECT_TRUE(ranges("", {.terms = {"aleppo"}, .phrases = {}}).empty());
}

TEST(Snippet, BeginsAtTheSentenceOfTheFirstOccurrence) {
  const std::string_view body =
      "A long first sentence stands here. He said \u201Cwe will.\u201D Rebels took Aleppo on Friday. More text follows "
      "after that one.";
  EXPECT_EQ(snippet_of(body, {"aleppo"}, 35), "\u2026Rebels took [Aleppo] on Friday. More\u2026");
  EXPECT_EQ(snippet_of("One line\nAleppo fell and nobody knew what to do", {"aleppo"}, 20),
            "\u2026[Aleppo] fell and\u2026");
}

TEST(Snippet, BeginsAtAWordWhenTheSentenceIsTooLong) {
  EXPECT_EQ(snippet_of("one two three four five six Aleppo seven eight nine ten eleven", {"aleppo"}, 26),
            "\u2026five six [Aleppo] seven\u2026");
}

TEST(Snippet, NearTheEndItReachesFurtherBack) {
  EXPECT_EQ(snippet_of("one two three four five six seven eight Aleppo.", {"aleppo"}, 25),
            "\u2026six seven eight [Aleppo].");
}

TEST(Snippet, PrefersDistinctTermsThenOccurrencesThenTheEarliest) {
  const std::string filler = " and then a good deal of other text that nobody asked for ";
  EXPECT_EQ(snippet_of("x x x" + filler + "x y" + filler, {"x", "y"}, 12), "\u2026for [x] [y] and\u2026");
  EXPECT_EQ(snippet_of("x q" + filler + "x x" + filler, {"x"}, 10), "\u2026[x] [x] and\u2026");
  EXPECT_EQ(snippet_of("x one" + filler + "x two" + filler, {"x"}, 10), "[x] one and\u2026");
}

TEST(Snippet, APhraseIsOneHighlightAndItsWordsAloneAreNone) {
  const std::vector<WantedPhrase> phrase = {{{{"al", 0}, {"sham", 1}}}};
  EXPECT_EQ(snippet_of("al one sham, al-Sham sham", {}, 100, phrase), "al one sham, [al-Sham] sham");
  const std::string filler = " with a good deal of text in between that is not wanted, ";
  EXPECT_EQ(snippet_of("al al sham x sham" + filler + "a al-Sham and Aleppo", {"aleppo"}, 22, phrase),
            "\u2026a [al-Sham] and [Aleppo]");
}

TEST(Snippet, HighlightsThatTouchAreOne) {
  EXPECT_EQ(snippet_of("a b c", {"b"}, 100, {{{{"a", 0}, {"b", 1}}}, {{{"b", 0}, {"c", 1}}}}), "[a b c]");
}

TEST(Snippet, APhraseLongerThanThePassageIsCutAtAWord) {
  WantedPhrase phrase;
  std::string body = "before it ";
  for (std::uint32_t i = 0; i < 20; ++i) {
    phrase.words.push_back({"word", i});
    body += "word ";
  }
  EXPECT_EQ(snippet_of(body + "after", {}, 12, {phrase}), "\u2026[word word]\u2026");
}

TEST(Snippet, ARunWithoutSpaceIsCutBetweenCodePoints) {
  EXPECT_EQ(snippet_of("\u53D9\u5229\u4E9A\u53D9\u5229\u4E9A", {}, 4), "\u53D9\u5229\u4E9A\u53D9\u2026");
  EXPECT_EQ(snippet_of("\u53D9\u5229\u3002Aleppo\u5229\u4E9A\u53D9\u5229", {"x"}, 3), "\u53D9\u5229\u3002\u2026");
}

TEST(Snippet, IllFormedBytesAreReplaced) {
  EXPECT_EQ(snippet_of("a\xFF b\xE2\x80", {"b"}, 100), "a\uFFFD [b]\uFFFD\uFFFD");
}

TEST(Snippet, NoRoomGivesNothing) { EXPECT_EQ(snippet_of("Aleppo fell", {"aleppo"}, 0), ""); }

TEST(Snippet, OneCodePointOfRoomShowsPartOfTheOccurrence) {
  EXPECT_EQ(snippet_of("it was Aleppo", {"aleppo"}, 1), "\u2026[A]\u2026");
}

// ---- Properties over random texts.

std::string random_text(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 16> kPieces = {
      "x", "y", "z", "word", "longerword", " ", " ", " ", ". ", "\n", "\u00E9", "\u4E9A", "\u3002", ", ", "\xFF", "  "};
  std::uniform_int_distribution<std::size_t> piece(0, kPieces.size() - 1);
  std::uniform_int_distribution<int> length(0, 120);
  std::string text;
  for (int n = length(random); n > 0; --n) text += kPieces[piece(random)];
  return text;
}

std::string_view without_ellipses(std::string_view text) {
  if (text.starts_with("\u2026")) text.remove_prefix(3);
  if (text.ends_with("\u2026")) text.remove_suffix(3);
  return text;
}

/// The most distinct units that any window of `target` code points of the folded text holds whole.
std::size_t most_distinct(std::string_view folded, const WantedTerms& wanted, std::size_t target) {
  PlainAnalyzer analyzer;
  const auto occurrences = test::all_occurrences(folded, wanted, analyzer);
  std::size_t most = 0;
  for (const auto& first : occurrences) {
    std::set<std::size_t> units;
    for (const auto& other : occurrences) {
      if (other.begin >= first.begin && code_points(folded.substr(first.begin, other.end - first.begin)) <= target) {
        units.insert(other.unit);
      }
    }
    most = std::max(most, units.size());
  }
  return most;
}

TEST(SnippetProperty, IsABoundedWellFormedPieceOfTheTextWithTheMostDistinctTerms) {
  std::mt19937_64 random(42);
  PlainAnalyzer analyzer;
  const WantedTerms wanted{.terms = {"x", "y", "z"}, .phrases = {}};
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = random_text(random);
    const std::size_t target = std::uniform_int_distribution<std::size_t>(10, 60)(random);
    const std::string folded = test::best_snippet(text, "", {}, 100'000, analyzer).text;
    const Snippet snippet = test::best_snippet(text, "", wanted, target, analyzer);
    const std::string_view shown = without_ellipses(snippet.text);
    SCOPED_TRACE(testing::PrintToString(text) + " -> " + marked(snippet));

    EXPECT_LE(code_points(shown), target);
    EXPECT_NE(folded.find(shown), std::string::npos);
    EXPECT_EQ(shown.empty(), folded.empty());
    EXPECT_EQ(shown.find("  "), std::string_view::npos);
    for (std::size_t at = 0; at < snippet.text.size();) {
      const CodePoint c = decode_code_point(snippet.text, at);
      ASSERT_NE(c.value, kIllFormed);
      at += c.length;
    }
    std::size_t before = 0;
    std::set<std::string> units;
    for (const auto& range : snippet.highlights) {
      ASSERT_LT(range.begin, range.end);
      ASSERT_LE(range.end, snippet.text.size());
      EXPECT_TRUE(range.begin > before || before == 0);
      before = range.end;
      units.insert(snippet.text.substr(range.begin, range.end - range.begin));
    }
    EXPECT_GE(units.size(), most_distinct(folded, wanted, target));
    EXPECT_LE(units.size(), 3u);
  }
}

std::vector<std::string> passages_of(std::string_view body, std::vector<std::string> terms, std::size_t target,
                                     std::size_t count) {
  PlainAnalyzer analyzer;
  std::vector<std::string> shown;
  for (const Snippet& passage :
       test::all_passages(body, "", {.terms = std::move(terms), .phrases = {}}, target, count, analyzer)) {
    shown.push_back(marked(passage));
  }
  return shown;
}

TEST(Passages, TheBestComesFirstAndNothingIsShownTwice) {
  const std::string body =
      "Rain fell on Homs in the night. Nothing else was seen there for days on end. Rebels took Aleppo and Homs. "
      "Nothing else was seen there for days on end. Aleppo was quiet later.";
  EXPECT_EQ(passages_of(body, {"aleppo", "homs"}, 32, 5),
            (std::vector<std::string>{"\u2026Rebels took [Aleppo] and [Homs].\u2026",
                                      "Rain fell on [Homs] in the night.\u2026",
                                      "\u2026days on end. [Aleppo] was quiet\u2026"}));
  EXPECT_EQ(passages_of(body, {"aleppo", "homs"}, 32, 1).size(), 1U);
  EXPECT_EQ(passages_of("Rebels took Aleppo.", {"aleppo"}, 100, 4),
            (std::vector<std::string>{"Rebels took [Aleppo]."}));
  EXPECT_EQ(passages_of(body, {"hama"}, 12, 4), (std::vector<std::string>{"Rain fell on\u2026"}));
  EXPECT_TRUE(passages_of(body, {"homs"}, 0, 4).empty());
  EXPECT_TRUE(passages_of("", {"homs"}, 10, 4).size() <= 1);
}

/// White space runs as one space, without outer ones, as snippets show them.
std::string folded(std::string_view text) {
  PlainAnalyzer analyzer;
  return test::best_snippet(text, "", {}, 1'000'000, analyzer).text;
}

TEST(PassagesProperty, SourcesTellWhereTheyStand) {
  std::mt19937_64 random(43);
  PlainAnalyzer analyzer;
  const WantedTerms wanted{.terms = {"x", "y", "z"}, .phrases = {}};
  for (int i = 0; i < 3'000; ++i) {
    const std::string text = "  " + random_text(random) + random_text(random);
    const std::size_t target = std::uniform_int_distribution<std::size_t>(10, 40)(random);
    const auto passages = test::all_passages(text, "", wanted, target, 4, analyzer);
    std::vector<TextRange> taken;
    for (const Snippet& passage : passages) {
      SCOPED_TRACE(testing::PrintToString(text) + " -> " + marked(passage));
      if (passage.is_title) continue;
      ASSERT_LE(passage.source.end, text.size());
      ASSERT_LE(passage.source.begin, passage.source.end);
      EXPECT_EQ(without_ellipses(passage.text),
                folded(std::string_view(text).substr(passage.source.begin, passage.source.end - passage.source.begin)));
      EXPECT_LE(code_points(without_ellipses(passage.text)), target);
      ASSERT_EQ(passage.highlights.size(), passage.source_highlights.size());
      for (std::size_t h = 0; h < passage.highlights.size(); ++h) {
        const TextRange& from = passage.source_highlights[h];
        const TextRange& to = passage.highlights[h];
        EXPECT_EQ(folded(std::string_view(text).substr(from.begin, from.end - from.begin)),
                  passage.text.substr(to.begin, to.end - to.begin));
      }
      for (const TextRange& other : taken) {
        EXPECT_TRUE(passage.source.end <= other.begin || passage.source.begin >= other.end);
      }
      taken.push_back(passage.source);
    }
    if (!passages.empty()) {
      EXPECT_EQ(marked(passages.front()), marked(test::best_snippet(text, "", wanted, target, analyzer)));
    }
  }
}

}  // namespace
}  // namespace riffle
