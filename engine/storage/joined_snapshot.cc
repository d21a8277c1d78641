// Snapshot::join(): several files read as one.
#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/file_image.h"
#include "storage/snapshot.h"

namespace riffle {
namespace {

bool same_schema(const Schema& a, const Schema& b) {
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const Field& x, const Field& y) { return x.name == y.name && x.type == y.type; });
}

}  // namespace

Result<std::unique_ptr<Snapshot>> Snapshot::join(std::vector<std::unique_ptr<Snapshot>> parts) {
  if (parts.empty()) return invalid_argument("no index file was named");
  if (parts.size() == 1) return std::move(parts.front());
  std::unique_ptr<Snapshot> joined(new Snapshot);
  const CommitRecord& first = parts.front()->commit_;
  joined->commit_ = first;
  joined->commit_.segments.clear();
  joined->commit_.generation = 0;
  joined->uuid_ = parts.front()->uuid_;
  joined->options_ = parts.front()->options_;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Snapshot& part = *parts[i];
    if (!same_schema(part.schema(), first.schema)) {
      return invalid_argument(part.path_ + ": its fields are not those of " + parts.front()->path_ +
                              "; search them one by one, or export one and index it anew");
    }
    if (part.commit_.analyzer != first.analyzer || part.commit_.analyzer_version != first.analyzer_version) {
      return invalid_argument(part.path_ + ": its analyzer is " + part.commit_.analyzer + " version " +
                              std::to_string(part.commit_.analyzer_version) + ", not that of " + parts.front()->path_ +
                              "; search them one by one, or export one and index it anew");
    }
    joined->path_ += (i == 0 ? "" : ", ") + part.path_;
    joined->committed_bytes_ += part.committed_bytes_;
    joined->commit_.generation += part.commit_.generation;
    joined->commit_.store = std::min(joined->commit_.store, part.commit_.store);
    joined->commit_.segments.insert(joined->commit_.segments.end(), part.commit_.segments.begin(),
                                    part.commit_.segments.end());
    for (LiveSegment& segment : part.segments_) {
      joined->segments_.push_back(std::move(segment));
      joined->part_of_segment_.push_back(i);
    }
    part.segments_.clear();
  }
  joined->parts_ = std::move(parts);
  return joined;
}

const std::string& Snapshot::file_of(std::size_t segment) const {
  return parts_.empty() ? path_ : parts_[part_of_segment_[segment]]->path_;
}

}  // namespace riffle
