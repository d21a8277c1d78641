// The options of a query as C gives them.
#ifndef RIFFLE_API_C_QUERY_H_
#define RIFFLE_API_C_QUERY_H_

#include "riffle/error.h"
#include "riffle/query.h"
#include "riffle/riffle_c.h"

namespace riffle {

Result<ParseOptions> c_parse_options(const riffle_parse_options* given);

}  // namespace riffle

#endif  // RIFFLE_API_C_QUERY_H_
