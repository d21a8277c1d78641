// Array x bitset: each value of the array looks up its bit. The bits are gathered where a gather is worth it (16
// lanes); elsewhere a loop without branches does as well.
#include <algorithm>

#include "base/bytes.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"
#include "kernels/skewed_search.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/probe_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

/// Gathers of 16 lanes; the compression of 16-bit lanes comes with AVX3_DL.
#undef RIFFLE_GATHER_TARGET
#define RIFFLE_GATHER_TARGET (HWY_TARGET == HWY_AVX3_DL)

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
namespace {
#if RIFFLE_GATHER_TARGET
namespace hn = hwy::HWY_NAMESPACE;

using U32 = hn::ScalableTag<std::uint32_t>;
using U16 = hn::Rebind<std::uint16_t, U32>;
using U8 = hn::Repartition<std::uint8_t, U16>;
constexpr std::size_t kLanes = hn::MaxLanes(U32());
static_assert(kLanes <= kOutSlack);

/// Which of the values have their bit set in `bitset`.
HWY_INLINE hn::MFromD<U16> probe(hn::VFromD<U16> values, const std::uint8_t* bitset) {
  const U32 d;
  const hn::RebindToSigned<U32> di;
  const auto wide = hn::PromoteTo(d, values);
  const auto words = hn::GatherOffset(d, reinterpret_cast<const std::uint32_t*>(bitset),
                                      hn::BitCast(di, hn::And(hn::ShiftRight<3>(wide), hn::Set(d, 0x1FFC))));
  const auto bit = hn::Shl(hn::Set(d, 1), hn::And(wide, hn::Set(d, 31)));
  const auto found = hn::VecFromMask(d, hn::TestBit(words, bit));
  return hn::MaskFromVec(hn::BitCast(U16(), hn::TruncateTo(U16(), found)));
}
#endif

template <bool kWanted>
std::size_t filter(U16Array a, const std::uint8_t* bitset, std::uint16_t* out) {
  std::size_t i = 0;
  std::size_t count = 0;
#if RIFFLE_GATHER_TARGET
  const U16 d;
  for (; a.count - i >= kLanes; i += kLanes) {
    const auto values = hn::BitCast(d, hn::LoadU(U8(), a.bytes + 2 * i));
    const auto found = probe(values, bitset);
    const auto chosen = kWanted ? found : hn::Not(found);
    hn::StoreU(hn::Compress(values, chosen), d, out + count);
    count += hn::CountTrue(d, chosen);
  }
#endif
  for (; i < a.count; ++i) {
    const std::uint16_t value = value_at(a, i);
    out[count] = value;
    count += ((bitset[value >> 3] >> (value & 7)) & 1) == static_cast<int>(kWanted);
  }
  return count;
}

std::size_t intersect_bitset(U16Array a, const std::uint8_t* bitset, std::uint16_t* out) {
  return filter<true>(a, bitset, out);
}

std::size_t difference_bitset(U16Array a, const std::uint8_t* bitset, std::uint16_t* out) {
  return filter<false>(a, bitset, out);
}

std::size_t intersect_bitset_count(U16Array a, const std::uint8_t* bitset) {
  std::size_t i = 0;
  std::size_t count = 0;
#if RIFFLE_GATHER_TARGET
  const U16 d;
  for (; a.count - i >= kLanes; i += kLanes) {
    count += hn::CountTrue(d, probe(hn::BitCast(d, hn::LoadU(U8(), a.bytes + 2 * i)), bitset));
  }
#endif
  for (; i < a.count; ++i) {
    const std::uint16_t value = value_at(a, i);
    count += (bitset[value >> 3] >> (value & 7)) & 1;
  }
  return count;
}

}  // namespace

void fill_probes(KernelTable& table) {
  table.intersect_bitset = &intersect_bitset;
  table.intersect_bitset_count = &intersect_bitset_count;
  table.difference_bitset = &difference_bitset;
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_probes);

void fill_probe_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_probes, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE
