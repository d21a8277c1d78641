#include "naive_engine.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <set>

#include "naive_patterns.h"
#include "naive_proximity.h"

namespace model {
namespace {

bool is_word_code_point(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_ALPHABETIC) != 0 || (U_GET_GC_MASK(c) & U_GC_N_MASK) != 0;
}

}  // namespace

std::vector<std::string> word_runs(std::string_view text) {
  const icu::UnicodeString units =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  std::vector<std::string> runs;
  std::int32_t run_begin = -1;
  for (std::int32_t at = 0; at <= units.length(); at = at == units.length() ? at + 1 : units.moveIndex32(at, 1)) {
    const bool inside = at < units.length() && is_word_code_point(units.char32At(at));
    if (inside && run_begin < 0) run_begin = at;
    if (!inside && run_begin >= 0) {
      units.tempSubStringBetween(run_begin, at).toUTF8String(runs.emplace_back());
      run_begin = -1;
    }
  }
  return runs;
}

std::string term_of_run(const std::string& run) {
  const icu::UnicodeString units = icu::UnicodeString::fromUTF8(run);
  std::string lower;
  for (std::int32_t at = 0; at < units.length(); at = units.moveIndex32(at, 1)) {
    icu::UnicodeString(units.char32At(at)).toLower(icu::Locale::getRoot()).toUTF8String(lower);
  }
  if (lower.size() > 255) {
    std::size_t end = 255;
    while ((static_cast<unsigned char>(lower[end]) & 0xC0) == 0x80) --end;
    lower.resize(end);
  }
  return lower;
}

std::uint32_t rounded_length(std::uint32_t length) {
  if (length < 32) return length;
  const std::uint32_t x = length - 24;
  std::uint32_t s = 0;
  while ((x >> s) >= 16) ++s;
  return 24 + ((x >> s) << s);
}

const std::vector<std::string>& NaiveEngine::text_fields() const {
  static const std::vector<std::string> two{"title", "body"};
  static const std::vector<std::string> one{"text"};
  return join_title_ ? one : two;
}

std::vector<NaiveEngine::TermId> NaiveEngine::tokenize(std::string_view text) {
  std::vector<TermId> tokens;
  for (const std::string& run : word_runs(text)) {
    const auto [known, fresh] = term_of_run_.try_emplace(run, 0);
    if (fresh) {
      const std::string term = term_of_run(run);
      const auto [id, fresh_term] = ids_.try_emplace(term, static_cast<TermId>(term_texts_.size()));
      if (fresh_term) {
        term_texts_.push_back(term);
        run_texts_.push_back(run);
      }
      known->second = id->second;
    }
    tokens.push_back(known->second);
  }
  return tokens;
}

void NaiveEngine::add(const riffle::Document& document) {
  const auto [known, fresh] = entry_of_id_.try_emplace(document.id, entries_.size());
  if (!fresh) {
    entries_[known->second].live = false;
    known->second = entries_.size();
  }
  Entry entry;
  entry.document = document;
  std::vector<TermId> title = tokenize(document.title);
  std::vector<TermId> body = tokenize(document.body);
  if (join_title_) {
    title.insert(title.end(), body.begin(), body.end());
    entry.fields = {std::move(title)};
  } else {
    entry.fields = {std::move(title), std::move(body)};
  }
  entries_.push_back(std::move(entry));
}

void NaiveEngine::remove(const std::string& id) {
  const auto known = entry_of_id_.find(id);
  if (known == entry_of_id_.end()) return;
  entries_[known->second].live = false;
  entry_of_id_.erase(known);
}

void NaiveEngine::seal() {
  live_.clear();
  document_frequency_.assign(term_texts_.size(), 0);
  field_tokens_.assign(text_fields().size(), 0);
  std::vector<std::size_t> last_seen(term_texts_.size(), std::numeric_limits<std::size_t>::max());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!entries_[i].live) continue;
    live_.push_back(i);
    for (std::size_t f = 0; f < entries_[i].fields.size(); ++f) {
      field_tokens_[f] += entries_[i].fields[f].size();
      for (const TermId term : entries_[i].fields[f]) {
        if (last_seen[term] != i) ++document_frequency_[term];
        last_seen[term] = i;
      }
    }
  }
}

std::size_t NaiveEngine::token_count() const {
  std::size_t sum = 0;
  for (const std::uint64_t tokens : field_tokens_) sum += tokens;
  return sum;
}

std::vector<std::string> NaiveEngine::words(std::size_t place, std::size_t field) const {
  std::vector<std::string> out;
  for (const TermId term : entries_[live_[place]].fields[field]) out.push_back(term_texts_[term]);
  return out;
}

