#include "ingest/dateline.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "ingest/news_agencies.h"
#include "ingest/word_shape.h"
#include "text/date_text.h"
#include "text/json_text.h"

namespace riffle {
namespace {

constexpr std::size_t kHeadBytes = 240;
constexpr std::size_t kPlaceBytes = 80;
constexpr std::size_t kPlaceWords = 8;
constexpr std::size_t kLeadingLines = 4;

/// In capitals in front of a dash, but no place.
constexpr std::array<std::string_view, 42> kNoPlaces = {
    "ADVISORY", "ALERT",     "ANALYSIS",  "ANALYST",   "BREAKING",  "COLUMN",  "COMMENT",  "CORRECTED", "CORRECTION",
    "DIARY",    "EDITORIAL", "EXCLUSIVE", "EXPLAINED", "EXPLAINER", "FACTBOX", "FEATURE",  "GRAPHIC",   "HIGHLIGHTS",
    "INSIGHT",  "INTERVIEW", "JUST",      "LIVE",      "NEWS",      "NOTE",    "OBITUARY", "OPINION",   "PHOTOS",
    "PODCAST",  "POLL",      "PREVIEW",   "PROFILE",   "QUIZ",      "RECAP",   "REFILE",   "REVIEW",    "TIMELINE",
    "UPDATE",   "UPDATED",   "URGENT",    "VIDEO",     "WATCH",     "WRAPUP"};

/// Words inside names of places that have no capital.
constexpr std::array<std::string_view, 20> kSmallWords = {"al",  "am",  "an", "and", "da",  "de", "del",
                                                          "der", "des", "di", "do",  "dos", "du", "el",
                                                          "la",  "le",  "of", "on",  "sur", "the"};

void add_each(std::string_view text, std::string_view borders, std::vector<std::string>& to) {
  for (const std::string_view word : words_of(text, borders)) {
    if (std::find(to.begin(), to.end(), word) == to.end()) to.emplace_back(word);
  }
}

/// "(NAME)" or "/NAME/" at the front of `text`; the bytes with the signs around it, 0 when there is none.
std::size_t enclosed_bytes(std::string_view text, std::string_view& name) {
  if (text.empty() || (text.front() != '(' && text.front() != '/')) return 0;
  const std::size_t close = text.find(text.front() == '(' ? ')' : '/', 1);
  if (close == std::string_view::npos || close > kAgencyBytes) return 0;
  name = text.substr(1, close - 1);
  return close + 1;
}

/// A dash with white space behind it, at the front of `text` but for white space; its bytes and those around it.
std::size_t dash_bytes(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  const bool has_space = at > 0;
  constexpr char kFirstOfLongDashes = '\xE2';
  if (at == text.size() || (text[at] != '-' && text[at] != kFirstOfLongDashes)) return 0;
  for (const std::string_view dash : {"\u2014", "\u2013", "--", "-"}) {
    if (!text.substr(at).starts_with(dash)) continue;
    const std::size_t behind = at + dash.size();
    if (behind >= text.size() || !is_ascii_space(text[behind])) return 0;
    // "word- word" is a hyphen that was broken, but a long dash may touch the word before it.
    if (dash == "-" && !has_space) return 0;
    return behind + 1;
  }
  return 0;
}

/// What divides an agency from the story: a dash, which may touch both, or ".- ", or behind a known agency a colon or a
/// full stop. The bytes with the white space around them; 0 for none.
std::size_t end_of_agency_bytes(std::string_view text, bool is_known) {
  if (const std::size_t dash = dash_bytes(text); dash > 0) return dash;
  for (const std::string_view dash : {"--", "\u2014"}) {
    if (text.starts_with(dash) && text.size() > dash.size()) return dash.size();
  }
  for (const std::string_view sign : {".- ", ".-- ", ". \u2014 ", ". -- ", ". - "}) {
    if (text.starts_with(sign)) return sign.size();
  }
  return is_known && (text.starts_with(". ") || text.starts_with(": ")) ? 2 : 0;
}

/// "Dec 1", "December 1, 2024", "Sunday": what stands behind the last comma of a place.
bool is_day(std::string_view text, std::optional<Date>& date) {
  text = trimmed(text);
  date = parse_written_date(text);
  if (date) return true;
  if (text.ends_with('.')) text.remove_suffix(1);
  // A day without a year is one of any year; 2000 has every day.
  return parse_written_date(std::string(text) + ", 2000").has_value() ||
         parse_written_date(std::string(text) + " 2000").has_value();
}

struct Head {
  std::string_view place;
  std::string_view agency;
  std::optional<Date> date;
  bool has_day = false;
  bool has_dash = false;
  std::size_t bytes = 0;
};

/// Cuts a known agency off the end of a place: "Damascus, SANA".
void cut_agency(Head& head) {
  const std::size_t comma = head.place.rfind(',');
  if (!head.agency.empty() || comma == std::string_view::npos) return;
  const std::string_view name = trimmed(head.place.substr(comma + 1));
  if (!is_known_agency(name)) return;
  head.agency = name;
  head.place = trimmed(head.place.substr(0, comma));
}

/// Cuts the day off the end of a place: "KUWAIT CITY, Nov 27", "PARIS, Nov. 3, 2024", "MOSCOW. Nov 3"; or all of it.
void cut_day(Head& head) {
  if (is_day(head.place, head.date)) {
    head.has_day = true;
    head.place = {};
    return;
  }
  for (std::size_t comma = head.place.rfind(','); comma != std::string_view::npos;
       comma = comma == 0 ? std::string_view::npos : head.place.rfind(',', comma - 1)) {
    if (!is_day(head.place.substr(comma + 1), head.date)) continue;
    head.has_day = true;
    head.place = trimmed(head.place.substr(0, comma));
    return;
  }
  const std::size_t stop = head.place.find(". ");
  if (stop == std::string_view::npos || !is_day(head.place.substr(stop + 1), head.date)) return;
  head.has_day = true;
  head.place = trimmed(head.place.substr(0, stop));
}

bool has_sentence_end(std::string_view text) {
  for (std::size_t at = text.find(". "); at != std::string_view::npos; at = text.find(". ", at + 1)) {
    const std::string_view before = text.substr(0, at);
    const std::size_t word = before.find_last_of(" .");
    // "St. Louis", "D.C. area", "Nov. 3"
    if (at - (word == std::string_view::npos ? 0 : word + 1) > 3) return true;
  }
  return text.find_first_of("!?;:\"") != std::string_view::npos;
}

bool is_place(const Head& head) {
  const std::string_view place = head.place;
  if (place.size() > kPlaceBytes || has_sentence_end(place)) return false;
  const auto words = words_of(place, " \t,/");
  if (words.empty() || words.size() > kPlaceWords) return false;
  if (std::find(kNoPlaces.begin(), kNoPlaces.end(), words.front()) != kNoPlaces.end()) return false;
  for (const std::string_view word : words) {
    const WordShape shape = shape_of(word);
    const bool is_small = std::find(kSmallWords.begin(), kSmallWords.end(), word) != kSmallWords.end();
    if (shape.has_digit || shape.letters == 0 || (!shape.begins_with_capital && !is_small)) return false;
  }
  const WordShape first = shape_of(words.front());
  if (!first.begins_with_capital) return false;
  if (head.has_day || !head.agency.empty()) return true;
  // Without a day or an agency the city must be in capitals: "ERBIL, Kurdistan Region - ".
  const std::string_view city = place.substr(0, std::min(place.find(','), place.size()));
  const WordShape shape = shape_of(city);
  return head.has_dash && shape.letters >= 2 && shape.capitals == shape.letters;
}

/// Place, day, agency and dash at the front of `text`, as far as they are there.
std::optional<Head> read_head(std::string_view text) {
  for (std::size_t at = 1; at < text.size() && at <= kPlaceBytes + kAgencyBytes; ++at) {
    Head head;
    std::size_t end = at;
    std::string_view name;
    const std::size_t bytes = text[at - 1] == ' ' ? enclosed_bytes(text.substr(at), name) : 0;
    const bool may_open = text[at - 1] == ' ' && (text[at] == '(' || (bytes > 0 && is_sure_agency(name)));
    if (may_open) {
      if (bytes == 0 || !is_agency(name)) return std::nullopt;
      head.agency = trimmed(name);
      end += bytes;
    }
    const std::size_t dash =
        may_open ? end_of_agency_bytes(text.substr(end), is_known_agency(head.agency)) : dash_bytes(text.substr(end));
    head.has_dash = dash > 0;
    if (!may_open && dash == 0) continue;
    const bool is_enough = dash > 0 || (is_sure_agency(head.agency) && end < text.size() && text[end] == ' ');
    if (!is_enough) return std::nullopt;
    head.bytes = end + (dash > 0 ? dash : 1);
    // "HTS - the group": a story begins with a capital.
    const std::string_view story = trimmed(text.substr(std::min(head.bytes, text.size())));
    if (head.agency.empty() && !story.empty() && story.front() >= 'a' && story.front() <= 'z') return std::nullopt;
    head.place = trimmed(text.substr(0, at));
    if (head.place.ends_with(',')) head.place.remove_suffix(1);
    cut_agency(head);
    cut_day(head);
    const bool is_day_of_agency = head.place.empty() && head.has_day && !head.agency.empty();
    if (!is_day_of_agency && (head.place.empty() || !is_place(head))) return std::nullopt;
    return head;
  }
  return std::nullopt;
}

/// "Shafaq News/ On Saturday": a name and a slash.
std::size_t slash_agency_bytes(std::string_view text, std::string_view& name) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash > kAgencyBytes || slash + 1 >= text.size()) return 0;
  name = text.substr(0, slash);
  const bool is_name = is_agency(name) && (name.find(" News") != std::string_view::npos || is_sure_agency(name));
  return is_name && text[slash + 1] == ' ' ? slash + 2 : 0;
}

