// British and American spellings of one word: colour and color, organisation and organization, centre and center.
// Shape:   works on terms of a to z, of up to 32 letters. A pair of a closed table gives the other side; a word in
//          -ise, -yse, -logue or -aemia (and their like, in either spelling) gives the other ending; a name of
//          known_names.h gives its other spellings, a word of irregular_forms.h its other forms. What comes out need
//          not be a word: it is for looking up.
// Cost:    a comparison of some letters for the pairs that begin as the word does, and for each ending.
// Errors:  open() gives null without memory.
// Threads: plain functions; an object has one owner.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_ENGLISH_SPELLINGS_H_
#define RIFFLE_ANALYSIS_ENGLISH_SPELLINGS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/stemmer.h"

namespace riffle {

inline constexpr std::size_t kMostSpellings = 8;

/// The other spellings of `term`, without itself; at most kMostSpellings, each once.
std::vector<std::string> english_spellings(std::string_view term);

/// Tells which forms of a stem class are other spellings of words of another class: of "organ" those of the class
/// "organis" are "organization" and "organize", and "organs" is not.
class EnglishSpellings {
 public:
  static std::unique_ptr<EnglishSpellings> open();

  /// Whether an other spelling of `form` is in the class of that name.
  bool is_spelling_of(std::string_view form, std::string_view class_name);

  /// The name of the stem class of a word of a to z; valid until the next call.
  std::string_view class_of(std::string_view word);

 private:
  explicit EnglishSpellings(std::unique_ptr<EnglishStemmer> stemmer) : stemmer_(std::move(stemmer)) {}

  std::unique_ptr<EnglishStemmer> stemmer_;
  std::string name_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ENGLISH_SPELLINGS_H_
