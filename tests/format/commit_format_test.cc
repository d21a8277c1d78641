#include "format/commit_format.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/checksum.h"
#include "format/block_guard.h"

namespace riffle {
namespace {

constexpr std::uint64_t kRecordOffset = 40 * kPageBytes;

SegmentEntry segment_at(std::uint64_t page) {
  SegmentEntry segment;
  segment.offset = page * kPageBytes;
  segment.data_bytes = 2 * kPageBytes;
  segment.total_bytes = segment.data_bytes + BlockGuard::tree_bytes(segment.data_bytes);
  segment.tree_root = 0x1122334455667788;
  segment.table_offset = 6000;
  segment.section_count = 11;
  segment.doc_count = 70;
  segment.field_tokens = {100, 2000};
  segment.live_field_tokens = {90, 1800};
  return segment;
}

CommitRecord sample_record() {
  CommitRecord record;
  record.generation = 3;
  record.previous = {.offset = 12288, .bytes = 4096, .checksum = 99};
  record.time = -5;
  record.analyzer = "english";
  record.analyzer_version = 2;
  record.store = StoreMode::kMeta;
  record.schema = article_schema(false);
  record.segments = {segment_at(4), segment_at(8)};
  record.segments[1].deleted_count = 7;
  record.segments[1].tombstones = {.offset = 20 * kPageBytes, .bytes = kPageBytes, .checksum = 5};
  return record;
}

Error error_of(const ByteBuffer& bytes) {
  const auto record = decode_commit(bytes, kRecordOffset);
  return record ? Error{} : record.error();
}

TEST(CommitRecord, ComesBackAsItWas) {
  CommitRecord record = sample_record();
  const ByteBuffer bytes = encode_commit(record);
  EXPECT_EQ(bytes.size() % kPageBytes, 0u);
  const auto back = decode_commit(bytes, kRecordOffset);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->nonce, record.nonce);
  // The encoding covers every member, so equal bytes mean equal records.
  CommitRecord copy = *back;
  EXPECT_EQ(encode_commit(copy), bytes);
  EXPECT_EQ(back->generation, 3u);
  EXPECT_EQ(back->time, -5);
  EXPECT_EQ(back->analyzer, "english");
  EXPECT_EQ(back->store, StoreMode::kMeta);
  EXPECT_EQ(back->schema.fields.size(), record.schema.fields.size());
  EXPECT_EQ(back->segments[1].tombstones.offset, 20 * kPageBytes);
  EXPECT_EQ(back->segments[0].field_tokens, (std::vector<std::uint64_t>{100, 2000}));
  EXPECT_EQ(back->segments[1].live_field_tokens, (std::vector<std::uint64_t>{90, 1800}));
}

TEST(CommitRecord, NonceIsTheChecksumWithoutIt) {
  CommitRecord record = sample_record();
  ByteBuffer bytes = encode_commit(record);
  store(bytes.data() + 16, std::uint64_t{0});
  EXPECT_EQ(checksum64(bytes), record.nonce);
}

TEST(CommitRecord, ImpossibleValuesAreRefused) {
  using Change = std::function<void(CommitRecord&)>;
  const std::vector<std::pair<const char*, Change>> changes{
      {"segment before the first page", [](auto& r) { r.segments[0].offset = 2 * kPageBytes; }},
      {"segment off the page", [](auto& r) { r.segments[0].offset += 512; }},
      {"segment past the record", [](auto& r) { r.segments[0].offset = 38 * kPageBytes; }},
      {"segment offset near 2^64", [](auto& r) { r.segments[0].offset = UINT64_MAX - 4095; }},
      {"segment of no data", [](auto& r) { r.segments[0].data_bytes = 0; }},
      {"data off the page", [](auto& r) { r.segments[0].data_bytes += 8; }},
      {"data and whole off the page",
       [](auto& r) {
         r.segments[0].data_bytes += 8;
         r.segments[0].total_bytes += 8;
       }},
      {"room behind the tree", [](auto& r) { r.segments[0].total_bytes += kPageBytes; }},
      {"data longer than the whole", [](auto& r) { r.segments[0].data_bytes = 4 * kPageBytes; }},
      {"no room for the tree", [](auto& r) { r.segments[0].data_bytes = 3 * kPageBytes; }},
      {"data near 2^64", [](auto& r) { r.segments[0].data_bytes = UINT64_MAX - 4095; }},
      {"whole near 2^64", [](auto& r) { r.segments[0].total_bytes = UINT64_MAX - 4095; }},
      {"table outside", [](auto& r) { r.segments[0].table_offset = 2 * kPageBytes; }},
      {"table near 2^64", [](auto& r) { r.segments[0].table_offset = UINT64_MAX; }},
      {"too many sections", [](auto& r) { r.segments[0].section_count = UINT32_MAX; }},
      {"no documents", [](auto& r) { r.segments[0].doc_count = 0; }},
      {"too many documents", [](auto& r) { r.segments[0].doc_count = UINT32_MAX; }},
      {"more deleted than there are", [](auto& r) { r.segments[1].deleted_count = 71; }},
      {"deleted without tombstones", [](auto& r) { r.segments[0].deleted_count = 1; }},
      {"tombstones without deleted", [](auto& r) { r.segments[1].deleted_count = 0; }},
      {"a place of tombstones without any", [](auto& r) { r.segments[0].tombstones.offset = 4096; }},
      {"a checksum of tombstones without any", [](auto& r) { r.segments[0].tombstones.checksum = 1; }},
      {"tombstones before the first page", [](auto& r) { r.segments[1].tombstones.offset = 4096; }},
      {"tombstones off the page", [](auto& r) { r.segments[1].tombstones.offset += 1; }},
      {"tombstones of part of a page", [](auto& r) { r.segments[1].tombstones.bytes = 100; }},
      {"tombstones past the record", [](auto& r) { r.segments[1].tombstones.offset = 40 * kPageBytes; }},
      {"tombstones near 2^64", [](auto& r) { r.segments[1].tombstones.bytes = UINT64_MAX - 4095; }},
      {"the same segment twice", [](auto& r) { r.segments[1].offset = r.segments[0].offset; }},
      {"segments that share a page", [](auto& r) { r.segments[1].offset = 6 * kPageBytes; }},
      {"two fields of a name", [](auto& r) { r.schema.fields[2].name = r.schema.fields[1].name; }},
      {"a field without a name", [](auto& r) { r.schema.fields[1].name.clear(); }},
      {"two id fields", [](auto& r) { r.schema.fields[3].type = FieldType::kId; }},
      {"an unknown field type", [](auto& r) { r.schema.fields[3].type = static_cast<FieldType>(7); }},
      {"an unknown store mode", [](auto& r) { r.store = static_cast<StoreMode>(3); }},
      {"no fields", [](auto& r) { r.schema.fields.clear(); }},
      {"254 fields",
       [](auto& r) {
         for (int i = 0; r.schema.fields.size() < 254; ++i) r.schema.fields.push_back({"f" + std::to_string(i), {}});
       }},
      {"4097 segments", [](auto& r) { r.segments.resize(4097, r.segments[0]); }},
  };
  for (const auto& [name, change] : changes) {
    CommitRecord record = sample_record();
    change(record);
    const Error error = error_of(encode_commit(record));
    EXPECT_EQ(error.code, ErrorCode::kCorrupt) << name;
    EXPECT_EQ(error.section, "commit record") << name;
  }
}

TEST(CommitRecord, TheLimitsThemselvesAreAllowed) {
  CommitRecord record = sample_record();
  record.segments.clear();
  for (std::uint64_t i = 0; i < 4096; ++i) record.segments.push_back(segment_at(4 + 3 * i));  // one behind the other
  record.segments[7].doc_count = UINT32_MAX - 1;
  record.segments[8].deleted_count = record.segments[8].doc_count;
  record.segments[8].tombstones = {.offset = 3 * kPageBytes, .bytes = kPageBytes, .checksum = 5};
  for (unsigned type = 2; type <= static_cast<unsigned>(FieldType::kFloat64); ++type)
    record.schema.fields.push_back({"type " + std::to_string(type), static_cast<FieldType>(type)});
  while (record.schema.fields.size() < 253)
    record.schema.fields.push_back({std::to_string(record.schema.fields.size()), FieldType::kKeyword});
  record.store = StoreMode::kFull;
  const auto back = decode_commit(encode_commit(record), (4 + 3 * 4096) * kPageBytes);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->segments.size(), 4096u);
  EXPECT_EQ(back->schema.fields.size(), 253u);
  EXPECT_EQ(back->segments[7].doc_count, UINT32_MAX - 1);
}

