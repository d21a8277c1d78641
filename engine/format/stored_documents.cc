#include "format/stored_documents.h"

#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"

namespace riffle {
namespace {

constexpr int kCompressionLevel = 3;
constexpr std::size_t kDictionaryBytes = 64 << 10;
constexpr std::size_t kMinTrainingBytes = 256 << 10;
constexpr std::size_t kMinTrainingSamples = 64;
/// A buffer that is larger is not kept for a block that needs far less.
constexpr std::size_t kKeptBufferBytes = std::size_t{1} << 20;

struct CompressionContextDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct DecompressionContextDeleter {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

void append_member(std::uint64_t key, std::string_view name, std::string_view value, ByteBuffer& out) {
  append_varint(out, key);
  if (key == 0) {
    append_varint(out, name.size());
    append_bytes(out, as_bytes(name));
  }
  append_varint(out, value.size());
  append_bytes(out, as_bytes(value));
}

/// The string of `document` that a text, keyword or stored field lives in; null for a field that Document does not
/// have.
template <typename AnyDocument>
auto* member_of(AnyDocument& document, std::string_view field) {
  if (field == "title") return &document.title;
  if (field == "body" || field == "text") return &document.body;
  if (field == "source") return &document.source;
  return field == "url" ? &document.url : nullptr;
}

std::uint64_t most_raw_bytes(std::uint64_t compressed) {
  return compressed * limits::kStoredExpansion + limits::kStoredSlackBytes;
}

}  // namespace

void append_stored_record(const Document& document, const Schema& schema, bool keep_body, ByteBuffer& out) {
  ByteBuffer record;
  for (std::uint32_t number = 0; number < schema.fields.size(); ++number) {
    const Field& field = schema.fields[number];
    if (field.type == FieldType::kId || field.type == FieldType::kDate) continue;
    const std::string* value = member_of(document, field.name);
    const bool is_body = value == &document.body;
    if (value == nullptr || value->empty() || (is_body && !keep_body)) continue;
    append_member(std::uint64_t{number} + 1, {}, *value, record);
  }
  for (const ExtraMember& member : document.extra) append_member(0, member.name, member.json, record);
  append_varint(out, record.size());
  append_bytes(out, record);
}

ByteBuffer train_stored_dictionary(const std::vector<ByteBuffer>& samples) {
  ByteBuffer joined;
  std::vector<std::size_t> sizes;
  for (const ByteBuffer& sample : samples) {
    append_bytes(joined, sample);
    sizes.push_back(sample.size());
  }
  if (joined.size() < kMinTrainingBytes || sizes.size() < kMinTrainingSamples) return {};
  ByteBuffer dictionary(kDictionaryBytes);
  const std::size_t bytes = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), joined.data(), sizes.data(),
                                                  static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(bytes) != 0) return {};
  dictionary.resize(bytes);
  return dictionary;
}

class StoredDictionary {
 public:
  explicit StoredDictionary(ByteSpan bytes)
      : digested_(ZSTD_createCDict(bytes.data(), bytes.size(), kCompressionLevel)) {}
  ~StoredDictionary() { ZSTD_freeCDict(digested_); }
  StoredDictionary(const StoredDictionary&) = delete;
  StoredDictionary& operator=(const StoredDictionary&) = delete;
  [[nodiscard]] const ZSTD_CDict* get() const { return digested_; }

 private:
  ZSTD_CDict* digested_;
};

std::shared_ptr<const StoredDictionary> make_stored_dictionary(ByteSpan dictionary) {
  if (dictionary.empty()) return nullptr;
  return std::make_shared<const StoredDictionary>(dictionary);
}

struct StoredCompressor::Impl {
  std::unique_ptr<ZSTD_CCtx, CompressionContextDeleter> context{ZSTD_createCCtx()};
  std::shared_ptr<const StoredDictionary> dictionary;
};

StoredCompressor::StoredCompressor(std::shared_ptr<const StoredDictionary> dictionary)
    : impl_(std::make_unique<Impl>()) {
  impl_->dictionary = std::move(dictionary);
}
StoredCompressor::~StoredCompressor() = default;

