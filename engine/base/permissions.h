// Permissions: what the mode of a file allows, and what of it another file may take over.
// Shape:   bits as chmod() takes them. Those of the group mean something only together with the group: in a file of
//          another group a member of it had the rights of others so far, and a member of the first one has them from
//          now on, so both keep what both had.
// Threads: plain values.
#ifndef RIFFLE_BASE_PERMISSIONS_H_
#define RIFFLE_BASE_PERMISSIONS_H_

#include <cstdint>
#include <optional>

namespace riffle {

struct Permissions {
  std::uint32_t bits = 0666;
  std::optional<std::uint32_t> group = std::nullopt;  ///< whom the bits of the group are for; none = any
};

/// The bits with which nobody may do more with a file of `group` than `permissions` let him.
constexpr std::uint32_t bits_for_group(const Permissions& permissions, std::uint32_t group) {
  if (permissions.group.value_or(group) == group) return permissions.bits;
  const std::uint32_t both = (permissions.bits >> 3) & permissions.bits & 07;
  return (permissions.bits & ~std::uint32_t{077}) | (both << 3) | both;
}

/// What both allow.
constexpr Permissions common_permissions(const Permissions& a, const Permissions& b) {
  if (!a.group || !b.group || *a.group == *b.group)
    return {.bits = a.bits & b.bits, .group = a.group ? a.group : b.group};
  return {.bits = bits_for_group(a, *b.group) & bits_for_group(b, *a.group)};
}

}  // namespace riffle

#endif  // RIFFLE_BASE_PERMISSIONS_H_