void add_member(std::string name, const std::vector<std::string>& values, Document& document) {
  const bool is_there = std::any_of(document.extra.begin(), document.extra.end(),
                                    [&](const ExtraMember& member) { return member.name == name; });
  if (values.empty() || is_there) return;
  std::string json;
  for (const std::string& value : values) {
    if (values.size() > 1) json += json.empty() ? '[' : ',';
    append_quoted(value, json);
  }
  if (values.size() > 1) json += ']';
  document.extra.push_back({.name = std::move(name), .json = std::move(json)});
}

}  // namespace

Dateline find_dateline(std::string_view text) {
  Dateline dateline;
  const std::string_view whole = text;
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  text = text.substr(0, std::min(text.find('\n'), text.size())).substr(0, kHeadBytes);
  std::string_view name;
  std::size_t taken = enclosed_bytes(text, name);
  const bool is_divided = taken > 0 && taken < text.size() &&
                          (text[taken] == ' ' || end_of_agency_bytes(text.substr(taken), is_known_agency(name)) > 0);
  if (is_divided && is_sure_agency(name)) {
    add_each(name, "-/,", dateline.agencies);
    text.remove_prefix(taken);
    const std::size_t dash = end_of_agency_bytes(text, is_known_agency(name));
    text.remove_prefix(dash > 0 ? dash : 1);
  } else if (taken = slash_agency_bytes(text, name); taken > 0) {
    dateline.agencies.emplace_back(trimmed(name));
    text.remove_prefix(taken);
  }
  if (const auto head = read_head(text)) {
    add_each(head->place, ",/[]", dateline.places);
    if (!head->agency.empty()) add_each(head->agency, "/,", dateline.agencies);
    dateline.date = head->date;
    text.remove_prefix(head->bytes);
  }
  const bool has_some = !dateline.places.empty() || !dateline.agencies.empty();
  dateline.bytes = has_some ? static_cast<std::size_t>(text.data() - whole.data()) : 0;
  return dateline;
}

