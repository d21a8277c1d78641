// SynonymRules: what riffle::Synonyms holds; and SynonymTable: the same for one analyzer, to look words up in.
// Shape:   a word or phrase of a rule is a sequence of words as the analyzer gives them, in any form: the table is
//          keyed by their stem classes. Words with hyphens between them are these words and the joined one, on both
//          sides. A word in capitals is its form and nothing else, on both sides, where there are stems.
// Cost:    a table is made at the first use with an analyzer, linear in the rules; looking up is one hash.
// Threads: SynonymRules from any number of threads; a table is immutable.
// Source:  format-spec/query-language.md, "Synonyms".
#ifndef RIFFLE_QUERY_SYNONYM_TABLE_H_
#define RIFFLE_QUERY_SYNONYM_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/analyzer.h"
#include "query/synonym_file.h"
#include "query/text_leaf.h"

namespace riffle {

/// Words of a rule that are looked for, at most; longer ones are only searched.
inline constexpr std::size_t kSynonymWords = 32;

struct SynonymWord {
  std::string form;
  std::string class_name;  ///< the form when it has none
  bool is_form_only = false;
};

/// A text of a rule or a query, in the two ways in which it is compared.
struct SynonymText {
  std::vector<SynonymWord> words;   ///< hyphens separate: wi, fi
  std::vector<SynonymWord> joined;  ///< hyphens join: wifi; empty when nothing is joined

  /// Adds `text`, which holds no white space; false when there is no word in it.
  bool append(std::string_view text, Analyzer& analyzer, TextLeaf& leaf);
};

/// The same of a text with white space.
SynonymText synonym_text(std::string_view text, Analyzer& analyzer, TextLeaf& leaf);

/// Whether words of a query are those of a rule.
bool is_same_entry(std::span<const SynonymWord> typed, std::span<const SynonymWord> rule);
/// The same in one of the ways.
bool is_same_entry(const SynonymText& typed, const SynonymText& rule);

class SynonymTable {
 public:
  SynonymTable(const std::vector<SynonymRule>& rules, Analyzer& analyzer);

  struct Entry {
    std::uint32_t rule = 0;
    bool stays = false;  ///< what was typed is searched as well
    std::vector<SynonymWord> words;
  };

  /// Whether an entry begins as the text does, or is it.
  [[nodiscard]] bool may_begin(const SynonymText& typed) const;
  /// Rules that the text is an entry of, in their order.
  [[nodiscard]] std::vector<const Entry*> find(const SynonymText& typed) const;

 private:
  void add(std::uint32_t rule, bool stays, std::vector<SynonymWord> words);
  [[nodiscard]] bool may_begin(std::span<const SynonymWord> typed) const;
  [[nodiscard]] std::vector<const Entry*> find(std::span<const SynonymWord> typed) const;

  std::unordered_map<std::string, std::vector<Entry>> entries_;
  std::unordered_map<std::string, std::size_t> longest_;
};

class SynonymRules {
 public:
  explicit SynonymRules(std::vector<SynonymRule> rules) : rules_(std::move(rules)) {}

  [[nodiscard]] const std::vector<SynonymRule>& rules() const { return rules_; }
  [[nodiscard]] std::shared_ptr<const SynonymTable> table_for(Analyzer& analyzer) const;

 private:
  std::vector<SynonymRule> rules_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const SynonymTable>> tables_;  // by analyzer
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_SYNONYM_TABLE_H_
