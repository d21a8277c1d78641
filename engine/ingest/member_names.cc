#include "ingest/member_names.h"

#include <array>

namespace riffle {
namespace {

struct KnownName {
  std::string_view name;
  MemberName meaning;
};

constexpr std::array<KnownName, 15> kKnownNames = {{
    {"title", {MemberRole::kTitle, 0}},
    {"headline", {MemberRole::kTitle, 1}},
    {"body", {MemberRole::kBody, 0}},
    {"text", {MemberRole::kBody, 1}},
    {"content", {MemberRole::kBody, 2}},
    {"date", {MemberRole::kDate, 0}},
    {"published", {MemberRole::kDate, 1}},
    {"pubDate", {MemberRole::kDate, 2}},
    {"datetime", {MemberRole::kDate, 3}},
    {"timestamp", {MemberRole::kDate, 4}},
    {"source", {MemberRole::kSource, 0}},
    {"publisher", {MemberRole::kSource, 1}},
    {"site", {MemberRole::kSource, 2}},
    {"url", {MemberRole::kUrl, 0}},
    {"link", {MemberRole::kUrl, 1}},
}};

}  // namespace

MemberName classify_member(std::string_view name) {
  for (const KnownName& known : kKnownNames) {
    if (name == known.name) return known.meaning;
  }
  return {};
}

MemberName classify_lower_case(std::string_view lower_name) {
  return classify_member(lower_name == "pubdate" ? "pubDate" : lower_name);
}

}  // namespace riffle
