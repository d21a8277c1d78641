#include "riffle/index_writer.h"

#include <type_traits>
#include <utility>
#include <vector>

#include "api/commit_analysis.h"
#include "base/catching.h"
#include "base/try.h"
#include "indexing/commit_builder.h"
#include "query/searcher.h"

namespace riffle {

struct IndexWriter::Impl {
  std::unique_ptr<CommitBuilder> builder;

  /// Of a file that has lost bytes while it was read only that is told, not what the zeros in their place looked like;
  /// but that a commit may be there is told first.
  template <typename Body>
  auto whole(Body&& body) -> std::invoke_result_t<Body> {
    auto result = catching(std::forward<Body>(body));
    if (result || result.error().code == ErrorCode::kCommitUnknown) return result;
    if (const Status maps = builder->check_maps(); !maps) return std::unexpected(maps.error());
    return result;
  }
};

IndexWriter::IndexWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IndexWriter::IndexWriter(IndexWriter&&) noexcept = default;
IndexWriter& IndexWriter::operator=(IndexWriter&&) noexcept = default;
IndexWriter::~IndexWriter() = default;

Result<IndexWriter> IndexWriter::open(const std::string& path, const WriterOptions& options) {
  return catching([&]() -> Result<IndexWriter> {
    auto impl = std::make_unique<Impl>();
    RIFFLE_TRY_ASSIGN(impl->builder, CommitBuilder::open(path, options));
    return IndexWriter(std::move(impl));
  });
}

Status IndexWriter::add(Document document) {
  return impl_->whole([&] { return impl_->builder->add(std::move(document)); });
}

Result<bool> IndexWriter::remove(std::string_view id) {
  return impl_->whole([&] { return impl_->builder->remove(id); });
}

Result<std::uint64_t> IndexWriter::remove_matching(std::string_view query_text) {
  return impl_->whole([&]() -> Result<std::uint64_t> {
    if (impl_->builder->base() == nullptr) return 0;
    const Snapshot& base = *impl_->builder->base();
    RIFFLE_TRY_ASSIGN(const std::unique_ptr<Analyzer> analyzer, analyzer_of(base));
    RIFFLE_TRY_ASSIGN(const Query query, parse_for(base, *analyzer, query_text, {.strict = true}));
    return remove_matching(query);
  });
}

Result<std::uint64_t> IndexWriter::remove_matching(const Query& query) {
  return impl_->whole([&]() -> Result<std::uint64_t> {
    const Snapshot* base = impl_->builder->base();
    if (base == nullptr) return 0;
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*base, query.root()));
    std::vector<std::pair<std::uint32_t, DocId>> matches;
    RIFFLE_TRY(searcher.for_each_match([&](std::uint32_t segment, DocId doc) {
      matches.emplace_back(segment, doc);
      return true;
    }));
    RIFFLE_TRY(base->check());
    for (const auto& [segment, doc] : matches) RIFFLE_TRY(impl_->builder->remove(segment, doc));
    return matches.size();
  });
}

Result<CommitReport> IndexWriter::rollback(std::uint64_t generation) {
  return impl_->whole([&] { return impl_->builder->rollback(generation); });
}

Result<CommitReport> IndexWriter::compact(DocumentSort sort) {
  return impl_->whole([&] { return impl_->builder->compact(sort); });
}

Result<CommitReport> IndexWriter::prepare_commit() {
  return impl_->whole([&] { return impl_->builder->prepare_commit(); });
}

Result<CommitReport> IndexWriter::commit() {
  return impl_->whole([&] { return impl_->builder->commit(); });
}

std::uint64_t IndexWriter::bytes_added() const { return impl_->builder->bytes_added(); }

}  // namespace riffle
