#include "naive_proximity.h"

#include <algorithm>
#include <set>

namespace model {
namespace {

std::set<std::size_t> places_of(const Item& item, std::size_t length, const StandsAt& stands) {
  std::set<std::size_t> places;
  for (std::size_t at = 0; at + item.words.size() <= length; ++at) {
    bool all = !item.is_anchored || at == 0;
    for (std::size_t i = 0; i < item.words.size() && all; ++i) all = stands(item, i, at + i);
    if (all) places.insert(at);
  }
  return places;
}

bool are_near(std::size_t first, std::size_t first_length, std::size_t second, std::size_t second_length,
              const Link& link) {
  if (second >= first + first_length && second - (first + first_length - 1) <= link.distance) return true;
  return !link.is_ordered && first >= second + second_length && first - (second + second_length - 1) <= link.distance;
}

std::uint32_t count_chain(const Tree& leaf, std::size_t length, const StandsAt& stands) {
  std::set<std::size_t> reached = places_of(leaf.items[0], length, stands);
  for (std::size_t i = 1; i < leaf.items.size(); ++i) {
    std::set<std::size_t> next;
    for (const std::size_t place : places_of(leaf.items[i], length, stands)) {
      for (const std::size_t before : reached) {
        if (are_near(before, leaf.items[i - 1].words.size(), place, leaf.items[i].words.size(), leaf.links[i - 1])) {
          next.insert(place);
        }
      }
    }
    reached = next;
  }
  return static_cast<std::uint32_t>(reached.size());
}

/// Whether the words from place `from` on can be given positions; the same word needs another position each time.
bool can_place(const Tree& leaf, std::size_t length, const StandsAt& stands, std::int64_t m, std::size_t from,
               std::vector<std::size_t>& taken) {
  const Item& item = leaf.items[0];
  if (from == item.words.size()) return true;
  const auto is_star = [&](std::size_t at) { return item.ends_with_star && at + 1 == item.words.size(); };
  const auto is_taken = [&](std::size_t position) {
    for (std::size_t i = 0; i < from; ++i) {
      if (taken[i] == position && item.words[i] == item.words[from] && is_star(i) == is_star(from)) return true;
    }
    return false;
  };
  const std::int64_t low = m + static_cast<std::int64_t>(from);
  for (std::int64_t p = std::max<std::int64_t>(low, 0); p <= low + static_cast<std::int64_t>(leaf.slop); ++p) {
    const auto position = static_cast<std::size_t>(p);
    if (position >= length) break;
    if (is_taken(position) || !stands(item, from, position)) continue;
    taken[from] = position;
    if (can_place(leaf, length, stands, m, from + 1, taken)) return true;
  }
  return false;
}

std::uint32_t count_sloppy(const Tree& leaf, std::size_t length, const StandsAt& stands) {
  const Item& item = leaf.items[0];
  std::set<std::int64_t> candidates;
  for (std::size_t i = 0; i < item.words.size(); ++i) {
    for (std::size_t position = 0; position < length; ++position) {
      if (stands(item, i, position)) {
        candidates.insert(static_cast<std::int64_t>(position) - static_cast<std::int64_t>(i));
      }
    }
  }
  if (item.is_anchored) candidates = {0};
  std::uint32_t count = 0;
  std::vector<std::size_t> taken(item.words.size(), 0);
  for (const std::int64_t m : candidates) count += can_place(leaf, length, stands, m, 0, taken) ? 1 : 0;
  return count;
}

}  // namespace

std::uint32_t count_near(const Tree& leaf, std::size_t length, const StandsAt& stands) {
  return leaf.slop > 0 ? count_sloppy(leaf, length, stands) : count_chain(leaf, length, stands);
}

}  // namespace model
