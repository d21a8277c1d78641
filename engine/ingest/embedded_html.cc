#include "ingest/embedded_html.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "ingest/html_references.h"
#include "ingest/html_text.h"
#include "riffle/error.h"

namespace riffle {
namespace {

/// A tag that is longer, with the data of an image in it, is not looked at; its article has others.
constexpr std::size_t kMostTagBytes = 4096;

constexpr std::string_view kInlineElements =
    " a abbr acronym b big br cite code del em font hr i img ins kbd mark q s small span strike strong style script "
    "sub sup time tt u var iframe noscript picture video audio button form label ";
constexpr std::string_view kBlockElements =
    " address article aside blockquote body caption center dd details div dl dt figcaption figure footer h1 h2 h3 "
    "h4 h5 h6 head header html li main nav ol p pre section summary table tbody td tfoot th thead title tr ul ";

enum class TagKind : std::uint8_t { kNone, kOpening, kClosing };

struct Tag {
  TagKind kind = TagKind::kNone;
  std::size_t bytes = 0;
  std::string_view name;  ///< lower case, of the lists above
  bool is_block = false;
  bool has_quoted_attribute = false;
};

bool contains_byte(std::string_view text, char byte) { return std::memchr(text.data(), byte, text.size()) != nullptr; }

/// The element of that name in a list; empty when it is none.
std::string_view element_in(std::string_view list, std::string_view name) {
  constexpr std::size_t kLongestName = 10;  // blockquote, figcaption
  std::array<char, kLongestName + 2> spaced{};
  if (name.empty() || name.size() > kLongestName) return {};
  spaced[0] = spaced[name.size() + 1] = ' ';
  std::ranges::transform(name, spaced.begin() + 1,
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::size_t at = list.find(std::string_view(spaced.data(), name.size() + 2));
  return at == std::string_view::npos ? std::string_view() : list.substr(at + 1, name.size());
}

/// Moves behind the attributes of an opening tag; false when they are not well formed.
bool skip_attributes(std::string_view tag, std::size_t& at, bool& has_quoted) {
  const auto skip_spaces = [&] {
    while (at < tag.size() && is_ascii_space(tag[at])) ++at;
  };
  for (;;) {
    const std::size_t before = at;
    skip_spaces();
    if (at == tag.size()) return false;
    if (tag[at] == '>' || tag[at] == '/') return true;
    if (at == before || (!is_ascii_letter(tag[at]) && tag[at] != '_')) return false;
    at = std::min(tag.find_first_of(" \t\n\v\f\r=<>/\"'", at), tag.size());
    skip_spaces();
    if (at == tag.size() || tag[at] != '=') {
      if (at < tag.size() && is_ascii_space(tag[at - 1])) --at;
      continue;
    }
    ++at;
    skip_spaces();
    if (at == tag.size()) return false;
    if (tag[at] == '"' || tag[at] == '\'') {
      at = tag.find(tag[at], at + 1);
      if (at == std::string_view::npos) return false;
      ++at;
      has_quoted = true;
    } else {
      at = std::min(tag.find_first_of(" \t\n\v\f\r<>\"'", at), tag.size());
    }
  }
}

/// The tag whose "<" is at the front of `text`.
Tag tag_at(std::string_view text) {
  text = text.substr(0, kMostTagBytes);
  std::size_t at = 1;
  const bool is_closing = text.substr(at).starts_with('/');
  at += is_closing ? 1 : 0;
  const std::size_t start = at;
  while (at < text.size() && (is_ascii_letter(text[at]) || is_ascii_digit(text[at]))) ++at;
  const std::string_view name = text.substr(start, at - start);
  Tag tag{
      .kind = is_closing ? TagKind::kClosing : TagKind::kOpening, .bytes = 0, .name = element_in(kBlockElements, name)};
  tag.is_block = !tag.name.empty();
  if (!tag.is_block) tag.name = element_in(kInlineElements, name);
  if (tag.name.empty()) return {};
  if (is_closing) {
    while (at < text.size() && is_ascii_space(text[at])) ++at;
  } else {
    if (!skip_attributes(text, at, tag.has_quoted_attribute)) return {};
    if (text[at] == '/') ++at;
  }
  if (at >= text.size() || text[at] != '>') return {};
  tag.bytes = at + 1;
  return tag;
}

bool ends_with_quote(std::string_view before) {
  if (before.empty()) return false;
  if (std::string_view("\"'`([").contains(before.back())) return true;
  return before.ends_with("\u201C") || before.ends_with("\u2018");
}

bool begins_like_behind_a_word(std::string_view behind) {
  if (behind.empty() || is_ascii_space(behind.front())) return true;
  if (std::string_view("\"'`)].,;:!?").contains(behind.front())) return true;
  return behind.starts_with("\u201D") || behind.starts_with("\u2019");
}

bool has_own_line(std::string_view before, std::string_view behind) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t last = before.find_last_not_of(kBlanks);
  const std::size_t next = behind.find_first_not_of(kBlanks);
  if (last == std::string_view::npos && next == std::string_view::npos) return false;  // the whole text
  const bool begins_line = last == std::string_view::npos || before[last] == '\n';
  const bool ends_line = next == std::string_view::npos || behind[next] == '\n';
  return begins_line && ends_line;
}

/// Whether the tag between the two pieces of a text is written about, and not used.
bool is_mentioned(std::string_view before, std::string_view behind) {
  const bool is_behind_blank = before.empty() || is_ascii_space(before.back()) || ends_with_quote(before);
  return is_behind_blank && begins_like_behind_a_word(behind) && !has_own_line(before, behind);
}

bool ends_sentence(std::string_view before) {
  before = trimmed(before);
  return !before.empty() && std::string_view(".!?>").contains(before.back());
}

struct MarkupFound {
  bool is_markup = false;
  bool has_blocks = false;
};

/// Looks for markup as the header tells.
class MarkupFinder {
 public:
  explicit MarkupFinder(std::string_view text) : text_(trimmed(text)) {}

