#include "query/container_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace riffle {
namespace {

using Values = std::vector<std::uint16_t>;
constexpr std::uint32_t kUniverse = 50'000;

// A set in one of the forms, with the memory that it lies in.
struct Made {
  std::string name;
  ContainerSet set;
  Values values;
  std::shared_ptr<SlotStack> memory;
};

Values random_values(std::mt19937& random, std::size_t count) {
  std::set<std::uint16_t> values;
  while (values.size() < count) values.insert(static_cast<std::uint16_t>(random() % kUniverse));
  return {values.begin(), values.end()};
}

Made make_array(std::mt19937& random, std::size_t count) {
  Made made{"array of " + std::to_string(count), {}, random_values(random, count), std::make_shared<SlotStack>()};
  std::uint8_t* slot = made.memory->push();
  // Lists in a file stand at any address.
  std::memcpy(slot + 1, made.values.data(), 2 * count);
  made.set = ContainerSet::array(slot + 1, count);
  return made;
}

Made make_bitset(std::mt19937& random, std::size_t count, bool is_counted) {
  Made made{"bitset of " + std::to_string(count), {}, random_values(random, count), std::make_shared<SlotStack>()};
  std::uint8_t* slot = made.memory->push();
  std::memset(slot, 0, kernels::kBitsetBytes);
  for (const std::uint16_t value : made.values) slot[value / 8] |= static_cast<std::uint8_t>(1u << (value % 8));
  made.set = ContainerSet::bitset(slot, is_counted ? static_cast<std::uint32_t>(count) : ContainerSet::kUnknown);
  return made;
}

std::vector<Made> all_forms() {
  std::mt19937 random(7);
  std::vector<Made> forms;
  forms.push_back({"empty", {}, {}, nullptr});
  Values everything(kUniverse);
  for (std::uint32_t i = 0; i < kUniverse; ++i) everything[i] = static_cast<std::uint16_t>(i);
  forms.push_back({"all", ContainerSet::all(), everything, nullptr});
  for (const std::size_t count : std::initializer_list<std::size_t>{1, 40, 1'500, 4'096})
    forms.push_back(make_array(random, count));
  for (const std::size_t count : std::initializer_list<std::size_t>{3, 5'000, 40'000}) {
    forms.push_back(make_bitset(random, count, true));
    forms.push_back(make_bitset(random, count, false));
  }
  return forms;
}

Values to_values(const ContainerSet& set) {
  std::vector<std::uint16_t> wide(kContainerDocs + kernels::kOutSlack);
  const kernels::U16Array array = to_array(set, kUniverse, wide.data());
  Values values(array.count);
  if (array.count > 0) std::memcpy(values.data(), array.bytes, 2 * array.count);
  return values;
}

Values intersection(const Values& a, const Values& b) {
  Values out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Values difference(const Values& a, const Values& b) {
  Values out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Values set_union(const Values& a, const Values& b) {
  Values out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

TEST(ContainerSet, EveryFormKeepsItsValues) {
  for (const Made& made : all_forms()) {
    EXPECT_EQ(to_values(made.set), made.values) << made.name;
    EXPECT_EQ(count(made.set, kUniverse), made.values.size()) << made.name;
    EXPECT_GE(made.set.bound(kUniverse), made.values.size()) << made.name;
  }
}

TEST(ContainerSet, AlgebraOfAllPairsOfForms) {
  const std::vector<Made> forms = all_forms();
  SlotStack slots;
  std::uint8_t* slot = slots.push();
  for (const Made& a : forms) {
    for (const Made& b : forms) {
      SCOPED_TRACE(a.name + ", " + b.name);
      const Values both = intersection(a.values, b.values);
      const Values rest = difference(a.values, b.values);
      const Values either = set_union(a.values, b.values);
      EXPECT_EQ(to_values(intersect(a.set, b.set, slot)), both);
      EXPECT_EQ(to_values(subtract(a.set, b.set, kUniverse, slot)), rest);
      EXPECT_EQ(to_values(unite(a.set, b.set, slot)), either);
      EXPECT_EQ(intersect_count(a.set, b.set, kUniverse), both.size());
      EXPECT_EQ(subtract_count(a.set, b.set, kUniverse), rest.size());
      EXPECT_EQ(unite_count(a.set, b.set, kUniverse), either.size());
    }
  }
}

TEST(ContainerSet, UnionMayWriteOverItsFirstBitset) {
  std::mt19937 random(9);
  const Made bits = make_bitset(random, 6'000, true);
  const Made array = make_array(random, 300);
  SlotStack slots;
  std::uint8_t* slot = slots.push();
  std::memcpy(slot, bits.set.bytes, kernels::kBitsetBytes);
  EXPECT_EQ(to_values(unite(ContainerSet::bitset(slot), array.set, slot)), set_union(bits.values, array.values));
}

TEST(ContainerSet, ToArrayCutsOffWhatIsOutsideTheContainer) {
  std::mt19937 random(10);
  const Made made = make_bitset(random, 9'000, true);
  std::vector<std::uint16_t> wide(kContainerDocs + kernels::kOutSlack);
  const kernels::U16Array cut = to_array(made.set, 1'000, wide.data());
  EXPECT_EQ(cut.count, static_cast<std::size_t>(std::count_if(made.values.begin(), made.values.end(),
                                                              [](std::uint16_t value) { return value < 1'000; })));
}

TEST(ContainerSet, ManyValuesBecomeABitset) {
  std::mt19937 random(11);
  SlotStack slots;
  for (const std::size_t count : {std::size_t{0}, std::size_t{kMaxArray}, std::size_t{kMaxArray} + 1}) {
    const Values values = random_values(random, count);
    const ContainerSet set =
        from_array({reinterpret_cast<const std::uint8_t*>(values.data()), values.size()}, slots.push());
    EXPECT_EQ(set.is_bitset(), count > kMaxArray);
    EXPECT_EQ(set.is_empty(), count == 0);
    EXPECT_EQ(to_values(set), values);
  }
}

TEST(SlotStack, SlotsDoNotOverlapAndAreUsedAgain) {
  SlotStack slots;
  std::vector<std::uint8_t*> taken;
  for (int i = 0; i < 40; ++i) {
    taken.push_back(slots.push());
    std::memset(taken.back(), i, SlotStack::kSlotBytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(taken.back()) % 64, 0u);
  }
  for (int i = 0; i < 40; ++i) {
    EXPECT_TRUE(std::all_of(taken[static_cast<std::size_t>(i)],
                            taken[static_cast<std::size_t>(i)] + SlotStack::kSlotBytes,
                            [i](std::uint8_t byte) { return byte == i; }));
  }
  slots.release(7);
  EXPECT_EQ(slots.mark(), 7u);
  EXPECT_EQ(slots.push(), taken[7]);
}

}  // namespace
}  // namespace riffle
