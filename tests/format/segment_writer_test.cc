#include "format/segment_writer.h"

#include <cerrno>
#include <string>

#include <gtest/gtest.h>

#include "base/errors.h"
#include "base/try.h"
#include "format/memory_segment.h"

namespace riffle {
namespace {

/// Takes `count` pieces and no more.
class FullSink final : public ByteSink {
 public:
  explicit FullSink(std::size_t count) : left_(count) {}
  Status write(ByteSpan /*written*/) override {
    if (left_ == 0) return io_error("the sink", ENOSPC);
    --left_;
    return {};
  }

 private:
  std::size_t left_;
};

Status write_segment(ByteSink& sink) {
  SegmentWriter writer(sink);
  for (const SectionKind kind : {SectionKind::kNorms, SectionKind::kSpans}) {
    RIFFLE_TRY(writer.begin_section(kind));
    RIFFLE_TRY(writer.write(ByteBuffer(100, 7)));
    writer.end_section(1);
  }
  RIFFLE_TRY_ASSIGN(const SegmentEntry entry, writer.finish());
  EXPECT_EQ(entry.section_count, 2u);
  return {};
}

TEST(SegmentWriter, EveryWriteMayFail) {
  std::size_t count = 0;
  for (Status done; count < 100; ++count) {
    FullSink sink(count);
    done = write_segment(sink);
    if (done) break;
    EXPECT_EQ(done.error().os_error, ENOSPC) << count;
  }
  EXPECT_GT(count, 7u) << "two sections with what comes before them, the table with its padding, and the tree";
  EXPECT_LT(count, 100u);
}

}  // namespace
}  // namespace riffle
