#include "progress.h"

#include <fmt/format.h>

#include <cmath>

#include "terminal.h"

namespace riffle_cli {
namespace {

constexpr std::chrono::milliseconds kQuietTime{1000};
constexpr std::chrono::milliseconds kInterval{100};
constexpr double kLongestEstimate = 100.0 * 3600;

}  // namespace

Progress::Progress(bool is_wanted)
    : is_wanted_(is_wanted && stderr_terminal().has_escapes), start_(Clock::now()), next_(start_ + kQuietTime) {}

Progress::~Progress() { clear(); }

bool Progress::is_due() {
  if (!is_wanted_) return false;
  const Clock::time_point now = Clock::now();
  if (now < next_) return false;
  next_ = now + kInterval;
  return true;
}

void Progress::draw(const std::string& text) {
  const std::size_t width = stderr_terminal().width;
  write_stderr(fmt::format("\r{:.{}}\x1b[K", text, width - 1));
  is_shown_ = true;
}

void Progress::clear() {
  if (!is_shown_) return;
  write_stderr("\r\x1b[K");
  is_shown_ = false;
}

double Progress::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

std::string time_left(std::uint64_t done, std::optional<std::uint64_t> total, double seconds) {
  if (!total || done == 0 || done >= *total) return {};
  const double left = seconds * static_cast<double>(*total - done) / static_cast<double>(done);
  if (left > kLongestEstimate) return {};
  const auto whole = static_cast<std::uint64_t>(std::llround(left));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace riffle_cli
