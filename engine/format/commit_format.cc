#include "format/commit_format.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "format/block_guard.h"

namespace riffle {
namespace {

constexpr std::array<std::uint8_t, 8> kHeaderMagic = {0x89, 'R', 'F', 'L', 0x0D, 0x0A, 0x1A, 0x0A};
constexpr std::string_view kSlotMagic = "RFLSLOT1";
constexpr std::uint64_t kKnownRequiredFeatures = 0;
constexpr std::size_t kSlotChecksumOffset = 504;
constexpr std::size_t kHeaderChecksumOffset = kPageBytes - 8;
constexpr std::size_t kNonceOffset = 16;

void append_string(ByteBuffer& out, std::string_view text) {
  append<std::uint32_t>(out, static_cast<std::uint32_t>(text.size()));
  append_bytes(out, as_bytes(text));
}

std::string read_string(ByteReader& reader) {
  return std::string(as_text(reader.read_bytes(reader.read<std::uint32_t>())));
}

void append_extent(ByteBuffer& out, const Extent& extent) {
  append(out, extent.offset);
  append(out, extent.bytes);
  append(out, extent.checksum);
}

Extent read_extent(ByteReader& reader) {
  Extent extent;
  extent.offset = reader.read<std::uint64_t>();
  extent.bytes = reader.read<std::uint64_t>();
  extent.checksum = reader.read<std::uint64_t>();
  return extent;
}

void append_segment(ByteBuffer& out, const SegmentEntry& segment) {
  append(out, segment.offset);
  append(out, segment.data_bytes);
  append(out, segment.total_bytes);
  append(out, segment.tree_root);
  append(out, segment.table_offset);
  append(out, segment.section_count);
  append(out, segment.doc_count);
  append(out, segment.deleted_count);
  append(out, std::uint32_t{0});
  append_extent(out, segment.tombstones);
  for (const std::uint64_t tokens : segment.field_tokens) append(out, tokens);
  for (const std::uint64_t tokens : segment.live_field_tokens) append(out, tokens);
}

SegmentEntry read_segment(ByteReader& reader, std::size_t text_field_count, bool& zeros_are_zero) {
  SegmentEntry segment;
  segment.offset = reader.read<std::uint64_t>();
  segment.data_bytes = reader.read<std::uint64_t>();
  segment.total_bytes = reader.read<std::uint64_t>();
  segment.tree_root = reader.read<std::uint64_t>();
  segment.table_offset = reader.read<std::uint64_t>();
  segment.section_count = reader.read<std::uint32_t>();
  segment.doc_count = reader.read<std::uint32_t>();
  segment.deleted_count = reader.read<std::uint32_t>();
  zeros_are_zero = reader.read<std::uint32_t>() == 0;
  segment.tombstones = read_extent(reader);
  for (std::size_t i = 0; i < text_field_count; ++i) segment.field_tokens.push_back(reader.read<std::uint64_t>());
  for (std::size_t i = 0; i < text_field_count; ++i) segment.live_field_tokens.push_back(reader.read<std::uint64_t>());
  return segment;
}

/// What is impossible about a segment entry, or an empty string. `end` = where its commit record starts.
std::string_view segment_fault(const SegmentEntry& segment, std::uint64_t end) {
  if (segment.offset < kFirstBlobOffset || segment.offset % kPageBytes != 0) return "a segment at an impossible place";
  if (!range_fits(segment.offset, segment.total_bytes, end)) return "a segment reaches past its commit record";
  if (segment.data_bytes == 0 || segment.data_bytes % kPageBytes != 0 || segment.data_bytes > segment.total_bytes ||
      segment.total_bytes - segment.data_bytes != BlockGuard::tree_bytes(segment.data_bytes)) {
    return "a segment's lengths contradict each other";
  }
  if (!range_fits(segment.table_offset, std::uint64_t{segment.section_count} * 32, segment.data_bytes)) {
    return "a section table outside its segment";
  }
  if (segment.doc_count == 0 || segment.doc_count == UINT32_MAX) return "a segment without documents";
  if (segment.deleted_count > segment.doc_count) return "more documents deleted than there are";
  const Extent& tombstones = segment.tombstones;
  if ((segment.deleted_count == 0) != (tombstones.bytes == 0)) return "tombstones without deletions, or the reverse";
  if (tombstones.bytes != 0 &&
      (tombstones.offset < kFirstBlobOffset || tombstones.offset % kPageBytes != 0 ||
       tombstones.bytes % kPageBytes != 0 || !range_fits(tombstones.offset, tombstones.bytes, end))) {
    return "tombstones at an impossible place";
  }
  if (segment.deleted_count == 0 && (tombstones.offset != 0 || tombstones.checksum != 0)) {
    return "tombstones without deletions, or the reverse";
  }
  return {};
}

/// Segments that share bytes would let a small file claim any number of documents.
bool segments_overlap(const std::vector<SegmentEntry>& segments) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> places;
  places.reserve(segments.size());
  for (const SegmentEntry& segment : segments)
    places.emplace_back(segment.offset, segment.offset + segment.total_bytes);
  std::sort(places.begin(), places.end());
  for (std::size_t i = 1; i < places.size(); ++i) {
    if (places[i].first < places[i - 1].second) return true;
  }
  return false;
}

Status read_fields(ByteReader& reader, std::uint32_t count, Schema& schema, std::uint64_t offset) {
  for (std::uint32_t i = 0; i < count; ++i) {
    Field field;
    field.name = read_string(reader);
    const auto type = reader.read<std::uint8_t>();
    const auto zero = reader.read<std::uint8_t>();
    if (!reader.ok() || type > static_cast<std::uint8_t>(FieldType::kFloat64) || zero != 0) {
      return corrupt_error("commit record", offset, "a field that cannot be");
    }
    field.type = static_cast<FieldType>(type);
    const bool second_id = field.type == FieldType::kId && schema.id_field().has_value();
    if (second_id || field.name.empty() || schema.find(field.name).has_value()) {
      return corrupt_error("commit record", offset, "two fields of one name, or two id fields");
    }
    schema.fields.push_back(std::move(field));
  }
  return {};
}

}  // namespace

