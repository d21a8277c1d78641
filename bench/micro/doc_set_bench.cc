// Doc-id sets read in place, beside CRoaring on the same bytes: opening, counting an intersection, reading all ids.
// Run:   doc_set_bench --benchmark_filter='count_and'
// Units: time is per call over two sets (or one); the argument is the share of documents in a set, in 1/1000.
#include <benchmark/benchmark.h>
#include <roaring/roaring.h>

#include <memory>
#include <random>
#include <vector>

#include "kernels/set_kernels.h"
#include "postings/container_ops.h"
#include "postings/doc_set_view.h"

namespace riffle::bench {
namespace {

using benchmark::DoNotOptimize;

constexpr DocId kDocs = 500000;

std::vector<DocId> random_ids(std::int64_t per_mille, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<DocId> ids;
  for (DocId id = 0; id < kDocs; ++id) {
    if (static_cast<std::int64_t>(random() % 1000) < per_mille) ids.push_back(id);
  }
  return ids;
}

/// Every fourth stretch of 1,000 documents: taken as runs.
std::vector<DocId> stretches() {
  std::vector<DocId> ids;
  for (DocId id = 0; id < kDocs; ++id) {
    if (id / 1000 % 4 == 0) ids.push_back(id);
  }
  return ids;
}

ByteBuffer set_of(const benchmark::State& state, unsigned seed) {
  return serialize_doc_set(random_ids(state.range(0), seed));
}

/// REQUIRES: sound bytes, as serialize_doc_set() makes them.
DocSetView opened(const ByteBuffer& bytes) { return DocSetView::open(bytes).value_or(DocSetView()); }

std::size_t count_containers(const ContainerView& a, const ContainerView& b) {
  if (a.kind == ContainerKind::kArray && b.kind == ContainerKind::kArray) {
    return kernels::intersect_count(a.array(), b.array());
  }
  if (a.kind == ContainerKind::kArray) return kernels::intersect_bitset_count(a.array(), b.bytes);
  if (b.kind == ContainerKind::kArray) return kernels::intersect_bitset_count(b.array(), a.bytes);
  return kernels::and_count(a.bytes, b.bytes);
}

void open_view(benchmark::State& state) {
  const ByteBuffer bytes = set_of(state, 1);
  while (state.KeepRunning()) {
    auto view = DocSetView::open(bytes);
    DoNotOptimize(view);
  }
}

void count_and(benchmark::State& state) {
  const ByteBuffer left = set_of(state, 1);
  const ByteBuffer right = set_of(state, 2);
  while (state.KeepRunning()) {
    const DocSetView a = opened(left);
    const DocSetView b = opened(right);
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < a.container_count(); ++i) {
      const auto j = b.find(a.key(i));
      if (j) count += count_containers(a.container(i), b.container(*j));
    }
    DoNotOptimize(count);
  }
}

using Bitmap = std::unique_ptr<roaring_bitmap_t, void (*)(roaring_bitmap_t*)>;

Bitmap deserialize(const ByteBuffer& bytes) {
  return {roaring_bitmap_portable_deserialize_safe(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
          [](roaring_bitmap_t* bitmap) { roaring_bitmap_free(bitmap); }};
}

/// CRoaring with its bitmaps already in memory.
void count_and_croaring(benchmark::State& state) {
  const Bitmap a = deserialize(set_of(state, 1));
  const Bitmap b = deserialize(set_of(state, 2));
  while (state.KeepRunning()) {
    auto count = roaring_bitmap_and_cardinality(a.get(), b.get());
    DoNotOptimize(count);
  }
}

void to_vector(benchmark::State& state) {
  const ByteBuffer bytes = set_of(state, 1);
  const DocSetView view = opened(bytes);
  while (state.KeepRunning()) {
    auto ids = view.to_vector();
    DoNotOptimize(ids.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(view.cardinality()));
}

void to_vector_croaring(benchmark::State& state) {
  const Bitmap bitmap = deserialize(set_of(state, 1));
  const std::uint64_t count = roaring_bitmap_get_cardinality(bitmap.get());
  while (state.KeepRunning()) {
    std::vector<DocId> ids(count);
    roaring_bitmap_to_uint32_array(bitmap.get(), ids.data());
    DoNotOptimize(ids.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

void validate(benchmark::State& state) {
  const ByteBuffer bytes = set_of(state, 1);
  const DocSetView view = opened(bytes);
  while (state.KeepRunning()) {
    auto wrong = view.validate(kDocs);
    DoNotOptimize(wrong);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void validate_croaring(benchmark::State& state) {
  const Bitmap bitmap = deserialize(set_of(state, 1));
  while (state.KeepRunning()) {
    const char* reason = nullptr;
    auto sound = roaring_bitmap_internal_validate(bitmap.get(), &reason);
    DoNotOptimize(sound);
  }
}

void load_runs_as_bitset(benchmark::State& state) {
  const ByteBuffer bytes = serialize_doc_set(stretches());
  const DocSetView view = opened(bytes);
  std::vector<std::uint8_t> bitset(kernels::kBitsetBytes);
  while (state.KeepRunning()) {
    load_as_bitset(view.container(0), bitset.data());
    benchmark::ClobberMemory();
  }
}

void serialize(benchmark::State& state) {
  const std::vector<DocId> ids = random_ids(state.range(0), 1);
  while (state.KeepRunning()) {
    auto bytes = serialize_doc_set(ids);
    DoNotOptimize(bytes.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(ids.size()));
}

BENCHMARK(open_view)->Arg(1)->Arg(30)->Arg(300);
BENCHMARK(count_and)->Arg(1)->Arg(30)->Arg(300);
BENCHMARK(count_and_croaring)->Arg(1)->Arg(30)->Arg(300);
BENCHMARK(to_vector)->Arg(1)->Arg(30)->Arg(300);
BENCHMARK(to_vector_croaring)->Arg(1)->Arg(30)->Arg(300);
BENCHMARK(validate)->Arg(1)->Arg(30)->Arg(300);
BENCHMARK(validate_croaring)->Arg(1)->Arg(30)->Arg(300);
BENCHMARK(load_runs_as_bitset);
BENCHMARK(serialize)->Arg(1)->Arg(30)->Arg(300);

}  // namespace
}  // namespace riffle::bench

BENCHMARK_MAIN();
