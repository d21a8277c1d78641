#include "query/text_leaf.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "analysis/cjk_pairs.h"
#include "analysis/compounds.h"
#include "analysis/counted_words.h"
#include "analysis/function_words.h"
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

/// Between the numbers of a range.
bool is_hyphen_or_dash(std::string_view text) {
  for (const std::string_view sign : {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2212"}) {
    if (text == sign) return true;
  }
  return false;
}

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
  find_hyphen(text, collector.tokens());
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

void TextLeaf::find_hyphen(std::string_view text, const std::vector<Token>& tokens) {
  const auto second =
      std::ranges::find_if(tokens, [&](const Token& token) { return token.begin >= tokens.front().end; });
  has_hyphen_ =
      second != tokens.end() && is_hyphen_or_dash(text.substr(tokens.front().end, second->begin - tokens.front().end));
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

/// Whether the analyzer has "o" for "\u00F6".
bool TextLeaf::drops_accents() const {
  Collector collector;
  analyzer_.analyze("\u00F6", collector);
  return collector.tokens().size() == 1 && collector.tokens().front().term == "o";
}

WordSpelling TextLeaf::joined_with(const std::string& before, const std::string& term) const {
  std::string pair = joined_pair(before, term);
  // Numbers as words are English.
  if (!pair.empty() && (has_articles() || pair.find(' ') == std::string::npos)) return {std::move(pair), {}};
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

QueryNodePtr TextLeaf::bare(const FieldName& field, Others others) const {
  if (QueryNodePtr made = others.spellings ? percent(field) : nullptr; made != nullptr) return made;
  if (QueryNodePtr made = others.spellings && has_articles() ? range_with_hyphen(field) : nullptr; made != nullptr)
    return made;
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

QueryNodePtr TextLeaf::as_other(const QueryNode& node) {
  auto other = std::make_shared<QueryNode>(node);
  other->is_synonym = true;
  other->is_spelling = true;
  return other;
}

std::vector<PhraseTerm> TextLeaf::phrase_of(const Way& way) {
  std::vector<PhraseTerm> phrase;
  phrase.reserve(way.words.size());
  for (const std::string& term : way.words) phrase.push_back({term, static_cast<std::uint32_t>(phrase.size())});
  return phrase;
}

}  // namespace riffle
