// Query: a parsed query, ready to run on any index with the same fields and analyzer.
// Shape:   an immutable tree. Build it by Index::parse() or with the functions below.
// Errors:  lenient parsing never fails but for the limits (kResourceLimit); what it ignored is in notes(). Strict
//          parsing gives kBadQuery with the byte offset and a suggestion in the message.
// Threads: immutable; share freely.
// Source:  the grammar is in format-spec/query-language.md.
#ifndef RIFFLE_QUERY_H_
#define RIFFLE_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/error.h"
#include "riffle/synonyms.h"
#include "riffle/types.h"

namespace riffle {

struct QueryNode;

/// What the text of a query may hold. All but the bytes can only be made less: a greater number means the default.
struct QueryLimits {
  std::size_t bytes = std::size_t{64} << 10;  ///< 1 MiB at most; a word or phrase 64 KiB
  std::size_t depth = 100;                    ///< parentheses and negations, nested
  std::size_t leaves = 1024;                  ///< terms, phrases, patterns, lists and ranges
  std::size_t phrase_terms = 64;              ///< of one phrase, or of one chain of NEAR and ADJ
  std::size_t patterns = 64;                  ///< patterns and lists
  std::size_t list_values = 65536;            ///< values in all lists together
};

struct ParseOptions {
  bool strict = false;     ///< errors instead of notes
  bool match_any = false;  ///< juxtaposition means OR instead of AND
  bool names = true;       ///< bare words with a capital match other spellings of the name, too
  bool spellings = true;   ///< bare words match their British or American spelling, too, and days their other forms
  QueryLimits limits = {};
  Synonyms synonyms = {};  ///< what bare words stand for besides themselves
};

/// `text` as a quoted phrase of the query language, in which nothing is an operator: for what people or other programs
/// wrote and is to be put into a query.
std::string quote_query_text(std::string_view text);

class Query {
 public:
  /// A query that matches nothing.
  Query();
  Query(std::shared_ptr<const QueryNode> root, std::vector<std::string> notes, std::string text = {});

  // Builders, for callers that have terms rather than text. Terms are taken as they are in the index (analysed).
  // An empty `field` is all text fields.
  static Query term(std::string_view term, std::string_view field = {});
  /// The terms one after the other; with a slop as "a b"~slop has them (format-spec/query-language.md, "Distances").
  static Query phrase(const std::vector<std::string>& terms, std::uint32_t slop = 0, std::string_view field = {});
  /// Documents that hold a term which `pattern` accepts: `*` any characters, `?` one. Nothing for a pattern that the
  /// query language would refuse (too long).
  static Query wildcard(std::string_view pattern, std::string_view field = {});
  /// Terms at most `edits` (1 or 2; more is 2, 0 the term itself) away from `term`, which has up to 63 characters.
  static Query fuzzy(std::string_view term, std::uint32_t edits, std::string_view field = {});
  /// Both within `distance` positions of each other (1 to 2^24), with `ordered` the right one behind the left one.
  /// They are terms, phrases or patterns of one field, or any_of() or near() of such; else both need only match.
  static Query near(const Query& left, const Query& right, std::uint32_t distance, bool ordered = false);
  /// Documents with a date in [from, to] of a date field. Seconds since 1970, UTC.
  static Query date_range(std::string_view field, Date from, Date to);
  /// Documents with anything in `field`.
  static Query exists(std::string_view field);
  static Query all_of(const std::vector<Query>& queries);
  static Query any_of(const std::vector<Query>& queries);
  /// Documents that match `minimum` or more of the queries.
  static Query at_least(std::size_t minimum, const std::vector<Query>& queries);
  /// Documents with one of the terms in `field`, a keyword or text field: any number of them, looked up side by side.
  static Query one_of(std::string_view field, const std::vector<std::string>& terms);
  /// The query with what its words and phrases score multiplied by `factor`, 0 or 0.000001 to 1,000,000.
  static Query boosted(const Query& query, double factor);
  /// Documents that match `wanted` and not `unwanted`.
  static Query and_not(const Query& wanted, const Query& unwanted);
  static Query everything();

  [[nodiscard]] const QueryNode& root() const { return *root_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /// As it was typed; empty for a query that was built.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// The tree in query language, with parentheses where it needs them.
  [[nodiscard]] std::string to_string() const;

 private:
  std::shared_ptr<const QueryNode> root_;
  std::vector<std::string> notes_;
  std::string text_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_H_
