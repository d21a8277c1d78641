#include "results/document_fetch.h"

#include <cstdint>
#include <utility>

#include "base/try.h"
#include "format/stored_documents.h"

namespace riffle {
namespace {

/// Once as a block, and once as the members of the document, which may be all of the block.
constexpr std::uint64_t kCopiesOfBlock = 2;

/// Of the block that holds the document; 0 when nothing is stored.
Result<std::uint64_t> block_bytes_of(const SegmentReader& reader, DocId doc) {
  const SectionView section = reader.section(SectionKind::kStoredIndex);
  if (!section.present()) return 0;
  const StoredIndex index(section, reader.doc_count());
  RIFFLE_TRY(index.check());
  RIFFLE_TRY_ASSIGN(const StoredIndex::Block block, index.block_of(doc));
  RIFFLE_TRY_ASSIGN(const std::uint32_t bytes, index.raw_bytes(block.number));
  return bytes;
}

}  // namespace

Result<FetchedDocument> fetch_document(const SegmentReader& reader, DocId doc, WorkMeter& meter) {
  RIFFLE_TRY(meter.step());
  HeldMemory held(meter);
  RIFFLE_TRY_ASSIGN(const std::uint64_t bytes, block_bytes_of(reader, doc));
  RIFFLE_TRY(held.grow_to(kCopiesOfBlock * bytes));
  RIFFLE_TRY_ASSIGN(Document document, reader.article(doc));
  return FetchedDocument{.document = std::move(document), .held = std::move(held)};
}

}  // namespace riffle
