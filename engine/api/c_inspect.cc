// riffle_c.h: what an index tells of its words, its copies and its commits, and of a query besides its hits.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/c_handles.h"
#include "api/c_json.h"
#include "api/c_support.h"
#include "riffle/index.h"
#include "riffle/postings.h"
#include "riffle/profile.h"
#include "riffle/riffle_c.h"

namespace riffle {
namespace {

/// A posting as C sees it. Life: the texts and positions are those of `posting`.
class CPosting {
 public:
  explicit CPosting(const Posting& posting) {
    for (const FieldPositions& field : posting.fields) {
      fields_.push_back({.field = c_text(field.field),
                         .positions = field.positions.data(),
                         .position_count = field.positions.size()});
    }
    posting_ = {.size = sizeof(riffle_posting),
                .number = posting.number,
                .id = c_text(posting.id),
                .frequency = posting.frequency,
                .fields = fields_.data(),
                .field_count = fields_.size()};
  }
  [[nodiscard]] const riffle_posting& posting() const { return posting_; }

 private:
  std::vector<riffle_positions> fields_;
  riffle_posting posting_{};
};

riffle_copy copy_of(const Copy& copy) {
  return {.size = sizeof(riffle_copy),
          .id = c_text(copy.id),
          .title = c_text(copy.title),
          .source = c_text(copy.source),
          .date = copy.date.value_or(0),
          .has_date = copy.date.has_value() ? std::uint64_t{1} : 0};
}

constexpr double kSharedUnknown = -1;

}  // namespace
}  // namespace riffle

using riffle::c_call;
using riffle::c_needs;
using riffle::Result;
using riffle::Status;

int riffle_count_stories(const riffle_index* index, const riffle_query* query, const riffle_limits* limits,
                         std::uint64_t* count, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(query, "query"));
    RIFFLE_TRY(c_needs(count, "count"));
    RIFFLE_TRY_ASSIGN(const riffle::SearchControl control, riffle::c_control(limits));
    RIFFLE_TRY_ASSIGN(*count, index->value.count_stories(query->value, control));
    return {};
  });
}

int riffle_count_groups(const riffle_index* index, const riffle_query* query, const char* field,
                        const riffle_limits* limits, std::uint64_t* count, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(query, "query"));
    RIFFLE_TRY(c_needs(field, "field"));
    RIFFLE_TRY(c_needs(count, "count"));
    RIFFLE_TRY_ASSIGN(const riffle::SearchControl control, riffle::c_control(limits));
    RIFFLE_TRY_ASSIGN(*count, index->value.count_groups(query->value, field, control));
    return {};
  });
}

int riffle_profile_json(const riffle_index* index, const riffle_query* query, const riffle_limits* limits, char** json,
                        std::size_t* length, riffle_error** error) {
  return riffle::c_make_text(json, length, error, [&]() -> Result<std::string> {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(query, "query"));
    RIFFLE_TRY_ASSIGN(const riffle::SearchControl control, riffle::c_control(limits));
    RIFFLE_TRY_ASSIGN(const riffle::QueryProfile profile, index->value.profile(query->value, control));
    return riffle::c_profile_json(profile);
  });
}

int riffle_index_each_posting(const riffle_index* index, const char* field, const char* term, std::size_t term_length,
                              int all_forms, int (*callback)(const riffle_posting* posting, void* context),
                              void* context, riffle_postings_summary* summary, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(riffle::c_check_wanted(summary));
    if (summary == nullptr) RIFFLE_TRY(c_needs(callback, "callback"));
    RIFFLE_TRY_ASSIGN(const std::string_view wanted, riffle::c_needed_text(term, term_length, "term"));
    const riffle::PostingsRequest request{
        .field = riffle::c_string_of(field), .term = std::string(wanted), .all_forms = all_forms != 0};
    const auto visit = [&](const riffle::Posting& posting) {
      const riffle::CPosting told(posting);
      return callback != nullptr && callback(&told.posting(), context) == 0;
    };
    RIFFLE_TRY_ASSIGN(const riffle::PostingsSummary found, index->value.postings(request, visit));
    return riffle::c_fill_wanted(summary, {.size = 0,
                                           .document_frequency = found.document_frequency,
                                           .collection_frequency = found.collection_frequency});
  });
}

int riffle_index_each_copy(const riffle_index* index,
                           int (*callback)(std::uint64_t story, const riffle_copy* copy, double shared, void* context),
                           void* context, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(callback, "callback"));
    std::uint64_t story = 0;
    return index->value.for_each_cluster([&](const riffle::CopyCluster& cluster) {
      for (std::size_t i = 0; i < cluster.documents.size(); ++i) {
        const riffle_copy copy = riffle::copy_of(cluster.documents[i]);
        const double shared = i < cluster.shared.size() ? cluster.shared[i] : riffle::kSharedUnknown;
        if (callback(story, &copy, shared, context) != 0) return false;
      }
      ++story;
      return true;
    });
  });
}

int riffle_index_each_change(const riffle_index* index, const riffle_index* before,
                             int (*callback)(int change, const char* id, std::size_t length, void* context),
                             void* context, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(before, "before"));
    RIFFLE_TRY(c_needs(callback, "callback"));
    RIFFLE_TRY_ASSIGN(const riffle::Changes changes, index->value.changes_since(before->value));
    const std::pair<int, const std::vector<std::string>*> kinds[] = {{RIFFLE_CHANGE_ADDED, &changes.added},
                                                                     {RIFFLE_CHANGE_REMOVED, &changes.removed},
                                                                     {RIFFLE_CHANGE_REPLACED, &changes.replaced}};
    for (const auto& [change, ids] : kinds) {
      for (const std::string& id : *ids) {
        if (callback(change, id.c_str(), id.size(), context) != 0) return {};
      }
    }
    return {};
  });
}
