// The nearest of some names, for "did you mean".
#ifndef RIFFLE_CLI_SUGGEST_H_
#define RIFFLE_CLI_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace riffle_cli {

/// The candidate with the smallest edit distance to `typed` (an exchange of neighbours counts as one edit), or the one
/// that `typed` begins; empty when none is near enough to be meant.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_SUGGEST_H_
