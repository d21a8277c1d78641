#include "format/pair_check.h"

#include <algorithm>
#include <utility>

#include "base/try.h"
#include "base/wrapping.h"
#include "format/pair_scan.h"

namespace riffle {
namespace {

// Of a sequence of postings; the finalizer of MurmurHash3 (Appleby 2011).
std::uint64_t digest_with(std::uint64_t digest, DocId doc, std::uint32_t tf) {
  digest ^= std::uint64_t{doc} << 32 | tf;
  digest = wrapping_mul<std::uint64_t>(digest, 0xFF51AFD7ED558CCDu);
  digest ^= digest >> 33;
  digest = wrapping_mul<std::uint64_t>(digest, 0xC4CEB9FE1A85EC53u);
  return digest ^ digest >> 33;
}

}  // namespace

std::unexpected<Error> PairChecker::fault(std::string_view term, std::string_view what) const {
  return segment_.corrupt(SectionKind::kTermBlocks, 0, "the pair \"" + std::string(term) + "\" " + std::string(what));
}

Status PairChecker::find_pairs() {
  std::vector<TokenSpacePositions> positions;
  Status status;
  RIFFLE_TRY(segment_.for_each_term(kTextSpace, {}, [&](std::string_view term, const TermEntry& entry) {
    if (entry.kind != TermEntry::Kind::kLongTokenSpace) return true;
    const Result<TokenSpacePositions> opened = segment_.open_token_space(entry);
    if (!opened) {
      status = std::unexpected(opened.error());
    } else if (words_.size() == kMostFrequentWords || term.find(kPairSeparator) != std::string_view::npos) {
      status = segment_.corrupt(SectionKind::kPairs, 0, "frequent words that cannot have pairs");
    } else {
      words_.emplace_back(term);
      positions.push_back(*opened);
    }
    return status.has_value();
  }));
  if (!status || positions.empty()) return status;
  const SectionView spans = segment_.section(SectionKind::kSpans);
  PairScan scan(spans.at(0), segment_.text_field_count(), segment_.doc_count());
  std::vector<std::uint16_t> scratch(kChunkPositions + kernels::kOutSlack);
  const std::uint64_t chunks = round_up(std::uint64_t{segment_.token_space()}, kChunkPositions) / kChunkPositions;
  for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
    scan.begin();
    for (std::size_t word = 0; word < positions.size(); ++word) {
      scan.put(static_cast<std::uint16_t>(word + 1), positions[word].array(chunk, scratch.data()));
    }
    scan.for_each([&](std::uint16_t first, std::uint16_t second, DocId doc) {
      Found& found = pairs_[std::uint64_t{first} << 16 | second];
      if (found.df == 0 || found.doc != doc) {
        if (found.df > 0) found.digest = digest_with(found.digest, found.doc, found.tf);
        ++found.df;
        found.doc = doc;
        found.tf = 0;
      }
      ++found.tf;
      ++found.cf;
    });
    if (scan.is_crowded()) return segment_.corrupt(SectionKind::kPairs, 0, "too many frequent words at one place");
  }
  return {};
}

// From 1 on; 0 for a word that is not frequent.
std::uint32_t PairChecker::number_of(std::string_view word) const {
  const auto found = std::lower_bound(words_.begin(), words_.end(), word);
  if (found == words_.end() || *found != word) return 0;
  return static_cast<std::uint32_t>(found - words_.begin()) + 1;
}

Status PairChecker::check(std::string_view term, const TermEntry& entry) {
  const std::size_t separator = std::min(term.find(kPairSeparator), term.size());
  const std::uint32_t first = number_of(term.substr(0, separator));
  const std::uint32_t second = separator == term.size() ? 0 : number_of(term.substr(separator + 1));
  const auto found = pairs_.find(std::uint64_t{first} << 16 | second);
  if (found == pairs_.end()) return fault(term, "stands nowhere");
  RIFFLE_TRY_ASSIGN(const PostingList list, segment_.open_list(entry));
  std::uint64_t digest = 0;
  std::uint32_t rank = 0;
  const auto add = [&](DocId doc) {
    digest = digest_with(digest, doc, list.tf(rank));
    ++rank;
  };
  if (list.is_long()) {
    for (const DocId doc : list.set().to_vector()) add(doc);
  } else {
    for (const DocId doc : list.short_docs()) add(doc);
  }
  const Found& pair = found->second;
  if (entry.cf != pair.cf || digest != digest_with(pair.digest, pair.doc, pair.tf)) {
    return fault(term, "has not the documents where it stands");
  }
  ++checked_;
  occurrences_ += entry.cf;
  return {};
}

Status PairChecker::finish() const {
  if (checked_ != pairs_.size()) return segment_.corrupt(SectionKind::kPairs, 0, "a pair has no entry");
  const SectionView section = segment_.section(SectionKind::kPairs);
  if (section.size() != 8 || load<std::uint64_t>(section.at(0)) != occurrences_) {
    return segment_.corrupt(SectionKind::kPairs, 0, "the number of occurrences is wrong");
  }
  return {};
}

}  // namespace riffle
