// merge(): the documents of several indexes, added to a new one.
#include <algorithm>
#include <memory>
#include <utility>

#include "analysis/analyzer.h"
#include "base/catching.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/try.h"
#include "indexing/commit_builder.h"
#include "riffle/maintenance.h"

namespace riffle {
namespace {

/// What the new index is made with; an error when a file does not hold its texts.
Result<WriterOptions> options_for(const std::vector<std::string>& from, WriterOptions options) {
  for (const std::string& path : from) {
    RIFFLE_TRY_ASSIGN(const Index index, Index::open(path));
    RIFFLE_TRY_ASSIGN(const IndexInfo info, index.info());
    if (info.store != StoreMode::kFull) {
      return invalid_argument(path + ": its texts are not stored in full, so it cannot be merged");
    }
    if (&path != &from.front()) continue;
    RIFFLE_TRY(check_analyzer_of_file(path, info.analyzer, info.analyzer_version));
    options.analyzer = info.analyzer;
    options.store = info.store;
    options.sentences = info.sentences;
    options.fields = info.further_fields;
    options.join_title = std::ranges::find(info.fields, "text", &FieldInfo::name) != info.fields.end();
  }
  return options;
}

/// What all files allow: the new one allows nobody more.
Result<Permissions> permissions_of_all(const std::vector<std::string>& paths) {
  Permissions all;
  for (const std::string& path : paths) {
    RIFFLE_TRY_ASSIGN(const File file, File::open_for_reading(path));
    RIFFLE_TRY_ASSIGN(const Permissions permissions, file.permissions());
    all = common_permissions(all, permissions);
  }
  return all;
}

}  // namespace

Result<CommitReport> merge(const std::vector<std::string>& from, const std::string& to, const WriterOptions& options,
                           const ProgressCallback& progress) {
  return catching([&]() -> Result<CommitReport> {
    if (from.empty()) return invalid_argument("nothing to merge");
    if (path_exists(to)) return make_error(ErrorCode::kIo, to + ": it exists already; give another name");
    RIFFLE_TRY_ASSIGN(const WriterOptions made_with, options_for(from, options));
    RIFFLE_TRY_ASSIGN(const Index index, Index::open_all(from));
    RIFFLE_TRY_ASSIGN(const IndexInfo info, index.info());
    RIFFLE_TRY_ASSIGN(const Permissions limit, permissions_of_all(from));
    RIFFLE_TRY_ASSIGN(const std::unique_ptr<CommitBuilder> builder, CommitBuilder::open(to, made_with, limit));
    std::uint64_t read = 0;
    Status added;
    RIFFLE_TRY(index.for_each_document([&](const Document& stored) {
      added = builder->add(stored);
      if (progress) progress(++read, info.documents);
      return added.has_value();
    }));
    if (!added) {
      RIFFLE_TRY(builder->check_maps());
      return std::unexpected(std::move(added).error());
    }
    Result<CommitReport> report = builder->commit();
    if (!report && report.error().code != ErrorCode::kCommitUnknown) RIFFLE_TRY(builder->check_maps());
    return report;
  });
}

}  // namespace riffle
