// Words side by side that are one value of a keyword field: source:the guardian, without quotes.
// Cost:    a look-up for each of at most eight words, and none where no word follows.
// Source:  format-spec/query-language.md, "Fields".
#ifndef RIFFLE_QUERY_KEYWORD_RUN_H_
#define RIFFLE_QUERY_KEYWORD_RUN_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/query_lexer.h"

namespace riffle {

struct QueryField;

/// Whether the index has the value, folded by normalize_keyword(), in the keyword field.
using HasValue = std::function<bool(const QueryField& field, const std::string& value)>;

/// The values of the field that are like the folded one but for accents, apostrophes and white space.
using LikeValues = std::function<std::vector<std::string>(const QueryField& field, const std::string& value)>;

struct KeywordRun {
  std::string value;  ///< the words as they were typed, with single spaces between them, or the value that is like them
  QueryLexer behind;  ///< stands behind the last of them
};

/// The longest run that begins with `first`, the bare value behind "field:", goes on with what `lexer` gives next, and
/// is a value of the field, or like one; nothing when `first` is.
std::optional<KeywordRun> find_keyword_run(std::string_view first, const QueryLexer& lexer, const QueryField& field,
                                           const HasValue& has_value, const LikeValues& like_values);

}  // namespace riffle

#endif  // RIFFLE_QUERY_KEYWORD_RUN_H_
