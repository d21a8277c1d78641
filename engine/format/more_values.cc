#include "format/more_values.h"

#include <algorithm>
#include <ranges>

#include "base/errors.h"

namespace riffle {

ByteBuffer encode_more_values(const std::vector<std::pair<DocId, std::uint32_t>>& values) {
  ByteBuffer out;
  out.reserve(8 * values.size());
  for (const auto& [doc, ordinal] : values) {
    append(out, doc);
    append(out, ordinal);
  }
  return out;
}

Result<MoreValues> MoreValues::open(SectionView section) {
  MoreValues values;
  if (!section.present()) return values;
  const auto fault = [&](std::string_view what) {
    return corrupt_error("more values", section.segment_offset(), what);
  };
  if (section.size() % 8 != 0) return fault("a wrong length");
  if (!section.touch(0, section.size())) return fault("the checksum of a block does not match");
  values.section_ = section;
  values.size_ = section.size() / 8;
  return values;
}

std::size_t MoreValues::lower_bound(DocId wanted) const {
  const auto numbers = std::views::iota(std::size_t{0}, size_);
  return *std::ranges::lower_bound(numbers, wanted, {}, [this](std::size_t i) { return doc(i); });
}

}  // namespace riffle