std::string NaiveEngine::text_of_term(const std::string& term) const {
  const std::vector<std::string> runs = word_runs(term);
  if (runs.size() == 1 && runs[0] == term && term_of_run(term) == term) return term;
  const TermId id = find(term);
  return id == kNoTerm ? term : run_texts_[id];
}

std::map<std::string, TermCounts> NaiveEngine::terms() const {
  std::map<std::string, TermCounts> out;
  for (const std::size_t i : live_) {
    for (const auto& field : entries_[i].fields) {
      for (const TermId term : field) ++out[term_texts_[term]].occurrences;
    }
  }
  for (auto& [text, counts] : out) counts.documents = document_frequency_[find(text)];
  return out;
}

NaiveEngine::TermId NaiveEngine::find(const std::string& term) const {
  const auto found = ids_.find(term);
  return found == ids_.end() ? kNoTerm : found->second;
}

int NaiveEngine::field_number(const std::string& field) const {
  const auto& names = text_fields();
  const auto found = std::find(names.begin(), names.end(), field);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

std::vector<std::uint32_t> NaiveEngine::leaf_frequencies(const Tree& leaf) const {
  std::vector<TermId> pattern;
  for (const std::string& word : leaf.words) pattern.push_back(find(word));
  std::vector<std::uint32_t> frequencies(live_.size(), 0);
  for (std::size_t place = 0; place < live_.size(); ++place) {
    const Entry& entry = entries_[live_[place]];
    for (std::size_t f = 0; f < entry.fields.size(); ++f) {
      if (!leaf.field.empty() && field_number(leaf.field) != static_cast<int>(f)) continue;
      const std::vector<TermId>& tokens = entry.fields[f];
      for (std::size_t i = 0; i + pattern.size() <= tokens.size(); ++i) {
        std::size_t same = 0;
        while (same < pattern.size() && tokens[i + same] == pattern[same]) ++same;
        if (same == pattern.size()) ++frequencies[place];
      }
    }
  }
  return frequencies;
}

std::vector<std::uint32_t> NaiveEngine::proximity_frequencies(const Tree& leaf) const {
  std::vector<std::uint32_t> frequencies(live_.size(), 0);
  for (std::size_t place = 0; place < live_.size(); ++place) {
    const Entry& entry = entries_[live_[place]];
    for (std::size_t f = 0; f < entry.fields.size(); ++f) {
      if (!leaf.field.empty() && field_number(leaf.field) != static_cast<int>(f)) continue;
      const std::vector<TermId>& tokens = entry.fields[f];
      const auto stands = [&](const Item& item, std::size_t at, std::size_t position) {
        const std::string& word = term_texts_[tokens[position]];
        if (item.ends_with_star && at + 1 == item.words.size()) return word.starts_with(item.words[at][0]);
        return std::find(item.words[at].begin(), item.words[at].end(), word) != item.words[at].end();
      };
      frequencies[place] += count_near(leaf, tokens.size(), stands);
    }
  }
  return frequencies;
}

// Where several words may stand, the most frequent of them counts.
double NaiveEngine::proximity_idf(const Tree& leaf) const {
  double sum = 0;
  for (const Item& item : leaf.items) {
    for (std::size_t at = 0; at < item.words.size(); ++at) {
      double least = std::numeric_limits<double>::max();
      for (const std::string& word : item.words[at]) {
        if (!item.ends_with_star || at + 1 < item.words.size()) least = std::min(least, inverse_frequency(word));
      }
      for (const std::string& term : term_texts_) {
        const bool is_last = item.ends_with_star && at + 1 == item.words.size();
        if (is_last && term.starts_with(item.words[at][0])) least = std::min(least, inverse_frequency(term));
      }
      sum += least;
    }
  }
  return sum;
}

double NaiveEngine::inverse_frequency(const std::string& term) const {
  const TermId id = find(term);
  const double n = id == kNoTerm ? 0 : static_cast<double>(document_frequency_[id]);
  const double documents = static_cast<double>(live_.size());
  return std::log(1 + (documents - n + 0.5) / (n + 0.5));
}

bool NaiveEngine::stands_for(const Tree& leaf, const std::string& term) {
  switch (leaf.kind) {
    case Tree::Kind::kWildcard: return wildcard_matches(code_points(leaf.pattern), code_points(term));
    case Tree::Kind::kRegex: {
      // Making one costs more than matching with it.
      static std::string made_of;
      static std::regex expression;
      if (made_of != leaf.pattern) expression = std::regex(made_of = leaf.pattern);
      return std::regex_match(term, expression);
    }
    case Tree::Kind::kFuzzy: return edits_between(code_points(leaf.pattern), code_points(term)) <= leaf.edits;
    default: return std::find(leaf.words.begin(), leaf.words.end(), term) != leaf.words.end();
  }
}

std::size_t NaiveEngine::count_terms_of(const Tree& leaf) const {
  return static_cast<std::size_t>(std::count_if(term_texts_.begin(), term_texts_.end(),
                                                [&](const std::string& term) { return stands_for(leaf, term); }));
}

// A fuzzy word scores as an OR of its terms, a term with d edits at 1 / (1 + d) of the boost, all with the smallest idf
// among them; the other patterns add the boost.
std::vector<char> NaiveEngine::documents_of_pattern(const Tree& leaf, double boost, std::vector<double>* scores) const {
  std::vector<char> out(live_.size(), 0);
  if (leaf.field == "source") {
    for (std::size_t i = 0; i < live_.size(); ++i) {
      const std::string source = lower_ascii(entries_[live_[i]].document.source);
      out[i] = !source.empty() && stands_for(leaf, source) ? 1 : 0;
    }
    return out;
  }
  std::vector<char> wanted(term_texts_.size(), 0);
  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = stands_for(leaf, term_texts_[i]) ? 1 : 0;
  const int field = leaf.field.empty() ? -1 : field_number(leaf.field);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Entry& entry = entries_[live_[i]];
    for (std::size_t f = 0; f < entry.fields.size(); ++f) {
      if (field >= 0 && static_cast<std::size_t>(field) != f) continue;
      for (const TermId term : entry.fields[f]) out[i] = out[i] != 0 || wanted[term] != 0 ? 1 : 0;
    }
    if (out[i] != 0 && leaf.kind != Tree::Kind::kFuzzy && scores != nullptr) (*scores)[i] += boost;
  }
  if (leaf.kind == Tree::Kind::kFuzzy && scores != nullptr) add_fuzzy_scores(leaf, boost, wanted, *scores);
  return out;
}

