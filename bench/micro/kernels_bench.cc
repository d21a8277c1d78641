// The kernels on every target that this CPU runs, beside CRoaring's own functions where it has one.
// Run:   kernels_bench --benchmark_filter='intersect_count.*4096/4096'
// Units: time is per call; items/s are values read (both inputs), bytes/s bytes read.
#include <benchmark/benchmark.h>
#include <roaring/array_util.h>
#include <roaring/bitset_util.h>
#include <roaring/containers/bitset.h>

#include <array>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>

#include "bench_data.h"
#include "kernels/set_kernels.h"
#include "kernels/text_kernels.h"

namespace riffle::bench {
namespace {

namespace croaring = ::roaring::internal;
using benchmark::DoNotOptimize;
using kernels::U16Array;

/// Calls work(i) for i = 0 .. kInputs - 1 in each iteration and reports the time of one call.
template <typename Work>
void run(benchmark::State& state, std::size_t values, const Work& work) {
  std::size_t calls = 0;
  while (state.KeepRunningBatch(kInputs)) {
    for (std::size_t i = 0; i < kInputs; ++i) work(i);
    calls += kInputs;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(calls * values));
}

/// Registers `body(state)` once per target, as name/target/arguments.
void on_every_target(const std::string& name, const std::vector<std::vector<std::int64_t>>& arguments,
                     const std::function<void(benchmark::State&)>& body) {
  for (const std::string_view target : kernels::runnable_targets()) {
    auto* const bench =
        benchmark::RegisterBenchmark((name + "/" + std::string(target)).c_str(), [=](benchmark::State& state) {
          kernels::force_target(target);
          body(state);
          kernels::force_target("");
        });
    for (const auto& list : arguments) bench->Args(list);
  }
}

void on_croaring(const std::string& name, const std::vector<std::vector<std::int64_t>>& arguments,
                 const std::function<void(benchmark::State&)>& body) {
  auto* const bench = benchmark::RegisterBenchmark((name + "/CRoaring").c_str(), body);
  for (const auto& list : arguments) bench->Args(list);
}

std::size_t size_of(const benchmark::State& state, std::size_t index) {
  return static_cast<std::size_t>(state.range(index));
}

/// work(a, b, out) over pairs of arrays of the sizes given.
template <typename Work>
auto over_pairs(Work work) {
  return [work](benchmark::State& state) {
    const Inputs a(size_of(state, 0), 1);
    const Inputs b(size_of(state, 1), 2);
    std::vector<std::uint16_t> out(size_of(state, 0) + size_of(state, 1) + kernels::kOutSlack);
    run(state, size_of(state, 0) + size_of(state, 1), [&](std::size_t i) {
      auto result = work(a.arrays[i], b.arrays[i], out.data());
      DoNotOptimize(result);
    });
  };
}

using Values = std::vector<std::uint16_t>;

void register_array_benches() {
  const std::vector<std::vector<std::int64_t>> sizes = {{4096, 4096}, {1024, 4096}, {256, 4096}, {64, 4096}, {16, 4096},
                                                        {256, 256},   {64, 256},    {64, 64},    {16, 64},   {5, 20}};
  on_every_target("intersect_count", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t*) {
                    return kernels::intersect_count(view_of(a), view_of(b));
                  }));
  on_croaring("intersect_count", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t*) {
                return a.size() * 64 < b.size()
                           ? croaring::intersect_skewed_uint16_cardinality(a.data(), a.size(), b.data(), b.size())
                           : croaring::intersect_vector16_cardinality(a.data(), a.size(), b.data(), b.size());
              }));
  on_every_target("intersect", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t* out) {
                    return kernels::intersect(view_of(a), view_of(b), out);
                  }));
  on_croaring("intersect", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t* out) {
                return a.size() * 64 < b.size()
                           ? croaring::intersect_skewed_uint16(a.data(), a.size(), b.data(), b.size(), out)
                           : croaring::intersect_vector16(a.data(), a.size(), b.data(), b.size(), out);
              }));
  on_every_target("intersect_shifted", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t* out) {
                    return kernels::intersect_shifted(view_of(a), view_of(b), 1, out);
                  }));
  on_every_target("difference", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t* out) {
                    return kernels::difference(view_of(a), view_of(b), out);
                  }));
  on_croaring("difference", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t* out) {
                return croaring::difference_vector16(a.data(), a.size(), b.data(), b.size(), out);
              }));
  on_every_target("union_of", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t* out) {
                    return kernels::union_of(view_of(a), view_of(b), out);
                  }));
  on_croaring("union_of", sizes, over_pairs([](const Values& a, const Values& b, std::uint16_t* out) {
                return croaring::union_vector16(a.data(), static_cast<std::uint32_t>(a.size()), b.data(),
                                                static_cast<std::uint32_t>(b.size()), out);
              }));
  on_every_target("ranks_of", sizes, [](benchmark::State& state) {
    // Ranks are asked for values that are in the list.
    const Inputs list(size_of(state, 1), 2);
    std::mt19937 random(3);
    std::vector<Values> subsets;
    for (const Values& values : list.arrays) {
      subsets.emplace_back();
      std::sample(values.begin(), values.end(), std::back_inserter(subsets.back()), state.range(0), random);
    }
    std::vector<std::uint32_t> out(size_of(state, 0) + kernels::kOutSlack);
    run(state, size_of(state, 0), [&](std::size_t i) {
      kernels::ranks_of(view_of(list.arrays[i]), view_of(subsets[i]), out.data());
      benchmark::ClobberMemory();
    });
  });
}

