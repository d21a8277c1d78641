// More documents than one container and one zone have: bitmaps with rank directories, bounds of several containers.
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/segment_parts.h"

namespace riffle {
namespace {

constexpr std::uint32_t kManyDocuments = 74'000;
constexpr std::uint32_t kDateField = 1;
constexpr std::uint32_t kKeywordField = 2;
constexpr std::size_t kHeaderOfColumn = 24;
constexpr std::size_t kDirectoryBytes = 256;  // of one container

/// "half" in every second document, so that both of its containers are bitmaps; a source in the first 150.
const MemorySegment& many_documents() {
  static const MemorySegment segment = [] {
    SegmentPlan plan;
    plan.schema.fields = {{"body", FieldType::kText}, {"date", FieldType::kDate}, {"source", FieldType::kKeyword}};
    plan.store = StoreMode::kNone;
    plan.batch_documents = kManyDocuments;
    std::vector<Document> documents(kManyDocuments);
    for (std::uint32_t i = 0; i < kManyDocuments; ++i) {
      if (i % 2 == 0) documents[i].body = "half";
      if (i % 300 == 7 || i == kManyDocuments - 1) documents[i].date = 86'400 * static_cast<Date>(i);
      if (i < 150) documents[i].source = "Rudaw";
    }
    return must_build(documents, plan);
  }();
  return segment;
}

TEST(ManyDocuments, AreSound) { EXPECT_EQ(message_of_check(many_documents()), ""); }

TEST(ManyDocuments, ForgeriesAreNamed) {
  const auto half = many_documents().must_open()->find_term(kTextSpace, "half");
  ASSERT_TRUE(half && *half);
  ASSERT_EQ((**half).df, kManyDocuments / 2);
  const auto at = static_cast<std::size_t>((**half).list_offset);
  const auto with_rank = [at](std::size_t place) {
    return [=](SegmentParts& parts) {
      std::uint8_t* const record = parts.section(SectionKind::kLongLists).data() + at;
      record[round_up(kLongHeaderBytes + load<std::uint32_t>(record), 4) + place] ^= 1;
    };
  };
  expect_messages(many_documents(),
                  {{"the rank directory is wrong", with_rank(2)},
                   {"the rank directory is wrong", with_rank(kDirectoryBytes + 2)},
                   {"value of a zone are wrong",
                    [](SegmentParts& parts) { parts.section(SectionKind::kColumn, kDateField).back() ^= 0x40; }},
                   {"value of a zone are wrong",
                    [](SegmentParts& parts) {
                      ByteBuffer& column = parts.section(SectionKind::kColumn, kDateField);
                      column[column.size() - 17] ^= 0x40;
                    }},
                   {"whose posting list lacks the document", [](SegmentParts& parts) {
                      ByteBuffer& column = parts.section(SectionKind::kColumn, kKeywordField);
                      const std::size_t width = column[0];
                      // What document 0 has, for one of another container.
                      std::copy_n(
                          column.begin() + kHeaderOfColumn, width,
                          column.begin() + static_cast<std::ptrdiff_t>(kHeaderOfColumn + (kManyDocuments - 1) * width));
                      const std::size_t zones = column.size() - 32;
                      std::copy_n(column.begin() + static_cast<std::ptrdiff_t>(zones), 16,
                                  column.begin() + static_cast<std::ptrdiff_t>(zones + 16));
                    }}});
}

}  // namespace
}  // namespace riffle