  MarkupFound find() {
    if (text_.starts_with("```") || text_.contains("\n```")) return {};
    for (std::size_t at = text_.find('<'); at != std::string_view::npos; at = text_.find('<', at)) {
      const Tag tag = tag_at(text_.substr(at));
      if (tag.kind == TagKind::kNone) {
        ++at;
        continue;
      }
      if (!found_.is_markup) look_at(tag, at);
      found_.has_blocks = found_.has_blocks || tag.is_block;
      at += tag.bytes;
      if (found_.is_markup && found_.has_blocks) break;
    }
    return found_;
  }

 private:
  void look_at(const Tag& tag, std::size_t at) {
    const std::string_view before = text_.substr(0, at);
    const std::string_view behind = text_.substr(at + tag.bytes);
    if (before.empty()) begins_with_tag_ = tag.kind == TagKind::kOpening;
    const bool is_used = !is_mentioned(before, behind);
    if (tag.kind == TagKind::kClosing) {
      found_.is_markup = is_used || (behind.empty() && begins_with_tag_);
    } else if (ends_with_quote(before)) {
      return;
    } else if (tag.has_quoted_attribute) {
      found_.is_markup = is_used || before.empty();
    } else if (tag.name == "br") {
      found_.is_markup = is_used;
    } else if (tag.name == "p" && is_used) {
      found_.is_markup = ++paragraph_count_ == 2 || before.empty() || ends_sentence(before);
    }
  }

  std::string_view text_;
  MarkupFound found_;
  bool begins_with_tag_ = false;
  std::size_t paragraph_count_ = 0;
};

/// False when the parser refuses it.
bool read_markup(std::string& text, TextPart part, FragmentLines lines) {
  Result<std::string> read = read_html_fragment(text, lines);
  if (!read) return false;
  text = std::move(*read);
  if (part == TextPart::kTitle) std::ranges::replace(text, '\n', ' ');
  return true;
}

/// Nothing when `text` holds no markup; else whether it was read.
std::optional<bool> turn_markup_into_text(std::string& text, TextPart part) {
  if (!contains_byte(text, '<') || text.size() > kMostEmbeddedBytes || contains_byte(text, '\0')) return std::nullopt;
  const MarkupFound found = MarkupFinder(text).find();
  if (!found.is_markup) return std::nullopt;
  return read_markup(text, part, found.has_blocks ? FragmentLines::kFolded : FragmentLines::kKept);
}

}  // namespace

bool turn_html_into_text(std::string& text, TextPart part) {
  const bool may_have_tags = contains_byte(text, '<');
  if (!may_have_tags && !contains_byte(text, '&')) return false;
  if (const std::optional<bool> is_read = turn_markup_into_text(text, part)) return *is_read;
  if (!has_references(text)) return false;
  text = with_references_decoded(text);
  if (!may_have_tags) (void)turn_markup_into_text(text, part);
  return true;
}

}  // namespace riffle
