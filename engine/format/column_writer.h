// One value per document -> the bytes of a column section.
// Source:  format-spec 9.
#ifndef RIFFLE_FORMAT_COLUMN_WRITER_H_
#define RIFFLE_FORMAT_COLUMN_WRITER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace riffle {

/// `keep_base_zero`: for ordinals, whose base is 0 by definition. REQUIRES: largest - smallest value < 2^64 - 1, which
/// holds when none is INT64_MIN.
ByteBuffer encode_column(const std::vector<std::optional<std::int64_t>>& values, bool keep_base_zero);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_COLUMN_WRITER_H_
