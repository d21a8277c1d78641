// British and American spellings, and two words that are one, under `english`: hits and scores against a look at every
// word of every article, with a list of which words are one that is written by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/effort.h"
#include "compare.h"
#include "index_files.h"
#include "random.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "words.h"

namespace model::spellings {
namespace {

/// The forms of one stem: those that are spelt so on one side of the ocean, and others.
struct Side {
  Words spelt;
  Words others;

  [[nodiscard]] Words all() const {
    Words words = spelt;
    words.insert(words.end(), others.begin(), others.end());
    return words;
  }
};

/// Two stems whose `spelt` words are the same ones; a word of one spelling has an empty second side.
struct Concept {
  Side first;
  Side second;
};

const std::vector<Concept>& concepts() {
  static const std::vector<Concept> all = {
      {{{"colour", "colours", "coloured"}, {}}, {{"color", "colors", "colored"}, {}}},
      {{{"organisation", "organise", "organised"}, {}},
       {{"organization", "organize", "organized"}, {"organism", "organisms"}}},
      {{{"programme", "programmes"}, {}}, {{"program", "programs"}, {"programmed"}}},
      {{{"centre", "centres"}, {}}, {{"center", "centers"}, {}}},
      {{{"cheque", "cheques"}, {}}, {{"check", "checks"}, {"checked", "checking"}}},
      {{{"defence", "defences"}, {}}, {{"defense", "defenses"}, {"defensive"}}},
      {{{"paradise"}, {}}, {{}, {"parade", "parades"}}},
      {{{"improvise", "improvised"}, {}}, {{}, {"improve", "improved"}}},
      {{{"syria"}, {}}, {{}, {}}},
      {{{"hour", "hours"}, {}}, {{}, {}}},
  };
  return all;
}

struct Article {
  Words title;
  Words body;
};

/// What is searched for one word: each leaf is forms that count as one, all with the idf of the most frequent leaf.
using Leaves = std::vector<Words>;

struct Part {
  std::string text;
  std::vector<Leaves> words;  ///< one, or two side by side
  Leaves joined;              ///< the two as one word, where there is such a word
  std::string field;
  double boost = 1;
  bool is_excluded = false;
};

class Oracle {
 public:
  explicit Oracle(const std::vector<Article>& articles) : articles_(articles) {
    for (const Article& article : articles) {
      titles_ += article.title.size();
      bodies_ += article.body.size();
      known_.insert(article.title.begin(), article.title.end());
      known_.insert(article.body.begin(), article.body.end());
    }
  }

  /// The leaves of a bare word.
  [[nodiscard]] Leaves leaves_of(const std::string& word, bool has_field, bool has_spellings) const {
    for (const Concept& one : concepts()) {
      for (const bool is_first : {true, false}) {
        const Side& side = is_first ? one.first : one.second;
        const Side& other = is_first ? one.second : one.first;
        const Words forms = side.all();
        if (std::find(forms.begin(), forms.end(), word) == forms.end()) continue;
        Leaves leaves;
        add(forms, has_field, leaves);
        const bool is_spelt = std::find(side.spelt.begin(), side.spelt.end(), word) != side.spelt.end();
        if (!has_spellings || !is_spelt) return leaves;
        const bool has_others = std::any_of(other.others.begin(), other.others.end(),
                                            [this](const std::string& form) { return known_.contains(form); });
        add(other.spelt, has_field || has_others, leaves);
        return leaves;
      }
    }
    return {{word}};
  }

  /// By falling scores, then in the order of the articles.
  [[nodiscard]] std::vector<std::pair<double, std::size_t>> rank(const std::vector<Part>& parts, bool wants_all) const {
    std::vector<std::pair<double, std::size_t>> ranked;
    const bool has_wanted = std::any_of(parts.begin(), parts.end(), [](const Part& part) { return !part.is_excluded; });
    for (std::size_t i = 0; i < articles_.size(); ++i) {
      double score = 0;
      std::size_t held = 0;
      std::size_t wanted = 0;
      bool is_excluded = false;
      for (const Part& part : parts) {
        const bool is_held = holds(part, articles_[i], wants_all);
        if (part.is_excluded) {
          is_excluded = is_excluded || is_held;
          continue;
        }
        ++wanted;
        held += is_held ? 1 : 0;
        score += score_of(part, articles_[i]);
      }
      const bool matches = !has_wanted || (wants_all ? held == wanted : held > 0);
      if (matches && !is_excluded) ranked.emplace_back(score, i);
    }
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    return ranked;
  }

  /// One leaf, or one for each form that is known.
  void add(const Words& forms, bool is_split, Leaves& leaves) const {
    if (!is_split) {
      if (!forms.empty()) leaves.push_back(forms);
      return;
    }
    for (const std::string& form : forms) {
      if (known_.contains(form)) leaves.push_back({form});
    }
  }

