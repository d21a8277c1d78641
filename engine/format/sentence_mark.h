// The term that says where sentences begin.
// Source:  format-spec/riffle-format.md 5.6.
#ifndef RIFFLE_FORMAT_SENTENCE_MARK_H_
#define RIFFLE_FORMAT_SENTENCE_MARK_H_

#include <cstdint>
#include <string_view>

#include "format/segment_reader.h"
#include "riffle/error.h"

namespace riffle {

/// A term of the text space that no word can be. It stands where the first word of a sentence stands.
inline constexpr std::string_view kSentenceMark = "\x01";

/// Whether a key of the dictionary is that of the mark.
inline bool is_sentence_key(std::string_view key) {
  return key.size() == 2 && key[0] == static_cast<char>(kTextSpace) && key[1] == kSentenceMark[0];
}

/// What a segment says of sentences.
enum class SentenceMarks : std::uint8_t {
  kNoText,  ///< nothing: it holds no word
  kNone,
  kKept,
};

Result<SentenceMarks> sentence_marks_of(const SegmentReader& reader);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_SENTENCE_MARK_H_
