// The versions of the built-in analyzers.
// Source:  format-spec/analysis.md, "Changes".
#ifndef RIFFLE_ANALYSIS_BUILT_IN_VERSIONS_H_
#define RIFFLE_ANALYSIS_BUILT_IN_VERSIONS_H_

#include <cstdint>
#include <string_view>

namespace riffle {

/// All from 1 to this one are known; 0 when no built-in analyzer has that name.
std::uint32_t newest_built_in_version(std::string_view name);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_BUILT_IN_VERSIONS_H_
