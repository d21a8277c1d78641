// Classes of bytes: two ranges and three comparisons a vector.
#include "kernels/text_kernels.h"

#include "base/bytes.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/text_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::ScalableTag<std::uint8_t>;
constexpr std::size_t kLanes = hn::MaxLanes(Bytes());
static_assert(kTextBlock % kLanes == 0);

template <typename Mask>
HWY_INLINE std::uint64_t bits_of(Mask mask) {
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(Bytes(), mask, bits);
  return load<std::uint64_t>(bits);
}

template <typename Vector>
HWY_INLINE auto lies_in(Vector bytes, char first, char last) {
  const auto distance = hn::Sub(bytes, hn::Set(Bytes(), static_cast<std::uint8_t>(first)));
  return hn::Eq(hn::Min(distance, hn::Set(Bytes(), static_cast<std::uint8_t>(last - first))), distance);
}

void classify_text(std::string_view text, ByteClasses* classes, char* lower) {
  const Bytes d;
  const auto* from = reinterpret_cast<const std::uint8_t*>(text.data());
  auto* to = reinterpret_cast<std::uint8_t*>(lower);
  const auto case_bit = hn::Set(d, std::uint8_t{0x20});
  const auto high_bit = hn::Set(d, std::uint8_t{0x80});
  for (std::size_t block = 0; block < text.size() / kTextBlock; ++block) {
    ByteClasses found{};
    for (std::size_t at = 0; at < kTextBlock; at += kLanes, from += kLanes, to += kLanes) {
      const auto bytes = hn::LoadU(d, from);
      const auto with_case_bit = hn::Or(bytes, case_bit);
      const auto is_letter = lies_in(with_case_bit, 'a', 'z');
      hn::StoreU(hn::IfThenElse(is_letter, with_case_bit, bytes), d, to);
      found.word |= bits_of(hn::Or(is_letter, lies_in(bytes, '0', '9'))) << at;
      found.high |= bits_of(hn::TestBit(bytes, high_bit)) << at;
      found.apostrophe |=
          bits_of(hn::Or(hn::Eq(bytes, hn::Set(d, std::uint8_t{'\''})), hn::Eq(bytes, hn::Set(d, std::uint8_t{'`'}))))
          << at;
    }
    classes[block] = found;
  }
}

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_text([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.classify_text = &classify_text;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_text);

void fill_text_kernels(std::int64_t targets, KernelTable& table) { RIFFLE_CALL_FOR_TARGETS(fill_text, targets, table); }

}  // namespace riffle::kernels
#endif  // HWY_ONCE
