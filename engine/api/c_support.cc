#include "api/c_support.h"

#include <chrono>
#include <cstdlib>
#include <new>

#include "api/c_handles.h"
#include "text/json_text.h"

namespace riffle {
namespace {

/// No header has a struct of so many bytes: who passes more has not set the size.
constexpr std::size_t kMostStructBytes = 4096;
constexpr std::uint64_t kLongestTime = 1'000'000'000'000'000;  ///< microseconds, 31 years: no limit

/// A switch, so that the compiler notices a code which the C header does not have.
constexpr int c_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return RIFFLE_INVALID_ARGUMENT;
    case ErrorCode::kBadQuery: return RIFFLE_BAD_QUERY;
    case ErrorCode::kNotFound: return RIFFLE_NOT_FOUND;
    case ErrorCode::kIo: return RIFFLE_IO;
    case ErrorCode::kNotRiffle: return RIFFLE_NOT_RIFFLE;
    case ErrorCode::kUnsupportedVersion: return RIFFLE_UNSUPPORTED_VERSION;
    case ErrorCode::kCorrupt: return RIFFLE_CORRUPT;
    case ErrorCode::kResourceLimit: return RIFFLE_RESOURCE_LIMIT;
    case ErrorCode::kOutOfMemory: return RIFFLE_OUT_OF_MEMORY;
    case ErrorCode::kLocked: return RIFFLE_LOCKED;
    case ErrorCode::kDeadline: return RIFFLE_DEADLINE;
    case ErrorCode::kCancelled: return RIFFLE_CANCELLED;
    case ErrorCode::kUnknownAnalyzer: return RIFFLE_UNKNOWN_ANALYZER;
    case ErrorCode::kAnalyzerFault: return RIFFLE_ANALYZER_FAULT;
    case ErrorCode::kCommitUnknown: return RIFFLE_COMMIT_UNKNOWN;
  }
  return -1;
}

constexpr int kLastCode = RIFFLE_COMMIT_UNKNOWN;

/// The numbers are those of error.h, for ever.
constexpr bool are_codes_equal() {
  for (int code = 1; code <= kLastCode; ++code) {
    if (c_code(static_cast<ErrorCode>(code)) != code) return false;
  }
  return c_code(static_cast<ErrorCode>(kLastCode + 1)) == -1;
}
static_assert(are_codes_equal());

/// Given where there is no memory for an error. Short enough to need none itself.
riffle_error no_memory{Error{.code = ErrorCode::kOutOfMemory, .message = "out of memory"}};

}  // namespace

int c_report(riffle_error** error, Error&& value) noexcept {
  const int code = static_cast<int>(value.code);
  if (error == nullptr) return code;
  *error = new (std::nothrow) riffle_error{std::move(value)};
  if (*error == nullptr) *error = &no_memory;
  return code;
}

int c_report_unknown(riffle_error** error) noexcept {
  if (error != nullptr) *error = &no_memory;
  return RIFFLE_OUT_OF_MEMORY;
}

Status c_check_size(std::size_t size, std::size_t known, const void* of_caller, bool is_input) {
  if (size <= sizeof(std::size_t) || size > kMostStructBytes) {
    return invalid_argument("the member `size` of a struct is not set; it must be sizeof the struct");
  }
  if (!is_input || size <= known) return {};
  const auto* bytes = static_cast<const unsigned char*>(of_caller);
  const bool is_known = std::all_of(bytes + known, bytes + size, [](unsigned char byte) { return byte == 0; });
  return is_known ? Status() : invalid_argument("an option that only a newer library knows");
}

Status c_check_flags(std::uint64_t flags, std::uint64_t known) {
  if ((flags & ~known) == 0) return {};
  return invalid_argument("a flag that this library does not know");
}

Status c_check_choice(std::uint64_t value, std::uint64_t last, const char* name) {
  if (value <= last) return {};
  return invalid_argument("`" + std::string(name) + "` has a value that this library does not know");
}

Result<std::string_view> c_needed_text(const char* data, std::size_t length, const char* name) {
  RIFFLE_TRY(c_needs(data, name));
  return std::string_view(data, length == RIFFLE_ZERO_TERMINATED ? std::strlen(data) : length);
}

Result<std::string_view> c_text_of(const riffle_text& text) {
  if (text.data != nullptr) return c_needed_text(text.data, text.length, "a text");
  if (text.length == 0 || text.length == RIFFLE_ZERO_TERMINATED) return std::string_view();
  return invalid_argument("a text that is NULL has a length");
}

