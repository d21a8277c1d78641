// British and American spellings, and two words that are one, under `english`: hits and scores against a look at every
// word of every article, with a list of which words are one that is written by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
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

/// Documents that are their own ids, with the text in one member.
class SmallIndex {
 public:
  SmallIndex(std::string riffle::Document::* member, std::initializer_list<const char*> texts) {
    const std::string path = folder_.file("s.riffle");
    auto writer = riffle::IndexWriter::open(path);
    EXPECT_TRUE(writer);
    for (const char* const text : texts) {
      riffle::Document document;
      document.id = text;
      document.*member = text;
      EXPECT_TRUE(writer->add(document));
    }
    EXPECT_TRUE(writer->commit());
    index_ = riffle::Index::open(path);
    EXPECT_TRUE(index_);
  }

  [[nodiscard]] riffle::Result<riffle::Hits> search(const std::string& query, bool spellings = true) const {
    return (**index_).search(query, {}, {.spellings = spellings});
  }
  [[nodiscard]] std::set<std::string> ids_of(const std::string& query, bool spellings = true) const {
    std::set<std::string> ids;
    const auto found = search(query, spellings);
    if (!found) return {found.error().message};
    EXPECT_EQ(found->total, found->hits.size());
    for (const auto& hit : found->hits) ids.insert(hit.id);
    return ids;
  }

  /// What scores in the best hit.
  [[nodiscard]] std::vector<std::string> scored_of(const std::string& query) const {
    std::vector<std::string> scored;
    const auto found = (**index_).search(query, {.limit = 1, .explain = true});
    if (!found || found->hits.empty()) return scored;
    for (const riffle::TermScore& score : found->hits[0].explanation->term_scores) scored.push_back(score.term);
    return scored;
  }

  [[nodiscard]] std::vector<double> scores_of(const std::string& query) const {
    std::vector<double> scores;
    const auto found = (**index_).search(query, {.limit = 0});
    if (!found) return scores;
    for (const riffle::Hit& hit : found->hits) scores.push_back(hit.score);
    return scores;
  }

  /// Whether what each hit is explained by adds up to its score.
  [[nodiscard]] bool explains_its_scores(const std::string& query) const {
    const auto found = (**index_).search(query, {.limit = 0, .explain = true}, {.match_any = true});
    return found && !found->hits.empty() && std::ranges::all_of(found->hits, [](const riffle::Hit& hit) {
             double sum = 0;
             for (const riffle::TermScore& score : hit.explanation->term_scores) sum += score.score;
             return std::abs(sum - hit.score) < 1e-9;
           });
  }

 private:
  TemporaryFolder folder_;
  std::optional<riffle::Result<riffle::Index>> index_;
};

using Ids = std::set<std::string>;

TEST(Spellings, ACompoundIsAlsoTwoWords) {
  const SmallIndex index(&riffle::Document::body,
                         {"air strikes hit Hama", "an airstrike", "the air strike", "air-strikes at dawn",
                          "a strike by air crews", "strikes in the air"});
  const Ids all = {"air strikes hit Hama", "an airstrike", "the air strike", "air-strikes at dawn"};
  EXPECT_EQ(index.ids_of("airstrikes"), all);
  EXPECT_EQ(index.ids_of("Airstrike"), all);
  EXPECT_EQ(index.ids_of("body:airstrike"), all);
  EXPECT_EQ(index.ids_of("air-strike"), all);
  EXPECT_EQ(index.ids_of("airstrikes hama"), Ids{"air strikes hit Hama"});
  EXPECT_EQ(index.ids_of("airstrikes", false), (Ids{"an airstrike", "air-strikes at dawn"}));
  EXPECT_EQ(index.ids_of("\"airstrike\""), Ids{"an airstrike"});
  EXPECT_EQ(index.ids_of("strike -airstrike"), (Ids{"a strike by air crews", "strikes in the air"}));
}

// The phrase that was typed is also a spelling of the joined word.
TEST(Spellings, APhraseOfACompoundCountsOnce) {
  const SmallIndex index(&riffle::Document::body, {"an air-strike", "the ferry"});
  for (const char* const query : {"air-strike", "airstrike"}) {
    const std::vector<std::string> scored = index.scored_of(query);
    EXPECT_EQ(scored.size(), 1u) << query << ": the best way alone scores";
  }
}

