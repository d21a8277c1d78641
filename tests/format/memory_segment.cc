#include "format/memory_segment.h"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

#include "analysis/analyzer.h"
#include "base/checksum.h"
#include "base/try.h"
#include "format/block_guard.h"
#include "format/stored_documents.h"

namespace riffle {
namespace {

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15u;
  return value ^ (value >> 29);
}

ByteBuffer dictionary_of(const std::vector<Document>& documents, const SegmentPlan& plan) {
  std::vector<ByteBuffer> samples;
  for (const Document& document : documents) {
    append_stored_record(document, plan.schema, true, samples.emplace_back());
  }
  return train_stored_dictionary(samples);
}

}  // namespace

std::unique_ptr<SegmentReader> MemorySegment::must_open() const {
  auto reader = open();
  if (!reader) {
    ADD_FAILURE() << reader.error().message;
    return nullptr;
  }
  return std::move(*reader);
}

void MemorySegment::repair_checksums() {
  const ByteSpan data = ByteSpan(bytes).first(static_cast<std::size_t>(entry.data_bytes));
  std::uint8_t* tree = bytes.data() + entry.data_bytes;
  ByteSpan below = data;
  for (const std::uint64_t level : BlockGuard::level_bytes(entry.data_bytes)) {
    for (std::size_t at = 0; at < below.size(); at += BlockGuard::kBlockBytes) {
      const std::size_t piece = std::min<std::size_t>(BlockGuard::kBlockBytes, below.size() - at);
      store(tree + at / BlockGuard::kBlockBytes * 8, checksum64(below.subspan(at, piece)));
    }
    below = ByteSpan(tree, static_cast<std::size_t>(level));
    tree += level;
  }
  entry.tree_root = checksum64(below);
}

SectionRow MemorySegment::row(SectionKind kind, std::uint32_t field) const {
  for (std::uint32_t i = 0; i < entry.section_count; ++i) {
    ByteReader reader(ByteSpan(bytes).subspan(static_cast<std::size_t>(entry.table_offset) + std::size_t{32} * i, 32));
    SectionRow row;
    row.kind = reader.read<std::uint32_t>();
    row.field = reader.read<std::uint32_t>();
    row.offset = reader.read<std::uint64_t>();
    row.bytes = reader.read<std::uint64_t>();
    if (row.kind == static_cast<std::uint32_t>(kind) && row.field == field) return row;
  }
  ADD_FAILURE() << "no section " << section_name(kind);
  return {};
}

std::uint64_t MemorySegment::section_offset(SectionKind kind, std::uint32_t field) const {
  return row(kind, field).offset;
}
std::uint64_t MemorySegment::section_bytes(SectionKind kind, std::uint32_t field) const {
  return row(kind, field).bytes;
}

Result<BuiltMemorySegment> build_segment(const std::vector<Document>& documents, const SegmentPlan& plan) {
  const ByteBuffer dictionary = plan.train_dictionary ? dictionary_of(documents, plan) : ByteBuffer();
  BuilderOptions options;
  options.schema = &plan.schema;
  options.store = plan.store;
  options.run_budget_bytes = plan.run_budget_bytes;
  options.spill_folder = testing::TempDir();
  options.threads = plan.threads;
  MemorySink sink;
  SegmentBuilder builder(options, sink, dictionary);
  RIFFLE_TRY_ASSIGN(std::unique_ptr<Analyzer> analyzer, make_analyzer(plan.analyzer));
  BatchIndexer indexer({.schema = &plan.schema, .store = plan.store, .mark_sentences = plan.mark_sentences},
                       std::move(analyzer), make_stored_dictionary(dictionary));
  Batch batch;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    batch.documents.push_back(documents[i]);
    if (batch.documents.size() < plan.batch_documents && i + 1 < documents.size()) continue;
    RIFFLE_TRY_ASSIGN(IndexedBatch indexed, indexer.index(batch));
    RIFFLE_TRY(builder.add(std::move(indexed)));
    const std::uint64_t next_number = batch.number + 1;
    batch = Batch();
    batch.number = next_number;
    batch.first_doc = static_cast<DocId>(i + 1);
  }
  BuiltMemorySegment out;
  RIFFLE_TRY_ASSIGN(out.built, builder.finish([&](std::string_view id) -> Status {
    out.ids.emplace_back(id);
    return {};
  }));
  out.segment = MemorySegment(std::move(sink.bytes), out.built.entry, plan.schema);
  return out;
}

MemorySegment must_build(const std::vector<Document>& documents, const SegmentPlan& plan) {
  auto built = build_segment(documents, plan);
  if (!built) {
    ADD_FAILURE() << built.error().message;
    return {};
  }
  return std::move(built->segment);
}

Document make_document(std::string id, std::string title, std::string body) {
  Document document;
  document.id = std::move(id);
  document.title = std::move(title);
  document.body = std::move(body);
  return document;
}

std::vector<Document> varied_documents(std::size_t count) {
  std::vector<Document> documents;
  for (std::size_t i = 0; i < count; ++i) {
    std::string body = "the of";
    for (std::size_t j = 0; j < 6 + i % 30; ++j) {
      const std::uint64_t draw = mixed(i * 1009 + j);
      body += draw % 4 == 0 ? std::string(" of") : " w" + std::to_string(mixed(draw) % 900);
    }
    if (i % 10 == 3) body += " only" + std::to_string(i);
    if (i % 50 == 7) {
      for (int j = 0; j < 20; ++j) body += " again";
    }
    Document document = make_document("n" + std::to_string(i), "the title t" + std::to_string(i % 17), std::move(body));
    if (i % 5 != 0) document.date = 1732924800 + static_cast<Date>(mixed(i) % 5000) * 3600;
    if (i % 3 != 0) document.source = i % 2 == 0 ? "Rudaw" : "Reuters";
    if (i % 4 == 0) document.extra = {{"section", "\"world\""}};
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace riffle
