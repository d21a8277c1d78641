#include "text/shingles.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>

#include "kernels/text_kernels.h"
#include "text/run_borders.h"

namespace riffle {
namespace {

constexpr std::size_t kMostSketchValues = 24;
constexpr std::uint64_t kWordFactor = 0x9E3779B97F4A7C15;
constexpr std::uint64_t kRollFactor = 0xD6E8FEB86659FD93;

constexpr std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t result = 1;
  for (std::size_t i = 0; i < exponent; ++i) result *= base;
  return result;
}
constexpr std::uint64_t kLeavingFactor = power(kRollFactor, kShingleWords);

constexpr std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 32;
  value *= 0xD6E8FEB86659FD93;
  value ^= value >> 32;
  return value;
}

std::uint64_t eight_bytes(const char* text) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof(bytes));
  return bytes;
}

/// A word as a number: its bytes by eights, the last ones filled up with zeros.
class WordHash {
 public:
  void add_byte(std::uint8_t byte) {
    eight_ |= std::uint64_t{byte} << (8 * count_);
    if (++count_ == 8) close();
  }
  void add_eight(std::uint64_t bytes) { hash_ = (hash_ ^ bytes) * kWordFactor; }
  /// The word, and on to the next one.
  std::uint64_t finish() {
    if (count_ > 0) close();
    return std::exchange(hash_, 0);
  }

 private:
  void close() {
    add_eight(eight_);
    eight_ = 0;
    count_ = 0;
  }

  std::uint64_t hash_ = 0;
  std::uint64_t eight_ = 0;
  unsigned count_ = 0;
};

/// What a byte is in a word: 0 = a border, 1 = left out, else the byte in lower case; 2 = look at what follows.
constexpr std::uint8_t kBorder = 0;
constexpr std::uint8_t kLeftOut = 1;
constexpr std::uint8_t kLook = 2;

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_word = is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    classes[c] = static_cast<std::uint8_t>(is_upper ? c + 32 : is_word ? c : kBorder);
  }
  classes['\''] = kLeftOut;
  classes['`'] = kLeftOut;
  classes[0xE2] = kLook;  // general punctuation
  classes[0xC2] = kLook;  // U+00A0, U+00B4
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

/// The sequence at a kLook byte: what it is, and its bytes.
struct Looked {
  std::uint8_t kind = kLook;
  std::size_t bytes = 1;
};

Looked look(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) == 0xC2) {
    if (byte(1) == 0xB4) return {kLeftOut, 2};
    return byte(1) >= 0x80 && byte(1) < 0xC0 ? Looked{kBorder, 2} : Looked{kLook, 1};
  }
  if (byte(1) == 0x80 && byte(2) >= 0x80 && byte(2) < 0xC0) {
    return {byte(2) == 0x98 || byte(2) == 0x99 ? kLeftOut : kBorder, 3};
  }
  return {kLook, 1};
}

/// Words as numbers in, shingles out: the last kShingleWords words are one number that goes on with each word.
class Roller {
 public:
  static constexpr std::size_t kRoom = 1088;

  explicit Roller(std::vector<std::uint32_t>& out) : out_(out) { std::fill_n(words_.begin(), kShingleWords, 0); }

  /// Where the next words go, kRoom at most.
  std::uint64_t* room() { return words_.data() + kShingleWords; }

  /// Makes shingles of the first `count` words there.
  void take(std::size_t count) {
    std::uint64_t sum = sum_;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t& word = words_[kShingleWords + i];
      word = mix(word);
      sum = sum * kRollFactor + word - words_[i] * kLeavingFactor;
      shingles_[i] = static_cast<std::uint32_t>(mix(sum) >> 16);
    }
    sum_ = sum;
    const std::size_t without = std::min(count, missing_);
    missing_ -= without;
    out_.insert(out_.end(), shingles_.begin() + static_cast<std::ptrdiff_t>(without),
                shingles_.begin() + static_cast<std::ptrdiff_t>(count));
    std::copy_n(words_.begin() + static_cast<std::ptrdiff_t>(count), kShingleWords, words_.begin());
  }

 private:
  std::vector<std::uint32_t>& out_;
  std::array<std::uint64_t, kShingleWords + kRoom> words_;  // the last ones of before, and the new ones
  std::array<std::uint32_t, kRoom> shingles_;
  std::size_t missing_ = kShingleWords - 1;  // words before the first shingle
  std::uint64_t sum_ = 0;
};

