#include "query/query_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/effort.h"
#include "base/limits.h"
#include "parsed_text.h"
#include "plain_analyzer.h"
#include "query/query_report.h"

namespace riffle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// ---- The tables of the specification.

struct SpecRow {
  std::string section;
  std::string query;
  std::string tree;
  std::string synonyms = {};  ///< the rules that stand before the table
};

/// The text between the backticks of each cell; nothing for rows that are no examples.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t at = line.find('`'); at != std::string::npos; at = line.find('`', at)) {
    const std::size_t end = line.find('`', at + 1);
    if (end == std::string::npos) break;
    cells.push_back(line.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return cells;
}

std::vector<SpecRow> spec_rows() {
  std::ifstream file(RIFFLE_QUERY_LANGUAGE_MD);
  std::vector<SpecRow> rows;
  std::string section;
  std::string synonyms;
  bool in_examples = false;
  bool in_block = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) in_examples = line.ends_with("Examples");
    if (line.starts_with("### ")) {
      section = line.substr(4);
      synonyms.clear();
    }
    if (line == "```") in_block = !in_block;
    if (in_block && line != "```") synonyms += line + "\n";
    if (!in_examples || !line.starts_with("| `")) continue;
    const auto cells = cells_of(line);
    if (cells.size() == 2) rows.push_back({section, cells[0], cells[1], synonyms});
  }
  return rows;
}

ParseOptions options_of(const SpecRow& row) {
  return {.match_any = row.section.starts_with("Match any"), .synonyms = Synonyms::parse(row.synonyms).value()};
}

TEST(QueryLanguageSpec, EveryExampleGivesItsTree) {
  const auto simple = make_analyzer("simple");
  ASSERT_TRUE(simple.has_value());
  const auto rows = spec_rows();
  ASSERT_GE(rows.size(), 60u) << "cannot read " << RIFFLE_QUERY_LANGUAGE_MD;
  for (const auto& row : rows) {
    const auto parsed = parse_query(row.query, article_fields(), **simple, options_of(row));
    ASSERT_TRUE(parsed.has_value()) << row.query;
    EXPECT_EQ(to_string(*parsed->root), row.tree) << row.query;
    // What is written out says the same, in either mode.
    EXPECT_EQ(tree_of(row.tree), row.tree);
    EXPECT_EQ(tree_of(row.tree, {.match_any = true}), row.tree);
  }
}

TEST(QueryLanguageSpec, ExamplesOfTroubleHaveNotesAndFailInStrictModeAndOthersDoNot) {
  for (const auto& row : spec_rows()) {
    ParseOptions options = options_of(row);
    const auto lenient = parse(row.query, options);
    options.strict = true;
    const auto strict = parse(row.query, options);
    ASSERT_TRUE(lenient.has_value()) << row.query;
    // Lone punctuation is the one trouble that ordinary examples show.
    const bool has_trouble = row.section == "Match all, with notes" || row.query == "C++ - AT&T";
    EXPECT_EQ(!lenient->notes.empty(), has_trouble) << row.query;
    EXPECT_EQ(strict.has_value(), !has_trouble) << row.query;
  }
}

TEST(QueryLanguageReadme, EveryExampleParsesWithoutTrouble) {
  std::ifstream file(RIFFLE_README_MD);
  bool in_section = false;
  std::size_t queries = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) in_section = line == "## The query language";
    if (!in_section || !line.starts_with("| `")) continue;
    for (const std::string& query : cells_of(line.substr(0, line.find(" | ", 2)))) {
      const auto parsed = parse(query, {.strict = true});
      EXPECT_TRUE(parsed.has_value()) << query << ": " << (parsed ? "" : parsed.error().message);
      ++queries;
    }
  }
  EXPECT_GE(queries, 30u) << "cannot read " << RIFFLE_README_MD;
}

// ---- Lenient mode.

