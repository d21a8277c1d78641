// salvage_file(): what riffle::salvage() does.
// Shape:   the newest commit record that is sound in itself, found by the slots or by looking at every page (a record
//          holds its own checksum as its nonce); then each segment's live documents, piece by piece.
//          Nothing is mapped: the file is copied piece by piece, so that it may be cut short meanwhile.
// Cost:    every stored document is read, and a new index is built; 64 MiB of the file in memory.
#ifndef RIFFLE_INDEXING_SALVAGE_H_
#define RIFFLE_INDEXING_SALVAGE_H_

#include <string>

#include "riffle/error.h"
#include "riffle/maintenance.h"

namespace riffle {

Result<SalvageReport> salvage_file(const std::string& from, const std::string& to);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SALVAGE_H_
