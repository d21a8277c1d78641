#include "query/text_leaf.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "analysis/acronyms.h"
#include "analysis/cjk_pairs.h"
#include "analysis/compounds.h"
#include "analysis/counted_words.h"
#include "analysis/function_words.h"
#include "analysis/name_key.h"
#include "analysis/number_spellings.h"
#include "analysis/ordinary_words.h"
#include "analysis/umlauts.h"
#include "base/ascii.h"
#include "base/limits.h"

namespace riffle {
namespace {

/// Of one leaf: far more than its words and their other forms are.
constexpr std::size_t kMostTokens = 64 * limits::kPhraseTerms;

/// Two capitals or more and no small letter.
bool is_in_capitals(std::string_view text) {
  std::size_t capitals = 0;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') return false;
    capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
  }
  return capitals >= 2;
}

/// "NGOs": capitals and an s.
bool is_plural_of_capitals(std::string_view text) {
  return text.ends_with('s') && is_in_capitals(text.substr(0, text.size() - 1)) &&
         std::all_of(text.begin(), text.end() - 1, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// How far the names of a pair may stand from each other: NEAR without a number.
constexpr std::uint32_t kPairDistance = 10;

/// Of words with a hyphen; what stands behind one is no name for it.
constexpr std::string_view kCombiningForms[] = {"anti", "counter", "cross", "half",  "multi", "non",
                                                "post", "pre",     "self",  "super", "vice"};

/// "Israel" or "US", but not "The", and not "Counter".
bool is_name_of_pair(std::string_view typed, const std::string& term) {
  constexpr std::size_t kShortest = 3;
  const bool is_capital = typed[0] >= 'A' && typed[0] <= 'Z';
  const bool is_long = term.size() >= kShortest || is_in_capitals(typed);
  const bool is_form =
      std::find(std::begin(kCombiningForms), std::end(kCombiningForms), term) != std::end(kCombiningForms);
  return is_capital && is_long && !is_form && !is_ordinary_word(term) && !is_function_word(term);
}

/// A hyphen, a dash or a slash, behind the last dot of an acronym or not.
bool is_sign_of_pair(std::string_view text) {
  if (text.starts_with('.')) text.remove_prefix(1);
  for (const std::string_view sign : {"-", "\u2010", "\u2011", "\u2013", "/"}) {
    if (text == sign) return true;
  }
  return false;
}

/// Not typed, but another way to write what was.
QueryNodePtr as_other(const QueryNode& node) {
  auto other = std::make_shared<QueryNode>(node);
  other->is_synonym = true;
  return other;
}

/// An Arabic noun without its article for one with it, and the other way round; empty for what is none.
std::string other_arabic_article(std::string_view term) {
  constexpr std::string_view kArticle = "\u0627\u0644";
  constexpr std::size_t kShortestNoun = 6;  // bytes of three letters
  const bool is_noun = term.size() >= kShortestNoun && term.size() + kArticle.size() <= limits::kTokenBytes &&
                       std::all_of(term.begin(), term.end(), [](char c) {
                         const auto byte = static_cast<unsigned char>(c);
                         return (byte >= 0xD8 && byte <= 0xDB) || (byte >= 0x80 && byte < 0xC0);
                       });
  if (!is_noun || !with_ascii_digits(term).empty()) return {};
  if (!term.starts_with(kArticle)) return std::string(kArticle).append(term);
  return term.size() < kArticle.size() + kShortestNoun ? std::string() : std::string(term.substr(kArticle.size()));
}

/// Two words.
bool is_spelled_open(std::string_view spelling) { return spelling.find(' ') != std::string_view::npos; }

}  // namespace

class TextLeaf::Collector final : public TokenSink {
 public:
  void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
    // A position has a few tokens at most; one position more than allowed is enough to see that it is too many.
    if (!tokens_.empty() && position - tokens_.front().position > limits::kPhraseTerms) is_too_long_ = true;
    if (tokens_.size() >= kMostTokens) is_too_long_ = true;
    if (!is_too_long_) tokens_.push_back({std::string(term), position, begin, end});
  }

  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  [[nodiscard]] bool is_too_long() const { return is_too_long_; }

 private:
  std::vector<Token> tokens_;
  bool is_too_long_ = false;
};

void TextLeaf::read(std::string_view text) {
  ++word_number_;
  choices_.clear();
  words_.clear();
  is_acronym_ = is_in_capitals(text);
  is_plural_acronym_ = is_plural_of_capitals(text);
  Collector collector;
  analyzer_.analyze(text, collector);
  is_too_long_ = collector.is_too_long();
  end_ = collector.tokens().empty() ? 0 : collector.tokens().back().end;
  take_apart(text, collector.tokens());
  find_umlauts(text);
  find_pair(text, collector.tokens());
  is_too_long_ = is_too_long_ || words_.size() > limits::kPhraseTerms;
  if (!is_too_long_) add_open_articles();
}

/// "US" behind "us".
bool TextLeaf::are_capitals_of(const Token& token, const Token& word) {
  return token.begin == word.begin && token.end == word.end && token.term != word.term && token.term[0] >= 'A' &&
         token.term[0] <= 'Z' && to_lower_ascii(token.term) == word.term;
}

// At one position stand a word, or an article and its noun; other forms of the word, from an analyzer that knows some;
// and forms that join several words, which reach beyond.
void TextLeaf::take_apart(std::string_view text, const std::vector<Token>& tokens) {
  struct Place {
    std::uint32_t position;
    std::vector<const Token*> words;
    std::vector<const Token*> forms;
    const Token* with_article = nullptr;
    const Token* joined = nullptr;
    const Token* capitals = nullptr;
  };
  std::vector<Place> places;
  for (const Token& token : tokens) {
    if (places.empty() || places.back().position != token.position) places.push_back({token.position, {}, {}});
    Place& place = places.back();
    if (!place.words.empty() && are_capitals_of(token, *place.words.back())) {
      place.capitals = &token;
    } else if (place.words.empty() || token.begin >= place.words.back()->end) {
      place.words.push_back(&token);
    } else if (token.begin == place.words.front()->begin && token.end == place.words.back()->end) {
      if (place.words.size() > 1) {
        place.with_article = &token;
      } else if (place.forms.size() + 1 < kWays) {
        place.forms.push_back(&token);
      }
    } else {
      place.joined = &token;
    }
  }
  std::uint32_t next_position = places.empty() ? 0 : places.front().position;
  for (std::size_t i = 0; i < places.size();) {
    Choice choice;
    choice.gap = places[i].position - next_position;
    const char first = text[places[i].words.back()->begin];
    choice.is_capital = first >= 'A' && first <= 'Z';
    if (places[i].capitals != nullptr && !ignores_capitals_) choice.capitals = places[i].capitals->term;
    std::size_t end = i + 1;
    const Token* const joined = places[i].joined;
    if (joined != nullptr) {
      while (end < places.size() && places[end].words.back()->end <= joined->end) ++end;
    }
    Way parts;
    for (std::size_t at = i; at < end; ++at) {
      parts.words.push_back(places[at].words.back()->term);
      words_.push_back({places[at].words.back()->term, places[at].position - places.front().position});
    }
    choice.ways.push_back(std::move(parts));
    const Token* const other = joined != nullptr ? joined : places[i].with_article;
    if (other != nullptr) choice.ways.push_back({{other->term}});
    if (joined == nullptr && other != nullptr)
      choice.apart = {{places[i].words.front()->term, places[i].words.back()->term}};
    if (end == i + 1) {
      for (const Token* form : places[i].forms) choice.ways.push_back({{form->term}});
    }
    choices_.push_back(std::move(choice));
    next_position = places[end - 1].position + 1;
    i = end;
  }
}

// A word of its own under analyzers that drop the accents of one vowel.
void TextLeaf::find_umlauts(std::string_view text) {
  with_two_vowels_.clear();
  if (words_.size() != 1 || !has_articles()) return;
  const std::string other = with_umlauts_in_two(text);
  if (other.empty()) return;
  Collector collector;
  analyzer_.analyze(other, collector);
  if (collector.tokens().size() == 1) with_two_vowels_ = collector.tokens().front().term;
}

// The names are the first and the last word, written with a capital; what an acronym is also as a word is not meant.
void TextLeaf::find_pair(std::string_view text, const std::vector<Token>& tokens) {
  pair_.clear();
  if (words_.size() != 2 || is_too_long_ || !has_articles() || !analyzer_.capitals_are_names()) return;
  std::vector<std::string> names;
  std::size_t end_of_first = 0;
  std::size_t begin_of_second = 0;
  for (const PhraseTerm& word : words_) {
    const auto token = std::find_if(tokens.begin(), tokens.end(), [&](const Token& known) {
      return known.term == word.term && known.position - tokens.front().position == word.position;
    });
    if (token == tokens.end() || !is_name_of_pair(text.substr(token->begin, token->end - token->begin), word.term))
      return;
    const auto capitals =
        std::find_if(tokens.begin(), tokens.end(), [&](const Token& known) { return are_capitals_of(known, *token); });
    names.push_back(capitals == tokens.end() || ignores_capitals_ ? word.term : capitals->term);
    (names.size() == 1 ? end_of_first : begin_of_second) = names.size() == 1 ? token->end : token->begin;
  }
  if (end_of_first >= begin_of_second || names[0] == names[1]) return;
  if (is_sign_of_pair(text.substr(end_of_first, begin_of_second - end_of_first))) pair_ = std::move(names);
}

QueryNodePtr TextLeaf::pair(const FieldName& field) const {
  if (pair_.empty()) return nullptr;
  std::vector<ProximityItem> items;
  items.reserve(pair_.size());
  for (const std::string& name : pair_) items.push_back({.slots = {{.terms = {name}, .pattern = {}}}});
  const QueryNodePtr near = make_proximity(field, std::move(items), {{.distance = kPairDistance}}, 0);
  return as_other(*make_boosted(near, kNameWeight, [](const QueryNode&) { return true; }));
}

bool TextLeaf::is_part_of_pairs() const {
  if (words_.size() != 1 || !is_cjk_character(words_[0].term)) return false;
  const std::string& character = words_[0].term;
  Collector three;
  analyzer_.analyze(character + character + character, three);
  return three.tokens().size() == 2 && three.tokens()[0].term.size() == 2 * character.size();
}

std::vector<std::string> TextLeaf::joined_words() const {
  std::vector<std::string> joined;
  bool is_other = false;
  for (const Choice& choice : choices_) {
    is_other = is_other || choice.ways.size() > 1;
    joined.insert(joined.end(), choice.ways.back().words.begin(), choice.ways.back().words.end());
  }
  return is_other ? joined : std::vector<std::string>();
}

// "al Sham" in two words also stands for "al-Sham", which has its joined form in one place.
void TextLeaf::add_open_articles() {
  if (analyzer_.class_of("al").empty()) return;
  for (std::size_t i = 0; i + 1 < choices_.size(); ++i) {
    const Choice& article = choices_[i];
    const Choice& noun = choices_[i + 1];
    if (article.ways.size() != 1 || noun.ways.size() != 1 || article.ways[0].words.size() != 1 ||
        noun.ways[0].words.size() != 1 || noun.gap != 0) {
      continue;
    }
    const std::string first = article.ways[0].words[0];
    const std::string second = noun.ways[0].words[0];
    if (!is_article(first, second)) continue;
    choices_[i].ways = {{{first, second}}, {{first + second}}};
    choices_.erase(choices_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

QueryNodePtr TextLeaf::word(const FieldName& field, const std::string& term, double name_weight,
                            bool has_spellings) const {
  const std::string name(analyzer_.class_of(term));
  if (name.empty()) return number(field, term, has_spellings);
  const bool is_counted = has_spellings && (is_acronym_ ? is_counted_acronym(term) : is_plural_acronym_);
  if (const std::string number = is_counted ? analyzer_.other_number(term) : std::string(); !number.empty()) {
    QueryNodePtr typed = is_acronym_ ? make_exact(field, term) : make_class(field, term, name);
    return make_or({std::move(typed), as_other(*make_exact(field, number))});
  }
  if (QueryNodePtr other = has_spellings ? acronym(field, term) : nullptr; other != nullptr) {
    return make_or({is_acronym_ ? make_exact(field, term) : make_class(field, term, name), std::move(other)});
  }
  if (is_acronym_) return make_exact(field, term);
  std::vector<WordSpelling> spellings;
  if (has_spellings) spellings = other_spellings(term, name);
  QueryNodePtr made = make_class(field, term, name);
  const bool is_name = name_weight > 0 && !name_key(term).empty();
  if (!is_name && spellings.empty()) return made;
  auto with_others = std::make_shared<QueryNode>(*made);
  if (is_name) with_others->name_weight = name_weight;
  with_others->spellings = std::move(spellings);
  return with_others;
}

/// USA for "US", under analyzers that know it; else null.
QueryNodePtr TextLeaf::acronym(const FieldName& field, const std::string& term) const {
  const std::string other(other_acronym(term));
  if (other.empty()) return nullptr;
  const std::vector<std::string> known = analyzer_.spellings_of(term);
  if (std::find(known.begin(), known.end(), other) == known.end()) return nullptr;
  return as_other(*make_exact(field, other));
}

/// Whether the analyzer has "o" for "\u00F6".
bool TextLeaf::drops_accents() const {
  Collector collector;
  analyzer_.analyze("\u00F6", collector);
  return collector.tokens().size() == 1 && collector.tokens().front().term == "o";
}

/// Of a name with an umlaut in it also the way to write it without, and the other way round.
QueryNodePtr TextLeaf::with_umlauts(const FieldName& field, QueryNodePtr word, double name_weight) const {
  const auto is_ascii = [](const std::string& term) {
    return std::none_of(term.begin(), term.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  };
  const std::string& term = words_[0].term;
  // An analyzer that keeps accents has no "jorg".
  if (!with_two_vowels_.empty()) {
    if (!is_ascii(term)) return word;
    return make_or({std::move(word), as_other(*make_exact(field, with_two_vowels_))});
  }
  const std::string other = name_weight > 0 && !is_ordinary_word(term) ? with_umlauts_in_one(term) : std::string();
  if (other.empty() || is_ordinary_word(other) || !drops_accents()) return word;
  const QueryNodePtr plain = make_exact(field, other);
  return make_or({std::move(word), as_other(*make_boosted(plain, name_weight, [](const QueryNode&) { return true; }))});
}

/// What has no stem: a number also as it is spelt otherwise.
QueryNodePtr TextLeaf::number(const FieldName& field, const std::string& term, bool has_spellings) const {
  std::vector<QueryNodePtr> nodes{make_term(field, term)};
  if (std::string digits = has_spellings ? with_ascii_digits(term) : std::string(); !digits.empty()) {
    nodes.push_back(as_other(*make_term(field, std::move(digits))));
  }
  if (std::string other = has_spellings ? other_arabic_article(term) : std::string(); !other.empty()) {
    nodes.push_back(as_other(*make_term(field, std::move(other))));
  }
  if (QueryNodePtr other = has_spellings ? acronym(field, term) : nullptr; other != nullptr) {
    nodes.push_back(std::move(other));
  }
  if (has_spellings && !number_spellings(term).empty()) {
    for (const std::string& spelling : analyzer_.spellings_of(term)) {
      nodes.push_back(as_other(is_spelled_open(spelling) ? *make_phrase(field, phrase_of_words(spelling))
                                                         : *make_term(field, spelling)));
    }
  }
  return make_or(std::move(nodes));
}

/// Those of other stem classes, of each class one.
std::vector<WordSpelling> TextLeaf::other_spellings(const std::string& term, const std::string& class_name) const {
  std::vector<WordSpelling> spellings;
  for (std::string& spelling : analyzer_.spellings_of(term)) {
    std::string name(is_spelled_open(spelling) ? std::string_view() : analyzer_.class_of(spelling));
    const bool is_known = name == class_name || std::any_of(spellings.begin(), spellings.end(), [&](const auto& known) {
                            return !name.empty() && known.class_name == name;
                          });
    if (!is_known) spellings.push_back({std::move(spelling), std::move(name)});
  }
  return spellings;
}

WordSpelling TextLeaf::joined_with(const std::string& before, const std::string& term) const {
  std::string pair = joined_pair(before, term);
  // Numbers as words are English.
  if (!pair.empty() && (has_articles() || !is_spelled_open(pair))) return {std::move(pair), {}};
  if (before.size() < kJoinedBefore || term.size() < kJoinedBehind ||
      before.size() + term.size() > limits::kTokenBytes || analyzer_.is_function_word(before) ||
      analyzer_.is_function_word(term)) {
    return {};
  }
  std::string joined = before + term;
  std::string name(analyzer_.class_of(joined));
  if (name.empty()) return {};
  return {std::move(joined), std::move(name)};
}

QueryNodePtr TextLeaf::exact(const FieldName& field, const std::string& term) const {
  return analyzer_.class_of(term).empty() ? make_term(field, term) : make_exact(field, term);
}

QueryNodePtr TextLeaf::quoted(const FieldName& field) const {
  if (choices_.size() == 1 && !choices_[0].capitals.empty() && words_.size() == 1) {
    return make_exact(field, choices_[0].capitals);
  }
  std::vector<std::vector<PhraseTerm>> phrases(1);
  std::vector<std::uint32_t> ends(1, 0);  // the next position of each phrase
  for (const Choice& choice : choices_) {
    std::vector<Way> all = choice.ways;
    if (!choice.apart.words.empty()) all.push_back(choice.apart);
    const std::size_t before = phrases.size();
    const std::size_t ways = before * all.size() <= kWays ? all.size() : 1;
    for (std::size_t way = ways; way-- > 0;) {
      for (std::size_t i = 0; i < before; ++i) {
        // The first way goes into the phrase itself, after the others have copied it.
        const std::size_t at = way == 0 ? i : phrases.size();
        if (way > 0) {
          phrases.push_back(phrases[i]);
          ends.push_back(ends[i]);
        }
        std::uint32_t position = ends[at] + choice.gap;
        for (const std::string& term : all[way].words) phrases[at].push_back({term, position++});
        ends[at] = position;
      }
    }
  }
  std::vector<QueryNodePtr> nodes;
  nodes.reserve(phrases.size());
  for (std::vector<PhraseTerm>& phrase : phrases) {
    nodes.push_back(phrase.size() == 1 ? exact(field, phrase[0].term) : make_phrase(field, std::move(phrase)));
  }
  return as_ways(make_or(std::move(nodes)));
}

/// Of an Or: each of its children is a way to write the text.
QueryNodePtr TextLeaf::as_ways(QueryNodePtr any) const {
  if (any->kind != QueryNode::Kind::kOr) return any;
  std::vector<QueryNodePtr> ways;
  ways.reserve(any->children.size());
  for (const QueryNodePtr& child : any->children) {
    ways.push_back(make_way(child, word_number_, static_cast<std::uint32_t>(ways.size() + 1)));
  }
  return make_or(std::move(ways));
}

/// "40%": "40 percent" or "40 per cent", with all that the number is besides. Null for other text.
QueryNodePtr TextLeaf::percent(const FieldName& field) const {
  if (choices_.size() != 2 || words_.size() != 2 || words_[1].term != "percent" || choices_[1].gap > 0) return nullptr;
  const std::string& typed = words_[0].term;
  if (!is_ascii_digit(typed.back())) return nullptr;
  std::vector<std::string> numbers = analyzer_.spellings_of(typed);
  std::erase_if(numbers, is_spelled_open);
  numbers.insert(numbers.begin(), typed);
  std::vector<QueryNodePtr> nodes;
  for (const std::string& number : numbers) {
    nodes.push_back(make_phrase(field, phrase_of({{number, "percent"}})));
    nodes.push_back(as_other(*make_phrase(field, phrase_of({{number, "per", "cent"}}))));
    nodes.push_back(as_other(*make_phrase(field, phrase_of({{number, "pct"}}))));
  }
  return as_ways(make_or(std::move(nodes)));
}

QueryNodePtr TextLeaf::bare(const FieldName& field, Others others) const {
  if (QueryNodePtr made = others.spellings ? percent(field) : nullptr; made != nullptr) return made;
  if (choices_.size() > 1) return quoted(field);
  if (!choices_[0].capitals.empty() && words_.size() == 1) {
    QueryNodePtr other = others.spellings ? acronym(field, choices_[0].capitals) : nullptr;
    return other == nullptr ? quoted(field) : make_or({quoted(field), std::move(other)});
  }
  const Names names = others.names;
  double name_weight = 0;
  if (names == Names::kAll) name_weight = 1;
  if (names == Names::kCapitals && choices_[0].is_capital && analyzer_.capitals_are_names()) name_weight = kNameWeight;
  std::vector<QueryNodePtr> nodes;
  for (const Way& way : choices_[0].ways) {
    // A joined form has no other spellings but those of its word.
    nodes.push_back(way.words.size() == 1 ? word(field, way.words[0], nodes.empty() ? name_weight : 0, others.spellings)
                                          : make_phrase(field, phrase_of(way)));
  }
  if (others.spellings) add_compound_spellings(field, nodes);
  QueryNodePtr made = make_or(std::move(nodes));
  if (words_.size() == 1 && others.spellings) made = with_umlauts(field, std::move(made), name_weight);
  return as_ways(std::move(made));
}

/// "12-year-old" as "12 years old", and with "twelve"; "9000-year-old" with "9,000". False when it begins with no
/// number.
bool TextLeaf::add_counted_spellings(const FieldName& field, std::vector<QueryNodePtr>& nodes) const {
  const std::vector<std::string>& parts = choices_[0].ways[0].words;
  std::vector<std::string> numbers = number_words(parts[0]);
  if (!is_ascii_digit(parts[0].back()) && numbers.empty()) return false;
  for (std::string& spelling : analyzer_.spellings_of(parts[0])) {
    if (!is_spelled_open(spelling)) numbers.push_back(std::move(spelling));
  }
  numbers.insert(numbers.begin(), parts[0]);
  if (const std::string digits = digits_of_two(parts[0], parts[1]); !digits.empty()) {
    Way way{{parts.begin() + 1, parts.end()}};  // "thirty-four-year-old" is "34 year old"
    way.words[0] = digits;
    nodes.push_back(as_other(way.words.size() == 1 ? *make_term(field, digits) : *make_phrase(field, phrase_of(way))));
    return true;
  }
  const std::string other = analyzer_.other_number(parts[1]);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (const std::string& unit : {parts[1], other}) {
      if (unit.empty() || (i == 0 && unit == parts[1]) || nodes.size() == kWays) continue;
      Way way{parts};
      way.words[0] = numbers[i];
      way.words[1] = unit;
      nodes.push_back(as_other(*make_phrase(field, phrase_of(way))));
    }
  }
  return true;
}

/// A compound with one of its parts spelt otherwise ("self-defence") or in the other number ("peace-talks"), as two
/// words and joined, as far as there is room.
void TextLeaf::add_compound_spellings(const FieldName& field, std::vector<QueryNodePtr>& nodes) const {
  const std::vector<std::string>& parts = choices_[0].ways[0].words;
  if (parts.size() < 2) return;
  const auto with_part = [&](std::size_t i, std::string part) {
    Way way{parts};
    way.words[i] = std::move(part);
    return way;
  };
  const bool has_joined = choices_[0].ways.size() > 1;
  std::vector<std::string> of_joined;  // that the joined word has anyway: "reorganize" for "re-organise"
  if (has_joined) of_joined = analyzer_.spellings_of(choices_[0].ways.back().words[0]);
  const bool is_counted = add_counted_spellings(field, nodes);
  for (std::size_t i = is_counted ? 1 : 0; i < parts.size(); ++i) {
    for (std::string& spelling : analyzer_.spellings_of(parts[i])) {
      if (is_spelled_open(spelling)) continue;
      if (nodes.size() + 2 > kWays) return;
      const Way way = with_part(i, std::move(spelling));
      nodes.push_back(as_other(*make_phrase(field, phrase_of(way))));
      std::string joined;
      for (const std::string& part : way.words) joined += part;
      const bool is_new = std::find(of_joined.begin(), of_joined.end(), joined) == of_joined.end();
      if (has_joined && is_new) nodes.push_back(as_other(*word(field, joined, 0, true)));
    }
  }
  // The joined word has both numbers as its forms; what is counted had its other number above.
  std::string other = analyzer_.other_number(parts.back());
  if (other.empty() || nodes.size() == kWays || (is_counted && parts.size() == 2)) return;
  nodes.push_back(as_other(*make_phrase(field, phrase_of(with_part(parts.size() - 1, std::move(other))))));
}

std::vector<PhraseTerm> TextLeaf::phrase_of(const Way& way) {
  std::vector<PhraseTerm> phrase;
  phrase.reserve(way.words.size());
  for (const std::string& term : way.words) phrase.push_back({term, static_cast<std::uint32_t>(phrase.size())});
  return phrase;
}

}  // namespace riffle