TEST(QueryParser, OperatorsWithoutOperandsAreIgnoredAnywhere) {
  const struct {
    std::string_view query;
    std::string_view tree;
  } cases[] = {{"AND", "NOT *"},
               {"a AND", "a"},
               {"OR a", "a"},
               {"a AND OR b", "a OR b"},
               {"a OR AND b", "a AND b"},
               {"NOT", "NOT *"},
               {"a NOT", "a"},
               {"NOT AND a", "a"},
               {"(AND a)", "a"},
               {"(a OR) b", "a AND b"},
               {"a (NOT) b", "a AND b"},
               {"NOT (NOT) a", "a"},
               {"a -(", "a"},
               {"((((", "NOT *"},
               {"))))", "NOT *"},
               {"a ))(( b", "a AND b"},
               {"-(...)", "NOT *"},
               {"a OR ... AND b", "a OR b"},
               {"... OR a", "a"},
               {"a AND -... b", "a AND b"}};
  for (const auto& c : cases) {
    EXPECT_EQ(tree_of(c.query), c.tree) << c.query;
    EXPECT_FALSE(notes_of(c.query).empty()) << c.query;
  }
}

TEST(QueryParser, NotesSayWhatHappened) {
  EXPECT_THAT(notes_of("aleppo"), IsEmpty());
  EXPECT_THAT(notes_of("(a"), ElementsAre("a '(' is not closed; it is closed at the end"));
  EXPECT_THAT(notes_of("a OR"), ElementsAre("OR has nothing behind it; it is ignored"));
  EXPECT_THAT(notes_of(""), ElementsAre("the query holds nothing to search for; it matches nothing"));
  EXPECT_THAT(notes_of("url:x"), ElementsAre("the field 'url' is stored but not indexed; it is searched as words"));
  EXPECT_THAT(notes_of("word~3"), ElementsAre("the distance '~3' is more than 2; it is taken as ~2"));
  EXPECT_THAT(notes_of("/a(b/"),
              ElementsAre("'/a(b/' is no regular expression: 'missing ): a(b'; it is searched as words"));
  EXPECT_THAT(
      notes_of("foo:x"),
      ElementsAre("there is no field 'foo' (fields: id, title, body, date, source, url); it is searched as words"));
  EXPECT_THAT(notes_of("Titel:x"), ElementsAre(HasSubstr("did you mean 'title'?")));
  EXPECT_THAT(notes_of("title:-x"), ElementsAre("'-' behind 'title:' is no operator; it is ignored"));
  EXPECT_THAT(notes_of("a & b"), ElementsAre("'&' holds no letter or digit; it is ignored"));
  EXPECT_THAT(notes_of("date>2024"),
              ElementsAre("a colon stands behind the name of a field, not '>'; it is read as one"));
}

TEST(QueryParser, CommasDivideWords) {
  EXPECT_EQ(tree_of("a,b;c d"), "a AND b AND c AND d");
  EXPECT_EQ(tree_of("a,b OR c"), tree_of("a b OR c"));
  EXPECT_EQ(tree_of("a OR b,c"), tree_of("a OR b c"));
  EXPECT_EQ(tree_of("a,b* NEAR/2 c"), tree_of("a b* NEAR/2 c"));
  EXPECT_EQ(tree_of("-a,b"), tree_of("-\"a b\""));
  EXPECT_EQ(tree_of("title:(a,b)"), "title:a AND title:b");
  EXPECT_EQ(tree_of("source:(a,b)"), tree_of("source:\"a,b\""));
}

TEST(QueryParser, SlashesDivideWords) {
  EXPECT_EQ(tree_of("Iran/Russia talks"), "iran AND russia AND talks");
  EXPECT_EQ(tree_of("Iran/Russia", {.match_any = true}), "iran OR russia");
  EXPECT_EQ(tree_of("one/two/three,four"), "\"one two three\" AND four");
  // What is typed with an operator, a field, a prefix or beside NEAR stays together.
  EXPECT_EQ(tree_of("and/or -Iran/Russia"), "\"and or\" AND NOT \"iran russia\"");
  EXPECT_EQ(tree_of("title:Iran/Russia Iran/Russia^2"), "title:\"iran russia\" AND \"iran russia\"^2");
  EXPECT_EQ(tree_of("Iran/Russia NEAR/5 gas"), "\"iran russia\" NEAR/5 gas");
  EXPECT_TRUE(notes_of("Iran/Russia").empty());
}

