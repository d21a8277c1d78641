#include "query/query_lexer.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace riffle {
namespace {

/// Tokens as text: words in [], quoted texts in <> (unclosed: <…), operators as they are, suffixes behind.
std::string tokens_of(std::string_view text) {
  QueryLexer lexer(text);
  std::string out;
  for (Token token = lexer.next(); token.kind != Token::Kind::kEnd; token = lexer.next()) {
    if (!out.empty()) out += ' ';
    switch (token.kind) {
      case Token::Kind::kWord: out += "[" + std::string(token.text) + "]"; break;
      case Token::Kind::kQuoted: out += "<" + unescape_quoted(token.text) + (token.is_closed ? ">" : ""); break;
      case Token::Kind::kOpen: out += "("; break;
      case Token::Kind::kClose: out += ")"; break;
      case Token::Kind::kAnd: out += "AND"; break;
      case Token::Kind::kOr: out += "OR"; break;
      case Token::Kind::kNot: out += "NOT"; break;
      case Token::Kind::kProximity: out += "PROXIMITY"; break;
      case Token::Kind::kAtLeast: out += "ATLEAST"; break;
      case Token::Kind::kMinus: out += "-"; break;
      case Token::Kind::kPlus: out += "+"; break;
      case Token::Kind::kEnd: break;
    }
    out += token.suffix;
  }
  return out;
}

struct Case {
  std::string_view text;
  std::string_view tokens;
};

void expect_all(const std::vector<Case>& cases) {
  for (const auto& c : cases) EXPECT_EQ(tokens_of(c.text), c.tokens) << c.text;
}

TEST(QueryLexer, SplitsAtWhiteSpaceParenthesesAndQuotes) {
  expect_all({{"", ""},
              {"  ", ""},
              {"a b", "[a] [b]"},
              {"a\u00A0b\u3000c\td\x01"
               "e",
               "[a] [b] [c] [d] [e]"},
              {"a\u1680b\u167Fc\u1681d", "[a] [b\u167Fc\u1681d]"},
              {"(a)b", "( [a] ) [b]"},
              {"a\"b\"c", "[a] <b> [c]"},
              {"al-Sham it's U.S. AT&T a/b", "[al-Sham] [it's] [U.S.] [AT&T] [a/b]"}});
}

TEST(QueryLexer, TakesDashesForMinus) {
  expect_all({{"a \u2013b", "[a] - [b]"},
              {"a \u2212b \u2010c \u2011(d)", "[a] - [b] - [c] - ( [d] )"},
              {"a \u2013 b", "[a] [\u2013] [b]"},
              {"a\u2013b", "[a\u2013b]"},
              {"a \u2014b", "[a] [\u2014b]"},
              {"\u2013\u2013a \u2013", "[\u2013\u2013a] [\u2013]"}});
}

TEST(QueryLexer, FindsCommasBetweenWordsButNotInNumbers) {
  const auto place = [](std::string_view word) {
    const Comma comma = find_comma(word);
    return std::pair(comma.begin, comma.end);
  };
  EXPECT_EQ(place("a,b"), std::pair(1uz, 2uz));
  EXPECT_EQ(place("a;b,c"), std::pair(1uz, 2uz));
  EXPECT_EQ(place("a\u2014b"), std::pair(1uz, 4uz));
  EXPECT_EQ(place("\u0623\u060C\u0628"), std::pair(2uz, 4uz));
  EXPECT_EQ(place("10,000"), std::pair(0uz, 0uz));
  EXPECT_EQ(place("2024,Aleppo"), std::pair(4uz, 5uz));
  for (const std::string_view word :
       {"", ",", "a,", ",a", "a,,b", "a-b", "a,-b", "a,\"", "a/b", "\xE2\x80", "a\xE2\x80"}) {
    EXPECT_EQ(place(word), std::pair(0uz, 0uz)) << word;
  }
}

TEST(QueryLexer, TellsListsOfWordsBySlashes) {
  for (const std::string_view word :
       {"Iran/Russia", "one/two/three", "Hay'at/al-Sham", "\u0441\u0438\u0440/\u0438\u0440\u0430"})
    EXPECT_TRUE(is_listed_by_slashes(word)) << word;
  for (const std::string_view word : {"", "/", "and/or", "24/7", "//one", "one/", "/one/two", "one//two", "a.com/one",
                                      "one/two3", "one/two_three", "one", "-one/two", "one-/two", "---/one"}) {
    EXPECT_FALSE(is_listed_by_slashes(word)) << word;
  }
}

TEST(QueryLexer, AMinusBeforeANumberWithAFractionOrAUnitIsNoPrefix) {
  expect_all({{"-18.6 x -2\u00B0C", "[-18.6] [x] [-2\u00B0C]"},
              {"\u22125% (-0.5)", "[\u22125%] ( [-0.5] )"},
              {"-2016 -10,000", "- [2016] - [10,000]"},
              {"-30.11.2024 -2.17.1 -5. -.5", "- [30.11.2024] - [2.17.1] - [5.] - [.5]"},
              {"+1.5 !2.5", "+ [1.5] - [2.5]"}});
}

TEST(QueryLexer, TakesACallOfWordsAndQuotes) {
  const auto call_of = [](std::string_view text) {
    QueryLexer lexer(text);
    (void)lexer.next();
    const auto call = lexer.take_call();
    if (!call) return std::string("none");
    std::string out;
    for (const Token& item : call->items) out += "[" + std::string(item.text) + "]";
    return out + std::string(call->number) + "|" + std::string(lexer.next().text);
  };
  EXPECT_EQ(call_of("NEAR(a b, 5) c"), "[a][b]5|c");
  EXPECT_EQ(call_of("NEAR(\"a b\" c,5)"), "[a b][c]5|");
  EXPECT_EQ(call_of("NEAR(a \"b c\" , 12 )"), "[a][b c]12|");
  EXPECT_EQ(call_of("NEAR(a b 5)"), "[a][b][5]|");
  EXPECT_EQ(call_of("NEAR(a, b)"), "[a,][b]|");
  for (const std::string_view text : {"NEAR()", "NEAR(, 5)", "NEAR(a b", "NEAR(a (b), 5)", "NEAR(a OR b, 5)",
                                      "NEAR(a -b, 5)", "NEAR(a \"b)", "NEAR(a b, 5)^2", "NEAR x"}) {
    EXPECT_EQ(call_of(text), "none") << text;
  }
}

TEST(QueryLexer, OperatorsAreWholeUpperCaseWords) {
  expect_all({{"a AND b OR NOT c", "[a] AND [b] OR NOT [c]"},
              {"and or not And", "[and] [or] [not] [And]"},
              {"ANDROID NOTE ORB", "[ANDROID] [NOTE] [ORB]"},
              {"(AND)OR\"x\"", "( AND ) OR <x>"},
              {"-AND +NOT", "- [AND] + [NOT]"},
              {"&& || !", "AND OR [!]"},
              {"a NEAR/5 b ADJ/12 c", "[a] PROXIMITY [b] PROXIMITY [c]"},
              {"NEAR ADJ near/5 NEAR/x NEAR/", "PROXIMITY PROXIMITY [near/5] [NEAR/x] [NEAR/]"}});
}

TEST(QueryLexer, ExclamationMarksBeforeAWordAreMinus) {
  expect_all({{"!a !\"b\" !(c) !\u00E9", "- [a] - <b> - ( [c] ) - [\u00E9]"},
              {"a! a!b ! !! !!a !=a !.5", "[a!] [a!b] [!] [!!] [!!a] [!=a] [!.5]"}});
}

TEST(QueryLexer, TakesBracesThatCloseAList) {
  QueryLexer lexer("x:{a TO b}^2 y:[c} d]");
  (void)lexer.next();
  const auto range = lexer.take_list(2, true);
  ASSERT_TRUE(range.has_value());
  EXPECT_EQ(range->text, "a TO b");
  EXPECT_EQ(std::string({range->opening, range->closing}), "{}");
  EXPECT_EQ(range->suffix, "^2");
  (void)lexer.next();
  const auto list = lexer.take_list(15, false);
  ASSERT_TRUE(list.has_value());
  EXPECT_EQ(list->text, "c} d");
}

TEST(QueryLexer, TakesSingleQuotesThatABorderFollows) {
  const auto taken = [](std::string_view text) {
    QueryLexer lexer(text);
    (void)lexer.next();
    const auto quoted = lexer.take_single_quoted(2);
    return quoted ? std::string(quoted->text) + "|" + std::string(lexer.next().text) : std::string();
  };
  EXPECT_EQ(taken("x:'it's so' y"), "it's so|y");
  EXPECT_EQ(taken("x:\u2018a b\u2019 y"), "a b|y");
  EXPECT_EQ(taken("x:'a b')"), "a b|");
  for (const char* const text : {"x:'a b", "x:'a'b", "x:'", "x:'' a"}) EXPECT_EQ(taken(text), "") << text;
}

TEST(QueryLexer, PrefixesStandAfterABorderAndDirectlyBeforeAnOperand) {
  expect_all({{"-a +b", "- [a] + [b]"},
              {"(-a)", "( - [a] )"},
              {"(a)-b", "( [a] ) - [b]"},
              {"-\"a b\" -(c) -title:d", "- <a b> - ( [c] ) - [title:d]"},
              {"a-b a+b C++ x-", "[a-b] [a+b] [C++] [x-]"},
              {"a - b", "[a] [-] [b]"},
              {"--a -+b +-c", "[--a] [-+b] [+-c]"},
              {"\"a\"-b", "<a> [-b]"},
              {"-", "[-]"},
              {"(-)", "( [-] )"}});
}

TEST(QueryLexer, EachSortOfQuoteClosesWithItsOwnWhereItCan) {
  expect_all({{"\"a b\"", "<a b>"},
              {"\u201Ca b\u201D", "<a b>"},
              {"\u201Ea b\u201C", "<a b>"},
              {"\u00ABa b\u00BB", "<a b>"},
              {"\u00BBa b\u00AB", "<a b>"},
              {"\"says \u201Cno\u201D\" x", "<says \u201Cno\u201D> [x]"},
              {"\u201Csays \"no\" now\u201D x", "<says \"no\" now> [x]"},
              {"\"a b\u201D c", "<a b> [c]"},
              {"\u201Ca b\" c", "<a b> [c]"},
              {"\"a b", "<a b"},
              {"a \"", "[a] <"},
              {"\"\"", "<>"}});
}

TEST(QueryLexer, ABackslashProtectsAQuoteOrABackslashInQuotesOnly) {
  expect_all({{R"("a \"b\" c")", R"(<a "b" c>)"},
              {R"("a\\")", R"(<a\>)"},
              {R"("a\b")", R"(<a\b>)"},
              {"\"a\\\u201Db\"", "<a\u201Db>"},
              {R"("a\")", R"(<a")"},
              {R"(a\ b)", R"([a\] [b])"}});
}

TEST(QueryLexer, SuffixesBelongToTheQuoteOrParenthesisDirectlyBefore) {
  expect_all({{"\"a b\"~3", "<a b>~3"},
              {"\"a b\"^2.5 c", "<a b>^2.5 [c]"},
              {"\"a b\"~3^2", "<a b>~3^2"},
              {"(a)^2", "( [a] )^2"},
              {"\"a b\" ~3", "<a b> [~3]"},
              {"\"a b\"~3x", "<a b> [~3x]"}});
}

TEST(QueryLexer, OffsetsCoverTheTokenWithItsQuotesAndSuffix) {
  QueryLexer lexer("ab \"c\"~3 (");
  const struct {
    std::size_t begin;
    std::size_t end;
  } wanted[] = {{0, 2}, {3, 8}, {9, 10}, {10, 10}, {10, 10}};
  for (const auto& range : wanted) {
    const Token token = lexer.next();
    EXPECT_EQ(token.begin, range.begin);
    EXPECT_EQ(token.end, range.end);
  }
}

TEST(QueryLexer, SeesAQuoteOrGroupDirectlyBehindAWord) {
  QueryLexer lexer("a:( b:\u201Cx\u201D c: \"y\"");
  const bool wanted[] = {true, false, true, false, false, false};
  for (const bool is_there : wanted) {
    lexer.next();
    EXPECT_EQ(lexer.at_quote_or_group(), is_there);
  }
}

TEST(QueryLexer, IllFormedBytesArePartOfAWord) {
  expect_all({{"a\xFF\xC3 b", "[a\xFF\xC3] [b]"},
              {"\xE2\x80", "[\xE2\x80]"},
              {"\xE2\x80\"a\"", "[\xE2\x80] <a>"},
              {std::string_view("a\0b", 3), "[a] [b]"}});
}

TEST(OperatorSuffix, IsANumberBehindTildeOrCaret) {
  const struct {
    std::string_view text;
    std::string_view suffix;
  } cases[] = {{"word", ""},         {"word~", "~"},     {"word~1", "~1"}, {"word^2.5", "^2.5"},
               {"word~1^2", "~1^2"}, {"word^2~1", "~1"}, {"word^", ""},    {"a~b", ""},
               {"2024", ""},         {"", ""},           {"~1", "~1"},     {"2024-11-30", ""}};
  for (const auto& c : cases) EXPECT_EQ(operator_suffix(c.text), c.suffix) << c.text;
}

TEST(DecodeCodePoint, TakesWellFormedSequencesWholeAndOthersByteByByte) {
  const struct {
    std::string_view text;
    char32_t value;
    std::size_t length;
  } cases[] = {{"a", U'a', 1},
               {"\u00E9", 0xE9, 2},
               {"\u20AC", 0x20AC, 3},
               {"\U0001F600", 0x1F600, 4},
               {"\xC0\x80", kIllFormed, 1},
               {"\xE0\x80\x80", kIllFormed, 1},
               {"\xED\xA0\x80", kIllFormed, 1},
               {"\xF4\x90\x80\x80", kIllFormed, 1},
               {"\xF5", kIllFormed, 1},
               {"\x80", kIllFormed, 1},
               {"\xE2\x82", kIllFormed, 1},
               {"\xE2\x82q", kIllFormed, 1}};
  for (const auto& c : cases) {
    const CodePoint decoded = decode_code_point(c.text, 0);
    EXPECT_EQ(decoded.value, c.value) << testing::PrintToString(c.text);
    EXPECT_EQ(decoded.length, c.length) << testing::PrintToString(c.text);
  }
}

}  // namespace
}  // namespace riffle