 private:
  static std::size_t count(const Words& leaf, const Words& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [&](const std::string& word) {
      return std::find(leaf.begin(), leaf.end(), word) != leaf.end();
    }));
  }

  static std::size_t count(const Words& leaf, const std::string& field, const Article& article) {
    return (field == "body" ? 0 : count(leaf, article.title)) + (field == "title" ? 0 : count(leaf, article.body));
  }

  static bool holds(const Leaves& leaves, const std::string& field, const Article& article) {
    return std::any_of(leaves.begin(), leaves.end(),
                       [&](const Words& leaf) { return count(leaf, field, article) > 0; });
  }

  static bool holds(const Part& part, const Article& article, bool wants_all) {
    const auto is_held = [&](const Leaves& leaves) { return holds(leaves, part.field, article); };
    if (is_held(part.joined)) return true;
    return wants_all ? std::all_of(part.words.begin(), part.words.end(), is_held)
                     : std::any_of(part.words.begin(), part.words.end(), is_held);
  }

  [[nodiscard]] double idf(const Words& leaf) const {
    const auto with = static_cast<double>(std::count_if(
        articles_.begin(), articles_.end(), [&](const Article& article) { return count(leaf, "", article) > 0; }));
    const auto all = static_cast<double>(articles_.size());
    return std::log(1 + (all - with + 0.5) / (with + 0.5));
  }

  [[nodiscard]] double score_of(const Part& part, const Article& article) const {
    double score = 0;
    for (const Leaves& leaves : part.words) score += score_of(leaves, part, article);
    return std::max(score, score_of(part.joined, part, article));
  }

  [[nodiscard]] double score_of(const Leaves& leaves, const Part& part, const Article& article) const {
    double least = INFINITY;
    for (const Words& leaf : leaves) least = std::min(least, idf(leaf));
    // Texts are shorter than the lengths that the format rounds.
    std::size_t length = article.title.size() + article.body.size();
    std::size_t lengths = titles_ + bodies_;
    if (!part.field.empty()) {
      length = part.field == "title" ? article.title.size() : article.body.size();
      lengths = part.field == "title" ? titles_ : bodies_;
    }
    const double average = static_cast<double>(lengths) / static_cast<double>(articles_.size());
    double score = 0;
    for (const Words& leaf : leaves) {
      const auto tf = static_cast<double>(count(leaf, part.field, article));
      score += least * part.boost * tf / (tf + 1.2 * (0.25 + 0.75 * static_cast<double>(length) / average));
    }
    return score;
  }

  const std::vector<Article>& articles_;
  std::set<std::string> known_;
  std::size_t titles_ = 0;
  std::size_t bodies_ = 0;
};

/// Two words in the forms that they have here, and what they are as one; nothing when they are too short for that.
struct Pair {
  const char* first;
  Words second;
  Words joined;
};

const std::vector<Pair>& pairs() {
  static const std::vector<Pair> all = {{"air", {"strike", "strikes"}, {"airstrike", "airstrikes"}},
                                        {"sea", {"plane", "planes"}, {"seaplane", "seaplanes"}},
                                        {"car", {"bomb"}, {"carbomb"}},
                                        {"man", {"age"}, {}}};
  return all;
}

Words all_words() {
  Words words{"aleppo", "city"};
  for (const Concept& one : concepts()) {
    for (const Side* side : {&one.first, &one.second}) {
      const Words forms = side->all();
      words.insert(words.end(), forms.begin(), forms.end());
    }
  }
  return words;
}

Words random_text(const Words& vocabulary, std::size_t length, Random& random) {
  Words text;
  while (text.size() < length) text.push_back(vocabulary[random.below(vocabulary.size())]);
  return text;
}

/// Some words only, so that a class may be of one spelling alone.
Words some_words(Random& random) {
  Words words;
  for (const std::string& word : all_words()) {
    if (random.chance(0.7)) words.push_back(word);
  }
  for (const char* const word : {"rain", "manage"}) words.emplace_back(word);
  for (const Pair& pair : pairs()) {
    words.emplace_back(pair.first);
    words.insert(words.end(), pair.second.begin(), pair.second.end());
    for (const std::string& word : pair.joined) {
      if (random.chance(0.7)) words.push_back(word);
    }
  }
  return words;
}

