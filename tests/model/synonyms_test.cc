// Queries with synonyms against NaiveEngine: random rules and queries, expanded here by trying every rule at every
// word.
#include "riffle/synonyms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/effort.h"
#include "index_files.h"
#include "naive_engine.h"
#include "random.h"
#include "random_corpus.h"
#include "riffle/index.h"
#include "words.h"

namespace model {
namespace {

struct Rule {
  std::vector<Words> left;
  std::vector<Words> right;  ///< none: those on the left stand for each other
};

std::string file_of(const std::vector<Rule>& rules) {
  std::string text = "# synonyms\n";
  for (const Rule& rule : rules) {
    for (std::size_t i = 0; i < rule.left.size(); ++i) text += (i == 0 ? "" : ", ") + joined(rule.left[i]);
    for (std::size_t i = 0; i < rule.right.size(); ++i) text += (i == 0 ? " => " : ",") + joined(rule.right[i]);
    text += "\n";
  }
  return text;
}

Tree leaf_of(const Words& words, const std::string& field, double boost) {
  Tree tree;
  tree.kind = words.size() == 1 ? Tree::Kind::kTerm : Tree::Kind::kPhrase;
  tree.words = words;
  tree.field = field;
  tree.boost = boost;
  return tree;
}

Tree join(Tree::Kind kind, std::vector<Tree> children) {
  if (children.size() == 1) return children.front();
  Tree tree;
  tree.kind = kind;
  tree.children = std::move(children);
  return tree;
}

bool has(const std::vector<Words>& list, const Words& words) {
  return std::find(list.begin(), list.end(), words) != list.end();
}

/// One part of a query and what it means.
struct Part {
  std::string text;
  Tree tree;
  bool is_excluded = false;
};

class Expansion {
 public:
  explicit Expansion(const std::vector<Rule>& rules) : rules_(rules) {}

  /// The words of a run, from place `at` on, that are the longest entry; one when there is none.
  [[nodiscard]] std::size_t longest(const Words& run, std::size_t at) const {
    for (std::size_t length = run.size() - at; length > 1; --length) {
      const Words words(run.begin() + static_cast<std::ptrdiff_t>(at),
                        run.begin() + static_cast<std::ptrdiff_t>(at + length));
      if (std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) { return has(rule.left, words); }))
        return length;
    }
    return 1;
  }

  [[nodiscard]] Tree tree(const Words& words, const std::string& field, Tree::Kind kind) const {
    std::vector<Words> others;
    bool stays = false;
    for (const Rule& rule : rules_) {
      if (!has(rule.left, words)) continue;
      const std::vector<Words>& list = rule.right.empty() ? rule.left : rule.right;
      stays = stays || rule.right.empty() || has(list, words);
      for (const Words& other : list) {
        if (other != words && !has(others, other)) others.push_back(other);
      }
    }
    std::vector<Tree> typed;
    for (const std::string& word : words) typed.push_back(leaf_of({word}, field, 1));
    std::vector<Tree> all;
    if (stays || others.empty()) all.push_back(join(kind, std::move(typed)));
    for (const Words& other : others) all.push_back(leaf_of(other, field, stays ? 0.5 : 1));
    return join(Tree::Kind::kOr, std::move(all));
  }

 private:
  const std::vector<Rule>& rules_;
};

class Maker {
 public:
  Maker(const NaiveEngine& engine, Random& random) : random_(random) {
    for (int i = 0; i < 12; ++i) {
      const Words words = engine.words(random.below(engine.live_count()), 1);
      if (!words.empty()) words_.push_back(words[random.below(words.size())]);
    }
    words_.emplace_back("absentword");
  }

  std::vector<Rule> rules() {
    std::vector<Rule> rules(random_.between(1, 8));
    for (Rule& rule : rules) {
      for (std::size_t i = random_.between(1, 4); i > 0; --i) rule.left.push_back(phrase());
      if (!random_.chance(0.3)) continue;
      for (std::size_t i = random_.between(1, 3); i > 0; --i) rule.right.push_back(phrase());
    }
    return rules;
  }

  /// Runs of words in the whole text or one field, signs and quotes between them.
  std::vector<Part> parts(const Expansion& expansion, bool match_any) {
    std::vector<Part> parts;
    for (std::size_t i = random_.between(1, 4); i > 0; --i) {
      const std::string& word = words_[random_.below(words_.size())];
      switch (random_.below(5)) {
        case 0: {
          const Words words = {word, words_[random_.below(words_.size())]};
          parts.push_back({"\"" + joined(words) + "\"", leaf_of(words, "", 1)});
          break;
        }
        case 1: {
          Tree tree;
          tree.kind = Tree::Kind::kNot;
          tree.children = {expansion.tree({word}, "", Tree::Kind::kAnd)};
          parts.push_back({"-" + word, std::move(tree), true});
          break;
        }
        case 2: {
          std::vector<Part> inner = run(expansion, "title", match_any);
          std::string text;
          std::vector<Tree> trees;
          for (Part& part : inner) {
            text += (text.empty() ? "" : " ") + part.text;
            trees.push_back(std::move(part.tree));
          }
          parts.push_back(
              {"title:(" + text + ")", join(match_any ? Tree::Kind::kOr : Tree::Kind::kAnd, std::move(trees))});
          break;
        }
        default:
          // Two runs next to each other would be one.
          if (!parts.empty()) parts.push_back({"\"" + word + "\"", leaf_of({word}, "", 1)});
          for (Part& part : run(expansion, "", match_any)) parts.push_back(std::move(part));
          parts.push_back({"\"" + word + "\"", leaf_of({word}, "", 1)});
      }
    }
    return parts;
  }

