#include "format/more_values.h"

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
  std::size_t low = 0;
  std::size_t high = size_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (doc(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace riffle