TEST(CommitRecord, SegmentsMayStandInAnyOrder) {
  CommitRecord record = sample_record();
  std::swap(record.segments[0], record.segments[1]);
  EXPECT_TRUE(decode_commit(encode_commit(record), kRecordOffset));
}

TEST(CommitRecord, EveryByteThatMustBeZeroIsLookedAt) {
  CommitRecord record = sample_record();
  record.segments.resize(1);
  const ByteBuffer bytes = encode_commit(record);
  // The entry ends with the live tokens of its last field; padding follows.
  std::size_t end = bytes.size();
  while (load<std::uint64_t>(bytes.data() + end - 8) != 1800) --end;
  // The u32 of zeros stands between deleted_count and the tombstones.
  std::vector<std::size_t> places;
  for (std::size_t i = 1; i <= 4; ++i) places.push_back(end - 4 * 8 - 24 - i);
  for (std::size_t at = end; at < bytes.size(); ++at) places.push_back(at);
  places.push_back(as_text(bytes).find("title") + 6);  // behind the type of a field
  for (const std::size_t at : places) {
    ASSERT_EQ(bytes[at], 0);
    ByteBuffer changed = bytes;
    changed[at] = 1;
    ASSERT_EQ(error_of(changed).code, ErrorCode::kCorrupt) << at;
  }
}

