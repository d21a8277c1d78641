// SearchCursor: the place of a hit in a sorted list, as text that a caller can keep and bring back.
// Shape:   letters and digits; opaque to callers. It names the query and the order that it belongs to and the commit
//          that it comes from, so that using it with another query or order is an error and with another commit is
//          noticed.
// Errors:  decode() takes any text; what encode() did not make is kInvalidArgument, but for texts that happen to be
//          whole, which are places like any other.
#ifndef RIFFLE_RESULTS_SEARCH_CURSOR_H_
#define RIFFLE_RESULTS_SEARCH_CURSOR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "query/column_sorter.h"
#include "query/query_tree.h"
#include "riffle/error.h"

namespace riffle {

struct SearchCursor {
  /// "" = relevance, "ranking ..." = with a ranking of its own, else "+field" or "-field", several with commas between
  /// them; with "collapsed " in front it counts stories.
  std::string order;
  std::uint32_t query = 0;  ///< query_mark() and that of the index; 0 = not known, in cursors of version 1
  std::uint64_t generation = 0;
  std::uint64_t rank = 0;  ///< hits up to and with this one
  double score = 0;        ///< relevance only
  SortPlace place;

  friend bool operator==(const SearchCursor&, const SearchCursor&) = default;
};

/// Tells queries apart, nearly always; never 0. Equal trees have equal marks, on any machine.
std::uint32_t query_mark(const QueryNode& root);

std::string encode_cursor(const SearchCursor& cursor);
Result<SearchCursor> decode_cursor(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_SEARCH_CURSOR_H_
