#include "results/search_cursor.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/errors.h"

namespace riffle {
namespace {

constexpr std::uint8_t kVersion = 2;
constexpr std::uint8_t kVersionOfSeveralKeys = 3;  // their values stand behind the rest
constexpr std::uint8_t kVersionWithoutQuery = 1;
constexpr std::size_t kUsualBytes = 64;  // of all but texts
constexpr std::string_view kDigits = "0123456789abcdef";

void append_text(ByteBuffer& out, std::string_view text) {
  append_varint(out, text.size());
  append_bytes(out, as_bytes(text));
}

std::string read_text(ByteReader& reader) {
  const std::uint64_t size = reader.read_varint();
  return std::string(as_text(reader.read_bytes(size)));
}

void append_value(ByteBuffer& out, const SortValue& value) {
  out.push_back(value.is_present ? 1 : 0);
  append(out, value.number);
  append_text(out, value.term);
}

SortValue read_value(ByteReader& reader) {
  SortValue value;
  value.is_present = reader.read<std::uint8_t>() != 0;
  value.number = reader.read<std::int64_t>();
  value.term = read_text(reader);
  return value;
}

ByteBuffer from_hex(std::string_view text) {
  ByteBuffer bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const std::size_t high = kDigits.find(text[i]);
    const std::size_t low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return {};
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

void append_node(ByteBuffer& out, const QueryNode& node) {
  out.push_back(static_cast<std::uint8_t>(node.kind));
  append_varint(out, node.children.size());
  append_varint(out, node.minimum);
  if (!node.children.empty()) return;
  if (node.kind != QueryNode::Kind::kTerm) return append_text(out, to_string(node));
  // By far the most leaves, and every search with a page behind it makes a mark.
  append_text(out, node.field);
  append_text(out, node.term);
  append_text(out, node.class_name);
  append(out, std::bit_cast<std::uint64_t>(node.boost));
}

}  // namespace

std::uint32_t query_mark(const QueryNode& root) {
  ByteBuffer bytes;
  bytes.reserve(kUsualBytes);
  std::vector<const QueryNode*> todo;
  for (const QueryNode* node = &root;;) {
    append_node(bytes, *node);
    for (const QueryNodePtr& child : node->children) todo.push_back(child.get());
    if (todo.empty()) break;
    node = todo.back();
    todo.pop_back();
  }
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(checksum64(bytes)));
}

std::string encode_cursor(const SearchCursor& cursor) {
  ByteBuffer bytes;
  bytes.reserve(kUsualBytes + cursor.order.size() + cursor.place.value.term.size());
  const bool has_more = !cursor.place.more.empty();
  bytes.push_back(has_more ? kVersionOfSeveralKeys : kVersion);
  append_text(bytes, cursor.order);
  append(bytes, cursor.query);
  append_varint(bytes, cursor.generation);
  append_varint(bytes, cursor.rank);
  append(bytes, std::bit_cast<std::uint64_t>(cursor.score));
  append_varint(bytes, cursor.place.doc_number);
  append_value(bytes, cursor.place.value);
  if (has_more) append_varint(bytes, cursor.place.more.size());
  for (const SortValue& value : cursor.place.more) append_value(bytes, value);
  append(bytes, static_cast<std::uint32_t>(checksum64(bytes)));
  std::string text(2 * bytes.size(), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = kDigits[bytes[i] >> 4];
    text[2 * i + 1] = kDigits[bytes[i] & 15];
  }
  return text;
}

Result<SearchCursor> decode_cursor(std::string_view text) {
  const auto fault = [] {
    return invalid_argument("the cursor is not one that a search has given; start again without it");
  };
  const ByteBuffer bytes = text.size() % 2 == 0 ? from_hex(text) : ByteBuffer();
  if (bytes.size() < sizeof(std::uint32_t)) return fault();
  const ByteSpan content = ByteSpan(bytes).first(bytes.size() - sizeof(std::uint32_t));
  if (load<std::uint32_t>(bytes.data() + content.size()) != static_cast<std::uint32_t>(checksum64(content))) {
    return fault();
  }
  ByteReader reader(content);
  SearchCursor cursor;
  const auto version = reader.read<std::uint8_t>();
  const bool has_more = version == kVersionOfSeveralKeys;
  const bool is_known = version == kVersion || version == kVersionWithoutQuery || has_more;
  cursor.order = read_text(reader);
  if (version != kVersionWithoutQuery) cursor.query = reader.read<std::uint32_t>();
  cursor.generation = reader.read_varint();
  cursor.rank = reader.read_varint();
  cursor.score = std::bit_cast<double>(reader.read<std::uint64_t>());
  cursor.place.doc_number = reader.read_varint();
  cursor.place.value = read_value(reader);
  const std::uint64_t more = has_more ? reader.read_varint() : 0;
  if (more > kMoreSortKeys || (has_more && more == 0)) return fault();
  for (std::uint64_t i = 0; i < more; ++i) cursor.place.more.push_back(read_value(reader));
  if (!is_known || !reader.ok() || !reader.at_end()) return fault();
  return cursor;
}

}  // namespace riffle
