// Columns and further values that contradict the posting lists of their segment, sealed with right checksums:
// check_segment() says what is wrong.
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "format/copies.h"
#include "format/more_values.h"
#include "format/segment_parts.h"

namespace riffle {
namespace {

constexpr std::uint32_t kId = 0;
constexpr std::uint32_t kDate = 3;
constexpr std::uint32_t kSource = 4;
constexpr std::size_t kColumnValues = 24;  // behind the header of a column

/// Sources: none, Reuters, Rudaw, none, Rudaw, Reuters ...; see varied_documents().
const MemorySegment& sound_columns() {
  static const MemorySegment segment = [] {
    SegmentPlan plan;
    plan.analyzer = "english";  // its stem classes are terms behind those of the fields
    return must_build(varied_documents(41), plan);
  }();
  return segment;
}

/// Sets what a column of ordinals stores of a document: 0, or the ordinal and 1.
void set_stored(ByteBuffer& column, DocId doc, std::uint16_t stored) {
  ASSERT_EQ(column[0], 2) << "bytes of a value";
  store(column.data() + kColumnValues + std::size_t{2} * doc, stored);
}

std::uint32_t ordinal_of(std::uint32_t field, const std::string& term) {
  const auto found = sound_columns().must_open()->find_term(static_cast<TermSpace>(field + 1), term);
  EXPECT_TRUE(found && *found) << term;
  return found && *found ? static_cast<std::uint32_t>((**found).ordinal) : 0;
}

TEST(ForgedColumns, FieldsHaveTheColumnsOfTheirType) {
  ASSERT_EQ(message_of_check(sound_columns()), "");
  expect_messages(
      sound_columns(),
      {
          {"a field with terms has no column", [](auto& parts) { parts.remove(SectionKind::kColumn, kSource); }},
          {"a document without an id", [](auto& parts) { set_stored(parts.section(SectionKind::kColumn, kId), 0, 0); }},
          {"a value of another field",
           [](auto& parts) { set_stored(parts.section(SectionKind::kColumn, kSource), 1, 1); }},
          {"whose posting list lacks the document",
           [](auto& parts) {
             const auto rudaw = static_cast<std::uint16_t>(ordinal_of(kSource, "rudaw"));
             set_stored(parts.section(SectionKind::kColumn, kSource), 1, static_cast<std::uint16_t>(rudaw + 1));
           }},
      });
}

TEST(ForgedColumns, WhatIsNotUsedIsZero) {
  expect_messages(sound_columns(),
                  {{"bytes that must be zero",
                    [](auto& parts) {
                      ByteBuffer& column = parts.section(SectionKind::kColumn, kSource);
                      ASSERT_NE((kColumnValues + 2 * 41) % 8, 0u) << "there is padding";
                      column[kColumnValues + 2 * 41] = 1;
                    }},
                   // The same values, counted from 1.
                   {"bytes that must be zero",
                    [](auto& parts) {
                      ByteBuffer& column = parts.section(SectionKind::kColumn, kSource);
                      column[8] = 1;
                      for (DocId doc = 0; doc < 41; ++doc) {
                        const auto stored = load<std::uint16_t>(column.data() + kColumnValues + std::size_t{2} * doc);
                        if (stored != 0) set_stored(column, doc, static_cast<std::uint16_t>(stored - 1));
                      }
                    }},
                   {"a wrong length", [](auto& parts) { parts.section(SectionKind::kColumn, kSource).push_back(0); }}});
  SegmentParts dateless(must_build({make_document("a", "one", "")}));
  ByteBuffer& dates = dateless.section(SectionKind::kColumn, kDate);
  ASSERT_EQ(dates[0], 0) << "no bytes for a value";
  dates[8] = 1;
  EXPECT_NE(message_of_check(dateless.join()).find("bytes that must be zero"), std::string::npos);
}

TEST(ForgedColumns, AKeywordOfNoDocumentNeedsNoColumn) {
  SegmentParts parts(must_build({make_document("a", "one", "")}));
  parts.remove(SectionKind::kColumn, kSource);
  EXPECT_EQ(message_of_check(parts.join()), "");
}

TEST(ForgedColumns, CopiesAreClusters) {
  expect_messages(sound_columns(),
                  {{"a cluster of one document",
                    [](auto& parts) {
                      parts.section(SectionKind::kCopies) =
                          encode_copies({.docs = {1, 2, 3, 4}, .clusters = {0, 0, 0, 1}, .cluster_count = 2});
                    }},
                   {"it is cut short", [](auto& parts) { parts.section(SectionKind::kCopies).resize(3); }}});
}

TEST(ForgedColumns, ADateMayBeLeftOutOfASegment) {
  SegmentParts parts(sound_columns());
  parts.remove(SectionKind::kColumn, kDate);
  EXPECT_EQ(message_of_check(parts.join()), "") << "older segments lack the columns of newer fields";
}

TEST(ForgedColumns, FurtherValuesComeBehindTheFirst) {
  const std::uint32_t reuters = ordinal_of(kSource, "reuters");
  const std::uint32_t rudaw = ordinal_of(kSource, "rudaw");
  ASSERT_EQ(rudaw, reuters + 1);
  using ValueList = std::vector<std::pair<DocId, std::uint32_t>>;
  const auto with = [](std::uint32_t field, const ValueList& values) {
    return [=](SegmentParts& parts) { parts.section(SectionKind::kMoreValues, field) = encode_more_values(values); };
  };
  expect_messages(
      sound_columns(),
      {
          {"further values of no keyword field", with(kDate, {{1, 2}})},
          {"a document that is none", with(kSource, {{41, rudaw}})},
          {"values out of order", with(kSource, {{0, rudaw}})},    // it has no first value
          {"values out of order", with(kSource, {{1, reuters}})},  // not behind the first one
          {"an ordinal that is no term", with(kSource, {{1, UINT32_MAX}})},
          {"a value of another field", with(kSource, {{1, rudaw + 1}})},
          {"whose posting list lacks the document", with(kSource, {{1, rudaw}})},
          {"a wrong length", [=](auto& parts) { parts.section(SectionKind::kMoreValues, kSource).resize(7); }},
      });
}

// Of a keyword field two lists hold document 1 when one of them is forged to.
TEST(ForgedColumns, FurtherValuesIncrease) {
  const std::uint32_t rudaw = ordinal_of(kSource, "rudaw");
  SegmentParts parts(sound_columns());
  PartTerm& term = parts.term(kSource + 1, "rudaw");
  ASSERT_EQ(term.entry.kind, TermEntry::Kind::kShort);
  ByteBuffer& lists = parts.section(SectionKind::kShortLists);
  std::uint8_t& first = lists[static_cast<std::size_t>(term.entry.list_offset)];
  ASSERT_EQ(first, 2) << "its first document";
  // 2, 4, ... becomes 1, 2, 4, ...
  first = 1;
  lists.insert(lists.begin() + static_cast<std::ptrdiff_t>(term.entry.list_offset) + 1, 1);
  ++term.entry.list_bytes;
  ++term.entry.df;
  ++term.entry.cf;
  EXPECT_NE(message_of_check(parts.join()).find("lack the value"), std::string::npos) << message_of_check(parts.join());
  const auto fault_with = [&](const std::vector<std::pair<DocId, std::uint32_t>>& values) {
    SegmentParts with = parts;
    with.section(SectionKind::kMoreValues, kSource) = encode_more_values(values);
    return message_of_check(with.join());
  };
  EXPECT_NE(fault_with({{1, rudaw}, {1, rudaw}}).find("values out of order"), std::string::npos);
  EXPECT_NE(fault_with({{1, rudaw}, {0, rudaw}}).find("values out of order"), std::string::npos);
  EXPECT_NE(fault_with({{1, rudaw}}).find("number of items"), std::string::npos) << "the row says none";
}

}  // namespace
}  // namespace riffle
