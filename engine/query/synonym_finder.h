// SynonymFinder: bare words of one query -> the tree with what stands for them.
// Shape:   the longest run of words that is an entry of the rules is taken. What was typed, when it stays, becomes an
// Or
//          of it and its synonyms at kSynonymWeight; else the Or is of what is searched instead, at full weight. A
//          synonym is a bare word, or an exact phrase.
// Cost:    a look-up a word; an entry found costs the analysis of what stands for it.
// Threads: one owner.
// Source:  format-spec/query-language.md, "Synonyms".
#ifndef RIFFLE_QUERY_SYNONYM_FINDER_H_
#define RIFFLE_QUERY_SYNONYM_FINDER_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "query/query_report.h"
#include "query/query_tree.h"
#include "query/synonym_table.h"
#include "query/text_leaf.h"
#include "riffle/query.h"

namespace riffle {

/// The weight of a synonym beside the word itself.
inline constexpr double kSynonymWeight = 0.5;
/// Synonyms of one entry, and leaves for them in a whole query, at most.
inline constexpr std::size_t kSynonymsOfEntry = 32;
inline constexpr std::size_t kSynonymsOfQuery = 256;

class SynonymFinder {
 public:
  SynonymFinder(const ParseOptions& options, Analyzer& analyzer, QueryReport& report);

  [[nodiscard]] bool has_rules() const { return rules_ != nullptr; }

  /// How many of the texts, from the first on, are the longest entry; 0 when none is.
  [[nodiscard]] std::size_t entry_length(std::span<const std::string_view> texts);

  /// The tree for `texts`, which are `typed` without synonyms. REQUIRES: has_rules().
  [[nodiscard]] QueryNodePtr expand(std::span<const std::string_view> texts, const FieldName& field,
                                    QueryNodePtr typed);

 private:
  bool add_rule(const SynonymTable::Entry& entry, const SynonymText& typed, const FieldName& field,
                std::vector<QueryNodePtr>& synonyms);

  Analyzer& analyzer_;
  QueryReport& report_;
  TextLeaf text_;
  std::shared_ptr<const SynonymRules> rules_;
  std::shared_ptr<const SynonymTable> table_;
  std::size_t room_ = kSynonymsOfQuery;  // leaves that synonyms may still add
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_SYNONYM_FINDER_H_
