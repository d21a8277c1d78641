// An Arabic article that a query writes as a word of its own: "Al Kut" for al-Kut.
// Shape:   `al` and `el`, in any case of letters, before a word of letters, but for a closed list of names in which
//          they are something else ("Al Gore", "El Salvador").
// Cost:    a walk over the list.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Words".
#ifndef RIFFLE_QUERY_OPEN_ARTICLE_H_
#define RIFFLE_QUERY_OPEN_ARTICLE_H_

#include <string_view>

namespace riffle {

bool is_open_article(std::string_view word);

/// Whether an article before `word`, as it is typed, is the article of it.
bool is_noun_of_article(std::string_view word);

}  // namespace riffle

#endif  // RIFFLE_QUERY_OPEN_ARTICLE_H_
