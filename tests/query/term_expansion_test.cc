#include "query/term_expansion.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/effort.h"
#include "format/term_walk.h"
#include "query/term_machine.h"
#include "search_model.h"

namespace riffle {
namespace {

using test::ModelArticle;
using test::SearchModel;

std::string random_word(std::mt19937_64& random) {
  std::string word;
  for (std::uint64_t length = 1 + random() % 9; length > 0; --length) {
    word += static_cast<char>('a' + random() % (random() % 3 == 0 ? 26 : 4));
  }
  return word;
}

/// Some thousand words, so that the dictionary has many blocks.
const SearchModel& many_words() {
  static SearchModel* const kModel = [] {
    std::mt19937_64 random(8);
    auto* model = new SearchModel();
    std::vector<ModelArticle> articles(300);
    for (std::size_t i = 0; i < articles.size(); ++i) {
      articles[i].id = "id" + std::to_string(i);
      for (int w = 0; w < 40; ++w) articles[i].body.push_back(random_word(random));
    }
    model->commit(articles);
    return model;
  }();
  return *kModel;
}

const SegmentReader& segment() { return *many_words().snapshot().segments()[0].reader; }

std::vector<std::string> walked(const TermPattern& pattern) {
  std::vector<std::string> terms;
  const auto machine = make_machine(pattern);
  const auto visit = [&](std::string_view term, const TermEntry&) {
    terms.emplace_back(term);
    return true;
  };
  const Status done = walk_terms(segment(), kTextSpace, *machine, visit, [] { return Status(); });
  EXPECT_TRUE(done);
  return terms;
}

std::vector<std::string> filtered(const TermPattern& pattern) {
  std::vector<std::string> terms;
  const auto visit = [&](std::string_view term, const TermEntry&) {
    // A machine of its own for every term: it knows nothing of those before.
    const auto machine = make_machine(pattern);
    if (term.starts_with(machine->prefix()) && machine->read(term.substr(machine->prefix().size()))) {
      terms.emplace_back(term);
    }
    return true;
  };
  EXPECT_TRUE(segment().for_each_term(kTextSpace, "", visit));
  return terms;
}

TEST(WalkTerms, FindsWhatLookingAtEveryTermFinds) {
  ASSERT_TRUE(segment().section(SectionKind::kTrigrams).present());
  std::mt19937_64 random(9);
  std::size_t found = 0;
  for (std::size_t round = 0; round < rounds(60); ++round) {
    std::string word = random_word(random);
    TermPattern pattern{PatternSort::kFuzzy, word, static_cast<std::uint32_t>(1 + round % 2)};
    if (round % 3 == 1) {
      word.insert(random() % (word.size() + 1), random() % 2 == 0 ? "*" : "?");
      pattern = {PatternSort::kWildcard, (round % 4 < 2 ? "*" : "") + word + (round % 2 == 0 ? "*" : ""), 0};
    }
    if (round % 3 == 2) pattern = {PatternSort::kRegex, word.substr(0, 2) + "[a-d]*(" + word.substr(0, 1) + "|b)?", 0};
    const std::vector<std::string> terms = walked(pattern);
    ASSERT_EQ(terms, filtered(pattern)) << pattern.text;
    found += terms.size();
  }
  EXPECT_GT(found, rounds(400));
}

TEST(WalkTerms, PassesOverMostBlocksOfADictionary) {
  std::uint64_t checks = 0;
  const auto machine = make_machine({PatternSort::kWildcard, "zz*", 0});
  const auto go_on = [&] {
    ++checks;
    return Status();
  };
  ASSERT_TRUE(walk_terms(segment(), kTextSpace, *machine, [](auto, const auto&) { return true; }, go_on));
  EXPECT_LE(checks, 1u);
}

TEST(WalkTerms, EndsWhereTheVisitorOrTheCheckSaysSo) {
  std::size_t visited = 0;
  const auto machine = make_machine({PatternSort::kWildcard, "a*", 0});
  const auto visit = [&](std::string_view, const TermEntry&) { return ++visited < 3; };
  ASSERT_TRUE(walk_terms(segment(), kTextSpace, *machine, visit, [] { return Status(); }));
  EXPECT_EQ(visited, 3u);
  const auto stop = []() -> Status { return std::unexpected(Error{.code = ErrorCode::kCancelled, .message = "no"}); };
  const Status stopped = walk_terms(segment(), kTextSpace, *machine, visit, stop);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
}

TEST(NearestForms, ComeByEditsThenByDocuments) {
  WorkMeter meter;
  meter.start({});
  const auto forms = nearest_forms(many_words().snapshot(), kTextSpace, {PatternSort::kFuzzy, "abc", 2}, meter);
  ASSERT_TRUE(forms);
  ASSERT_GT(forms->size(), 10u);
  for (std::size_t i = 1; i < forms->size(); ++i) {
    const TermForm& a = (*forms)[i - 1];
    const TermForm& b = (*forms)[i];
    EXPECT_TRUE(a.edits < b.edits || (a.edits == b.edits && (a.df > b.df || (a.df == b.df && a.term < b.term))));
  }
}

}  // namespace
}  // namespace riffle
