#include "indexing/class_runs.h"

#include <algorithm>

#include "analysis/name_key.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/schema.h"
#include "format/sentence_mark.h"
#include "format/stem_classes.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

/// What is read of a spilled entry at first: most entries are shorter.
constexpr std::size_t kFirstRead = 512;

/// Forms that are searched one by one.
constexpr std::size_t kFewForms = 16;

struct ClassForm {
  std::uint64_t prefix;  // of the name: decides nearly always
  std::string name;
  std::uint32_t rank;  // of the form in byte order
};

std::vector<ClassForm> forms_by_class(const TermTable& terms, const std::vector<std::uint32_t>& sorted,
                                      Analyzer& analyzer) {
  std::vector<ClassForm> forms;
  forms.reserve(2 * sorted.size());
  for (std::uint32_t rank = 0; rank < sorted.size(); ++rank) {
    if (terms.term(sorted[rank]) == kSentenceMark) continue;
    const std::string_view name = analyzer.class_of(terms.term(sorted[rank]));
    if (name.empty()) continue;
    forms.push_back({key_prefix(name), std::string(name), rank});
    std::string key = name_key(terms.term(sorted[rank]));
    if (key.empty()) continue;
    key.insert(key.begin(), kNameMark);
    forms.push_back({key_prefix(key), std::move(key), rank});
  }
  std::sort(forms.begin(), forms.end(), [](const ClassForm& a, const ClassForm& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = a.name.compare(b.name);
    return order != 0 ? order < 0 : a.rank < b.rank;
  });
  return forms;
}

/// Passes over `count` varints; null when they are cut off.
const std::uint8_t* skip_varints(const std::uint8_t* at, const std::uint8_t* end, std::uint64_t count) {
  for (; count > 0; ++at) {
    if (at == end) return nullptr;
    if (*at < 0x80) --count;
  }
  return at;
}

}  // namespace

void write_classes(const TermTable& terms, const std::vector<std::uint32_t>& sorted,
                   const std::vector<FormPlace>& places, Analyzer& analyzer, RunWriter& writer) {
  const std::vector<ClassForm> forms = forms_by_class(terms, sorted, analyzer);
  std::string key;
  for (std::size_t i = 0; i < forms.size();) {
    const std::string& name = forms[i].name;
    std::size_t end = i;
    while (end < forms.size() && forms[end].name == name) ++end;
    key.assign(1, static_cast<char>(kClassSpace)).append(name);
    writer.begin(key, end - i, end - i);
    for (; i < end; ++i) {
      const std::uint32_t number = sorted[forms[i].rank];
      append_form(name, terms.term(number), writer.data());
      append_varint(writer.data(), places[number].df);
      append_varint(writer.data(), places[number].offset);
    }
    writer.end();
  }
}

void ClassMerger::begin(std::string_view name) {
  name_.assign(name);
  forms_.clear();
  members_.clear();
  form_df_ = 0;
}

Status ClassMerger::add(std::size_t run, ByteSpan data) {
  ByteReader reader(data);
  while (!reader.at_end()) {
    const std::uint64_t shared = reader.read_varint();
    const ByteSpan rest = reader.read_bytes(reader.read_varint());
    form_df_ += reader.read_varint();
    members_.push_back({run, reader.read_varint()});
    if (!reader.ok() || shared > name_.size()) return broken_run();
    std::string form = name_.substr(0, static_cast<std::size_t>(shared));
    form += as_text(rest);
    // Most classes have the same few forms in every run; those of many are made unique in the end.
    const bool is_known = forms_.size() <= kFewForms && std::find(forms_.begin(), forms_.end(), form) != forms_.end();
    if (!is_known) forms_.push_back(std::move(form));
  }
  return {};
}

void ClassMerger::finish() {
  std::sort(forms_.begin(), forms_.end());
  forms_.erase(std::unique(forms_.begin(), forms_.end()), forms_.end());
}

Status ClassMerger::append_postings(TermPostings& postings) {
  for (std::size_t i = 0; i < members_.size();) {
    const std::size_t run = members_[i].run;
    postings_.clear();
    const std::size_t first = i;
    for (; i < members_.size() && members_[i].run == run; ++i) RIFFLE_TRY(read_entry(members_[i]));
    if (i - first > 1) std::sort(postings_.begin(), postings_.end());
    for (std::size_t at = 0; at < postings_.size();) {
      const DocId doc = postings_[at].first;
      std::uint32_t tf = 0;
      for (; at < postings_.size() && postings_[at].first == doc; ++at) tf += postings_[at].second;
      postings.docs.push_back(doc);
      postings.tfs.push_back(tf);
    }
  }
  return {};
}

Status ClassMerger::read_entry(const Member& member) {
  const Run& run = runs_[member.run];
  if (member.offset >= run.size) return broken_run();
  const std::uint64_t left = run.size - member.offset;
  ByteSpan window;
  const auto read = [&](std::uint64_t bytes) -> Status {
    const auto take = static_cast<std::size_t>(std::min(bytes, left));
    if (!run.spilled) {
      window = ByteSpan(run.bytes).subspan(static_cast<std::size_t>(member.offset));
      return {};
    }
    buffer_.resize(take);
    RIFFLE_TRY(spill_->read_at(run.spill_offset + member.offset, buffer_.data(), take));
    window = buffer_;
    return {};
  };
  RIFFLE_TRY(read(kFirstRead));
  ByteReader head(window);
  head.skip(head.read_varint());
  const std::uint64_t df = head.read_varint();
  (void)head.read_varint();
  const std::uint64_t data_bytes = head.read_varint();
  if (!head.ok() || data_bytes > left - head.position()) return broken_run();
  const std::size_t head_bytes = head.position();
  if (window.size() < head_bytes + data_bytes) RIFFLE_TRY(read(head_bytes + data_bytes));
  const std::uint8_t* at = window.data() + head_bytes;
  const std::uint8_t* const end = at + data_bytes;
  std::uint64_t doc = run.first_doc;
  for (std::uint64_t i = 0; i < df; ++i) {
    std::uint64_t gap = 0;
    std::uint64_t tf = 0;
    at = load_varint(at, end, gap);
    if (at != nullptr) at = load_varint(at, end, tf);
    if (at != nullptr) at = skip_varints(at, end, tf);
    if (at == nullptr) return broken_run();
    doc += gap;
    postings_.emplace_back(static_cast<DocId>(doc), static_cast<std::uint32_t>(tf));
  }
  return {};
}

}  // namespace riffle
