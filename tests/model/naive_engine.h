// NaiveEngine: what the index must answer, found by looking at every word of every document.
// Shape:   documents in the order of adding; adding an id again puts the document at the later place and removes the
//          earlier one. Statistics are over live documents.
// Cost:    every leaf of a query scans the whole corpus.
// Threads: one owner.
// Source:  format-spec/riffle-format.md chapters 8 and 11; shares no code with the engine.
#ifndef RIFFLE_TESTS_MODEL_NAIVE_ENGINE_H_
#define RIFFLE_TESTS_MODEL_NAIVE_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "query_model.h"
#include "riffle/document.h"

namespace model {

/// Maximal runs of code points that are Alphabetic or of category N, in order, each as it stands in the text.
std::vector<std::string> word_runs(std::string_view text);

/// The term of one run: each code point in full lower case, cut to 255 bytes at a code point border.
std::string term_of_run(const std::string& run);

/// What chapter 8 makes of a length: encoded to a byte and decoded again.
std::uint32_t rounded_length(std::uint32_t length);

/// A matching document; `place` is its rank among the live ones.
struct Match {
  std::size_t place = 0;
  double score = 0;
};

struct TermCounts {
  std::uint64_t documents = 0;
  std::uint64_t occurrences = 0;
};

class NaiveEngine {
 public:
  explicit NaiveEngine(bool join_title) : join_title_(join_title) {}
  NaiveEngine(const NaiveEngine&) = default;
  NaiveEngine& operator=(const NaiveEngine&) = default;
  virtual ~NaiveEngine() = default;

  void add(const riffle::Document& document);
  /// Takes the document of that id away, if there is one.
  void remove(const std::string& id);
  /// Ends a run of add() and remove() calls; needed before anything below.
  void seal();

  [[nodiscard]] std::size_t live_count() const { return live_.size(); }
  [[nodiscard]] const riffle::Document& document(std::size_t place) const { return entries_[live_[place]].document; }
  [[nodiscard]] std::size_t token_count() const;
  [[nodiscard]] const std::vector<std::string>& text_fields() const;
  /// Words of a text field, for cutting phrases; `field` counts text fields.
  [[nodiscard]] std::vector<std::string> words(std::size_t place, std::size_t field) const;
  /// A text whose only token is `term`.
  [[nodiscard]] std::string text_of_term(const std::string& term) const;
  [[nodiscard]] std::map<std::string, TermCounts> terms() const;
  /// How many terms, those of removed documents included, the leaf stands for.
  [[nodiscard]] std::size_t count_terms_of(const Tree& leaf) const;

  /// Matching documents in index order.
  [[nodiscard]] std::vector<Match> matches(const Tree& tree) const;
  /// The same, best first, ties in index order.
  [[nodiscard]] static std::vector<Match> by_score(std::vector<Match> matches);
  /// The same by date, those without one last, ties in index order.
  [[nodiscard]] std::vector<Match> by_date(std::vector<Match> matches, bool ascending) const;

 protected:
  using TermId = std::uint32_t;
  static constexpr TermId kNoTerm = UINT32_MAX;

  [[nodiscard]] TermId find(const std::string& term) const;
  [[nodiscard]] std::size_t term_count() const { return term_texts_.size(); }
  /// Tokens of each text field of a live document.
  [[nodiscard]] const std::vector<std::vector<TermId>>& tokens(std::size_t place) const {
    return entries_[live_[place]].fields;
  }
  /// The text field of that name, or -1.
  [[nodiscard]] int field_number(const std::string& field) const;
  [[nodiscard]] std::vector<std::uint32_t> proximity_frequencies(const Tree& leaf) const;
  [[nodiscard]] double proximity_idf(const Tree& leaf) const;
  /// How often a term or phrase leaf occurs in each live document.
  [[nodiscard]] virtual std::vector<std::uint32_t> leaf_frequencies(const Tree& leaf) const;

 private:
  struct Entry {
    riffle::Document document;
    std::vector<std::vector<TermId>> fields;
    bool live = true;
  };

  std::vector<TermId> tokenize(std::string_view text);
  [[nodiscard]] double inverse_frequency(const std::string& term) const;
  /// Whether `term` is one that a kWildcard, kRegex, kFuzzy or kSet leaf stands for.
  [[nodiscard]] static bool stands_for(const Tree& leaf, const std::string& term);
  /// Live documents that hold a term that the leaf stands for.
  [[nodiscard]] std::vector<char> documents_of_pattern(const Tree& leaf, double boost,
                                                       std::vector<double>* scores) const;
  void add_fuzzy_scores(const Tree& leaf, double boost, const std::vector<char>& wanted,
                        std::vector<double>& scores) const;
  [[nodiscard]] bool column_holds(const Tree& leaf, const Entry& entry) const;
  void add_scores(const Tree& leaf, double weight, const std::vector<std::uint32_t>& frequencies,
                  std::vector<double>& scores) const;
  [[nodiscard]] std::vector<char> evaluate(const Tree& tree, double boost, std::vector<double>* scores) const;

  bool join_title_ = false;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> entry_of_id_;
  std::unordered_map<std::string, TermId> term_of_run_;
  std::unordered_map<std::string, TermId> ids_;
  std::vector<std::string> term_texts_;
  std::vector<std::string> run_texts_;
  std::vector<std::size_t> live_;
  std::vector<std::uint64_t> document_frequency_;
  std::vector<std::uint64_t> field_tokens_;
};

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_NAIVE_ENGINE_H_
