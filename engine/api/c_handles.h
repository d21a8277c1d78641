// The objects behind the handles of riffle_c.h.
#ifndef RIFFLE_API_C_HANDLES_H_
#define RIFFLE_API_C_HANDLES_H_

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "api/c_support.h"
#include "riffle/aggregation.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/query.h"
#include "riffle/riffle_c.h"
#include "riffle/schema.h"
#include "riffle/synonyms.h"

struct riffle_error {
  riffle::Error value;
};

struct riffle_cancel {
  std::atomic<bool> is_requested = false;
};

struct riffle_index {
  riffle::Index value;
};

struct riffle_query {
  riffle::Query value;
};

struct riffle_synonyms {
  riffle::Synonyms value;
};

struct riffle_document {
  explicit riffle_document(riffle::Document document) : value(std::move(document)), view(value) {}

  riffle::Document value;
  riffle::CArticle view;
};

struct riffle_aggregates {
  riffle::Aggregations value;
};

struct riffle_writer {
  riffle::IndexWriter value;
  std::vector<riffle::FieldSpec> fields;  ///< that it was opened with
  riffle::ArticleParser parser;
};

#endif  // RIFFLE_API_C_HANDLES_H_
