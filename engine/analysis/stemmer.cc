#include "analysis/stemmer.h"

#include <libstemmer.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace riffle {
namespace {

constexpr std::size_t kCacheBits = 16;
constexpr std::size_t kCacheFromBytes = 256 << 10;
constexpr std::size_t kCachedBytes = 15;
constexpr std::size_t kUnchangedBytes = 2;  // the algorithm leaves words of at most two letters

/// A word of at most 15 bytes with zeros behind it, and its size in the last byte.
struct Key {
  std::uint64_t low;
  std::uint64_t high;
};

Key make_key(std::string_view word) {
  Key key{};
  std::memcpy(&key, word.data(), sizeof(key));
  const auto bits = static_cast<unsigned>(8 * word.size());
  if (bits < 64) {
    key.low &= (std::uint64_t{1} << bits) - 1;
    key.high = 0;
  } else {
    key.high &= (std::uint64_t{1} << (bits - 64)) - 1;
  }
  key.high |= static_cast<std::uint64_t>(word.size()) << 56;
  return key;
}

/// Digits have bit 0x20 without bit 0x40; letters have both, the padding and the size neither.
bool has_digit(const Key& key) {
  constexpr std::uint64_t kBit = 0x2020202020202020;
  const auto digits = [](std::uint64_t bytes) { return bytes & ~(bytes >> 1) & kBit; };
  return (digits(key.low) | digits(key.high)) != 0;
}

/// The first of the two entries where a word may be: one cache line.
std::size_t pair_of(const Key& key) {
  const std::uint64_t mixed = (key.low ^ std::rotl(key.high, 29)) * 0x9E3779B97F4A7C15;
  return static_cast<std::size_t>((mixed ^ (mixed << 23)) >> (64 - kCacheBits)) & ~std::size_t{1};
}

bool is_letters(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

void SnowballStemmer::Free::operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }

std::unique_ptr<SnowballStemmer> SnowballStemmer::open(const char* algorithm) {
  std::unique_ptr<sb_stemmer, Free> stemmer(sb_stemmer_new(algorithm, "UTF_8"));
  if (stemmer == nullptr) return nullptr;
  return std::unique_ptr<SnowballStemmer>(new SnowballStemmer(std::move(stemmer)));
}

std::string_view SnowballStemmer::stem(std::string_view word) {
  const auto* const symbols = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* const stem = sb_stemmer_stem(stemmer_.get(), symbols, static_cast<int>(word.size()));
  if (stem == nullptr) return word;
  const int size = sb_stemmer_length(stemmer_.get());
  if (size <= 0) return word;
  return {reinterpret_cast<const char*>(stem), static_cast<std::size_t>(size)};
}

std::unique_ptr<EnglishStemmer> EnglishStemmer::open() {
  std::unique_ptr<SnowballStemmer> snowball = SnowballStemmer::open("english");
  if (snowball == nullptr) return nullptr;
  return std::unique_ptr<EnglishStemmer>(new EnglishStemmer(std::move(snowball)));
}

std::string_view EnglishStemmer::stem_reference(std::string_view word) {
  return is_letters(word) ? snowball_->stem(word) : word;
}

std::string_view EnglishStemmer::stem(std::string_view word) {
  if (word.size() > kCachedBytes || !is_letters(word)) return stem_reference(word);
  char padded[16] = {};
  std::memcpy(padded, word.data(), word.size());
  const std::string_view found = stem_padded({padded, word.size()});
  return found.data() == padded ? word : found;
}

std::string_view EnglishStemmer::stem_padded(std::string_view word) {
  static_assert(sizeof(Entry) == 2 * sizeof(Key));
  if (word.size() <= kUnchangedBytes) return word;
  if (word.size() > kCachedBytes) return stem_reference(word);
  const Key key = make_key(word);
  if (has_digit(key)) return word;
  if (cache_.empty()) {
    seen_bytes_ += word.size();
    if (seen_bytes_ < kCacheFromBytes) return stem_reference(word);
    cache_.resize(std::size_t{1} << kCacheBits);
  }
  Entry* const pair = &cache_[pair_of(key)];
  // Moving what is asked for to the front keeps the rarer of the two at the back, where it is replaced.
  if (std::memcmp(&pair[0], &key, sizeof(key)) != 0) {
    if (std::memcmp(&pair[1], &key, sizeof(key)) == 0) {
      std::swap(pair[0], pair[1]);
    } else {
      const std::string_view stem = stem_reference(word);
      if (stem.size() > kCachedBytes) return stem;
      pair[1] = pair[0];
      std::memcpy(&pair[0], &key, sizeof(key));
      std::memcpy(pair[0].stem, stem.data(), stem.size());
      pair[0].stem_size = static_cast<std::uint8_t>(stem.size());
    }
  }
  return {pair[0].stem, pair[0].stem_size};
}

}  // namespace riffle