/// work(a, b, out) over pairs of bitsets.
template <typename Work>
auto over_bitsets(Work work) {
  return [work](benchmark::State& state) {
    const Inputs a(size_of(state, 0), 1);
    const Inputs b(size_of(state, 0), 2);
    std::vector<std::uint8_t> out(kernels::kBitsetBytes);
    run(state, 2 * size_of(state, 0), [&](std::size_t i) {
      auto result = work(a.bitsets[i].data(), b.bitsets[i].data(), out.data());
      DoNotOptimize(result);
    });
  };
}

croaring::bitset_container_t as_container(const std::uint8_t* bitset) {
  croaring::bitset_container_t container{};
  container.cardinality = croaring::BITSET_UNKNOWN_CARDINALITY;
  container.words = const_cast<std::uint64_t*>(reinterpret_cast<const std::uint64_t*>(bitset));
  return container;
}

void register_bitset_benches() {
  const std::vector<std::vector<std::int64_t>> densities = {{8192}, {32768}};
  on_every_target("popcount", densities, over_bitsets([](const std::uint8_t* a, const std::uint8_t*, std::uint8_t*) {
                    return kernels::popcount(a);
                  }));
  on_croaring("popcount", densities, over_bitsets([](const std::uint8_t* a, const std::uint8_t*, std::uint8_t*) {
                const croaring::bitset_container_t container = as_container(a);
                return croaring::bitset_container_compute_cardinality(&container);
              }));
  on_every_target("and_count", densities, over_bitsets([](const std::uint8_t* a, const std::uint8_t* b, std::uint8_t*) {
                    return kernels::and_count(a, b);
                  }));
  on_croaring("and_count", densities, over_bitsets([](const std::uint8_t* a, const std::uint8_t* b, std::uint8_t*) {
                const croaring::bitset_container_t left = as_container(a);
                const croaring::bitset_container_t right = as_container(b);
                return croaring::bitset_container_and_justcard(&left, &right);
              }));
  on_every_target("and_into", densities,
                  over_bitsets([](const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) {
                    kernels::and_into(a, b, out);
                    return out[0];
                  }));
  on_every_target("and_count_many of 4", densities, [](benchmark::State& state) {
    const Inputs inputs(size_of(state, 0), 1);
    run(state, 4 * size_of(state, 0), [&](std::size_t i) {
      const std::array<const std::uint8_t*, 4> sets = {inputs.bitsets[i % 4].data(), inputs.bitsets[4].data(),
                                                       inputs.bitsets[5].data(), inputs.bitsets[6].data()};
      auto result = kernels::and_count_many(sets.data(), sets.size());
      DoNotOptimize(result);
    });
  });
  const std::vector<std::vector<std::int64_t>> counts = {{100}, {1000}, {5000}, {8192}, {32768}, {65536}};
  on_every_target("bitset_to_array", counts, [](benchmark::State& state) {
    const Inputs inputs(size_of(state, 0));
    std::vector<std::uint16_t> out(65536 + kernels::kOutSlack);
    run(state, size_of(state, 0), [&](std::size_t i) {
      auto result = kernels::bitset_to_array(inputs.bitsets[i].data(), out.data());
      DoNotOptimize(result);
    });
  });
  on_croaring("bitset_to_array", counts, [](benchmark::State& state) {
    const Inputs inputs(size_of(state, 0));
    std::vector<std::uint16_t> out(65536 + kernels::kOutSlack);
    run(state, size_of(state, 0), [&](std::size_t i) {
      auto result = croaring::bitset_extract_setbits_avx512_uint16(
          reinterpret_cast<const std::uint64_t*>(inputs.bitsets[i].data()), kernels::kBitsetWords, out.data(),
          65536 + kernels::kOutSlack, 0);
      DoNotOptimize(result);
    });
  });
  on_every_target("set_bits", {{64}, {1024}, {4096}}, [](benchmark::State& state) {
    const Inputs inputs(size_of(state, 0));
    std::vector<std::uint8_t> bitset(kernels::kBitsetBytes);
    run(state, size_of(state, 0), [&](std::size_t i) {
      kernels::set_bits(view_of(inputs.arrays[i]), bitset.data());
      benchmark::ClobberMemory();
    });
  });
  on_croaring("set_bits", {{64}, {1024}, {4096}}, [](benchmark::State& state) {
    const Inputs inputs(size_of(state, 0));
    std::vector<std::uint64_t> bitset(kernels::kBitsetWords);
    run(state, size_of(state, 0), [&](std::size_t i) {
      croaring::bitset_set_list(bitset.data(), inputs.arrays[i].data(), inputs.arrays[i].size());
      benchmark::ClobberMemory();
    });
  });
}