/// Two words side by side, maybe of one field.
Part random_pair(const Oracle& oracle, bool has_spellings, Random& random) {
  const Pair& pair = pairs()[random.below(pairs().size())];
  Part part;
  if (random.chance(0.4)) part.field = random.chance(0.5) ? "title" : "body";
  part.text = pair.first + (" " + pair.second[random.below(pair.second.size())]);
  if (!part.field.empty()) part.text = part.field + ":(" + part.text + ")";
  part.words.resize(2);
  oracle.add({pair.first}, !part.field.empty(), part.words[0]);
  oracle.add(pair.second, !part.field.empty(), part.words[1]);
  if (has_spellings) oracle.add(pair.joined, !part.field.empty(), part.joined);
  return part;
}

Part random_part(const Oracle& oracle, bool has_spellings, Random& random) {
  const Words words = all_words();
  const std::string& word = words[random.below(words.size())];
  Part part;
  part.text = word;
  switch (random.below(8)) {
    case 0:
      part.text = '"' + word + '"';
      part.words = {{{word}}};
      return part;
    case 6:
    case 7: return random_pair(oracle, has_spellings, random);
    case 1: part.is_excluded = true; break;
    case 2: part.field = random.chance(0.5) ? "title" : "body"; break;
    case 3: part.boost = 2.5; break;
    default: break;
  }
  part.words = {oracle.leaves_of(word, !part.field.empty(), has_spellings)};
  if (part.is_excluded) part.text.insert(0, "-");
  if (!part.field.empty()) part.text.insert(0, part.field + ":");
  if (part.boost != 1) part.text += "^2.5";
  return part;
}

std::string difference(const riffle::Index& index, const std::string& query, const riffle::ParseOptions& options,
                       const std::vector<std::pair<double, std::size_t>>& expected) {
  const auto found = index.search(query, {.limit = 0}, options);
  if (!found) return found.error().message;
  if (const std::string note = unexpected_note(found->notes); !note.empty()) return "note " + note;
  if (found->total != expected.size())
    return "total " + std::to_string(found->total) + ", expected " + std::to_string(expected.size());
  std::set<std::string> ids;
  for (const auto& [score, place] : expected) ids.insert(std::to_string(place));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double score = found->hits[i].score;
    if (!ids.contains(found->hits[i].id)) return "finds " + found->hits[i].id;
    if (std::abs(score - expected[i].first) > 1e-9 * std::max(1.0, score)) {
      return "hit " + std::to_string(i) + " scores " + std::to_string(score) + ", expected " +
             std::to_string(expected[i].first);
    }
  }
  return "";
}

std::string run_corpus(std::uint64_t seed, std::size_t queries) {
  Random random(seed);
  const Words vocabulary = some_words(random);
  std::vector<Article> articles(random.between(5, 120));
  const TemporaryFolder folder;
  const std::string path = folder.file("s.riffle");
  {
    riffle::WriterOptions options;
    options.analyzer = "english";
    options.merge_segments = false;
    auto writer = riffle::IndexWriter::open(path, options);
    if (!writer) return writer.error().message;
    for (std::size_t i = 0; i < articles.size(); ++i) {
      articles[i] = {random_text(vocabulary, random.between(1, 5), random),
                     random_text(vocabulary, random.between(1, 18), random)};
      riffle::Document document;
      document.id = std::to_string(i);
      document.title = joined(articles[i].title);
      document.body = joined(articles[i].body);
      if (const auto added = writer->add(document); !added) return added.error().message;
      // Several segments: a class may have other forms in each.
      if (!random.chance(0.03)) continue;
      if (const auto committed = writer->commit(); !committed) return committed.error().message;
    }
    if (const auto committed = writer->commit(); !committed) return committed.error().message;
  }
  const auto index = riffle::Index::open(path);
  if (!index) return index.error().message;
  const Oracle oracle(articles);
  for (std::size_t i = 0; i < queries; ++i) {
    const riffle::ParseOptions options{
        .strict = true, .match_any = random.chance(0.4), .names = false, .spellings = random.chance(0.9)};
    std::vector<Part> parts;
    std::string query;
    for (std::size_t count = random.between(1, 3); count > 0; --count) {
      parts.push_back(random_part(oracle, options.spellings, random));
      query += (query.empty() ? "" : " ") + parts.back().text;
    }
    const std::string wrong = difference(*index, query, options, oracle.rank(parts, !options.match_any));
    if (wrong.empty()) continue;
    return "seed " + std::to_string(seed) + ", query " + query + (options.match_any ? " (any)" : "") +
           (options.spellings ? "" : " (no spellings)") + "\n" + wrong;
  }
  return "";
}

TEST(SpellingsModel, QueriesGiveTheSameAnswers) {
  for (std::uint64_t seed = 1; seed <= riffle::rounds(40); ++seed) ASSERT_EQ(run_corpus(seed, 60), "");
}

}  // namespace
}  // namespace model::spellings
