#include "analysis/known_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace riffle {
namespace {

/// Spellings of one name each. A name may stand here only if none of its spellings is an ordinary word or another name:
/// no "Elias" beside Ilyas, no "Abraham" beside Ibrahim.
constexpr std::string_view kKnownNames[] = {
    "abdulaziz abdelaziz abdalaziz",
    "abdulfattah abdelfattah",
    "abdulghani abdelghani",
    "abdulhamid abdelhamid",
    "abdulkarim abdelkarim abdolkarim",
    "abdullatif abdellatif",
    "abdulmajid abdelmajid",
    "abdulmalik abdelmalek abdulmalek abdelmalik",
    "abdulqader abdelkader abdulkadir abdelqader abdulqadir abdulkader",
    "abdulrahman abdurrahman abdelrahman abdalrahman abdurahman",
    "abdulsalam abdelsalam abdussalam abdessalam",
    "abdulsattar abdelsattar abdulssattar",
    "abdulwahab abdelwahab abdulwahhab",
    "afrin efrin",
    "alexander aleksandr alexandr oleksandr",
    "alexandra aleksandra",
    "bashir bachir basheer",
    "beijing peking",
    "chechnya chechenia",
    "chernihiv chernigov",
    "chornobyl chernobyl",
    "deraa daraa",
    "dnipro dnepr",
    "dnipropetrovsk dnepropetrovsk",
    "dostoevsky dostoyevsky",
    "duhok dohuk dahuk",
    "erbil arbil irbil hewler hawler",
    "eyad iyad ayad",
    "ezzor ezzour azzor azzour alzor alzour elzor",
    "fadhil fadhel fadel fadil fazel",
    "fallujah faluja falluja fallouja",
    "ghalibaf qalibaf",
    "gorbachev gorbachov",
    "haftar hifter hafter",
    "haidar haider haydar hayder heidar haidari",
    "hasakah hasaka hassakeh hasakeh hassakah haseke",
    "hezbollah hizbullah hizbollah hezbullah hizballah",
    "hodeidah hodeida hudaydah hudaida hodaidah",
    "homs hims",
    "ilyas elyas",
    "isfahan esfahan",
    "ismail ismael esmail ismaeel",
    "jaafar jafar djafar",
    "jaafari jafari jaffari",
    "jeddah jidda jiddah",
    "jihad jehad djihad",
    "kadhim kazim kazem kadhem",
    "kadhimi kazimi kadhemi kazemi",
    "karabakh karabagh qarabagh",
    "karbala kerbala",
    "kazakhstan kazakstan",
    "kharkiv kharkov",
    "khashoggi khashuggi kashoggi",
    "khrushchev khruschev",
    "kirkuk kerkuk karkuk",
    "kobani kobane",
    "kosovo kosova",
    "kyiv kiev",
    "kyrgyzstan kirghizstan kirgizstan",
    "laden ladin",
    "laith layth leith",
    "latakia lattakia latakiya ladhiqiya",
    "luhansk lugansk",
    "lukashenko lukashenka",
    "lviv lvov",
    "mahdi mehdi mahdy",
    "manbij minbij membij",
    "mashhad mashad meshed",
    "mecca makkah mekka",
    "misrata misurata",
    "morsi mursi morsy mursy",
    "mujahideen mujahedeen mujahidin mujahedin mujahadeen",
    "muslim moslem",
    "muslims moslems",
    "mykolaiv nikolaev nikolayev",
    "najaf nejef",
    "netanyahu netanyahou",
    "nineveh ninewa ninawa nineva",
    "osman othman uthman usman",
    "peshmerga peshmarga pesmerge",
    "pristina prishtina",
    "punjab panjab",
    "qaeda qaida qaidah",
    "qamishli qamishlo kamishli kamishly qamishly",
    "quran koran qoran",
    "raisi raeesi raissi",
    "ramadan ramazan ramadhan",
    "rashid rachid rasheed rashed",
    "reza riza ridha redha",
    "rouhani ruhani rohani",
    "shaabi shabi",
    "shabaab shabab",
    "sharaa shara charaa",
    "sharif sherif shareef cherif",
    "sinjar shingal shengal",
    "sinwar sinouar senwar",
    "soleimani suleimani sulaimani suleymani",
    "sulaymaniyah sulaimaniyah sulaymaniya sulaimaniya suleimaniya suleimaniyah slemani",
    "suleiman sulaiman sulayman soleiman suleyman sleiman",
    "tabqa tabqah",
    "taliban taleban",
    "tawfiq tawfik taufik taufiq toufic",
    "tehran teheran",
    "tikhanovskaya tsikhanouskaya tikhanouskaya",
    "turkmen turkoman turcoman",
    "turkmens turkomans turcomans",
    "uyghur uighur uygur uigur",
    "uyghurs uighurs uygurs uigurs",
    "vinnytsia vinnitsa vinnytsya",
    "yahya yehya yehia yahia",
    "yazidi yezidi ezidi",
    "yazidis yezidis ezidis",
    "younis younes yunis yunus",
    "yuri yury iurii yurii",
    "zaporizhzhia zaporizhia zaporozhye zaporizhzhya zaporozhe",
    "zawahiri zawahri",
    "zor zour zawr",
};

constexpr std::size_t kListedCount = [] {
  std::size_t count = 0;
  for (const std::string_view name : kKnownNames) {
    count += 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), ' '));
  }
  return count;
}();

struct ListedSpelling {
  std::string_view spelling;
  std::uint16_t name = 0;

  constexpr auto operator<=>(const ListedSpelling&) const = default;
};

/// Every spelling of the list, in order.
constexpr auto kListedSpellings = [] {
  std::array<ListedSpelling, kListedCount> listed;
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::size(kKnownNames); ++i) {
    std::string_view rest = kKnownNames[i];
    while (!rest.empty()) {
      const std::string_view spelling = rest.substr(0, rest.find(' '));
      listed[count++] = {spelling, static_cast<std::uint16_t>(i)};
      rest.remove_prefix(std::min(rest.size(), spelling.size() + 1));
    }
  }
  std::sort(listed.begin(), listed.end());
  return listed;
}();

}  // namespace

std::vector<std::string_view> known_spellings(std::string_view term) {
  std::vector<std::string_view> others;
  const auto* const found = std::lower_bound(kListedSpellings.begin(), kListedSpellings.end(), ListedSpelling{term, 0});
  if (found == kListedSpellings.end() || found->spelling != term) return others;
  std::string_view rest = kKnownNames[found->name];
  while (!rest.empty()) {
    const std::string_view spelling = rest.substr(0, rest.find(' '));
    if (spelling != term) others.push_back(spelling);
    rest.remove_prefix(std::min(rest.size(), spelling.size() + 1));
  }
  return others;
}

}  // namespace riffle
