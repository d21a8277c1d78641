#include "analysis/english_compounds.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"

namespace riffle {
namespace {

struct Compounds {
  std::string_view first;
  std::string_view seconds;  // in the singular
};

/// By their first words. A pair may stand here only if it means the same in one word: no "every day", no "break down".
/// Some are names.
constexpr Compounds kCompounds[] = {
    {"abdel", "aziz fattah hamid karim latif malik nasser qader rahman salam"},
    {"abdul", "aziz ghani hamid karim latif majid malik qader rahman salam wahab"},
    {"air", "base drop field lift power raid space strike"},
    {"back", "pack yard"},
    {"bank", "note"},
    {"bath", "house room tub"},
    {"battle", "field front ground ship"},
    {"black", "list mail"},
    {"book", "shop store"},
    {"border", "line"},
    {"car", "jacking maker"},
    {"cease", "fire"},
    {"check", "list point"},
    {"child", "birth care"},
    {"church", "goer"},
    {"coast", "line"},
    {"counter", "attack insurgency intelligence measure offensive part terrorism"},
    {"country", "side wide"},
    {"court", "house room"},
    {"cross", "fire"},
    {"crypto", "currency"},
    {"cyber", "attack crime security space"},
    {"da", "nang"},
    {"data", "base"},
    {"day", "care light time"},
    {"dead", "line lock"},
    {"drug", "store"},
    {"earth", "quake"},
    {"eye", "witness"},
    {"farm", "land worker"},
    {"film", "maker"},
    {"fire", "arm bomb fight fighter fighting power works"},
    {"flag", "ship"},
    {"flash", "point"},
    {"flood", "water"},
    {"foot", "print"},
    {"fund", "raiser raising"},
    {"gas", "field"},
    {"grass", "root"},
    {"green", "house"},
    {"ground", "water"},
    {"gun", "battle boat fight fire man men point ship shot"},
    {"ha", "noi"},
    {"hand", "bag cuff gun"},
    {"head", "quarters"},
    {"health", "care"},
    {"home", "land owner town"},
    {"hong", "kong"},
    {"house", "hold"},
    {"land", "fall fill mark mine owner slide"},
    {"law", "breaker maker suit"},
    {"life", "boat guard long style time"},
    {"light", "house"},
    {"live", "stream"},
    {"loop", "hole"},
    {"main", "land"},
    {"market", "place"},
    {"mid", "day night summer term west winter"},
    {"mine", "field sweeper"},
    {"motor", "bike cycle cyclist way"},
    {"nation", "wide"},
    {"news", "cast caster letter paper room"},
    {"night", "club life"},
    {"oil", "field"},
    {"pace", "maker"},
    {"pay", "check day roll"},
    {"peace", "keeper keeping maker making time"},
    {"per", "cent"},
    {"pipe", "line"},
    {"play", "ground maker"},
    {"policy", "maker making"},
    {"post", "war"},
    {"power", "house"},
    {"rail", "road way"},
    {"rain", "fall water"},
    {"river", "bank"},
    {"road", "block map side"},
    {"sail", "boat"},
    {"school", "boy child children girl teacher yard"},
    {"sea", "bed food plane port side"},
    {"share", "holder"},
    {"ship", "builder building wreck yard"},
    {"short", "fall"},
    {"side", "walk"},
    {"sky", "scraper"},
    {"small", "holder"},
    {"smart", "phone"},
    {"snow", "fall storm"},
    {"speed", "boat"},
    {"state", "wide"},
    {"stock", "pile"},
    {"strong", "hold man men"},
    {"sun", "rise set"},
    {"super", "market power tanker"},
    {"tax", "payer"},
    {"team", "mate"},
    {"text", "book"},
    {"time", "frame line table"},
    {"town", "ship"},
    {"trade", "mark"},
    {"truck", "load"},
    {"tug", "boat"},
    {"viet", "nam"},
    {"war", "head lord plane ship time"},
    {"watch", "dog"},
    {"water", "fall front way"},
    {"web", "cam page site"},
    {"whistle", "blower blowing"},
    {"white", "wash"},
    {"wild", "fire life"},
    {"wind", "fall storm"},
    {"work", "force load place shop"},
    {"world", "wide"},
    {"year", "book"},
};

constexpr std::size_t kSameLetters = 2;

std::string_view beginning(const Compounds& compounds) { return compounds.first.substr(0, kSameLetters); }

}  // namespace

std::vector<std::string> open_compounds(std::string_view term) {
  const auto* at = std::lower_bound(
      std::begin(kCompounds), std::end(kCompounds), term.substr(0, kSameLetters),
      [](const Compounds& compounds, std::string_view letters) { return beginning(compounds) < letters; });
  for (; at != std::end(kCompounds) && term.starts_with(beginning(*at)); ++at) {
    if (term.size() <= at->first.size() || !term.starts_with(at->first)) continue;
    std::string_view second = term.substr(at->first.size());
    if (!lists_word(at->seconds, second)) {
      if (second.size() < 2 || second.back() != 's') continue;
      second.remove_suffix(1);
      if (!lists_word(at->seconds, second)) continue;
    }
    std::string singular = std::string(at->first).append(" ").append(second);
    std::string plural = singular + 's';
    return {std::move(singular), std::move(plural)};
  }
  return {};
}

}  // namespace riffle
