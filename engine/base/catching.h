// catching(): runs code that may allocate or call throwing libraries and turns what it throws into an Error.
#ifndef RIFFLE_BASE_CATCHING_H_
#define RIFFLE_BASE_CATCHING_H_

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "base/errors.h"
#include "riffle/error.h"

namespace riffle {

/// Calls `body`, which returns a Result or a Status, and returns what it returns.
template <typename Body>
auto catching(Body&& body) -> std::invoke_result_t<Body> {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    return make_error(ErrorCode::kOutOfMemory, "out of memory");
  } catch (const std::length_error&) {
    return make_error(ErrorCode::kOutOfMemory, "out of memory");
  } catch (const std::exception& error) {
    return make_error(ErrorCode::kIo, std::string("a library failed: ") + error.what());
  }
}

}  // namespace riffle

#endif  // RIFFLE_BASE_CATCHING_H_
