#include "api/collapse.h"

#include <algorithm>

#include "base/try.h"

namespace riffle {
namespace {

constexpr std::size_t kMostCopies = 100;

}  // namespace

Result<std::optional<std::uint32_t>> Collapser::cluster_of(const FoundDoc& doc) {
  if (copies_.empty()) copies_.resize(snapshot_.segments().size());
  std::optional<CopiesReader>& copies = copies_[doc.segment];
  if (!copies) {
    RIFFLE_TRY_ASSIGN(copies, snapshot_.segments()[doc.segment].reader->copies());
  }
  return copies->cluster_of(doc.doc);
}

Status Collapser::add(std::span<const FoundDoc> docs, std::size_t wanted) {
  for (; taken_ < docs.size() && (wanted == 0 || stories_.size() < wanted); ++taken_) {
    const FoundDoc& doc = docs[taken_];
    RIFFLE_TRY_ASSIGN(const std::optional<std::uint32_t> cluster, cluster_of(doc));
    std::optional<std::size_t> story;
    if (cluster) {
      const auto known = story_of_cluster_.find({doc.segment, *cluster});
      if (known != story_of_cluster_.end()) story = known->second;
    }
    if (!story && snapshot_.segments().size() > 1) {
      RIFFLE_TRY_ASSIGN(story, find_story_by_text(doc));
    }
    if (!story) {
      story = stories_.size();
      stories_.push_back(doc);
      others_.emplace_back();
      clusters_.emplace_back();
      if (snapshot_.segments().size() > 1) remember_text(*story);
    } else {
      others_[*story].emplace_back(doc.segment, doc.doc);
    }
    if (cluster && story_of_cluster_.try_emplace({doc.segment, *cluster}, *story).second) {
      clusters_[*story].emplace_back(doc.segment, *cluster);
    }
  }
  return {};
}

/// Also leaves the shingles and the sketch of the hit for remember_text().
Result<std::optional<std::size_t>> Collapser::find_story_by_text(const FoundDoc& doc) {
  shingles_.clear();
  sketch_.clear();
  if (stories_.size() > kMostCompared) return std::optional<std::size_t>();
  RIFFLE_TRY_ASSIGN(const Document document, snapshot_.segments()[doc.segment].reader->document(doc.doc));
  append_shingles(document.body, shingles_);
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
    if (stories_[story].segment == doc.segment) continue;
    if (set_.is_copy(texts_[story], scratch_)) return std::optional(story);
  }
  return std::optional<std::size_t>();
}

void Collapser::remember_text(std::size_t story) {
  for (const std::uint32_t value : sketch_) stories_of_value_[value].push_back(story);
  texts_[story] = shingles_;
}

const std::vector<DocId>& Collapser::members(const Cluster& cluster) {
  members_.resize(snapshot_.segments().size());
  std::vector<std::vector<DocId>>& of_segment = members_[cluster.first];
  const CopiesReader& copies = *copies_[cluster.first];
  if (of_segment.empty()) {
    of_segment.resize(copies.cluster_count());
    const LiveSegment& segment = snapshot_.segments()[cluster.first];
    for (std::uint32_t i = 0; i < copies.size(); ++i) {
      if (!segment.tombstones.contains(copies.doc(i))) of_segment[copies.cluster(i)].push_back(copies.doc(i));
    }
  }
  return of_segment[cluster.second];
}

Status Collapser::fill_copies(std::size_t story, Hit& hit) {
  std::vector<Place> places = others_[story];
  for (const Cluster& cluster : clusters_[story]) {
    for (const DocId doc : members(cluster)) places.emplace_back(cluster.first, doc);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::erase(places, Place(stories_[story].segment, stories_[story].doc));
  hit.copy_count = places.size();
  if (places.size() > kMostCopies) places.resize(kMostCopies);
  for (const auto& [segment, doc] : places) {
    RIFFLE_TRY_ASSIGN(Document document, snapshot_.segments()[segment].reader->document(doc));
    hit.copies.push_back({.id = std::move(document.id),
                          .title = std::move(document.title),
                          .date = document.date,
                          .source = std::move(document.source)});
  }
  return {};
}

}  // namespace riffle
