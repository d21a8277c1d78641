// Error lines and exit codes.
// Shape:   every error line is `riffle: <file>: <what>; <what to do>` on standard error.
#ifndef RIFFLE_CLI_ERRORS_H_
#define RIFFLE_CLI_ERRORS_H_

#include <string>
#include <string_view>

#include "riffle/error.h"

namespace riffle_cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;

/// Prints `riffle: <subject>: <what>; <advice>` (no advice: no semicolon) and returns kExitFailed.
int fail(std::string_view subject, std::string_view what, std::string_view advice = {});

/// The same for an Error about `path`, with the advice that belongs to its code.
int fail(std::string_view path, const riffle::Error& error);

/// The same for an input of riffle index; the message names it.
int fail_input(const riffle::Error& error);

/// The same for a query: a bad query is shown with a caret below the place.
int fail_query(std::string_view path, std::string_view query, const riffle::Error& error);

/// As fail(), for a wrong command line; returns kExitUsage.
int fail_usage(std::string_view command, std::string_view what, std::string_view advice = {});

/// Prints `note: <text>`.
void note(std::string_view text);

/// `message` without a full stop at its end, to go on in a line.
std::string_view without_full_stop(std::string_view message);

/// What to do about an errno; may be empty.
std::string advice_for_os_error(int os_error);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_ERRORS_H_
