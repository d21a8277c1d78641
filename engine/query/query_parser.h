// Query text -> QueryNode tree. Iterative: no recursion on input.
// Cost:    linear in the text.
// Errors:  strict: kBadQuery with the byte offset of the trouble and a suggestion. Both modes: kResourceLimit beyond
//          ParseOptions::limits.
// Source:  format-spec/query-language.md (EBNF).
#ifndef RIFFLE_QUERY_QUERY_PARSER_H_
#define RIFFLE_QUERY_QUERY_PARSER_H_

#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "query/keyword_run.h"
#include "query/query_tree.h"
#include "riffle/error.h"
#include "riffle/query.h"

namespace riffle {

/// What the parser must know of a field.
struct QueryField {
  enum class Kind : std::uint8_t { kText, kKeyword, kId, kDate, kStored, kInt64, kFloat64 };
  std::string name;
  Kind kind = Kind::kText;
  bool is_of_names = false;  ///< no field: "name:" says that the words behind it are names
};

/// A field whose values are numbers, dates being such.
inline bool has_ranges(const QueryField& field) {
  using Kind = QueryField::Kind;
  return field.kind == Kind::kDate || field.kind == Kind::kInt64 || field.kind == Kind::kFloat64;
}

struct ParsedQuery {
  QueryNodePtr root;
  std::vector<std::string> notes;  ///< what was ignored or changed, one sentence each
};

/// What the parser asks of the index that a query is for.
struct QueriedIndex {
  bool has_sentences = true;    ///< SENTENCE can be asked for
  HasValue has_value = {};      ///< none: a bare value of a keyword field is one word
  LikeValues like_values = {};  ///< none: a value that no document has is searched as it is
};

Result<ParsedQuery> parse_query(std::string_view text, const std::vector<QueryField>& fields, Analyzer& analyzer,
                                const ParseOptions& options, const QueriedIndex& index = {});

/// Three lines for terminals: the query (a window of it when it is long), a caret below the place, and the message,
/// which names the column. The message alone for other errors than kBadQuery.
std::string describe_query_error(std::string_view text, const Error& error);

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_PARSER_H_