Result<std::uint32_t> StoredCompressor::append_block(ByteSpan raw, ByteBuffer& out) {
  if (raw.size() > UINT32_MAX) return make_error(ErrorCode::kResourceLimit, "a stored block of 4 GiB or more");
  if (!impl_->context) return make_error(ErrorCode::kOutOfMemory, "no memory for a compressor");
  const std::size_t at = out.size();
  out.resize(at + ZSTD_compressBound(raw.size()));
  const ZSTD_CDict* dictionary = impl_->dictionary ? impl_->dictionary->get() : nullptr;
  const std::size_t bytes = dictionary != nullptr
                                ? ZSTD_compress_usingCDict(impl_->context.get(), out.data() + at, out.size() - at,
                                                           raw.data(), raw.size(), dictionary)
                                : ZSTD_compressCCtx(impl_->context.get(), out.data() + at, out.size() - at, raw.data(),
                                                    raw.size(), kCompressionLevel);
  if (ZSTD_isError(bytes) != 0) {
    return make_error(ErrorCode::kOutOfMemory, std::string("zstd: ") + ZSTD_getErrorName(bytes));
  }
  if (bytes >= raw.size() || raw.size() > most_raw_bytes(bytes)) {
    out.resize(at);
    append_bytes(out, raw);
    return static_cast<std::uint32_t>(raw.size());
  }
  out.resize(at + bytes);
  return static_cast<std::uint32_t>(bytes);
}

ByteBuffer StoredIndexWriter::encode() const {
  ByteBuffer out;
  append(out, static_cast<std::uint64_t>(raw_bytes.size()));
  for (const std::uint64_t offset : offsets) append(out, offset);
  for (const std::uint32_t doc : first_docs) append(out, doc);
  for (const std::uint32_t bytes : raw_bytes) append(out, bytes);
  return out;
}

namespace {
std::atomic<std::uint64_t> next_serial{1};

/// The block that this thread has unpacked last.
struct LastBlock {
  std::uint64_t serial = 0;  // of the reader; 0 = none
  std::uint32_t number = 0;
  DocId next_doc = 0;          // its record begins
  std::size_t next_begin = 0;  // here
  ByteBuffer raw;
};

LastBlock& last_block() {
  thread_local LastBlock last;
  return last;
}

// Of the innermost UnpackLimit of this thread.
thread_local std::uint64_t unpack_bytes = 0;
thread_local std::string_view unpack_file;

Status check_unpacked(std::uint64_t raw_bytes) {
  if (unpack_bytes == 0 || raw_bytes <= unpack_bytes) return {};
  return make_error(ErrorCode::kResourceLimit,
                    std::string(unpack_file) + ": stored documents would unpack to " + std::to_string(raw_bytes) +
                        " bytes at once, more than the " + std::to_string(unpack_bytes) +
                        " that are allowed for copies of an untrusted file; if it may hold documents so large, allow "
                        "more memory for copies");
}

}  // namespace

UnpackLimit::UnpackLimit(std::uint64_t bytes, std::string_view file)
    : outer_bytes_(std::exchange(unpack_bytes, bytes)), outer_file_(std::exchange(unpack_file, file)) {}

UnpackLimit::~UnpackLimit() {
  unpack_bytes = outer_bytes_;
  unpack_file = outer_file_;
}

/// A dictionary digested for decompression at its first use: loading it anew for each block costs as much as the block.
class StoredReader::DigestedDictionary {
 public:
  ~DigestedDictionary() { ZSTD_freeDDict(digested_); }
  DigestedDictionary() = default;
  DigestedDictionary(const DigestedDictionary&) = delete;
  DigestedDictionary& operator=(const DigestedDictionary&) = delete;

  /// Null when the bytes are no dictionary; decompression then fails.
  const ZSTD_DDict* get(ByteSpan bytes) {
    std::call_once(once_, [&] { digested_ = ZSTD_createDDict(bytes.data(), bytes.size()); });
    return digested_;
  }

 private:
  std::once_flag once_;
  ZSTD_DDict* digested_ = nullptr;
};

StoredReader::StoredReader(SectionView blocks, SectionView index, SectionView dictionary, const Schema& schema,
                           std::uint32_t doc_count)
    : blocks_(blocks),
      index_(index, doc_count),
      dictionary_(dictionary),
      schema_(schema),
      doc_count_(doc_count),
      serial_(next_serial.fetch_add(1)),
      digested_(std::make_unique<DigestedDictionary>()) {}
StoredReader::~StoredReader() = default;