 private:
  Words phrase() {
    Words words;
    for (std::size_t i = random_.chance(0.5) ? 1 : random_.between(2, 3); i > 0; --i) {
      words.push_back(words_[random_.below(words_.size())]);
    }
    return words;
  }

  std::vector<Part> run(const Expansion& expansion, const std::string& field, bool match_any) {
    Words words;
    for (std::size_t i = random_.between(1, 6); i > 0; --i) words.push_back(words_[random_.below(words_.size())]);
    std::vector<Part> parts;
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t length = expansion.longest(words, at);
      const Words taken(words.begin() + static_cast<std::ptrdiff_t>(at),
                        words.begin() + static_cast<std::ptrdiff_t>(at + length));
      parts.push_back({joined(taken), expansion.tree(taken, field, match_any ? Tree::Kind::kOr : Tree::Kind::kAnd)});
      at += length;
    }
    return parts;
  }

  Random& random_;
  Words words_;
};

Tree whole(std::vector<Part> parts, bool match_any) {
  std::vector<Tree> optional;
  std::vector<Tree> all;
  for (Part& part : parts) (match_any && !part.is_excluded ? optional : all).push_back(std::move(part.tree));
  if (!optional.empty()) all.insert(all.begin(), join(Tree::Kind::kOr, std::move(optional)));
  return join(Tree::Kind::kAnd, std::move(all));
}

std::string difference(const riffle::Index& index, const NaiveEngine& engine, const std::string& query,
                       const Tree& tree, const riffle::ParseOptions& options) {
  const std::vector<Match> expected = NaiveEngine::by_score(engine.matches(tree));
  const auto found = index.search(query, {.limit = 0}, options);
  if (!found) return found.error().message;
  if (const std::string note = unexpected_note(found->notes); !note.empty()) return "note " + note;
  if (found->total != expected.size())
    return "total " + std::to_string(found->total) + ", expected " + std::to_string(expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double score = found->hits[i].score;
    if (std::abs(score - expected[i].score) > 1e-9 * std::max(1.0, score)) {
      return "hit " + std::to_string(i) + " scores " + std::to_string(score) + ", expected " +
             std::to_string(expected[i].score);
    }
  }
  return "";
}

std::string run_corpus(std::uint64_t seed, std::size_t queries) {
  Random random(seed);
  CorpusShape shape;
  shape.documents = random.between(20, 200);
  shape.vocabulary = 60;
  shape.title_words = 8;
  shape.body_words = 30;
  shape.foreign_share = 0;
  const TemporaryFolder folder;
  const std::vector<riffle::Document> documents = random_documents(shape, random);
  NaiveEngine engine(false);
  for (const riffle::Document& document : documents) engine.add(document);
  engine.seal();
  const std::string built = build_index(folder.file("s.riffle"), shape, documents);
  if (!built.empty()) return built;
  const auto index = riffle::Index::open(folder.file("s.riffle"));
  if (!index) return index.error().message;
  for (std::size_t i = 0; i < queries; ++i) {
    Maker maker(engine, random);
    const std::vector<Rule> rules = maker.rules();
    const auto synonyms = riffle::Synonyms::parse(file_of(rules));
    if (!synonyms) return synonyms.error().message;
    const bool match_any = random.chance(0.4);
    const std::vector<Part> parts = maker.parts(Expansion(rules), match_any);
    std::string query;
    for (const Part& part : parts) query += (query.empty() ? "" : " ") + part.text;
    const riffle::ParseOptions options{.strict = true, .match_any = match_any, .names = false, .synonyms = *synonyms};
    const std::string wrong = difference(*index, engine, query, whole(parts, match_any), options);
    if (wrong.empty()) continue;
    return "seed " + std::to_string(seed) + ", query " + query + (match_any ? " (any)" : "") + "\n" + file_of(rules) +
           index->parse(query, options)->to_string() + "\n" + wrong;
  }
  return "";
}

TEST(SynonymsModel, QueriesGiveTheSameAnswers) {
  for (std::uint64_t seed = 1; seed <= riffle::rounds(20); ++seed) ASSERT_EQ(run_corpus(seed, 100), "");
}

}  // namespace
}  // namespace model
