#include "indexing/salvage_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/errors.h"
#include "base/try.h"
#include "format/stored_frames.h"
#include "indexing/salvage_segments.h"

namespace riffle {
namespace {

constexpr std::uint64_t kDictionaryAlignment = 64;
constexpr std::uint64_t kUsualDictionaryBytes = 64 << 10;
constexpr std::uint32_t kDictionaryMagic = 0xEC30A437;

/// The dictionary stands behind the index; its length is in the section table alone, but it is nearly always the same.
std::uint64_t dictionary_bytes(const FileImage& image, std::uint64_t at) {
  if (!range_fits(at, kUsualDictionaryBytes, image.bytes().size()) || !image.fetch(at, 4)) return 0;
  return load<std::uint32_t>(image.bytes().data() + at) == kDictionaryMagic ? kUsualDictionaryBytes : 0;
}

/// The file is not to blame.
bool is_passing(const Error& error) {
  return error.code == ErrorCode::kResourceLimit || error.code == ErrorCode::kIo ||
         error.code == ErrorCode::kOutOfMemory;
}

}  // namespace

Result<SalvageReader> SalvageReader::open(FileImage& image, const SegmentEntry& entry, const Schema& schema,
                                          std::size_t number, std::uint64_t copy_bytes) {
  SalvageReader reader(image, schema, copy_bytes);
  reader.doc_count_ = entry.doc_count;
  if (image.resident_bytes() >= copy_bytes / 2) image.forget();
  if (entry.section_count > 0) RIFFLE_TRY(reader.open_segment(entry, number));
  if (!reader.is_sound_) RIFFLE_TRY(reader.open_stored(entry));
  return reader;
}

Status SalvageReader::open_segment(const SegmentEntry& entry, std::size_t number) {
  const auto open_with = [&](const SegmentEntry& place, BlockChecks checks) {
    return SegmentReader::open(image_->bytes(), place, *schema_, number, image_, checks);
  };
  auto reader = open_with(entry, BlockChecks::kAll);
  SegmentEntry rooted = entry;
  if (!reader) {
    if (is_passing(reader.error())) return std::unexpected(std::move(reader).error());
    faults_.push_back(reader.error());
    // Blocks whose checksums stand in the tree are sound even where the tree as a whole is not.
    RIFFLE_TRY_ASSIGN(rooted.tree_root, found_root(*image_, entry));
    reader = open_with(rooted, BlockChecks::kAll);
  }
  if (reader) {
    checked_ = std::move(*reader);
    RIFFLE_TRY(look_for_damage());
  }
  is_sound_ = is_sound_ && faults_.empty();
  if (checked_ && is_sound_) return {};
  reader = open_with(rooted, BlockChecks::kNone);
  if (reader) unchecked_ = std::move(*reader);
  if (!reader && is_passing(reader.error())) return std::unexpected(std::move(reader).error());
  return {};
}

Status SalvageReader::look_for_damage() {
  is_sound_ = true;
  const std::uint64_t bytes = checked_->entry().data_bytes;
  for (std::uint64_t at = 0; at < bytes; at += BlockGuard::kBlockBytes) {
    if (image_->resident_bytes() >= copy_bytes_ / 2) forget();
    if (checked_->guard().touch(at, std::min(BlockGuard::kBlockBytes, bytes - at))) continue;
    Error error = checked_->guard().error();
    if (is_passing(error)) return std::unexpected(std::move(error));
    if (is_sound_) faults_.push_back(std::move(error));
    is_sound_ = false;
  }
  return {};
}

Status SalvageReader::open_stored(const SegmentEntry& entry) {
  RIFFLE_TRY_ASSIGN(const std::optional<StoredPlaces> found,
                    find_stored(*image_, entry.offset, entry.data_bytes, copy_bytes_));
  if (!found || (entry.section_count > 0 && found->doc_count != entry.doc_count)) {
    return open_frames(entry, false);
  }
  // An index with a false number in it hides blocks that are sound.
  if (unchecked_) return is_stored_index_sound() ? Status() : open_frames(entry, true);
  doc_count_ = found->doc_count;
  const std::uint64_t index_at = found->index_offset - found->begin;
  const std::uint64_t dictionary_at = round_up(index_at + found->index_bytes, kDictionaryAlignment);
  const std::uint64_t dictionary = dictionary_bytes(*image_, found->begin + dictionary_at);
  const std::uint64_t bytes = std::max(index_at + found->index_bytes, dictionary == 0 ? 0 : dictionary_at + dictionary);
  const ByteSpan data =
      image_->bytes().subspan(static_cast<std::size_t>(found->begin), static_cast<std::size_t>(bytes));
  stored_guard_ =
      std::make_unique<BlockGuard>(data, ByteSpan(), 0, found->begin, "stored documents", image_, BlockChecks::kNone);
  const auto view = [&](std::uint64_t at, std::uint64_t count) {
    if (count == 0) return SectionView();
    return SectionView(stored_guard_.get(), data.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count)),
                       at);
  };
  stored_ = std::make_unique<StoredReader>(view(0, found->block_bytes), view(index_at, found->index_bytes),
                                           view(dictionary_at, dictionary), *schema_, found->doc_count);
  return {};
}

bool SalvageReader::is_stored_index_sound() const {
  if (!checked_) return false;
  const SectionView index = checked_->section(SectionKind::kStoredIndex);
  return index.touch(0, index.size());
}

