// The one way in which a fuzz target says that something that must hold does not.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace riffle::fuzz {

/// Ends the process with the place of the call unless `holds`: libFuzzer keeps the input, ctest shows the line.
inline void check(bool holds, const std::source_location place = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: what must hold does not\n", place.file_name(), static_cast<unsigned>(place.line()));
  std::abort();
}

}  // namespace riffle::fuzz
