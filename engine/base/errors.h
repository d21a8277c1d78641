// Makers of Error values, so that messages read alike.
#ifndef RIFFLE_BASE_ERRORS_H_
#define RIFFLE_BASE_ERRORS_H_

#include <string>
#include <string_view>

#include "riffle/error.h"

namespace riffle {

std::unexpected<Error> make_error(ErrorCode code, std::string message);

/// "<file>: <section> is damaged at byte <offset>: <what>".
std::unexpected<Error> corrupt_error(std::string_view section, std::uint64_t offset, std::string_view what);

/// "<what>: <strerror(os_error)>".
std::unexpected<Error> io_error(std::string_view what, int os_error);

/// Of a file that has lost bytes since it was opened.
std::unexpected<Error> lost_bytes_error(const std::string& path);

/// Of a commit that failed, by `cause`, when it may already be what a reader finds. Never throws.
std::unexpected<Error> commit_unknown_error(const std::string& path, const Error& cause);

std::unexpected<Error> invalid_argument(std::string message);

}  // namespace riffle

#endif  // RIFFLE_BASE_ERRORS_H_
