// LeafMaker: words and quoted texts of a query -> leaves of the tree, by the kind of their field.
// Shape:   a leaf is null when there is nothing to search for (punctuation only); the parser passes over it.
// Errors:  troubles and limits go to the report; false means that it holds an error.
// Source:  format-spec/query-language.md, "Words" and "Fields".
#ifndef RIFFLE_QUERY_QUERY_LEAF_H_
#define RIFFLE_QUERY_QUERY_LEAF_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/analyzer.h"
#include "query/query_lexer.h"
#include "query/query_parser.h"
#include "query/query_report.h"
#include "query/query_tree.h"
#include "query/synonym_finder.h"
#include "query/text_leaf.h"
#include "query/written_ways.h"

namespace riffle {

inline constexpr std::string_view kSearchedAsWords = "it is searched as words";

/// A word or a quoted text of a list.
struct ListItem {
  std::string text;
  std::size_t offset = 0;  ///< in the list
};

class LeafMaker {
 public:
  LeafMaker(const std::vector<QueryField>& fields, Analyzer& analyzer, const ParseOptions& options,
            const QueriedIndex& index, QueryReport& report);

  /// Null when there is none of that name; what stands for "name:" when no field is called so. "Source" is the field
  /// `source` for who ignores the case of A to Z.
  [[nodiscard]] const QueryField* find_field(std::string_view name, bool ignores_case = false) const;

  /// A bare word, at byte `offset` of the query. `field` is null for all text fields.
  [[nodiscard]] bool word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);

  /// How many of the words, from the first on, are one entry of the synonyms; 1 when none is. REQUIRES: no field but
  /// text fields is searched.
  [[nodiscard]] std::size_t entry_length(std::span<const Token> words);

  /// Words that are one entry: all of them, or any when `is_any`, or a synonym.
  [[nodiscard]] bool entry(std::span<const Token> words, const QueryField* field, bool is_any, QueryNodePtr& leaf);

  /// Whether a bare word stands for what else is written for it.
  [[nodiscard]] bool has_spellings() const { return others_.spellings; }

  /// A day whose first second is `midnight`, written as `typed`: that, the other ways to write it, and, where all
  /// fields are searched, the documents with that date.
  [[nodiscard]] bool day(Date midnight, std::size_t offset, const QueryField* field, QueryNodePtr typed,
                         QueryNodePtr& leaf);

  /// Words that others write in another way as a whole: they, all or any of them, or one of the ways.
  [[nodiscard]] bool ways(const WrittenWays& written, bool is_any, const QueryField* field, QueryNodePtr& leaf);

  /// Whether the last word was a number, or "million" and its like.
  [[nodiscard]] bool is_behind_number() const;

  /// Whether the analyzer knows Arabic articles.
  [[nodiscard]] bool has_articles() const { return text_.has_articles(); }

  [[nodiscard]] bool has_synonyms() const { return synonyms_.has_rules(); }
  /// From now on bare words stand, or do not stand, for their synonyms.
  void set_synonyms(bool are_on) { are_synonyms_on_ = are_on; }

  /// Whether the next word stands behind a bare word with nothing between them, and no operator binds to either.
  void set_side_by_side(bool is_so) { is_side_by_side_ = is_so; }

  /// A kQuoted token and its suffix. An anchored phrase begins where its field begins.
  [[nodiscard]] bool quoted(const Token& token, const QueryField* field, QueryNodePtr& leaf, bool is_anchored = false);

  /// Whether a leaf, or the first of several, searches text.
  [[nodiscard]] bool is_text(const QueryNode& node) const;

  /// A whole value of a keyword or id field.
  [[nodiscard]] bool value(std::string text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf);

  /// A list that QueryLexer::take_list() gives.
  [[nodiscard]] bool list(const Token& token, const QueryField& field, QueryNodePtr& leaf);

  /// `text` as it stands in a text field (or all of them): no operator in it means anything.
  [[nodiscard]] bool plain_text(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);

  /// The trouble with a name that is no field.
  [[nodiscard]] bool unknown_field(std::string_view name, std::size_t offset);

  /// The suffix behind a parenthesis at byte `offset`: its boost, or trouble.
  [[nodiscard]] bool group_suffix(std::string_view suffix, std::size_t offset, double& boost);

  /// `node` with the boost of every leaf that scores multiplied.
  [[nodiscard]] QueryNodePtr boosted(const QueryNodePtr& node, double factor) const;

 private:
  /// The field that text is searched in: text beside a value that is no text goes to all text fields.
  static FieldName text_field_name(const QueryField* field);
  bool take_boost(std::string_view text, std::size_t offset, double& boost);
  bool ignored_suffix(std::string_view suffix, std::size_t offset);
  bool distance_trouble(std::string_view distance, std::size_t offset);
  bool text_word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);
  bool keyword_word(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf);
  bool like_values(const std::string& value, std::size_t offset, const QueryField& field,
                   std::vector<std::string>& values);
  bool date(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf);
  bool number(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf);
  bool stored(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf);
  bool pattern_distance(std::string_view distance, std::size_t offset);
  bool take_edits(std::string_view distance, std::string_view word, std::size_t offset, std::uint32_t& edits);
  bool fuzzy(std::string_view text, std::string_view distance, std::size_t offset, const QueryField* field,
             QueryNodePtr& leaf);
  bool regex(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);
  bool wildcard(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);
  bool pattern(TermPattern made, std::string_view typed, std::size_t offset, const QueryField* field,
               QueryNodePtr& leaf);
  bool list_term(const ListItem& item, std::size_t offset, const QueryField& field, std::vector<std::string>& terms);
  bool date_list(const Token& token, const std::vector<ListItem>& items, const QueryField& field, QueryNodePtr& leaf);
  bool open_range(const Token& token, const std::vector<ListItem>& items, const QueryField& field, QueryNodePtr& leaf);
  bool take_slop(std::string_view distance, std::size_t offset, std::uint32_t& slop);
  bool phrase(std::string_view text, std::size_t offset, const QueryField* field, std::uint32_t slop, bool is_anchored,
              QueryNodePtr& leaf);
  bool anchored_word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);
  bool analyze(std::string_view text, std::vector<PhraseTerm>& terms, std::size_t* last_end = nullptr);
  bool count_pattern();
  bool bare_text(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);
  bool read_text(std::string_view text);
  bool part_of_pairs(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf);
  [[nodiscard]] QueryNodePtr with_joined(const std::string& before, const QueryNodePtr& made) const;
  [[nodiscard]] QueryNodePtr with_numeral(const std::string& before, const QueryNodePtr& made) const;
  bool no_words(std::string_view text, std::size_t offset);
  bool keep(QueryNodePtr made, QueryNodePtr& leaf);

  const std::vector<QueryField>& fields_;
  const QueriedIndex& index_;
  TextLeaf text_;
  TextLeaf::Others others_;
  bool match_any_;
  QueryLimits limits_;
  /// What "name:" stands for where no field has that name.
  QueryField names_{"name", QueryField::Kind::kText, true};
  QueryReport& report_;
  std::unordered_map<std::string_view, const QueryField*> by_name_;
  std::size_t leaf_count_ = 0;
  std::size_t pattern_count_ = 0;
  std::size_t list_value_count_ = 0;
  SynonymFinder synonyms_;
  bool are_synonyms_on_ = true;
  bool is_side_by_side_ = false;
  std::string last_term_;         // of the last bare word, when it has a class or is a number
  bool is_last_capital_ = false;  // that word begins with a capital
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_LEAF_H_
