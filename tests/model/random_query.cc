#include "random_query.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>

#include "random_corpus.h"

namespace model {
namespace {

// Civil calendar from days (Hinnant, "chrono-compatible low-level date algorithms").
std::string day_text(std::int64_t seconds) {
  std::int64_t days = seconds / 86400;
  if (seconds % 86400 < 0) --days;
  const std::int64_t z = days + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const std::int64_t doe = z - era * 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  const std::int64_t day = doy - (153 * mp + 2) / 5 + 1;
  const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
  const std::int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  char out[48];
  std::snprintf(out, sizeof(out), "%04lld-%02lld-%02lld", static_cast<long long>(year), static_cast<long long>(month),
                static_cast<long long>(day));
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool can_be_boosted(const Tree& tree) {
  switch (tree.kind) {
    case Tree::Kind::kTerm:
    case Tree::Kind::kPhrase:
    case Tree::Kind::kProximity:
    case Tree::Kind::kWildcard:
    case Tree::Kind::kRegex:
    case Tree::Kind::kFuzzy:
    case Tree::Kind::kSet: return true;
    default: return false;
  }
}

}  // namespace

QueryMaker::QueryMaker(const NaiveEngine& engine) : engine_(engine) {
  for (const auto& [term, counts] : engine.terms()) terms_.push_back(term);
}

std::string QueryMaker::any_word(Random& random) const {
  if (terms_.empty() || random.chance(0.03)) return "absentword";
  if (random.chance(0.3)) return terms_[random.below(terms_.size())];
  for (int attempt = 0; attempt < 8; ++attempt) {
    const std::size_t field = random.below(engine_.text_fields().size());
    const std::vector<std::string> words = engine_.words(random.below(engine_.live_count()), field);
    if (!words.empty()) return words[random.below(words.size())];
  }
  return terms_[random.below(terms_.size())];
}

std::string QueryMaker::any_scope(Random& random) const {
  if (!random.chance(0.3)) return "";
  return engine_.text_fields()[random.below(engine_.text_fields().size())];
}

Tree QueryMaker::phrase(Random& random) const {
  Tree tree;
  tree.kind = Tree::Kind::kPhrase;
  tree.field = any_scope(random);
  const std::size_t length = random.chance(0.6) ? random.between(2, 3) : random.between(2, 6);
  if (random.chance(0.6)) {
    const std::vector<std::string> words =
        engine_.words(random.below(engine_.live_count()), random.below(engine_.text_fields().size()));
    if (words.size() >= length) {
      const std::size_t at = random.below(words.size() - length + 1);
      const auto begin = words.begin() + static_cast<std::ptrdiff_t>(at);
      tree.words.assign(begin, begin + static_cast<std::ptrdiff_t>(length));
      return tree;
    }
  }
  const bool same = random.chance(0.25);
  for (std::size_t i = 0; i < length; ++i) tree.words.push_back(same && i > 0 ? tree.words[0] : any_word(random));
  return tree;
}

Tree QueryMaker::date(Random& random) const {
  Tree tree;
  tree.kind = Tree::Kind::kDate;
  const std::int64_t first = kFirstDay + static_cast<std::int64_t>(random.below(kDays)) * 86400;
  const std::int64_t last = first + static_cast<std::int64_t>(random.below(200)) * 86400;
  constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
  switch (random.below(8)) {
    case 0: tree.typed = day_text(first), tree.from = first, tree.to = first + 86399; break;
    case 1: tree.typed = std::string(">=").append(day_text(first)), tree.from = first, tree.to = kHighest; break;
    case 2: tree.typed = std::string(">").append(day_text(first)), tree.from = first + 86400, tree.to = kHighest; break;
    case 3: tree.typed = std::string("<=").append(day_text(first)), tree.from = kLowest, tree.to = first + 86399; break;
    case 4: tree.typed = std::string("<").append(day_text(first)), tree.from = kLowest, tree.to = first - 1; break;
    case 5: tree.typed = "2024-02", tree.from = 1706745600, tree.to = 1709251199; break;
    case 6: tree.typed = "2024", tree.from = kFirstDay, tree.to = 1735689599; break;
    default:
      tree.typed = day_text(first) + ".." + day_text(last);
      tree.from = first;
      tree.to = last + 86399;
      break;
  }
  return tree;
}

double QueryMaker::any_boost(Random& random, double share) {
  constexpr std::array<double, 6> kBoosts = {0, 0.25, 0.5, 2, 2.5, 10};
  return random.chance(share) ? kBoosts[random.below(kBoosts.size())] : 1;
}

Tree QueryMaker::leaf(Random& random) const {
  Tree tree = plain_leaf(random);
  if (can_be_boosted(tree)) tree.boost = any_boost(random, 0.1);
  return tree;
}

/// A word with some of its characters changed into what a pattern of that kind may have.
std::string QueryMaker::pattern_text(Random& random, Tree::Kind kind) const {
  std::string word = any_word(random);
  // Positions in bytes are those of characters, and what is typed is what is indexed.
  while (!is_ascii(word) || word.size() > 40) word = any_word(random);
  const std::size_t at = random.below(word.size());
  if (kind == Tree::Kind::kFuzzy) {
    const std::string letter(1, static_cast<char>('a' + random.below(26)));
    switch (random.below(4)) {
      case 0: return word.substr(0, at) + letter + word.substr(at);
      case 1: return word.size() > 1 ? word.substr(0, at) + word.substr(at + 1) : word;
      case 2: return word.substr(0, at) + letter + word.substr(at + 1);
      default:
        if (at + 1 < word.size()) std::swap(word[at], word[at + 1]);
        return word;
    }
  }
  const std::string before = word.substr(0, at);
  const std::string behind = word.substr(at + 1);
  if (kind == Tree::Kind::kRegex) {
    switch (random.below(4)) {
      case 0: return before + "[" + word[at] + "xyz]" + behind;
      case 1: return before + ".*" + behind;
      case 2: return before + "(" + word[at] + "|ba|ing)" + behind + "?";
      default: return before + word[at] + "+" + behind;
    }
  }
  switch (random.below(5)) {
    case 0: return before + word[at] + "*";
    case 1: return before + "*" + (behind.empty() ? std::string(1, word[at]) : behind);
    case 2: return "*" + (word[at] + behind);
    case 3: return before + "?" + (behind.empty() ? std::string("*a") : behind + "*");
    default: return before.size() > 1 ? "*" + before.substr(1) + "*" : word + "*";
  }
}

Tree QueryMaker::pattern(Random& random) const {
  Tree tree;
  constexpr std::size_t kFuzzyTerms = 64;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const std::size_t which = random.below(8);
    tree = {};
    tree.kind = which < 3   ? Tree::Kind::kWildcard
                : which < 4 ? Tree::Kind::kRegex
                : which < 6 ? Tree::Kind::kFuzzy
                            : Tree::Kind::kSet;
    tree.field = any_scope(random);
    if (tree.kind == Tree::Kind::kSet) {
      tree.field = engine_.text_fields()[random.below(engine_.text_fields().size())];
      for (std::size_t i = random.between(1, 6); i > 0; --i) tree.words.push_back(any_word(random));
      // A list of one word is that word.
      std::sort(tree.words.begin(), tree.words.end());
      tree.words.erase(std::unique(tree.words.begin(), tree.words.end()), tree.words.end());
      if (tree.words.size() == 1) tree.kind = Tree::Kind::kTerm;
      return tree;
    }
    if (tree.kind == Tree::Kind::kWildcard && random.chance(0.1)) {
      tree.field = "source";
      tree.pattern = random.chance(0.5) ? "re*" : "*s";
      return tree;
    }
    tree.pattern = pattern_text(random, tree.kind);
    if (tree.kind != Tree::Kind::kFuzzy) return tree;
    tree.edits = random.between(1, 2);
    // Of more terms the engine takes some only.
    if (tree.pattern.size() > 2 && engine_.count_terms_of(tree) <= kFuzzyTerms / 8) return tree;
  }
  tree = {};
  return tree;
}

/// Words that stand near each other in some document, or any.
Item QueryMaker::item(Random& random, std::size_t length) const {
  Item out;
  const std::vector<std::string> words =
      engine_.words(random.below(engine_.live_count()), random.below(engine_.text_fields().size()));
  const std::size_t at = words.size() > length ? random.below(words.size() - length) : 0;
  for (std::size_t i = 0; i < length; ++i) {
    out.words.push_back({at + i < words.size() && random.chance(0.9) ? words[at + i] : any_word(random)});
  }
  out.is_anchored = random.chance(0.1);
  std::string& last = out.words.back()[0];
  if (random.chance(0.2) && is_ascii(last)) {
    std::string beginning = last.substr(0, random.between(1, last.size()));
    Tree prefix;
    prefix.kind = Tree::Kind::kWildcard;
    prefix.pattern = beginning + "*";
    // Of more terms the engine takes some only.
    constexpr std::size_t kSlotTerms = 256;
    if (engine_.count_terms_of(prefix) <= kSlotTerms) {
      last = std::move(beginning);
      out.ends_with_star = true;
    }
  }
  return out;
}

Tree QueryMaker::proximity(Random& random) const {
  Tree tree;
  tree.kind = Tree::Kind::kProximity;
  tree.field = any_scope(random);
  if (random.chance(0.5)) {
    tree.items = {item(random, random.between(2, 4))};
    std::vector<std::vector<std::string>>& words = tree.items[0].words;
    // Another order, or a word left out, is what a slop is for.
    if (random.chance(0.5)) std::swap(words[0], words[words.size() - 2]);
    if (random.chance(0.3) && words.size() > 2) words.erase(words.begin() + 1);
    if (random.chance(0.2) && !tree.items[0].ends_with_star) words[0] = words[1];
    tree.slop = random.below(6);
    // Else it is a phrase.
    if (tree.slop == 0 && !tree.items[0].ends_with_star) tree.items[0].is_anchored = true;
    return tree;
  }
  const std::size_t count = random.between(2, 3);
  for (std::size_t i = 0; i < count; ++i) {
    tree.items.push_back(item(random, random.chance(0.7) ? 1 : 2));
    Item& last = tree.items.back();
    if (last.words.size() == 1 && !last.ends_with_star && !last.is_anchored && random.chance(0.2)) {
      const std::string other = any_word(random);
      if (other != last.words[0][0]) last.words[0].push_back(other);
    }
    if (i > 0) tree.links.push_back({random.chance(0.4), random.between(1, random.chance(0.8) ? 6 : 60)});
  }
  return tree;
}

std::string QueryMaker::item_text(const Tree& tree, const Item& item) const {
  std::string out = tree.field.empty() ? "" : tree.field + ":";
  if (item.is_anchored) out += "^";
  const std::string star = item.ends_with_star ? "*" : "";
  if (item.words.size() == 1 && tree.slop == 0) {
    if (item.words[0].size() == 1)
      return out + (item.ends_with_star ? item.words[0][0] : engine_.text_of_term(item.words[0][0])) + star;
    std::string group;
    for (const std::string& word : item.words[0]) group += (group.empty() ? "(" : " OR ") + engine_.text_of_term(word);
    return out + group + ")";
  }
  std::string text;
  for (std::size_t i = 0; i < item.words.size(); ++i) {
    const bool is_beginning = item.ends_with_star && i + 1 == item.words.size();
    text += (i == 0 ? "" : " ") + (is_beginning ? item.words[i][0] : engine_.text_of_term(item.words[i][0]));
  }
  return out + "\"" + text + star + "\"";
}

Tree QueryMaker::plain_leaf(Random& random) const {
  Tree tree;
  const double kind = random.unit();
  if (kind < 0.12) {
    tree = pattern(random);
  } else if (kind < 0.24) {
    tree = proximity(random);
  } else if (kind < 0.55) {
    tree.kind = Tree::Kind::kTerm;
    tree.field = any_scope(random);
    tree.words = {any_word(random)};
  } else if (kind < 0.82) {
    tree = phrase(random);
  } else if (kind < 0.88) {
    tree = date(random);
  } else if (kind < 0.94) {
    tree.kind = Tree::Kind::kKeyword;
    tree.field = random.chance(0.2) ? "id" : "source";
    const std::string source =
        random.chance(0.05) ? "no such source" : corpus_sources()[random.below(corpus_sources().size())];
    tree.words = {tree.field == "id" ? engine_.document(random.below(engine_.live_count())).id : lower_ascii(source)};
  } else if (kind < 0.97) {
    tree.kind = Tree::Kind::kExists;
    const std::size_t which = random.below(engine_.text_fields().size() + 2);
    tree.field = which == 0 ? "date" : which == 1 ? "source" : engine_.text_fields()[which - 2];
  }
  return tree;
}

Tree QueryMaker::tree(Random& random, std::size_t depth) const {
  if (depth == 0 || random.chance(0.25)) return leaf(random);
  Tree tree;
  const double kind = random.unit();
  tree.kind = kind < 0.4    ? Tree::Kind::kAnd
              : kind < 0.72 ? Tree::Kind::kOr
              : kind < 0.82 ? Tree::Kind::kAtLeast
                            : Tree::Kind::kNot;
  tree.terse = random.chance(0.3);
  std::size_t count = tree.kind == Tree::Kind::kNot ? 1 : random.between(2, random.chance(0.1) ? 9 : 3);
  if (tree.kind == Tree::Kind::kAtLeast) {
    tree.minimum = random.between(1, 3);
    count = tree.minimum + random.below(4);
  }
  tree.boost = any_boost(random, 0.05);
  for (std::size_t i = 0; i < count; ++i) tree.children.push_back(this->tree(random, depth - 1));
  return tree;
}

std::string QueryMaker::text(const Tree& tree) const {
  if (tree.boost == 1) return plain_text(tree);
  std::string out = can_be_boosted(tree) ? plain_text(tree) : "(" + plain_text(tree) + ")";
  std::array<char, 32> number;
  std::snprintf(number.data(), number.size(), "^%g", tree.boost);
  return out + number.data();
}

std::string QueryMaker::plain_text(const Tree& tree) const {
  const std::string scope = tree.field.empty() ? "" : tree.field + ":";
  std::string out;
  switch (tree.kind) {
    case Tree::Kind::kAll: return "*";
    case Tree::Kind::kTerm: return scope + engine_.text_of_term(tree.words[0]);
    case Tree::Kind::kPhrase:
      for (const std::string& word : tree.words) out.append(out.empty() ? "" : " ").append(engine_.text_of_term(word));
      return scope + "\"" + out + "\"";
    case Tree::Kind::kDate: return "date:" + tree.typed;
    case Tree::Kind::kProximity:
      for (std::size_t i = 0; i < tree.items.size(); ++i) {
        if (i > 0) {
          const Link& link = tree.links[i - 1];
          out += (link.is_ordered ? " ADJ/" : " NEAR/") + std::to_string(link.distance) + " ";
        }
        out += item_text(tree, tree.items[i]);
      }
      return tree.slop == 0 ? out : out + "~" + std::to_string(tree.slop);
    case Tree::Kind::kWildcard: return scope + tree.pattern;
    case Tree::Kind::kRegex: return scope + "/" + tree.pattern + "/";
    case Tree::Kind::kFuzzy: return scope + tree.pattern + "~" + std::to_string(tree.edits);
    case Tree::Kind::kSet:
      for (const std::string& word : tree.words) out += (out.empty() ? "" : " ") + quoted(engine_.text_of_term(word));
      return scope + "[" + out + "]";
    case Tree::Kind::kKeyword: return scope + quoted(tree.words[0]);
    case Tree::Kind::kExists: return scope + "*";
    case Tree::Kind::kNot: return (tree.terse ? "-" : "NOT ") + std::string("(") + text(tree.children[0]) + ")";
    case Tree::Kind::kAtLeast:
      out = "ATLEAST/" + std::to_string(tree.minimum) + " (";
      for (const Tree& child : tree.children) out += "(" + text(child) + ") ";
      return out + ")";
    case Tree::Kind::kAnd:
    case Tree::Kind::kOr:
      for (std::size_t i = 0; i < tree.children.size(); ++i) {
        // "date:2024 to 2024" is one range.
        const bool is_behind_date = i > 0 && tree.children[i - 1].kind == Tree::Kind::kDate;
        const std::string joint = tree.kind == Tree::Kind::kOr ? " OR " : tree.terse && !is_behind_date ? " " : " AND ";
        out += (i == 0 ? "(" : joint) + text(tree.children[i]);
      }
      return out + ")";
  }
  return out;
}

std::optional<riffle::Query> build(const Tree& tree) {
  std::vector<riffle::Query> children;
  for (const Tree& child : tree.children) {
    std::optional<riffle::Query> built = build(child);
    if (!built) return std::nullopt;
    children.push_back(std::move(*built));
  }
  if (tree.boost != 1) {
    Tree plain = tree;
    plain.boost = 1;
    const std::optional<riffle::Query> built = build(plain);
    return built ? std::optional(riffle::Query::boosted(*built, tree.boost)) : std::nullopt;
  }
  if (tree.kind == Tree::Kind::kSet) return riffle::Query::one_of(tree.field, tree.words);
  if (!tree.field.empty()) return std::nullopt;
  switch (tree.kind) {
    case Tree::Kind::kAll: return riffle::Query::everything();
    case Tree::Kind::kTerm: return riffle::Query::term(tree.words[0]);
    case Tree::Kind::kPhrase: return riffle::Query::phrase(tree.words);
    case Tree::Kind::kAnd: return riffle::Query::all_of(children);
    case Tree::Kind::kOr: return riffle::Query::any_of(children);
    case Tree::Kind::kAtLeast: return riffle::Query::at_least(tree.minimum, children);
    case Tree::Kind::kNot: return riffle::Query::and_not(riffle::Query::everything(), children[0]);
    case Tree::Kind::kDate:
    case Tree::Kind::kKeyword:
    case Tree::Kind::kExists:
    case Tree::Kind::kProximity:
    case Tree::Kind::kWildcard:
    case Tree::Kind::kRegex:
    case Tree::Kind::kFuzzy:
    case Tree::Kind::kSet: break;
  }
  return std::nullopt;
}

std::vector<Tree> smaller(const Tree& tree) {
  std::vector<Tree> out = tree.children;
  for (std::size_t i = 0; i < tree.children.size(); ++i) {
    if (tree.children.size() > std::max<std::size_t>(tree.minimum, 1)) {
      Tree without = tree;
      without.children.erase(without.children.begin() + static_cast<std::ptrdiff_t>(i));
      out.push_back(std::move(without));
    }
    for (Tree& child : smaller(tree.children[i])) {
      Tree changed = tree;
      changed.children[i] = std::move(child);
      out.push_back(std::move(changed));
    }
  }
  if ((tree.kind == Tree::Kind::kPhrase || tree.kind == Tree::Kind::kSet) && tree.words.size() > 2) {
    for (std::size_t i = 0; i < tree.words.size(); ++i) {
      Tree without = tree;
      without.words.erase(without.words.begin() + static_cast<std::ptrdiff_t>(i));
      out.push_back(std::move(without));
    }
  }
  return out;
}

}  // namespace model
