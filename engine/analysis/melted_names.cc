#include "analysis/melted_names.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"

namespace riffle {
namespace {

struct MeltedName {
  std::string_view class_name;
  std::string_view forms;
};

/// By their classes. A name may stand here only if it is another word than what is left of it: "Gates" is also gates.
constexpr MeltedName kMeltedNames[] = {
    {"abba", "abbas"},         {"adam", "adams"},
    {"alexi", "alexis"},       {"andrea", "andreas"},
    {"andrew", "andrews"},     {"angel", "angeles"},
    {"berri", "berri"},        {"daniel", "daniels"},
    {"deni", "denis"},         {"denni", "dennis"},
    {"edward", "edwards"},     {"elia", "elias"},
    {"elli", "ellis"},         {"emir", "emirate emirates"},
    {"hama", "hamas"},         {"harri", "harris"},
    {"harri", "harry"},        {"juli", "julie"},
    {"lao", "laos"},           {"luca", "lucas"},
    {"mari", "marie"},         {"mari", "mary"},
    {"matthew", "matthews"},   {"michael", "michaels"},
    {"moral", "morales"},      {"morri", "morris"},
    {"nicola", "nicolas"},     {"pari", "paris"},
    {"peter", "peters"},       {"phillip", "phillips"},
    {"rhode", "rhodes"},       {"richard", "richards"},
    {"robert", "roberts"},     {"steven", "stevens"},
    {"sunni", "sunni sunnis"}, {"willi", "willis"},
    {"william", "williams"},
};

/// Which name of the list a form is; the end of it for other forms.
const MeltedName* listed_name(std::string_view form) {
  return std::find_if(std::begin(kMeltedNames), std::end(kMeltedNames),
                      [form](const MeltedName& name) { return lists_word(name.forms, form); });
}

}  // namespace

bool has_melted_name(std::string_view class_name) {
  const auto* const found =
      std::lower_bound(std::begin(kMeltedNames), std::end(kMeltedNames), class_name,
                       [](const MeltedName& name, std::string_view wanted) { return name.class_name < wanted; });
  return found != std::end(kMeltedNames) && found->class_name == class_name;
}

bool are_told_apart(std::string_view a, std::string_view b) { return listed_name(a) != listed_name(b); }

}  // namespace riffle
