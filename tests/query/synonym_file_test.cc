#include "query/synonym_file.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "riffle/synonyms.h"

namespace riffle {
namespace {

/// Rules as text: "a|b" or "a|b=>c".
std::vector<std::string> rules_of(std::string_view text, SynonymFormat format = SynonymFormat::kDetect) {
  const auto rules = parse_synonyms(text, format, "f");
  if (!rules) return {"error: " + rules.error().message};
  std::vector<std::string> out;
  for (const SynonymRule& rule : *rules) {
    std::string& line = out.emplace_back();
    for (const std::string& word : rule.words) line += (line.empty() ? "" : "|") + word;
    for (std::size_t i = 0; i < rule.stand_in.size(); ++i) line += (i == 0 ? "=>" : "|") + rule.stand_in[i];
  }
  return out;
}

using Rules = std::vector<std::string>;

TEST(SynonymFile, ReadsRulesOfSolr) {
  EXPECT_EQ(rules_of("a, b  c ,d\nx , y=>z\n"), (Rules{"a|b  c|d", "x|y=>z"}));
  EXPECT_EQ(rules_of("\xEF\xBB\xBF# comment, x\n\n   \t\r\n  # another\r\na,b\r\nlone"), (Rules{"a|b", "lone"}));
  EXPECT_EQ(rules_of(""), Rules{});
  EXPECT_EQ(rules_of("caf\u00E9, \u6771\u4EAC"), (Rules{"caf\u00E9|\u6771\u4EAC"}));
}

TEST(SynonymFile, ABackslashTakesTheNextCharacterAsItIs) {
  EXPECT_EQ(rules_of(R"(a\,b, c\=>d, e\\f)"), (Rules{R"(a,b|c=>d|e\f)"}));
  EXPECT_EQ(rules_of(R"(\ a\ , b)"), (Rules{" a |b"}));
  EXPECT_EQ(rules_of(R"(\#a, b)"), (Rules{"#a|b"}));
  EXPECT_EQ(rules_of("a, b\\"), (Rules{"a|b\\"}));
  EXPECT_EQ(rules_of("a=b, >c"), (Rules{"a=b|>c"}));
}

TEST(SynonymFile, ReadsFactsOfWordNet) {
  EXPECT_EQ(rules_of("% a comment\ns(100001740,1,'entity',n,1,11).\n"
                     "s(100002137,1,'abstraction',n,6,0).\n"
                     "s(100002137,2,'abstract entity',n,1,0).\n"
                     "s(100001740,2,'o''clock',n,1,0).\r\n"),
            (Rules{"entity|o'clock", "abstraction|abstract entity"}));
  EXPECT_EQ(rules_of("s(x, y"), (Rules{"error: f: line 1: it is no fact like s(100000001,1,'able',a,1,1).; give the "
                                       "file wn_s.pl of WordNet's prolog files"}));
  EXPECT_EQ(rules_of("s(x, y", SynonymFormat::kSolr), (Rules{"s(x|y"}));
}

TEST(SynonymFile, ErrorsNameFileAndLine) {
  const struct {
    std::string_view text;
    std::string_view message;
  } cases[] = {
      {"a, b\n\na,, b\n", "f: line 3: a word is empty; leave out the comma, or write a word beside it"},
      {"a,", "f: line 1: a word is empty; leave out the comma, or write a word beside it"},
      {"=> b", "f: line 1: a word is empty; leave out the comma, or write a word beside it"},
      {"a =>", "f: line 1: a word is empty; leave out the comma, or write a word beside it"},
      {"a => b => c", "f: line 1: it has \"=>\" twice; write one rule a line"},
      {"a\nb\xFF, c", "f: line 2: holds bytes that are no UTF-8; convert the file to UTF-8"},
  };
  for (const auto& c : cases) {
    const auto rules = parse_synonyms(c.text, SynonymFormat::kDetect, "f");
    ASSERT_FALSE(rules.has_value()) << c.text;
    EXPECT_EQ(rules.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(rules.error().message, c.message);
  }
  for (const std::string_view fact :
       {"s(1,1,'a',n,1,1)", "s(1,1,'a',n,1).", "s(1,1,'a,n,1,1).", "s(1,1,a,n,1,1).", "s(x,1,'a',n,1,1).",
        "s(1,'a',n,1,1).", "s(1,1,'',n,1,1).", "s(1,1,'a'b',n,1,1).", "g(1,'x').", "s().", "s("}) {
    EXPECT_FALSE(parse_synonyms(fact, SynonymFormat::kWordNet, "f").has_value()) << fact;
  }
}

TEST(SynonymFile, IsBounded) {
  EXPECT_EQ(parse_synonyms("a, " + std::string(kSynonymBytes + 1, 'x'), SynonymFormat::kSolr, "f").error().message,
            "f: line 1: a word has more than 1024 bytes; leave it out");
  std::string many;
  for (std::size_t i = 0; i <= Synonyms::kMostWords; ++i) many += i == 0 ? "a" : ",a";
  EXPECT_EQ(parse_synonyms(many, SynonymFormat::kSolr, "f").error().code, ErrorCode::kResourceLimit);
  many.assign(Synonyms::kMostBytes + 1, ' ');
  EXPECT_EQ(parse_synonyms(many, SynonymFormat::kSolr, "f").error().code, ErrorCode::kResourceLimit);
}

TEST(SynonymFile, OpensRegularFiles) {
  EXPECT_EQ(Synonyms::open("/nowhere/synonyms.txt").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Synonyms::open("/").error().code, ErrorCode::kIo);
  EXPECT_TRUE(Synonyms::parse("# nothing\n")->is_empty());
  EXPECT_FALSE(Synonyms::parse("a, b")->is_empty());
}

}  // namespace
}  // namespace riffle
