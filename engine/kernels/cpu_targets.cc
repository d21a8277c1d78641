// The instructions of each target are those of Highway's set_macros-inl.h.
#include "kernels/cpu_targets.h"

#include "kernels/highway_config.h"

namespace riffle::kernels {

#if HWY_ARCH_X86

namespace {

bool has_sse4() {
  return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
         __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
}

bool has_avx2() {
  return has_sse4() && __builtin_cpu_supports("avx") && __builtin_cpu_supports("avx2") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c") && __builtin_cpu_supports("lzcnt");
}

/// Skylake's server parts and newer.
bool has_avx3() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd");
}

/// Ice Lake, Zen 4 and newer.
bool has_avx3_dl() {
  return has_avx3() && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("vpclmulqdq") &&
         __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
         __builtin_cpu_supports("vaes") && __builtin_cpu_supports("avx512vpopcntdq") &&
         __builtin_cpu_supports("avx512bitalg") && __builtin_cpu_supports("gfni");
}

}  // namespace

std::int64_t supported_targets() {
  __builtin_cpu_init();  // for callers that run before main()
  std::int64_t targets = HWY_ENABLED_BASELINE;
  if (has_sse4()) targets |= HWY_SSE4;
  if (has_avx2()) targets |= HWY_AVX2;
  if (has_avx3()) targets |= HWY_AVX3;
  if (has_avx3_dl()) targets |= HWY_AVX3_DL;
  return targets;
}

#else

// NEON belongs to every 64-bit ARM processor; elsewhere, too, what the build assumes is what there is.
std::int64_t supported_targets() { return HWY_ENABLED_BASELINE; }

#endif

}  // namespace riffle::kernels
