// riffle completion: a script with which a shell completes the commands and options of riffle.
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "command_list.h"
#include "commands.h"
#include "completion.h"
#include "output.h"

namespace riffle_cli {
namespace {

constexpr const char* kCompletionDescription =
    R"(Prints a script with which SHELL completes commands, options and their values. An
installed riffle has it in place already.)";

constexpr const char* kCompletionExamples =
    R"(  riffle completion bash > ~/.local/share/bash-completion/completions/riffle
  riffle completion zsh > ~/.zfunc/_riffle      with ~/.zfunc in fpath
  riffle completion fish > ~/.config/fish/completions/riffle.fish
)";

std::string script_for(const std::string& shell, const std::vector<CompletedCommand>& commands) {
  if (shell == "bash") return bash_completion(commands);
  return shell == "zsh" ? zsh_completion(commands) : fish_completion(commands);
}

}  // namespace

int run_completion(const Words& words) {
  Arguments arguments("completion", "SHELL", kCompletionDescription);
  arguments.add_positional("SHELL", "bash, zsh or fish");
  arguments.set_choices({"bash", "zsh", "fish"});
  arguments.set_examples(kCompletionExamples);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  std::vector<CompletedCommand> commands;
  for (const Command& command : command_list()) {
    commands.push_back({command.name, command.summary, outline_of(command.run)});
  }
  Output out;
  out.write(script_for(arguments.positionals().front(), commands));
  return out.finish();
}

}  // namespace riffle_cli
