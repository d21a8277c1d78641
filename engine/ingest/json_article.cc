#include "ingest/json_article.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "ingest/input_window.h"
#include "ingest/member_names.h"
#include "ingest/member_values.h"
#include "ingest/text_decoding.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace riffle {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(InputWindow::kPadding >= simdjson::SIMDJSON_PADDING);

/// Bounds the memory that an object of very many tiny members can ask for.
constexpr std::size_t kMaxMembers = 65536;
constexpr std::size_t kFirstParserBytes = 64 << 10;
constexpr std::size_t kNoMember = SIZE_MAX;

struct Member {
  std::string_view key;    ///< without quotes, escapes as written
  std::string_view value;  ///< as written, no white space around
  bool is_used = false;
};

bool is_string(std::string_view value) { return value.size() >= 2 && value.front() == '"' && value.back() == '"'; }

bool is_absent(std::string_view value) { return value == "null" || value == "\"\""; }

std::string_view inside(std::string_view quoted) { return quoted.substr(1, quoted.size() - 2); }

std::string_view without_space_behind(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

/// The key that starts at `from`, just behind its opening quote; the parser has seen the closing one.
std::string_view key_text(const char* from) {
  const char* at = from;
  while (*at != '"') at += *at == '\\' ? 2 : 1;
  return {from, static_cast<std::size_t>(at - from)};
}

std::unexpected<Error> broken(std::string_view what) { return invalid_argument("broken JSON: " + std::string(what)); }

std::unexpected<Error> broken(simdjson::error_code code) {
  if (code == simdjson::MEMALLOC) return make_error(ErrorCode::kOutOfMemory, "no memory to parse the article");
  if (code == simdjson::EMPTY) return broken("nothing here");
  return broken(simdjson::error_message(code));
}

std::unexpected<Error> no_valid_value(std::string_view key) {
  return broken("member \"" + std::string(key) + "\" has no valid value");
}

}  // namespace

void assign_origin_id(const Origin& origin, std::string& id) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), origin.line).ptr;
  id.assign(origin.path);
  id.push_back(':');
  id.append(digits.data(), end);
}

struct JsonArticle::Impl {
  explicit Impl(std::string id_name) : id_member(std::move(id_name)) {}

  Status collect(std::string_view text);
  Status collect_members(std::string_view text);
  Status add_member(ondemand::field& field);
  void assign_role(std::string_view name, std::size_t index);
  Status take_id(const Origin& origin, Document& document);
  static Result<bool> take_text(Member& member, MemberRole role, std::string& out);
  Status take_first_text(MemberRole role, std::string& out);
  Status take_date(Document& document);
  Status take_extra(Document& document);

  using Ranks = std::array<std::size_t, kMemberRanks>;
  Ranks& ranks(MemberRole role) { return by_role[static_cast<std::size_t>(role)]; }

  std::string id_member;
  ondemand::parser parser;
  std::vector<Member> members;
  std::array<Ranks, kMemberRoles> by_role{};  ///< indexes into members
  std::size_t id_index = kNoMember;
  std::string repaired;
  std::string_view note;
  std::string scratch;
};

JsonArticle::JsonArticle(std::string id_member) : impl_(std::make_unique<Impl>(std::move(id_member))) {}
JsonArticle::JsonArticle(JsonArticle&&) noexcept = default;
JsonArticle& JsonArticle::operator=(JsonArticle&&) noexcept = default;
JsonArticle::~JsonArticle() = default;

Status JsonArticle::parse(std::string_view text, const Origin& origin, Document& document) {
  Impl& impl = *impl_;
  RIFFLE_TRY(impl.collect(text));
  RIFFLE_TRY(impl.take_id(origin, document));
  RIFFLE_TRY(impl.take_first_text(MemberRole::kTitle, document.title));
  RIFFLE_TRY(impl.take_first_text(MemberRole::kBody, document.body));
  RIFFLE_TRY(impl.take_first_text(MemberRole::kUrl, document.url));
  RIFFLE_TRY(impl.take_first_text(MemberRole::kSource, document.source));
  RIFFLE_TRY(impl.take_date(document));
  return impl.take_extra(document);
}

std::string_view JsonArticle::note() const { return impl_->note; }

Status JsonArticle::Impl::collect(std::string_view text) {
  for (Ranks& indexes : by_role) indexes.fill(kNoMember);
  id_index = kNoMember;
  members.clear();
  note = {};
  if (parser.capacity() < text.size()) {
    const std::size_t capacity = std::max(kFirstParserBytes, std::bit_ceil(text.size()));
    if (const auto error = parser.allocate(capacity); error != simdjson::SUCCESS) return broken(error);
  }
  const auto status = collect_members(text);
  if (status || is_valid_utf8(text)) return status;
  repaired.clear();
  note = decoding_note(append_decoded(text, repaired));
  const std::size_t size = repaired.size();
  repaired.append(InputWindow::kPadding, '\0');
  members.clear();
  return collect_members(std::string_view(repaired).substr(0, size));
}

