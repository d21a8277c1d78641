// Index files as the targets of damaged files share them: sound ones, and changes to them that an input names.
// Shape:   five sound files (kPlans), each built once; six bytes a change: u24 place, u8 operation, u16 value.
// Life:    what is built stays until the process ends.
#ifndef RIFFLE_FUZZ_DAMAGED_IMAGE_H_
#define RIFFLE_FUZZ_DAMAGED_IMAGE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/scratch_folder.h"
#include "check.h"
#include "index_image.h"
#include "riffle/index_writer.h"

namespace riffle::fuzz {

inline std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15u;
  return value ^ (value >> 29);
}

/// Document number `i` of a corpus with `words` words a body.
inline Document article(std::uint64_t i, std::uint64_t words, std::uint64_t vocabulary) {
  Document document;
  document.id.append("n").append(std::to_string(i));
  document.title = "the title w" + std::to_string(i % 17);
  document.body = "the of";
  for (std::uint64_t j = 0; j < words; ++j) {
    const std::uint64_t draw = mixed(i * 1009 + j);
    const bool is_frequent = draw % 4 == 0;
    document.body.append(is_frequent ? " of" : " w");
    if (!is_frequent) document.body += std::to_string(mixed(draw) % vocabulary);
    if (draw % 16 == 5) document.body += ". The";
  }
  if (i % 60 == 7) {
    for (int j = 0; j < 20; ++j) document.body += " w5";
  }
  if (i % 5 != 0) document.date = 1732924800 + static_cast<Date>(mixed(i) % 5000) * 3600;
  if (i % 3 != 0 && i < 1000) document.source = i % 2 == 0 ? "Rudaw" : "Reuters";
  if (i % 4 == 0) document.extra = {{"section", "\"world\""}};
  return document;
}

struct ImagePlan {
  const char* analyzer;
  StoreMode store;
  bool join_title;
  bool sentences;
  std::uint64_t documents;
  std::uint64_t words;
  std::uint64_t vocabulary;
  std::uint64_t replaced;
};

// Small; long lists with tombstones; document-relative positions of long lists, which the marks of sentences have;
// bitset containers, which need words in more than 4,096 documents;
// small with two commits and tombstones.
inline constexpr std::array<ImagePlan, 5> kPlans{{{"english", StoreMode::kFull, false, false, 3, 12, 20, 0},
                                                  {"simple", StoreMode::kFull, false, false, 132, 4, 30, 9},
                                                  {"simple", StoreMode::kNone, false, true, 132, 4, 30, 0},
                                                  {"simple", StoreMode::kNone, true, false, 4110, 1, 40, 20},
                                                  {"english", StoreMode::kFull, false, true, 5, 8, 12, 2}}};
inline constexpr std::size_t kLargeImage = 3;
inline constexpr std::size_t kTwoCommits = 4;

inline IndexImage build_image(const ImagePlan& plan) {
  const ScratchFolder folder;
  const std::string path = folder.file("image.riffle");
  WriterOptions options;
  options.analyzer = plan.analyzer;
  options.store = plan.store;
  options.join_title = plan.join_title;
  options.sentences = plan.sentences;
  options.memory_bytes = std::size_t{32} << 20;
  options.threads = 1;
  options.merge_segments = plan.documents > 100;
  for (const bool again : {false, true}) {
    if (again && plan.replaced == 0) break;
    auto writer = IndexWriter::open(path, options);
    check(writer.has_value());
    for (std::uint64_t i = 0; i < (again ? plan.replaced : plan.documents); ++i) {
      check(writer->add(article(again ? 3 * i : i, plan.words, plan.vocabulary)).has_value());
    }
    check(writer->commit().has_value());
  }
  std::ifstream file(path, std::ios::binary);
  ByteBuffer bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return IndexImage(std::move(bytes));
}

/// Image `number` of kPlans, built when it is first asked for.
inline const IndexImage& image(std::size_t number) {
  static std::array<std::unique_ptr<IndexImage>, kPlans.size()> built;
  if (!built[number]) built[number] = std::make_unique<IndexImage>(build_image(kPlans[number]));
  return *built[number];
}