// Without their index the blocks are looked for one by one, where the memory is there for all of them.
Status SalvageReader::open_frames(const SegmentEntry& entry, bool must_be_whole) {
  const SegmentReader* const reader = segment();
  if (reader != nullptr && !reader->section(SectionKind::kStoredBlocks).present()) return {};
  std::uint64_t bytes = entry.data_bytes;
  SectionView dictionary;
  if (reader != nullptr) {
    bytes = reader->section(SectionKind::kStoredBlocks).size();
    dictionary = (unchecked_ ? unchecked_ : checked_)->section(SectionKind::kStoredDictionary);
  }
  const std::uint64_t begin =
      entry.offset + (reader != nullptr ? reader->section(SectionKind::kStoredBlocks).segment_offset() : 0);
  if (begin >= image_->bytes().size()) return {};
  bytes = std::min(bytes, image_->bytes().size() - begin);
  forget();
  if (bytes > copy_bytes_ / 2 || (dictionary.present() && !dictionary.touch(0, dictionary.size()))) return {};
  RIFFLE_TRY(image_->fetch(begin, bytes));
  const ByteSpan blocks = image_->bytes().subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(bytes));
  RIFFLE_TRY_ASSIGN(
      const StoredFrames frames,
      find_stored_frames(blocks, dictionary.present() ? dictionary.span(0, dictionary.size()) : ByteSpan(),
                         copy_bytes_));
  const bool is_whole = !frames.has_gaps && frames.doc_count == doc_count_;
  if (frames.doc_count == 0 || (must_be_whole && !is_whole)) return {};
  frame_index_ = frames.index.encode();
  frame_index_guard_ =
      std::make_unique<BlockGuard>(frame_index_, ByteSpan(), 0, begin, "stored index", nullptr, BlockChecks::kNone);
  has_columns_ = reader != nullptr && is_whole;
  missing_count_ = doc_count_ - std::min(doc_count_, frames.doc_count);
  doc_count_ = frames.doc_count;
  if (checked_) checked_frames_ = frames_reader(checked_->guard(), blocks, dictionary);
  if (!unchecked_) {
    stored_guard_ =
        std::make_unique<BlockGuard>(blocks, ByteSpan(), 0, begin, "stored documents", image_, BlockChecks::kNone);
  }
  unchecked_frames_ = frames_reader(unchecked_ ? unchecked_->guard() : *stored_guard_, blocks, dictionary);
  return {};
}

std::unique_ptr<StoredReader> SalvageReader::frames_reader(const BlockGuard& guard, ByteSpan blocks,
                                                           const SectionView& dictionary) const {
  const SegmentReader* const reader = segment();
  const std::uint64_t offset = reader == nullptr ? 0 : reader->section(SectionKind::kStoredBlocks).segment_offset();
  return std::make_unique<StoredReader>(SectionView(&guard, blocks, offset),
                                        SectionView(frame_index_guard_.get(), frame_index_, 0), dictionary, *schema_,
                                        doc_count_);
}

Status SalvageReader::read_stored(DocId doc, SalvagedDocument& read) const {
  if (stored_) {
    read.is_vouched = false;
    return stored_->read(doc, read.document);
  }
  if (unchecked_frames_) {
    if (checked_frames_ && checked_frames_->read(doc, read.document)) return {};
    read.document = Document();
    read.is_vouched = false;
    return unchecked_frames_->read(doc, read.document);
  }
  Status status = make_error(ErrorCode::kCorrupt, "");
  if (checked_) {
    status = checked_->stored_members(doc, read.document);
    if (status || is_passing(status.error())) return status;
    read.faults.push_back(status.error());
  }
  if (!unchecked_) return status;
  read.document = Document();
  read.is_vouched = false;
  return unchecked_->stored_members(doc, read.document);
}

template <typename T, typename Get>
std::optional<T> SalvageReader::from_either(SalvagedDocument& read, const Get& get) const {
  if (checked_) {
    Result<T> value = get(*checked_);
    if (value) return std::move(*value);
    read.faults.push_back(std::move(value).error());
  }
  if (!unchecked_) return std::nullopt;
  Result<T> value = get(*unchecked_);
  if (!value) return std::nullopt;
  read.is_vouched = false;
  return std::move(*value);
}

void SalvageReader::read_columns(DocId doc, SalvagedDocument& read) const {
  for (std::uint32_t field = 0; field < schema_->fields.size(); ++field) {
    const Field& description = schema_->fields[field];
    if (description.type == FieldType::kId) {
      read.document.id = from_either<std::string>(read, [&](const SegmentReader& reader) {
                           return reader.keyword(field, doc);
                         }).value_or(std::string());
    } else if (description.type == FieldType::kDate && description.name == "date") {
      const auto date = from_either<std::optional<std::int64_t>>(
          read, [&](const SegmentReader& reader) -> Result<std::optional<std::int64_t>> {
            RIFFLE_TRY_ASSIGN(const ColumnReader column, reader.column(field));
            return column.value(doc);
          });
      read.date_lost = !date;
      if (date) read.document.date = *date;
    }
  }
}

Result<SalvagedDocument> SalvageReader::read(DocId doc) const {
  if (image_->resident_bytes() >= copy_bytes_ / 2) forget();
  SalvagedDocument read;
  if (const Status stored = read_stored(doc, read); !stored) {
    if (is_passing(stored.error()) || read.faults.empty()) return std::unexpected(stored.error());
    return std::unexpected(std::move(read.faults.front()));
  }
  if (stored_ || !has_columns_) {
    read.date_lost = true;
  } else {
    read_columns(doc, read);
  }
  return read;
}

// Of those of a segment there are no more than the file has bytes for.
DocId SalvageReader::end_of_damage(DocId doc) const {
  if (stored_) return stored_->end_of_damage(doc);
  return unchecked_frames_ ? unchecked_frames_->end_of_damage(doc) : doc + 1;
}

void SalvageReader::forget() const {
  if (checked_) checked_->guard().forget();
  if (unchecked_) unchecked_->guard().forget();
  if (stored_guard_) stored_guard_->forget();
  image_->forget();
}

}  // namespace riffle
