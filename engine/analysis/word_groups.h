// Closed lists of groups of words that stand for each other, to be looked up by any of them.
// Shape:   a list is an array of rows, each the words of one group with a blank between; a word stands in one group.
// Cost:    the index is made by the compiler; a binary search, and the words of the row that is found.
// Threads: plain functions on constant data.
#ifndef RIFFLE_ANALYSIS_WORD_GROUPS_H_
#define RIFFLE_ANALYSIS_WORD_GROUPS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace riffle {

/// The first eight bytes of a word as a big-endian number, filled with zeros: they order nearly all words.
constexpr std::uint64_t first_bytes(std::string_view word) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < sizeof bytes; ++i) {
    bytes = bytes << 8 | (i < word.size() ? static_cast<unsigned char>(word[i]) : 0u);
  }
  return bytes;
}

struct GroupedWord {
  std::uint64_t bytes = 0;  ///< first_bytes(word)
  std::string_view word;
  std::uint16_t row = 0;

  constexpr auto operator<=>(const GroupedWord&) const = default;
};

/// Calls visit(word) for each word of a row.
template <typename Visit>
constexpr void for_each_word(std::string_view row, Visit visit) {
  while (!row.empty()) {
    const std::string_view word = row.substr(0, row.find(' '));
    visit(word);
    row.remove_prefix(std::min(row.size(), word.size() + 1));
  }
}

constexpr std::size_t count_words(std::span<const std::string_view> rows) {
  std::size_t count = 0;
  for (const std::string_view row : rows) for_each_word(row, [&count](std::string_view) { ++count; });
  return count;
}

/// Every word of the rows, in order. REQUIRES: kCount = count_words(rows).
template <std::size_t kCount>
constexpr std::array<GroupedWord, kCount> index_words(std::span<const std::string_view> rows) {
  std::array<GroupedWord, kCount> index;
  std::size_t count = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for_each_word(rows[i], [&](std::string_view word) {
      index[count++] = {first_bytes(word), word, static_cast<std::uint16_t>(i)};
    });
  }
  std::sort(index.begin(), index.end());
  return index;
}

/// The entry of `word`, or null.
inline const GroupedWord* find_grouped(std::span<const GroupedWord> index, std::string_view word) {
  const auto found = std::lower_bound(index.begin(), index.end(), GroupedWord{first_bytes(word), word, 0});
  return found == index.end() || found->word != word ? nullptr : &*found;
}

/// The other words of the group of `word`; none when no row has it.
inline std::vector<std::string_view> others_of_group(std::span<const std::string_view> rows,
                                                     std::span<const GroupedWord> index, std::string_view word) {
  std::vector<std::string_view> others;
  const GroupedWord* const found = find_grouped(index, word);
  if (found == nullptr) return others;
  for_each_word(rows[found->row], [&](std::string_view other) {
    if (other != word) others.push_back(other);
  });
  return others;
}

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_WORD_GROUPS_H_
