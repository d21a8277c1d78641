// What the process has used so far.
#ifndef RIFFLE_BENCH_END_TO_END_RESOURCES_H_
#define RIFFLE_BENCH_END_TO_END_RESOURCES_H_

#include <cstdint>

namespace riffle::bench {

double wall_seconds();
double process_cpu_seconds();
double thread_cpu_seconds();
/// Peak resident memory in KiB.
std::uint64_t peak_rss_kib();

}  // namespace riffle::bench

#endif  // RIFFLE_BENCH_END_TO_END_RESOURCES_H_
