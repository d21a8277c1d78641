// Index::Impl: what the public methods of Index share; each group of them has a file of its own.
// Threads: const; each call that needs an Analyzer has one of its own.
#ifndef RIFFLE_API_INDEX_IMPL_H_
#define RIFFLE_API_INDEX_IMPL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "api/analyzer_pool.h"
#include "api/commit_analysis.h"
#include "base/catching.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/stored_documents.h"
#include "riffle/index.h"
#include "storage/snapshot.h"

namespace riffle {

/// What stored documents of a file may unpack to at once, for an UnpackLimit.
inline std::uint64_t unpack_bytes_of(const OpenOptions& options) {
  return options.trust == Trust::kUntrusted ? options.copy_bytes : 0;
}

/// `visit` of a caller with `answer`: of what it reads of other files meanwhile, nothing is limited.
template <typename Visit, typename Answer>
bool visit_freely(const Visit& visit, const Answer& answer) {
  const UnpackLimit nothing(0, {});
  return visit(answer);
}

struct Index::Impl {
  std::unique_ptr<Snapshot> snapshot;
  mutable AnalyzerPool analyzers;

  /// Puts the file's name in front of what goes wrong inside it. Of a file that has lost bytes meanwhile only that is
  /// told: whatever `body` found may come of the zeros in their place.
  template <typename Body>
  auto named(Body&& body) const -> std::invoke_result_t<Body> {
    const Snapshot::Use use(*snapshot);
    const UnpackLimit limit(unpack_bytes_of(snapshot->options()), snapshot->path());
    auto result = catching(std::forward<Body>(body));
    if (const Status whole = snapshot->check(); !whole) return std::unexpected(whole.error());
    if (!result && result.error().code == ErrorCode::kCorrupt) {
      // A block that could not be copied may have been taken for a damaged one.
      if (const Status copied = snapshot->check_copies(); !copied) return std::unexpected(copied.error());
    }
    if (!result && result.error().code == ErrorCode::kCorrupt &&
        !result.error().message.starts_with(snapshot->path())) {
      result.error().message = snapshot->path() + ": " + result.error().message;
    }
    return result;
  }

  [[nodiscard]] Result<AnalyzerPool::Lent> analyzer() const { return analyzers.lend(*snapshot); }

  [[nodiscard]] std::vector<std::string> text_field_names() const {
    std::vector<std::string> names;
    for (const Field& field : snapshot->schema().fields) {
      if (field.type == FieldType::kText) names.push_back(field.name);
    }
    return names;
  }
};

}  // namespace riffle

#endif  // RIFFLE_API_INDEX_IMPL_H_
