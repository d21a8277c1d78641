// A batch of documents -> a run, stored blocks and per-document values: the unit of parallel work.
// Shape:   batches are cut by content alone (kBatchBytes of text or kBatchDocuments), so the file does not depend on
//          threads; where memory is small kSmallBatchBytes.
// Threads: one BatchIndexer for each thread.
#ifndef RIFFLE_INDEXING_BATCH_H_
#define RIFFLE_INDEXING_BATCH_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "format/schema.h"
#include "format/stored_documents.h"
#include "indexing/class_runs.h"
#include "indexing/copy_finder.h"
#include "indexing/run.h"
#include "indexing/term_table.h"
#include "riffle/document.h"
#include "riffle/error.h"
#include "text/sentences.h"

namespace riffle {

inline constexpr std::size_t kBatchBytes = 4 << 20;
inline constexpr std::size_t kSmallBatchBytes = 1 << 20;
/// Tiny documents take more memory than their text; no more of them stand in one batch.
inline constexpr std::size_t kBatchDocuments = 1 << 16;
/// Tokens of a batch, and bytes of different terms: more than text that is analysed word by word ever has. An analyzer
/// that makes many out of each must not get beyond what 32 bits count.
inline constexpr std::size_t kBatchTokens = std::size_t{1} << 27;
inline constexpr std::size_t kBatchTermBytes = std::size_t{1} << 31;

/// Documents as they were added, with the number of the first one in its segment.
struct Batch {
  std::uint64_t number = 0;
  DocId first_doc = 0;
  std::vector<Document> documents;
  std::size_t bytes = 0;  ///< of text, roughly
};

/// Stored blocks of a batch, back to back.
struct StoredBlocks {
  ByteBuffer bytes;
  std::vector<std::uint32_t> block_bytes;
  std::vector<std::uint32_t> raw_bytes;
  std::vector<std::uint32_t> first_docs;  ///< in the segment
};

struct IndexedBatch {
  std::uint64_t number = 0;
  std::uint32_t doc_count = 0;
  Run run;
  StoredBlocks stored;
  std::vector<std::uint32_t> field_lengths;                       ///< text field count values a document
  std::vector<std::vector<std::optional<std::int64_t>>> numbers;  ///< by date or number field, in schema order
  BatchShingles shingles;  ///< of the bodies; empty when copies are not looked for
};

/// Where a term stands: a document of the batch and a position in it.
struct Place {
  std::uint32_t doc;
  std::uint32_t position;
};

struct BatchOptions {
  const Schema* schema = nullptr;
  StoreMode store = StoreMode::kFull;
  bool find_copies = false;
  bool mark_sentences = false;
};

class BatchIndexer final : private TokenSink {
 public:
  BatchIndexer(const BatchOptions& options, std::unique_ptr<Analyzer> analyzer,
               std::shared_ptr<const StoredDictionary> dictionary);

  Result<IndexedBatch> index(const Batch& batch);

 private:
  void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override;
  void begin_sentence(std::uint32_t position, std::uint32_t begin);
  Status index_text(const Batch& batch, IndexedBatch& out);
  /// kResourceLimit before numbers of tokens get out of hand, and what the analyzer says of itself.
  [[nodiscard]] Status check_tokens(const Document& document) const;
  Run invert(const Batch& batch);
  std::vector<FormPlace> write_text_terms(const Batch& batch, const std::vector<std::uint32_t>& sorted);
  void write_keywords(const Batch& batch);
  void forget_large_buffers();

  BatchOptions options_;
  std::unique_ptr<Analyzer> analyzer_;
  std::shared_ptr<const StoredDictionary> dictionary_;
  TermTable terms_;
  std::string member_text_;  // of the field that is being analysed, when it is an extra member's
  TermOccurrences occurrences_;
  TermQueue queue_{terms_, occurrences_};
  std::vector<std::size_t> doc_ends_;  // in occurrences_, by document
  // Kept from batch to batch: the system takes longer to give fresh memory than it takes to fill it.
  LargeVector<Place> places_;  // of all terms, each in document order; may be longer than what is used
  ByteBuffer postings_;        // of one term; may be longer
  RunWriter writer_{0};
  std::size_t most_shingles_ = 0;  // of a batch so far
  std::uint32_t field_start_ = 0;  // position of the field that is being analysed
  std::uint32_t field_limit_ = 0;  // positions that the document may still take
  bool field_begins_ = false;      // no token of the field has come yet
  SentenceStarts sentences_;
  std::size_t next_sentence_ = SentenceStarts::kNone;  // byte of the field
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_BATCH_H_