std::string c_string_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

Result<std::vector<std::string>> c_strings_of(const char* const* texts, std::size_t count, const char* name) {
  std::vector<std::string> strings;
  if (count > 0) RIFFLE_TRY(c_needs(texts, name));
  for (std::size_t i = 0; i < count; ++i) {
    RIFFLE_TRY(c_needs(texts[i], name));
    strings.emplace_back(texts[i]);
  }
  return strings;
}

Status c_give(std::string_view text, char** given, std::size_t* length) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) return make_error(ErrorCode::kOutOfMemory, "out of memory");
  text.copy(copy, text.size());
  copy[text.size()] = '\0';
  *given = copy;
  if (length != nullptr) *length = text.size();
  return {};
}

Result<SearchControl> c_control(const riffle_limits* limits) {
  RIFFLE_TRY_ASSIGN(const riffle_limits given, c_options(limits));
  SearchControl control;
  if (given.time_us != 0 && given.time_us < kLongestTime) {
    control.deadline = std::chrono::steady_clock::now() + std::chrono::microseconds(given.time_us);
  }
  if (given.cancel != nullptr) control.cancel = &given.cancel->is_requested;
  control.work_limit = given.work == RIFFLE_UNLIMITED ? 0 : given.work;
  if (given.memory_bytes != 0) control.memory_limit = given.memory_bytes == RIFFLE_UNLIMITED ? 0 : given.memory_bytes;
  return control;
}

CArticle::CArticle(const Document& document) {
  members_.reserve(document.extra.size());
  for (const ExtraMember& extra : document.extra) {
    members_.push_back({.name = c_text(extra.name), .json = c_text(extra.json)});
  }
  article_ = {.size = sizeof(riffle_article),
              .id = c_text(document.id),
              .title = c_text(document.title),
              .body = c_text(document.body),
              .source = c_text(document.source),
              .url = c_text(document.url),
              .date = document.date.value_or(0),
              .has_date = document.date.has_value() ? std::uint64_t{1} : 0,
              .members = members_.data(),
              .member_count = members_.size()};
}

Result<Document> c_document(const riffle_article& article) {
  Document document;
  RIFFLE_TRY_ASSIGN(document.id, c_text_of(article.id));
  RIFFLE_TRY_ASSIGN(document.title, c_text_of(article.title));
  RIFFLE_TRY_ASSIGN(document.body, c_text_of(article.body));
  RIFFLE_TRY_ASSIGN(document.source, c_text_of(article.source));
  RIFFLE_TRY_ASSIGN(document.url, c_text_of(article.url));
  RIFFLE_TRY(c_check_choice(article.has_date, 1, "has_date"));
  if (article.has_date == 1) document.date = article.date;
  if (article.member_count > 0) RIFFLE_TRY(c_needs(article.members, "members"));
  for (std::size_t i = 0; i < article.member_count; ++i) {
    ExtraMember& extra = document.extra.emplace_back();
    RIFFLE_TRY_ASSIGN(extra.name, c_text_of(article.members[i].name));
    RIFFLE_TRY_ASSIGN(extra.json, c_text_of(article.members[i].json));
    if (extra.name.empty()) return invalid_argument("a member without a name");
    if (!is_json_value(extra.json)) {
      return invalid_argument("the value of the member \"" + extra.name + "\" is no JSON text");
    }
  }
  return document;
}

}  // namespace riffle

const char* riffle_code_name(int code) {
  if (code == RIFFLE_OK) return "ok";
  if (code < RIFFLE_INVALID_ARGUMENT || code > riffle::kLastCode) return "unknown";
  // The names are literals, and so zero terminated.
  return riffle::error_code_name(static_cast<riffle::ErrorCode>(code)).data();
}

int riffle_error_code(const riffle_error* error) {
  return error == nullptr ? RIFFLE_OK : static_cast<int>(error->value.code);
}

const char* riffle_error_message(const riffle_error* error) {
  return error == nullptr ? "" : error->value.message.c_str();
}

const char* riffle_error_section(const riffle_error* error) {
  return error == nullptr ? "" : error->value.section.c_str();
}

std::uint64_t riffle_error_offset(const riffle_error* error) { return error == nullptr ? 0 : error->value.offset; }

int riffle_error_os_error(const riffle_error* error) { return error == nullptr ? 0 : error->value.os_error; }

void riffle_error_free(riffle_error* error) {
  if (error != &riffle::no_memory) delete error;
}

void riffle_free(void* memory) { std::free(memory); }
