#include "indexing/known_copies.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/try.h"

namespace riffle {
namespace {

constexpr std::uint32_t kNoCluster = std::numeric_limits<std::uint32_t>::max();

/// By source and document a number of its cluster among those of all sources.
struct SourceClusters {
  std::vector<std::vector<std::uint32_t>> by_doc;
  std::uint32_t count = 0;
};

Result<SourceClusters> read_clusters(std::span<const MergeSource> sources) {
  SourceClusters clusters;
  for (const MergeSource& source : sources) {
    RIFFLE_TRY_ASSIGN(const CopiesReader copies, source.reader->copies());
    std::vector<std::uint32_t>& by_doc = clusters.by_doc.emplace_back();
    if (copies.size() == 0) continue;
    by_doc.assign(source.reader->doc_count(), kNoCluster);
    for (std::uint32_t i = 0; i < copies.size(); ++i) by_doc[copies.doc(i)] = clusters.count + copies.cluster(i);
    clusters.count += copies.cluster_count();
  }
  return clusters;
}

}  // namespace

Result<CopyClusters> known_copies(std::span<const MergeSource> sources, const DocumentOrder& order) {
  RIFFLE_TRY_ASSIGN(const SourceClusters clusters, read_clusters(sources));
  const auto cluster_at = [&](const DocPlace& place) {
    const std::vector<std::uint32_t>& by_doc = clusters.by_doc[place.source];
    return by_doc.empty() ? kNoCluster : by_doc[place.doc];
  };
  std::vector<std::uint32_t> members(clusters.count, 0);
  for (const DocPlace& place : order) {
    if (const std::uint32_t cluster = cluster_at(place); cluster != kNoCluster) ++members[cluster];
  }
  CopyClusters out;
  std::vector<std::uint32_t> numbers(clusters.count, kNoCluster);
  for (std::size_t doc = 0; doc < order.size(); ++doc) {
    const std::uint32_t cluster = cluster_at(order[doc]);
    if (cluster == kNoCluster || members[cluster] < 2) continue;
    if (numbers[cluster] == kNoCluster) numbers[cluster] = out.cluster_count++;
    out.docs.push_back(static_cast<DocId>(doc));
    out.clusters.push_back(numbers[cluster]);
  }
  return out;
}

}  // namespace riffle
