#include "analysis/ascii_chunk.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "kernels/text_kernels.h"
#include "text/run_borders.h"

namespace riffle {
namespace {

std::size_t chunk_size(std::string_view text) {
  if (text.size() <= AsciiChunk::kBytes) return text.size();
  std::size_t size = AsciiChunk::kBytes;
  while (size > 0 && !is_ascii_space(text[size - 1])) --size;
  return size;
}

}  // namespace

std::size_t AsciiChunk::read(std::string_view text) {
  const std::size_t size = chunk_size(text);
  // Begins and ends of runs alternate, so the array of runs is filled as a row of 16-bit numbers.
  std::uint16_t borders[kBytes + 2];
  RunBorders runs(borders);
  std::uint64_t any_high = 0;
  kernels::ByteClasses classes[kBlocks];
  const std::size_t whole = size / kernels::kTextBlock;
  char* const lower = buffer_ + kPadding;
  kernels::classify_text(text.substr(0, size), classes, lower);
  std::size_t blocks = whole;
  if (const std::size_t read = whole * kernels::kTextBlock; read < size) {
    char tail[kernels::kTextBlock] = {};
    std::memcpy(tail, text.data() + read, size - read);
    kernels::classify_text({tail, sizeof(tail)}, classes + blocks++, lower + read);
  }
  for (std::size_t block = 0; block < blocks; ++block) {
    const kernels::ByteClasses& masks = classes[block];
    high_[block] = masks.high;
    any_high |= masks.high;
    runs.add(masks.word | masks.high, block * kernels::kTextBlock);
  }
  run_count_ = runs.finish(size);
  buffer_[kPadding + size] = 0;
  for (std::size_t i = 0; i < run_count_; ++i) runs_[i] = {borders[2 * i], borders[2 * i + 1]};
  any_high_ = any_high != 0;
  return size;
}

bool AsciiChunk::find_high(std::size_t begin, std::size_t end) const {
  const std::size_t first = begin / 64;
  const std::size_t last = (end - 1) / 64;
  const std::uint64_t from = ~std::uint64_t{0} << (begin % 64);
  const std::uint64_t until = ~std::uint64_t{0} >> (63 - (end - 1) % 64);
  if (first == last) return (high_[first] & from & until) != 0;
  if ((high_[first] & from) != 0 || (high_[last] & until) != 0) return true;
  return std::any_of(high_ + first + 1, high_ + last, [](std::uint64_t block) { return block != 0; });
}

}  // namespace riffle
