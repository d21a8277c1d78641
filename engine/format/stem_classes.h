// Stem classes: all forms of one stem ("airport", "airports") as one list of documents and frequencies.
// Shape:   a class is named by its stem; names and forms are terms. Space kClassSpace of the dictionary holds the
//          classes of two or more forms, with a list of their own, and those of one form that is not the name, as an
//          alias. A class that is not there has one form, its name, or none. Forms are in byte order, without repeats.
//          Terms that may be names (analysis.md, "Names") have an entry for their key, with nothing but forms: an alias
//          of one or more, named by kNameMark and the key.
// Units:   encoded forms: for each, varint bytes shared with the name, varint rest, the rest.
// Errors:  next() is false at the end and when bytes are damaged: damaged() tells.
// Source:  format-spec/riffle-format.md 5.3.
#ifndef RIFFLE_FORMAT_STEM_CLASSES_H_
#define RIFFLE_FORMAT_STEM_CLASSES_H_

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace riffle {

/// In front of the key in the name of a name class; no term begins with it.
inline constexpr char kNameMark = '\x01';

void append_form(std::string_view name, std::string_view form, ByteBuffer& out);

class FormReader {
 public:
  /// Both must outlive the reader.
  FormReader(std::string_view name, ByteSpan forms) : name_(name), reader_(forms) {}

  bool next();
  [[nodiscard]] const std::string& form() const { return form_; }
  [[nodiscard]] bool damaged() const { return damaged_; }

 private:
  std::string_view name_;
  ByteReader reader_;
  std::string form_;
  bool damaged_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_STEM_CLASSES_H_
