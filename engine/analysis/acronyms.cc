#include "analysis/acronyms.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace riffle {
namespace {

/// In byte order.
constexpr std::string_view kCounted[] = {"apc", "atm",  "ceo", "cfo", "coo", "cso",  "cto", "dvd", "etf", "fpv",
                                         "gpu", "icbm", "idp", "ied", "igo", "ingo", "ipo", "mep", "mla", "mou",
                                         "mp",  "mrap", "nco", "ngo", "npo", "pmc",  "pow", "rpg", "sme", "suv",
                                         "tv",  "uav",  "ufo", "ugv", "usv", "vip",  "vpn", "wmd"};
static_assert(std::is_sorted(std::begin(kCounted), std::end(kCounted)));

constexpr std::pair<std::string_view, std::string_view> kOtherAcronyms[] = {
    {"US", "usa"}, {"phd", "ph.d"}, {"phds", "ph.d"}};

}  // namespace

bool is_counted_acronym(std::string_view term) {
  return std::binary_search(std::begin(kCounted), std::end(kCounted), term);
}

std::string_view other_acronym(std::string_view term) {
  for (const auto& [one, other] : kOtherAcronyms) {
    if (term == one) return other;
    if (term == other) return one;
  }
  return {};
}

std::string_view open_acronym(std::string_view term) {
  return term == "phd" || term == "phds" || term == "ph.d" ? std::string_view("ph d") : std::string_view();
}

}  // namespace riffle
