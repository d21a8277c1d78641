#include "analysis/name_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace riffle {
namespace {

constexpr std::size_t kLeastLetters = 4;
constexpr std::size_t kMostLetters = 24;
constexpr std::size_t kLeastConsonants = 2;
/// With fewer consonants two names are too short to differ in a vowel.
constexpr std::size_t kFirmConsonants = 3;

/// A consonant, or a group of vowels in its plain form.
struct Sound {
  char consonant = 0;  ///< 0 = vowels
  std::string vowels;
};

struct Spelling {
  std::string_view written;
  std::string_view sound;
};

// Longest first. Capitals are sounds that no letter stands for: C = ch, S = sh, X = kh, T = th.
constexpr std::array<Spelling, 19> kSpellings = {{{"tch", "C"},
                                                  {"sch", "S"},
                                                  {"dzh", "j"},
                                                  {"ch", "C"},
                                                  {"sh", "S"},
                                                  {"kh", "X"},
                                                  {"gh", "g"},
                                                  {"dh", "d"},
                                                  {"th", "T"},
                                                  {"zh", "z"},
                                                  {"ph", "f"},
                                                  {"dj", "j"},
                                                  {"ck", "k"},
                                                  {"ks", "x"},
                                                  {"gui", "gi"},
                                                  {"gue", "ge"},
                                                  {"ou", "u"},
                                                  {"oo", "u"},
                                                  {"ee", "i"}}};

/// Letters that one of them begins with.
constexpr std::string_view kBeginsSpelling = "tsdckgzpoe";

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

/// Letters to sounds, doubled ones once.
std::string to_sounds(std::string_view term) {
  std::string sounds;
  for (std::size_t at = 0; at < term.size();) {
    const std::string_view rest = term.substr(at);
    std::string_view sound = rest.substr(0, 1);
    std::size_t letters = 1;
    if (kBeginsSpelling.find(term[at]) != std::string_view::npos) {
      const auto found = std::find_if(kSpellings.begin(), kSpellings.end(),
                                      [&](const Spelling& spelling) { return rest.starts_with(spelling.written); });
      if (found != kSpellings.end()) {
        sound = found->sound;
        letters = found->written.size();
      }
    }
    at += letters;
    if (!sounds.ends_with(sound)) sounds += sound;
  }
  return sounds;
}

/// y is i, and the ways to write ai and i are one each.
std::string plain_vowels(std::string_view group, bool is_last) {
  std::string plain;
  for (char c : group) {
    if (c == 'y') c = 'i';
    if (c == 'o' && group.size() > 1) c = 'u';
    if (plain.empty() || plain.back() != c) plain += c;
  }
  if (plain == "ae" || plain == "ei" || plain == "aei" || plain == "aie") return "ai";
  if (plain == "ie") return "i";
  if (is_last && (plain == "iei" || plain == "ii")) return "i";
  return plain;
}

/// The sounds of a term as letters, without what is not heard.
std::string heard_letters(std::string_view term) {
  std::string letters = to_sounds(term);
  // "Evgeny" is "Yevgeny"; a final h after a is not heard, nor is that of "-iyeh"; "-ij" is a way to write "-y".
  if (letters.starts_with("ye")) letters.erase(0, 1);
  if (letters.ends_with("iyeh") || letters.ends_with("iyah")) letters.replace(letters.size() - 3, 3, "a");
  if (letters.ends_with("ah")) letters.pop_back();
  if (letters.ends_with("iya")) letters.replace(letters.size() - 2, 2, "a");
  if (letters.ends_with("ij") || letters.ends_with("yj")) letters.pop_back();
  return letters;
}

/// A y that begins a syllable is a consonant.
bool is_glide(std::string_view letters, std::size_t at) {
  return at == 0 && letters[0] == 'y' && letters.size() > 1 && is_vowel(letters[1]);
}

std::vector<Sound> sounds_of(std::string_view term) {
  const std::string letters = heard_letters(term);
  std::vector<Sound> sounds;
  for (std::size_t at = 0; at < letters.size();) {
    if (!is_vowel(letters[at]) || is_glide(letters, at)) {
      sounds.push_back({letters[at++], {}});
      continue;
    }
    std::size_t end = at;
    while (end < letters.size() && is_vowel(letters[end])) ++end;
    sounds.push_back({0, plain_vowels(std::string_view(letters).substr(at, end - at), end == letters.size())});
    at = end;
  }
  return sounds;
}

std::size_t count_consonants(const std::vector<Sound>& sounds) {
  return static_cast<std::size_t>(
      std::count_if(sounds.begin(), sounds.end(), [](const Sound& sound) { return sound.consonant != 0; }));
}

bool is_either(char a, char b, char one, char other) { return (a == one && b == other) || (a == other && b == one); }

bool is_either(const std::string& a, const std::string& b, std::string_view one, std::string_view other) {
  return (a == one && b == other) || (a == other && b == one);
}

/// How far two spellings are apart.
struct Difference {
  std::size_t vowels = 0;
  bool is_too_far = false;
  bool is_gk = false;  ///< g beside k at the begin: Gaddafi, Kadhafi
  bool is_gq = false;  ///< gh beside q in a short name: Baghaei, Baqaei
};

void compare_consonants(char a, char b, std::size_t place, std::size_t consonants, Difference& difference) {
  if (a == b || is_either(a, b, 'k', 'q')) return;
  if (is_either(a, b, 'g', 'q') && (place > 0 || consonants >= kFirmConsonants)) {
    difference.is_gq = consonants < kFirmConsonants;
    return;
  }
  if (is_either(a, b, 'g', 'j') && consonants >= kFirmConsonants) return;
  if (is_either(a, b, 'g', 'k') && place == 0 && consonants >= kFirmConsonants) {
    difference.is_gk = true;
    return;
  }
  difference.is_too_far = true;
}

void compare_vowels(const std::vector<Sound>& a, const std::vector<Sound>& b, std::size_t place,
                    Difference& difference) {
  const std::string& one = a[place].vowels;
  const std::string& other = b[place].vowels;
  if (one == other) return;
  const bool is_last_group = place + 2 >= a.size();
  const std::size_t consonants = count_consonants(a);
  if (is_either(one, other, "o", "u")) {
    if (consonants < kFirmConsonants && place > 0) difference.is_too_far = true;
    return;
  }
  // "-ullah", "-ollah", "-allah".
  const bool before_final_la = place + 3 == a.size() && a[place + 1].consonant == 'l' && a[place + 2].vowels == "a";
  if (before_final_la && (is_either(one, other, "u", "a") || is_either(one, other, "o", "a"))) return;
  const bool before_final_d = place + 2 == a.size() && a[place + 1].consonant == 'd';
  const bool is_near = is_either(one, other, "e", "i") || (is_last_group && is_either(one, other, "u", "e")) ||
                       (before_final_d && is_either(one, other, "a", "e"));
  if (!is_near) difference.is_too_far = true;
  ++difference.vowels;
}

/// Names that the news has as often as each other, and that only sound alike: the town and the parliament.
bool is_known_apart(std::string_view a, std::string_view b) {
  constexpr std::pair<std::string_view, std::string_view> kApart[] = {{"douma", "duma"}};
  return std::any_of(std::begin(kApart), std::end(kApart), [&](const auto& pair) {
    return (a == pair.first && b == pair.second) || (a == pair.second && b == pair.first);
  });
}

}  // namespace