// Of an article that has both ways in one place the better one counts, as if it had that alone.
TEST(Spellings, AHyphenGivesNoHigherScoreThanTwoWords) {
  const SmallIndex index(&riffle::Document::body,
                         {"an air-strike at dawn", "an air strike at dawn", "1 boat sails now",  "2 boats sail now",
                          "3 boats sail now",      "4 boats sail now",      "5 boats sail now",  "6 boats sail now",
                          "7 boats sail now",      "8 boats sail now",      "9 boats sail now",  "a ferry sails now",
                          "1 boat waits here",     "2 boats wait here",     "3 boats wait here", "4 boats wait here",
                          "5 boats wait here",     "6 boats wait here",     "7 boats wait here", "8 boats wait here"});
  for (const char* const query : {"air-strike", "air strike", "\"air-strike\"", "body:air-strike"}) {
    const std::vector<double> scores = index.scores_of(query);
    ASSERT_EQ(scores.size(), 2u) << query;
    EXPECT_EQ(scores[0], scores[1]) << query;
  }
  for (const char* const query : {"air-strike", "air strike ferry", "air-strike dawn", "airstrikes"}) {
    EXPECT_TRUE(index.explains_its_scores(query)) << query;
  }
}

TEST(Spellings, NorthwestIsNorthwesternAndTwoWords) {
  const SmallIndex index(&riffle::Document::body, {"in northwest Syria", "in north-west Syria", "in northwestern Syria",
                                                   "in north-western Syria", "in north west Syria",
                                                   "in north western Syria", "northern Syria", "west of the north"});
  const Ids joined = {"in northwest Syria", "in north-west Syria", "in northwestern Syria", "in north-western Syria"};
  Ids all = joined;
  all.insert({"in north west Syria", "in north western Syria"});
  for (const char* const query : {"northwest", "Northwestern", "north-west", "north-western"}) {
    EXPECT_EQ(index.ids_of(query), all) << query;
  }
  Ids apart = joined;
  apart.insert({"in north west Syria", "west of the north"});
  EXPECT_EQ(index.ids_of("north west"), apart);
  EXPECT_EQ(index.ids_of("north west", false),
            (Ids{"in north-west Syria", "in north west Syria", "west of the north"}));
  EXPECT_EQ(index.ids_of("\"northwest\""), (Ids{"in northwest Syria", "in north-west Syria"}));
}

TEST(Spellings, NamesAreNoOrdinaryWordsAndNotWhatAStemmerMakesOfThem) {
  const SmallIndex index(
      &riffle::Document::body,
      {"He said so", "President Saied spoke", "the urban plan", "Viktor Orbán won", "Hama fell", "Hamas answered",
       "Sunni clerics", "a sunny day", "Muhammad came", "the emir", "the emirates", "Two NGOs", "an NGO", "peace talk",
       "several men", "severe storms", "a severed link", "US envoys", "told us"});
  EXPECT_EQ(index.ids_of("Saeed"), Ids{"President Saied spoke"});
  EXPECT_EQ(index.ids_of("Said"), Ids{"He said so"});
  EXPECT_EQ(index.ids_of("name:saeed"), (Ids{"He said so", "President Saied spoke"}));
  EXPECT_EQ(index.ids_of("Orban"), Ids{"Viktor Orbán won"});
  EXPECT_EQ(index.ids_of("Mohammed"), Ids{"Muhammad came"});
  EXPECT_EQ(index.ids_of("Hamas"), Ids{"Hamas answered"});
  EXPECT_EQ(index.ids_of("Hama"), Ids{"Hama fell"});
  EXPECT_EQ(index.ids_of("body:hama"), Ids{"Hama fell"});
  EXPECT_EQ(index.ids_of("Sunnis"), Ids{"Sunni clerics"});
  EXPECT_EQ(index.ids_of("sunny"), Ids{"a sunny day"});
  EXPECT_EQ(index.ids_of("emirate"), Ids{"the emirates"});
  EXPECT_EQ(index.ids_of("emirs"), Ids{"the emir"});
  EXPECT_EQ(index.ids_of("NGO"), (Ids{"Two NGOs", "an NGO"}));
  EXPECT_EQ(index.ids_of("NGOs"), (Ids{"Two NGOs", "an NGO"}));
  EXPECT_EQ(index.ids_of("peace-talks"), Ids{"peace talk"});
  EXPECT_EQ(index.ids_of("several"), Ids{"several men"});
  EXPECT_EQ(index.ids_of("severely"), Ids{"severe storms"});
  EXPECT_EQ(index.ids_of("sever"), Ids{"a severed link"});
  EXPECT_EQ(index.ids_of("U.S."), Ids{"US envoys"});
  EXPECT_EQ(index.ids_of("us"), (Ids{"US envoys", "told us"}));
}

