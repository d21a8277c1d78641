#include "api/suggested_query.h"

#include <utility>
#include <vector>

#include "base/try.h"
#include "query/query_tree.h"
#include "query/spelling.h"

namespace riffle {

Status add_suggestions(const Snapshot& snapshot, const Query& query, const SearchControl& control, Searcher& searcher,
                       Hits& hits) {
  RIFFLE_TRY_ASSIGN(std::vector<WordSuggestion> suggestions, searcher.suggestions());
  if (suggestions.empty()) return {};
  const QueryNodePtr instead = replace_words(query.root(), suggestions);
  RIFFLE_TRY_ASSIGN(Searcher meant, Searcher::open(snapshot, *instead, control));
  RIFFLE_TRY_ASSIGN(const std::uint64_t found, meant.count());
  if (found <= hits.total) return {};
  hits.did_you_mean = replace_in_text(query.text(), suggestions);
  if (hits.did_you_mean.empty()) hits.did_you_mean = to_string(*instead);
  hits.suggestions = std::move(suggestions);
  return {};
}

}  // namespace riffle
