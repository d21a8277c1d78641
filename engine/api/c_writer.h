// What writers and the merging of files share in C.
#ifndef RIFFLE_API_C_WRITER_H_
#define RIFFLE_API_C_WRITER_H_

#include "riffle/error.h"
#include "riffle/index_writer.h"
#include "riffle/riffle_c.h"

namespace riffle {

Result<WriterOptions> c_writer_options(const riffle_writer_options* given);

riffle_commit_report c_commit_report(const CommitReport& report);

}  // namespace riffle

#endif  // RIFFLE_API_C_WRITER_H_
