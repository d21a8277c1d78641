// Opens, verifies and queries a damaged index file: nothing may crash, hang or allocate wildly, and damage that leaves
// a checksum wrong must be noticed.
//
// Input:   byte 0: image (bits 0 and 2), untrusted (1), repair the checksums (3), cut the file at the first patch (4),
//          verify (5), fixed queries (6-7); byte 1: number of patches (low 5 bits), the large image when the others and
//          the bits of the image are all set; six bytes a patch: u24 place, u8 operation, u16 value; then the text of a
//          query.
// Caps:    one of the twelve fixed queries and a few dozen results an input keep a run to a few milliseconds.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "check.h"
#include "damaged_image.h"
#include "every_way.h"
#include "patch_mutator.h"
#include "riffle/index.h"

namespace riffle {
namespace {

using fuzz::check;
using fuzz::check_error;

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

void query_everything(const Index& index, std::string_view text, std::size_t choice, ByteSpan input) {
  static constexpr std::array<const char*, 12> kFixed{
      "of the",   "w5 AND NOT w7",       "\"the of\"",        "\"the title\" OR \"of of w5\"",
      "title:w3", "source:rudaw",        "date:>=2024-12-10", "NOT of",
      "w1 OR w2", "\"of w3\" OR NOT w1", "the SENTENCE of",   "source:* AND text:\"of of\""};
  fuzz::for_ways(as_text(input), 3, [&](std::size_t way) { run_query(index, kFixed[3 * choice + way]); });
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
  const IndexImage& image = fuzz::image(may_be_large && counts / 32 == 7 ? fuzz::kLargeImage : small);
  const bool repair = (flags & 8) != 0;
  const bool cut = (flags & 16) != 0;
  const fuzz::DamagedFile damaged = fuzz::damage(image, reader, patch_count, cut, repair);
  const bool intact = damaged.is_intact;
  OpenOptions options;
  if ((flags & 2) != 0) options.trust = Trust::kUntrusted;
  static const fuzz::MemoryFile file;
  file.fill(damaged.bytes);
  if ((flags & 32) != 0 || !repair) {
    const auto report = verify(file.path(), {}, options);
    check_error(report);
    if (intact) check(report && report->faults.empty());
    if (!intact && !repair) check(!report || !report->faults.empty());
  }
  const auto index = Index::open(file.path(), options);
  check_error(index);
  if (intact) check(index.has_value());
  if (index) query_everything(*index, as_text(reader.read_bytes(reader.remaining())), flags >> 6, input);
}

}  // namespace
}  // namespace riffle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  riffle::run(riffle::ByteSpan(data, size));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  return riffle::fuzz::mutate_patches(data, size, max_size, seed, 0x1F);
}
