#include "analysis/short_forms.h"

#include <algorithm>
#include <iterator>

namespace riffle {
namespace {

struct Contraction {
  std::string_view term;
  std::string_view verb;  // before "not"
};

constexpr Contraction kContractions[] = {
    {"arent", "are"},   {"cant", "can"},      {"couldnt", "could"},   {"didnt", "did"},   {"doesnt", "does"},
    {"dont", "do"},     {"hadnt", "had"},     {"hasnt", "has"},       {"havent", "have"}, {"isnt", "is"},
    {"mustnt", "must"}, {"neednt", "need"},   {"shouldnt", "should"}, {"wasnt", "was"},   {"werent", "were"},
    {"wont", "will"},   {"wouldnt", "would"},
};

}  // namespace

std::string long_form(std::string_view term) {
  if (term == "cannot") return "can not";
  if (term == "pct") return "per cent";
  const auto* const found = std::find_if(std::begin(kContractions), std::end(kContractions),
                                         [&](const Contraction& known) { return known.term == term; });
  return found == std::end(kContractions) ? std::string() : std::string(found->verb).append(" not");
}

std::string contraction_of(std::string_view first, std::string_view second) {
  if (second != "not") return {};
  const auto* const found = std::find_if(std::begin(kContractions), std::end(kContractions),
                                         [&](const Contraction& known) { return known.verb == first; });
  return found == std::end(kContractions) ? std::string() : std::string(found->term);
}

}  // namespace riffle
