#include "format/segment_reader.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "format/memory_segment.h"

namespace riffle {
namespace {

const MemorySegment& sample_segment() {
  static const MemorySegment segment = must_build(varied_documents(600));
  return segment;
}

TEST(SegmentReader, GivesEveryDocumentBack) {
  const std::vector<Document> documents = varied_documents(600);
  const auto reader = sample_segment().must_open();
  ASSERT_EQ(reader->doc_count(), documents.size());
  for (DocId doc = 0; doc < documents.size(); ++doc) {
    const auto found = reader->document(doc);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->id, documents[doc].id);
    EXPECT_EQ(found->title, documents[doc].title);
    EXPECT_EQ(found->body, documents[doc].body);
    EXPECT_EQ(found->source, documents[doc].source);
    EXPECT_EQ(found->date, documents[doc].date);
    EXPECT_EQ(found->extra.size(), documents[doc].extra.size());
  }
  EXPECT_FALSE(reader->document(600));
}

/// Documents of a term and the token positions in each, as the reader tells them.
std::map<DocId, std::vector<std::uint32_t>> postings_of(const SegmentReader& reader, const TermEntry& entry) {
  std::map<DocId, std::vector<std::uint32_t>> found;
  const auto list = reader.open_list(entry);
  EXPECT_TRUE(list);
  std::vector<DocId> docs(list->short_docs().begin(), list->short_docs().end());
  if (list->is_long()) docs = list->set().to_vector();
  EXPECT_TRUE(reader.touch_spans(0, reader.doc_count() - 1));
  if (entry.kind != TermEntry::Kind::kLongTokenSpace) {
    auto positions = reader.open_gap_positions(entry, *list);
    EXPECT_TRUE(positions);
    for (std::uint32_t rank = 0; rank < docs.size(); ++rank) EXPECT_TRUE(positions->read(rank, found[docs[rank]]));
    return found;
  }
  const auto positions = reader.open_token_space(entry);
  EXPECT_TRUE(positions);
  for (std::uint32_t chunk = 0; chunk < positions->chunk_count(); ++chunk) {
    EXPECT_TRUE(reader.touch_chunk(entry, *positions, chunk));
  }
  for (std::uint32_t token = 0; token < reader.token_space(); ++token) {
    if (!positions->contains(token)) continue;
    const DocId doc = reader.doc_of_position(token);
    found[doc].push_back(token - reader.span(std::uint64_t{doc} * reader.text_field_count()));
  }
  EXPECT_EQ(found.size(), docs.size());
  return found;
}

TEST(SegmentReader, GivesEveryWordBackWithItsPositions) {
  const std::vector<Document> documents = varied_documents(600);
  std::map<std::string, std::map<DocId, std::vector<std::uint32_t>>> expected;
  for (DocId doc = 0; doc < documents.size(); ++doc) {
    std::uint32_t position = 0;
    for (const std::string* text : {&documents[doc].title, &documents[doc].body}) {
      std::string word;
      for (const char c : *text + " ") {
        if (c != ' ') {
          word += c;
        } else {
          expected[word][doc].push_back(position++);
          word.clear();
        }
      }
      ++position;  // the gap behind the field
    }
  }
  const auto reader = sample_segment().must_open();
  std::map<TermEntry::Kind, int> kinds;
  std::size_t terms = 0;
  EXPECT_TRUE(reader->for_each_term(kTextSpace, "", [&](std::string_view term, const TermEntry& entry) {
    ++terms;
    ++kinds[entry.kind];
    EXPECT_EQ(postings_of(*reader, entry), expected[std::string(term)]) << term;
    return true;
  }));
  EXPECT_EQ(terms, expected.size());
  EXPECT_GT(kinds[TermEntry::Kind::kInline], 0);
  EXPECT_GT(kinds[TermEntry::Kind::kShort], 0);
  EXPECT_GT(kinds[TermEntry::Kind::kLongTokenSpace], 0);
}

// Rare in a long token space: document-relative positions behind a long list.
TEST(SegmentReader, ReadsDocumentRelativeLongLists) {
  std::vector<Document> documents;
  for (int i = 0; i < 400; ++i) {
    std::string body;
    for (int j = 0; j < 1000; ++j) body += "f" + std::to_string(j % 7) + " ";
    if (i % 3 == 0) body += "rare ";
    documents.push_back(make_document("d" + std::to_string(i), "", body));
  }
  const MemorySegment segment = must_build(documents);
  const auto reader = segment.must_open();
  const auto entry = reader->find_term(kTextSpace, "rare");
  ASSERT_TRUE(entry && *entry);
  EXPECT_EQ((*entry)->kind, TermEntry::Kind::kLong);
  const auto postings = postings_of(*reader, **entry);
  EXPECT_EQ(postings.size(), 134u);
  for (const auto& [doc, positions] : postings) {
    EXPECT_EQ(doc % 3, 0u);
    EXPECT_EQ(positions, std::vector<std::uint32_t>{1001});
  }
}

TEST(SegmentReader, TellsLengthsAndKeywords) {
  const MemorySegment segment = must_build(
      {make_document("a", "one two", "three four five"), make_document("b", "", ""), make_document("c", "six", "")});
  const auto reader = segment.must_open();
  ASSERT_TRUE(reader->touch_spans(0, 2));
  ASSERT_TRUE(reader->touch_norms(0, 0, 2) && reader->touch_norms(1, 0, 2) && reader->touch_norms(2, 0, 2));
  EXPECT_EQ(reader->token_space(), 12u);
  EXPECT_EQ(reader->norm(0, 0), 5);
  EXPECT_EQ(reader->norm(1, 0), 2);
  EXPECT_EQ(reader->norm(2, 0), 3);
  EXPECT_EQ(reader->norm(0, 1), 0);
  EXPECT_EQ(reader->norm(0, 2), 1);
  EXPECT_EQ(reader->doc_of_position(0), 0u);
  EXPECT_EQ(reader->doc_of_position(6), 0u);
  EXPECT_EQ(reader->doc_of_position(7), 1u);
  EXPECT_EQ(reader->doc_of_position(11), 2u);
  EXPECT_EQ(reader->keyword(0, 1).value_or(""), "b");
  EXPECT_EQ(reader->keyword(4, 1).value_or("?"), "") << "no source";
  EXPECT_FALSE(reader->touch_spans(0, 3));
  EXPECT_FALSE(reader->touch_norms(2, 0, 3));
}

TEST(SegmentReader, AFlippedByteOfAnySectionIsNoticedAtItsFirstUse) {
  MemorySegment segment = sample_segment();
  const std::vector<SectionRow> rows = segment.must_open()->rows();
  for (const SectionRow& row : rows) {
    if (row.bytes == 0) continue;
    const std::size_t at = static_cast<std::size_t>(row.offset + row.bytes / 2);
    segment.bytes[at] ^= 1;
    const auto reader = segment.open();
    if (reader) {
      EXPECT_FALSE((*reader)->guard().touch(row.offset, row.bytes)) << row.kind;
    }
    segment.bytes[at] ^= 1;
  }
}

struct Forgery {
  const char* name;
  std::function<void(MemorySegment&)> change;
  ErrorCode code = ErrorCode::kCorrupt;
};

std::uint8_t* row_of(MemorySegment& segment, std::size_t row) {
  return segment.bytes.data() + segment.entry.table_offset + 32 * row;
}

TEST(SegmentReader, ForgedTablesAreRefused) {
  const std::vector<Forgery> forgeries{
      {"section behind the table", [](auto& s) { store(row_of(s, 0) + 8, s.entry.table_offset); }},
      {"section near 2^64", [](auto& s) { store(row_of(s, 2) + 8, UINT64_MAX - 8); }},
      {"length near 2^64", [](auto& s) { store(row_of(s, 2) + 16, UINT64_MAX); }},
      {"kind 0", [](auto& s) { store(row_of(s, 0), 0u); }, ErrorCode::kUnsupportedVersion},
      {"kind 63",
       [](auto& s) {
         std::uint32_t row = 0;
         while (load<std::uint32_t>(row_of(s, row)) < kFirstOptionalKind) ++row;
         store(row_of(s, row), kFirstOptionalKind - 1);
       },
       ErrorCode::kUnsupportedVersion},
      {"rows out of order", [](auto& s) { store(row_of(s, 1), 1u); }},
      {"a row of a field that has no section", [](auto& s) { store(row_of(s, 0) + 4, 1u); }},
      {"a column of a text field", [](auto& s) { store(row_of(s, 7) + 4, 1u); }},
      {"a column of no field", [](auto& s) { store(row_of(s, 9) + 4, 99u); }},
      {"the first section is left out",
       [](auto& s) {
         s.entry.table_offset += 32;
         --s.entry.section_count;
       }},
      {"a column is left out",
       [](auto& s) {
         std::copy_n(row_of(s, 6), 32, row_of(s, 7));
         std::copy_backward(row_of(s, 0), row_of(s, 7), row_of(s, 8));
         s.entry.table_offset += 64;
         s.entry.section_count -= 2;
         std::copy(row_of(s, 0) - 32, row_of(s, 6), row_of(s, 0) - 32);
       }},
      {"spans one entry short", [](auto& s) { store(row_of(s, 5) + 16, s.section_bytes(SectionKind::kSpans) - 4); }},
      {"norms one byte short", [](auto& s) { store(row_of(s, 6) + 16, s.section_bytes(SectionKind::kNorms) - 1); }},
      {"one document more", [](auto& s) { ++s.entry.doc_count; }},
      {"one term more than blocks hold",
       [](auto& s) {
         std::uint8_t* index = s.bytes.data() + s.section_offset(SectionKind::kTermIndex);
         store(index, load<std::uint64_t>(index + 8) * 16 + 1);
       }},
      {"blocks near 2^64",
       [](auto& s) { store(s.bytes.data() + s.section_offset(SectionKind::kTermIndex) + 8, UINT64_MAX / 16 + 2); }},
      {"a tree that is too short", [](auto& s) { s.entry.data_bytes = s.entry.total_bytes; }},
  };
  for (const Forgery& forgery : forgeries) {
    MemorySegment segment = sample_segment();
    ASSERT_TRUE(segment.open());
    forgery.change(segment);
    if (segment.entry.data_bytes < segment.entry.total_bytes) segment.repair_checksums();
    const auto reader = segment.open();
    ASSERT_FALSE(reader) << forgery.name;
    EXPECT_EQ(reader.error().code, forgery.code) << forgery.name << ": " << reader.error().message;
  }
}

TEST(SegmentReader, OptionalSectionsAreIgnored) {
  MemorySegment segment = sample_segment();
  store(row_of(segment, segment.entry.section_count - 1), 64u);
  store(row_of(segment, segment.entry.section_count - 1) + 4, 12345u);
  segment.repair_checksums();
  const auto reader = segment.open();
  // The last row was the stored index or dictionary: without it the stored blocks are alone.
  if (reader) {
    EXPECT_TRUE((*reader)->document(0));
  } else {
    EXPECT_EQ(reader.error().code, ErrorCode::kCorrupt);
  }
}

TEST(SegmentReader, SegmentsOutsideTheFileAreRefused) {
  const MemorySegment segment = sample_segment();
  for (const auto& [offset, total] :
       std::vector<std::pair<std::uint64_t, std::uint64_t>>{{4096, segment.entry.total_bytes},
                                                            {UINT64_MAX - 10, segment.entry.total_bytes},
                                                            {0, UINT64_MAX},
                                                            {0, 4096}}) {
    SegmentEntry entry = segment.entry;
    entry.offset = offset;
    entry.total_bytes = total;
    EXPECT_FALSE(SegmentReader::open(segment.bytes, entry, segment.schema, 0)) << offset << " " << total;
  }
}

TEST(SegmentReader, WithoutStoredDocumentsKnowsColumnsOnly) {
  SegmentPlan plan;
  plan.store = StoreMode::kNone;
  const MemorySegment segment = must_build(varied_documents(10), plan);
  const auto reader = segment.must_open();
  const auto document = reader->document(1);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->id, "n1");
  EXPECT_EQ(document->source, "reuters") << "the normalised form of the column";
  EXPECT_TRUE(document->title.empty());
  EXPECT_FALSE(reader->section(SectionKind::kStoredBlocks).present());
}

}  // namespace
}  // namespace riffle
