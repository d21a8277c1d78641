// RIFFLE_TRY: early return of an error; the only helper macro.
#ifndef RIFFLE_BASE_TRY_H_
#define RIFFLE_BASE_TRY_H_

#include <utility>

#include "riffle/error.h"

#define RIFFLE_TRY_CONCAT_(a, b) a##b
#define RIFFLE_TRY_CONCAT(a, b) RIFFLE_TRY_CONCAT_(a, b)

/// RIFFLE_TRY(expr): returns the error of a Status. RIFFLE_TRY_ASSIGN(declaration, expr): the value or return.
#define RIFFLE_TRY(expression)                                   \
  do {                                                           \
    if (auto riffle_status_ = (expression); !riffle_status_) {   \
      return std::unexpected(std::move(riffle_status_).error()); \
    }                                                            \
  } while (false)

#define RIFFLE_TRY_ASSIGN_(temporary, declaration, expression) \
  auto temporary = (expression);                               \
  if (!temporary) {                                            \
    return std::unexpected(std::move(temporary).error());      \
  }                                                            \
  declaration = std::move(*temporary)

#define RIFFLE_TRY_ASSIGN(declaration, expression) \
  RIFFLE_TRY_ASSIGN_(RIFFLE_TRY_CONCAT(riffle_result_, __LINE__), declaration, expression)

#endif  // RIFFLE_BASE_TRY_H_
