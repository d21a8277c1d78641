// Which of Highway's targets the kernels are compiled for. To be included before hwy/foreach_target.h.
#ifndef RIFFLE_KERNELS_HIGHWAY_CONFIG_H_
#define RIFFLE_KERNELS_HIGHWAY_CONFIG_H_

// Ice Lake and Zen 4 or newer: byte and word compression, vector population count. Highway leaves it out unless asked.
#define HWY_WANT_AVX3_DL 1

// Processors with SSSE3 but not SSE4 are older than 2008; the kernels assume vectors of a size known at compile time,
// which SVE has not (such processors take NEON).
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#endif

#include <hwy/targets.h>

/// False for Highway's own fallbacks: the scalar twins are faster than emulated vectors. Evaluated anew per target.
#define RIFFLE_SIMD_TARGET (HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128)

/// RIFFLE_EXPORT_TARGETS(function): a table of its compiled forms, in the order that hwy::ChosenTarget::GetIndex()
/// counts. HWY_EXPORT with another first entry: Highway's calls into its shared library, whose static initialiser
/// measures the timer for milliseconds in every process that loads it. Nothing here needs that library.
/// RIFFLE_CALL_FOR_TARGETS then calls the form for the best of `targets`.
#if (HWY_TARGETS & (HWY_TARGETS - 1)) == 0
#define RIFFLE_EXPORT_TARGETS(function) static_assert(true)
#define RIFFLE_CALL_FOR_TARGETS(function, targets, ...) ((void)(targets), HWY_STATIC_DISPATCH(function)(__VA_ARGS__))
#else
#define RIFFLE_EXPORT_TARGETS(function)                                                 \
  constexpr decltype(&HWY_STATIC_DISPATCH(function)) HWY_CONCAT(function, _forms)[] = { \
      &HWY_STATIC_DISPATCH(function), HWY_CHOOSE_TARGET_LIST(function), HWY_CHOOSE_FALLBACK(function)}
#define RIFFLE_CALL_FOR_TARGETS(function, targets, ...)           \
  do {                                                            \
    hwy::ChosenTarget chosen;                                     \
    chosen.Update(targets);                                       \
    HWY_CONCAT(function, _forms)[chosen.GetIndex()](__VA_ARGS__); \
  } while (false)
#endif

#endif  // RIFFLE_KERNELS_HIGHWAY_CONFIG_H_
