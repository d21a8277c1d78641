// Durability: what a commit waits for before it is acknowledged.
// Source: format-spec/durability.md.
#ifndef RIFFLE_DURABILITY_H_
#define RIFFLE_DURABILITY_H_

#include <cstdint>

namespace riffle {

/// Either way a commit is atomic, and survives the end of the process.
enum class Durability : std::uint8_t {
  kFull,    ///< the commit is on the disk, whatever happens to the system
  kNormal,  ///< one sync instead of three: a crash of the system or the power may take the newest commit back, and no
            ///< other. The first commit of a file and those that write a new one (compaction) are as with kFull
};

}  // namespace riffle

#endif  // RIFFLE_DURABILITY_H_
