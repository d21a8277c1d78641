// Segments in memory for tests: raw sections through SegmentWriter, or documents through the whole segment builder.
#ifndef RIFFLE_TESTS_FORMAT_MEMORY_SEGMENT_H_
#define RIFFLE_TESTS_FORMAT_MEMORY_SEGMENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_sink.h"
#include "format/schema.h"
#include "format/segment_reader.h"
#include "format/segment_writer.h"
#include "indexing/batch.h"
#include "indexing/segment_builder.h"
#include "riffle/document.h"

namespace riffle {

class MemorySink final : public ByteSink {
 public:
  Status write(ByteSpan written) override {
    append_bytes(bytes, written);
    return {};
  }
  ByteBuffer bytes;
};

/// A segment's bytes, which may be changed, and what opens them.
class MemorySegment {
 public:
  MemorySegment() = default;
  MemorySegment(ByteBuffer segment_bytes, SegmentEntry segment_entry, Schema its_schema)
      : bytes(std::move(segment_bytes)), entry(std::move(segment_entry)), schema(std::move(its_schema)) {}

  [[nodiscard]] Result<std::unique_ptr<SegmentReader>> open() const {
    return SegmentReader::open(bytes, entry, schema, 0);
  }
  /// Opens or fails the test.
  [[nodiscard]] std::unique_ptr<SegmentReader> must_open() const;
  /// Makes the checksum tree agree with the data again: what a forger would do.
  void repair_checksums();
  /// Place of a section's first byte in `bytes`.
  [[nodiscard]] std::uint64_t section_offset(SectionKind kind, std::uint32_t field = 0) const;
  [[nodiscard]] std::uint64_t section_bytes(SectionKind kind, std::uint32_t field = 0) const;

  ByteBuffer bytes;
  SegmentEntry entry;
  Schema schema;

 private:
  [[nodiscard]] SectionRow row(SectionKind kind, std::uint32_t field) const;
};

struct SegmentPlan {
  Schema schema = article_schema(false);
  StoreMode store = StoreMode::kFull;
  std::string analyzer = "simple";
  std::size_t run_budget_bytes = std::size_t{64} << 20;
  unsigned threads = 1;
  std::size_t batch_documents = 1000;  ///< documents of one batch
  bool train_dictionary = false;
  bool mark_sentences = false;
};

struct BuiltMemorySegment {
  MemorySegment segment;
  BuiltSegment built;
  std::vector<std::string> ids;  ///< as they were reported
};

Result<BuiltMemorySegment> build_segment(const std::vector<Document>& documents, const SegmentPlan& plan = {});
/// The same, or the test fails.
MemorySegment must_build(const std::vector<Document>& documents, const SegmentPlan& plan = {});

Document make_document(std::string id, std::string title, std::string body);

/// Documents that give every kind of list: inline, short, long, token space, with tf from 1 to over 16.
std::vector<Document> varied_documents(std::size_t count);

}  // namespace riffle

#endif  // RIFFLE_TESTS_FORMAT_MEMORY_SEGMENT_H_