/// What was read, and where to go on.
struct ReadWord {
  std::optional<std::uint64_t> word;
  std::size_t end = 0;
};

/// Reads byte by byte from the begin of a word, or of what may be left out in front of one, to the border behind it.
ReadWord read_bytes(std::string_view text, std::size_t at) {
  WordHash word;
  bool in_word = false;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    std::uint8_t kind = kClasses[byte];
    std::size_t bytes = 1;
    if (kind == kLook) {
      const Looked looked = look(text.substr(at, 3));
      kind = looked.kind == kLook ? byte : looked.kind;
      bytes = looked.bytes;
    }
    at += bytes;
    if (kind == kBorder) break;
    if (kind == kLeftOut) continue;
    word.add_byte(kind);
    in_word = true;
  }
  return {.word = in_word ? std::optional(word.finish()) : std::nullopt, .end = at};
}

/// A word of letters and digits of ASCII in lower case, as a number. REQUIRES: eight bytes can be read from each of its
/// own.
std::uint64_t plain_word(const char* text, std::size_t bytes) {
  WordHash word;
  for (; bytes > 8; bytes -= 8, text += 8) word.add_eight(eight_bytes(text));
  word.add_eight(eight_bytes(text) & UINT64_MAX >> (64 - 8 * bytes));
  return word.finish();
}

/// A piece of a text as runs of what may be words: letters and digits of ASCII, and bytes that only a closer look can
/// tell.
class Piece {
 public:
  struct Run {
    std::size_t begin;
    std::size_t end;
  };

  /// Of whole blocks at the front of `text`, as many as there are and have room.
  void read(std::string_view text) {
    std::array<kernels::ByteClasses, kBlocks> classes;
    const std::size_t blocks = std::min(kBlocks, text.size() / kernels::kTextBlock);
    size_ = blocks * kernels::kTextBlock;
    kernels::classify_text(text.substr(0, size_), classes.data(), lower_.data());
    RunBorders runs(borders_.data());
    std::uint64_t any_special = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
      special_[block] = classes[block].high | classes[block].apostrophe;
      any_special |= special_[block];
      runs.add(classes[block].word | special_[block], block * kernels::kTextBlock);
    }
    run_count_ = runs.finish(size_);
    has_special_ = any_special != 0;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t run_count() const { return run_count_; }
  [[nodiscard]] Run run(std::size_t i) const { return {borders_[2 * i], borders_[2 * i + 1]}; }
  /// Followed by eight bytes that can be read.
  [[nodiscard]] const char* lower() const { return lower_.data(); }

  /// Whether letters and digits of ASCII are all there is in the run.
  [[nodiscard]] bool is_plain(const Run& run) const {
    if (!has_special_) return true;
    const std::size_t last = (run.end - 1) / 64;
    std::uint64_t from = UINT64_MAX << run.begin % 64;
    for (std::size_t block = run.begin / 64; block < last; ++block, from = UINT64_MAX) {
      if ((special_[block] & from) != 0) return false;
    }
    return (special_[last] & from & UINT64_MAX >> (63 - (run.end - 1) % 64)) == 0;
  }

 private:
  static constexpr std::size_t kBlocks = 32;
  static constexpr std::size_t kBytes = kBlocks * kernels::kTextBlock;
  static_assert(kernels::kTextBlock == 64);
  static_assert(kBytes / 2 < Roller::kRoom);

