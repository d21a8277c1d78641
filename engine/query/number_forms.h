// NumberForms: two words of a query that are a number, or a number and its unit, in the other ways that an index has:
// "12 metres" as "twelve metres", as "12m", and in "12 to 15 metres".
// Cost:    a look-up in the dictionary for each word of each way, once.
// Errors:  those of the index.
// Threads: one owner.
// Life:    refers to the snapshot.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_QUERY_NUMBER_FORMS_H_
#define RIFFLE_QUERY_NUMBER_FORMS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "query/query_tree.h"
#include "riffle/error.h"
#include "storage/snapshot.h"

namespace riffle {

class NumberForms {
 public:
  explicit NumberForms(const Snapshot& snapshot) : snapshot_(snapshot) {}

  /// Null when the index has no other way.
  Result<QueryNodePtr> resolve(const QueryNode& before, const QueryNode& node);

 private:
  Status add_ranges(const QueryNode& before, const QueryNode& node, std::vector<QueryNodePtr>& ways);
  /// Of before_larger_number() what the index has.
  Result<std::vector<std::string>> known_before(const std::string& way);
  Result<bool> has_term(std::string_view term);

  const Snapshot& snapshot_;
  std::map<std::string, bool, std::less<>>
      known_terms_;  // the words of numbers and units are asked for again and again
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_NUMBER_FORMS_H_
