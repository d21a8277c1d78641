#include "indexing/stored_batch.h"

#include <algorithm>

#include "base/try.h"

namespace riffle {
namespace {

constexpr std::size_t kTrainingSampleBytes = 1 << 20;

}  // namespace

std::size_t text_bytes(const Document& document) {
  std::size_t bytes = document.title.size() + document.body.size() + document.url.size() + document.source.size();
  for (const ExtraMember& member : document.extra) bytes += member.name.size() + member.json.size();
  return bytes + document.id.size();
}

bool is_full(const Batch& batch, std::size_t most_bytes) {
  return batch.bytes >= most_bytes || batch.documents.size() >= kBatchDocuments;
}

std::vector<ByteBuffer> training_samples(const Batch& batch, const Schema& schema, StoreMode store) {
  std::vector<ByteBuffer> samples;
  const std::size_t step = std::max<std::size_t>(1, batch.bytes / kTrainingSampleBytes);
  for (std::size_t i = 0; i < batch.documents.size(); i += step) {
    append_stored_record(batch.documents[i], schema, store == StoreMode::kFull, samples.emplace_back());
  }
  return samples;
}

Status append_stored_blocks(const Batch& batch, const Schema& schema, StoreMode store, StoredCompressor& compressor,
                            StoredBlocks& out) {
  ByteBuffer raw;
  DocId first = batch.first_doc;
  for (std::size_t i = 0; i < batch.documents.size(); ++i) {
    append_stored_record(batch.documents[i], schema, store == StoreMode::kFull, raw);
    if (raw.size() < kStoredBlockBytes && i + 1 < batch.documents.size()) continue;
    RIFFLE_TRY_ASSIGN(const std::uint32_t bytes, compressor.append_block(raw, out.bytes));
    out.block_bytes.push_back(bytes);
    out.raw_bytes.push_back(static_cast<std::uint32_t>(raw.size()));
    out.first_docs.push_back(first);
    first = batch.first_doc + static_cast<DocId>(i) + 1;
    raw.clear();
  }
  return {};
}

}  // namespace riffle
