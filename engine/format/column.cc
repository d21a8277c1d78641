#include <algorithm>
#include <limits>

#include "base/errors.h"
#include "base/try.h"
#include "base/wrapping.h"
#include "format/column_writer.h"
#include "format/segment_reader.h"

namespace riffle {
namespace {

constexpr std::uint64_t kColumnHeaderBytes = 24;
constexpr std::uint32_t kZoneDocs = 65536;

std::uint64_t load_value(const std::uint8_t* at, unsigned width) {
  switch (width) {
    case 1: return *at;
    case 2: return load<std::uint16_t>(at);
    case 4: return load<std::uint32_t>(at);
    default: return load<std::uint64_t>(at);
  }
}

std::uint64_t zones_offset(std::uint32_t doc_count, unsigned width) {
  return round_up(kColumnHeaderBytes + std::uint64_t{doc_count} * width, 8);
}

std::uint64_t zone_count(std::uint32_t doc_count) { return (std::uint64_t{doc_count} + kZoneDocs - 1) / kZoneDocs; }

// A value is stored as its distance from the base plus one; both wrap, as the format says.
std::uint64_t stored_form(std::int64_t value, std::int64_t base) {
  const std::uint64_t distance = wrapping_sub(static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(base));
  return wrapping_add<std::uint64_t>(distance, 1);
}

std::int64_t value_of(std::uint64_t stored, std::int64_t base) {
  return static_cast<std::int64_t>(wrapping_add(static_cast<std::uint64_t>(base), stored - 1));
}

}  // namespace

ByteBuffer encode_column(const std::vector<std::optional<std::int64_t>>& values, bool keep_base_zero) {
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();
  bool any = false;
  for (const auto& value : values) {
    if (!value) continue;
    any = true;
    low = std::min(low, *value);
    high = std::max(high, *value);
  }
  const std::int64_t base = any && !keep_base_zero ? low : 0;
  const std::uint64_t top = any ? stored_form(high, base) : 0;
  unsigned width = 0;
  if (any) width = top <= UINT8_MAX ? 1 : top <= UINT16_MAX ? 2 : top <= UINT32_MAX ? 4 : 8;

  ByteBuffer out;
  const auto doc_count = static_cast<std::uint32_t>(values.size());
  out.reserve(zones_offset(doc_count, width) + 16 * zone_count(doc_count));
  out.push_back(static_cast<std::uint8_t>(width));
  out.resize(8, 0);
  append(out, base);
  append(out, std::uint64_t{0});
  for (const auto& value : values) {
    const std::uint64_t stored = value ? stored_form(*value, base) : 0;
    const std::size_t at = out.size();
    out.resize(at + width);
    for (unsigned byte = 0; byte < width; ++byte) out[at + byte] = static_cast<std::uint8_t>(stored >> (8 * byte));
  }
  out.resize(round_up(out.size(), 8), 0);
  for (std::size_t first = 0; first < values.size(); first += kZoneDocs) {
    std::int64_t zone_low = 1;
    std::int64_t zone_high = 0;
    bool zone_any = false;
    for (std::size_t doc = first; doc < std::min(values.size(), first + kZoneDocs); ++doc) {
      if (!values[doc]) continue;
      zone_low = zone_any ? std::min(zone_low, *values[doc]) : *values[doc];
      zone_high = zone_any ? std::max(zone_high, *values[doc]) : *values[doc];
      zone_any = true;
    }
    append(out, zone_low);
    append(out, zone_high);
  }
  return out;
}

Result<ColumnReader> ColumnReader::open(SectionView section, std::uint32_t doc_count) {
  const auto fault = [&](std::string_view what) { return corrupt_error("column", section.segment_offset(), what); };
  if (!section.present()) return make_error(ErrorCode::kNotFound, "the segment has no such column");
  if (!section.touch(0, kColumnHeaderBytes)) return fault("its header is damaged");
  ColumnReader column;
  column.section_ = section;
  column.doc_count_ = doc_count;
  column.width_ = *section.at(0);
  column.base_ = load<std::int64_t>(section.at(8));
  const bool known =
      column.width_ == 0 || column.width_ == 1 || column.width_ == 2 || column.width_ == 4 || column.width_ == 8;
  if (!known) return fault("an impossible value width");
  column.zones_offset_ = zones_offset(doc_count, column.width_);
  if (section.size() != column.zones_offset_ + 16 * zone_count(doc_count)) return fault("a wrong length");
  return column;
}

Result<const std::uint8_t*> ColumnReader::values(DocId first, std::uint32_t count) const {
  const std::uint64_t offset = kColumnHeaderBytes + std::uint64_t{first} * width_;
  if (!section_.touch(offset, std::uint64_t{count} * width_)) {
    return corrupt_error("column", section_.segment_offset() + offset, "the checksum of a block does not match");
  }
  return section_.at(offset);
}

Result<std::optional<std::int64_t>> ColumnReader::value(DocId doc) const {
  if (width_ == 0) return std::optional<std::int64_t>{};
  RIFFLE_TRY_ASSIGN(const std::uint8_t* at, values(doc, 1));
  const std::uint64_t stored = load_value(at, width_);
  if (stored == 0) return std::optional<std::int64_t>{};
  return std::optional<std::int64_t>(value_of(stored, base_));
}

Result<std::optional<std::pair<std::int64_t, std::int64_t>>> ColumnReader::zone(std::uint32_t container) const {
  using Zone = std::optional<std::pair<std::int64_t, std::int64_t>>;
  const std::uint64_t offset = zones_offset_ + std::uint64_t{16} * container;
  if (!section_.touch(offset, 16)) {
    return corrupt_error("column", section_.segment_offset() + offset, "the checksum of a block does not match");
  }
  const auto low = load<std::int64_t>(section_.at(offset));
  const auto high = load<std::int64_t>(section_.at(offset + 8));
  return low <= high ? Zone(std::pair(low, high)) : Zone();
}

}  // namespace riffle
