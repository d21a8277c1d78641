#include "analysis/spelling_pairs.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <iterator>

namespace riffle {
namespace {

/// A pair may stand here only if what it makes of other words is no word, or the same one.
constexpr SpellingPair kSpellingPairs[] = {
    // -our, -or: no rule, for four, hour, pour, scour, tour and your.
    {"arbour", "arbor", SpellingPart::kBeginning},
    {"ardour", "ardor", SpellingPart::kBeginning},
    {"armour", "armor", SpellingPart::kBeginning},
    {"behaviour", "behavior", SpellingPart::kBeginning},
    {"bicolour", "bicolor", SpellingPart::kBeginning},
    {"belabour", "belabor", SpellingPart::kBeginning},
    {"candour", "candor", SpellingPart::kBeginning},
    {"clamour", "clamor", SpellingPart::kBeginning},
    {"clangour", "clangor", SpellingPart::kBeginning},
    {"colour", "color", SpellingPart::kBeginning},
    {"demeanour", "demeanor", SpellingPart::kBeginning},
    {"discolour", "discolor", SpellingPart::kBeginning},
    {"disfavour", "disfavor", SpellingPart::kBeginning},
    {"dishonour", "dishonor", SpellingPart::kBeginning},
    {"enamour", "enamor", SpellingPart::kBeginning},
    {"endeavour", "endeavor", SpellingPart::kBeginning},
    {"favour", "favor", SpellingPart::kBeginning},
    {"fervour", "fervor", SpellingPart::kBeginning},
    {"flavour", "flavor", SpellingPart::kBeginning},
    {"glamour", "glamor", SpellingPart::kBeginning},
    {"harbour", "harbor", SpellingPart::kBeginning},
    {"honour", "honor", SpellingPart::kBeginning},
    {"humour", "humor", SpellingPart::kBeginning},
    {"labour", "labor", SpellingPart::kBeginning},
    {"malodour", "malodor", SpellingPart::kBeginning},
    {"misbehaviour", "misbehavior", SpellingPart::kBeginning},
    {"misdemeanour", "misdemeanor", SpellingPart::kBeginning},
    {"multicolour", "multicolor", SpellingPart::kBeginning},
    {"neighbour", "neighbor", SpellingPart::kBeginning},
    {"odour", "odor", SpellingPart::kBeginning},
    {"parlour", "parlor", SpellingPart::kBeginning},
    {"rancour", "rancor", SpellingPart::kBeginning},
    {"recolour", "recolor", SpellingPart::kBeginning},
    {"rigour", "rigor", SpellingPart::kBeginning},
    {"rumour", "rumor", SpellingPart::kBeginning},
    {"saviour", "savior", SpellingPart::kBeginning},
    {"savour", "savor", SpellingPart::kBeginning},
    {"splendour", "splendor", SpellingPart::kBeginning},
    {"succour", "succor", SpellingPart::kBeginning},
    {"technicolour", "technicolor", SpellingPart::kBeginning},
    {"tricolour", "tricolor", SpellingPart::kBeginning},
    {"tumour", "tumor", SpellingPart::kBeginning},
    {"uncolour", "uncolor", SpellingPart::kBeginning},
    {"unfavour", "unfavor", SpellingPart::kBeginning},
    {"unsavour", "unsavor", SpellingPart::kBeginning},
    {"valour", "valor", SpellingPart::kBeginning},
    {"vapour", "vapor", SpellingPart::kBeginning},
    {"vigour", "vigor", SpellingPart::kBeginning},
    {"watercolour", "watercolor", SpellingPart::kBeginning},
    // -re, -er: no rule, for timbre, acre and the many in -er.
    {"accout", "accout", SpellingPart::kRe},
    {"amphitheat", "amphitheat", SpellingPart::kRe},
    {"calib", "calib", SpellingPart::kRe},
    {"cent", "cent", SpellingPart::kRe},
    {"centilit", "centilit", SpellingPart::kRe},
    {"centimet", "centimet", SpellingPart::kRe},
    {"decalit", "decalit", SpellingPart::kRe},
    {"decilit", "decilit", SpellingPart::kRe},
    {"decimet", "decimet", SpellingPart::kRe},
    {"epicent", "epicent", SpellingPart::kRe},
    {"fib", "fib", SpellingPart::kRe},
    {"goit", "goit", SpellingPart::kRe},
    {"hectolit", "hectolit", SpellingPart::kRe},
    {"hectomet", "hectomet", SpellingPart::kRe},
    {"hypocent", "hypocent", SpellingPart::kRe},
    {"kilolit", "kilolit", SpellingPart::kRe},
    {"kilomet", "kilomet", SpellingPart::kRe},
    {"lacklust", "lacklust", SpellingPart::kRe},
    {"lit", "lit", SpellingPart::kRe},
    {"lust", "lust", SpellingPart::kRe},
    {"manoeuv", "maneuv", SpellingPart::kRe},
    {"meag", "meag", SpellingPart::kRe},
    {"met", "met", SpellingPart::kRe},
    {"micromet", "micromet", SpellingPart::kRe},
    {"millilit", "millilit", SpellingPart::kRe},
    {"millimet", "millimet", SpellingPart::kRe},
    {"mit", "mit", SpellingPart::kRe},
    {"nanomet", "nanomet", SpellingPart::kRe},
    {"nit", "nit", SpellingPart::kRe},
    {"och", "och", SpellingPart::kRe},
    {"outmanoeuv", "outmaneuv", SpellingPart::kRe},
    {"piast", "piast", SpellingPart::kRe},
    {"reconnoit", "reconnoit", SpellingPart::kRe},
    {"sab", "sab", SpellingPart::kRe},
    {"saltpet", "saltpet", SpellingPart::kRe},
    {"scept", "scept", SpellingPart::kRe},
    {"sepulch", "sepulch", SpellingPart::kRe},
    {"somb", "somb", SpellingPart::kRe},
    {"spect", "spect", SpellingPart::kRe},
    {"theat", "theat", SpellingPart::kRe},
    {"centrefold", "centerfold", SpellingPart::kBeginning},
    {"centrepiece", "centerpiece", SpellingPart::kBeginning},
    {"fibreglass", "fiberglass", SpellingPart::kBeginning},
    {"manoeuvrab", "maneuverab", SpellingPart::kBeginning},
    {"theatrego", "theatergo", SpellingPart::kBeginning},
    // -ence, -ense; no rule, for tense and dense.
    {"defence", "defense", SpellingPart::kBeginning},
    {"licence", "license", SpellingPart::kBeginning},
    {"offence", "offense", SpellingPart::kBeginning},
    {"practise", "practice", SpellingPart::kWhole},
    {"practised", "practiced", SpellingPart::kWhole},
    {"practising", "practicing", SpellingPart::kWhole},
    {"pretence", "pretense", SpellingPart::kBeginning},
    // -er, -or; no rule, for sailer and sailor.
    {"adviser", "advisor", SpellingPart::kWhole},
    {"protester", "protestor", SpellingPart::kWhole},
    // One consonant or two; many others have one stem. No rule, for filled and filed.
    {"appal", "appall", SpellingPart::kBeginning},
    {"benefitt", "benefit", SpellingPart::kBeginning},
    {"chilli", "chili", SpellingPart::kWhole},
    {"councillor", "councilor", SpellingPart::kWhole},
    {"counsellor", "counselor", SpellingPart::kWhole},
    {"dialled", "dialed", SpellingPart::kWhole},
    {"dialling", "dialing", SpellingPart::kWhole},
    {"distil", "distill", SpellingPart::kBeginning},
    {"duelled", "dueled", SpellingPart::kWhole},
    {"duelling", "dueling", SpellingPart::kWhole},
    {"enrol", "enroll", SpellingPart::kBeginning},
    {"enthral", "enthrall", SpellingPart::kBeginning},
    {"focuss", "focus", SpellingPart::kBeginning},
    {"fuelled", "fueled", SpellingPart::kWhole},
    {"fuelling", "fueling", SpellingPart::kWhole},
    {"fulfil", "fulfill", SpellingPart::kBeginning},
    {"instalment", "installment", SpellingPart::kWhole},
    {"instil", "instill", SpellingPart::kBeginning},
    {"jeweller", "jeweler", SpellingPart::kWhole},
    {"jewellery", "jewelry", SpellingPart::kWhole},
    {"medallist", "medalist", SpellingPart::kWhole},
    {"panellist", "panelist", SpellingPart::kWhole},
    {"skilful", "skillful", SpellingPart::kBeginning},
    {"tranquill", "tranquil", SpellingPart::kBeginning},
    {"trialled", "trialed", SpellingPart::kWhole},
    {"trialling", "trialing", SpellingPart::kWhole},
    {"unskilful", "unskillful", SpellingPart::kBeginning},
    {"waggon", "wagon", SpellingPart::kWhole},
    {"wilful", "willful", SpellingPart::kBeginning},
    {"woollen", "woolen", SpellingPart::kWhole},
    {"woolly", "wooly", SpellingPart::kWhole},
    // ae, oe, e: no rule, for Michael and Michel. Endings in -aemia are one.
    {"aeon", "eon", SpellingPart::kWhole},
    {"aesthet", "esthet", SpellingPart::kBeginning},
    {"aetiolog", "etiolog", SpellingPart::kBeginning},
    {"amoeb", "ameb", SpellingPart::kBeginning},
    {"anaesth", "anesth", SpellingPart::kBeginning},
    {"apnoea", "apnea", SpellingPart::kWhole},
    {"archaeo", "archeo", SpellingPart::kBeginning},
    {"caesium", "cesium", SpellingPart::kWhole},
    {"caesarean", "cesarean", SpellingPart::kWhole},
    {"coeliac", "celiac", SpellingPart::kWhole},
    {"diarrhoea", "diarrhea", SpellingPart::kBeginning},
    {"dyspnoea", "dyspnea", SpellingPart::kWhole},
    {"encyclopaed", "encycloped", SpellingPart::kBeginning},
    {"faecal", "fecal", SpellingPart::kBeginning},
    {"faeces", "feces", SpellingPart::kWhole},
    {"foetal", "fetal", SpellingPart::kBeginning},
    {"foeticid", "feticid", SpellingPart::kBeginning},
    {"foetid", "fetid", SpellingPart::kWhole},
    {"foetus", "fetus", SpellingPart::kBeginning},
    {"gonorrhoea", "gonorrhea", SpellingPart::kBeginning},
    {"gynaec", "gynec", SpellingPart::kBeginning},
    {"haemat", "hemat", SpellingPart::kBeginning},
    {"haemo", "hemo", SpellingPart::kBeginning},
    {"homoeo", "homeo", SpellingPart::kBeginning},
    {"mediaeval", "medieval", SpellingPart::kBeginning},
    {"oedema", "edema", SpellingPart::kBeginning},
    {"oesophag", "esophag", SpellingPart::kBeginning},
    {"oestrogen", "estrogen", SpellingPart::kBeginning},
    {"oestrus", "estrus", SpellingPart::kWhole},
    {"orthopaed", "orthoped", SpellingPart::kBeginning},
    {"paediatr", "pediatr", SpellingPart::kBeginning},
    {"paedophil", "pedophil", SpellingPart::kBeginning},
    {"palaeo", "paleo", SpellingPart::kBeginning},
    // An e that stays or goes.
    {"acknowledgement", "acknowledgment", SpellingPart::kWhole},
    {"abridgement", "abridgment", SpellingPart::kWhole},
    {"ageing", "aging", SpellingPart::kWhole},
    {"debateable", "debatable", SpellingPart::kWhole},
    {"judgement", "judgment", SpellingPart::kBeginning},
    {"likeable", "likable", SpellingPart::kWhole},
    {"liveable", "livable", SpellingPart::kWhole},
    {"lodgement", "lodgment", SpellingPart::kWhole},
    {"loveable", "lovable", SpellingPart::kWhole},
    {"misjudgement", "misjudgment", SpellingPart::kWhole},
    {"moveable", "movable", SpellingPart::kWhole},
    {"saleable", "salable", SpellingPart::kWhole},
    {"sizeable", "sizable", SpellingPart::kWhole},
    {"unmistakeable", "unmistakable", SpellingPart::kBeginning},
    {"unshakeable", "unshakable", SpellingPart::kBeginning},
    {"useable", "usable", SpellingPart::kWhole},
    // Words of their own.
    {"aeroplane", "airplane", SpellingPart::kWhole},
    {"aluminium", "aluminum", SpellingPart::kWhole},
    {"annexe", "annex", SpellingPart::kWhole},
    {"artefact", "artifact", SpellingPart::kBeginning},
    {"baulk", "balk", SpellingPart::kBeginning},
    {"behove", "behoove", SpellingPart::kBeginning},
    {"cheque", "check", SpellingPart::kWhole},
    {"chequebook", "checkbook", SpellingPart::kWhole},
    {"chequered", "checkered", SpellingPart::kWhole},
    {"connexion", "connection", SpellingPart::kWhole},
    {"cosier", "cozier", SpellingPart::kWhole},
    {"cosily", "cozily", SpellingPart::kWhole},
    {"cosy", "cozy", SpellingPart::kWhole},
    {"cypher", "cipher", SpellingPart::kBeginning},
    {"czar", "tsar", SpellingPart::kBeginning},
    {"despatch", "dispatch", SpellingPart::kBeginning},
    {"disc", "disk", SpellingPart::kWhole},
    {"doughnut", "donut", SpellingPart::kWhole},
    {"draughtsman", "draftsman", SpellingPart::kBeginning},
    {"enquir", "inquir", SpellingPart::kBeginning},
    {"furore", "furor", SpellingPart::kWhole},
    {"gaol", "jail", SpellingPart::kBeginning},
    {"gipsy", "gypsy", SpellingPart::kWhole},
    {"gipsies", "gypsies", SpellingPart::kWhole},
    {"gramme", "gram", SpellingPart::kWhole},
    {"grey", "gray", SpellingPart::kBeginning},
    {"kilogramme", "kilogram", SpellingPart::kWhole},
    {"liquorice", "licorice", SpellingPart::kWhole},
    {"milligramme", "milligram", SpellingPart::kWhole},
    {"mollusc", "mollusk", SpellingPart::kWhole},
    {"moslem", "muslim", SpellingPart::kBeginning},
    {"mould", "mold", SpellingPart::kBeginning},
    {"moult", "molt", SpellingPart::kBeginning},
    {"moustache", "mustache", SpellingPart::kBeginning},
    {"mum", "mom", SpellingPart::kWhole},
    {"neurone", "neuron", SpellingPart::kWhole},
    {"omelette", "omelet", SpellingPart::kWhole},
    {"paycheque", "paycheck", SpellingPart::kWhole},
    {"pedlar", "peddler", SpellingPart::kWhole},
    {"phoney", "phony", SpellingPart::kWhole},
    {"plough", "plow", SpellingPart::kBeginning},
    {"programme", "program", SpellingPart::kWhole},
    {"pyjama", "pajama", SpellingPart::kBeginning},
    {"remould", "remold", SpellingPart::kBeginning},
    {"rouble", "ruble", SpellingPart::kWhole},
    {"sceptic", "skeptic", SpellingPart::kBeginning},
    {"sheikh", "sheik", SpellingPart::kWhole},
    {"smoulder", "smolder", SpellingPart::kBeginning},
    {"snowplough", "snowplow", SpellingPart::kBeginning},
    {"sulph", "sulf", SpellingPart::kBeginning},
    {"titbit", "tidbit", SpellingPart::kWhole},
    // Not "tyre", for the city and "tired".
    {"tyres", "tires", SpellingPart::kWhole},
    {"whisky", "whiskey", SpellingPart::kWhole},
    {"yoghurt", "yogurt", SpellingPart::kWhole},
};

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

/// What the index points at, so that the pairs of one beginning lie beside each other.
constexpr auto kPairsInOrder = [] {
  std::array<const SpellingPair*, std::size(kPairIndex)> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = &kSpellingPairs[kPairIndex[i].pair];
  return pairs;
}();

}  // namespace

std::span<const SpellingPair* const> spelling_pairs(std::string_view word) {
  const auto [first, last] = std::ranges::equal_range(kPairIndex, first_letters(word), {}, &IndexedPair::letters);
  const auto begin = static_cast<std::size_t>(first - kPairIndex.begin());
  return std::span(kPairsInOrder).subspan(begin, static_cast<std::size_t>(last - first));
}

}  // namespace riffle
