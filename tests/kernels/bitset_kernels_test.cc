#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

RIFFLE_KERNEL_SUITE(BitsetKernels);

std::vector<Values> value_sets() {
  std::mt19937 random(3);
  std::vector<Values> sets;
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 2, 63, 64, 65, 300, 1000, 4096, 4097, 9000,
                                                                   32768, 60000, 65535, 65536}) {
    sets.push_back(random_values(random, size));
  }
  sets.push_back({0});
  sets.push_back({65535});
  sets.push_back({0, 63, 64, 127, 128, 65472, 65535});
  sets.push_back(random_values(random, 500, 512));
  return sets;
}

TEST_P(BitsetKernels, CountsEqualTheirDefinitions) {
  const std::vector<Values> sets = value_sets();
  std::size_t turn = 0;
  for (const Values& left : sets) {
    GuardedBytes a(bitset_of(left).data(), kBitsetBytes, kPlaces[turn % 3]);
    EXPECT_EQ(popcount(a.data()), left.size());
    for (const Values& right : sets) {
      GuardedBytes b(bitset_of(right).data(), kBitsetBytes, kPlaces[turn++ / 3 % 3]);
      EXPECT_EQ(and_count(a.data(), b.data()), scalar::and_count(a.data(), b.data()));
      EXPECT_EQ(andnot_count(a.data(), b.data()), scalar::andnot_count(a.data(), b.data()));
      EXPECT_EQ(or_count(a.data(), b.data()), scalar::or_count(a.data(), b.data()));
    }
  }
}

TEST_P(BitsetKernels, CountOfManyEqualsTheAndOfAll) {
  std::mt19937 random(4);
  for (std::size_t n = 1; n <= 9; ++n) {
    std::vector<std::vector<std::uint8_t>> bitsets;
    std::vector<const std::uint8_t*> pointers;
    for (std::size_t i = 0; i < n; ++i) bitsets.push_back(bitset_of(random_values(random, 60000)));
    for (const auto& bitset : bitsets) pointers.push_back(bitset.data());
    EXPECT_EQ(and_count_many(pointers.data(), n), scalar::and_count_many(pointers.data(), n)) << n << " sets";
  }
}

using Combine = void (*)(const std::uint8_t*, const std::uint8_t*, std::uint8_t*);

void check_combine(Combine kernel, Combine definition) {
  std::mt19937 random(5);
  for (const auto place : kPlaces) {
    GuardedBytes a(bitset_of(random_values(random, 20000)).data(), kBitsetBytes, place);
    GuardedBytes b(bitset_of(random_values(random, 40000)).data(), kBitsetBytes, place);
    GuardedBytes out(nullptr, kBitsetBytes, place);
    std::vector<std::uint8_t> expected(kBitsetBytes);
    definition(a.data(), b.data(), expected.data());
    kernel(a.data(), b.data(), out.data());
    EXPECT_EQ(std::memcmp(out.data(), expected.data(), kBitsetBytes), 0);
    kernel(a.data(), b.data(), a.data());
    EXPECT_EQ(std::memcmp(a.data(), expected.data(), kBitsetBytes), 0) << "into the first input";
  }
}

TEST_P(BitsetKernels, AndIntoEqualsItsDefinition) { check_combine(&and_into, &scalar::and_into); }
TEST_P(BitsetKernels, AndNotIntoEqualsItsDefinition) { check_combine(&andnot_into, &scalar::andnot_into); }
TEST_P(BitsetKernels, OrIntoEqualsItsDefinition) { check_combine(&or_into, &scalar::or_into); }

TEST_P(BitsetKernels, ToArrayGivesBackTheValues) {
  std::size_t turn = 0;
  for (const Values& values : value_sets()) {
    GuardedBytes bitset(bitset_of(values).data(), kBitsetBytes, kPlaces[turn++ % 3]);
    Output out(values.size());
    ASSERT_EQ(bitset_to_array(bitset.data(), out.data()), values.size());
    EXPECT_EQ(out.first(values.size()), values);
    EXPECT_TRUE(out.intact());
  }
}

