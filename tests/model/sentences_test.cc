// SENTENCE against a search through every word of every document: random texts full of stops, abbreviations and blank
// lines, random chains.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/effort.h"
#include "index_files.h"
#include "naive_engine.h"
#include "naive_sentences.h"
#include "random.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "words.h"

namespace model {
namespace {

struct FieldText {
  Words words;
  std::vector<std::size_t> sentences;
};

struct Doc {
  std::string id;
  std::vector<FieldText> fields;  // title, body
};

std::string pick(Random& random, const Words& words) { return words[random.below(words.size())]; }

std::string random_text(Random& random, std::size_t words) {
  static const Words kWords{"aa",  "bb",  "cc", "dd", "Ee",  "The",     "Mr",
                            "U.S", "Nov", "5",  "J",  "inc", "x\u00E9", "\u65E5"};
  static const Words kJoints{" ",  " ",    " ",       " ",   ". ",       ". ",   ".",      "! ",
                             "? ", ".\" ", "\u2026 ", ".\n", "\n",       "\n\n", " \n \n", ". \"",
                             ", ", ".) (", "\u3002",  ".. ", "\r\n\r\n", ". - ", ".\u00A0"};
  std::string text = random.chance(0.1) ? pick(random, kJoints) : "";
  for (std::size_t i = 0; i < words; ++i) text += pick(random, kWords) + pick(random, kJoints);
  return text;
}

FieldText field_of(const std::string& text) {
  FieldText field;
  for (const std::string& run : word_runs(text)) field.words.push_back(term_of_run(run));
  field.sentences = sentence_numbers(text);
  return field;
}

/// Words and phrases, each in the sentence of the one before or within its distance.
struct Chain {
  std::vector<Words> items;
  std::vector<std::size_t> distances;  ///< 0 for SENTENCE, else of NEAR
  int field = -1;
};

std::string text_of(const Chain& chain) {
  std::string text;
  for (std::size_t i = 0; i < chain.items.size(); ++i) {
    if (i > 0) {
      const std::size_t distance = chain.distances[i - 1];
      text += distance == 0 ? " SENTENCE " : " NEAR/" + std::to_string(distance) + " ";
    }
    text += chain.field < 0 ? "" : chain.field == 0 ? "title:" : "body:";
    text += "\"" + joined(chain.items[i]) + "\"";
  }
  return text;
}

bool stands(const FieldText& field, const Words& item, std::size_t at) {
  for (std::size_t i = 0; i < item.size(); ++i) {
    if (at + i >= field.words.size() || field.words[at + i] != item[i]) return false;
  }
  return true;
}

/// Whether the items at places `a` and `b` are linked.
bool are_linked(const FieldText& field, std::size_t a, std::size_t a_size, std::size_t b, std::size_t b_size,
                std::size_t distance) {
  const std::size_t a_last = a + a_size - 1;
  const std::size_t b_last = b + b_size - 1;
  if (a_last >= b && b_last >= a) return false;
  if (distance > 0) return b > a_last ? b - a_last <= distance : a - b_last <= distance;
  const std::vector<std::size_t>& of = field.sentences;
  return of[a] == of[b] && of[a] == of[a_last] && of[b] == of[b_last];
}

std::uint32_t count(const FieldText& field, const Chain& chain) {
  std::vector<std::size_t> reached;
  for (std::size_t i = 0; i < chain.items.size(); ++i) {
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < field.words.size(); ++at) {
      if (!stands(field, chain.items[i], at)) continue;
      const bool is_linked = i == 0 || std::any_of(reached.begin(), reached.end(), [&](std::size_t before) {
                               return are_linked(field, before, chain.items[i - 1].size(), at, chain.items[i].size(),
                                                 chain.distances[i - 1]);
                             });
      if (is_linked) places.push_back(at);
    }
    reached = places;
  }
  return static_cast<std::uint32_t>(reached.size());
}

std::map<std::string, std::uint32_t> expected(const std::vector<Doc>& docs, const Chain& chain) {
  std::map<std::string, std::uint32_t> found;
  for (const Doc& doc : docs) {
    std::uint32_t sum = 0;
    for (std::size_t field = 0; field < doc.fields.size(); ++field) {
      if (chain.field < 0 || static_cast<std::size_t>(chain.field) == field) sum += count(doc.fields[field], chain);
    }
    if (sum > 0) found[doc.id] = sum;
  }
  return found;
}

Chain random_chain(Random& random, const std::vector<Doc>& docs) {
  Chain chain;
  chain.field = random.chance(0.3) ? static_cast<int>(random.below(2)) : -1;
  for (std::size_t i = random.between(2, 3); i > 0; --i) {
    const FieldText& field = docs[random.below(docs.size())].fields[1];
    const std::size_t size = std::min<std::size_t>(random.chance(0.3) ? 2 : 1, field.words.size());
    const std::size_t at = random.below(field.words.size() - size + 1);
    chain.items.emplace_back(field.words.begin() + static_cast<std::ptrdiff_t>(at),
                             field.words.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
  for (std::size_t i = 1; i < chain.items.size(); ++i) {
    chain.distances.push_back(random.chance(0.8) ? 0 : random.between(1, 6));
  }
  return chain;
}

std::string difference(const riffle::Index& index, const std::vector<Doc>& docs, const Chain& chain) {
  std::map<std::string, std::uint32_t> wanted = expected(docs, chain);
  const auto found = index.search(text_of(chain), {.limit = 0, .explain = true}, {.strict = true});
  if (!found) return found.error().message;
  if (found->total != wanted.size())
    return "total " + std::to_string(found->total) + ", expected " + std::to_string(wanted.size());
  for (const riffle::Hit& hit : found->hits) {
    const std::uint32_t tf = hit.explanation->term_scores.at(0).term_frequency;
    if (tf != wanted[hit.id])
      return hit.id + ": " + std::to_string(tf) + ", expected " + std::to_string(wanted[hit.id]);
  }
  return "";
}

std::string run_sentence_corpus(std::uint64_t seed, std::size_t queries, std::size_t& matching) {
  Random random(seed);
  const TemporaryFolder folder;
  const std::string path = folder.file("s.riffle");
  std::vector<Doc> docs;
  const std::size_t commits = random.between(1, 3);
  for (std::size_t commit = 0; commit < commits; ++commit) {
    // Only the first commit says so; the others go on as the file does.
    riffle::WriterOptions options{.analyzer = "simple", .threads = 1};
    if (commit == 0) options.sentences = true;
    auto writer = riffle::IndexWriter::open(path, options);
    if (!writer) return writer.error().message;
    for (std::size_t i = random.between(1, 200); i > 0; --i) {
      riffle::Document document;
      document.id = std::to_string(docs.size());
      document.title = random.chance(0.2) ? "" : random_text(random, random.between(1, 6));
      document.body = random_text(random, random.between(1, random.chance(0.1) ? 300 : 30));
      docs.push_back({document.id, {field_of(document.title), field_of(document.body)}});
      if (const auto added = writer->add(document); !added) return added.error().message;
    }
    if (const auto made = writer->commit(); !made) return made.error().message;
  }
  const auto report = riffle::verify(path);
  if (!report) return report.error().message;
  if (!report->faults.empty()) return report->faults[0].message;
  const auto index = riffle::Index::open(path);
  if (!index) return index.error().message;
  for (std::size_t i = 0; i < queries; ++i) {
    const Chain chain = random_chain(random, docs);
    const std::string wrong = difference(*index, docs, chain);
    matching += expected(docs, chain).empty() ? 0 : 1;
    if (!wrong.empty()) return "seed " + std::to_string(seed) + ", " + text_of(chain) + ": " + wrong;
  }
  return "";
}

TEST(SentencesModel, QueriesGiveTheSameAnswers) {
  std::size_t matching = 0;
  const std::uint64_t corpora = riffle::rounds(30);
  for (std::uint64_t seed = 1; seed <= corpora; ++seed) ASSERT_EQ(run_sentence_corpus(seed, 60, matching), "");
  EXPECT_GT(matching, corpora * 20) << "most queries find nothing";
}

TEST(SentencesModel, AnIndexWithoutThemRefusesTheQueryOfAnother) {
  const TemporaryFolder folder;
  const auto make = [&folder](const std::string& name, bool sentences) {
    const std::string path = folder.file(name);
    auto writer = riffle::IndexWriter::open(path, {.threads = 1, .sentences = sentences});
    riffle::Document document;
    document.id = "1";
    document.body = "One two. Three four.";
    EXPECT_TRUE(writer->add(document));
    EXPECT_TRUE(writer->commit());
    return riffle::Index::open(path).value();
  };
  const riffle::Index with = make("with.riffle", true);
  const riffle::Index without = make("without.riffle", false);
  EXPECT_TRUE(with.info()->sentences);
  EXPECT_FALSE(without.info()->sentences);
  const riffle::Query query = with.parse("two SENTENCE one").value();
  EXPECT_EQ(with.count(query).value(), 1u);
  EXPECT_EQ(with.count(with.parse("two SENTENCE three").value()).value(), 0u);
  EXPECT_EQ(without.count(query).error().code, riffle::ErrorCode::kInvalidArgument);
  EXPECT_EQ(without.search("two SENTENCE three")->total, 1u);
  EXPECT_EQ(without.search("two SENTENCE three", {}, {.strict = true}).error().code, riffle::ErrorCode::kBadQuery);
  // The mark is no word.
  EXPECT_TRUE(with.for_each_term("", "", [](const riffle::TermInfo& term) { return term.term.size() > 1; }));
  EXPECT_EQ(with.search("/[^a-z].*/")->total, 0u);
  EXPECT_EQ(with.search("a~1")->total, 0u);
}

}  // namespace
}  // namespace model
