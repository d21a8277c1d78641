#include "analysis/melted_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "analysis/word_groups.h"

namespace riffle {
namespace {

struct MeltedWord {
  std::string_view class_name;
  std::string_view forms;
};

/// By their classes. A word may stand here only if it is another word than what is left of its class: "Gates" is also
/// gates, and "prisoner" is of a prison.
constexpr MeltedWord kMeltedWords[] = {
    {"abba", "abbas"},
    {"account", "accountability accountable"},
    {"account", "accountant accountants"},
    {"ad", "ad ads"},
    {"adam", "adams"},
    {"aid", "aide aides"},
    {"alexi", "alexis"},
    {"andrea", "andreas"},
    {"andrew", "andrews"},
    {"angel", "angeles"},
    {"apart", "apartment apartments"},
    {"author", "author authors authored authoring"},
    {"author", "authority authorities"},
    {"berri", "berri"},
    {"capit", "capital capitals"},
    {"celebr", "celebrity celebrities"},
    {"chang", "chang changs"},
    {"civil", "civilization civilizations"},
    {"conserv", "conservative conservatives"},
    {"content", "contention contentions"},
    {"convent", "convent convents"},
    {"corpor", "corporal corporals"},
    {"correspond", "correspondent correspondents"},
    {"critic", "critic critics"},
    {"critic", "critical critically"},
    {"custom", "customer customers"},
    {"custom", "customs"},
    {"daniel", "daniels"},
    {"deni", "denis"},
    {"denni", "dennis"},
    {"depart", "department departments"},
    {"design", "designate designated designates designating designation designations"},
    {"detect", "detective detectives"},
    {"doctor", "doctor doctors"},
    {"edward", "edwards"},
    {"elia", "elias"},
    {"elli", "ellis"},
    {"emerg", "emergency emergencies"},
    {"emir", "emirate emirates"},
    {"even", "evening evenings"},
    {"execut", "executive executives"},
    {"final", "finale finales"},
    {"good", "goods"},
    {"governor", "governorate governorates"},
    {"hama", "hamas"},
    {"harri", "harris"},
    {"harri", "harry"},
    {"hospit", "hospitality hospitable"},
    {"import", "important importance importantly"},
    {"incom", "income incomes"},
    {"inform", "informal informally"},
    {"initi", "initial initially initials"},
    {"initi", "initiative initiatives"},
    {"intellig", "intelligent intelligently"},
    {"intern", "internal internally internals"},
    {"intern", "international internationally internationals"},
    {"juli", "julie"},
    {"lao", "laos"},
    {"later", "lateral laterally"},
    {"liber", "liberal liberals liberalism liberally"},
    {"luca", "lucas"},
    {"major", "majority majorities"},
    {"mari", "marie"},
    {"mari", "mary"},
    {"matthew", "matthews"},
    {"memori", "memory memories"},
    {"michael", "michaels"},
    {"miner", "mineral minerals"},
    {"minor", "minority minorities"},
    {"mobil", "mobile mobiles mobility"},
    {"moral", "morale"},
    {"moral", "morales"},
    {"morri", "morris"},
    {"nicola", "nicolas"},
    {"object", "objection objections objected objecting"},
    {"object", "objective objectives objectively"},
    {"offic", "officer officers"},
    {"opposit", "opposition oppositions"},
    {"organ", "organ organs"},
    {"organ", "organic organically"},
    {"pari", "paris"},
    {"peter", "peters"},
    {"phillip", "phillips"},
    {"polit", "polite politely politeness"},
    {"premier", "premiere premieres premiered premiering"},
    {"product", "product products"},
    {"public", "publication publications"},
    {"quit", "quite"},
    {"ration", "rational rationally rationality"},
    {"relat", "relatives"},
    {"remark", "remarkable remarkably"},
    {"respect", "respective respectively"},
    {"rhode", "rhodes"},
    {"richard", "richards"},
    {"robert", "roberts"},
    {"sever", "several"},
    {"sever", "severe severely severity"},
    {"steven", "stevens"},
    {"success", "succession successions successive successively"},
    {"suit", "suite suites"},
    {"sunni", "sunni sunnis"},
    {"transit", "transition transitions transitional"},
    {"univers'", "universal universally"},
    {"univers'", "university universities"},
    {"willi", "willis"},
    {"william", "williams"},
};

constexpr auto column(std::string_view MeltedWord::* member) {
  std::array<std::string_view, std::size(kMeltedWords)> rows;
  std::ranges::transform(kMeltedWords, rows.begin(), member);
  return rows;
}
constexpr auto kMeltedForms = column(&MeltedWord::forms);
constexpr auto kMeltedIndex = index_words<count_words(kMeltedForms)>(kMeltedForms);
constexpr auto kClassIndex = index_words<std::size(kMeltedWords)>(column(&MeltedWord::class_name));

/// The row that lists a form; their number for other forms.
std::size_t row_of(std::string_view form) {
  const auto* const found = find_grouped(kMeltedIndex, form);
  return found == nullptr ? std::size(kMeltedForms) : found->row;
}

}  // namespace

bool has_melted_word(std::string_view class_name) { return find_grouped(kClassIndex, class_name) != nullptr; }

bool are_told_apart(std::string_view a, std::string_view b) { return row_of(a) != row_of(b); }

}  // namespace riffle
