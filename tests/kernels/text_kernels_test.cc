#include "kernels/text_kernels.h"

#include <string>
#include <string_view>

#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

RIFFLE_KERNEL_SUITE(TextKernels);

struct Classified {
  std::vector<ByteClasses> classes;
  std::string lower;
};

Classified classify(std::string_view text, decltype(&classify_text) kernel) {
  const std::size_t blocks = text.size() / kTextBlock;
  Classified out{std::vector<ByteClasses>(blocks), std::string(blocks * kTextBlock, '?')};
  kernel(text, out.classes.data(), out.lower.data());
  return out;
}

TEST_P(TextKernels, ClassesOfEveryByteAtEveryPlace) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < kTextBlock; ++place) {
      std::string text(kTextBlock, ' ');
      text[place] = static_cast<char>(byte);
      const Classified actual = classify(text, &classify_text);
      const Classified expected = classify(text, &scalar::classify_text);
      ASSERT_EQ(actual.classes, expected.classes) << "byte " << byte << " at " << place;
      ASSERT_EQ(actual.lower, expected.lower) << "byte " << byte << " at " << place;
    }
  }
}

TEST_P(TextKernels, ReadAndWriteNothingBesideTheBlocks) {
  std::mt19937 random(11);
  for (const std::size_t blocks : {0U, 1U, 3U, 64U}) {
    std::string text(blocks * kTextBlock, ' ');
    for (char& c : text) c = static_cast<char>(random());
    const Classified expected = classify(text, &scalar::classify_text);
    for (const auto place : kPlaces) {
      GuardedBytes from(text.data(), text.size(), place);
      GuardedBytes lower(nullptr, text.size(), place);
      std::vector<ByteClasses> classes(blocks);
      classify_text({reinterpret_cast<const char*>(from.data()), from.size()}, classes.data(),
                    reinterpret_cast<char*>(lower.data()));
      ASSERT_EQ(classes, expected.classes);
      ASSERT_EQ(std::string_view(reinterpret_cast<const char*>(lower.data()), lower.size()), expected.lower);
    }
  }
}

TEST(TextKernelDefinition, LettersDigitsApostrophesAndWhatIsNotAscii) {
  std::string text = "aZ9'`-\x7F\x80\xC3\xFF@[/:{G";
  const std::size_t used = text.size();
  text.resize(kTextBlock, ' ');
  const Classified found = classify(text, &scalar::classify_text);
  ASSERT_EQ(found.classes.size(), 1U);
  EXPECT_EQ(found.classes[0].word, 0b1000000000000111U);
  EXPECT_EQ(found.classes[0].apostrophe, 0b11000U);
  EXPECT_EQ(found.classes[0].high, 0b1110000000U);
  EXPECT_EQ(found.lower.substr(0, used), "az9'`-\x7F\x80\xC3\xFF@[/:{g");
}

}  // namespace
}  // namespace riffle::kernels
