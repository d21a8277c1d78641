// Index::for_each_cluster(): the clusters of a single segment as they were found when it was built, those of several
// segments by comparing all texts again.
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "api/index_impl.h"
#include "base/file.h"
#include "base/try.h"
#include "format/copies.h"
#include "indexing/copy_finder.h"
#include "riffle/index.h"
#include "text/shingle_set.h"
#include "text/shingles.h"

namespace riffle {
namespace {

/// Texts are handed to the finder in pieces of about so many shingles.
constexpr std::size_t kPieceShingles = 1 << 20;

/// Live documents by segment and doc id.
using Places = std::vector<std::pair<std::uint32_t, DocId>>;

/// The clusters as places, in the order of their first documents.
std::vector<Places> group(const CopyClusters& clusters, const Places& places) {
  std::vector<Places> groups(clusters.cluster_count);
  for (std::size_t i = 0; i < clusters.docs.size(); ++i)
    groups[clusters.clusters[i]].push_back(places[clusters.docs[i]]);
  return groups;
}

Result<std::vector<Places>> compare_all_texts(const Snapshot& snapshot) {
  CopyFinder finder(temporary_folder());
  Places places;
  BatchShingles piece;
  for (std::uint32_t segment = 0; segment < snapshot.segments().size(); ++segment) {
    const LiveSegment& live = snapshot.segments()[segment];
    for (DocId doc = 0; doc < live.reader->doc_count(); ++doc) {
      if (live.tombstones.contains(doc)) continue;
      snapshot.pause();
      RIFFLE_TRY_ASSIGN(const Document document, live.reader->article(doc));
      append_shingles(document.body, piece.shingles);
      piece.ends.push_back(piece.shingles.size());
      places.emplace_back(segment, doc);
      if (piece.shingles.size() < kPieceShingles) continue;
      RIFFLE_TRY(finder.add(std::exchange(piece, {})));
    }
  }
  RIFFLE_TRY(finder.add(std::move(piece)));
  return group(finder.clusters(), places);
}

Result<std::vector<Places>> stored_clusters(const Snapshot& snapshot) {
  std::vector<Places> groups;
  for (std::uint32_t segment = 0; segment < snapshot.segments().size(); ++segment) {
    const LiveSegment& live = snapshot.segments()[segment];
    RIFFLE_TRY_ASSIGN(const CopiesReader copies, live.reader->copies());
    const std::size_t first = groups.size();
    groups.resize(first + copies.cluster_count());
    for (std::uint32_t i = 0; i < copies.size(); ++i) {
      if (!live.tombstones.contains(copies.doc(i))) {
        groups[first + copies.cluster(i)].emplace_back(segment, copies.doc(i));
      }
    }
  }
  return groups;
}

Result<CopyCluster> describe(const Snapshot& snapshot, const Places& places, bool has_texts) {
  CopyCluster cluster;
  ShingleSet first;
  ShingleSet scratch;
  std::vector<std::uint32_t> shingles;
  for (const auto& [segment, doc] : places) {
    RIFFLE_TRY_ASSIGN(Document document, snapshot.segments()[segment].reader->article(doc));
    if (has_texts) {
      shingles.clear();
      append_shingles(document.body, shingles);
      if (cluster.documents.empty()) first.assign(shingles);
      cluster.shared.push_back(first.overlap(shingles, scratch).containment());
    }
    cluster.documents.push_back({.id = std::move(document.id),
                                 .title = std::move(document.title),
                                 .date = document.date,
                                 .source = std::move(document.source)});
  }
  return cluster;
}

}  // namespace

Status Index::for_each_cluster(const std::function<bool(const CopyCluster&)>& visit) const {
  return impl_->named([&]() -> Status {
    const Snapshot& snapshot = *impl_->snapshot;
    const bool has_texts = snapshot.commit().store == StoreMode::kFull;
    const bool compares = has_texts && snapshot.segments().size() > 1;
    RIFFLE_TRY_ASSIGN(const std::vector<Places> groups,
                      compares ? compare_all_texts(snapshot) : stored_clusters(snapshot));
    for (const Places& places : groups) {
      if (places.size() < 2) continue;
      snapshot.pause();
      RIFFLE_TRY_ASSIGN(const CopyCluster cluster, describe(snapshot, places, has_texts));
      RIFFLE_TRY(snapshot.check());
      if (!visit_freely(visit, cluster)) return {};
    }
    return {};
  });
}

}  // namespace riffle
