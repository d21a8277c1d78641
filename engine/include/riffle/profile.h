// QueryProfile: how a query is carried out, part by part, for people who wonder why it is slow or finds so much.
// Shape:   each part of the query, as written out, is run by itself; the parts of a part are its children. Patterns
//          are one part, whatever they stand for.
// Units:   microseconds of wall time, of a second run, so that the bytes are in memory and checked.
#ifndef RIFFLE_PROFILE_H_
#define RIFFLE_PROFILE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace riffle {

struct ProfilePart {
  std::string kind;            ///< "term", "phrase", "pattern", "list", "near", "date", "exists", "all", "none", "and",
                               ///< "or", "at least", "not"
  std::string query;           ///< as written out
  std::uint64_t estimate = 0;  ///< what the plan expects at most
  std::uint64_t matches = 0;   ///< documents that match
  std::uint64_t containers = 0;  ///< containers of 65,536 documents that counting looked into
  std::uint64_t steps = 0;       ///< work as SearchControl counts it, containers included
  double count_us = 0;           ///< time of counting
  std::vector<ProfilePart> parts;
};

struct QueryProfile {
  ProfilePart root;
  std::uint64_t segments = 0;
  std::uint64_t containers = 0;  ///< that the index has
  double top_10_us = 0;          ///< time of finding the ten best of the whole query
  std::vector<std::string> notes;
};

}  // namespace riffle

#endif  // RIFFLE_PROFILE_H_