std::optional<Date> find_leading_date(std::string_view text, std::size_t& bytes) {
  const std::string_view whole = text;
  bytes = 0;
  for (std::size_t seen = 0; seen < kLeadingLines && !text.empty();) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, length));
    if (line.empty()) {
      text.remove_prefix(std::min(length + 1, text.size()));
      continue;
    }
    if (seen++ == 0 && line.starts_with("date ")) {
      const std::string_view rest = trimmed(line.substr(5));
      const std::string_view word = rest.substr(0, std::min(rest.find(' '), rest.size()));
      if (const auto date = parse_written_date(word)) {
        bytes = static_cast<std::size_t>(word.data() + word.size() - whole.data());
        return date;
      }
    }
    if (const auto date = parse_written_date(line)) {
      if (seen == 1) bytes = static_cast<std::size_t>(line.data() + line.size() - whole.data());
      return date;
    }
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return std::nullopt;
}

void add_dateline_members(Document& document) {
  std::size_t bytes = 0;
  const std::string_view body = document.body;
  const std::optional<Date> leading = find_leading_date(body.substr(0, kHeadBytes), bytes);
  std::string_view rest = body.substr(bytes);
  Dateline dateline;
  // A name or a button may stand alone above the story.
  for (std::size_t seen = 0; seen < kLeadingLines && dateline.bytes == 0 && !rest.empty();) {
    const std::size_t length = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, length));
    if (!line.empty()) {
      ++seen;
      dateline = find_dateline(line);
      if (line.size() > kPlaceBytes) break;
    }
    rest.remove_prefix(std::min(length + 1, rest.size()));
  }
  if (!document.date) document.date = leading ? leading : dateline.date;
  add_member("place", dateline.places, document);
  add_member("agency", dateline.agencies, document);
}

}  // namespace riffle
