#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

RIFFLE_KERNEL_SUITE(ArrayKernels);

struct Pair {
  Values a;
  Values b;
};

/// Every small size, the sizes around vectors and containers, and large ratios; values near and far.
std::vector<Pair> make_pairs() {
  std::mt19937 random(1);
  std::vector<Pair> all;
  for (std::size_t a = 0; a <= 70; ++a) {
    for (std::size_t b = 0; b <= 70; b += 1 + a % 3) {
      all.push_back({random_values(random, a, 160), random_values(random, b, 160)});
    }
  }
  const std::size_t sizes[] = {0, 1, 2, 7, 31, 33, 63, 64, 65, 127, 255, 256, 257, 1000, 4095, 4096, 5000};
  for (const std::size_t a : sizes) {
    for (const std::size_t b : sizes) {
      all.push_back({random_values(random, a), random_values(random, b)});
      all.push_back({random_values(random, a, 6000), random_values(random, b, 6000)});
    }
  }
  const Values everything = random_values(random, 65536);
  all.push_back({everything, everything});
  all.push_back({everything, random_values(random, 3000)});
  all.push_back({{0, 65535}, everything});
  all.push_back({{0, 65535}, {0, 65535}});
  all.push_back({{65535}, random_values(random, 4096)});
  // One array wholly before the other.
  Values low = random_values(random, 300, 1000);
  Values high = low;
  for (std::uint16_t& v : high) v = static_cast<std::uint16_t>(v + 30000);
  all.push_back({low, high});
  all.push_back({high, low});
  return all;
}

const std::vector<Pair>& pairs() {
  static const std::vector<Pair> all = make_pairs();
  return all;
}

std::string describe(const Pair& pair) {
  return "sizes " + std::to_string(pair.a.size()) + " and " + std::to_string(pair.b.size());
}

/// Calls check(a, b, pair) for each pair in both orders, in changing places.
template <typename Check>
void for_each_pair(Check check) {
  std::size_t turn = 0;
  for (const Pair& pair : pairs()) {
    SCOPED_TRACE(describe(pair));
    const auto place_a = kPlaces[turn % 3];
    const auto place_b = kPlaces[turn / 3 % 3];
    ++turn;
    GuardedArray a(pair.a, place_a);
    GuardedArray b(pair.b, place_b);
    check(a.view(), b.view());
    check(b.view(), a.view());
    if (testing::Test::HasFailure()) return;
  }
}

TEST_P(ArrayKernels, IntersectEqualsItsDefinition) {
  for_each_pair([](U16Array a, U16Array b) {
    Output expected(std::min(a.count, b.count));
    Output actual(std::min(a.count, b.count));
    const std::size_t count = scalar::intersect(a, b, expected.data());
    ASSERT_EQ(intersect(a, b, actual.data()), count);
    EXPECT_EQ(actual.first(count), expected.first(count));
    EXPECT_TRUE(actual.intact());
    EXPECT_EQ(intersect_count(a, b), count);
  });
}

TEST_P(ArrayKernels, DifferenceEqualsItsDefinition) {
  for_each_pair([](U16Array a, U16Array b) {
    Output expected(a.count);
    Output actual(a.count);
    const std::size_t count = scalar::difference(a, b, expected.data());
    ASSERT_EQ(difference(a, b, actual.data()), count);
    EXPECT_EQ(actual.first(count), expected.first(count));
    EXPECT_TRUE(actual.intact());
  });
}

TEST_P(ArrayKernels, UnionEqualsItsDefinition) {
  for_each_pair([](U16Array a, U16Array b) {
    Output expected(a.count + b.count);
    Output actual(a.count + b.count);
    const std::size_t count = scalar::union_of(a, b, expected.data());
    ASSERT_EQ(union_of(a, b, actual.data()), count);
    EXPECT_EQ(actual.first(count), expected.first(count));
    EXPECT_TRUE(actual.intact());
  });
}

TEST_P(ArrayKernels, RanksEqualTheirDefinition) {
  for_each_pair([](U16Array list, U16Array subset) {
    std::vector<std::uint32_t> expected(subset.count + kOutSlack, 7);
    std::vector<std::uint32_t> actual(subset.count + kOutSlack, 7);
    scalar::ranks_of(list, subset, expected.data());
    ranks_of(list, subset, actual.data());
    expected.resize(subset.count);
    actual.resize(subset.count);
    ASSERT_EQ(actual, expected);
  });
}

