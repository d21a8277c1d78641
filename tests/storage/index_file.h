// Index files for tests of the storage layer: made in one line, changed byte by byte, sealed again.
#ifndef RIFFLE_TESTS_STORAGE_INDEX_FILE_H_
#define RIFFLE_TESTS_STORAGE_INDEX_FILE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/checksum.h"
#include "base/scratch_folder.h"
#include "format/commit_format.h"
#include "format/memory_segment.h"
#include "indexing/commit_builder.h"

namespace riffle {

inline void add_commit(const std::string& path, const std::vector<Document>& documents,
                       StoreMode store = StoreMode::kFull) {
  WriterOptions options;
  options.analyzer = "simple";
  options.store = store;
  options.threads = 1;
  options.memory_bytes = std::size_t{32} << 20;
  options.merge_segments = false;
  auto builder = CommitBuilder::open(path, options);
  ASSERT_TRUE(builder) << builder.error().message;
  for (const Document& document : documents) ASSERT_TRUE((*builder)->add(document));
  const auto report = (*builder)->commit();
  ASSERT_TRUE(report) << report.error().message;
}

/// The bytes of a file, whose header, slots and newest commit record can be taken apart and sealed again.
class IndexBytes {
 public:
  explicit IndexBytes(const std::string& path) : path_(path), bytes(read_whole_file(path)) {}

  [[nodiscard]] ByteSpan page(std::size_t number) const {
    return as_bytes(bytes).subspan(number * kPageBytes, kPageBytes);
  }
  [[nodiscard]] Slot slot(std::size_t number) const {
    const auto header = decode_header(page(0));
    const auto slot = header ? decode_slot(page(1 + number), header->uuid) : std::nullopt;
    EXPECT_TRUE(slot) << "slot " << number;
    return slot.value_or(Slot());
  }
  void set_page(std::size_t number, ByteSpan page) { bytes.replace(number * kPageBytes, kPageBytes, as_text(page)); }
  void set_slots(const Slot& slot) {
    for (const std::size_t number : {1u, 2u}) set_page(number, encode_slot(slot));
  }
  /// The newest commit record, decoded.
  [[nodiscard]] CommitRecord record() const {
    const Extent place = slot(0).record;
    auto record = decode_commit(as_bytes(bytes).subspan(place.offset, place.bytes), place.offset);
    EXPECT_TRUE(record) << record.error().message;
    return record ? *record : CommitRecord();
  }
  /// Puts another record (of the same length) in the newest one's place and makes both slots agree with it.
  void set_record(CommitRecord record) {
    Slot slot = this->slot(0);
    const ByteBuffer encoded = encode_commit(record);
    ASSERT_EQ(encoded.size(), slot.record.bytes);
    bytes.replace(slot.record.offset, encoded.size(), as_text(encoded));
    slot.nonce = record.nonce;
    slot.generation = record.generation;
    slot.record.checksum = checksum64(encoded);
    set_slots(slot);
  }
  /// Changes the bytes of a segment and makes its checksums, the record and the slots agree.
  void change_segment(std::size_t number, const std::function<void(MemorySegment&)>& change) {
    CommitRecord record = this->record();
    SegmentEntry& entry = record.segments[number];
    const ByteSpan old = as_bytes(bytes).subspan(entry.offset, entry.total_bytes);
    MemorySegment segment(ByteBuffer(old.begin(), old.end()), entry, record.schema);
    change(segment);
    segment.repair_checksums();
    entry.tree_root = segment.entry.tree_root;
    entry.section_count = segment.entry.section_count;
    bytes.replace(entry.offset, segment.bytes.size(), as_text(segment.bytes));
    set_record(record);
  }
  void flip(std::size_t at) { bytes[at] = static_cast<char>(bytes[at] ^ 0x10); }
  void save() const { write_whole_file(path_, bytes); }

 private:
  std::string path_;

 public:
  std::string bytes;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_INDEX_FILE_H_
