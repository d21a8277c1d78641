#include "indexing/forward_index.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

#include "base/try.h"
#include "format/posting_list.h"
#include "indexing/dictionary_walk.h"

namespace riffle {
namespace {

// A term in fewer documents tells little about where they belong, and its list has few gaps to save.
constexpr std::uint64_t kLeastDocuments = 4;
// A term in more than one of so many documents is everywhere, whatever the order, and costs the most.
constexpr std::uint64_t kCommonShare = 10;
constexpr std::uint64_t kMostTerms = std::uint64_t{std::numeric_limits<std::uint16_t>::max()} + 1;
constexpr DocId kNotInOrder = std::numeric_limits<DocId>::max();

class ForwardIndexMaker {
 public:
  ForwardIndexMaker(std::span<const MergeSource> sources, const DocumentOrder& order, std::size_t memory_bytes)
      : sources_(sources), most_postings_(memory_bytes / 2 / sizeof(std::uint16_t)) {
    for (const MergeSource& source : sources_) places_.emplace_back(source.reader->doc_count(), kNotInOrder);
    for (std::size_t i = 0; i < order.size(); ++i) places_[order[i].source][order[i].doc] = static_cast<DocId>(i);
    index_.starts.assign(order.size() + 1, 0);
    most_documents_ = order.size() / kCommonShare;
  }

  Result<ForwardIndex> make() {
    RIFFLE_TRY(choose_terms());
    RIFFLE_TRY(count_postings());
    RIFFLE_TRY(fill());
    for (std::size_t doc = 0; doc < index_.doc_count(); ++doc) {
      std::sort(index_.terms.begin() + static_cast<std::ptrdiff_t>(index_.starts[doc]),
                index_.terms.begin() + static_cast<std::ptrdiff_t>(index_.starts[doc + 1]));
    }
    return std::move(index_);
  }

 private:
  /// The list of a term in one source.
  struct Part {
    std::size_t source = 0;
    TermEntry entry;
  };
  using VisitTerm = std::function<Status(std::uint64_t df, std::span<const Part> parts)>;
  using VisitDoc = std::function<bool(DocId doc)>;

  /// The text terms of all sources in byte order, those with document frequencies out of the bounds left out.
  /// Tombstoned documents count here.
  Status for_each_term(const VisitTerm& visit) const {
    std::vector<DictionaryWalk> walks;
    for (const MergeSource& source : sources_) {
      walks.emplace_back(*source.reader);
      RIFFLE_TRY(walks.back().next());
    }
    const auto has_term = [&](std::size_t i) {
      return !walks[i].at_end() && static_cast<TermSpace>(walks[i].key()[0]) == kTextSpace;
    };
    std::string key;
    std::vector<Part> parts;
    for (;;) {
      std::optional<std::size_t> least;
      for (std::size_t i = 0; i < walks.size(); ++i) {
        if (has_term(i) && (!least || walks[i].key() < walks[*least].key())) least = i;
      }
      if (!least) return {};
      key.assign(walks[*least].key());
      parts.clear();
      std::uint64_t df = 0;
      for (std::size_t i = 0; i < walks.size(); ++i) {
        if (!has_term(i) || walks[i].key() != key) continue;
        parts.push_back({.source = i, .entry = walks[i].entry()});
        df += parts.back().entry.df;
        RIFFLE_TRY(walks[i].next());
      }
      if (df >= least_documents_ && df <= most_documents_) RIFFLE_TRY(visit(df, parts));
    }
  }

  /// The documents of a term by their places in the order, until `visit` says false; false then.
  Result<bool> for_each_doc(std::span<const Part> parts, const VisitDoc& visit) const {
    for (const Part& part : parts) {
      RIFFLE_TRY_ASSIGN(const PostingList list, sources_[part.source].reader->open_list(part.entry));
      std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
      if (list.is_long()) docs = list.set().to_vector();
      const std::vector<DocId>& places = places_[part.source];
      for (const DocId doc : docs) {
        // A long list's ids are only known to be below doc_count rounded up.
        if (doc >= places.size() || places[doc] == kNotInOrder) continue;
        if (!visit(places[doc])) return false;
      }
    }
    return true;
  }

  /// Sets the bounds of document frequencies, and numbers the terms between them, the most frequent first.
  Status choose_terms() {
    std::vector<std::uint32_t> terms_with(most_documents_ + 1);  // by document frequency
    RIFFLE_TRY(for_each_term([&](std::uint64_t df, std::span<const Part>) -> Status {
      ++terms_with[df];
      return {};
    }));
    std::uint64_t terms = 0;
    std::uint64_t postings = 0;
    std::uint64_t least = most_documents_ + 1;
    for (; least > kLeastDocuments && terms + terms_with[least - 1] <= kMostTerms; --least) {
      terms += terms_with[least - 1];
      postings += (least - 1) * terms_with[least - 1];
    }
    least_documents_ = least;
    for (; postings > most_postings_; --most_documents_) {
      terms -= terms_with[most_documents_];
      postings -= most_documents_ * terms_with[most_documents_];
    }
    index_.term_count = static_cast<std::uint32_t>(terms);
    next_number_.resize(most_documents_ + 1);
    std::uint32_t number = 0;
    for (std::uint64_t df = most_documents_; df >= least_documents_; --df) {
      next_number_[df] = number;
      number += terms_with[df];
    }
    return {};
  }

  Status count_postings() {
    RIFFLE_TRY(for_each_term([&](std::uint64_t, std::span<const Part> parts) -> Status {
      RIFFLE_TRY_ASSIGN(const bool counted, for_each_doc(parts, [&](DocId doc) {
                          ++index_.starts[doc + std::size_t{1}];
                          return true;
                        }));
      static_cast<void>(counted);
      return {};
    }));
    std::partial_sum(index_.starts.begin(), index_.starts.end(), index_.starts.begin());
    // More than the dictionary said.
    if (index_.starts.back() > most_postings_) return wrong_count();
    index_.terms.resize(index_.starts.back());
    return {};
  }

  Status fill() {
    std::vector<std::uint64_t> ends(index_.starts.begin(), index_.starts.end() - 1);
    return for_each_term([&](std::uint64_t df, std::span<const Part> parts) -> Status {
      const std::uint32_t number = next_number_[df]++;
      if (number >= index_.term_count) return wrong_count();
      RIFFLE_TRY_ASSIGN(const bool is_filled, for_each_doc(parts, [&](DocId doc) {
                          if (ends[doc] == index_.starts[doc + std::size_t{1}]) return false;
                          index_.terms[ends[doc]++] = static_cast<std::uint16_t>(number);
                          return true;
                        }));
      return is_filled ? Status() : wrong_count();
    });
  }

  [[nodiscard]] Status wrong_count() const {
    return sources_.front().reader->corrupt(SectionKind::kLongLists, 0, "a wrong count");
  }

  std::span<const MergeSource> sources_;
  std::uint64_t most_postings_;
  std::uint64_t most_documents_ = 0;
  std::uint64_t least_documents_ = kLeastDocuments;
  std::vector<std::vector<DocId>> places_;  // in the order, by source and document
  std::vector<std::uint32_t> next_number_;  // by document frequency
  ForwardIndex index_;
};

}  // namespace

Result<ForwardIndex> make_forward_index(std::span<const MergeSource> sources, const DocumentOrder& order,
                                        std::size_t memory_bytes) {
  if (sources.empty()) return ForwardIndex{};
  return ForwardIndexMaker(sources, order, memory_bytes).make();
}

}  // namespace riffle
