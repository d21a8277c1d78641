// What the standard streams are connected to.
// Source:  https://no-color.org for NO_COLOR.
#ifndef RIFFLE_CLI_TERMINAL_H_
#define RIFFLE_CLI_TERMINAL_H_

#include <cstddef>
#include <string_view>

namespace riffle_cli {

struct Terminal {
  bool is_terminal = false;
  bool has_escapes = false;  ///< understands escape sequences: a terminal, and not a dumb one
  bool colour = false;       ///< has_escapes, and NO_COLOR is not set
  std::size_t width = 80;    ///< columns, between 40 and 120; 80 when it is not a terminal
};

Terminal stdout_terminal();
Terminal stderr_terminal();

/// Opens /dev/null on each of the three standard streams that is closed: the next file that is opened, possibly an
/// index, would otherwise get the number of a stream that this program prints to.
void occupy_closed_streams();

/// Writes to standard error; failures have nowhere to be told.
void write_stderr(std::string_view text);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_TERMINAL_H_
