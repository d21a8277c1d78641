#include "kernel_test_support.h"
#include "kernels/cpu_targets.h"
#include "kernels/highway_config.h"

namespace riffle::kernels {
namespace {

TEST(Dispatch, ListsThePortableTargetLastAndEachNameOnce) {
  const auto names = runnable_targets();
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(names.back(), "PORTABLE");
  EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), names.size());
}

TEST(Dispatch, ForcesEachRunnableTargetByAnyCaseOfItsName) {
  for (const std::string& name : target_names()) {
    EXPECT_TRUE(force_target(name));
    EXPECT_EQ(active_target(), name);
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_TRUE(force_target(lower));
    EXPECT_EQ(active_target(), name);
  }
  EXPECT_TRUE(force_target(""));
  EXPECT_EQ(active_target(), runnable_targets().front());
}

TEST(Dispatch, LeavesTheTargetWhenAskedForAnUnknownOne) {
  ASSERT_TRUE(force_target("portable"));
  EXPECT_FALSE(force_target("abacus"));
  EXPECT_EQ(active_target(), "PORTABLE");
  ASSERT_TRUE(force_target(""));
}

TEST(CpuTargets, AreThoseOfHighwaysLibrary) {
  constexpr std::int64_t kKnown = HWY_ENABLED_BASELINE | HWY_SSE4 | HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL;
  EXPECT_EQ(supported_targets() & kKnown, hwy::SupportedTargets() & kKnown);
}

}  // namespace
}  // namespace riffle::kernels
