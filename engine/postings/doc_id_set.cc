// What is built on CRoaring: making portable bitmaps, and mutable sets. No other file includes its header.
// Errors:  std::bad_alloc. CRoaring checks what it makes and copies, but not what it needs to put ids into a container
//          or to turn it into one of another kind: that is asked for beforehand.
#include <roaring/roaring.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "base/spare_memory.h"
#include "postings/doc_set_view.h"

namespace riffle {
namespace {

struct FreeBitmap {
  void operator()(roaring_bitmap_t* bitmap) const { roaring_bitmap_free(bitmap); }
};
using Bitmap = std::unique_ptr<roaring_bitmap_t, FreeBitmap>;

/// The most that a container without runs takes; what it is made of may stand beside it for a while.
constexpr std::size_t kContainerBytes = 8192;
constexpr std::size_t kChangedContainerBytes = 4 * kContainerBytes;
/// Of the tables of containers, for each, while they grow.
constexpr std::size_t kTableBytes = 32;
constexpr std::size_t kLeastArrayBytes = 64;

std::size_t most_containers(DocId largest) { return (largest >> 16) + std::size_t{1}; }

/// For changing each container of `bitmap` to another kind, one after the other.
void require_changed_containers(const roaring_bitmap_t* bitmap) {
  roaring_statistics_t found;
  roaring_bitmap_statistics(bitmap, &found);
  require_memory(found.n_containers * kContainerBytes + kChangedContainerBytes);
}

/// The bytes depend on the set alone, not on how it came about.
ByteBuffer portable_bytes(roaring_bitmap_t* bitmap) {
  require_changed_containers(bitmap);
  roaring_bitmap_remove_run_compression(bitmap);
  const std::size_t plain_bytes = roaring_bitmap_portable_size_in_bytes(bitmap);
  if (roaring_bitmap_run_optimize(bitmap) && roaring_bitmap_portable_size_in_bytes(bitmap) > plain_bytes / 2) {
    roaring_bitmap_remove_run_compression(bitmap);
  }
  ByteBuffer bytes(roaring_bitmap_portable_size_in_bytes(bitmap));
  bytes.resize(roaring_bitmap_portable_serialize(bitmap, reinterpret_cast<char*>(bytes.data())));
  return bytes;
}

roaring_bitmap_t* as_bitmap(void* pointer) { return static_cast<roaring_bitmap_t*>(pointer); }

/// What CRoaring made, which is null when memory has run out.
roaring_bitmap_t* made(roaring_bitmap_t* bitmap) {
  if (bitmap == nullptr) throw std::bad_alloc();
  return bitmap;
}

}  // namespace

ByteBuffer serialize_doc_set(std::span<const DocId> doc_ids) {
  const Bitmap bitmap(made(roaring_bitmap_create()));
  if (doc_ids.empty()) return portable_bytes(bitmap.get());
  const std::size_t containers = std::min(most_containers(doc_ids.back()), doc_ids.size());
  const std::size_t arrays = 2 * doc_ids.size_bytes() + containers * kLeastArrayBytes;
  require_memory(std::min(arrays, containers * kContainerBytes) + containers * kTableBytes + kChangedContainerBytes);
  roaring_bitmap_add_many(bitmap.get(), doc_ids.size(), doc_ids.data());
  return portable_bytes(bitmap.get());
}

DocIdSet::DocIdSet() : bitmap_(made(roaring_bitmap_create())) {}

DocIdSet::DocIdSet(DocIdSet&& other) noexcept : bitmap_(std::exchange(other.bitmap_, nullptr)) {}

DocIdSet& DocIdSet::operator=(DocIdSet&& other) noexcept {
  std::swap(bitmap_, other.bitmap_);
  return *this;
}

DocIdSet::~DocIdSet() {
  if (bitmap_ != nullptr) roaring_bitmap_free(as_bitmap(bitmap_));
}

std::optional<DocIdSet> DocIdSet::from_bytes(ByteSpan portable, std::uint64_t doc_count) {
  const std::optional<DocSetView> view = DocSetView::open(portable);
  if (!view || !view->validate(doc_count).empty()) return std::nullopt;
  // The view has found nothing amiss: what cannot be made of its bytes cannot be made for want of memory.
  Bitmap bitmap(made(
      roaring_bitmap_portable_deserialize_safe(reinterpret_cast<const char*>(portable.data()), view->size_bytes())));
  const char* reason = nullptr;
  if (!roaring_bitmap_internal_validate(bitmap.get(), &reason)) return std::nullopt;
  // So that what add() needs has a bound: runs may grow to many times a container of another kind.
  require_changed_containers(bitmap.get());
  roaring_bitmap_remove_run_compression(bitmap.get());
  DocIdSet set;
  roaring_bitmap_free(as_bitmap(std::exchange(set.bitmap_, bitmap.release())));
  return set;
}

void DocIdSet::add(DocId doc) {
  roaring_bitmap_t* const bitmap = as_bitmap(bitmap_);
  const DocId largest = std::max(doc, roaring_bitmap_maximum(bitmap));
  require_memory(kChangedContainerBytes + most_containers(largest) * kTableBytes);
  roaring_bitmap_add(bitmap, doc);
}

bool DocIdSet::contains(DocId doc) const { return roaring_bitmap_contains(as_bitmap(bitmap_), doc); }

std::uint64_t DocIdSet::count_in(DocId begin, DocId end) const {
  return roaring_bitmap_range_cardinality(as_bitmap(bitmap_), begin, end);
}

std::uint64_t DocIdSet::size() const { return roaring_bitmap_get_cardinality(as_bitmap(bitmap_)); }

DocIdSet DocIdSet::clone() const {
  DocIdSet copy;
  roaring_bitmap_free(as_bitmap(std::exchange(copy.bitmap_, made(roaring_bitmap_copy(as_bitmap(bitmap_))))));
  return copy;
}

ByteBuffer DocIdSet::to_bytes() const {
  const Bitmap copy(made(roaring_bitmap_copy(as_bitmap(bitmap_))));
  return portable_bytes(copy.get());
}

}  // namespace riffle