std::string name_key(std::string_view term) {
  if (term.size() < kLeastLetters || term.size() > kMostLetters ||
      !std::all_of(term.begin(), term.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
    return {};
  }
  const std::string letters = heard_letters(term);
  std::string key;
  std::size_t consonants = 0;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    const char c = letters[at];
    if (is_vowel(c) && !is_glide(letters, at)) {
      if (!key.ends_with('V')) key += 'V';
      continue;
    }
    ++consonants;
    key += c == 'g' || c == 'j' || c == 'q' ? 'k' : c;
  }
  if (consonants < kLeastConsonants) key.clear();
  return key;
}

bool is_same_name(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (is_known_apart(a, b)) return false;
  const std::string key = name_key(a);
  if (key.empty() || key != name_key(b)) return false;
  const std::vector<Sound> one = sounds_of(a);
  const std::vector<Sound> other = sounds_of(b);
  const std::size_t consonants = count_consonants(one);
  // Words of one syllable are too short to differ in anything but doubled letters.
  const auto groups = static_cast<std::size_t>(
      std::count_if(one.begin(), one.end(), [](const Sound& sound) { return sound.consonant == 0; }));
  Difference difference;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (one[i].consonant != 0) {
      compare_consonants(one[i].consonant, other[i].consonant, i, consonants, difference);
    } else {
      compare_vowels(one, other, i, difference);
    }
  }
  if (groups < 2 && std::any_of(
                        one.begin(), one.end(),
                        [&](const Sound& sound) {
                          const Sound& beside = other[static_cast<std::size_t>(&sound - one.data())];
                          return sound.consonant != beside.consonant || sound.vowels != beside.vowels;
                        })) {
    return false;
  }
  if (difference.is_too_far || difference.vowels > (consonants >= kFirmConsonants ? 1u : 0u)) return false;
  if (difference.is_gq && difference.vowels > 0) return false;
  // Maarten is Marten, and not Martin.
  const bool is_one_long = (a.find("aa") == std::string_view::npos) != (b.find("aa") == std::string_view::npos);
  if (is_one_long && difference.vowels > 0) return false;
  return !difference.is_gk || (difference.vowels == 0 && one.back().vowels == "i");
}

}  // namespace riffle
