// verify_file(): every byte of a file, checksums first, then the structure of every section.
// Shape:   faults in file order, at most kMaxFaults; a fault names section and byte.
// Cost:    one pass over the file, and one over all postings.
// Source:  format-spec 12.
#ifndef RIFFLE_STORAGE_VERIFY_H_
#define RIFFLE_STORAGE_VERIFY_H_

#include <string>

#include "riffle/error.h"
#include "riffle/index.h"

namespace riffle {

/// Of `options` the trust and the memory for copies are looked at.
Result<VerifyReport> verify_file(const std::string& path, const ProgressCallback& progress,
                                 const OpenOptions& options = {});

}  // namespace riffle

#endif  // RIFFLE_STORAGE_VERIFY_H_
