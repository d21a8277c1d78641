// merge(): the documents of several indexes, added to a new one.
#include <algorithm>
#include <utility>

#include "analysis/analyzer.h"
#include "base/catching.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/try.h"
#include "indexing/joined_title.h"
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

}  // namespace

Result<CommitReport> merge(const std::vector<std::string>& from, const std::string& to, const WriterOptions& options,
                           const ProgressCallback& progress) {
  return catching([&]() -> Result<CommitReport> {
    if (from.empty()) return invalid_argument("nothing to merge");
    if (path_exists(to)) return make_error(ErrorCode::kIo, to + ": it exists already; give another name");
    RIFFLE_TRY_ASSIGN(const WriterOptions made_with, options_for(from, options));
    RIFFLE_TRY_ASSIGN(const Index index, Index::open_all(from));
    RIFFLE_TRY_ASSIGN(const IndexInfo info, index.info());
    RIFFLE_TRY_ASSIGN(IndexWriter writer, IndexWriter::open(to, made_with));
    std::uint64_t read = 0;
    Status added;
    RIFFLE_TRY(index.for_each_document([&](const Document& stored) {
      Document document = stored;
      if (made_with.join_title) split_joined_title(document);
      added = writer.add(std::move(document));
      if (progress) progress(++read, info.documents);
      return added.has_value();
    }));
    RIFFLE_TRY(std::move(added));
    return writer.commit();
  });
}

}  // namespace riffle
