// Ranges of numbers as a query writes them: 12, -3.5, 10..20, 10.., ..20, >=10, >10, <=20, <20.
// Errors:  none: anything else is no range. NaN and hexadecimal numbers are none.
// Threads: plain functions.
#ifndef RIFFLE_QUERY_NUMBER_RANGE_H_
#define RIFFLE_QUERY_NUMBER_RANGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "query/query_tree.h"

namespace riffle {

using NumberRange = std::pair<QueryNumber, QueryNumber>;

/// `is_real`: of a float64 field, whose bounds are reals; else whole numbers stay integers. Both ends count in.
std::optional<NumberRange> parse_number_range(std::string_view text, bool is_real);

/// Text that parses to the range again; "*" when both ends are open.
std::string format_number_range(const QueryNumber& from, const QueryNumber& to);

/// The range as the values of an int64 column, or of a float64 column (format/number_order.h); none when nothing is in
/// it.
std::optional<std::pair<std::int64_t, std::int64_t>> column_range(const QueryNumber& from, const QueryNumber& to,
                                                                  bool is_real_column);

}  // namespace riffle

#endif  // RIFFLE_QUERY_NUMBER_RANGE_H_
