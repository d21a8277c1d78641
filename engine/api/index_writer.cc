#include "riffle/index_writer.h"

#include <utility>

#include "base/catching.h"
#include "base/try.h"
#include "indexing/commit_builder.h"

namespace riffle {

struct IndexWriter::Impl {
  std::unique_ptr<CommitBuilder> builder;
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
  return catching([&] { return impl_->builder->add(std::move(document)); });
}

Result<CommitReport> IndexWriter::commit() {
  return catching([&] { return impl_->builder->commit(); });
}

std::uint64_t IndexWriter::bytes_added() const { return impl_->builder->bytes_added(); }

}  // namespace riffle
