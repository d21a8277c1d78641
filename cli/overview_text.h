// Facets and a date histogram as text: values with their counts, a bar for each day, week, month or year.
#ifndef RIFFLE_CLI_OVERVIEW_TEXT_H_
#define RIFFLE_CLI_OVERVIEW_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/aggregation.h"
#include "terminal.h"

namespace riffle_cli {

/// The unit called "day", "week", "month" or "year".
std::optional<riffle::DateUnit> date_unit_of(std::string_view name);
std::string_view date_unit_name(riffle::DateUnit unit);

/// How a bar is called: "2024-11-30", "2024-11-25" (the Monday of a week), "2024-11", "2024".
std::string bar_name(const riffle::DateBar& bar, riffle::DateUnit unit);

std::string facet_text(const riffle::Facet& facet, const Terminal& terminal);

/// Units without a document between two bars have lines of their own; many of them in a row share one.
std::string histogram_text(const riffle::DateHistogram& histogram, const Terminal& terminal);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_OVERVIEW_TEXT_H_
