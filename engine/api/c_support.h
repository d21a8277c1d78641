// What the functions of riffle_c.h share: errors, structs that may grow, texts.
// Shape:   every function that can fail is one call of c_call(), whose body returns a Status.
// Errors:  nothing leaves c_call() but a code: what is thrown becomes one, also by a callback of a C++ program.
#ifndef RIFFLE_API_C_SUPPORT_H_
#define RIFFLE_API_C_SUPPORT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/catching.h"
#include "base/errors.h"
#include "base/try.h"
#include "riffle/document.h"
#include "riffle/error.h"
#include "riffle/riffle_c.h"
#include "riffle/search_control.h"
#include "riffle/snippet.h"

namespace riffle {

/// The number of the error, which is given to the caller who wants it.
int c_report(riffle_error** error, Error&& value) noexcept;
/// The same of what is no std::exception, and of errors that there is no memory for.
int c_report_unknown(riffle_error** error) noexcept;

template <typename Body>
int c_call(riffle_error** error, Body&& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    Status status = catching(std::forward<Body>(body));
    return status ? RIFFLE_OK : c_report(error, std::move(status).error());
  } catch (...) {
    return c_report_unknown(error);
  }
}

/// `pointer` is an argument that must be there.
template <typename T>
Status c_needs(T* pointer, const char* name) {
  if (pointer != nullptr) return {};
  return invalid_argument(std::string(name) + " is NULL");
}

// Structs of callers begin with their size, and may come from an older or a newer header.

Status c_check_size(std::size_t size, std::size_t known, const void* of_caller, bool is_input);

/// Options of a caller: what an older header does not have is 0, what only a newer one has must be 0. NULL is all 0.
template <typename Options>
Result<Options> c_options(const Options* given) {
  static_assert(std::is_trivially_copyable_v<Options>);
  Options options{};
  if (given == nullptr) return options;
  RIFFLE_TRY(c_check_size(given->size, sizeof(Options), given, true));
  std::memcpy(&options, given, std::min(given->size, sizeof(Options)));
  return options;
}

/// Fills the struct of a caller as far as his header has it; what only a newer one has becomes 0.
template <typename Struct>
Status c_fill(Struct* of_caller, Struct value) {
  static_assert(std::is_trivially_copyable_v<Struct>);
  RIFFLE_TRY(c_needs(of_caller, "the result"));
  const std::size_t size = of_caller->size;
  RIFFLE_TRY(c_check_size(size, sizeof(Struct), of_caller, false));
  value.size = size;
  std::memset(static_cast<void*>(of_caller), 0, size);
  std::memcpy(static_cast<void*>(of_caller), &value, std::min(size, sizeof(Struct)));
  return {};
}

/// The same where NULL says that nobody wants it.
template <typename Struct>
Status c_fill_wanted(Struct* of_caller, const Struct& value) {
  return of_caller == nullptr ? Status() : c_fill(of_caller, value);
}

/// The same check before work is done that cannot be taken back.
template <typename Struct>
Status c_check_wanted(const Struct* of_caller) {
  return of_caller == nullptr ? Status() : c_check_size(of_caller->size, sizeof(Struct), of_caller, false);
}

/// Only bits of `known`.
Status c_check_flags(std::uint64_t flags, std::uint64_t known);
/// An enumerator from 0 to `last`.
Status c_check_choice(std::uint64_t value, std::uint64_t last, const char* name);

// Texts.

/// A text that must be there.
Result<std::string_view> c_needed_text(const char* data, std::size_t length, const char* name);
/// One of a struct: NULL is an empty one.
Result<std::string_view> c_text_of(const riffle_text& text);
/// A zero terminated one: NULL is an empty one.
std::string c_string_of(const char* text);
/// `count` zero terminated ones that must be there.
Result<std::vector<std::string>> c_strings_of(const char* const* texts, std::size_t count, const char* name);
/// Points into `text`.
inline riffle_text c_text(const std::string& text) { return {text.c_str(), text.size()}; }
/// A copy that riffle_free() frees; `length` may be NULL.
Status c_give(std::string_view text, char** given, std::size_t* length);

/// Puts what `make` gives into `*handle`, which is NULL when that fails.
template <typename Handle, typename Make>
int c_make(Handle** handle, riffle_error** error, Make&& make) noexcept {
  if (handle != nullptr) *handle = nullptr;
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(handle, "the place for the result"));
    RIFFLE_TRY_ASSIGN(std::unique_ptr<Handle> made, make());
    *handle = made.release();
    return {};
  });
}

/// The same for texts: `make` gives a std::string.
template <typename Make>
int c_make_text(char** given, std::size_t* length, riffle_error** error, Make&& make) noexcept {
  if (given != nullptr) *given = nullptr;
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(given, "the place for the result"));
    RIFFLE_TRY_ASSIGN(const std::string text, make());
    return c_give(text, given, length);
  });
}

Result<SearchControl> c_control(const riffle_limits* limits);

/// An article as C sees it. Life: the texts are those of the document, the members those of this object.
class CArticle {
 public:
  explicit CArticle(const Document& document);
  [[nodiscard]] const riffle_article& article() const { return article_; }

 private:
  std::vector<riffle_member> members_;
  riffle_article article_{};
};

Result<Document> c_document(const riffle_article& article);

}  // namespace riffle

#endif  // RIFFLE_API_C_SUPPORT_H_