TEST(CommitRecord, EveryCutIsRefused) {
  CommitRecord record = sample_record();
  const ByteBuffer bytes = encode_commit(record);
  std::size_t end = bytes.size();
  while (bytes[end - 1] == 0) --end;
  for (std::size_t length = 0; length < end; ++length) {
    const ByteBuffer cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    ASSERT_EQ(error_of(cut).code, ErrorCode::kCorrupt) << length;
  }
}

// Whatever a byte is changed into, decoding ends with a record or an error and reads nothing outside.
TEST(CommitRecord, AnyByteMayBeAnything) {
  CommitRecord record = sample_record();
  const ByteBuffer bytes = encode_commit(record);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < 700; ++at) {
    for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      ByteBuffer changed = bytes;
      changed[at] = static_cast<std::uint8_t>(value);
      refused += decode_commit(changed, kRecordOffset) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 300u);
}

TEST(CommitRecord, UuidDependsOnTheContentAlone) {
  CommitRecord record = sample_record();
  const Uuid uuid = derive_uuid(record);
  record.generation = 77;
  record.previous = {};
  record.nonce = 1234;
  EXPECT_EQ(derive_uuid(record), uuid);
  record.segments[0].tree_root ^= 1;
  EXPECT_NE(derive_uuid(record), uuid);
}

FileHeader sample_header() {
  FileHeader header;
  for (std::size_t i = 0; i < header.uuid.size(); ++i) header.uuid[i] = static_cast<std::uint8_t>(i + 1);
  return header;
}

ByteBuffer sealed(ByteBuffer page) {
  store(page.data() + 4088, checksum64(ByteSpan(page).first(4088)));
  return page;
}

TEST(Header, ComesBackAsItWas) {
  FileHeader header = sample_header();
  header.write_minor = 9;
  const auto back = decode_header(encode_header(header));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->uuid, header.uuid);
  EXPECT_EQ(back->write_minor, 9);
}

TEST(Header, AnyFlippedBitIsNoticed) {
  const ByteBuffer page = encode_header(sample_header());
  for (std::size_t at = 0; at < page.size(); ++at) {
    ByteBuffer changed = page;
    changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1u << (at % 8)));
    const auto header = decode_header(changed);
    ASSERT_FALSE(header) << at;
    EXPECT_EQ(header.error().code, at < 8 ? ErrorCode::kNotRiffle : ErrorCode::kCorrupt) << at;
  }
}

TEST(Header, WhatANewerVersionWroteIsNamed) {
  struct Case {
    std::size_t offset;
    std::uint8_t value;
    const char* words;
  };
  for (const Case& change : {Case{8, 2, "2.2"}, Case{8, 0, "0.2"}, Case{10, 3, "1.3"}, Case{16, 4, "bits 4"}}) {
    ByteBuffer page = encode_header(sample_header());
    page[change.offset] = change.value;
    const auto header = decode_header(sealed(page));
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().code, ErrorCode::kUnsupportedVersion);
    EXPECT_NE(header.error().message.find(change.words), std::string::npos) << header.error().message;
  }
}