TEST(QueryParser, NearBeforeAGroupIsThatOfSqlite) {
  EXPECT_EQ(tree_of("x AND NEAR(\"a b\" c, 5) y"), "x AND \"a b\" NEAR/6 c AND y");
  EXPECT_EQ(tree_of("-NEAR(a b, 0)"), "NOT a NEAR/1 b");
  EXPECT_EQ(tree_of("NEAR(a b)"), "a NEAR/11 b");
  EXPECT_EQ(tree_of("NEAR(a b, 99999999999999999999999)"), "a NEAR/16777216 b");
  // Not where it stands between what is to be near.
  EXPECT_EQ(tree_of("x NEAR(a OR b)"), "x NEAR/10 (a OR b)");
  EXPECT_EQ(tree_of("title:NEAR(a b, 5)"), "title:near AND a AND b AND 5");
  EXPECT_EQ(notes_of("NEAR(a b, 5)"),
            (std::vector<std::string>{"NEAR stands between what is to be near, not before parentheses; it is read as "
                                      "'a NEAR/6 b'"}));
  EXPECT_LT(notes_of("NEAR(" + repeat("abcdefghij ", 60) + ", 5)").front().size(), 400U);
}

TEST(QueryParser, ABracketThatIsNotClosedIsTrouble) {
  for (const std::string_view text : {"source:[", "source:[afp", "id:[a b", "title:[homs", "date:[2024"}) {
    EXPECT_FALSE(parse(text, {.strict = true}).has_value()) << text;
    EXPECT_FALSE(notes_of(text).empty()) << text;
  }
  EXPECT_EQ(tree_of("source:[afp"), "source:\"[afp\"");
  EXPECT_TRUE(notes_of("source:\"[\" [").size() == 1);  // the second is no word
}

TEST(QueryParser, ASpaceMayStandBehindTheColon) {
  EXPECT_EQ(tree_of("title: a b"), "title:a AND b");
  EXPECT_EQ(tree_of("title: \"a b\" c"), "title:\"a b\" AND c");
  EXPECT_EQ(tree_of("title: (a b) c"), "title:a AND title:b AND c");
  EXPECT_EQ(tree_of("date: 30 November 2024 a"), tree_of("date:2024-11-30 a"));
  EXPECT_EQ(tree_of("title: OR a"), tree_of("\"title\" OR a"));
  EXPECT_EQ(tree_of("title: body:a"), tree_of("\"title\" body:a"));
  EXPECT_THAT(notes_of("title: a"),
              ElementsAre("a space stands behind 'title:'; what follows is searched in that field"));
}

TEST(QueryParser, ADateMayBeOfSeveralWords) {
  EXPECT_EQ(tree_of("date:30 November 2024 a"), tree_of("date:2024-11-30 a"));
  EXPECT_EQ(tree_of("(date:Nov 30, 2024) OR a"), tree_of("date:2024-11-30 OR a"));
  EXPECT_EQ(tree_of("date:>= 2024-11 a"), tree_of("date:>=2024-11 a"));
  EXPECT_EQ(tree_of("date:2024-11 30"), "date:2024-11-01T00:00:00Z..2024-11-30T23:59:59Z AND 30");
  EXPECT_EQ(tree_of("date:soon 2024 b"), "soon AND 2024 AND b");
}

TEST(QueryParser, TwoBarsAreOr) {
  EXPECT_EQ(tree_of("a && b || c"), "a AND b OR c");
  EXPECT_EQ(tree_of("a || b c"), "a OR b AND c");
  EXPECT_EQ(tree_of("a|b a||b a&&b"), "\"a b\" AND \"a b\" AND \"a b\"");
}

TEST(QueryParser, WithoutSentencesSentenceIsAnd) {
  PlainAnalyzer analyzer;
  const auto lenient = parse_query("a SENTENCE b NEAR/2 c", article_fields(), analyzer, {}, {.has_sentences = false});
  ASSERT_TRUE(lenient.has_value());
  EXPECT_EQ(to_string(*lenient->root), "a AND b NEAR/2 c");
  EXPECT_THAT(lenient->notes, ElementsAre("the index keeps no sentences; SENTENCE is taken as AND"));
  const auto strict =
      parse_query("a SENTENCE b", article_fields(), analyzer, {.strict = true}, {.has_sentences = false});
  ASSERT_FALSE(strict.has_value());
  EXPECT_EQ(strict.error().offset, 2u);
  // As a word it needs no index that keeps them.
  EXPECT_TRUE(parse_query("sentence -SENTENCE \"SENTENCE\"", article_fields(), analyzer, {.strict = true},
                          {.has_sentences = false}));
}

