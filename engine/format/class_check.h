// What verify holds a stem class against: its forms' own lists.
// Cost:    reads the lists of all forms.
// Errors:  kCorrupt, with what is wrong.
// Source:  format-spec/riffle-format.md 5.3.
#ifndef RIFFLE_FORMAT_CLASS_CHECK_H_
#define RIFFLE_FORMAT_CLASS_CHECK_H_

#include <string_view>

#include "format/segment_reader.h"

namespace riffle {

/// REQUIRES: the list of `entry` (unless it is an alias) and those of the text space have been checked.
Status check_class(const SegmentReader& segment, std::string_view name, const TermEntry& entry);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_CLASS_CHECK_H_
