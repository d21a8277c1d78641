// The fields of a schema besides those of every article: from what a caller asks for, and back.
// Shape:   they go behind the fields that are there, whose numbers never change.
// Errors:  kInvalidArgument for a name that cannot be, a field that has another type; kResourceLimit.
// Threads: plain functions.
// Source:  format-spec 3.3.
#ifndef RIFFLE_INDEXING_FURTHER_FIELDS_H_
#define RIFFLE_INDEXING_FURTHER_FIELDS_H_

#include <vector>

#include "format/schema.h"
#include "riffle/error.h"
#include "riffle/schema.h"

namespace riffle {

/// Adds what `schema` does not have yet.
Status add_further_fields(const std::vector<FieldSpec>& fields, Schema& schema);

/// What add_further_fields() would have to be given to come from an article's fields to `schema`.
std::vector<FieldSpec> further_fields(const Schema& schema);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_FURTHER_FIELDS_H_
