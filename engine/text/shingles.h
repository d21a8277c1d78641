// Shingles: hashes of the runs of eight words of a text, by which copies of a story are found.
// Shape:   a word is a run of letters and digits of ASCII, in lower case, and of bytes from 0x80 on; apostrophes,
//          straight and curly, are left out, so that both spellings are one; other general punctuation and no-break
//          spaces separate. A text of fewer than eight words has no shingle.
// Units:   a shingle is a u32; two different ones are the same number once in four thousand million.
// Cost:    half a nanosecond a byte of ASCII words, several for others.
// Threads: plain functions.
// Source:  Broder 1997, "On the resemblance and containment of documents".
#ifndef RIFFLE_TEXT_SHINGLES_H_
#define RIFFLE_TEXT_SHINGLES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace riffle {

inline constexpr std::size_t kShingleWords = 8;

/// Appends the shingles of `text` in order, repeated ones included.
void append_shingles(std::string_view text, std::vector<std::uint32_t>& out);

/// The sketch of a text: its shingles that end in L zero bits, L as small as leaves at most 24 of them, sorted, each
/// once. Sketches of different L are comparable: the deeper sample of a text is part of its shallower one.
void take_sketch(std::span<const std::uint32_t> shingles, std::vector<std::uint32_t>& sketch);

}  // namespace riffle

#endif  // RIFFLE_TEXT_SHINGLES_H_
