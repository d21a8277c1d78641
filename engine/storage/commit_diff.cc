#include "storage/commit_diff.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/try.h"
#include "format/segment_reader.h"

namespace riffle {
namespace {

struct Place {
  const SegmentReader* reader = nullptr;
  DocId doc = 0;
};
using PlaceById = std::map<std::string, Place>;

/// The segment of the same bytes, wherever it lies.
const LiveSegment* find_same(const Snapshot& snapshot, const SegmentEntry& entry) {
  for (const LiveSegment& segment : snapshot.segments()) {
    const SegmentEntry& other = segment.reader->entry();
    if (other.tree_root == entry.tree_root && other.data_bytes == entry.data_bytes &&
        other.doc_count == entry.doc_count) {
      return &segment;
    }
  }
  return nullptr;
}

/// Live documents of `from` that are not live at the same place in `other`.
Result<PlaceById> documents_not_in(const Snapshot& from, const Snapshot& other, std::uint32_t id_field) {
  PlaceById places;
  for (const LiveSegment& segment : from.segments()) {
    const LiveSegment* same = find_same(other, segment.reader->entry());
    const std::uint32_t doc_count = segment.reader->doc_count();
    const bool is_untouched = same != nullptr && (same->reader->entry().deleted_count == 0 ||
                                                  same->tombstone_bytes == segment.tombstone_bytes);
    for (DocId doc = 0; !is_untouched && doc < doc_count; ++doc) {
      if (segment.tombstones.contains(doc) || (same != nullptr && !same->tombstones.contains(doc))) continue;
      from.pause();
      RIFFLE_TRY_ASSIGN(std::string id, segment.reader->keyword(id_field, doc));
      places.insert_or_assign(std::move(id), Place{.reader = segment.reader.get(), .doc = doc});
    }
  }
  return places;
}

Result<std::vector<std::uint32_t>> field_lengths(const Place& place) {
  if (!place.reader->touch_spans(place.doc, place.doc)) return place.reader->damage();
  const std::uint32_t fields = place.reader->text_field_count();
  std::vector<std::uint32_t> lengths;
  for (std::uint32_t field = 0; field < fields; ++field) {
    const std::uint64_t at = std::uint64_t{place.doc} * fields + field;
    const std::uint32_t begin = place.reader->span(at);
    const std::uint32_t end = place.reader->span(at + 1);
    if (begin > end) return corrupt_error("spans", place.reader->entry().offset, "a field ends before it begins");
    lengths.push_back(end - begin);
  }
  return lengths;
}

bool same_members(const Document& a, const Document& b) {
  return a.title == b.title && a.body == b.body && a.date == b.date && a.source == b.source && a.url == b.url &&
         std::equal(a.extra.begin(), a.extra.end(), b.extra.begin(), b.extra.end(),
                    [](const ExtraMember& x, const ExtraMember& y) { return x.name == y.name && x.json == y.json; });
}

/// As far as the index can tell: what is not stored counts by its length.
Result<bool> same_content(const Place& a, const Place& b) {
  RIFFLE_TRY_ASSIGN(std::vector<std::uint32_t> lengths_a, field_lengths(a));
  RIFFLE_TRY_ASSIGN(std::vector<std::uint32_t> lengths_b, field_lengths(b));
  // A text field that one of the commits does not have yet is empty there: it takes its gap alone.
  const std::size_t fields = std::max(lengths_a.size(), lengths_b.size());
  lengths_a.resize(fields, 1);
  lengths_b.resize(fields, 1);
  if (lengths_a != lengths_b) return false;
  RIFFLE_TRY_ASSIGN(const Document document_a, a.reader->document(a.doc));
  RIFFLE_TRY_ASSIGN(const Document document_b, b.reader->document(b.doc));
  return same_members(document_a, document_b);
}

}  // namespace

Result<Changes> diff_commits(const Snapshot& before, const Snapshot& after) {
  Changes changes;
  const std::optional<std::uint32_t> id_before = before.schema().id_field();
  const std::optional<std::uint32_t> id_after = after.schema().id_field();
  if (!id_before || !id_after) return changes;
  RIFFLE_TRY_ASSIGN(const PlaceById gone, documents_not_in(before, after, *id_before));
  RIFFLE_TRY_ASSIGN(const PlaceById come, documents_not_in(after, before, *id_after));
  for (const auto& [id, place] : come) {
    const auto old = gone.find(id);
    if (old == gone.end()) {
      changes.added.push_back(id);
      continue;
    }
    RIFFLE_TRY_ASSIGN(const bool is_same, same_content(old->second, place));
    if (!is_same) changes.replaced.push_back(id);
  }
  for (const auto& [id, place] : gone) {
    if (!come.contains(id)) changes.removed.push_back(id);
  }
  return changes;
}

}  // namespace riffle
