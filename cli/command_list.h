// The commands by name.
#ifndef RIFFLE_CLI_COMMAND_LIST_H_
#define RIFFLE_CLI_COMMAND_LIST_H_

#include <span>
#include <string_view>

#include "arguments.h"

namespace riffle_cli {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Words&);
};

/// In the order of riffle --help.
std::span<const Command> command_list();

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_COMMAND_LIST_H_
