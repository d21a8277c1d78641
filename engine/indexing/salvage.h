// salvage_file(): what riffle::salvage() does.
// Shape:   the newest commit record that is sound in itself, found by the slots or by looking at every page (a record
//          holds its own checksum as its nonce); then each segment's live documents, piece by piece.
//          Nothing is mapped: the file is copied piece by piece, so that it may be cut short meanwhile.
// Cost:    every stored document is read, and a new index is built; OpenOptions::copy_bytes of the file in memory.
// Errors:  as riffle::salvage().
#ifndef RIFFLE_INDEXING_SALVAGE_H_
#define RIFFLE_INDEXING_SALVAGE_H_

#include <string>

#include "riffle/error.h"
#include "riffle/index.h"
#include "riffle/maintenance.h"

namespace riffle {

Result<SalvageReport> salvage_file(const std::string& from, const std::string& to, const OpenOptions& options = {});

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SALVAGE_H_