void NaiveEngine::add_fuzzy_scores(const Tree& leaf, double boost, const std::vector<char>& wanted,
                                   std::vector<double>& scores) const {
  double least_idf = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != 0) least_idf = std::min(least_idf, inverse_frequency(term_texts_[i]));
  }
  std::set<std::string> in_order;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != 0) in_order.insert(term_texts_[i]);
  }
  for (const std::string& text : in_order) {
    Tree word;
    word.kind = Tree::Kind::kTerm;
    word.field = leaf.field;
    word.words = {text};
    const std::size_t edits = edits_between(code_points(leaf.pattern), code_points(text));
    add_scores(word, least_idf * (boost / static_cast<double>(1 + edits)), leaf_frequencies(word), scores);
  }
}

bool NaiveEngine::column_holds(const Tree& leaf, const Entry& entry) const {
  const riffle::Document& document = entry.document;
  if (leaf.kind == Tree::Kind::kDate) {
    return document.date && *document.date >= leaf.from && *document.date <= leaf.to;
  }
  if (leaf.kind == Tree::Kind::kKeyword) {
    return leaf.field == "id" ? document.id == leaf.words[0] : lower_ascii(document.source) == leaf.words[0];
  }
  if (leaf.kind == Tree::Kind::kExists) {
    if (leaf.field == "date") return document.date.has_value();
    if (leaf.field == "source") return !document.source.empty();
    const int field = field_number(leaf.field);
    return field >= 0 && !entry.fields[static_cast<std::size_t>(field)].empty();
  }
  return leaf.kind == Tree::Kind::kAll;
}

void NaiveEngine::add_scores(const Tree& leaf, double weight, const std::vector<std::uint32_t>& frequencies,
                             std::vector<double>& scores) const {
  const int field = leaf.field.empty() ? -1 : field_number(leaf.field);
  const std::uint64_t tokens = field < 0 ? token_count() : field_tokens_[static_cast<std::size_t>(field)];
  const double average = static_cast<double>(tokens) / static_cast<double>(live_.size());
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    if (frequencies[i] == 0) continue;
    std::size_t length = 0;
    const Entry& entry = entries_[live_[i]];
    for (std::size_t f = 0; f < entry.fields.size(); ++f) {
      if (field < 0 || static_cast<std::size_t>(field) == f) length += entry.fields[f].size();
    }
    const double tf = frequencies[i];
    const double rounded = rounded_length(static_cast<std::uint32_t>(length));
    const double k = 1.2 * (1 - 0.75 + 0.75 * rounded / average);
    scores[i] += weight * (tf / (tf + k));
  }
}

