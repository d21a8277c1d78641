#include "api/collapse.h"

#include <algorithm>

#include "base/errors.h"
#include "base/try.h"
#include "results/document_fetch.h"
#include "text/shingles.h"

namespace riffle {
namespace {

constexpr std::size_t kMostCopies = 100;
/// Of a story in all lists and maps, but for its text; of another hit of it; of a value of its sketch.
constexpr std::uint64_t kStoryBytes = sizeof(FoundDoc) + 160;
constexpr std::uint64_t kOtherHitBytes = 16;
/// Of a match among the known stories, in a list and a map.
constexpr std::uint64_t kKnownMatchBytes = 80;
constexpr std::uint64_t kSketchValueBytes = 64;
/// Turns of a PacedLoop for two texts that are compared.
constexpr std::size_t kTurnsOfComparison = 256;

std::uint64_t bytes_of_first(const FoundDoc& doc) {
  return kStoryBytes + doc.value.term.size() + doc.more.size() * sizeof(SortValue);
}

}  // namespace

Result<std::optional<std::uint32_t>> Collapser::cluster_of(const Place& place) {
  if (copies_.empty()) copies_.resize(snapshot_.segments().size());
  std::optional<CopiesReader>& copies = copies_[place.first];
  if (!copies) {
    RIFFLE_TRY_ASSIGN(copies, snapshot_.segments()[place.first].reader->copies());
  }
  return copies->cluster_of(place.second);
}

Status Collapser::know(std::span<const Place> matches) {
  StoryFinder finder(snapshot_, pace_.meter());
  RIFFLE_TRY(held_.grow_by(matches.size() * kKnownMatchBytes));
  for (const Place& match : matches) {
    RIFFLE_TRY_ASSIGN(const std::optional<std::uint32_t> cluster, cluster_of(match));
    RIFFLE_TRY(finder.add(match, cluster));
  }
  known_ = finder.take_stories();
  for (std::size_t story = 0; story < known_.size(); ++story) {
    for (const Place& match : known_[story]) known_story_[match] = story;
  }
  is_met_.resize(known_.size());
  knows_all_ = true;
  return {};
}

Status Collapser::add(std::span<const FoundDoc> docs, std::size_t wanted) {
  for (; taken_ < docs.size() && (wanted == 0 || firsts_.size() < wanted); ++taken_) {
    const FoundDoc& doc = docs[taken_];
    if (!pace_.goes_on()) return pace_.status();
    if (knows_all_) {
      RIFFLE_TRY(add_known(doc));
      continue;
    }
    RIFFLE_TRY_ASSIGN(const std::optional<std::uint32_t> cluster, cluster_of({doc.segment, doc.doc}));
    RIFFLE_TRY_ASSIGN(std::optional<std::size_t> story, find_story(doc, cluster));
    RIFFLE_TRY(held_.grow_by(story ? kOtherHitBytes : bytes_of_first(doc)));
    if (!story) {
      story = firsts_.size();
      firsts_.push_back(doc);
      others_.emplace_back();
      clusters_.emplace_back();
      if (snapshot_.segments().size() > 1) RIFFLE_TRY(remember_text(*story));
    } else {
      others_[*story].emplace_back(doc.segment, doc.doc);
    }
    if (cluster && story_of_cluster_.try_emplace({doc.segment, *cluster}, *story).second) {
      clusters_[*story].emplace_back(doc.segment, *cluster);
    }
  }
  return {};
}

/// The first hit of a known story is it, with all others.
Status Collapser::add_known(const FoundDoc& doc) {
  const auto known = known_story_.find({doc.segment, doc.doc});
  if (known == known_story_.end())
    return make_error(ErrorCode::kCorrupt, "the matches of a query differ from one walk to the next");
  if (is_met_[known->second]) return {};
  is_met_[known->second] = true;
  RIFFLE_TRY(held_.grow_by(bytes_of_first(doc)));
  firsts_.push_back(doc);
  others_.push_back(known_[known->second]);
  std::vector<Cluster>& clusters = clusters_.emplace_back();
  for (const Place& match : others_.back()) {
    RIFFLE_TRY_ASSIGN(const std::optional<std::uint32_t> cluster, cluster_of(match));
    if (cluster) clusters.emplace_back(match.first, *cluster);
  }
  std::sort(clusters.begin(), clusters.end());
  clusters.erase(std::unique(clusters.begin(), clusters.end()), clusters.end());
  return {};
}

Result<std::optional<std::size_t>> Collapser::find_story(const FoundDoc& doc,
                                                         const std::optional<std::uint32_t>& cluster) {
  if (cluster) {
    const auto known = story_of_cluster_.find({doc.segment, *cluster});
    if (known != story_of_cluster_.end()) return std::optional(known->second);
  }
  if (snapshot_.segments().size() == 1) return std::optional<std::size_t>();
  return find_story_by_text(doc);
}

/// Also leaves the shingles and the sketch of the hit for remember_text().
Result<std::optional<std::size_t>> Collapser::find_story_by_text(const FoundDoc& doc) {
  shingles_.clear();
  sketch_.clear();
  if (firsts_.size() > kMostCompared) return std::optional<std::size_t>();
  const SegmentReader& reader = *snapshot_.segments()[doc.segment].reader;
  RIFFLE_TRY_ASSIGN(FetchedDocument fetched, fetch_document(reader, doc.doc, pace_.meter()));
  // Most shingles are of eight words of about five bytes, one a word.
  RIFFLE_TRY(fetched.held.grow_by(fetched.document.body.size()));
  append_shingles(fetched.document.body, shingles_);
  take_sketch(shingles_, sketch_);
  std::vector<std::size_t> candidates;
  for (const std::uint32_t value : sketch_) {
    const auto known = stories_of_value_.find(value);
    if (known != stories_of_value_.end()) {
      candidates.insert(candidates.end(), known->second.begin(), known->second.end());
    }
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  if (!candidates.empty()) set_.assign(shingles_);
  for (const std::size_t story : candidates) {
    // Within a segment the clusters have told already.
    if (firsts_[story].segment == doc.segment) continue;
    if (!pace_.goes_on(kTurnsOfComparison)) return std::unexpected(pace_.status().error());
    if (set_.is_copy(texts_[story], scratch_)) return std::optional(story);
  }
  return std::optional<std::size_t>();
}

Status Collapser::remember_text(std::size_t story) {
  RIFFLE_TRY(held_.grow_by(shingles_.size() * sizeof(std::uint32_t) + sketch_.size() * kSketchValueBytes));
  for (const std::uint32_t value : sketch_) stories_of_value_[value].push_back(story);
  texts_[story] = shingles_;
  return {};
}

Result<std::span<const DocId>> Collapser::members(const Cluster& cluster) {
  members_.resize(snapshot_.segments().size());
  std::vector<std::vector<DocId>>& of_segment = members_[cluster.first];
  const CopiesReader& copies = *copies_[cluster.first];
  if (of_segment.empty()) {
    RIFFLE_TRY(held_.grow_by(copies.cluster_count() * sizeof(std::vector<DocId>) + copies.size() * 2 * sizeof(DocId)));
    of_segment.resize(copies.cluster_count());
    const LiveSegment& segment = snapshot_.segments()[cluster.first];
    for (std::uint32_t i = 0; i < copies.size(); ++i) {
      if (!segment.tombstones.contains(copies.doc(i))) of_segment[copies.cluster(i)].push_back(copies.doc(i));
    }
  }
  return std::span<const DocId>(of_segment[cluster.second]);
}

Status Collapser::fill(std::size_t story, Hit& hit) {
  std::vector<Place> places = others_[story];
  for (const Cluster& cluster : clusters_[story]) {
    RIFFLE_TRY_ASSIGN(const std::span<const DocId> docs, members(cluster));
    for (const DocId doc : docs) places.emplace_back(cluster.first, doc);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::erase(places, Place(firsts_[story].segment, firsts_[story].doc));
  hit.copy_count = places.size();
  if (places.size() > kMostCopies) places.resize(kMostCopies);
  for (const auto& [segment, doc] : places) {
    const SegmentReader& reader = *snapshot_.segments()[segment].reader;
    RIFFLE_TRY_ASSIGN(FetchedDocument fetched, fetch_document(reader, doc, pace_.meter()));
    Document& document = fetched.document;
    hit.copies.push_back({.id = std::move(document.id),
                          .title = std::move(document.title),
                          .date = document.date,
                          .source = std::move(document.source)});
  }
  return {};
}

Result<StoryCounter> StoryCounter::open(const SegmentReader& segment, HeldMemory& held) {
  RIFFLE_TRY_ASSIGN(const CopiesReader copies, segment.copies());
  RIFFLE_TRY(held.grow_by(copies.cluster_count() / 8));
  return StoryCounter(copies);
}

void StoryCounter::add(const MatchBlock& block) {
  for (std::size_t i = 0; i < block.count; ++i) {
    const DocId doc = block.doc(i);
    while (next_ < copies_.size() && copies_.doc(next_) < doc) ++next_;
    const bool has_copies = next_ < copies_.size() && copies_.doc(next_) == doc;
    if (has_copies && is_met_[copies_.cluster(next_)]) continue;
    if (has_copies) is_met_[copies_.cluster(next_)] = true;
    ++count_;
  }
}

}  // namespace riffle
