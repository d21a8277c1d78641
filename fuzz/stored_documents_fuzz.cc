// The stored documents of a segment, block by block: zstd frames and lengths that lie, records that end anywhere.
// Reading fails as corrupt, or gives documents; what is checked as sound can be read; nothing takes more memory than
// its bytes allow.
//
// Input:   byte 0: blocks (low 2 bits, one more), compress the content (2), it begins with a dictionary of 64 bytes
// (3),
//          a limit for what is unpacked (4); byte 1: documents, one more; byte 2: number of patches (low 3 bits); a
//          byte a block, which says whether its length is a lie, with four bytes if so; three bytes a patch: u16 place,
//          u8 value; then the content.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "check.h"
#include "format/block_guard.h"
#include "format/schema.h"
#include "format/stored_documents.h"

namespace riffle {
namespace {

using fuzz::check;

constexpr std::size_t kMostInputBytes = 8192;
constexpr std::size_t kDictionaryBytes = 64;
constexpr std::uint64_t kUnpackBytes = 4096;
constexpr std::size_t kPageBytes = 4096;

/// Blocks, index and dictionary beside each other, with the checksums of whoever wrote them.
class Sections {
 public:
  Sections(ByteBuffer blocks, const ByteBuffer& index, ByteSpan dictionary)
      : index_at_(blocks.size()), dictionary_at_(index_at_ + index.size()), bytes_(std::move(blocks)) {
    append_bytes(bytes_, index);
    append_bytes(bytes_, dictionary);
  }

  void patch(std::uint16_t place, std::uint8_t value) {
    if (dictionary_at_ > 0) bytes_[place % dictionary_at_] = value;
  }

  void seal() {
    for (std::size_t at = 0; at < bytes_.size(); at += BlockGuard::kBlockBytes) {
      append(tree_, checksum64(ByteSpan(bytes_).subspan(
                        at, std::min<std::size_t>(BlockGuard::kBlockBytes, bytes_.size() - at))));
    }
    const std::uint64_t root = checksum64(tree_);
    tree_.resize(kPageBytes);
    guard_.emplace(bytes_, tree_, root, 0, "segment");
  }

  [[nodiscard]] SectionView blocks() const { return view(0, index_at_); }
  [[nodiscard]] SectionView index() const { return view(index_at_, dictionary_at_); }
  [[nodiscard]] SectionView dictionary() const {
    return dictionary_at_ < bytes_.size() ? view(dictionary_at_, bytes_.size()) : SectionView();
  }

 private:
  [[nodiscard]] SectionView view(std::size_t begin, std::size_t end) const {
    return {&*guard_, ByteSpan(bytes_).subspan(begin, end - begin), begin};
  }

  std::size_t index_at_;
  std::size_t dictionary_at_;
  ByteBuffer bytes_;
  ByteBuffer tree_;
  std::optional<BlockGuard> guard_;
};

struct Plan {
  std::uint32_t documents = 1;
  bool is_compressed = false;
  bool has_dictionary = false;
  std::array<std::optional<std::uint32_t>, 4> lies;
  std::size_t blocks = 1;
};

Sections make_sections(const Plan& plan, ByteSpan content) {
  ByteSpan dictionary;
  if (plan.has_dictionary) {
    dictionary = content.first(std::min(kDictionaryBytes, content.size()));
    content = content.subspan(dictionary.size());
  }
  StoredCompressor compressor(make_stored_dictionary(dictionary));
  StoredIndexWriter index;
  ByteBuffer blocks;
  for (std::size_t i = 0; i < plan.blocks; ++i) {
    const std::size_t begin = content.size() * i / plan.blocks;
    const ByteSpan raw = content.subspan(begin, content.size() * (i + 1) / plan.blocks - begin);
    index.offsets.push_back(blocks.size());
    index.first_docs.push_back(static_cast<std::uint32_t>(plan.documents * i / plan.blocks));
    index.raw_bytes.push_back(plan.lies[i].value_or(static_cast<std::uint32_t>(raw.size())));
    if (plan.is_compressed) {
      check(compressor.append_block(raw, blocks).has_value());
    } else {
      append_bytes(blocks, raw);
    }
  }
  index.offsets.push_back(blocks.size());
  index.first_docs.push_back(plan.documents);
  return Sections(std::move(blocks), index.encode(), dictionary);
}

template <typename T>
void check_error(const Result<T>& result, bool is_limited) {
  if (result) return;
  check(result.error().code == ErrorCode::kCorrupt || (is_limited && result.error().code == ErrorCode::kResourceLimit));
}

/// What a frame can unpack to at most is what its bytes can stand for.
std::uint64_t most_bytes(const Sections& sections) {
  return sections.blocks().size() * limits::kStoredExpansion + limits::kStoredSlackBytes;
}

void run(ByteSpan input) {
  ByteReader reader(input);
  const auto flags = reader.read<std::uint8_t>();
  Plan plan;
  plan.is_compressed = (flags & 4) != 0;
  plan.has_dictionary = (flags & 8) != 0;
  plan.documents = reader.read<std::uint8_t>() + 1u;
  plan.blocks = std::min<std::size_t>(flags % 4 + 1u, plan.documents);
  const std::size_t patches = reader.read<std::uint8_t>() % 8;
  for (std::size_t i = 0; i < plan.blocks; ++i) {
    if (reader.read<std::uint8_t>() % 2 != 0) plan.lies[i] = reader.read<std::uint32_t>();
  }
  const ByteSpan patch_bytes = reader.read_bytes(std::min(3 * patches, reader.remaining() / 3 * 3));
  Sections sections = make_sections(plan, reader.read_bytes(reader.remaining()));
  for (ByteReader patch(patch_bytes); patch.remaining() >= 3;) {
    const auto place = patch.read<std::uint16_t>();
    sections.patch(place, patch.read<std::uint8_t>());
  }
  sections.seal();

  static const Schema schema = article_schema(false);
  const StoredReader stored(sections.blocks(), sections.index(), sections.dictionary(), schema, plan.documents);
  std::optional<UnpackLimit> limit;
  const bool is_limited = (flags & 16) != 0;
  if (is_limited) limit.emplace(kUnpackBytes, "a file");
  const Status sound = stored.check_all();
  check_error(sound, is_limited);
  const std::uint64_t most = is_limited ? kUnpackBytes : most_bytes(sections);
  for (DocId doc = 0; doc < plan.documents; ++doc) {
    Document document;
    const Status read = stored.read(doc, document);
    check_error(read, is_limited);
    check(read.has_value() || !sound);
    check(document.title.size() + document.body.size() + document.url.size() <= most);
  }
}

}  // namespace
}  // namespace riffle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > riffle::kMostInputBytes) return 0;
  riffle::run(riffle::ByteSpan(data, size));
  return 0;
}