Status StoredIndex::check() const {
  const auto fault = [&](std::string_view what) {
    return corrupt_error("stored index", section_.segment_offset(), what);
  };
  if (!section_.touch(0, 8)) return fault("it is cut short or its checksum does not match");
  const auto count = load<std::uint64_t>(section_.at(0));
  if (count == 0 || count > doc_count_ || section_.size() != 8 + 8 * (count + 1) + 4 * (count + 1) + 4 * count) {
    return fault("a wrong number of blocks");
  }
  return {};
}

Result<StoredIndex::Block> StoredIndex::block_of(DocId doc) const {
  const std::uint32_t count = block_count();
  Block block{.number = 0, .first_doc = 0};
  std::uint32_t high = count;
  while (high - block.number > 1) {
    const std::uint32_t middle = block.number + (high - block.number) / 2;
    RIFFLE_TRY_ASSIGN(const DocId first, first_doc(middle));
    if (first <= doc) {
      block = {.number = middle, .first_doc = first};
    } else {
      high = middle;
    }
  }
  return block;
}

Result<DocId> StoredIndex::first_doc(std::uint32_t block) const {
  const std::uint64_t at = 8 + 8 * (std::uint64_t{block_count()} + 1) + std::uint64_t{4} * block;
  if (!section_.touch(at, 4)) return corrupt_error("stored index", section_.segment_offset() + at, "checksum mismatch");
  return load<DocId>(section_.at(at));
}

Result<std::uint32_t> StoredIndex::raw_bytes(std::uint32_t block) const {
  const std::uint64_t at = 8 + 12 * (std::uint64_t{block_count()} + 1) + std::uint64_t{4} * block;
  if (!section_.touch(at, 4)) return corrupt_error("stored index", section_.segment_offset() + at, "checksum mismatch");
  return load<std::uint32_t>(section_.at(at));
}

Status StoredReader::load_block(std::uint32_t block, ByteBuffer& raw) const {
  const std::uint64_t offset_at = 8 + std::uint64_t{8} * block;
  const SectionView& index = index_.section();
  const auto fault = [&](std::uint64_t at, std::string_view what) {
    return corrupt_error("stored documents", blocks_.segment_offset() + at, what);
  };
  const Result<std::uint32_t> length = index_.raw_bytes(block);
  if (!length || !index.touch(offset_at, 16)) return fault(0, "the index has a damaged block");
  const auto begin = load<std::uint64_t>(index.at(offset_at));
  const auto end = load<std::uint64_t>(index.at(offset_at + 8));
  const std::uint64_t raw_bytes = *length;
  if (begin >= end || !blocks_.touch(begin, end - begin)) return fault(begin, "a block is damaged or out of place");
  const ByteSpan bytes = blocks_.span(begin, end - begin);
  RIFFLE_TRY(check_unpacked(raw_bytes));
  if (raw.capacity() > kKeptBufferBytes && raw_bytes < raw.capacity() / 4) raw = ByteBuffer();
  if (raw_bytes == bytes.size()) {
    raw.assign(bytes.begin(), bytes.end());
    return {};
  }
  if (raw_bytes > most_raw_bytes(bytes.size())) return fault(begin, "a block claims to be impossibly large");
  if (ZSTD_findFrameCompressedSize(bytes.data(), bytes.size()) != bytes.size()) return fault(begin, "not one frame");
  thread_local const std::unique_ptr<ZSTD_DCtx, DecompressionContextDeleter> context{ZSTD_createDCtx()};
  if (!context) return make_error(ErrorCode::kOutOfMemory, "no memory to decompress");
  if (dictionary_.present() && !dictionary_.touch(0, dictionary_.size()))
    return fault(begin, "the dictionary is damaged");
  raw.resize(static_cast<std::size_t>(raw_bytes));
  const std::size_t got =
      dictionary_.present()
          ? ZSTD_decompress_usingDDict(context.get(), raw.data(), raw.size(), bytes.data(), bytes.size(),
                                       digested_->get(dictionary_.span(0, dictionary_.size())))
          : ZSTD_decompressDCtx(context.get(), raw.data(), raw.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != raw_bytes) return fault(begin, "a block does not decompress to its length");
  return {};
}

