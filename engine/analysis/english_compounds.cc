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
    {"book", "keeper shop store"},
    {"border", "line"},
    {"bridge", "head"},
    {"bush", "fire"},
    {"car", "jacking maker"},
    {"cease", "fire"},
    {"check", "list point"},
    {"child", "birth care"},
    {"church", "goer"},
    {"clock", "maker"},
    {"coast", "guard line"},
    {"cook", "book"},
    {"corner", "stone"},
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
    {"door", "step"},
    {"drug", "store"},
    {"earth", "quake"},
    {"eye", "witness"},
    {"farm", "house land worker"},
    {"film", "maker"},
    {"finger", "print"},
    {"fire", "arm bomb fight fighter fighting power"},
    {"flag", "ship"},
    {"flash", "point"},
    {"flood", "gate water"},
    {"folk", "lore"},
    {"foot", "print"},
    {"fund", "raiser raising"},
    {"gas", "field"},
    {"gate", "keeper"},
    {"goal", "keeper post"},
    {"grand", "child daughter father mother parent son"},
    {"grass", "root"},
    {"grave", "stone yard"},
    {"ground", "water"},
    {"gun", "battle boat fight fire man men point ship shot"},
    {"ha", "noi"},
    {"hail", "storm"},
    {"hand", "bag cuff gun"},
    {"head", "master quarters"},
    {"health", "care"},
    {"heart", "beat"},
    {"home", "land owner town"},
    {"hong", "kong"},
    {"horse", "back shoe"},
    {"house", "hold"},
    {"key", "board"},
    {"lamp", "post"},
    {"land", "fall fill mark mine owner slide"},
    {"law", "breaker maker suit"},
    {"life", "boat guard long style time"},
    {"light", "house"},
    {"live", "stream"},
    {"loop", "hole"},
    {"machine", "gun"},
    {"mail", "box"},
    {"main", "land"},
    {"market", "place"},
    {"match", "day"},
    {"mid", "day night summer term west winter"},
    {"mile", "stone"},
    {"mill", "stone"},
    {"mine", "field sweeper"},
    {"moon", "light"},
    {"motor", "bike cycle cyclist way"},
    {"mud", "slide"},
    {"nation", "wide"},
    {"news", "cast caster letter paper reader room"},
    {"night", "club life"},
    {"north", "east eastern west western"},
    {"note", "book"},
    {"oil", "field"},
    {"pace", "maker"},
    {"paper", "back"},
    {"pay", "check day roll"},
    {"peace", "keeper keeping maker making time"},
    {"per", "cent"},
    {"phone", "call"},
    {"pick", "pocket"},
    {"pipe", "line"},
    {"play", "ground maker"},
    {"policy", "maker making"},
    {"post", "war"},
    {"power", "house"},
    {"rail", "road way"},
    {"rain", "fall storm water"},
    {"river", "bank"},
    {"road", "block map side"},
    {"sail", "boat"},
    {"sand", "bag bank stone storm"},
    {"saw", "mill"},
    {"school", "boy child children girl teacher yard"},
    {"scrap", "yard"},
    {"sea", "bed bird food front plane port shell shore side"},
    {"share", "holder"},
    {"ship", "builder building wreck yard"},
    {"shoe", "lace maker"},
    {"short", "fall wave"},
    {"side", "walk"},
    {"sky", "line scraper"},
    {"small", "holder"},
    {"smart", "phone"},
    {"snow", "fall flake storm"},
    {"south", "east eastern west western"},
    {"space", "craft ship"},
    {"speed", "boat"},
    {"stair", "case"},
    {"state", "wide"},
    {"steam", "ship"},
    {"stock", "pile"},
    {"strong", "hold"},
    {"sun", "rise set"},
    {"super", "market power tanker"},
    {"tax", "payer"},
    {"team", "mate"},
    {"text", "book"},
    {"thunder", "storm"},
    {"time", "frame line table"},
    {"tooth", "brush"},
    {"town", "ship"},
    {"trade", "mark"},
    {"truck", "load"},
    {"tug", "boat"},
    {"viet", "nam"},
    {"vine", "yard"},
    {"war", "head lord plane ship time"},
    {"waste", "water"},
    {"watch", "dog"},
    {"water", "fall front way"},
    {"wave", "length"},
    {"web", "cam page site"},
    {"wheel", "chair"},
    {"whistle", "blower blowing"},
    {"white", "wash"},
    {"wild", "fire life"},
    {"wind", "fall mill screen storm"},
    {"wine", "maker"},
    {"wood", "land"},
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
