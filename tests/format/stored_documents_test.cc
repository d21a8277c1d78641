#include "format/stored_documents.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "format/memory_segment.h"
#include "format/posting_samples.h"

namespace riffle {
namespace {

/// The three stored sections, made block by block.
class StoredFixture {
 public:
  explicit StoredFixture(const ByteBuffer& dictionary = {})
      : dictionary_(dictionary), compressor_(make_stored_dictionary(dictionary)) {}

  void add_block(const std::vector<Document>& documents) {
    ByteBuffer raw;
    for (const Document& document : documents) append_stored_record(document, schema, true, raw);
    add_raw_block(raw, static_cast<std::uint32_t>(documents.size()));
  }
  /// Returns the stored length.
  std::uint32_t add_raw_block(const ByteBuffer& raw, std::uint32_t documents) {
    index.offsets.push_back(blocks.size());
    const auto bytes = compressor_.append_block(raw, blocks);
    EXPECT_TRUE(bytes);
    index.first_docs.push_back(doc_count);
    index.raw_bytes.push_back(static_cast<std::uint32_t>(raw.size()));
    doc_count += documents;
    return *bytes;
  }

  /// Seals everything and opens it.
  const StoredReader& open() {
    StoredIndexWriter whole = index;
    whole.offsets.push_back(blocks.size());
    whole.first_docs.push_back(doc_count);
    return open_with(whole.encode());
  }
  const StoredReader& open_with(const ByteBuffer& index_bytes) {
    sink_.bytes.clear();
    SegmentWriter writer(sink_);
    const auto add = [&](SectionKind kind, const ByteBuffer& bytes) {
      EXPECT_TRUE(writer.begin_section(kind));
      EXPECT_TRUE(writer.write(bytes));
      writer.end_section(0);
    };
    add(SectionKind::kStoredBlocks, blocks);
    add(SectionKind::kStoredIndex, index_bytes);
    if (!dictionary_.empty()) add(SectionKind::kStoredDictionary, dictionary_);
    const auto entry = writer.finish();
    EXPECT_TRUE(entry);
    const ByteSpan data = ByteSpan(sink_.bytes).first(static_cast<std::size_t>(entry->data_bytes));
    guard_ = std::make_unique<BlockGuard>(data, ByteSpan(sink_.bytes).subspan(data.size()), entry->tree_root, 0, "t");
    std::vector<SectionView> views(3);
    for (std::size_t i = 0; i < writer.rows().size(); ++i) {
      const SectionRow& row = writer.rows()[i];
      views[i] = SectionView(guard_.get(), data.subspan(row.offset, row.bytes), row.offset);
    }
    index_offset = writer.rows()[1].offset;
    reader_ = std::make_unique<StoredReader>(views[0], views[1], views[2], schema, doc_count);
    return *reader_;
  }
  ByteBuffer& bytes() { return sink_.bytes; }

  Schema schema = article_schema(false);
  ByteBuffer blocks;
  StoredIndexWriter index;
  std::uint32_t doc_count = 0;
  std::uint64_t index_offset = 0;