TEST(QueryParser, NotesAreBoundedAndWellFormed) {
  const auto notes = notes_of(repeat("&\xFF&\n", 1000));
  ASSERT_EQ(notes.size(), kMaxQueryNotes);
  EXPECT_EQ(notes.front(), "'&\uFFFD&' holds no letter or digit; it is ignored");
  EXPECT_EQ(notes.back(), "further remarks are left out");
  EXPECT_LT(notes_of("x:" + repeat("y", 60'000)).front().size(), 200u);
  EXPECT_LT(notes_of(repeat("y", 60'000) + ":x").front().size(), 400u);
}

TEST(QueryParser, ValuesOfIdFieldsAreExactBytes) {
  const auto parsed = parse(
      "id:A-b_\xFF"
      "C OR id:\"x (y) \\\"z\\\"\"");
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->root->children.size(), 2u);
  EXPECT_EQ(parsed->root->children[0]->term,
            "A-b_\xFF"
            "C");
  EXPECT_EQ(parsed->root->children[1]->term, "x (y) \"z\"");
  EXPECT_THAT(parsed->notes, IsEmpty());
  EXPECT_EQ(tree_of("id:(urn:a:1 OR urn:b:2)"), "id:\"urn:a:1\" OR id:\"urn:b:2\"");
}

TEST(QueryParser, APhraseKeepsThePositionsOfTheAnalyzer) {
  /// Skips a position for every "x" and gives "US" a second form at its position: another way to write it.
  class GappedAnalyzer final : public PlainAnalyzer {
   public:
    std::uint32_t analyze(std::string_view text, TokenSink& sink) override {
      struct Filter final : TokenSink {
        explicit Filter(TokenSink& to) : next(to) {}
        void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
          if (term == "x") return;
          next.token(term, position, begin, end);
          if (term == "us") next.token("usa", position, begin, end);
        }
        TokenSink& next;
      } filter(sink);
      return PlainAnalyzer::analyze(text, filter);
    }
  } analyzer;
  const auto parsed = parse_query("\"x a x b\" US", article_fields(), analyzer, {});
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->root->children.size(), 2u);
  EXPECT_THAT(parsed->root->children[0]->phrase, ElementsAre(PhraseTerm{"a", 0}, PhraseTerm{"b", 2}));
  EXPECT_EQ(to_string(*parsed->root->children[1]), "us OR usa");
}

TEST(QueryParser, WorksWithoutFields) {
  PlainAnalyzer analyzer;
  const auto parsed = parse_query("title:x", {}, analyzer, {});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(to_string(*parsed->root), "\"title x\"");
  EXPECT_THAT(parsed->notes, ElementsAre(HasSubstr("(fields: none)")));
}

// ---- Strict mode.

TEST(StrictQueryParser, ErrorsNameColumnTroubleAndAdvice) {
  const struct {
    std::string_view query;
    std::size_t offset;
    std::string_view message;
  } cases[] = {
      {"a (b", 2, "column 3: a '(' is not closed; put a ')' behind the group"},
      {"a) b", 1, "column 2: no parenthesis is open before a ')'; leave it out"},
      {"a \"b c", 2, "column 3: the quote before 'b c' is not closed; put a \" behind the phrase"},
      {"\u00E9\u00E9 AND", 5,
       "column 4: AND has nothing behind it; leave it out, or write it in lower case to search "
       "for the word"},
      {"OR a", 0, "column 1: OR has nothing before it; leave it out, or write it in lower case to search for the word"},
      {"a NOT", 2, "column 3: NOT has nothing behind it; leave it out"},
      {"a () b", 2, "column 3: the parentheses hold nothing to search for; leave them out"},
      {"", 0, "column 1: the query holds nothing to search for; write a word, or * for all documents"},
      {"a | b", 2, "column 3: '|' holds no letter or digit; leave it out"},
      {"a source=b", 8, "column 9: a colon stands behind the name of a field, not '='; write source:b"},
      {"date>=2024", 4, "column 5: a colon stands behind the name of a field, not '>'; write date:>=2024"},
      {"x date > 2024", 6, "column 7: a colon stands directly behind the name of a field; write date:>2024"},
      {"titel:x", 0,
       "column 1: there is no field 'titel' (fields: id, title, body, date, source, url); did you mean "
       "'title'?"},
      {"qqqqq:x", 0,
       "column 1: there is no field 'qqqqq' (fields: id, title, body, date, source, url); put it in "
       "double quotes to search for it as text"},
      {"x date:soon", 7,
       "column 8: 'soon' is neither a date nor a range of dates; write 2024, 2024-11, 2024-11-30, "
       "2024-11-30T12:00:00Z, A..B with the earlier first, or >=A"},
      {"url:x", 4, "column 5: the field 'url' is stored but not indexed; search another field"},
      {"a x-y*z", 2, "column 3: the wildcard in 'x-y*z' belongs to several words; put a space between the words"},
      {"foo~1.5", 3, "column 4: the distance '~1.5' is no whole number; write ~1 or ~2"},
      {"f*o~1", 3, "column 4: the distance '~1' stands behind a pattern; leave it out"},
      {"(a b)~1", 5, "column 6: the distance '~1' stands behind neither a word nor a phrase; leave it out"},
      {"a-b~1", 3, "column 4: a distance stands behind several words; leave it out, or split the words"},
      {"title:[]", 6, "column 7: the brackets hold nothing to search for; leave them out"},
      {"title:[a b-c]", 9,
       "column 10: 'b-c' in a list is not one word; leave it out, or write a OR \"b c\" in parentheses"},
      {"^(a b)", 1,
       "column 2: '^' stands before a group that is more than words and phrases joined by OR; write it before each "
       "word "
       "that a field is to begin with"},
      {"foo^2.5.1", 3, "column 4: the boost '^2.5.1' is no number; write a number, as in ^2.5"},
      {"foo^-1", 3, "column 4: the boost '^-1' is below 0; write a number, as in ^2.5"},
      {"foo^+1", 3, "column 4: the boost '^+1' is no number; write a number, as in ^2.5"},
      {"source:''", 7, "column 8: the value of 'source' is empty; write a value, or * for any"},
      {"source:\u2018\u2019", 7, "column 8: the value of 'source' is empty; write a value, or * for any"},
      {"(a b)^.", 5, "column 6: the boost '^.' is no number; write a number, as in ^2.5"},
      {"a ATLEAST/2 b", 2, "column 3: 'ATLEAST/2' has no group behind it; write it like ATLEAST/2 (a b c)"},
      {"ATLEAST/0 (a b)", 0, "column 1: 'ATLEAST/0' asks for no match; write a number from 1 on"},
      {"x ATLEAST/4 (a b c)", 2, "column 3: ATLEAST/4 stands before a group of 3; write a number up to 3"},
      {"\"a b\"~2.5", 5, "column 6: the distance '~2.5' is no whole number; write a number, as in ~3"},
      {"a ADJ/3 (b c)", 2,
       "column 3: 'ADJ/3' does not stand between words or phrases of one field; write AND, or put words or phrases at "
       "both sides"},
      {"(a b) NEAR/2 c", 6,
       "column 7: 'NEAR/2' does not stand between words or phrases of one field; write AND, or put words or phrases at "
       "both sides"},
      {"a NEAR/0 b", 2, "column 3: 'NEAR/0' leaves no place for a word; write a number from 1 on"},
      {"a NEAR/2", 2,
       "column 3: NEAR/2 has nothing behind it; leave it out, or write it in lower case to search for the word"},
      {"source:\"\"", 7, "column 8: the value of 'source' is empty; write a value, or * for any"},
  };
  for (const auto& c : cases) {
    const auto parsed = parse(c.query, {.strict = true});
    ASSERT_FALSE(parsed.has_value()) << c.query;
    EXPECT_EQ(parsed.error().code, ErrorCode::kBadQuery) << c.query;
    EXPECT_EQ(parsed.error().message, c.message) << c.query;
    EXPECT_EQ(parsed.error().offset, c.offset) << c.query;
  }
}

TEST(DescribeQueryError, PutsACaretUnderThePlace) {
  const std::string_view query = "\u00E9t\u00E9 AND (x\nOR y";
  const auto parsed = parse(query, {.strict = true});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(describe_query_error(query, parsed.error()),
            "\u00E9t\u00E9 AND (x OR y\n        ^\n" + parsed.error().message);
}

TEST(DescribeQueryError, ShowsAWindowOfALongQuery) {
  const std::string query = repeat("word ", 100) + ") " + repeat("word ", 100);
  const auto parsed = parse(query, {.strict = true});
  ASSERT_FALSE(parsed.has_value());
  const std::string text = describe_query_error(query, parsed.error());
  const auto first_end = text.find('\n');
  const auto second_end = text.find('\n', first_end + 1);
  const std::size_t ellipsis_bytes = 2 * 2;  // each counts three bytes and one column
  EXPECT_LT(first_end, 130u);
  const std::size_t caret = second_end - first_end - 2;
  EXPECT_EQ(text[caret + ellipsis_bytes / 2], ')') << text;
}

TEST(DescribeQueryError, OtherErrorsAreTheirMessage) {
  EXPECT_EQ(describe_query_error("a", Error{.code = ErrorCode::kIo, .message = "no"}), "no");
}

// ---- Boosts and minima.

TEST(QueryParser, ABoostGoesToEveryLeafThatScores) {
  const auto parsed = parse("(a \"b c\"^3 source:x date:2024 title:(d^0.5 -e))^2");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(to_string(*parsed->root),
            "a^2 AND \"b c\"^6 AND source:x AND date:2024-01-01T00:00:00Z..2024-12-31T23:59:59Z AND title:d AND NOT "
            "title:e^2");
  EXPECT_THAT(parsed->notes, IsEmpty());
}

TEST(QueryParser, ABoostStaysWithinItsBounds) {
  EXPECT_EQ(tree_of("(a^1000000)^1000"), "a^1000000");
  EXPECT_EQ(tree_of("(a^0.0001)^0.0001"), "a^0.000001");
  EXPECT_EQ(tree_of("a^0"), "a^0");
  EXPECT_EQ(tree_of("a^1"), "a");
}

TEST(QueryParser, PartsOfAtLeastAreClauses) {
  EXPECT_EQ(tree_of("ATLEAST/2 (a b OR c d AND e)"), "ATLEAST/2 (a (b OR c) (d AND e))");
  EXPECT_EQ(tree_of("ATLEAST/2 (a +b -c d e)"), "b AND ATLEAST/2 (a d e) AND NOT c");
  EXPECT_EQ(tree_of("ATLEAST/1 (a b)"), "a OR b");
  EXPECT_EQ(tree_of("ATLEAST/2 (a b)"), "a AND b");
  EXPECT_EQ(tree_of("-ATLEAST/2 title:(a b c)^2"), "NOT ATLEAST/2 (title:a^2 title:b^2 title:c^2)");
  EXPECT_EQ(tree_of("ATLEAST/2 (ATLEAST/2 (a b c) (NOT d) *)"), "ATLEAST/2 (ATLEAST/2 (a b c) (NOT d) *)");
  EXPECT_EQ(tree_of("ATLEAST/99999999999999999999 (a b c)"), "a AND b AND c");
  EXPECT_EQ(tree_of("ATLEAST/2 (...)"), "NOT *");
}

// ---- Patterns.

TEST(QueryParser, AQuestionMarkBehindAWordIsNoWildcard) {
  EXPECT_EQ(tree_of("really? why?? 5 * 3"), "really AND why AND 5 AND * AND 3");
  EXPECT_EQ(tree_of("al-Q*da?"), "\"al q da\"");
  EXPECT_EQ(tree_of("q*da?"), "q*da");
  EXPECT_EQ(tree_of("and/or /home/user/ ///"), "\"and or\" AND \"home user\"");
}

TEST(QueryParser, ARegularExpressionMayHoldParenthesesAndQuotes) {
  EXPECT_EQ(tree_of("(/a(b|\"c)d/ OR x)"), "/a(b|\"c)d/ OR x");
  EXPECT_EQ(tree_of("-/a\\/b/"), "NOT /a\\/b/");
  EXPECT_EQ(tree_of("/A\\W\\p{Greek}(?i:B)C/"), "/a\\W\\p{Greek}(?i:b)c/");
  EXPECT_EQ(tree_of("title:/a:(b)/^2"), "title:/a:(b)/^2");
  EXPECT_EQ(tree_of("http://x.org/a/"), "\"http x org a\"");
}

TEST(QueryParser, ListsMayHoldQuotedTexts) {
  EXPECT_EQ(tree_of("source:[\"a ] \\\"b\\\"\" c]^2 d"), "source:[\"a ] \\\"b\\\"\" c] AND d");
  EXPECT_EQ(tree_of("source:[a"), "source:\"[a\"");
  EXPECT_EQ(tree_of("[a] b"), "a AND b");
}

TEST(QueryParser, ValuesThatCannotBePatternsStayValues) {
  EXPECT_EQ(tree_of("id:a* id:/a/ id:a~1"), "id:\"a*\" AND id:\"/a/\" AND id:\"a~1\"");
  EXPECT_EQ(tree_of("source:\"a*\""), "source:\"a*\"");
  EXPECT_EQ(tree_of("source:\u00B4*"), "source:\u0301*");
  EXPECT_EQ(tree_of("source:x\u00B4*"), "source:\"x \u0301*\"");
  // No value is so long; the star stands behind what is cut off.
  const std::string longest = repeat("x", limits::kKeywordBytes);
  const auto parsed = parse("source:" + longest + "y*");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->root->kind, QueryNode::Kind::kTerm);
  EXPECT_EQ(to_string(*parsed->root), "source:" + longest);
}

// ---- Distances.

TEST(QueryParser, NearTakesWhatStandsDirectlyAtItsSides) {
  EXPECT_EQ(tree_of("a b NEAR/2 c d"), "a AND b NEAR/2 c AND d");
  EXPECT_EQ(tree_of("a OR b NEAR/2 c OR d"), "a OR b NEAR/2 c OR d");
  EXPECT_EQ(tree_of("NOT NOT a NEAR/2 b"), "a NEAR/2 b");
  EXPECT_EQ(tree_of("(NOT a) NEAR/2 b"), "NOT a AND b");
  EXPECT_EQ(tree_of("-(NOT a) NEAR/2 b"), "a AND b");
  EXPECT_EQ(tree_of("a NEAR/2 ... b"), "a AND b");
  EXPECT_EQ(tree_of("source:a NEAR/2 source:b"), "source:a AND source:b");
  EXPECT_EQ(tree_of("a AND NEAR/2 b"), "a NEAR/2 b");
  EXPECT_EQ(tree_of("a NEAR/2 AND b"), "a AND b");
  EXPECT_EQ(tree_of("(a NEAR/2 b^2)^3 NEAR/99999999999 c~1"), "a NEAR/2 b NEAR/16777216 c~1^6");
  EXPECT_EQ(tree_of("title:(a NEAR/2 (b OR c))"), "title:a NEAR/2 title:(b OR c)");
  EXPECT_EQ(tree_of("a NEAR/2 b c", {.match_any = true}), "a NEAR/2 b OR c");
  EXPECT_EQ(tree_of("a NEAR/2 (b OR \"c d\")"), "a NEAR/2 b OR a NEAR/2 \"c d\"");
  EXPECT_EQ(tree_of("(a OR b^2) ADJ/2 c^3"), "a ADJ/2 c^3 OR b ADJ/2 c^6");
  EXPECT_EQ(tree_of("-(a OR \"b c\") NEAR/2 d"), "NOT (a NEAR/2 d OR \"b c\" NEAR/2 d)");
  EXPECT_EQ(tree_of("a NEAR/2 (b OR c*)"), "a AND (b OR c*)");
  EXPECT_EQ(tree_of("(a OR title:b) NEAR/2 c"), "(a OR title:b) AND c");
  EXPECT_EQ(tree_of("+a NEAR/2 b c", {.match_any = true}), "a NEAR/2 b AND (c OR *)");
  EXPECT_EQ(tree_of("a near/2 b"), "a AND \"near 2\" AND b");
}

TEST(QueryParser, AStarEndsAPhraseOnlyBehindAWord) {
  EXPECT_EQ(tree_of("\"a *\" \"*\" \"* a\" \"a* b\""), "a AND a AND \"a b\"");
  EXPECT_EQ(tree_of("\"a b*\"~2 ^\"c*\""), "\"a b*\"~2 AND ^c*");
  EXPECT_EQ(tree_of("\"a\"~2"), "a");
  EXPECT_EQ(tree_of("word~0"), "word");
}

TEST(QueryParser, AMarkInsideAWordIsNoEndOfAPhrase) {
  EXPECT_EQ(tree_of("\"a 3,\"* \"b u.\"* \"c o'\"* \"d hay\u2019\"*"),
            "\"a 3*\" AND \"b u*\" AND \"c o*\" AND \"d hay*\"");
  EXPECT_EQ(tree_of("\"a b..\"* \"a ,\"* \"a b!\"*"), "\"a b\" AND a AND \"a b\"");
}

TEST(QueryParser, StarsAloneAreAnyValueOfAKeyword) {
  EXPECT_TRUE(same_tree(*parse("source:**")->root, *parse("source:*")->root));
}

TEST(QueryParser, AnAnchorStandsBeforeAWordOrQuote) {
  EXPECT_EQ(tree_of("^a ^\"b c\"~2 title:^d^2 ^"), "^a AND ^\"b c\"~2 AND title:^d^2");
  EXPECT_EQ(tree_of("title:(^a OR b)"), "title:^a OR title:b");
  EXPECT_EQ(tree_of("^al-Sham"), "^\"al sham\"");
  EXPECT_EQ(tree_of("^*a ^?b* ^\xFF*c"), "^*a AND ^?b* AND ^*c") << "a wildcard is part of a word";
}

TEST(QueryParser, AnAnchorStandsBeforeEachAlternativeOfAGroup) {
  EXPECT_EQ(tree_of("^(a OR b)"), "^(a OR b)");
  EXPECT_EQ(tree_of("-title:^(a OR b)^2 NEAR/3 title:c"), "NOT title:^(a OR b) NEAR/3 title:c^2");
  EXPECT_EQ(tree_of("^(a OR \"b c\" OR d^2 OR e*)"), "^a OR ^\"b c\" OR ^d^2 OR ^e*");
  EXPECT_EQ(tree_of("^(a)"), "^a");
  EXPECT_EQ(tree_of("^(a OR b c)"), "a OR b AND c") << "what is more than alternatives has no anchor";
  EXPECT_EQ(tree_of("^(a NEAR/2 b)"), "a NEAR/2 b");
  EXPECT_EQ(tree_of("source:^(a OR b)"), "source:\"^\" AND (a OR b)") << "only text has a beginning";
}

// ---- Properties over random queries.

std::string random_query(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 49> kPieces = {
      "a",        "b",       "Word",       "al-Sham", " ",  " ",      " ",           " AND ",  " OR ",     " NOT ",
      "-",        "+",       "(",          ")",       "\"", "\u201C", "\u201D",      "title:", "body:",    "id:",
      "date:",    "source:", "url:",       "foo:",    "*",  "?",      "~2",          "^3",     "/",        "\\",
      ":",        "2024",    "2024-11-30", "..",      ">=", "^2",     "ATLEAST/2 (", "<",      " NEAR/3 ", "\xFF",
      "\xE2\x80", "&&",      "\u00E9",     "...",     "\n", "NOT",    "source:[",    "]",      "(x"};
  std::uniform_int_distribution<std::size_t> piece(0, kPieces.size() - 1);
  std::uniform_int_distribution<int> length(0, 24);
  std::string query;
  for (int n = length(random); n > 0; --n) query += kPieces[piece(random)];
  return query;
}

TEST(QueryParserProperty, LenientParsingNeverFailsAndTheTextGivesTheSameTree) {
  std::mt19937_64 random(20241130);
  for (std::size_t i = 0; i < rounds(20'000); ++i) {
    const std::string query = random_query(random);
    for (const bool any : {false, true}) {
      const auto parsed = parse(query, {.match_any = any});
      ASSERT_TRUE(parsed.has_value()) << testing::PrintToString(query) << parsed.error().message;
      const std::string text = to_string(*parsed->root);
      const auto again = parse(text);
      const auto again_any = parse(text, {.match_any = true});
      ASSERT_TRUE(again.has_value() && again_any.has_value()) << testing::PrintToString(query) << " -> " << text;
      EXPECT_TRUE(same_tree(*parsed->root, *again->root)) << testing::PrintToString(query) << " -> " << text;
      EXPECT_TRUE(same_tree(*parsed->root, *again_any->root)) << testing::PrintToString(query) << " -> " << text;
      EXPECT_THAT(again->notes, IsEmpty()) << testing::PrintToString(query) << " -> " << text;
    }
  }
}

TEST(QueryParserProperty, StrictModeFailsExactlyWhereLenientModeHasNotes) {
  std::mt19937_64 random(7);
  for (std::size_t i = 0; i < rounds(20'000); ++i) {
    const std::string query = random_query(random);
    const auto lenient = parse(query);
    const auto strict = parse(query, {.strict = true});
    ASSERT_TRUE(lenient.has_value());
    EXPECT_EQ(strict.has_value(), lenient->notes.empty()) << testing::PrintToString(query);
    if (strict) {
      EXPECT_TRUE(same_tree(*strict->root, *lenient->root)) << testing::PrintToString(query);
    } else {
      EXPECT_EQ(strict.error().code, ErrorCode::kBadQuery);
      EXPECT_LE(strict.error().offset, query.size());
      EXPECT_THAT(describe_query_error(query, strict.error()), HasSubstr("^"));
    }
  }
}

}  // namespace
}  // namespace riffle