TEST_P(ArrayKernels, ShiftedIntersectionEqualsItsDefinitionForEveryKindOfOffset) {
  const std::int32_t offsets[] = {0, 1, -1, 2, 31, -32, 300, -300, 32768, -32768, 65534, -65534, 65535, -65535};
  std::size_t turn = 0;
  for_each_pair([&](U16Array a, U16Array b) {
    for (const std::int32_t offset : {offsets[turn % std::size(offsets)], offsets[turn / 7 % std::size(offsets)], 1}) {
      Output expected(std::min(a.count, b.count));
      Output actual(std::min(a.count, b.count));
      const std::size_t count = scalar::intersect_shifted(a, b, offset, expected.data());
      ASSERT_EQ(intersect_shifted(a, b, offset, actual.data()), count) << "offset " << offset;
      ASSERT_EQ(actual.first(count), expected.first(count)) << "offset " << offset;
      EXPECT_TRUE(actual.intact());
    }
    ++turn;
  });
}

TEST_P(ArrayKernels, ShiftedIntersectionDoesNotWrapAround) {
  const Values low = {0, 1, 5};
  const Values high = {65530, 65534, 65535};
  Output out(3);
  EXPECT_EQ(intersect_shifted(view_of(high), view_of(low), 1, out.data()), 0u);
  EXPECT_EQ(intersect_shifted(view_of(low), view_of(high), -1, out.data()), 0u);
  EXPECT_EQ(intersect_shifted(view_of(low), view_of(high), 65535, out.data()), 1u);
  EXPECT_EQ(out.first(1), Values{0});
  EXPECT_EQ(intersect_shifted(view_of(high), view_of(low), -65535, out.data()), 1u);
  EXPECT_EQ(out.first(1), Values{65535});
}

/// Arrays as hostile bytes give them: repeats, disorder, all the same.
std::vector<Values> hostile_arrays() {
  std::mt19937 random(2);
  std::vector<Values> all;
  for (const std::size_t size : std::initializer_list<std::size_t>{1, 15, 16, 17, 33, 64, 100, 257, 1000, 4096}) {
    Values noise(size);
    for (std::uint16_t& v : noise) v = static_cast<std::uint16_t>(random());
    Values few_values(size);
    for (std::uint16_t& v : few_values) v = static_cast<std::uint16_t>(random() % 3);
    Values descending = random_values(random, size);
    std::reverse(descending.begin(), descending.end());
    all.push_back(noise);
    all.push_back(few_values);
    all.push_back(descending);
    all.push_back(Values(size, 5));
    all.push_back(Values(size, 65535));
    all.push_back(random_values(random, size));
  }
  return all;
}

TEST_P(ArrayKernels, UnsortedArraysStayInsideTheirBuffers) {
  const std::vector<Values> arrays = hostile_arrays();
  for (const Values& a_values : arrays) {
    for (const Values& b_values : arrays) {
      GuardedArray a_bytes(a_values, GuardedBytes::Place::kBeforeGuard);
      GuardedArray b_bytes(b_values, GuardedBytes::Place::kAfterGuard);
      const U16Array a = a_bytes.view();
      const U16Array b = b_bytes.view();
      const std::size_t fewest = std::min(a.count, b.count);
      Output common(fewest);
      Output shifted(fewest);
      Output only_a(a.count);
      Output either(a.count + b.count);
      std::vector<std::uint32_t> ranks(b.count + kOutSlack);
      EXPECT_LE(intersect(a, b, common.data()), fewest);
      EXPECT_LE(intersect_shifted(a, b, 3, shifted.data()), fewest);
      EXPECT_LE(difference(a, b, only_a.data()), a.count);
      EXPECT_LE(union_of(a, b, either.data()), a.count + b.count);
      ranks_of(a, b, ranks.data());
      for (std::size_t i = 0; i < b.count; ++i) EXPECT_LE(ranks[i], a.count);
      (void)intersect_count(a, b);
      ASSERT_TRUE(common.intact() && shifted.intact() && only_a.intact() && either.intact());
    }
  }
}

}  // namespace
}  // namespace riffle::kernels
