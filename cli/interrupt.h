// Ctrl-C (SIGINT), SIGTERM and SIGHUP while something is written. Those that were ignored when the program started
// (nohup) stay so.
#ifndef RIFFLE_CLI_INTERRUPT_H_
#define RIFFLE_CLI_INTERRUPT_H_

#include <string>

namespace riffle_cli {

/// Removes the files that this process has begun and that have no name of their own yet. A signal handler may call it.
void remove_unfinished_files();

/// From here on such a signal removes unfinished files and ends the program with kExitInterrupted, as a crash would:
/// for commands that make whole files, of which nothing is to be seen before their end, or one short commit.
void end_when_interrupted();

/// Interrupt: the same signals while articles are read and committed.
/// Shape:   a thread of its own waits for them, so that work which is blocked (waiting for standard input) ends
///          too. Before the commit begins, a signal means that nothing is committed; during it, the first signal waits
///          for the end and the second one ends the program as a crash would: the file opens at the last whole commit.
/// Threads: made before any other thread, by the main thread; once in a program.
class Interrupt {
 public:
  /// `path` is named in messages.
  explicit Interrupt(std::string path);
  /// Does not return while the other thread ends the program.
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

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
