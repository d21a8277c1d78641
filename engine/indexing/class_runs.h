// Stem classes on their way through a run: per class the forms that a batch has, and where their entries lie.
// Shape:   run entries in kClassSpace: df = cf = number of forms; data = for each form in byte order {form as
//          append_form() writes it, varint df, varint offset of the form's entry in the same run}. Postings are not
//          copied: the merge reads them again where a class turns out to have two or more forms.
// Errors:  those of the spill file.
// Threads: readers need one owner each.
#ifndef RIFFLE_INDEXING_CLASS_RUNS_H_
#define RIFFLE_INDEXING_CLASS_RUNS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "format/posting_writer.h"
#include "indexing/run.h"
#include "indexing/term_table.h"
#include "riffle/error.h"

namespace riffle {

/// Where the entry of a term of the text space lies in the run.
struct FormPlace {
  std::uint64_t offset = 0;
  std::uint64_t df = 0;
};

/// Appends the entries of all classes, of stems and of names. `sorted` = term numbers in byte order; `places` by term
/// number.
void write_classes(const TermTable& terms, const std::vector<std::uint32_t>& sorted,
                   const std::vector<FormPlace>& places, Analyzer& analyzer, RunWriter& writer);

/// The forms of one class over all runs, and then its postings.
class ClassMerger {
 public:
  ClassMerger(const std::vector<Run>& runs, const SpillFile* spill) : runs_(runs), spill_(spill) {}

  void begin(std::string_view name);
  /// Adds the entry of one run. Runs come in increasing order.
  Status add(std::size_t run, ByteSpan data);
  /// Sorts the forms; call once after the last add().
  void finish();

  /// Forms in byte order, without repeats.
  [[nodiscard]] const std::vector<std::string>& forms() const { return forms_; }
  /// Documents of all forms together, counted once for each form.
  [[nodiscard]] std::uint64_t form_df() const { return form_df_; }
  /// Documents with the sum of their frequencies.
  Status append_postings(TermPostings& postings);

 private:
  struct Member {
    std::size_t run;
    std::uint64_t offset;
  };

  Status read_entry(const Member& member);

  const std::vector<Run>& runs_;
  const SpillFile* spill_;
  std::string name_;
  std::vector<std::string> forms_;
  std::vector<Member> members_;
  std::uint64_t form_df_ = 0;
  ByteBuffer buffer_;
  std::vector<std::pair<DocId, std::uint32_t>> postings_;  // of one run
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_CLASS_RUNS_H_
