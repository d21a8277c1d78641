#include "analysis/english_spellings.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "analysis/irregular_forms.h"
#include "analysis/known_names.h"

namespace riffle {
namespace {

constexpr std::size_t kShortestTerm = 3;
constexpr std::size_t kLongestTerm = 32;
/// Letters before -ise and before -logue, at least: "wise", "prize" and "blog" are what they are.
constexpr std::size_t kShortestStem = 3;

/// What of a word a pair is.
enum class Part : std::uint8_t {
  kBeginning,  ///< anything may follow
  kWhole,      ///< nothing else, or an s
  kRe,         ///< the letters before -re and -er, and before what these become (centred, centering)
};

struct SpellingPair {
  std::string_view british;
  std::string_view american;
  Part part;
};

/// A pair may stand here only if what it makes of other words is no word, or the same one.
constexpr SpellingPair kSpellingPairs[] = {
    // -our, -or: no rule, for four, hour, pour, scour, tour and your.
    {"arbour", "arbor", Part::kBeginning},
    {"ardour", "ardor", Part::kBeginning},
    {"armour", "armor", Part::kBeginning},
    {"behaviour", "behavior", Part::kBeginning},
    {"bicolour", "bicolor", Part::kBeginning},
    {"belabour", "belabor", Part::kBeginning},
    {"candour", "candor", Part::kBeginning},
    {"clamour", "clamor", Part::kBeginning},
    {"clangour", "clangor", Part::kBeginning},
    {"colour", "color", Part::kBeginning},
    {"demeanour", "demeanor", Part::kBeginning},
    {"discolour", "discolor", Part::kBeginning},
    {"disfavour", "disfavor", Part::kBeginning},
    {"dishonour", "dishonor", Part::kBeginning},
    {"enamour", "enamor", Part::kBeginning},
    {"endeavour", "endeavor", Part::kBeginning},
    {"favour", "favor", Part::kBeginning},
    {"fervour", "fervor", Part::kBeginning},
    {"flavour", "flavor", Part::kBeginning},
    {"glamour", "glamor", Part::kBeginning},
    {"harbour", "harbor", Part::kBeginning},
    {"honour", "honor", Part::kBeginning},
    {"humour", "humor", Part::kBeginning},
    {"labour", "labor", Part::kBeginning},
    {"malodour", "malodor", Part::kBeginning},
    {"misbehaviour", "misbehavior", Part::kBeginning},
    {"misdemeanour", "misdemeanor", Part::kBeginning},
    {"multicolour", "multicolor", Part::kBeginning},
    {"neighbour", "neighbor", Part::kBeginning},
    {"odour", "odor", Part::kBeginning},
    {"parlour", "parlor", Part::kBeginning},
    {"rancour", "rancor", Part::kBeginning},
    {"recolour", "recolor", Part::kBeginning},
    {"rigour", "rigor", Part::kBeginning},
    {"rumour", "rumor", Part::kBeginning},
    {"saviour", "savior", Part::kBeginning},
    {"savour", "savor", Part::kBeginning},
    {"splendour", "splendor", Part::kBeginning},
    {"succour", "succor", Part::kBeginning},
    {"technicolour", "technicolor", Part::kBeginning},
    {"tricolour", "tricolor", Part::kBeginning},
    {"tumour", "tumor", Part::kBeginning},
    {"uncolour", "uncolor", Part::kBeginning},
    {"unfavour", "unfavor", Part::kBeginning},
    {"unsavour", "unsavor", Part::kBeginning},
    {"valour", "valor", Part::kBeginning},
    {"vapour", "vapor", Part::kBeginning},
    {"vigour", "vigor", Part::kBeginning},
    {"watercolour", "watercolor", Part::kBeginning},
    // -re, -er: no rule, for timbre, acre and the many in -er.
    {"accout", "accout", Part::kRe},
    {"amphitheat", "amphitheat", Part::kRe},
    {"calib", "calib", Part::kRe},
    {"cent", "cent", Part::kRe},
    {"centilit", "centilit", Part::kRe},
    {"centimet", "centimet", Part::kRe},
    {"decalit", "decalit", Part::kRe},
    {"decilit", "decilit", Part::kRe},
    {"decimet", "decimet", Part::kRe},
    {"epicent", "epicent", Part::kRe},
    {"fib", "fib", Part::kRe},
    {"goit", "goit", Part::kRe},
    {"hectolit", "hectolit", Part::kRe},
    {"hectomet", "hectomet", Part::kRe},
    {"hypocent", "hypocent", Part::kRe},
    {"kilolit", "kilolit", Part::kRe},
    {"kilomet", "kilomet", Part::kRe},
    {"lacklust", "lacklust", Part::kRe},
    {"lit", "lit", Part::kRe},
    {"lust", "lust", Part::kRe},
    {"manoeuv", "maneuv", Part::kRe},
    {"meag", "meag", Part::kRe},
    {"met", "met", Part::kRe},
    {"micromet", "micromet", Part::kRe},
    {"millilit", "millilit", Part::kRe},
    {"millimet", "millimet", Part::kRe},
    {"mit", "mit", Part::kRe},
    {"nanomet", "nanomet", Part::kRe},
    {"nit", "nit", Part::kRe},
    {"och", "och", Part::kRe},
    {"outmanoeuv", "outmaneuv", Part::kRe},
    {"piast", "piast", Part::kRe},
    {"reconnoit", "reconnoit", Part::kRe},
    {"sab", "sab", Part::kRe},
    {"saltpet", "saltpet", Part::kRe},
    {"scept", "scept", Part::kRe},
    {"sepulch", "sepulch", Part::kRe},
    {"somb", "somb", Part::kRe},
    {"spect", "spect", Part::kRe},
    {"theat", "theat", Part::kRe},
    {"centrefold", "centerfold", Part::kBeginning},
    {"centrepiece", "centerpiece", Part::kBeginning},
    {"fibreglass", "fiberglass", Part::kBeginning},
    {"manoeuvrab", "maneuverab", Part::kBeginning},
    {"theatrego", "theatergo", Part::kBeginning},
    // -ence, -ense; no rule, for tense and dense.
    {"defence", "defense", Part::kBeginning},
    {"licence", "license", Part::kBeginning},
    {"offence", "offense", Part::kBeginning},
    {"practise", "practice", Part::kWhole},
    {"practised", "practiced", Part::kWhole},
    {"practising", "practicing", Part::kWhole},
    {"pretence", "pretense", Part::kBeginning},
    // -er, -or; no rule, for sailer and sailor.
    {"adviser", "advisor", Part::kWhole},
    {"protester", "protestor", Part::kWhole},
    // One consonant or two; many others have one stem. No rule, for filled and filed.
    {"appal", "appall", Part::kBeginning},
    {"benefitt", "benefit", Part::kBeginning},
    {"chilli", "chili", Part::kWhole},
    {"councillor", "councilor", Part::kWhole},
    {"counsellor", "counselor", Part::kWhole},
    {"dialled", "dialed", Part::kWhole},
    {"dialling", "dialing", Part::kWhole},
    {"distil", "distill", Part::kBeginning},
    {"duelled", "dueled", Part::kWhole},
    {"duelling", "dueling", Part::kWhole},
    {"enrol", "enroll", Part::kBeginning},
    {"enthral", "enthrall", Part::kBeginning},
    {"focuss", "focus", Part::kBeginning},
    {"fuelled", "fueled", Part::kWhole},
    {"fuelling", "fueling", Part::kWhole},
    {"fulfil", "fulfill", Part::kBeginning},
    {"instalment", "installment", Part::kWhole},
    {"instil", "instill", Part::kBeginning},
    {"jeweller", "jeweler", Part::kWhole},
    {"jewellery", "jewelry", Part::kWhole},
    {"medallist", "medalist", Part::kWhole},
    {"panellist", "panelist", Part::kWhole},
    {"skilful", "skillful", Part::kBeginning},
    {"tranquill", "tranquil", Part::kBeginning},
    {"trialled", "trialed", Part::kWhole},
    {"trialling", "trialing", Part::kWhole},
    {"unskilful", "unskillful", Part::kBeginning},
    {"waggon", "wagon", Part::kWhole},
    {"wilful", "willful", Part::kBeginning},
    {"woollen", "woolen", Part::kWhole},
    {"woolly", "wooly", Part::kWhole},
    // ae, oe, e: no rule, for Michael and Michel. Endings in -aemia are one.
    {"aeon", "eon", Part::kWhole},
    {"aesthet", "esthet", Part::kBeginning},
    {"aetiolog", "etiolog", Part::kBeginning},
    {"amoeb", "ameb", Part::kBeginning},
    {"anaesth", "anesth", Part::kBeginning},
    {"apnoea", "apnea", Part::kWhole},
    {"archaeo", "archeo", Part::kBeginning},
    {"caesium", "cesium", Part::kWhole},
    {"caesarean", "cesarean", Part::kWhole},
    {"coeliac", "celiac", Part::kWhole},
    {"diarrhoea", "diarrhea", Part::kBeginning},
    {"dyspnoea", "dyspnea", Part::kWhole},
    {"encyclopaed", "encycloped", Part::kBeginning},
    {"faecal", "fecal", Part::kBeginning},
    {"faeces", "feces", Part::kWhole},
    {"foetal", "fetal", Part::kBeginning},
    {"foeticid", "feticid", Part::kBeginning},
    {"foetid", "fetid", Part::kWhole},
    {"foetus", "fetus", Part::kBeginning},
    {"gonorrhoea", "gonorrhea", Part::kBeginning},
    {"gynaec", "gynec", Part::kBeginning},
    {"haemat", "hemat", Part::kBeginning},
    {"haemo", "hemo", Part::kBeginning},
    {"homoeo", "homeo", Part::kBeginning},
    {"mediaeval", "medieval", Part::kBeginning},
    {"oedema", "edema", Part::kBeginning},
    {"oesophag", "esophag", Part::kBeginning},
    {"oestrogen", "estrogen", Part::kBeginning},
    {"oestrus", "estrus", Part::kWhole},
    {"orthopaed", "orthoped", Part::kBeginning},
    {"paediatr", "pediatr", Part::kBeginning},
    {"paedophil", "pedophil", Part::kBeginning},
    {"palaeo", "paleo", Part::kBeginning},
    // An e that stays or goes.
    {"acknowledgement", "acknowledgment", Part::kWhole},
    {"abridgement", "abridgment", Part::kWhole},
    {"ageing", "aging", Part::kWhole},
    {"debateable", "debatable", Part::kWhole},
    {"judgement", "judgment", Part::kBeginning},
    {"likeable", "likable", Part::kWhole},
    {"liveable", "livable", Part::kWhole},
    {"lodgement", "lodgment", Part::kWhole},
    {"loveable", "lovable", Part::kWhole},
    {"misjudgement", "misjudgment", Part::kWhole},
    {"moveable", "movable", Part::kWhole},
    {"saleable", "salable", Part::kWhole},
    {"sizeable", "sizable", Part::kWhole},
    {"unmistakeable", "unmistakable", Part::kBeginning},
    {"unshakeable", "unshakable", Part::kBeginning},
    {"useable", "usable", Part::kWhole},
    // Words of their own.
    {"aeroplane", "airplane", Part::kWhole},
    {"aluminium", "aluminum", Part::kWhole},
    {"annexe", "annex", Part::kWhole},
    {"artefact", "artifact", Part::kBeginning},
    {"baulk", "balk", Part::kBeginning},
    {"behove", "behoove", Part::kBeginning},
    {"cheque", "check", Part::kWhole},
    {"chequebook", "checkbook", Part::kWhole},
    {"chequered", "checkered", Part::kWhole},
    {"connexion", "connection", Part::kWhole},
    {"cosier", "cozier", Part::kWhole},
    {"cosily", "cozily", Part::kWhole},
    {"cosy", "cozy", Part::kWhole},
    {"cypher", "cipher", Part::kBeginning},
    {"czar", "tsar", Part::kBeginning},
    {"despatch", "dispatch", Part::kBeginning},
    {"disc", "disk", Part::kWhole},
    {"doughnut", "donut", Part::kWhole},
    {"draughtsman", "draftsman", Part::kBeginning},
    {"enquir", "inquir", Part::kBeginning},
    {"furore", "furor", Part::kWhole},
    {"gaol", "jail", Part::kBeginning},
    {"gipsy", "gypsy", Part::kWhole},
    {"gipsies", "gypsies", Part::kWhole},
    {"gramme", "gram", Part::kWhole},
    {"grey", "gray", Part::kBeginning},
    {"kilogramme", "kilogram", Part::kWhole},
    {"liquorice", "licorice", Part::kWhole},
    {"milligramme", "milligram", Part::kWhole},
    {"mollusc", "mollusk", Part::kWhole},
    {"moslem", "muslim", Part::kBeginning},
    {"mould", "mold", Part::kBeginning},
    {"moult", "molt", Part::kBeginning},
    {"moustache", "mustache", Part::kBeginning},
    {"mum", "mom", Part::kWhole},
    {"neurone", "neuron", Part::kWhole},
    {"omelette", "omelet", Part::kWhole},
    {"paycheque", "paycheck", Part::kWhole},
    {"pedlar", "peddler", Part::kWhole},
    {"phoney", "phony", Part::kWhole},
    {"plough", "plow", Part::kBeginning},
    {"programme", "program", Part::kWhole},
    {"pyjama", "pajama", Part::kBeginning},
    {"remould", "remold", Part::kBeginning},
    {"rouble", "ruble", Part::kWhole},
    {"sceptic", "skeptic", Part::kBeginning},
    {"sheikh", "sheik", Part::kWhole},
    {"smoulder", "smolder", Part::kBeginning},
    {"snowplough", "snowplow", Part::kBeginning},
    {"sulph", "sulf", Part::kBeginning},
    {"titbit", "tidbit", Part::kWhole},
    // Not "tyre", for the city and "tired".
    {"tyres", "tires", Part::kWhole},
    {"whisky", "whiskey", Part::kWhole},
    {"yoghurt", "yogurt", Part::kWhole},
};

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

bool may_follow(std::string_view rest, Part part) { return part == Part::kBeginning || rest.empty() || rest == "s"; }

std::optional<std::string> swap_re(std::string_view word, const SpellingPair& pair) {
  for (const auto& [british, american] : kReEndings) {
    if (behind(word, pair.british) == british) return std::string(pair.american).append(american);
    if (behind(word, pair.american) == american) return std::string(pair.british).append(british);
  }
  return std::nullopt;
}

std::optional<std::string> swap_pair(std::string_view word, const SpellingPair& pair) {
  if (pair.part == Part::kRe) return swap_re(word, pair);
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

/// A pair under the first two letters of one of its sides.
struct IndexedPair {
  std::uint16_t letters = 0;
  std::uint16_t pair = 0;

  constexpr auto operator<=>(const IndexedPair&) const = default;
};

constexpr std::uint16_t first_letters(std::string_view word) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(word[0]) << 8 | static_cast<unsigned char>(word[1]));
}

/// Both sides of every pair; of the same letters in the order of the table.
constexpr auto kPairIndex = [] {
  std::array<IndexedPair, 2 * std::size(kSpellingPairs)> index;
  for (std::size_t i = 0; i < std::size(kSpellingPairs); ++i) {
    const auto pair = static_cast<std::uint16_t>(i);
    index[2 * i] = {first_letters(kSpellingPairs[i].british), pair};
    index[2 * i + 1] = {first_letters(kSpellingPairs[i].american), pair};
  }
  std::sort(index.begin(), index.end());
  return index;
}();

std::optional<std::string> swap_by_table(std::string_view word) {
  const std::uint16_t letters = first_letters(word);
  const auto* at = std::lower_bound(kPairIndex.begin(), kPairIndex.end(), IndexedPair{letters, 0});
  for (; at != kPairIndex.end() && at->letters == letters; ++at) {
    if (auto other = swap_pair(word, kSpellingPairs[at->pair])) return other;
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
