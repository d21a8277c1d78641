// backup_file(): a consistent copy of a file that may be written meanwhile.
// Shape:   the bytes below the committed length of the newest commit never change, so they are copied without a lock;
//          only the two slots are made anew, both naming that commit. It allows nobody what the file does not.
// Errors:  as riffle::backup().
// Source:  format-spec 3.
#ifndef RIFFLE_STORAGE_BACKUP_H_
#define RIFFLE_STORAGE_BACKUP_H_

#include <string>

#include "riffle/error.h"
#include "riffle/maintenance.h"

namespace riffle {

Result<BackupReport> backup_file(const std::string& from, const std::string& to, const OpenOptions& options = {});

}  // namespace riffle

#endif  // RIFFLE_STORAGE_BACKUP_H_