void register_probe_benches() {
  const std::vector<std::vector<std::int64_t>> counts = {{64}, {1024}, {4096}};
  on_every_target("intersect_bitset", counts, [](benchmark::State& state) {
    const Inputs inputs(size_of(state, 0));
    const Inputs bitsets(32768, 2);
    std::vector<std::uint16_t> out(size_of(state, 0) + kernels::kOutSlack);
    run(state, size_of(state, 0), [&](std::size_t i) {
      auto result = kernels::intersect_bitset(view_of(inputs.arrays[i]), bitsets.bitsets[i].data(), out.data());
      DoNotOptimize(result);
    });
  });
  on_every_target("intersect_bitset_count", counts, [](benchmark::State& state) {
    const Inputs inputs(size_of(state, 0));
    const Inputs bitsets(32768, 2);
    run(state, size_of(state, 0), [&](std::size_t i) {
      auto result = kernels::intersect_bitset_count(view_of(inputs.arrays[i]), bitsets.bitsets[i].data());
      DoNotOptimize(result);
    });
  });
}

void register_codec_benches() {
  on_every_target("unpack128", {{1}, {4}, {7}, {12}, {20}, {32}}, [](benchmark::State& state) {
    std::mt19937 random(3);
    const auto width = static_cast<unsigned>(state.range(0));
    std::vector<std::uint8_t> packed(kInputs * 16 * std::size_t{width});
    for (std::uint8_t& byte : packed) byte = static_cast<std::uint8_t>(random());
    std::array<std::uint32_t, 128> out;
    run(state, 128, [&](std::size_t i) {
      kernels::unpack128(packed.data() + 16 * i * width, width, out.data());
      benchmark::ClobberMemory();
    });
  });
  on_every_target("pack128", {{4}, {7}, {20}}, [](benchmark::State& state) {
    std::array<std::uint32_t, 128> values;
    values.fill(12345);
    std::vector<std::uint8_t> packed(std::size_t{16} * 32);
    run(state, 128, [&](std::size_t) {
      kernels::pack128(values.data(), static_cast<unsigned>(state.range(0)), packed.data());
      benchmark::ClobberMemory();
    });
  });
  on_every_target("sum_nibbles", {{7}, {32}, {256}, {4096}}, [](benchmark::State& state) {
    const std::vector<std::uint8_t> nibbles(8192, 0x53);
    run(state, size_of(state, 0), [&](std::size_t i) {
      auto result = kernels::sum_nibbles(nibbles.data(), i, i + size_of(state, 0));
      DoNotOptimize(result);
    });
  });
  on_every_target("unpack_frequencies", {{32}, {256}, {4096}}, [](benchmark::State& state) {
    const std::vector<std::uint8_t> nibbles(8192, 0x53);
    std::vector<std::uint32_t> tfs(size_of(state, 0));
    run(state, size_of(state, 0), [&](std::size_t i) {
      auto result = kernels::unpack_frequencies(nibbles.data(), i, size_of(state, 0), tfs.data());
      DoNotOptimize(result);
    });
  });
  on_every_target("frequencies_at", {{32}, {256}, {4096}}, [](benchmark::State& state) {
    const std::vector<std::uint8_t> nibbles(8192, 0x53);
    std::vector<std::uint32_t> ranks(size_of(state, 0));
    std::vector<std::uint32_t> tfs(size_of(state, 0));
    for (std::size_t i = 0; i < ranks.size(); ++i) ranks[i] = static_cast<std::uint32_t>(16384 * i / ranks.size());
    run(state, size_of(state, 0), [&](std::size_t) {
      auto result = kernels::frequencies_at(nibbles.data(), 16384, ranks.data(), ranks.size(), tfs.data());
      DoNotOptimize(result);
    });
  });
  on_every_target("select_scores", {{32}, {256}, {4096}}, [](benchmark::State& state) {
    std::mt19937 random(5);
    const std::vector<std::uint16_t> docs(size_of(state, 0) + kernels::kOutSlack);
    std::vector<float> scores(size_of(state, 0));
    for (float& score : scores) score = static_cast<float>(random() % 100);
    std::vector<std::uint16_t> out(docs.size());
    std::vector<float> out_scores(docs.size());
    run(state, size_of(state, 0), [&](std::size_t) {
      auto result = kernels::select_scores(kernels::as_array(docs.data(), scores.size()), scores.data(), 90, out.data(),
                                           out_scores.data());
      DoNotOptimize(result);
    });
  });
  on_every_target("classify_text", {{64}, {4096}}, [](benchmark::State& state) {
    const std::size_t blocks = size_of(state, 0) / kernels::kTextBlock;
    const std::string text(8192, 'x');
    std::vector<kernels::ByteClasses> classes(blocks);
    std::vector<char> lower(size_of(state, 0));
    run(state, size_of(state, 0), [&](std::size_t i) {
      kernels::classify_text(std::string_view(text).substr(i, size_of(state, 0)), classes.data(), lower.data());
      benchmark::ClobberMemory();
    });
  });
  on_every_target("select_range", {{1}, {2}, {4}, {8}}, [](benchmark::State& state) {
    std::mt19937 random(4);
    std::vector<std::uint8_t> values(std::size_t{65536} * 8);
    for (std::uint8_t& byte : values) byte = static_cast<std::uint8_t>(random());
    std::vector<std::uint8_t> bitset(kernels::kBitsetBytes);
    run(state, 65536, [&](std::size_t) {
      kernels::select_range(values.data(), static_cast<unsigned>(state.range(0)), 65536, 50, 100, bitset.data());
      benchmark::ClobberMemory();
    });
  });
}

}  // namespace
}  // namespace riffle::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  riffle::bench::register_array_benches();
  riffle::bench::register_bitset_benches();
  riffle::bench::register_probe_benches();
  riffle::bench::register_codec_benches();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
