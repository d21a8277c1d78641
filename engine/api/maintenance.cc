#include "riffle/maintenance.h"

#include "api/index_impl.h"
#include "base/catching.h"
#include "indexing/salvage.h"
#include "storage/backup.h"

namespace riffle {

Result<BackupReport> backup(const std::string& from, const std::string& to, const OpenOptions& options) {
  const UnpackLimit limit(unpack_bytes_of(options), from);
  return catching([&] { return backup_file(from, to, options); });
}

Result<SalvageReport> salvage(const std::string& from, const std::string& to, const OpenOptions& options) {
  return catching([&] { return salvage_file(from, to, options); });
}

}  // namespace riffle
