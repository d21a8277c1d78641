// Segments whose sections are missing, out of place or unknown, sealed with right checksums.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "format/copies.h"
#include "format/more_values.h"
#include "format/segment_parts.h"
#include "format/sentence_mark.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

constexpr auto kUnknown = static_cast<SectionKind>(99);
constexpr std::uint32_t kIdField = 0;
constexpr std::uint32_t kSourceField = 4;

const MemorySegment& sound_layout() {
  static const MemorySegment segment = [] {
    SegmentPlan plan;
    plan.mark_sentences = true;
    return must_build(varied_documents(200), plan);
  }();
  return segment;
}

std::string message_of_open(const MemorySegment& segment) {
  const auto reader = segment.open();
  return reader ? std::string() : reader.error().message;
}

TEST(ForgedLayout, WhatMustBeThereIs) {
  expect_messages(sound_layout(),
                  {{"the section is missing", [](auto& parts) { parts.remove(SectionKind::kColumn, kIdField); }},
                   {"blocks without an index", [](auto& parts) { parts.remove(SectionKind::kStoredIndex); }},
                   {"blocks without an index", [](auto& parts) { parts.remove(SectionKind::kStoredBlocks); }},
                   {"blocks without an index",
                    [](auto& parts) {
                      parts.remove(SectionKind::kStoredBlocks);
                      parts.remove(SectionKind::kStoredIndex);
                      parts.section(SectionKind::kStoredDictionary).resize(9);
                    }},
                   {"it is cut short", [](auto& parts) { parts.section(SectionKind::kTermIndex).resize(8); }},
                   {"its counts contradict its length",
                    [](auto& parts) {
                      ByteBuffer& index = parts.section(SectionKind::kTermIndex);
                      index.resize(index.size() + 8);
                    }},
                   {"version does not know", [](auto& parts) { parts.section(SectionKind{0}).resize(1); }}});
  MemorySegment without_sections = sound_layout();
  without_sections.entry.section_count = 0;
  EXPECT_NE(message_of_open(without_sections).find("the section is missing"), std::string::npos);
  MemorySegment table_outside = sound_layout();
  table_outside.entry.table_offset = table_outside.entry.data_bytes;
  EXPECT_NE(message_of_open(table_outside).find("it lies outside the segment"), std::string::npos);
}

TEST(ForgedLayout, NoSectionsOverlap) {
  MemorySegment segment = sound_layout();
  const std::uint64_t spans = segment.section_offset(SectionKind::kSpans);
  ASSERT_LT(segment.section_bytes(SectionKind::kNorms), segment.section_bytes(SectionKind::kSpans));
  for (std::uint32_t row = 0; row < segment.entry.section_count; ++row) {
    std::uint8_t* const at = segment.bytes.data() + segment.entry.table_offset + std::size_t{32} * row;
    if (load<std::uint32_t>(at) == static_cast<std::uint32_t>(SectionKind::kNorms)) store(at + 8, spans);
  }
  segment.repair_checksums();
  EXPECT_NE(message_of_check(segment).find("sections overlap"), std::string::npos) << message_of_check(segment);
}

TEST(ForgedLayout, TermsAndStoredDocumentsAreChecked) {
  expect_messages(sound_layout(), {{"an entry is broken or out of order",
                                    [](auto& parts) {
                                      // Twice, as the last one of a block and the first one of the next.
                                      std::vector<PartTerm>& terms = parts.terms();
                                      const PartTerm last = terms[kTermsPerBlock - 1];
                                      terms.insert(terms.begin() + kTermsPerBlock, last);
                                    }},
                                   {"stored documents",
                                    [](auto& parts) { parts.section(SectionKind::kStoredBlocks).back() ^= 0xFF; }}});
}

TEST(ForgedLayout, ASectionOfALaterVersionIsLeftAlone) {
  SegmentParts parts(sound_layout());
  parts.section(kUnknown) = {1, 2, 3};
  EXPECT_EQ(message_of_check(parts.join()), "");
  EXPECT_EQ(section_name(kUnknown), "unknown section");
}

// Fields that came later, and columns of other types than dates of articles.
TEST(ForgedLayout, FieldsWithoutAColumnHaveNoValue) {
  SegmentParts parts(sound_layout());
  parts.remove(SectionKind::kColumn, kSourceField);
  MemorySegment segment = parts.join();
  segment.schema.fields.push_back({.name = "seen", .type = FieldType::kDate});
  const auto reader = segment.must_open();
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->keyword(kSourceField, 1).value_or("none"), "");
  EXPECT_TRUE(reader->document(1));
  SegmentPlan plan;
  plan.store = StoreMode::kNone;
  Document members;
  EXPECT_EQ(must_build(varied_documents(2), plan).must_open()->stored_members(0, members).error().code,
            ErrorCode::kNotFound);
}

