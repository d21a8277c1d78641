// Progress: one line on standard error that is written over, for work that takes a while.
// Shape:   nothing is shown before a second has passed, or when standard error is not a terminal.
// Cost:    show() asks for its text at most ten times a second.
#ifndef RIFFLE_CLI_PROGRESS_H_
#define RIFFLE_CLI_PROGRESS_H_

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

namespace riffle_cli {

class Progress {
 public:
  explicit Progress(bool is_wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const std::invocable auto& text_of) {
    if (is_due()) draw(text_of());
  }

  /// Takes the line away, so that other lines can be printed.
  void clear();

  [[nodiscard]] double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool is_due();
  void draw(const std::string& text);

  bool is_wanted_;
  bool is_shown_ = false;
  Clock::time_point start_;
  Clock::time_point next_;
};

/// "0:07", "12:34", "1:02:03": the time left at the rate so far; empty when it cannot be told.
std::string time_left(std::uint64_t done, std::optional<std::uint64_t> total, double seconds);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_PROGRESS_H_
