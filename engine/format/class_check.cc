#include "format/class_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/try.h"
#include "format/stem_classes.h"

namespace riffle {
namespace {

std::vector<DocId> documents_of(const PostingList& list) {
  if (list.is_long()) return list.set().to_vector();
  return {list.short_docs().begin(), list.short_docs().end()};
}

std::unexpected<Error> fault(const SegmentReader& segment, std::string_view name, std::string_view what) {
  return segment.corrupt(SectionKind::kTermBlocks, 0,
                         "the stem class \"" + std::string(name) + "\" " + std::string(what));
}

/// The list of the class is the sum of those of its forms.
Status check_sum(const SegmentReader& segment, std::string_view name, const TermEntry& entry,
                 std::vector<std::pair<DocId, std::uint64_t>>& postings) {
  std::sort(postings.begin(), postings.end());
  RIFFLE_TRY_ASSIGN(const PostingList list, segment.open_list(entry));
  const std::vector<DocId> docs = documents_of(list);
  std::uint64_t total = 0;
  std::size_t at = 0;
  for (std::uint32_t rank = 0; rank < list.df(); ++rank) {
    std::uint64_t sum = 0;
    for (; at < postings.size() && postings[at].first == docs[rank]; ++at) sum += postings[at].second;
    if (sum != list.tf(rank)) return fault(segment, name, "does not sum its forms up");
    total += sum;
  }
  if (at != postings.size()) return fault(segment, name, "lacks documents of its forms");
  return total == entry.cf ? Status() : Status(fault(segment, name, "has a wrong collection frequency"));
}

}  // namespace

Status check_class(const SegmentReader& segment, std::string_view name, const TermEntry& entry) {
  FormReader forms(name, entry.forms);
  const bool is_alias = entry.kind == TermEntry::Kind::kAlias;
  const bool is_name = name.starts_with(kNameMark);
  std::vector<std::pair<DocId, std::uint64_t>> postings;
  std::string previous;
  std::size_t count = 0;
  while (forms.next()) {
    if (forms.form() <= previous) return fault(segment, name, "has forms out of order");
    previous = forms.form();
    ++count;
    RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> form, segment.find_term(kTextSpace, previous));
    if (!form) return fault(segment, name, "has a form that no document holds");
    if (is_alias) {
      if (!is_name && (form->df != entry.df || previous == name)) return fault(segment, name, "is a wrong alias");
      continue;
    }
    RIFFLE_TRY_ASSIGN(const PostingList list, segment.open_list(*form));
    const std::vector<DocId> docs = documents_of(list);
    for (std::uint32_t rank = 0; rank < list.df(); ++rank) postings.emplace_back(docs[rank], list.tf(rank));
  }
  if (forms.damaged()) return fault(segment, name, "has forms that cannot be read");
  if (is_name) return is_alias && count == entry.df ? Status() : Status(fault(segment, name, "is no list of names"));
  if (is_alias) return count == 1 ? Status() : Status(fault(segment, name, "is an alias of several forms"));
  if (count < 2) return fault(segment, name, "has a list for a single form");
  return check_sum(segment, name, entry, postings);
}

}  // namespace riffle