  std::size_t size_ = 0;
  std::size_t run_count_ = 0;
  bool has_special_ = false;
  std::array<std::uint64_t, kBlocks> special_;
  std::array<std::uint16_t, kBytes + 2> borders_;
  std::array<char, kBytes + sizeof(std::uint64_t)> lower_;
};

/// Reads the words of a piece, but for a last one that may go on behind it; returns where to go on.
std::size_t read_piece(const Piece& piece, std::string_view text, std::size_t begin, Roller& roller) {
  std::uint64_t* const words = roller.room();
  std::size_t count = 0;
  std::size_t next = piece.size();
  for (std::size_t i = 0; i < piece.run_count(); ++i) {
    const Piece::Run run = piece.run(i);
    if (run.end == piece.size() && run.begin > 0) {
      next = run.begin;
    } else if (run.end < piece.size() && piece.is_plain(run)) {
      words[count++] = plain_word(piece.lower() + run.begin, run.end - run.begin);
    } else {
      for (std::size_t at = begin + run.begin; at < begin + run.end;) {
        const ReadWord read = read_bytes(text, at);
        if (read.word) words[count++] = *read.word;
        at = read.end;
        if (read.end > begin + piece.size()) next = read.end - begin;
      }
    }
  }
  roller.take(count);
  return begin + next;
}

/// Appends the values that end in `zeros` zero bits or more.
void append_deep(std::span<const std::uint32_t> shingles, unsigned zeros, std::vector<std::uint32_t>& out) {
  const std::uint32_t mask = (std::uint32_t{1} << zeros) - 1;
  std::array<std::uint32_t, 64> deep;
  for (std::size_t begin = 0; begin < shingles.size(); begin += deep.size()) {
    std::size_t count = 0;
    for (const std::uint32_t shingle : shingles.subspan(begin, std::min(deep.size(), shingles.size() - begin))) {
      deep[count] = shingle;
      count += (shingle & mask) == 0 ? 1 : 0;
    }
    out.insert(out.end(), deep.begin(), deep.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

}  // namespace

// Words of ASCII letters and digits are found in 64 bytes at a time, others byte by byte.
void append_shingles(std::string_view text, std::vector<std::uint32_t>& out) {
  Roller roller(out);
  Piece piece;
  std::size_t at = 0;
  while (text.size() - at >= kernels::kTextBlock) {
    piece.read(text.substr(at));
    at = read_piece(piece, text, at, roller);
  }
  std::size_t count = 0;
  while (at < text.size()) {
    const ReadWord read = read_bytes(text, at);
    if (read.word) roller.room()[count++] = *read.word;
    at = read.end;
  }
  roller.take(count);
}

void take_sketch(std::span<const std::uint32_t> shingles, std::vector<std::uint32_t>& sketch) {
  constexpr unsigned kBits = 32;
  // Of so many zero bits there will be three times as many values as wanted, or more, so that those with fewer need not
  // be counted.
  unsigned zeros = 0;
  while (shingles.size() >> (zeros + 1) > 3 * kMostSketchValues) ++zeros;
  sketch.clear();
  append_deep(shingles, zeros, sketch);
  if (sketch.size() <= kMostSketchValues) sketch.assign(shingles.begin(), shingles.end());
  std::array<std::size_t, kBits + 1> with_zeros{};
  for (const std::uint32_t shingle : sketch) ++with_zeros[static_cast<unsigned>(std::countr_zero(shingle))];
  unsigned least = kBits;
  std::size_t count = with_zeros[kBits];
  while (least > 0 && count + with_zeros[least - 1] <= kMostSketchValues) count += with_zeros[--least];
  std::erase_if(sketch,
                [least](std::uint32_t shingle) { return static_cast<unsigned>(std::countr_zero(shingle)) < least; });
  std::sort(sketch.begin(), sketch.end());
  sketch.erase(std::unique(sketch.begin(), sketch.end()), sketch.end());
}

}  // namespace riffle
