// How much a test of random or exhaustive cases does: all of it in an ordinary build, a part where a sanitizer watches,
// which makes every case five to twenty times slower and looks for bad accesses, not for wrong answers.
#ifndef RIFFLE_TESTS_BASE_EFFORT_H_
#define RIFFLE_TESTS_BASE_EFFORT_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace riffle {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

/// `all` rounds of random cases, or an eighth of them.
constexpr std::size_t rounds(std::size_t all) { return kSanitized ? (all + 7) / 8 : all; }

/// The number in the environment variable, by which long runs ask for more, or `otherwise`.
inline std::uint64_t asked_for(const char* variable, std::uint64_t otherwise) {
  const char* const asked = std::getenv(variable);
  return asked == nullptr ? otherwise : std::strtoull(asked, nullptr, 10);
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_BASE_EFFORT_H_
