// HitFinder: which documents a search shows, in what order, and from which places it goes on.
// Shape:   a page is so many hits from the first one on, behind a cursor, or before one; with groups each counts once.
// Cost:    of the best hits behind or before a cursor, all that come before the page as well.
// Errors:  kInvalidArgument and kNotFound for an order, a cursor or a field that cannot be; else as the query says.
// Threads: one owner.
// Life:    all that it is made of must outlive it.
#ifndef RIFFLE_API_HIT_FINDER_H_
#define RIFFLE_API_HIT_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/field_groups.h"
#include "api/hit_groups.h"
#include "query/column_sorter.h"
#include "query/searcher.h"
#include "results/search_cursor.h"
#include "riffle/index.h"
#include "storage/snapshot.h"

namespace riffle {

struct FoundPage {
  std::uint64_t total = 0;
  std::vector<FoundDoc> docs;
  std::size_t first_group = 0;  ///< of the first one; with groups
  std::optional<std::uint64_t> group_count;
  std::string next;  ///< cursors; empty when no hits follow, or none come before
  std::string previous;
};

class HitFinder {
 public:
  HitFinder(const Snapshot& snapshot, const Query& query, const SearchOptions& options, Searcher& searcher,
            HeldMemory& held)
      : snapshot_(snapshot), query_(query), options_(options), searcher_(searcher), held_(held) {}

  Result<FoundPage> find_page();

  /// Of the hits of the page; null when nothing is collapsed.
  [[nodiscard]] HitGroups* groups() const { return groups_.get(); }
  [[nodiscard]] bool has_field_groups() const { return field_groups_ != nullptr; }
  /// What was noticed on the way, for people.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /// The number of a document over all segments.
  [[nodiscard]] std::uint64_t number_of(const FoundDoc& doc) const { return first_number(doc.segment) + doc.doc; }

  /// Without a page, where clusters or few matches tell it without an order.
  Result<std::optional<std::uint64_t>> count_stories();
  /// With SearchOptions::collapse_field: how many hits there are in all.
  Result<std::uint64_t> count_field_groups();

 private:
  struct Found {
    std::uint64_t total = 0;
    std::vector<FoundDoc> docs;
  };

  Status find_order();
  Status find_more_keys();
  [[nodiscard]] std::unexpected<Error> no_field_for(std::string_view use, const std::string& name,
                                                    bool (*suits)(FieldType)) const;
  [[nodiscard]] std::unexpected<Error> no_sort_field(const std::string& name) const;
  Status take_cursors();
  Result<SearchCursor> read_cursor(const std::string& text);
  /// Of the query and the index, for cursors.
  [[nodiscard]] std::uint32_t mark() const;
  [[nodiscard]] bool by_relevance() const { return options_.sort == SortOrder::kRelevance; }
  /// Hits wanted from the cursor on, the passed over ones included; 0 = all.
  [[nodiscard]] std::size_t wanted_count() const {
    const bool all = options_.limit == 0 || options_.limit > SIZE_MAX - options_.offset;
    return all ? 0 : options_.limit + options_.offset;
  }
  [[nodiscard]] std::uint64_t first_number(std::uint32_t segment) const;
  Result<Found> find(std::size_t wanted) { return by_relevance() ? find_best(wanted) : find_sorted(wanted); }
  Result<Found> find_best(std::size_t wanted);
  Result<Found> find_sorted(std::size_t wanted);
  Result<Found> find_before();
  Status make_groups();
  Status make_stories();
  Result<Found> find_groups();
  bool find_group_page(const std::optional<SearchCursor>& cursor, bool has_all);
  Status count_groups();
  [[nodiscard]] Result<std::uint32_t> group_field() const;
  [[nodiscard]] bool is_behind(const SearchCursor& cursor, const FoundDoc& doc) const;
  [[nodiscard]] bool is_ahead(const SearchCursor& cursor, const FoundDoc& doc) const;
  [[nodiscard]] std::string cursor_of(const FoundDoc& doc, std::uint64_t rank) const;
  [[nodiscard]] std::string next_cursor(const Found& found, std::optional<std::uint64_t> all) const;

  const Snapshot& snapshot_;
  const Query& query_;
  const SearchOptions& options_;
  Searcher& searcher_;
  HeldMemory& held_;
  std::unique_ptr<HitGroups> groups_;    // null when nothing is collapsed
  FieldGroups* field_groups_ = nullptr;  // the same, when they are of a field
  std::size_t first_group_ = 0;          // on this page
  std::size_t end_group_ = 0;
  std::optional<std::uint64_t> group_count_;
  std::string order_name_;
  SortOrderSpec order_;
  std::optional<SearchCursor> after_;
  std::optional<SearchCursor> before_;
  std::uint64_t passed_ = 0;  // hits before the page
  std::vector<std::string> notes_;
};

}  // namespace riffle

#endif  // RIFFLE_API_HIT_FINDER_H_