TEST(ForgedLayout, AKeywordOfAnotherFieldIsDamage) {
  SegmentParts parts(sound_layout());
  ByteBuffer& column = parts.section(SectionKind::kColumn, kSourceField);
  ASSERT_EQ(column[0], 2);
  store(column.data() + 24 + 2, std::uint16_t{1});  // of document 1, the first term: a word
  const auto keyword = parts.join().must_open()->keyword(kSourceField, 1);
  ASSERT_FALSE(keyword);
  EXPECT_NE(keyword.error().message.find("a term of another field"), std::string::npos);
}

TEST(ForgedLayout, PositionsOutsideTheirSectionAreDamage) {
  MemorySegment segment = sound_layout();
  const auto reader = segment.must_open();
  const auto mark = reader->find_term(kTextSpace, kSentenceMark);
  ASSERT_TRUE(mark && *mark);
  TermEntry entry = **mark;
  ASSERT_EQ(entry.kind, TermEntry::Kind::kLong);
  const auto list = reader->open_list(entry);
  ASSERT_TRUE(list);
  entry.positions_offset = reader->positions().size() + 1;
  const auto positions = reader->open_gap_positions(entry, *list);
  ASSERT_FALSE(positions);
  EXPECT_NE(positions.error().message.find("outside its section"), std::string::npos);

  // A token space of no tokens has no chunks.
  store(segment.bytes.data() + segment.section_offset(SectionKind::kSpans) +
            segment.section_bytes(SectionKind::kSpans) - 4,
        std::uint32_t{0});
  segment.repair_checksums();
  const auto empty = segment.must_open();
  const auto the = empty->find_term(kTextSpace, "the");
  ASSERT_TRUE(the && *the);
  ASSERT_EQ((**the).kind, TermEntry::Kind::kLongTokenSpace);
  EXPECT_FALSE(empty->open_token_space(**the));
}

TEST(ForgedLayout, SmallSectionsMayBeEmptyOrContradictThemselves) {
  const auto copies = [](std::vector<DocId> docs, std::vector<std::uint32_t> clusters, std::uint32_t count) {
    return [=](SegmentParts& parts) {
      parts.section(SectionKind::kCopies) = encode_copies({.docs = docs, .clusters = clusters, .cluster_count = count});
    };
  };
  SegmentParts none(sound_layout());
  copies({}, {}, 0)(none);
  EXPECT_EQ(message_of_check(none.join()), "");
  expect_messages(sound_layout(), {{"clusters out of order", copies({1, 2, 3}, {0, 0, 1}, 1)}});
}

// Documents behind the last text begin no sentence.
TEST(ForgedLayout, EmptyDocumentsBehindTheLastTextNeedNoMark) {
  SegmentPlan plan;
  plan.mark_sentences = true;
  const MemorySegment segment = must_build(
      {make_document("a", "", "One two. Three"), make_document("b", "", ""), make_document("c", "", "")}, plan);
  EXPECT_EQ(message_of_check(segment), "");
}

// Three values of one document: one in the column, two behind it.
TEST(ForgedLayout, ADocumentMayHaveManyKeywords) {
  SegmentPlan plan;
  plan.schema.fields.push_back({.name = "section", .type = FieldType::kKeyword});
  std::vector<Document> documents = varied_documents(9);
  documents[2].extra = {{.name = "section", .json = R"(["arts", "books", "world"])"}};
  documents[5].extra = {{.name = "section", .json = R"(["books", "world"])"}};
  const MemorySegment segment = must_build(documents, plan);
  EXPECT_EQ(message_of_check(segment), "");
  const auto field = static_cast<std::uint32_t>(plan.schema.fields.size() - 1);
  const auto more = segment.must_open()->more_values(field);
  ASSERT_TRUE(more);
  EXPECT_EQ(more->size(), 3u);
}

TEST(ForgedLayout, ClassesThatNameNothingAreDamage) {
  SegmentPlan plan;
  plan.analyzer = "english";
  const auto reader = must_build(varied_documents(3), plan);
  const auto opened = reader.must_open();
  TermEntry alias;
  alias.kind = TermEntry::Kind::kAlias;
  alias.is_class = true;
  alias.df = 1;
  EXPECT_FALSE(opened->resolve_class("walk", alias)) << "without a form";
  const ByteBuffer form{0, 3, 'z', 'z', 'z'};
  alias.forms = form;
  EXPECT_FALSE(opened->resolve_class("walk", alias)) << "with a form that no document holds";
  const auto last = opened->find_term(kClassSpace, std::string(9, '\xFF'));
  ASSERT_TRUE(last) << "the largest number of a block";
  EXPECT_FALSE(*last);
}

}  // namespace
}  // namespace riffle
