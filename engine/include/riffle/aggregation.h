// Aggregations: what the matches of a query have in common, by keyword and by date.
// Shape:   counts are exact and over all matches, whatever is shown of them. Values of a facet come by count, the most
//          frequent first, equal counts in byte order of the value; bars by date, only those with documents.
// Units:   dates in seconds since 1970, UTC; a week begins on Monday.
// Threads: plain values.
#ifndef RIFFLE_AGGREGATION_H_
#define RIFFLE_AGGREGATION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "riffle/search_control.h"
#include "riffle/types.h"

namespace riffle {

/// How long one bar of a date histogram is.
enum class DateUnit : std::uint8_t { kDay, kWeek, kMonth, kYear };

struct FacetRequest {
  std::string field;       ///< a keyword field
  std::size_t limit = 10;  ///< values wanted; 0 = all
};

struct AggregateOptions {
  std::vector<FacetRequest> facets;
  std::optional<DateUnit> histogram;
  std::string histogram_field;  ///< a date field; empty = the first of the index
  SearchControl control = {};   ///< when to give up
};

struct FacetValue {
  std::string value;  ///< as it is indexed and searched, e.g. "levant post"
  std::string label;  ///< as the first match that has it writes it, e.g. "Levant Post"; `value` when that is not kept
  std::uint64_t count = 0;
};

struct Facet {
  std::string field;
  std::vector<FacetValue> values;
  std::uint64_t distinct_count = 0;  ///< different values among the matches, shown or not
  std::uint64_t missing_count = 0;   ///< matches without a value
};

/// The matches with begin <= date < end.
struct DateBar {
  Date begin = 0;
  Date end = 0;
  std::uint64_t count = 0;
};

/// Dates beyond the years -9999 and 9999 are counted in the first and the last bar that those years have.
struct DateHistogram {
  std::string field;
  DateUnit unit = DateUnit::kDay;
  std::vector<DateBar> bars;
  std::uint64_t missing_count = 0;  ///< matches without a date
};

struct Aggregations {
  std::uint64_t total = 0;  ///< documents that match
  std::vector<Facet> facets;
  std::optional<DateHistogram> histogram;
};

/// The bar of `unit` that holds `date`, with a count of 0. What follows a bar begins at its end.
DateBar date_bar_of(Date date, DateUnit unit);

}  // namespace riffle

#endif  // RIFFLE_AGGREGATION_H_
