#include "indexing/run_merger.h"

#include <algorithm>
#include <memory>
#include <queue>
#include <utility>

#include "base/try.h"
#include "format/sentence_mark.h"
#include "format/stem_classes.h"
#include "format/term_dictionary.h"
#include "indexing/class_runs.h"
#include "indexing/ordered_work.h"

namespace riffle {
namespace {

constexpr std::size_t kMostPartitions = 256;

/// Keys at which partitions begin; the first is "". Taken from the runs' marks so that partitions are of like size.
std::vector<std::string> partition_starts(const std::vector<Run>& runs) {
  std::vector<std::string> keys;
  for (const Run& run : runs) {
    for (const RunMark& mark : run.marks) keys.push_back(mark.key);
  }
  std::sort(keys.begin(), keys.end());
  // What is in the space of pairs goes between the terms before and the stem classes.
  const std::string classes(1, static_cast<char>(kClassSpace));
  std::vector<std::string> starts(1);
  const std::size_t step = std::max<std::size_t>(8, keys.size() / kMostPartitions);
  for (std::size_t i = step; i < keys.size(); i += step) {
    if (keys[i] > starts.back()) starts.push_back(keys[i]);
  }
  const auto place = std::lower_bound(starts.begin(), starts.end(), classes);
  if (!runs.empty() && (place == starts.end() || *place != classes)) starts.insert(place, classes);
  return starts;
}

/// Walks all runs in key order from one key on.
class RunQueue {
 public:
  Status open(const MergeInput& input, const std::string& from) {
    cursors_.clear();
    heap_.clear();
    cursors_.reserve(input.runs->size());
    for (const Run& run : *input.runs) {
      RunCursor& cursor = cursors_.emplace_back(run, input.spill, input.buffer_bytes);
      RIFFLE_TRY(cursor.seek(from));
      if (!cursor.at_end()) heap_.push_back({key_prefix(cursor.key()), cursors_.size() - 1});
    }
    std::make_heap(heap_.begin(), heap_.end(), After{cursors_});
    return {};
  }

  [[nodiscard]] bool at_end() const { return heap_.empty(); }
  [[nodiscard]] std::string_view key() const { return cursors_[heap_.front().run].key(); }

  /// Hands the entries of the first key, in run order, to `use(run, cursor)`, and goes on to the next key.
  template <typename Use>
  Status take(const std::string& key, Use&& use) {
    const std::uint64_t prefix = key_prefix(key);
    while (!heap_.empty() && heap_.front().prefix == prefix && this->key() == key) {
      std::pop_heap(heap_.begin(), heap_.end(), After{cursors_});
      Entry& entry = heap_.back();
      RunCursor& cursor = cursors_[entry.run];
      RIFFLE_TRY(use(entry.run, cursor));
      RIFFLE_TRY(cursor.next());
      if (cursor.at_end()) {
        heap_.pop_back();
      } else {
        entry.prefix = key_prefix(cursor.key());
        std::push_heap(heap_.begin(), heap_.end(), After{cursors_});
      }
    }
    return {};
  }

 private:
  struct Entry {
    std::uint64_t prefix = 0;  // of the cursor's key
    std::size_t run = 0;
  };

  /// Order of the heap: smallest key first, then the earlier run (whose documents come first).
  struct After {
    const std::vector<RunCursor>& cursors;
    bool operator()(const Entry& a, const Entry& b) const {
      if (a.prefix != b.prefix) return a.prefix > b.prefix;
      const int order = cursors[a.run].key().compare(cursors[b.run].key());
      return order != 0 ? order > 0 : a.run > b.run;
    }
  };

  std::vector<RunCursor> cursors_;
  std::vector<Entry> heap_;
};

class PartitionMerger {
 public:
  PartitionMerger(const MergeInput& input, std::vector<OrdinalColumn>& columns)
      : input_(input),
        columns_(columns),
        writer_(input.spans->data(), input.text_field_count, input.spans->back(),
                static_cast<std::uint32_t>((input.spans->size() - 1) / std::max(input.text_field_count, 1u)),
                input.format_minor),
        classes_(*input.runs, input.spill) {}

  Result<MergedPartition> merge(std::uint32_t number, const std::string& from, const std::string* until) {
    // One partition ends where the next begins.
    if (number != next_number_) RIFFLE_TRY(queue_.open(input_, from));
    next_number_ = number + 1;
    MergedPartition out;
    std::string key;
    while (!queue_.at_end() && (until == nullptr || queue_.key() < *until)) {
      key.assign(queue_.key());
      postings_.clear();
      if (static_cast<TermSpace>(key[0]) == kClassSpace) {
        RIFFLE_TRY(merge_class(key, out));
        continue;
      }
      const bool text_space = static_cast<TermSpace>(key[0]) == kTextSpace;
      RIFFLE_TRY(queue_.take(
          key, [&](std::size_t, const RunCursor& cursor) { return cursor.append_postings(text_space, postings_); }));
      if (!text_space) note_values(number, static_cast<std::uint32_t>(out.terms.size()), key, out);
      append_term(key, text_space, out);
    }
    return out;
  }

