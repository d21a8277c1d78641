#include "indexing/run.h"

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

constexpr std::uint64_t kMarkBytes = 8 << 10;
constexpr std::size_t kCopyBytes = 1 << 20;
constexpr std::size_t kMostKept = 16 << 20;  // of one run, for the next
constexpr std::size_t kMaxHeadBytes = 4 * kMaxVarintBytes + 1024;

}  // namespace

std::unexpected<Error> broken_run() {
  return make_error(ErrorCode::kIo, "a spill file does not hold what was written to it");
}

Result<std::unique_ptr<SpillFile>> SpillFile::create(const std::string& folder) {
  RIFFLE_TRY_ASSIGN(File file, File::create_unnamed(folder));
  return std::make_unique<SpillFile>(std::move(file));
}

Status SpillFile::write(ByteSpan bytes) {
  RIFFLE_TRY(file_.write_at(size_, bytes));
  size_ += bytes.size();
  return {};
}

Status SpillFile::copy_to(ByteSink& sink) const {
  ByteBuffer buffer(static_cast<std::size_t>(std::min<std::uint64_t>(kCopyBytes, size_)));
  for (std::uint64_t at = 0; at < size_;) {
    const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size_ - at));
    RIFFLE_TRY(read_at(at, buffer.data(), take));
    RIFFLE_TRY(sink.write(ByteSpan(buffer).first(take)));
    at += take;
  }
  return {};
}

void RunWriter::restart(DocId first_doc) {
  run_ = Run();
  run_.first_doc = first_doc;
  bytes_.clear();
  last_mark_ = 0;
}

void RunWriter::begin(std::string_view key, std::uint64_t df, std::uint64_t cf) {
  if (run_.marks.empty() || bytes_.size() - last_mark_ >= kMarkBytes) {
    last_mark_ = bytes_.size();
    run_.marks.push_back({std::string(key), last_mark_});
  }
  append_varint(bytes_, key.size());
  append_bytes(bytes_, as_bytes(key));
  append_varint(bytes_, df);
  append_varint(bytes_, cf);
  data_.clear();
}

void RunWriter::append_data(ByteSpan data) {
  append_varint(bytes_, data.size());
  append_bytes(bytes_, data);
}

Run RunWriter::finish() {
  // A run of one very large document becomes what was written, others a copy of it without the room to grow.
  if (bytes_.size() > kMostKept) {
    run_.bytes = std::exchange(bytes_, ByteBuffer());
  } else {
    run_.bytes.assign(bytes_.begin(), bytes_.end());
  }
  run_.size = run_.bytes.size();
  return std::move(run_);
}

RunCursor::RunCursor(const Run& run, const SpillFile* spill, std::size_t buffer_bytes)
    : run_(&run), spill_(spill), buffer_bytes_(buffer_bytes) {}

// Makes sure that min(bytes, what is left of the run) are in the window.
Status RunCursor::need(std::size_t bytes) {
  const std::uint64_t left = run_->size - position_;
  if (window_.size() >= std::min<std::uint64_t>(bytes, left)) return {};
  if (!run_->spilled) {
    window_ = ByteSpan(run_->bytes).subspan(static_cast<std::size_t>(position_));
    return {};
  }
  const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(std::max(bytes, buffer_bytes_), left));
  buffer_.resize(take);
  RIFFLE_TRY(spill_->read_at(run_->spill_offset + position_, buffer_.data(), take));
  window_ = buffer_;
  return {};
}

Status RunCursor::seek(std::string_view from) {
  const auto after = std::upper_bound(run_->marks.begin(), run_->marks.end(), from,
                                      [](std::string_view key, const RunMark& mark) { return key < mark.key; });
  position_ = after == run_->marks.begin() ? 0 : std::prev(after)->offset;
  entry_bytes_ = 0;
  window_ = {};
  at_end_ = false;
  do {
    RIFFLE_TRY(next());
  } while (!at_end_ && key_ < from);
  return {};
}

Status RunCursor::next() {
  position_ += entry_bytes_;
  window_ = window_.subspan(std::min<std::size_t>(window_.size(), static_cast<std::size_t>(entry_bytes_)));
  entry_bytes_ = 0;
  if (position_ == run_->size) {
    at_end_ = true;
    return {};
  }
  RIFFLE_TRY(need(kMaxHeadBytes));
  ByteReader head(window_);
  key_ = as_text(head.read_bytes(head.read_varint()));
  df_ = head.read_varint();
  cf_ = head.read_varint();
  const std::uint64_t data_bytes = head.read_varint();
  if (!head.ok() || data_bytes > run_->size - position_ - head.position()) return broken_run();
  const std::size_t head_bytes = head.position();
  const std::size_t key_at =
      static_cast<std::size_t>(reinterpret_cast<const std::uint8_t*>(key_.data()) - window_.data());
  entry_bytes_ = head_bytes + data_bytes;
  RIFFLE_TRY(need(static_cast<std::size_t>(entry_bytes_)));
  key_ = as_text(window_.subspan(key_at, key_.size()));
  data_ = window_.subspan(head_bytes, static_cast<std::size_t>(data_bytes));
  return {};
}

Status RunCursor::append_postings(bool text_space, TermPostings& postings) const {
  const std::uint8_t* at = data_.data();
  const std::uint8_t* const end = at + data_.size();
  std::uint64_t doc = run_->first_doc;
  std::uint64_t value = 0;
  for (std::uint64_t i = 0; i < df_; ++i) {
    at = load_varint(at, end, value);
    if (at == nullptr) return broken_run();
    doc += value;
    postings.docs.push_back(static_cast<DocId>(doc));
    if (!text_space) continue;
    at = load_varint(at, end, value);
    if (at == nullptr || value > static_cast<std::uint64_t>(end - at)) return broken_run();
    const auto tf = static_cast<std::uint32_t>(value);
    postings.tfs.push_back(tf);
    const std::size_t first = postings.gaps.size();
    postings.gaps.resize(first + tf);
    for (std::uint32_t j = 0; j < tf; ++j) {
      at = load_varint(at, end, value);
      if (at == nullptr) return broken_run();
      postings.gaps[first + j] = static_cast<std::uint32_t>(value);
    }
  }
  return {};
}

}  // namespace riffle
