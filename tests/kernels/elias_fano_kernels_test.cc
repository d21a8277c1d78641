#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

RIFFLE_KERNEL_SUITE(EliasFanoKernels);

/// A sequence as its definition has it, its bytes between guard pages.
class Sequence {
 public:
  Sequence(const Values& values, unsigned low_bits, GuardedBytes::Place place)
      : low_bits_(low_bits),
        count_(values.size()),
        upper_bytes_(((65'536u >> low_bits) + values.size() + 7) / 8),
        bytes_(encode(values, low_bits, upper_bytes_).data(), upper_bytes_ + (values.size() * low_bits + 7) / 8,
               place) {}

  [[nodiscard]] EliasFano view() {
    return {.upper = bytes_.data(),
            .upper_bytes = upper_bytes_,
            .low = bytes_.data() + upper_bytes_,
            .low_bits = low_bits_,
            .count = count_};
  }
  [[nodiscard]] std::uint8_t& upper(std::size_t byte) { return bytes_.data()[byte]; }

 private:
  static std::vector<std::uint8_t> encode(const Values& values, unsigned low_bits, std::size_t upper_bytes) {
    std::vector<std::uint8_t> bytes(upper_bytes + (values.size() * low_bits + 7) / 8 + 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t place = (values[i] >> low_bits) + i;
      bytes[place / 8] = static_cast<std::uint8_t>(bytes[place / 8] | 1u << place % 8);
      const std::size_t bit = i * low_bits;
      const unsigned low = (values[i] & ((1u << low_bits) - 1)) << bit % 8;
      bytes[upper_bytes + bit / 8] = static_cast<std::uint8_t>(bytes[upper_bytes + bit / 8] | low);
    }
    return bytes;
  }

  unsigned low_bits_;
  std::size_t count_;
  std::size_t upper_bytes_;
  GuardedBytes bytes_;
};

TEST_P(EliasFanoKernels, DecodingGivesBackTheValues) {
  std::mt19937 random(21);
  std::size_t turn = 0;
  for (const unsigned low_bits : {4u, 8u}) {
    for (const std::size_t size : std::initializer_list<std::size_t>{
             0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 45, 100, 255, 256, 257, 1204, 5000, 65535, 65536}) {
      for (const std::size_t most : {std::size_t{65536}, std::max<std::size_t>(size, 300)}) {
        const Values values = random_values(random, size, static_cast<std::uint32_t>(most));
        Sequence sequence(values, low_bits, kPlaces[turn++ % 3]);
        Output out(values.size());
        ASSERT_EQ(decode_elias_fano(sequence.view(), out.data()), values.size());
        EXPECT_EQ(out.first(values.size()), values) << size << " values of " << low_bits << " low bits";
        EXPECT_TRUE(out.intact());
      }
    }
  }
}

TEST_P(EliasFanoKernels, BitsTooFewOrTooManyStayInside) {
  std::mt19937 random(22);
  for (const unsigned low_bits : {4u, 8u}) {
    const Values values = random_values(random, 500);
    for (int round = 0; round < 100; ++round) {
      Sequence sequence(values, low_bits, GuardedBytes::Place::kBeforeGuard);
      for (std::size_t byte = 0; byte < sequence.view().upper_bytes; ++byte) {
        if (random() % 3 == 0)
          sequence.upper(byte) = static_cast<std::uint8_t>(round % 2 == 0 ? 0xFF : random() & 0x11);
      }
      Output out(values.size());
      Output expected(values.size());
      const std::size_t count = decode_elias_fano(sequence.view(), out.data());
      ASSERT_EQ(count, scalar::decode_elias_fano(sequence.view(), expected.data()));
      EXPECT_LE(count, values.size());
      EXPECT_EQ(out.first(count), expected.first(count));
      EXPECT_TRUE(out.intact());
    }
  }
}

TEST_P(EliasFanoKernels, ClearBitsAreFoundInOrder) {
  std::mt19937 random(23);
  std::size_t turn = 0;
  for (const std::size_t bytes : {0u, 1u, 7u, 8u, 9u, 37u, 161u}) {
    for (const unsigned density : {0u, 1u, 2u, 8u}) {  // of 8
      std::vector<std::uint8_t> bits(bytes + 1);
      for (std::size_t bit = 0; bit < 8 * bytes; ++bit) {
        if (random() % 8 < density) bits[bit / 8] = static_cast<std::uint8_t>(bits[bit / 8] | 1u << bit % 8);
      }
      GuardedBytes guarded(bits.data(), bytes, kPlaces[turn++ % 3]);
      for (std::size_t from = 0; from <= 8 * bytes + 20; from += from < 10 ? 1 : 13) {
        std::size_t k = 0;
        for (std::size_t bit = from; bit < 8 * bytes; ++bit) {
          if ((bits[bit / 8] >> bit % 8 & 1) != 0) continue;
          ASSERT_EQ(select_zero(guarded.data(), bytes, from, k++), bit);
        }
        ASSERT_EQ(select_zero(guarded.data(), bytes, from, k), 8 * bytes);
        ASSERT_EQ(select_zero(guarded.data(), bytes, from, k + 1000), 8 * bytes);
      }
    }
  }
}

}  // namespace
}  // namespace riffle::kernels