Status StoredReader::parse_record(ByteSpan record, Document& document, std::uint64_t at) const {
  const auto fault = [&] {
    return corrupt_error("stored documents", blocks_.segment_offset() + at, "a broken record");
  };
  ByteReader reader(record);
  while (reader.ok() && !reader.at_end()) {
    const std::uint64_t key = reader.read_varint();
    if (key == 0) {
      ExtraMember member;
      member.name = std::string(as_text(reader.read_bytes(reader.read_varint())));
      member.json = std::string(as_text(reader.read_bytes(reader.read_varint())));
      if (!reader.ok()) continue;
      // Three bytes may stand for a member, which takes many times that.
      RIFFLE_TRY(check_unpacked((document.extra.size() + 1) * sizeof(ExtraMember)));
      document.extra.push_back(std::move(member));
      continue;
    }
    const ByteSpan value = reader.read_bytes(reader.read_varint());
    if (!reader.ok() || key > schema_.fields.size()) return fault();
    std::string* member = member_of(document, schema_.fields[static_cast<std::size_t>(key - 1)].name);
    if (member != nullptr) member->assign(as_text(value));
  }
  if (!reader.ok()) return fault();
  return {};
}

Status StoredReader::read(DocId doc, Document& document) const {
  RIFFLE_TRY(index_.check());
  RIFFLE_TRY_ASSIGN(const StoredIndex::Block block, index_.block_of(doc));
  LastBlock& last = last_block();
  if (last.serial != serial_ || last.number != block.number) {
    last.serial = 0;
    RIFFLE_TRY(load_block(block.number, last.raw));
    last = {.serial = serial_, .number = block.number, .next_doc = block.first_doc, .raw = std::move(last.raw)};
  }
  // One document after the other is read without passing over those before them again.
  if (doc < last.next_doc) {
    last.next_doc = block.first_doc;
    last.next_begin = 0;
  }
  ByteReader reader(ByteSpan(last.raw).subspan(last.next_begin));
  for (DocId skipped = last.next_doc; skipped < doc && reader.ok(); ++skipped) reader.skip(reader.read_varint());
  const ByteSpan record = reader.read_bytes(reader.read_varint());
  if (!reader.ok()) {
    return corrupt_error("stored documents", blocks_.segment_offset(),
                         "a block holds fewer documents than the index says");
  }
  last.next_doc = doc + 1;
  last.next_begin += reader.position();
  return parse_record(record, document, 0);
}

DocId StoredReader::end_of_damage(DocId doc) const {
  if (!index_.check()) return doc_count_;
  const Result<StoredIndex::Block> block = index_.block_of(doc);
  if (!block) return doc + 1;
  const LastBlock& last = last_block();
  // Its record was there and could not be taken apart.
  if (last.serial == serial_ && last.number == block->number && last.next_doc == doc + 1) return doc + 1;
  const Result<DocId> end = index_.first_doc(block->number + 1);
  return end ? std::clamp(*end, doc + 1, doc_count_) : doc + 1;
}

Status StoredReader::check_all() const {
  RIFFLE_TRY(index_.check());
  const SectionView& index = index_.section();
  const std::uint32_t count = index_.block_count();
  if (!index.touch(0, index.size())) return corrupt_error("stored index", index.segment_offset(), "checksum mismatch");
  const std::uint64_t first_docs = 8 + 8 * (std::uint64_t{count} + 1);
  const auto first_doc = [&](std::uint32_t block) {
    return load<std::uint32_t>(index.at(first_docs + std::uint64_t{4} * block));
  };
  const auto offset = [&](std::uint32_t block) { return load<std::uint64_t>(index.at(8 + std::uint64_t{8} * block)); };
  if (first_doc(0) != 0 || first_doc(count) != doc_count_ || offset(0) != 0 || offset(count) != blocks_.size()) {
    return corrupt_error("stored index", index.segment_offset(), "blocks do not cover all documents");
  }
  ByteBuffer raw;
  for (std::uint32_t block = 0; block < count; ++block) {
    if (first_doc(block) >= first_doc(block + 1)) {
      return corrupt_error("stored index", index.segment_offset(), "documents out of order");
    }
    RIFFLE_TRY(load_block(block, raw));
    ByteReader reader(raw);
    for (DocId doc = first_doc(block); doc < first_doc(block + 1) && reader.ok(); ++doc) {
      Document document;
      const ByteSpan record = reader.read_bytes(reader.read_varint());
      if (reader.ok()) RIFFLE_TRY(parse_record(record, document, offset(block)));
    }
    if (!reader.ok() || !reader.at_end()) {
      return corrupt_error("stored documents", blocks_.segment_offset() + offset(block), "a broken block");
    }
  }
  return {};
}

}  // namespace riffle
