#include "indexing/commit_member.h"

#include <optional>
#include <vector>

#include "base/checksum.h"
#include "base/try.h"
#include "format/posting_list.h"

namespace riffle {

Status CommitMember::map(CommitWriter& writer, const Schema& schema, std::size_t segment_count) {
  if (reader != nullptr) return {};
  RIFFLE_TRY_ASSIGN(own_map, writer.map_written());
  RIFFLE_TRY_ASSIGN(own_reader, SegmentReader::open(own_map->bytes(), entry, schema, segment_count));
  reader = own_reader.get();
  return {};
}

Status CommitMember::bury(DocId doc, std::uint64_t& count) {
  if (doc >= entry.doc_count || tombstones.contains(doc)) return {};
  if (!reader->touch_spans(doc, doc)) return reader->damage();
  tombstones.add(doc);
  ++newly_deleted;
  ++count;
  const std::uint32_t fields = reader->text_field_count();
  for (std::uint32_t field = 0; field < fields; ++field) {
    const std::uint64_t at = std::uint64_t{doc} * fields + field;
    entry.live_field_tokens[field] -= reader->span(at + 1) - reader->span(at) - 1;
  }
  return {};
}

Status CommitMember::bury_id(std::uint32_t id_field, std::string_view id, DocId until, std::uint64_t& count) {
  const auto space = static_cast<TermSpace>(id_field + 1);
  RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> found, reader->find_term(space, id));
  if (!found) return {};
  RIFFLE_TRY_ASSIGN(const PostingList list, reader->open_list(*found));
  std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
  if (list.is_long()) docs = list.set().to_vector();
  for (const DocId doc : docs) {
    if (doc < until) RIFFLE_TRY(bury(doc, count));
  }
  return {};
}

Status CommitMember::write_tombstones(CommitWriter& writer) {
  if (newly_deleted == 0) return {};
  ByteBuffer bytes = tombstones.to_bytes();
  bytes.resize(round_up(bytes.size(), kPageBytes), 0);
  entry.deleted_count = static_cast<std::uint32_t>(tombstones.size());
  entry.tombstones = {.offset = writer.position(), .bytes = bytes.size(), .checksum = checksum64(bytes)};
  return writer.write(bytes);
}

}  // namespace riffle