TEST_P(BitsetKernels, SetAndClearBitsUndoEachOther) {
  std::mt19937 random(6);
  const Values some = random_values(random, 3000);
  const Values others = random_values(random, 30000);
  GuardedBytes bitset(bitset_of(others).data(), kBitsetBytes, GuardedBytes::Place::kOddBeforeGuard);
  GuardedArray array(some, GuardedBytes::Place::kBeforeGuard);
  set_bits(array.view(), bitset.data());
  EXPECT_EQ(intersect_bitset_count(array.view(), bitset.data()), some.size());
  clear_bits(array.view(), bitset.data());
  EXPECT_EQ(intersect_bitset_count(array.view(), bitset.data()), 0u);
  Output rest(others.size());
  ASSERT_EQ(difference(view_of(others), view_of(some), rest.data()), popcount(bitset.data()));
}

TEST_P(BitsetKernels, SetRangeSetsBothEndsAndNothingElse) {
  const std::uint32_t ends[] = {0, 1, 7, 8, 9, 62, 63, 64, 65, 4095, 65528, 65534, 65535};
  for (const std::uint32_t first : ends) {
    for (const std::uint32_t last : ends) {
      GuardedBytes bitset(bitset_of({}).data(), kBitsetBytes, GuardedBytes::Place::kBeforeGuard);
      set_range(first, last, bitset.data());
      const std::size_t count = first <= last ? last - first + 1 : 0;
      ASSERT_EQ(scalar::popcount(bitset.data()), count) << first << " to " << last;
      if (count != 0) {
        Values values(count + kOutSlack);
        ASSERT_EQ(scalar::bitset_to_array(bitset.data(), values.data()), count);
        EXPECT_EQ(values[0], first);
        EXPECT_EQ(values[count - 1], last);
      }
    }
  }
}

TEST_P(BitsetKernels, ProbesEqualTheirDefinitions) {
  std::mt19937 random(7);
  std::size_t turn = 0;
  for (const Values& values : value_sets()) {
    GuardedBytes bitset(bitset_of(values).data(), kBitsetBytes, kPlaces[turn % 3]);
    for (const std::size_t size :
         std::initializer_list<std::size_t>{0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 100, 4096, 65536}) {
      GuardedArray array(random_values(random, size), kPlaces[turn++ / 3 % 3]);
      const U16Array a = array.view();
      Output expected(a.count);
      Output in(a.count);
      Output not_in(a.count);
      const std::size_t count = scalar::intersect_bitset(a, bitset.data(), expected.data());
      ASSERT_EQ(intersect_bitset(a, bitset.data(), in.data()), count);
      EXPECT_EQ(in.first(count), expected.first(count));
      EXPECT_EQ(intersect_bitset_count(a, bitset.data()), count);
      ASSERT_EQ(scalar::difference_bitset(a, bitset.data(), expected.data()), a.count - count);
      ASSERT_EQ(difference_bitset(a, bitset.data(), not_in.data()), a.count - count);
      EXPECT_EQ(not_in.first(a.count - count), expected.first(a.count - count));
      EXPECT_TRUE(in.intact() && not_in.intact());
    }
  }
}

TEST_P(BitsetKernels, ProbesOfUnsortedArraysStayInside) {
  std::mt19937 random(8);
  Values noise(1000);
  for (std::uint16_t& v : noise) v = static_cast<std::uint16_t>(random());
  noise[3] = 65535;
  GuardedBytes bitset(bitset_of(random_values(random, 65536)).data(), kBitsetBytes, GuardedBytes::Place::kBeforeGuard);
  GuardedArray a(noise, GuardedBytes::Place::kOddBeforeGuard);
  Output out(noise.size());
  EXPECT_EQ(intersect_bitset(a.view(), bitset.data(), out.data()), noise.size());
  EXPECT_EQ(out.first(noise.size()), noise);
  EXPECT_TRUE(out.intact());
}

}  // namespace
}  // namespace riffle::kernels
