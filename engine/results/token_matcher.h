// TokenMatcher: which of the wanted terms a token of a text is an occurrence of.
// Cost:    nothing for nearly all tokens, which begin like none that is wanted; a look-up for one that was asked for
//          before; else its stem, its key as a name and the like.
// Memory:  what was found for the first kMostKnown different tokens.
// Threads: one owner; so is the analyzer.
#ifndef RIFFLE_RESULTS_TOKEN_MATCHER_H_
#define RIFFLE_RESULTS_TOKEN_MATCHER_H_

#include <bitset>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/analyzer.h"
#include "query/term_machine.h"
#include "results/wanted_terms.h"

namespace riffle {

class TokenMatcher {
 public:
  /// Refers to `wanted`.
  TokenMatcher(const WantedTerms& wanted, Analyzer& analyzer);

  /// The numbers of the wanted terms that the token is an occurrence of, each once. Valid until the next call.
  std::span<const std::size_t> match(std::string_view token);

  /// REQUIRES: `term` is wanted, alone, in a phrase or in a distance.
  [[nodiscard]] std::size_t number_of(std::string_view term) const { return numbers_.find(term)->second; }
  [[nodiscard]] std::size_t count() const { return numbers_.size(); }

 private:
  static constexpr std::size_t kMostKnown = 8192;

  struct Name {
    std::string_view spelling;
    std::string key;
    std::size_t number;
    bool is_asked;
  };
  struct Word {
    std::string_view form;
    std::string class_name;
    std::size_t number;
  };
  struct Pattern {
    std::unique_ptr<TermMachine> machine;
    std::size_t number;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void want(std::string_view term);
  void note_beginning(std::string_view token);
  void note_class(std::string_view name);
  void find(std::string_view token);
  void find_names(std::string_view token);
  void find_spellings(std::string_view token);
  void add(std::size_t number);

  Analyzer& analyzer_;
  std::bitset<256> first_bytes_;  // of the tokens that may match
  std::unordered_map<std::string_view, std::size_t> numbers_;
  std::vector<Pattern> patterns_;
  std::vector<Name> names_;
  std::vector<Word> told_apart_;
  std::unordered_multimap<std::string_view, std::size_t> spelling_classes_;  // to places among the wanted spellings
  std::span<const WantedSpellings> spellings_;
  bool has_classes_ = false;  // of a wanted term, or to be compared with one
  std::string class_;
  std::string key_;
  std::vector<std::size_t> found_;
  std::unordered_map<std::string, std::vector<std::size_t>, TextHash, std::equal_to<>> known_;
};

}  // namespace riffle

#endif  // RIFFLE_RESULTS_TOKEN_MATCHER_H_