TEST(Spellings, ANumberInWordsMayStandNearWhatItCounts) {
  const SmallIndex index(&riffle::Document::body, {"Six hundred olive saplings", "six hundred thousand olive saplings",
                                                   "saplings, of which six hundred", "six olive saplings",
                                                   "600 old saplings", "sixty thousand buffaloes", "60,000 buffaloes",
                                                   "thirty-four vessels", "34 vessels", "four vessels of thirty tons"});
  const Ids all = {"Six hundred olive saplings", "saplings, of which six hundred", "600 old saplings"};
  EXPECT_EQ(index.ids_of("600 saplings"), all);
  EXPECT_EQ(index.ids_of("6 saplings"), Ids());
  EXPECT_EQ(index.ids_of("6 hundred olive"),
            (Ids{"Six hundred olive saplings", "six hundred thousand olive saplings"}));
  EXPECT_TRUE(index.ids_of("6 hundred saplings").contains("600 old saplings"));
  EXPECT_EQ(index.ids_of("60000 buffaloes"), index.ids_of("sixty thousand buffaloes"));
  EXPECT_EQ(index.ids_of("60,000 buffaloes"), (Ids{"sixty thousand buffaloes", "60,000 buffaloes"}));
  EXPECT_EQ(index.ids_of("34 vessels"), (Ids{"thirty-four vessels", "34 vessels"}));
  EXPECT_EQ(index.ids_of("thirty-four vessels"), (Ids{"thirty-four vessels", "34 vessels"}));
  EXPECT_EQ(index.ids_of("thirty-four vessels", false), Ids{"thirty-four vessels"});
}

TEST(Spellings, ThousandsAreWordsOrDigits) {
  const SmallIndex index(&riffle::Document::body,
                         {"25,000 euros", "25000 euros", "twenty-five thousand euros", "twenty five thousand euros",
                          "25k euros", "24,000 euros", "twenty-four thousand euros", "450 men",
                          "four hundred and fifty men", "four hundred men", "fifty men"});
  const Ids all = {"25,000 euros", "25000 euros", "twenty-five thousand euros", "twenty five thousand euros",
                   "25k euros"};
  for (const char* const query : {"25,000", "25000 euros", "twenty-five thousand", "Twenty five thousand euros"}) {
    EXPECT_EQ(index.ids_of(query), all) << query;
  }
  EXPECT_EQ(index.ids_of("25,000", false), Ids{"25,000 euros"});
  EXPECT_EQ(index.ids_of("twenty-five thousand euros", false),
            (Ids{"twenty-five thousand euros", "twenty five thousand euros"}));
  EXPECT_EQ(index.ids_of("\"twenty-five thousand euros\""),
            (Ids{"twenty-five thousand euros", "twenty five thousand euros"}));
  EXPECT_EQ(index.ids_of("four hundred and fifty men"), (Ids{"450 men", "four hundred and fifty men"}));
  EXPECT_EQ(index.ids_of("four hundred and sixty men"), Ids());
}

TEST(Spellings, AHundredIsOneWordWithItsUnit) {
  const SmallIndex index(&riffle::Document::body,
                         {"a hundred-kilometre race", "a 100 km race", "a 100km race", "a 100-kilometer race",
                          "a race of a hundred kilometres", "a two-hundred-kilometre race", "two hundred kilometres"});
  const Ids all = {"a hundred-kilometre race", "a 100 km race", "a 100km race", "a 100-kilometer race",
                   "a race of a hundred kilometres"};
  for (const char* const query : {"100 km", "100km", "100 kilometres"}) EXPECT_EQ(index.ids_of(query), all) << query;
  EXPECT_TRUE(index.ids_of("100-kilometer race").contains("a hundred-kilometre race"));
  EXPECT_FALSE(index.ids_of("100-kilometer race").contains("a two-hundred-kilometre race"));
}

