// HitGroups: a list of hits of which only the first of each group stays.
// Shape:   hits come in their order; lists of later calls begin with those of earlier ones.
#ifndef RIFFLE_API_HIT_GROUPS_H_
#define RIFFLE_API_HIT_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "query/column_sorter.h"
#include "riffle/error.h"
#include "riffle/index.h"
#include "riffle/types.h"

namespace riffle {

/// One hit of a list, by score or by a column.
struct FoundDoc {
  std::uint32_t segment = 0;
  DocId doc = 0;
  double score = 0;
  SortValue value;
  std::vector<SortValue> more = {};  ///< of SortOrderSpec::more
};

class HitGroups {
 public:
  virtual ~HitGroups() = default;

  /// Takes the hits of a list from where the last call ended. Stops when there are `wanted` groups and the list goes on
  /// (0 = never).
  virtual Status add(std::span<const FoundDoc> docs, std::size_t wanted) = 0;
  /// What there is to say of the group into its hit.
  virtual Status fill(std::size_t group, Hit& hit) = 0;

  /// The first hit of each group.
  [[nodiscard]] const std::vector<FoundDoc>& firsts() const { return firsts_; }
  /// Hits of the list that were looked at.
  [[nodiscard]] std::size_t taken() const { return taken_; }

 protected:
  std::size_t taken_ = 0;
  std::vector<FoundDoc> firsts_;
};

}  // namespace riffle

#endif  // RIFFLE_API_HIT_GROUPS_H_