struct Patch {
  std::uint32_t place = 0;
  std::uint8_t operation = 0;
  std::uint16_t value = 0;
};

template <typename T>
void store_if_inside(ByteBuffer& bytes, std::size_t at, T value) {
  if (bytes.size() - at >= sizeof(T)) store(bytes.data() + at, value);
}

inline void apply(const IndexImage& image, const Patch& patch, ByteBuffer& bytes) {
  static constexpr std::array<std::uint64_t, 14> kNumbers{
      0,          1,          127,        128,        0x7FFF,         0xFFFF,     0x10000,
      0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0x100000000ull, 1ull << 63, ~std::uint64_t{0}};
  const std::size_t at = image.place(patch.place);
  const auto low = static_cast<std::uint8_t>(patch.value);
  const std::uint64_t number = kNumbers[patch.value % kNumbers.size()];
  switch (patch.operation % 10) {
    case 0: bytes[at] = low; break;
    case 1: bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1u << (low % 8))); break;
    case 2: bytes[at] = static_cast<std::uint8_t>(bytes[at] + low); break;
    case 3: store_if_inside(bytes, at, patch.value); break;
    case 4: store_if_inside(bytes, at & ~std::size_t{3}, static_cast<std::uint32_t>(number)); break;
    case 5: store_if_inside(bytes, at & ~std::size_t{7}, number); break;
    case 6: store_if_inside(bytes, at & ~std::size_t{3}, static_cast<std::uint32_t>(patch.value)); break;
    case 7: std::swap(bytes[at], bytes[std::min<std::size_t>(at + patch.value % 64, bytes.size() - 1)]); break;
    case 8:
      for (std::size_t i = at; i < std::min<std::size_t>(at + low % 10, bytes.size()); ++i) bytes[i] = 0xFF;
      break;
    default: {
      const std::size_t from = image.place(patch.place * 31 + patch.value);
      for (std::size_t i = 0; i < 16 && std::max(at, from) + i < bytes.size(); ++i) bytes[at + i] = bytes[from + i];
    }
  }
}

/// A file that an input made of an image.
struct DamagedFile {
  ByteBuffer bytes;
  bool is_intact = false;
};

/// Takes `changes` changes from `input`, of which the first names the new end of the file with `cut`.
inline DamagedFile damage(const IndexImage& image, ByteReader& input, std::size_t changes, bool cut, bool repair) {
  DamagedFile file{image.bytes(), false};
  std::size_t length = file.bytes.size();
  for (std::size_t i = 0; i < changes && input.remaining() >= 6; ++i) {
    Patch patch;
    patch.place = input.read<std::uint16_t>();
    patch.place |= static_cast<std::uint32_t>(input.read<std::uint8_t>()) << 16;
    patch.operation = input.read<std::uint8_t>();
    patch.value = input.read<std::uint16_t>();
    if (cut && i == 0) {
      length = image.place(patch.place);
    } else {
      apply(image, patch, file.bytes);
    }
  }
  if (repair) image.repair(file.bytes);
  file.bytes.resize(length);
  file.is_intact = file.bytes == image.bytes();
  return file;
}

/// An error says which of the documented codes it is, and something to people.
template <typename T>
void check_error(const Result<T>& result) {
  if (result) return;
  check(result.error().code >= ErrorCode::kInvalidArgument && result.error().code <= ErrorCode::kCommitUnknown);
  check(!result.error().message.empty());
}

/// One file in memory, written anew for every input.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("riffle-fuzz", MFD_CLOEXEC)) { check(descriptor_ >= 0); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  void fill(ByteSpan bytes) const {
    check(::ftruncate(descriptor_, static_cast<off_t>(bytes.size())) == 0);
    check(::pwrite(descriptor_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace riffle::fuzz

#endif  // RIFFLE_FUZZ_DAMAGED_IMAGE_H_
