// Interrupt: Ctrl-C (SIGINT) and SIGTERM while an index is written.
// Shape:   a thread of its own waits for the signals, so that work which is blocked (waiting for standard input) ends
//          too. Before the commit begins, a signal means that nothing is committed; during it, the first signal waits
//          for the end and the second one ends the program, as a crash would: the file opens at the last whole commit.
// Threads: made before any other thread, by the main thread; once in a program.
#ifndef RIFFLE_CLI_INTERRUPT_H_
#define RIFFLE_CLI_INTERRUPT_H_

#include <string>

namespace riffle_cli {

class Interrupt {
 public:
  /// `path` is named in messages.
  explicit Interrupt(std::string path);

  /// A signal came: stop, drop the writer and return acknowledge().
  [[nodiscard]] bool is_requested() const;

  /// From here on a signal waits; false when one has come already.
  [[nodiscard]] bool begin_commit();

  /// A signal came during the commit.
  [[nodiscard]] bool came_during_commit() const;

  /// Says that nothing was committed; the exit code.
  [[nodiscard]] int acknowledge() const;
};

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_INTERRUPT_H_