Status JsonArticle::Impl::collect_members(std::string_view text) {
  ondemand::document json;
  if (const auto error = parser.iterate(text.data(), text.size(), text.size() + InputWindow::kPadding).get(json)) {
    return broken(error);
  }
  ondemand::object object;
  if (const auto error = json.get_object().get(object)) {
    if (error == simdjson::INCORRECT_TYPE) return invalid_argument("not a JSON object");
    return broken(error);
  }
  for (auto entry : object) {
    ondemand::field field;
    if (const auto error = std::move(entry).get(field)) return broken(error);
    RIFFLE_TRY(add_member(field));
  }
  if (json.current_location().error() != simdjson::OUT_OF_BOUNDS) return broken("more text behind the object");
  return {};
}

Status JsonArticle::Impl::add_member(ondemand::field& field) {
  if (members.size() >= kMaxMembers) {
    return invalid_argument("more than " + std::to_string(kMaxMembers) + " members in one object");
  }
  Member member{.key = key_text(field.key().raw()), .value = field.value().raw_json_token()};
  if (member.value.starts_with('{')) {
    ondemand::object object;
    if (const auto error = field.value().get_object().get(object)) return broken(error);
    if (const auto error = object.raw_json().get(member.value)) return broken(error);
  } else if (member.value.starts_with('[')) {
    ondemand::array array;
    if (const auto error = field.value().get_array().get(array)) return broken(error);
    if (const auto error = array.raw_json().get(member.value)) return broken(error);
  }
  member.value = without_space_behind(member.value);
  members.push_back(member);
  if (member.key.find('\\') == std::string_view::npos) {
    assign_role(member.key, members.size() - 1);
    return {};
  }
  scratch.clear();
  if (!append_unescaped(member.key, scratch)) return broken("a member name has an unknown escape");
  assign_role(scratch, members.size() - 1);
  return {};
}

void JsonArticle::Impl::assign_role(std::string_view name, std::size_t index) {
  if (is_absent(members[index].value)) return;
  if (name == id_member && id_index == kNoMember) id_index = index;
  const MemberName known = classify_member(name);
  if (known.role == MemberRole::kOther) return;
  std::size_t& slot = ranks(known.role)[known.rank];
  if (slot == kNoMember) slot = index;
}

Status JsonArticle::Impl::take_id(const Origin& origin, Document& document) {
  document.id.clear();
  if (id_index == kNoMember) {
    if (origin.path.empty()) return invalid_argument("there is no member \"" + id_member + "\"");
    assign_origin_id(origin, document.id);
  } else {
    Member& member = members[id_index];
    bool is_integer = false;
    if (is_string(member.value)) {
      if (!append_unescaped(inside(member.value), document.id)) return broken("the id has an unknown escape");
    } else if (is_json_number(member.value, is_integer) && is_integer) {
      document.id.assign(member.value);
    } else {
      return invalid_argument("member \"" + id_member + "\" is neither a string nor an integer");
    }
    member.is_used = true;
  }
  if (document.id.size() > limits::kIdBytes) {
    return invalid_argument("the id is longer than " + std::to_string(limits::kIdBytes) + " bytes");
  }
  return {};
}

Result<bool> JsonArticle::Impl::take_text(Member& member, MemberRole role, std::string& out) {
  out.clear();
  if (is_string(member.value)) {
    if (!append_unescaped(inside(member.value), out)) return broken("a string has an unknown escape");
    member.is_used = true;
    return true;
  }
  if (!is_json_value(member.value)) return no_valid_value(member.key);
  member.is_used = read_member(member.value, role, out) == MemberReading::kTaken;
  return member.is_used;
}

Status JsonArticle::Impl::take_first_text(MemberRole role, std::string& out) {
  out.clear();
  for (const std::size_t index : ranks(role)) {
    if (index == kNoMember) continue;
    RIFFLE_TRY_ASSIGN(const bool taken, take_text(members[index], role, out));
    if (taken) return {};
  }
  return {};
}

Status JsonArticle::Impl::take_date(Document& document) {
  document.date.reset();
  for (const std::size_t index : ranks(MemberRole::kDate)) {
    if (index == kNoMember) continue;
    Member& member = members[index];
    if (!is_json_value(member.value)) return no_valid_value(member.key);
    document.date = read_date_member(member.value);
    member.is_used = document.date.has_value();
    if (member.is_used) return {};
  }
  return {};
}

Status JsonArticle::Impl::take_extra(Document& document) {
  std::size_t count = 0;
  for (const Member& member : members) {
    if (member.is_used || is_absent(member.value)) continue;
    if (!is_json_value(member.value)) return no_valid_value(member.key);
    if (count == document.extra.size()) document.extra.emplace_back();
    ExtraMember& extra = document.extra[count++];
    extra.name.clear();
    if (!append_unescaped(member.key, extra.name)) return broken("a member name has an unknown escape");
    extra.json.assign(member.value);
  }
  document.extra.resize(count);
  return {};
}

}  // namespace riffle