TEST(Spellings, ARomanNumeralBehindANameIsANumber) {
  const SmallIndex index(&riffle::Document::body, {"World War II", "World War 2", "World War Two", "World War I",
                                                   "King Abdullah II", "two wars of the world"});
  const Ids all = {"World War II", "World War 2", "World War Two"};
  for (const char* const query : {"World War II", "World War 2", "World War Two"}) {
    Ids found = index.ids_of(query);
    found.erase("two wars of the world");  // has the words
    EXPECT_EQ(found, all) << query;
  }
  EXPECT_EQ(index.ids_of("world war ii"), Ids{"World War II"}) << "no numeral in small letters";
  EXPECT_EQ(index.ids_of("Abdullah 2"), Ids{"King Abdullah II"});
  EXPECT_EQ(index.ids_of("Abdullah III"), Ids());
  EXPECT_EQ(index.ids_of("World War II", false), Ids{"World War II"});
  EXPECT_EQ(index.ids_of("\"World War II\""), Ids{"World War II"});
}

// What few write is no better a match than what most write.
TEST(Spellings, WaysToWriteANameShareTheirDocuments) {
  const SmallIndex index(&riffle::Document::body, {"Jörg sang", "Jörg spoke", "Jörg came", "Joerg left", "a PhD",
                                                   "a Ph.D.", "one PhD", "a ferry", "a boat"});
  for (const char* const query : {"J\u00F6rg", "j\u00F6rg", "M\u00FCller OR J\u00F6rg"}) {
    const std::vector<double> scores = index.scores_of(query);
    ASSERT_EQ(scores.size(), 4u) << query;
    EXPECT_EQ(scores.front(), scores.back()) << query;
  }
  const std::vector<double> degrees = index.scores_of("PhD");
  ASSERT_EQ(degrees.size(), 3u);
  EXPECT_EQ(degrees.front(), degrees.back());
  EXPECT_EQ(index.scored_of("M\u00FCller").size(), 0u);
}

TEST(Spellings, ShortFormsAndLongOnesFindEachOther) {
  const SmallIndex index(&riffle::Document::body,
                         {"They don't sail", "they do not sail", "do sail", "11 pct", "11 percent", "11 per cent",
                          "11%", "I can't sail", "I cannot swim", "Jörg came", "Joerg came", "a PhD", "a Ph.D.",
                          "a Ph. D.", "the US", "U.S.A.", "the USA", "told us"});
  EXPECT_EQ(index.ids_of("don't"), (Ids{"They don't sail", "they do not sail"}));
  EXPECT_EQ(index.ids_of("they do not sail"), (Ids{"They don't sail", "they do not sail"}));
  EXPECT_EQ(index.ids_of("do not", false), Ids{"they do not sail"});
  EXPECT_EQ(index.ids_of("can not"), (Ids{"I can't sail", "I cannot swim"}));
  EXPECT_EQ(index.ids_of("cannot"), (Ids{"I can't sail", "I cannot swim"}));
  for (const char* const query : {"11 pct", "11%", "11 percent"}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"11 pct", "11 percent", "11 per cent", "11%"})) << query;
  }
  for (const char* const query : {"J\u00F6rg", "Joerg"}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"J\u00F6rg came", "Joerg came"})) << query;
  }
  for (const char* const query : {"PhD", "Ph.D.", "PhDs", "Ph. D."}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"a PhD", "a Ph.D.", "a Ph. D."})) << query;
  }
  for (const char* const query : {"US", "U.S.", "USA", "U.S.A."}) {
    EXPECT_EQ(index.ids_of(query), (Ids{"the US", "U.S.A.", "the USA"})) << query;
  }
}

// A query of words that the limit of a tree allows, but not with all their forms.
TEST(Spellings, AreLeftOutWhereTheQueryWouldBeTooLarge) {
  const SmallIndex index(&riffle::Document::title, {"colour coloured", "color", "ferry"});
  std::string query = "title:colour";
  const auto few = index.search(query);
  ASSERT_TRUE(few);
  EXPECT_EQ(few->total, 2U);
  EXPECT_TRUE(few->notes.empty());
  for (int i = 1; i < 500; ++i) query += " OR title:colour^1." + std::to_string(1000 + i);
  const auto many = index.search(query);
  ASSERT_TRUE(many) << many.error().message;
  EXPECT_EQ(many->total, 1U);
  EXPECT_EQ(many->notes, std::vector<std::string>{"the query is too large for other spellings of its words"});
}

}  // namespace
}  // namespace model::spellings
