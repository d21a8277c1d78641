#include "api/story_finder.h"

#include "base/try.h"
#include "results/document_fetch.h"
#include "text/shingles.h"

namespace riffle {
namespace {

/// Of a document in all lists and maps, but for its text; of a value of its sketch.
constexpr std::uint64_t kPlaceBytes = 200;
constexpr std::uint64_t kPlaceOfValueBytes = 64;
/// Turns of a PacedLoop for two texts that are compared.
constexpr std::size_t kTurnsOfTwoTexts = 256;

}  // namespace

Status StoryFinder::add(const Place& place, std::optional<std::uint32_t> cluster) {
  if (!pace_.goes_on()) return pace_.status();
  RIFFLE_TRY(held_.grow_by(kPlaceBytes));
  const auto number = static_cast<std::uint32_t>(places_.size());
  places_.push_back(place);
  parents_.push_back(number);
  met_by_.push_back(number);
  shingles_.emplace_back();
  if (cluster) {
    const auto [first, is_new] = first_of_cluster_.try_emplace({place.first, *cluster}, number);
    if (!is_new) parents_[number] = root(first->second);
  }
  return unite_by_text(number);
}

Status StoryFinder::unite_by_text(std::uint32_t number) {
  const Place place = places_[number];
  std::vector<std::uint32_t>& shingles = shingles_[number];
  RIFFLE_TRY_ASSIGN(FetchedDocument fetched,
                    fetch_document(*snapshot_.segments()[place.first].reader, place.second, pace_.meter()));
  // Most shingles are of eight words of about five bytes, one a word.
  RIFFLE_TRY(fetched.held.grow_by(fetched.document.body.size()));
  append_shingles(fetched.document.body, shingles);
  take_sketch(shingles, sketch_);
  RIFFLE_TRY(held_.grow_by(shingles.size() * sizeof(std::uint32_t) + sketch_.size() * kPlaceOfValueBytes));
  std::vector<std::uint32_t> candidates;
  for (const std::uint32_t value : sketch_) {
    std::vector<std::uint32_t>& known = places_of_value_[value];
    for (const std::uint32_t other : known) {
      // Within a segment the clusters have told already.
      if (places_[other].first == place.first || met_by_[other] == number) continue;
      met_by_[other] = number;
      candidates.push_back(other);
    }
    known.push_back(number);
  }
  if (!candidates.empty()) set_.assign(shingles);
  for (const std::uint32_t other : candidates) {
    if (root(other) == root(number)) continue;
    if (!pace_.goes_on(kTurnsOfTwoTexts)) return pace_.status();
    if (set_.is_copy(shingles_[other], scratch_)) parents_[root(number)] = root(other);
  }
  return {};
}

std::uint32_t StoryFinder::root(std::uint32_t number) {
  while (parents_[number] != number) {
    parents_[number] = parents_[parents_[number]];
    number = parents_[number];
  }
  return number;
}

std::vector<std::vector<StoryFinder::Place>> StoryFinder::take_stories() {
  std::vector<std::vector<Place>> stories;
  std::unordered_map<std::uint32_t, std::size_t> story_of_root;
  for (std::uint32_t number = 0; number < places_.size(); ++number) {
    const auto [story, is_new] = story_of_root.try_emplace(root(number), stories.size());
    if (is_new) stories.emplace_back();
    stories[story->second].push_back(places_[number]);
  }
  return stories;
}

}  // namespace riffle
