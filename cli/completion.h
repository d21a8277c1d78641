// Completion scripts for bash, zsh and fish: the commands, their options and the values that these may have.
#ifndef RIFFLE_CLI_COMPLETION_H_
#define RIFFLE_CLI_COMPLETION_H_

#include <string>
#include <string_view>
#include <vector>

#include "arguments.h"

namespace riffle_cli {

struct CompletedCommand {
  std::string_view name;
  std::string_view summary;
  CommandOutline outline;
};

std::string bash_completion(const std::vector<CompletedCommand>& commands);
std::string zsh_completion(const std::vector<CompletedCommand>& commands);
std::string fish_completion(const std::vector<CompletedCommand>& commands);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_COMPLETION_H_
