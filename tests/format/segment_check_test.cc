// Segments that a forger changed and sealed again: check_segment() names what contradicts the format.
#include "format/segment_check.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "format/memory_segment.h"

namespace riffle {
namespace {

const MemorySegment& checked_segment() {
  static const MemorySegment segment = must_build(varied_documents(600));
  return segment;
}

Error fault_of(const MemorySegment& segment) {
  const auto reader = segment.open();
  if (!reader) return reader.error();
  const auto counts = check_segment(**reader, segment.schema);
  return counts ? Error{} : counts.error();
}

TEST(CheckSegment, SoundSegmentsPass) {
  for (const StoreMode store : {StoreMode::kNone, StoreMode::kMeta, StoreMode::kFull}) {
    for (const std::size_t count : {1u, 5u, 200u}) {
      SegmentPlan plan;
      plan.store = store;
      plan.schema = article_schema(count == 5);
      const MemorySegment segment = must_build(varied_documents(count), plan);
      const auto counts = check_segment(*segment.must_open(), segment.schema);
      ASSERT_TRUE(counts) << counts.error().message;
      EXPECT_EQ(counts->documents, count);
      EXPECT_EQ(counts->terms, segment.must_open()->term_count());
    }
  }
  EXPECT_EQ(fault_of(checked_segment()).message, "");
}

std::uint8_t* section(MemorySegment& segment, SectionKind kind, std::uint32_t field = 0) {
  return segment.bytes.data() + segment.section_offset(kind, field);
}

/// Where the first long list or positions record lies whose term is `term`.
TermEntry entry_of(const MemorySegment& segment, std::string_view term) {
  const auto found = segment.must_open()->find_term(kTextSpace, term);
  return found && *found ? **found : TermEntry{};
}

struct CheckForgery {
  const char* name;
  SectionKind kind;  ///< the section that must be named
  std::function<void(MemorySegment&)> change;
};

TEST(CheckSegment, NamesTheSectionOfAForgedFault) {
  const auto keyword = [](MemorySegment& s) { return section(s, SectionKind::kColumn, 4); };
  const std::vector<CheckForgery> forgeries{
      {"first span", SectionKind::kSpans, [](auto& s) { section(s, SectionKind::kSpans)[0] = 1; }},
      {"spans that fall", SectionKind::kSpans, [](auto& s) { store(section(s, SectionKind::kSpans) + 8, 0u); }},
      {"spans that stand still", SectionKind::kSpans,
       [](auto& s) {
         std::uint8_t* at = section(s, SectionKind::kSpans) + 4;
         store(at + 4, load<std::uint32_t>(at));
       }},
      {"a token moved to another field", SectionKind::kNorms,
       [](auto& s) {
         std::uint8_t* at = section(s, SectionKind::kSpans) + 4;
         store(at, load<std::uint32_t>(at) + 1);
       }},
      {"norm of all fields", SectionKind::kNorms, [](auto& s) { section(s, SectionKind::kNorms)[3] ^= 1; }},
      {"norm of a field", SectionKind::kNorms, [](auto& s) { section(s, SectionKind::kNorms)[600 + 3] ^= 1; }},
      {"number of a block", SectionKind::kTermIndex, [](auto& s) { section(s, SectionKind::kTermIndex)[16] ^= 1; }},
      {"offset of the first block", SectionKind::kTermIndex,
       [](auto& s) {
         std::uint8_t* index = section(s, SectionKind::kTermIndex);
         index[16 + 8 * load<std::uint64_t>(index + 8)] = 1;
       }},
      {"first character of a key", SectionKind::kTermIndex,
       [](auto& s) { section(s, SectionKind::kTermBlocks)[6] = '!'; }},
      {"length of the first list", SectionKind::kTermBlocks,
       [](auto& s) { section(s, SectionKind::kTermBlocks)[0] = 1; }},
      {"header of a long list", SectionKind::kLongLists,
       [](auto& s) { section(s, SectionKind::kLongLists)[entry_of(s, "of").list_offset + 8] = 1; }},
      {"padding of a long list", SectionKind::kLongLists,
       [](auto& s) {
         const TermEntry entry = entry_of(s, "of");
         section(s, SectionKind::kLongLists)[entry.list_offset + entry.list_bytes - 1] = 1;
       }},
      {"a frequency", SectionKind::kLongLists,
       [](auto& s) {
         const TermEntry entry = entry_of(s, "of");
         std::uint8_t* list = section(s, SectionKind::kLongLists) + entry.list_offset;
         const std::size_t set_bytes = load<std::uint32_t>(list);
         std::uint8_t* nibbles = list + round_up(16 + set_bytes, 4);
         nibbles[0] = static_cast<std::uint8_t>(nibbles[0] == 0x11 ? 0x21 : 0x11);
       }},
      {"an occurrence", SectionKind::kPositions,
       [](auto& s) {
         const TermEntry entry = entry_of(s, "of");
         std::uint8_t* record = section(s, SectionKind::kPositions) + entry.positions_offset;
         record[8 + 10] ^= 0x40;  // behind two offsets and the directory
       }},
      {"directory of a chunk", SectionKind::kPositions,
       [](auto& s) {
         const TermEntry entry = entry_of(s, "of");
         store(section(s, SectionKind::kPositions) + entry.positions_offset + 8 + 2, std::uint16_t{0xFFFF});
       }},
      {"offset of a chunk", SectionKind::kPositions,
       [](auto& s) {
         const TermEntry entry = entry_of(s, "of");
         section(s, SectionKind::kPositions)[entry.positions_offset] = 2;
       }},
      {"an ordinal", SectionKind::kColumn, [&](auto& s) { keyword(s)[24 + 2 * 1] ^= 1; }},
      {"a value that is left out", SectionKind::kColumn,
       [&](auto& s) { store(keyword(s) + 24 + 2, std::uint16_t{0}); }},
      {"a term that does not exist", SectionKind::kColumn,
       [&](auto& s) { store(keyword(s) + 24 + 2, std::uint16_t{0xFFFF}); }},
      {"a date outside its zone", SectionKind::kColumn,
       [](auto& s) {
         std::uint8_t* column = section(s, SectionKind::kColumn, 3);
         store(column + s.section_bytes(SectionKind::kColumn, 3) - 8, std::int64_t{1732924801});
       }},
      {"a zone that is too wide", SectionKind::kColumn,
       [](auto& s) {
         std::uint8_t* column = section(s, SectionKind::kColumn, 3);
         store(column + s.section_bytes(SectionKind::kColumn, 3) - 16, std::int64_t{0});
       }},
  };
  for (const CheckForgery& forgery : forgeries) {
    MemorySegment segment = checked_segment();
    forgery.change(segment);
    ASSERT_NE(segment.bytes, checked_segment().bytes) << forgery.name;
    segment.repair_checksums();
    const Error error = fault_of(segment);
    EXPECT_EQ(error.code, ErrorCode::kCorrupt) << forgery.name;
    EXPECT_EQ(error.section, "segment 0: " + std::string(section_name(forgery.kind)))
        << forgery.name << ": " << error.message;
  }
}

TEST(CheckSegment, ZerosAreLookedAt) {
  const std::vector<std::pair<const char*, std::function<void(MemorySegment&)>>> changes{
      {"between sections",
       [](auto& s) { s.bytes[s.section_offset(SectionKind::kNorms) + s.section_bytes(SectionKind::kNorms)] = 1; }},
      {"behind the table", [](auto& s) { s.bytes[s.entry.data_bytes - 1] = 1; }},
      {"head of a column", [](auto& s) { s.bytes[s.section_offset(SectionKind::kColumn, 3) + 5] = 1; }},
      {"second part of a column's head", [](auto& s) { s.bytes[s.section_offset(SectionKind::kColumn, 0) + 20] = 1; }},
      {"base of ordinals", [](auto& s) { s.bytes[s.section_offset(SectionKind::kColumn, 0) + 8] = 1; }},
  };
  for (const auto& [name, change] : changes) {
    MemorySegment segment = checked_segment();
    change(segment);
    segment.repair_checksums();
    EXPECT_EQ(fault_of(segment).code, ErrorCode::kCorrupt) << name;
  }
}

TEST(CheckSegment, NumbersOfItemsAreLookedAt) {
  for (std::uint32_t row = 0; row < checked_segment().entry.section_count; ++row) {
    MemorySegment segment = checked_segment();
    segment.bytes[segment.entry.table_offset + 32 * row + 24] ^= 1;
    segment.repair_checksums();
    // How many frequent terms there are says where they lie, too.
    const bool is_read = segment.bytes[segment.entry.table_offset + 32 * row] == 68;
    EXPECT_EQ(fault_of(segment).section, is_read ? "segment 0: frequent terms" : "section table") << row;
  }
}

TEST(CheckSegment, SumsOfTheCommitRecordAreLookedAt) {
  MemorySegment segment = checked_segment();
  ++segment.entry.field_tokens[1];
  EXPECT_EQ(fault_of(segment).section, "segment 0: spans");
}

// Whatever byte of a sealed segment is changed, checking ends and reads inside. What goes unnoticed is another sound
// segment: other documents, positions, dates or texts.
TEST(CheckSegment, RealsAreNumbers) {
  SegmentPlan plan;
  plan.schema.fields.push_back({"price", FieldType::kFloat64});
  Document document = make_document("a", "t", "b");
  document.extra.push_back({.name = "price", .json = "1.5"});
  const MemorySegment sound = must_build({document}, plan);
  ASSERT_EQ(fault_of(sound).message, "");
  // The one value is the base, and the smallest and largest of its zone.
  for (const std::uint64_t bits : {0x7FF8'0000'0000'0000u, 0xFFFF'FFFF'FFFF'FFFFu, 0x8000'0000'0000'0001u}) {
    MemorySegment segment = sound;
    std::uint8_t* const column = section(segment, SectionKind::kColumn, 6);
    ASSERT_EQ(column[0], 1);
    store(column + 8, bits);
    store(column + 32, bits);
    store(column + 40, bits);
    segment.repair_checksums();
    EXPECT_EQ(fault_of(segment).code, ErrorCode::kCorrupt) << bits;
    EXPECT_NE(fault_of(segment).message.find("no number"), std::string::npos) << bits;
  }
}

TEST(CheckSegment, AnyByteMayBeAnything) {
  const MemorySegment sound = must_build(varied_documents(150));
  const std::vector<SectionRow> rows = sound.must_open()->rows();
  const std::size_t stride = static_cast<std::size_t>(sound.entry.data_bytes) / rounds(1500);
  std::size_t noticed = 0;
  std::size_t all = 0;
  for (std::size_t at = 0; at < sound.entry.data_bytes; at += stride) {
    for (const int flip : {0x01, 0xFF}) {
      MemorySegment segment = sound;
      segment.bytes[at] = static_cast<std::uint8_t>(segment.bytes[at] ^ flip);
      segment.repair_checksums();
      if (const auto reader = segment.open()) {
        for (const DocId doc : {0u, 77u, 149u}) (void)(*reader)->document(doc);
      }
      ++all;
      if (fault_of(segment).code == ErrorCode::kCorrupt) {
        ++noticed;
        continue;
      }
      const auto row = std::find_if(rows.begin(), rows.end(), [at](const SectionRow& candidate) {
        return at >= candidate.offset && at - candidate.offset < candidate.bytes;
      });
      if (row == rows.end()) {
        // Rows of sections that this version does not know are another version's matter.
        EXPECT_GE(at, sound.entry.table_offset);
        continue;
      }
      const auto kind = static_cast<SectionKind>(row->kind);
      EXPECT_TRUE(kind != SectionKind::kTermIndex && kind != SectionKind::kSpans && kind != SectionKind::kNorms &&
                  kind != SectionKind::kStoredIndex)
          << section_name(kind) << " byte " << at - row->offset << " flip " << flip;
    }
  }
  EXPECT_GT(noticed * 3, all * 2) << noticed << " of " << all;
}

}  // namespace
}  // namespace riffle
