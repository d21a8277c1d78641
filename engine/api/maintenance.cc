#include "riffle/maintenance.h"

#include "base/catching.h"
#include "indexing/salvage.h"
#include "storage/backup.h"

namespace riffle {

Result<BackupReport> backup(const std::string& from, const std::string& to) {
  return catching([&] { return backup_file(from, to); });
}

Result<SalvageReport> salvage(const std::string& from, const std::string& to) {
  return catching([&] { return salvage_file(from, to); });
}

}  // namespace riffle
