// SnowballStemmer: the stem of a word by one of the Snowball algorithms.
// EnglishStemmer: the English one (Porter 2) with a small cache in front.
// Shape:   words of a-z only have English stems; any other word is its own.
// Cost:    a few ns from the cache, 200 to 500 ns through Snowball; the cache (2 MiB, words of at most 15 bytes) is
//          made once 256 KiB of words have been seen, so that an analyzer for a query stays cheap.
// Errors:  open() gives null without memory; a word for which Snowball has no memory is left as it is.
// Threads: one owner.
// Life:    a stem is valid until the next call and as long as the word.
// Source:  libstemmer 2.2, UTF-8.
#ifndef RIFFLE_ANALYSIS_STEMMER_H_
#define RIFFLE_ANALYSIS_STEMMER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sb_stemmer;

namespace riffle {

class SnowballStemmer {
 public:
  /// `algorithm` as libstemmer names it; null for one that it does not have, or without memory.
  static std::unique_ptr<SnowballStemmer> open(const char* algorithm);

  /// REQUIRES: well-formed UTF-8, case-folded.
  std::string_view stem(std::string_view word);

 private:
  struct Free {
    void operator()(sb_stemmer* stemmer) const;
  };
  explicit SnowballStemmer(std::unique_ptr<sb_stemmer, Free> stemmer) : stemmer_(std::move(stemmer)) {}

  std::unique_ptr<sb_stemmer, Free> stemmer_;
};

class EnglishStemmer {
 public:
  static std::unique_ptr<EnglishStemmer> open();

  /// The stem of `word`, never empty unless the word is.
  std::string_view stem(std::string_view word);

  /// The same. REQUIRES: 16 readable bytes at word.data(); bytes of the word are in 0-9 and a-z.
  std::string_view stem_padded(std::string_view word);

  /// The same, with no cache.
  std::string_view stem_reference(std::string_view word);

 private:
  struct Entry {
    char word[15];
    std::uint8_t word_size;
    char stem[15];
    std::uint8_t stem_size;
  };

  explicit EnglishStemmer(std::unique_ptr<SnowballStemmer> snowball) : snowball_(std::move(snowball)) {}

  std::unique_ptr<SnowballStemmer> snowball_;
  std::vector<Entry> cache_;
  std::size_t seen_bytes_ = 0;
};

/// The name of the stem class of `term`, into `name`: its stem, and behind it an apostrophe, which no term has, when
/// the word that is written like the stem belongs to another class (format-spec/analysis.md, "Stem classes").
/// append_stem(word, out) appends the stem of a word.
template <typename AppendStem>
void name_class(std::string_view term, AppendStem&& append_stem, std::string& name) {
  name.clear();
  append_stem(term, name);
  if (name.empty() || name == term) return;
  std::string stem_of_name;
  append_stem(name, stem_of_name);
  if (stem_of_name != name) name += '\'';
}

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_STEMMER_H_
