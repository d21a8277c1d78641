#include "analysis/english_spellings.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "analysis/irregular_forms.h"
#include "analysis/known_names.h"
#include "analysis/spelling_pairs.h"

namespace riffle {
namespace {

constexpr std::size_t kShortestTerm = 3;
constexpr std::size_t kLongestTerm = 32;
/// Letters before -ise and before -logue, at least: "wise", "prize" and "blog" are what they are.
constexpr std::size_t kShortestStem = 3;

struct EndingPair {
  std::string_view british;
  std::string_view american;
};

constexpr EndingPair kReEndings[] = {{"re", "er"}, {"res", "ers"}, {"red", "ered"}, {"ring", "ering"}};
constexpr EndingPair kLogueEndings[] = {{"logue", "log"},      {"logues", "logs"},  {"logued", "loged"},
                                        {"loguing", "loging"}, {"loguer", "loger"}, {"loguers", "logers"}};
/// Behind four letters or more: "omen" and "women" are none.
constexpr EndingPair kManEndings[] = {{"men", "man"}};
constexpr std::size_t kShortestMan = 4;
constexpr EndingPair kAemiaEndings[] = {{"aemia", "emia"}, {"aemias", "emias"}, {"aemic", "emic"}};

/// What follows -is- and -iz-, -ys- and -yz-.
constexpr std::string_view kVerbEndings[] = {"e",      "ed",      "es",        "er",   "ers",     "ing",
                                             "ings",   "ingly",   "able",      "ably", "ability", "ation",
                                             "ations", "ational", "ationally", "ance", "ances"};

/// `from` at the end of the word becomes `to`; nothing when fewer than `least` letters stand before it.
std::optional<std::string> with_ending(std::string_view word, std::string_view from, std::string_view to,
                                       std::size_t least) {
  if (word.size() < from.size() + least) return std::nullopt;
  return std::string(word.substr(0, word.size() - from.size())).append(to);
}

std::optional<std::string> swap_ending(std::string_view word, std::span<const EndingPair> endings, std::size_t least) {
  for (const auto& [british, american] : endings) {
    // British endings hold American ones, or are of other letters.
    if (word.ends_with(british)) return with_ending(word, british, american, least);
    if (word.ends_with(american)) return with_ending(word, american, british, least);
  }
  return std::nullopt;
}

/// -is- and -iz-, -lys- and -lyz-.
std::optional<std::string> swap_verb_ending(std::string_view word) {
  for (std::size_t at = 2; at + 1 < word.size(); ++at) {
    const bool is_y = word[at - 1] == 'y' && word[at - 2] == 'l';
    if ((word[at] != 's' && word[at] != 'z') || (word[at - 1] != 'i' && !is_y)) continue;
    if (std::find(std::begin(kVerbEndings), std::end(kVerbEndings), word.substr(at + 1)) == std::end(kVerbEndings)) {
      continue;
    }
    if (at - 1 < kShortestStem) return std::nullopt;
    std::string other(word);
    other[at] = word[at] == 's' ? 'z' : 's';
    return other;
  }
  return std::nullopt;
}

/// The rest of the word behind the beginning, or nothing.
std::optional<std::string_view> behind(std::string_view word, std::string_view beginning) {
  if (!word.starts_with(beginning)) return std::nullopt;
  return word.substr(beginning.size());
}

bool may_follow(std::string_view rest, SpellingPart part) {
  return part == SpellingPart::kBeginning || rest.empty() || rest == "s";
}

std::optional<std::string> swap_re(std::string_view word, const SpellingPair& pair) {
  for (const auto& [british, american] : kReEndings) {
    if (behind(word, pair.british) == british) return std::string(pair.american).append(american);
    if (behind(word, pair.american) == american) return std::string(pair.british).append(british);
  }
  return std::nullopt;
}

std::optional<std::string> swap_pair(std::string_view word, const SpellingPair& pair) {
  if (pair.part == SpellingPart::kRe) return swap_re(word, pair);
  std::string_view from = pair.british;
  std::string_view to = pair.american;
  // One may begin as the other does: "fulfil" and "fulfill".
  if (from.size() < to.size()) std::swap(from, to);
  for (int side = 0; side < 2; ++side, std::swap(from, to)) {
    const auto rest = behind(word, from);
    if (rest && may_follow(*rest, pair.part)) return std::string(to).append(*rest);
  }
  return std::nullopt;
}

std::optional<std::string> swap_by_table(std::string_view word) {
  for (const SpellingPair* pair : spelling_pairs(word)) {
    if (auto other = swap_pair(word, *pair)) return other;
  }
  return std::nullopt;
}

std::optional<std::string> swap_by_ending(std::string_view word) {
  if (auto other = swap_verb_ending(word)) return other;
  if (auto other = swap_ending(word, kLogueEndings, kShortestStem)) return other;
  if (auto other = swap_ending(word, kManEndings, kShortestMan)) return other;
  return swap_ending(word, kAemiaEndings, 2);
}

}  // namespace

std::vector<std::string> english_spellings(std::string_view term) {
  std::vector<std::string> others;
  if (term.size() > kLongestTerm) return others;
  // A word may have both: "colourise" and "colorize".
  if (term.size() >= kShortestTerm) {
    if (auto other = swap_by_table(term)) others.push_back(*std::move(other));
    if (auto other = swap_by_ending(term)) others.push_back(*std::move(other));
  }
  if (others.size() == 2) {
    if (auto other = swap_by_ending(others.front())) others.push_back(*std::move(other));
  }
  for (const auto listed : {known_spellings, irregular_forms}) {
    for (const std::string_view other : listed(term)) {
      const bool is_new = std::find(others.begin(), others.end(), other) == others.end();
      if (is_new && others.size() < kMostSpellings) others.emplace_back(other);
    }
  }
  return others;
}

std::unique_ptr<EnglishSpellings> EnglishSpellings::open() {
  auto stemmer = EnglishStemmer::open();
  if (stemmer == nullptr) return nullptr;
  return std::unique_ptr<EnglishSpellings>(new EnglishSpellings(std::move(stemmer)));
}

bool EnglishSpellings::is_spelling_of(std::string_view form, std::string_view class_name) {
  const std::vector<std::string> others = english_spellings(form);
  return std::any_of(others.begin(), others.end(),
                     [&](const std::string& other) { return class_of(other) == class_name; });
}

std::string_view EnglishSpellings::class_of(std::string_view word) {
  name_class(word, [this](std::string_view part, std::string& out) { out += stemmer_->stem(part); }, name_);
  return name_;
}

}  // namespace riffle