 private:
  void append_term(const std::string& key, bool text_space, MergedPartition& out) {
    MergedPartition::Term term;
    term.key_bytes = static_cast<std::uint32_t>(key.size());
    const bool is_mark = is_sentence_key(key);
    term.encoded = writer_.encode(postings_, text_space, out.short_lists, out.long_lists, out.positions, is_mark);
    if (term.encoded.kind == TermEntry::Kind::kInline) {
      term.inline_doc = postings_.docs[0];
      term.inline_gap_count = static_cast<std::uint32_t>(postings_.gaps.size());
      out.inline_gaps.insert(out.inline_gaps.end(), postings_.gaps.begin(), postings_.gaps.end());
    }
    if (text_space && !is_mark) {
      out.posting_count += postings_.docs.size();
      out.occurrence_count += postings_.gaps.size();
    }
    out.keys += key;
    out.terms.push_back(term);
  }

  /// A class of one form needs no list of its own, and no entry when the form is its name.
  Status merge_class(const std::string& key, MergedPartition& out) {
    const std::string_view name = std::string_view(key).substr(1);
    classes_.begin(name);
    RIFFLE_TRY(
        queue_.take(key, [&](std::size_t run, const RunCursor& cursor) { return classes_.add(run, cursor.data()); }));
    classes_.finish();
    const std::vector<std::string>& forms = classes_.forms();
    const bool is_name = name.starts_with(kNameMark);
    if (forms.size() == 1 && forms[0] == name) return {};
    const std::size_t forms_start = out.forms.size();
    for (const std::string& form : forms) append_form(name, form, out.forms);
    MergedPartition::Term term;
    term.key_bytes = static_cast<std::uint32_t>(key.size());
    term.forms_bytes = static_cast<std::uint32_t>(out.forms.size() - forms_start);
    if (is_name || forms.size() == 1) {
      term.encoded.kind = TermEntry::Kind::kAlias;
      term.encoded.df = static_cast<std::uint32_t>(is_name ? forms.size() : classes_.form_df());
    } else {
      RIFFLE_TRY(classes_.append_postings(postings_));
      term.encoded = writer_.encode(postings_, false, out.short_lists, out.long_lists, out.positions);
      if (term.encoded.kind == TermEntry::Kind::kInline) term.inline_doc = postings_.docs[0];
    }
    out.keys += key;
    out.terms.push_back(term);
    return {};
  }

  // The smallest place wins, whichever thread comes first; the others become further values.
  void note_value(OrdinalColumn& column, DocId doc, std::uint64_t place, MergedPartition& out) {
    const std::atomic_ref<std::uint64_t> slot(column.by_doc[doc]);
    std::uint64_t held = slot.load(std::memory_order_relaxed);
    while (place < held) {
      if (!slot.compare_exchange_weak(held, place, std::memory_order_relaxed)) continue;
      if (held != OrdinalColumn::kNone) out.more_values.push_back({.field = column.field, .doc = doc, .place = held});
      return;
    }
    out.more_values.push_back({.field = column.field, .doc = doc, .place = place});
  }

  void note_values(std::uint32_t partition, std::uint32_t term, const std::string& key, MergedPartition& out) {
    const std::uint32_t field = static_cast<TermSpace>(key[0]) - 1u;
    for (OrdinalColumn& column : columns_) {
      if (column.field != field) continue;
      for (const DocId doc : postings_.docs) note_value(column, doc, std::uint64_t{partition} << 32 | term, out);
    }
    if (input_.schema->fields[field].type == FieldType::kId) {
      out.superseded.insert(out.superseded.end(), postings_.docs.begin(), std::prev(postings_.docs.end()));
    }
  }

  const MergeInput& input_;
  std::vector<OrdinalColumn>& columns_;
  PostingWriter writer_;
  ClassMerger classes_;
  RunQueue queue_;
  std::uint32_t next_number_ = UINT32_MAX;  // of the partition that begins where queue_ stands
  TermPostings postings_;
};

}  // namespace

Status merge_runs(const MergeInput& input, std::vector<OrdinalColumn>& columns,
                  const std::function<Status(std::uint32_t, MergedPartition&&)>& consume) {
  const std::vector<std::string> starts = partition_starts(*input.runs);
  const auto make_worker = [&] {
    auto merger = std::make_shared<PartitionMerger>(input, columns);
    return [&starts, merger](std::uint32_t number) {
      return merger->merge(number, starts[number], number + 1 < starts.size() ? &starts[number + 1] : nullptr);
    };
  };
  return OrderedWork<MergedPartition>(input.threads, static_cast<std::uint32_t>(starts.size()), make_worker, consume)
      .run();
}

}  // namespace riffle