// `scores` is null below a NOT, where leaves do not count; `outer` is the product of the boosts around.
std::vector<char> NaiveEngine::evaluate(const Tree& tree, double outer, std::vector<double>* scores) const {
  const std::size_t count = live_.size();
  const double boost = outer * tree.boost;
  std::vector<char> out(count, tree.kind == Tree::Kind::kAnd ? 1 : 0);
  switch (tree.kind) {
    case Tree::Kind::kTerm:
    case Tree::Kind::kPhrase: {
      const std::vector<std::uint32_t> frequencies = leaf_frequencies(tree);
      for (std::size_t i = 0; i < count; ++i) out[i] = frequencies[i] > 0 ? 1 : 0;
      if (scores != nullptr) {
        double idf = 0;
        for (const std::string& word : tree.words) idf += inverse_frequency(word);
        add_scores(tree, idf * boost, frequencies, *scores);
      }
      break;
    }
    case Tree::Kind::kProximity: {
      const std::vector<std::uint32_t> frequencies = proximity_frequencies(tree);
      for (std::size_t i = 0; i < count; ++i) out[i] = frequencies[i] > 0 ? 1 : 0;
      if (scores != nullptr) add_scores(tree, proximity_idf(tree) * boost, frequencies, *scores);
      break;
    }
    case Tree::Kind::kWildcard:
    case Tree::Kind::kRegex:
    case Tree::Kind::kFuzzy:
    case Tree::Kind::kSet: return documents_of_pattern(tree, boost, scores);
    case Tree::Kind::kAll:
    case Tree::Kind::kDate:
    case Tree::Kind::kKeyword:
    case Tree::Kind::kExists:
      for (std::size_t i = 0; i < count; ++i) out[i] = column_holds(tree, entries_[live_[i]]) ? 1 : 0;
      break;
    case Tree::Kind::kAnd:
    case Tree::Kind::kOr:
      for (const Tree& child : tree.children) {
        const std::vector<char> inner = evaluate(child, boost, scores);
        for (std::size_t i = 0; i < count; ++i) {
          const bool both = out[i] != 0 && inner[i] != 0;
          const bool any = out[i] != 0 || inner[i] != 0;
          out[i] = (tree.kind == Tree::Kind::kAnd ? both : any) ? 1 : 0;
        }
      }
      break;
    case Tree::Kind::kAtLeast: {
      std::vector<std::size_t> holding(count, 0);
      for (const Tree& child : tree.children) {
        const std::vector<char> inner = evaluate(child, boost, scores);
        for (std::size_t i = 0; i < count; ++i) holding[i] += inner[i] != 0 ? 1 : 0;
      }
      for (std::size_t i = 0; i < count; ++i) out[i] = holding[i] >= tree.minimum ? 1 : 0;
      break;
    }
    case Tree::Kind::kNot: {
      // One part of which one must match is that part.
      const Tree* child = &tree.children[0];
      double child_boost = boost * child->boost;
      while (child->kind == Tree::Kind::kAtLeast && child->children.size() == 1) {
        child = &child->children[0];
        child_boost *= child->boost;
      }
      if (child->kind == Tree::Kind::kNot) return evaluate(child->children[0], child_boost, scores);
      const std::vector<char> inner = evaluate(*child, boost, nullptr);
      for (std::size_t i = 0; i < count; ++i) out[i] = inner[i] == 0 ? 1 : 0;
      break;
    }
  }
  return out;
}

std::vector<Match> NaiveEngine::matches(const Tree& tree) const {
  std::vector<double> scores(live_.size(), 0);
  const std::vector<char> matching = evaluate(tree, 1, &scores);
  std::vector<Match> out;
  for (std::size_t i = 0; i < matching.size(); ++i) {
    if (matching[i] != 0) out.push_back({i, scores[i]});
  }
  return out;
}

std::vector<Match> NaiveEngine::by_score(std::vector<Match> matches) {
  std::sort(matches.begin(), matches.end(),
            [](const Match& a, const Match& b) { return a.score != b.score ? a.score > b.score : a.place < b.place; });
  return matches;
}

std::vector<Match> NaiveEngine::by_date(std::vector<Match> matches, bool ascending) const {
  std::sort(matches.begin(), matches.end(), [&](const Match& a, const Match& b) {
    const auto& x = document(a.place).date;
    const auto& y = document(b.place).date;
    if (x == y) return a.place < b.place;
    if (!x || !y) return x.has_value();
    return ascending ? *x < *y : *x > *y;
  });
  return matches;
}

}  // namespace model