TEST(Header, OptionalFeaturesAndNewerWritersCanBeRead) {
  for (const std::size_t offset : {std::size_t{24}, std::size_t{12}, std::size_t{14}}) {
    ByteBuffer page = encode_header(sample_header());
    page[offset] = 200;
    EXPECT_TRUE(decode_header(sealed(page))) << offset;
  }
}

TEST(Header, SizesAndZerosAreChecked) {
  for (const std::size_t offset : {std::size_t{48}, std::size_t{52}, std::size_t{56}, std::size_t{4087}}) {
    ByteBuffer page = encode_header(sample_header());
    page[offset] ^= 0x40;
    const auto header = decode_header(sealed(page));
    ASSERT_FALSE(header) << offset;
    EXPECT_EQ(header.error().code, ErrorCode::kCorrupt) << offset;
  }
}

TEST(Header, OtherFilesAreNotRiffle) {
  const ByteBuffer page = encode_header(sample_header());
  for (const std::string_view text : {"", "\x89", "%PDF-1.7", "hello, this is some text\n"}) {
    const auto header = decode_header(as_bytes(text));
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().code, ErrorCode::kNotRiffle);
  }
  const auto cut = decode_header(ByteSpan(page).first(4095));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::kCorrupt);
}

TEST(Header, ATextModeCopyIsRecognised) {
  ByteBuffer page = encode_header(sample_header());
  page.erase(page.begin() + 4);  // CR LF became LF
  const auto header = decode_header(page);
  ASSERT_FALSE(header);
  EXPECT_NE(header.error().message.find("binary mode"), std::string::npos);
}

Slot sample_slot() {
  Slot slot;
  slot.generation = 5;
  slot.nonce = 0xABCDEF;
  slot.committed_bytes = 10 * kPageBytes;
  slot.record = {.offset = 9 * kPageBytes, .bytes = kPageBytes, .checksum = 77};
  slot.uuid = sample_header().uuid;
  return slot;
}

TEST(Slot, ComesBackAsItWas) {
  const Slot slot = sample_slot();
  const auto back = decode_slot(encode_slot(slot), slot.uuid);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->generation, slot.generation);
  EXPECT_EQ(back->nonce, slot.nonce);
  EXPECT_EQ(back->committed_bytes, slot.committed_bytes);
  EXPECT_EQ(back->record.offset, slot.record.offset);
  EXPECT_EQ(back->record.bytes, slot.record.bytes);
  EXPECT_EQ(back->record.checksum, slot.record.checksum);
}

TEST(Slot, AnyFlippedBitMakesItUnusable) {
  const Slot slot = sample_slot();
  const ByteBuffer page = encode_slot(slot);
  for (std::size_t at = 0; at < page.size(); ++at) {
    ByteBuffer changed = page;
    changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1u << (at % 8)));
    ASSERT_FALSE(decode_slot(changed, slot.uuid)) << at;
  }
}

TEST(Slot, OfAnotherFileOrOfNoCommitIsUnusable) {
  Slot slot = sample_slot();
  Uuid other = slot.uuid;
  other[15] ^= 1;
  EXPECT_FALSE(decode_slot(encode_slot(slot), other));
  slot.generation = 0;
  EXPECT_FALSE(decode_slot(encode_slot(slot), slot.uuid));
  ByteBuffer page = encode_slot(sample_slot());
  EXPECT_FALSE(decode_slot(ByteSpan(page).first(4095), slot.uuid));
  page[0] ^= 1;  // of another kind
  store(page.data() + 504, checksum64(ByteSpan(page).first(504)));
  EXPECT_FALSE(decode_slot(page, slot.uuid));
  page[0] ^= 1;
  page[100] = 1;  // where nothing is
  store(page.data() + 504, checksum64(ByteSpan(page).first(504)));
  EXPECT_FALSE(decode_slot(page, slot.uuid));
}

TEST(Schema, FindsFieldsAndCountsTextFields) {
  const Schema schema = article_schema(false);
  EXPECT_EQ(schema.text_field_count(), 2u);
  EXPECT_EQ(schema.text_fields(), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(schema.id_field(), 0u);
  EXPECT_EQ(schema.find("date"), 3u);
  EXPECT_EQ(schema.find("nothing"), std::nullopt);
  const Schema joined = article_schema(true);
  EXPECT_EQ(joined.text_field_count(), 1u);
  EXPECT_TRUE(joined.find("text").has_value());
  EXPECT_EQ(Schema{}.id_field(), std::nullopt);
}

}  // namespace
}  // namespace riffle
