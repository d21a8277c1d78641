// What riffle search and riffle similar print: hits as text, JSON or CSV, ids, or a number.
#ifndef RIFFLE_CLI_SEARCH_OUTPUT_H_
#define RIFFLE_CLI_SEARCH_OUTPUT_H_

#include "riffle/index.h"
#include "search_command.h"

namespace riffle_cli {

/// Runs the command on the open index and prints what it asks for; the exit code. `has_limit`: --limit was given.
int print_search(const SearchCommand& command, const riffle::Index& index, bool has_limit);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_SEARCH_OUTPUT_H_
