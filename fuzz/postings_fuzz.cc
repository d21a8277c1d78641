// Doc-id sets: arbitrary bytes never make DocSetView leave them, and what it calls sound is sound for CRoaring and
// holds the same ids; ids made from the input come back from their bytes.
#include <roaring/roaring.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "check.h"
#include "postings/container_ops.h"
#include "postings/doc_set_view.h"

namespace {

using riffle::fuzz::check;

using riffle::DocId;
using riffle::DocSetView;
using Ids = std::vector<DocId>;

void check_containers(const DocSetView& view) {
  std::vector<std::uint8_t> bitset(riffle::kernels::kBitsetBytes);
  // Every container costs 8 KiB of work, whatever its size.
  const std::uint32_t checked = std::min(view.container_count(), 64u);
  for (std::uint32_t i = 0; i < checked; ++i) {
    const riffle::ContainerView container = view.container(i);
    check(view.find(container.key) == i);
    riffle::load_as_bitset(container, bitset.data());
    (void)riffle::container_contains(container, static_cast<std::uint16_t>(i * 977));
  }
}

void check_against_croaring(riffle::ByteSpan bytes, const DocSetView& view) {
  const Ids ids = view.to_vector();
  check(ids.size() == view.cardinality());
  check(std::is_sorted(ids.begin(), ids.end(), std::less_equal<>()));
  const std::unique_ptr<roaring_bitmap_t, void (*)(roaring_bitmap_t*)> bitmap(
      roaring_bitmap_portable_deserialize_safe(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
      [](roaring_bitmap_t* b) {
        if (b != nullptr) roaring_bitmap_free(b);
      });
  const char* reason = nullptr;
  check(bitmap != nullptr && roaring_bitmap_internal_validate(bitmap.get(), &reason));
  check(roaring_bitmap_get_cardinality(bitmap.get()) == ids.size());
  Ids theirs(ids.size());
  roaring_bitmap_to_uint32_array(bitmap.get(), theirs.data());
  check(theirs == ids);
}

void check_bytes(riffle::ByteSpan bytes) {
  const auto view = DocSetView::open(bytes);
  if (!view) return;
  check(view->size_bytes() <= bytes.size());
  check_containers(*view);
  constexpr std::uint64_t kAllDocs = std::uint64_t{1} << 32;
  const bool sound = view->validate(kAllDocs).empty();
  // Runs are up to 8,000 times as many ids as bytes: enough of them is known from few.
  if (view->cardinality() > 4 * 65536) return;
  if (sound) {
    check_against_croaring(bytes, *view);
    check(riffle::DocIdSet::from_bytes(bytes, kAllDocs).has_value());
  } else {
    check(!riffle::DocIdSet::from_bytes(bytes, kAllDocs).has_value());
    check(view->to_vector().size() <= std::size_t{view->container_count()} * 65536);
  }
}

constexpr std::size_t kMadeIds = 20'000;

/// Each pair of bytes is a gap and the length of a run behind it.
Ids make_ids(const std::uint8_t* data, std::size_t size) {
  Ids ids;
  ids.reserve(kMadeIds + 255 * 8);
  std::uint64_t next = 0;
  for (std::size_t i = 0; i + 1 < size && ids.size() < kMadeIds; i += 2) {
    next += data[i] < 200 ? data[i] : std::uint64_t{data[i]} * 400;
    const std::uint64_t length = data[i + 1] < 128 ? 1 : std::uint64_t{data[i + 1]} * 8;
    for (std::uint64_t k = 0; k < length && next < UINT32_MAX; ++k) ids.push_back(static_cast<DocId>(next++));
    ++next;
  }
  return ids;
}

void check_round_trip(const Ids& ids) {
  const riffle::ByteBuffer bytes = riffle::serialize_doc_set(ids);
  const auto view = DocSetView::open(bytes);
  check(view.has_value() && view->size_bytes() == bytes.size());
  check(view->validate(ids.empty() ? 0 : std::uint64_t{ids.back()} + 1).empty());
  check(view->to_vector() == ids);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 100000) return 0;
  // An exact copy, so that a sanitizer sees the first byte read behind it.
  const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[size]);
  std::memcpy(exact.get(), data, size);
  check_bytes({exact.get(), size});
  check_round_trip(make_ids(data, size));
  return 0;
}