ByteBuffer encode_header(const FileHeader& header) {
  ByteBuffer page(kPageBytes, 0);
  std::copy(kHeaderMagic.begin(), kHeaderMagic.end(), page.begin());
  store(page.data() + 8, header.read_major);
  store(page.data() + 10, header.read_minor);
  store(page.data() + 12, header.write_major);
  store(page.data() + 14, header.write_minor);
  std::copy(header.uuid.begin(), header.uuid.end(), page.begin() + 32);
  store(page.data() + 48, static_cast<std::uint32_t>(kPageBytes));
  store(page.data() + 52, static_cast<std::uint32_t>(BlockGuard::kBlockBytes));
  store(page.data() + kHeaderChecksumOffset, checksum64(ByteSpan(page).first(kHeaderChecksumOffset)));
  return page;
}

Result<FileHeader> decode_header(ByteSpan page) {
  if (page.size() < kHeaderMagic.size() || !std::equal(kHeaderMagic.begin(), kHeaderMagic.end(), page.begin())) {
    const bool text_copy = page.size() >= 4 && page[1] == 'R' && page[2] == 'F' && page[3] == 'L';
    return make_error(ErrorCode::kNotRiffle, text_copy
                                                 ? "not a Riffle index any more: it seems to have been copied as text; "
                                                   "copy the original in binary mode"
                                                 : "not a Riffle index");
  }
  if (page.size() < kPageBytes) return corrupt_error("header", page.size(), "the file is cut short");
  FileHeader header;
  header.read_major = load<std::uint16_t>(page.data() + 8);
  header.read_minor = load<std::uint16_t>(page.data() + 10);
  header.write_major = load<std::uint16_t>(page.data() + 12);
  header.write_minor = load<std::uint16_t>(page.data() + 14);
  const bool intact =
      load<std::uint64_t>(page.data() + kHeaderChecksumOffset) == checksum64(page.first(kHeaderChecksumOffset));
  if (!intact) return corrupt_error("header", 0, "its checksum does not match");
  if (header.read_major != kFormatMajor || header.read_minor > kFormatMinor) {
    return make_error(ErrorCode::kUnsupportedVersion,
                      "the file needs a reader of format " + std::to_string(header.read_major) + "." +
                          std::to_string(header.read_minor) + "; this one knows up to " + std::to_string(kFormatMajor) +
                          "." + std::to_string(kFormatMinor));
  }
  const auto required = load<std::uint64_t>(page.data() + 16);
  if ((required & ~kKnownRequiredFeatures) != 0) {
    return make_error(ErrorCode::kUnsupportedVersion, "the file needs features that this version does not know (bits " +
                                                          std::to_string(required) + ")");
  }
  if (load<std::uint32_t>(page.data() + 48) != kPageBytes ||
      load<std::uint32_t>(page.data() + 52) != BlockGuard::kBlockBytes) {
    return corrupt_error("header", 48, "page or block size is not 4096 and 16384");
  }
  if (!all_zero(page.subspan(56, kHeaderChecksumOffset - 56)))
    return corrupt_error("header", 56, "bytes that must be zero");
  std::copy_n(page.begin() + 32, header.uuid.size(), header.uuid.begin());
  return header;
}

ByteBuffer encode_slot(const Slot& slot) {
  ByteBuffer page;
  page.reserve(kPageBytes);
  append_bytes(page, as_bytes(kSlotMagic));
  append(page, slot.generation);
  append(page, slot.nonce);
  append(page, slot.committed_bytes);
  append_extent(page, slot.record);
  append_bytes(page, slot.uuid);
  page.resize(kPageBytes, 0);
  store(page.data() + kSlotChecksumOffset, checksum64(ByteSpan(page).first(kSlotChecksumOffset)));
  return page;
}