 private:
  ByteBuffer dictionary_;
  StoredCompressor compressor_;
  MemorySink sink_;
  std::unique_ptr<BlockGuard> guard_;
  std::unique_ptr<StoredReader> reader_;
};

Document sample(std::size_t i) {
  Document document =
      make_document("id", "title " + std::to_string(i), "body of the article number " + std::to_string(i));
  document.source = "Rudaw";
  document.url = "https://example.org/" + std::to_string(i);
  if (i % 3 == 0) document.extra = {{"section", "\"world\""}, {"page", std::to_string(i)}};
  return document;
}

void expect_document(const StoredReader& reader, DocId doc, const Document& expected) {
  Document found;
  const Status read = reader.read(doc, found);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(found.title, expected.title);
  EXPECT_EQ(found.body, expected.body);
  EXPECT_EQ(found.source, expected.source);
  EXPECT_EQ(found.url, expected.url);
  ASSERT_EQ(found.extra.size(), expected.extra.size());
  for (std::size_t i = 0; i < found.extra.size(); ++i) {
    EXPECT_EQ(found.extra[i].name, expected.extra[i].name);
    EXPECT_EQ(found.extra[i].json, expected.extra[i].json);
  }
}

TEST(StoredDocuments, ComeBackFromBlocksOfAnySize) {
  StoredFixture fixture;
  std::vector<Document> all;
  for (const std::size_t size : {1u, 2u, 40u, 1u, 7u}) {
    std::vector<Document> block;
    for (std::size_t i = 0; i < size; ++i) block.push_back(sample(all.size() + i));
    fixture.add_block(block);
    all.insert(all.end(), block.begin(), block.end());
  }
  const StoredReader& reader = fixture.open();
  for (DocId doc = 0; doc < all.size(); ++doc) expect_document(reader, doc, all[doc]);
  for (DocId i = 0; i < all.size(); ++i) expect_document(reader, i * 31 % 51, all[i * 31 % 51]);
  EXPECT_TRUE(reader.check_all());
}

TEST(StoredDocuments, TwoReadersDoNotShareBlocks) {
  StoredFixture first;
  StoredFixture second;
  first.add_block({sample(1), sample(2)});
  second.add_block({sample(3), sample(4)});
  const StoredReader& a = first.open();
  const StoredReader& b = second.open();
  expect_document(a, 0, sample(1));
  expect_document(b, 0, sample(3));
  expect_document(a, 1, sample(2));
}

TEST(StoredDocuments, EmptyDocumentsTakeOneByte) {
  const Schema schema = article_schema(false);
  ByteBuffer record;
  append_stored_record(Document{}, schema, true, record);
  EXPECT_EQ(record, ByteBuffer{0});
  StoredFixture fixture;
  fixture.add_block({Document{}, sample(1), Document{}});
  fixture.add_block({Document{}});
  const StoredReader& reader = fixture.open();
  for (const DocId doc : {0u, 2u, 3u}) expect_document(reader, doc, Document{});
  EXPECT_TRUE(reader.check_all());
}

TEST(StoredDocuments, TheBodyIsLeftOutWhenItIsNotKept) {
  const Schema schema = article_schema(false);
  ByteBuffer with;
  ByteBuffer without;
  append_stored_record(sample(1), schema, true, with);
  append_stored_record(sample(1), schema, false, without);
  EXPECT_NE(as_text(with).find("body of"), std::string_view::npos);
  EXPECT_EQ(as_text(without).find("body of"), std::string_view::npos);
  EXPECT_NE(as_text(without).find("title 1"), std::string_view::npos);
  // Ids and dates have columns of their own.
  EXPECT_EQ(as_text(with).find("id"), std::string_view::npos);
}

TEST(StoredDocuments, BlocksThatDoNotShrinkStayPlain) {
  std::mt19937_64 random(7);
  ByteBuffer noise;
  for (int i = 0; i < 3000; ++i) noise.push_back(static_cast<std::uint8_t>(random() >> 40));
  Document document;
  document.body.assign(as_text(noise));
  ByteBuffer raw;
  append_stored_record(document, article_schema(false), true, raw);
  StoredFixture fixture;
  EXPECT_EQ(fixture.add_raw_block(raw, 1), raw.size());
  expect_document(fixture.open(), 0, document);
}

TEST(StoredDocuments, BlocksThatExpandBeyondTheBoundStayPlain) {
  Document document;
  document.body.assign(8 << 20, 'a');
  ByteBuffer raw;
  append_stored_record(document, article_schema(false), true, raw);
  StoredFixture fixture;
  EXPECT_EQ(fixture.add_raw_block(raw, 1), raw.size());
  document.body.assign(20000, 'a');
  raw.clear();
  append_stored_record(document, article_schema(false), true, raw);
  EXPECT_LT(fixture.add_raw_block(raw, 1), 100u);
  const StoredReader& reader = fixture.open();
  expect_document(reader, 1, document);
  EXPECT_TRUE(reader.check_all());
}

TEST(StoredDictionary, IsTrainedFromEnoughSamplesOnly) {
  std::vector<ByteBuffer> samples;
  for (std::size_t i = 0; i < 60; ++i)
    append_stored_record(sample(i), article_schema(false), true, samples.emplace_back());
  EXPECT_TRUE(train_stored_dictionary(samples).empty());
  EXPECT_TRUE(train_stored_dictionary({}).empty());
  EXPECT_TRUE(train_stored_dictionary(std::vector<ByteBuffer>(10, ByteBuffer(100'000, 'a'))).empty()) << "few";
  EXPECT_EQ(make_stored_dictionary({}), nullptr);
}

TEST(StoredDictionary, ShrinksSmallBlocks) {
  std::vector<Document> documents;
  std::vector<ByteBuffer> samples;
  for (std::size_t i = 0; i < 400; ++i) {
    Document document = sample(i);
    for (std::size_t j = 0; j < 120; ++j) document.body += " word" + std::to_string(mixed_number(i * 1000 + j) % 500);
    append_stored_record(document, article_schema(false), true, samples.emplace_back());
    documents.push_back(std::move(document));
  }
  const ByteBuffer dictionary = train_stored_dictionary(samples);
  ASSERT_FALSE(dictionary.empty());
  StoredFixture with(dictionary);
  StoredFixture without;
  for (const Document& document : documents) {
    with.add_block({document});
    without.add_block({document});
  }
  EXPECT_LT(with.blocks.size(), without.blocks.size() * 9 / 10);
  const StoredReader& reader = with.open();
  for (DocId doc = 0; doc < documents.size(); doc += 37) expect_document(reader, doc, documents[doc]);
  EXPECT_TRUE(reader.check_all());
}

TEST(StoredReader, DamageIsAnErrorWhereverItLies) {
  StoredFixture fixture;
  for (std::size_t block = 0; block < 3; ++block) fixture.add_block({sample(block), sample(block + 10)});
  fixture.open();
  const std::size_t used = static_cast<std::size_t>(fixture.index_offset) + 8 + 4 * 8 + 4 * 4 + 3 * 4;
  for (std::size_t at = 0; at < used; at += 3) {
    fixture.open();
    fixture.bytes()[at] ^= 0x20;
    Document document;
    EXPECT_FALSE(fixture.open().read(99, document)) << "behind the last document";
  }
  for (std::size_t at = 0; at < used; at += 3) {
    const StoredReader& reader = fixture.open();
    fixture.bytes()[at] ^= 0x20;
    Document document;
    const Status read = reader.read(3, document);
    ASSERT_FALSE(read) << at;
    EXPECT_EQ(read.error().code, ErrorCode::kCorrupt);
  }
}

// With as many blocks as this the first doc ids lie in checksum blocks that the search itself does not touch.
TEST(StoredReader, TheFirstDocumentOfABlockIsVerifiedToo) {
  StoredFixture fixture;
  while (fixture.doc_count < 2 * 3000) fixture.add_block({sample(fixture.doc_count), sample(fixture.doc_count + 1)});
  fixture.open();
  const std::size_t first_docs = static_cast<std::size_t>(fixture.index_offset) + 8 + 8 * 3001;
  const StoredReader& reader = fixture.open();
  fixture.bytes()[first_docs] ^= 1;  // document 0 is said to be number 1
  Document document;
  EXPECT_FALSE(reader.read(1, document)) << document.title;
  EXPECT_FALSE(reader.check_all());
}

/// A change to an index whose checksums are right.
using ChangeIndex = std::function<void(StoredIndexWriter&)>;

TEST(StoredReader, FalseIndexesAreRefusedNotFollowed) {
  const std::vector<std::pair<const char*, ChangeIndex>> changes{
      {"block behind the section", [](auto& index) { index.offsets[2] = 1 << 30; }},
      {"offset near 2^64", [](auto& index) { index.offsets[1] = UINT64_MAX; }},
      {"blocks out of order", [](auto& index) { std::swap(index.offsets[1], index.offsets[2]); }},
      {"raw length too large", [](auto& index) { index.raw_bytes[1] = UINT32_MAX; }},
      {"raw length one too large", [](auto& index) { ++index.raw_bytes[1]; }},
      {"first block not at the beginning", [](auto& index) { index.offsets[0] = 1; }},
      {"last block not to the end", [](auto& index) { --index.offsets[3]; }},
      {"a block without documents", [](auto& index) { index.first_docs[1] = 0; }},
      {"raw length too small", [](auto& index) { index.raw_bytes[1] -= 1; }},
      {"raw length of nothing", [](auto& index) { index.raw_bytes[1] = 0; }},
      {"documents out of order", [](auto& index) { index.first_docs[1] = 5; }},
      {"documents behind the end", [](auto& index) { index.first_docs[2] = UINT32_MAX; }},
      {"the last document", [](auto& index) { index.first_docs[3] = 7; }},
      {"not from document 0", [](auto& index) { index.first_docs[0] = 1; }},
      {"no blocks", [](auto& index) { index = StoredIndexWriter{{0}, {6}, {}}; }},
      {"a block too few", [](auto& index) { index.raw_bytes.pop_back(); }},
  };
  for (const auto& [name, change] : changes) {
    StoredFixture fixture;
    for (std::size_t block = 0; block < 3; ++block) fixture.add_block({sample(block), sample(block + 10)});
    StoredIndexWriter index = fixture.index;
    index.offsets.push_back(fixture.blocks.size());
    index.first_docs.push_back(fixture.doc_count);
    change(index);
    const StoredReader& reader = fixture.open_with(index.encode());
    EXPECT_FALSE(reader.check_all()) << name;
    for (DocId doc = 0; doc < fixture.doc_count; ++doc) {
      Document document;
      const Status read = reader.read(doc, document);
      if (!read) {
        EXPECT_EQ(read.error().code, ErrorCode::kCorrupt) << name;
      }
    }
  }
}

TEST(StoredReader, BrokenRecordsAreRefused) {
  const std::vector<std::pair<const char*, ByteBuffer>> blocks{
      {"record behind the block", {5, 1, 1}},
      {"value behind the record", {3, 2, 9, 'a'}},
      {"unknown field", {3, 7, 1, 'a'}},
      {"name behind the record", {2, 0, 9}},
      {"member without value", {3, 0, 1, 'n'}},
      {"field without value", {1, 2}},
      {"huge length", {9, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}},
      {"bytes behind the last record", {1 + 2, 2, 1, 'a', 0}},
  };
  for (const auto& [name, raw] : blocks) {
    StoredFixture fixture;
    fixture.add_raw_block(raw, 1);
    const StoredReader& reader = fixture.open();
    EXPECT_FALSE(reader.check_all()) << name;
    Document document;
    const Status read = reader.read(0, document);
    if (std::string(name) != "bytes behind the last record") {
      EXPECT_FALSE(read) << name;
    }
  }
}

TEST(StoredReader, SaysHowFarDamageReaches) {
  StoredFixture fixture;
  fixture.add_block({sample(0), sample(1)});
  ByteBuffer raw;
  append_stored_record(sample(2), fixture.schema, true, raw);
  const std::size_t broken = raw.size() + 1;
  append_stored_record(sample(3), fixture.schema, true, raw);
  append_stored_record(sample(4), fixture.schema, true, raw);
  raw[broken] = 99;  // a member of no field
  fixture.add_raw_block(raw, 1'000);
  fixture.add_block({sample(5)});
  StoredIndexWriter index = fixture.index;
  index.offsets.push_back(fixture.blocks.size());
  index.first_docs.push_back(fixture.doc_count);
  ++index.raw_bytes[2];
  const StoredReader& reader = fixture.open_with(index.encode());
  const DocId end = fixture.doc_count;
  ASSERT_EQ(end, 1'003u);
  for (DocId doc = 0; doc < end; ++doc) {
    Document document;
    const Status read = reader.read(doc, document);
    if (doc < 3 || doc == 4) {
      ASSERT_TRUE(read) << doc << read.error().message;
      continue;
    }
    ASSERT_FALSE(read) << doc;
    EXPECT_EQ(reader.end_of_damage(doc), doc == 3 ? 4 : doc < end - 1 ? end - 1 : end) << doc;
  }
  // Whatever was read before.
  for (const DocId before : {0u, 2u, 4u}) {
    Document document;
    ASSERT_TRUE(reader.read(before, document));
    ASSERT_FALSE(reader.read(3, document));
    EXPECT_EQ(reader.end_of_damage(3), 4u) << before;
    ASSERT_TRUE(reader.read(before, document));
    ASSERT_FALSE(reader.read(5, document));
    EXPECT_EQ(reader.end_of_damage(5), end - 1) << before;
  }
}

TEST(StoredReader, MembersOfFewBytesAreHeldToTheLimitOfWhatIsUnpacked) {
  constexpr std::size_t kMembers = 1000;
  ByteBuffer record(3 * kMembers, 0);  // without names and values
  ByteBuffer raw;
  append_varint(raw, record.size());
  append_bytes(raw, record);
  StoredFixture fixture;
  fixture.add_raw_block(raw, 1);
  const StoredReader& reader = fixture.open();
  {
    const UnpackLimit limit(kMembers * sizeof(ExtraMember) - 1, "a file");
    Document document;
    const Status read = reader.read(0, document);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kResourceLimit);
  }
  const UnpackLimit limit(kMembers * sizeof(ExtraMember), "a file");
  Document document;
  EXPECT_TRUE(reader.read(0, document));
  EXPECT_EQ(document.extra.size(), kMembers);
}

TEST(StoredReader, ABlockIsOneFrame) {
  StoredFixture fixture;
  fixture.add_block({sample(1), sample(1), sample(1), sample(1), sample(1), sample(1)});
  const ByteBuffer frame = fixture.blocks;
  ASSERT_LT(frame.size(), fixture.index.raw_bytes[0]);
  // A second, empty frame decompresses to nothing and would pass unnoticed.
  append_bytes(fixture.blocks, ByteBuffer{0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0});
  Document document;
  EXPECT_FALSE(fixture.open().read(0, document));
}

}  // namespace
}  // namespace riffle
