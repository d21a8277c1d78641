#include "format/stem_classes.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "base/try.h"
#include "format/segment_reader.h"
#include "format/term_dictionary.h"

namespace riffle {

void append_form(std::string_view name, std::string_view form, ByteBuffer& out) {
  const auto differ = std::mismatch(name.begin(), name.end(), form.begin(), form.end()).second;
  const auto shared = static_cast<std::size_t>(differ - form.begin());
  append_varint(out, shared);
  append_varint(out, form.size() - shared);
  append_bytes(out, as_bytes(form.substr(shared)));
}

bool FormReader::next() {
  if (damaged_ || reader_.at_end()) return false;
  const std::uint64_t shared = reader_.read_varint();
  const std::uint64_t rest = reader_.read_varint();
  damaged_ = true;
  if (!reader_.ok() || shared > name_.size() || rest >= kMaxKeyBytes - shared || shared + rest == 0) return false;
  const ByteSpan bytes = reader_.read_bytes(rest);
  if (!reader_.ok()) return false;
  form_.assign(name_.substr(0, static_cast<std::size_t>(shared))).append(as_text(bytes));
  damaged_ = false;
  return true;
}

Status SegmentReader::resolve_class(std::string_view name, TermEntry& entry) const {
  const bool is_alias = entry.df > 0 && entry.kind == TermEntry::Kind::kAlias;
  if (entry.df > 0 && !is_alias) return {};
  FormReader forms(name, entry.forms);
  const bool has_form = is_alias && forms.next();
  RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> only,
                    find_term(kTextSpace, has_form ? std::string_view(forms.form()) : name));
  if (is_alias && (!has_form || !only)) {
    return corrupt(SectionKind::kTermBlocks, 0, "a stem class names a form that does not exist");
  }
  entry = only.value_or(TermEntry{});
  return {};
}

Result<std::optional<TermEntry>> SegmentReader::find_class(std::string_view name) const {
  RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> found, find_term(kClassSpace, name));
  TermEntry entry = found.value_or(TermEntry{});
  RIFFLE_TRY(resolve_class(name, entry));
  return entry.df > 0 ? std::optional(entry) : std::nullopt;
}

Status SegmentReader::for_each_form(std::string_view name, const std::function<bool(std::string_view)>& visit) const {
  // Most names that are asked for in vain are in neither space: both are looked up side by side.
  const std::array<TermKey, 2> keys{TermKey{.space = kClassSpace, .term = name}, {.space = kTextSpace, .term = name}};
  std::array<TermEntry, 2> found;
  RIFFLE_TRY(find_terms(keys, found));
  if (found[0].df == 0) {
    if (found[1].df > 0) visit(name);
    return {};
  }
  FormReader forms(name, found[0].forms);
  while (forms.next()) {
    if (!visit(forms.form())) return {};
  }
  if (forms.damaged()) return corrupt(SectionKind::kTermBlocks, 0, "the forms of a stem class are broken");
  return {};
}

}  // namespace riffle
