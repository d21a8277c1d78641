// Opens, verifies and queries a damaged index file: nothing may crash, hang or allocate wildly, and damage that leaves
// a checksum wrong must be noticed.
//
// Input:   byte 0: image (bits 0 and 2), untrusted (1), repair the checksums (3), cut the file at the first patch (4),
//          verify (5), fixed queries (6-7); byte 1: number of patches (low 5 bits), the large image when the others and
//          the bits of the image are all set; six bytes a patch: u24 place, u8 operation, u16 value; then the text of a
//          query.
// Caps:    three of the twelve fixed queries and a few dozen results an input keep a run to a few milliseconds.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "check.h"
#include "index_image.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace riffle {
namespace {

using riffle::fuzz::check;

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15u;
  return value ^ (value >> 29);
}

/// Document number `i` of a corpus with `words` words a body.
Document article(std::uint64_t i, std::uint64_t words, std::uint64_t vocabulary) {
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
// bitset containers, which need words in more than 4,096 documents.
constexpr std::array<ImagePlan, 4> kPlans{{{"english", StoreMode::kFull, false, false, 3, 12, 20, 0},
                                           {"simple", StoreMode::kFull, false, false, 132, 4, 30, 9},
                                           {"simple", StoreMode::kNone, false, true, 132, 4, 30, 0},
                                           {"simple", StoreMode::kNone, true, false, 4110, 1, 40, 20}}};
constexpr std::size_t kLargeImage = 3;

IndexImage build_image(const ImagePlan& plan) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("riffle-fuzz-" + std::to_string(::getpid()) + ".riffle")).string();
  WriterOptions options;
  options.analyzer = plan.analyzer;
  options.store = plan.store;
  options.join_title = plan.join_title;
  options.sentences = plan.sentences;
  options.memory_bytes = std::size_t{32} << 20;
  options.threads = 1;
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
  std::filesystem::remove(path);
  return IndexImage(std::move(bytes));
}

const std::vector<IndexImage>& images() {
  static const std::vector<IndexImage> built = [] {
    std::vector<IndexImage> out;
    for (const ImagePlan& plan : kPlans) out.push_back(build_image(plan));
    return out;
  }();
  return built;
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

void apply(const IndexImage& image, const Patch& patch, ByteBuffer& bytes) {
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

template <typename T>
void check_error(const Result<T>& result) {
  if (result) return;
  check(result.error().code >= ErrorCode::kInvalidArgument && result.error().code <= ErrorCode::kCommitUnknown);
  check(!result.error().message.empty());
}

void run_query(const Index& index, std::string_view text) {
  const auto query = index.parse(text);
  check_error(query);
  if (!query) return;
  check_error(index.count(*query));
  std::size_t left = 50;
  check_error(index.for_each_id(*query, [&](std::string_view) { return --left > 0; }));
  SearchOptions options;
  options.limit = 3;
  options.snippets = true;
  options.explain = true;
  check_error(index.search(*query, options));
  options.sort = SortOrder::kDateDescending;
  options.offset = 3;
  check_error(index.search(*query, options));
}

void query_everything(const Index& index, std::string_view text, std::size_t choice) {
  static constexpr std::array<const char*, 12> kFixed{
      "of the",   "w5 AND NOT w7",       "\"the of\"",        "\"the title\" OR \"of of w5\"",
      "title:w3", "source:rudaw",        "date:>=2024-12-10", "NOT of",
      "w1 OR w2", "\"of w3\" OR NOT w1", "the SENTENCE of",   "source:* AND text:\"of of\""};
  for (std::size_t i = 0; i < 3; ++i) run_query(index, kFixed[3 * choice + i]);
  run_query(index, text);
  for (const char* const id : {"n0", "n2", "n149", "n4000"}) check_error(index.get(id));
  std::size_t left = 5;
  check_error(index.for_each_document([&](const Document&) { return --left > 0; }));
  for (const char* const field : {"", "source", "id"}) {
    left = 40;
    check_error(index.for_each_term(field, "w", [&](const TermInfo&) { return --left > 0; }));
  }
  check_error(index.info(true));
}

void run(ByteSpan input) {
  ByteReader reader(input);
  const auto flags = reader.read<std::uint8_t>();
  const auto counts = reader.read<std::uint8_t>();
  const std::size_t patch_count = counts % 32;
  // The large image takes a hundred times as long: one input in 32 at first, so that the others are tried often enough.
  const bool may_be_large = (flags & 5) == 5;
  const std::size_t small = (flags & 4) == 0 ? flags & 1u : 2u - 2u * (flags & 1u);
  const IndexImage& image = images()[may_be_large && counts / 32 == 7 ? kLargeImage : small];
  const bool repair = (flags & 8) != 0;
  const bool cut = (flags & 16) != 0;
  ByteBuffer bytes = image.bytes();
  std::size_t length = bytes.size();
  for (std::size_t i = 0; i < patch_count && reader.remaining() >= 6; ++i) {
    Patch patch;
    patch.place = reader.read<std::uint16_t>();
    patch.place |= static_cast<std::uint32_t>(reader.read<std::uint8_t>()) << 16;
    patch.operation = reader.read<std::uint8_t>();
    patch.value = reader.read<std::uint16_t>();
    if (cut && i == 0) {
      length = image.place(patch.place);
    } else {
      apply(image, patch, bytes);
    }
  }
  if (repair) image.repair(bytes);
  const bool intact = length == bytes.size() && bytes == image.bytes();
  OpenOptions options;
  if ((flags & 2) != 0) options.trust = Trust::kUntrusted;
  static const MemoryFile file;
  file.fill(ByteSpan(bytes).first(length));
  if ((flags & 32) != 0 || !repair) {
    const auto report = verify(file.path(), {}, options);
    check_error(report);
    if (intact) check(report && report->faults.empty());
    if (!intact && !repair) check(!report || !report->faults.empty());
  }
  const auto index = Index::open(file.path(), options);
  check_error(index);
  if (intact) check(index.has_value());
  if (index) query_everything(*index, as_text(reader.read_bytes(reader.remaining())), flags >> 6);
}

}  // namespace
}  // namespace riffle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  riffle::run(riffle::ByteSpan(data, size));
  return 0;
}
