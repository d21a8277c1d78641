// Which of Highway's targets the processor at hand can run.
#pragma once

#include <cstdint>

namespace riffle::kernels {

/// A bit for each target (hwy/detect_targets.h) whose every instruction this processor and its operating system have;
/// the targets that the build takes for granted are always among them. The same answer as hwy::SupportedTargets(),
/// which lives in Highway's library (highway_config.h says why that is not linked).
std::int64_t supported_targets();

}  // namespace riffle::kernels
