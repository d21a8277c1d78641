// What verify() looks at in the record of a list beyond what reading it needs: zeros, order, tables that agree.
// Errors:  an empty text when sound, else what is wrong.
// Source:  format-spec 6, 7.
#ifndef RIFFLE_FORMAT_RECORD_CHECK_H_
#define RIFFLE_FORMAT_RECORD_CHECK_H_

#include <string_view>

#include "base/bytes.h"
#include "format/posting_list.h"

namespace riffle {

/// `list` was opened from `record` as `entry` says.
std::string_view list_record_fault(const TermEntry& entry, const PostingList& list, ByteSpan record);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_RECORD_CHECK_H_
