// The member names that articles use, and what of a Document each fills.
// Shape:   rank 0 is the first choice of its role: the lowest rank whose value can be used wins.
#ifndef RIFFLE_INGEST_MEMBER_NAMES_H_
#define RIFFLE_INGEST_MEMBER_NAMES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace riffle {

enum class MemberRole : std::uint8_t { kTitle, kBody, kDate, kSource, kUrl, kOther };

inline constexpr std::size_t kMemberRoles = 5;  ///< without kOther
inline constexpr std::size_t kMemberRanks = 5;

struct MemberName {
  MemberRole role = MemberRole::kOther;
  std::uint8_t rank = 0;
};

MemberName classify_member(std::string_view name);
/// The same of a name that was turned to lower case.
MemberName classify_lower_case(std::string_view lower_name);

}  // namespace riffle

#endif  // RIFFLE_INGEST_MEMBER_NAMES_H_
