// Comparing one query's answers: the engine's against the model's.
#ifndef RIFFLE_TESTS_MODEL_COMPARE_H_
#define RIFFLE_TESTS_MODEL_COMPARE_H_

#include <string>
#include <vector>

#include "naive_engine.h"
#include "query_model.h"
#include "random.h"
#include "random_query.h"
#include "riffle/index.h"

namespace model {

/// Runs `tree` in every way that the API offers; an empty string when all answers agree, else what differs.
/// `random` chooses limits and offsets.
std::string difference(const riffle::Index& index, const NaiveEngine& engine, const QueryMaker& maker, const Tree& tree,
                       Random random);

/// The smallest tree found that still differs, as query text with its difference.
std::string shrink(const riffle::Index& index, const NaiveEngine& engine, const QueryMaker& maker, Tree tree,
                   const Random& random);

/// The first of `notes`, but for the one on a small "or", which stands in these texts as any other word; "" = none.
std::string unexpected_note(const std::vector<std::string>& notes);

/// Compares documents, statistics and terms, which no query shows; empty when they agree.
std::string content_difference(const riffle::Index& index, const NaiveEngine& engine, riffle::StoreMode store,
                               bool ids_repeat);

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_COMPARE_H_
