// Hits as CSV, for spreadsheets: a header and a line a hit, with the quotes of RFC 4180 and the line ends of Unix.
#ifndef RIFFLE_CLI_OUTPUT_CSV_H_
#define RIFFLE_CLI_OUTPUT_CSV_H_

#include <cstdint>
#include <string>

#include "riffle/index.h"

namespace riffle_cli {

/// Columns rank, id, score, date, source, title, file (empty but where several are open) and excerpt. `first_rank` =
/// rank of the first hit; `is_for_terminal`: the values are made printable.
std::string hits_csv(const riffle::Hits& hits, std::uint64_t first_rank, bool is_for_terminal);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_OUTPUT_CSV_H_