std::optional<Slot> decode_slot(ByteSpan page, const Uuid& uuid) {
  if (page.size() < kPageBytes || as_text(page.first(8)) != kSlotMagic) return std::nullopt;
  if (load<std::uint64_t>(page.data() + kSlotChecksumOffset) != checksum64(page.first(kSlotChecksumOffset))) {
    return std::nullopt;
  }
  if (!all_zero(page.subspan(72, kSlotChecksumOffset - 72)) || !all_zero(page.subspan(512, kPageBytes - 512))) {
    return std::nullopt;
  }
  ByteReader reader(page.subspan(8));
  Slot slot;
  slot.generation = reader.read<std::uint64_t>();
  slot.nonce = reader.read<std::uint64_t>();
  slot.committed_bytes = reader.read<std::uint64_t>();
  slot.record = read_extent(reader);
  const ByteSpan slot_uuid = reader.read_bytes(16);
  std::copy(slot_uuid.begin(), slot_uuid.end(), slot.uuid.begin());
  if (slot.uuid != uuid || slot.generation == 0) return std::nullopt;
  return slot;
}

ByteBuffer encode_commit(CommitRecord& record) {
  ByteBuffer out;
  append_bytes(out, as_bytes(kCommitMagic));
  append(out, record.generation);
  append(out, std::uint64_t{0});
  append_extent(out, record.previous);
  append(out, record.time);
  append(out, static_cast<std::uint32_t>(record.segments.size()));
  append(out, static_cast<std::uint32_t>(record.schema.fields.size()));
  append_string(out, record.analyzer);
  append(out, record.analyzer_version);
  append(out, static_cast<std::uint32_t>(record.store));
  for (const Field& field : record.schema.fields) {
    append_string(out, field.name);
    append(out, static_cast<std::uint8_t>(field.type));
    append(out, std::uint8_t{0});
  }
  for (const SegmentEntry& segment : record.segments) append_segment(out, segment);
  out.resize(round_up(out.size(), kPageBytes), 0);
  record.nonce = checksum64(out);
  store(out.data() + kNonceOffset, record.nonce);
  return out;
}

namespace {

Result<CommitRecord> read_commit(ByteReader& reader, std::uint64_t record_offset) {
  const auto fault = [&](std::string_view what) {
    return corrupt_error("commit record", record_offset + reader.position(), what);
  };
  if (as_text(reader.read_bytes(8)) != kCommitMagic) return fault("it does not begin as a commit record");
  CommitRecord record;
  record.generation = reader.read<std::uint64_t>();
  record.nonce = reader.read<std::uint64_t>();
  record.previous = read_extent(reader);
  record.time = reader.read<std::int64_t>();
  const auto segment_count = reader.read<std::uint32_t>();
  const auto field_count = reader.read<std::uint32_t>();
  record.analyzer = read_string(reader);
  record.analyzer_version = reader.read<std::uint32_t>();
  const auto store_mode = reader.read<std::uint32_t>();
  if (!reader.ok() || store_mode > static_cast<std::uint32_t>(StoreMode::kFull))
    return fault("its first fields cannot be");
  record.store = static_cast<StoreMode>(store_mode);
  if (segment_count > limits::kSegments || field_count == 0 || field_count > limits::kFields) {
    return fault("too many segments or fields");
  }
  RIFFLE_TRY(read_fields(reader, field_count, record.schema, record_offset));
  const std::size_t text_field_count = record.schema.text_field_count();
  for (std::uint32_t i = 0; i < segment_count && reader.ok(); ++i) {
    bool zeros_are_zero = true;
    record.segments.push_back(read_segment(reader, text_field_count, zeros_are_zero));
    const std::string_view what = segment_fault(record.segments.back(), record_offset);
    if (reader.ok() && !what.empty()) return fault(what);
    if (reader.ok() && !zeros_are_zero) return fault("bytes that must be zero");
  }
  if (!reader.ok()) return fault("it ends too early");
  if (segments_overlap(record.segments)) return fault("two segments share bytes");
  return record;
}

}  // namespace

Result<CommitRecord> decode_commit(ByteSpan bytes, std::uint64_t record_offset) {
  ByteReader reader(bytes);
  RIFFLE_TRY_ASSIGN(CommitRecord record, read_commit(reader, record_offset));
  if (!all_zero(bytes.subspan(reader.position()))) {
    return corrupt_error("commit record", record_offset + reader.position(), "bytes that must be zero");
  }
  return record;
}

Result<CommitRecord> decode_commit_prefix(ByteSpan bytes, std::uint64_t record_offset, std::uint64_t& used) {
  ByteReader reader(bytes);
  Result<CommitRecord> record = read_commit(reader, record_offset);
  used = reader.position();
  return record;
}

Uuid derive_uuid(const CommitRecord& first) {
  CommitRecord copy = first;
  copy.generation = 0;
  copy.previous = {};
  ByteBuffer bytes = encode_commit(copy);
  store(bytes.data() + kNonceOffset, std::uint64_t{0});
  return checksum128(bytes);
}

}  // namespace riffle
