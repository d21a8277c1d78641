// Caller: draws the arguments of calls of the C interface from an input, makes the calls, and checks what they give.
// Life:    objects that calls gave stay in their places until they are replaced, or the caller goes.
#ifndef RIFFLE_FUZZ_C_API_CALLER_H_
#define RIFFLE_FUZZ_C_API_CALLER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <list>
#include <memory>
#include <string_view>
#include <utility>

#include "c_api_support.h"
#include "check.h"
#include "riffle/riffle_c.h"
#include "source.h"

namespace riffle::fuzz {

inline void touch(riffle_text text) {
  check(text.data != nullptr && text.data[text.length] == '\0');
  check(std::strlen(text.data) <= text.length);
}

class Caller {
 protected:
  explicit Caller(Source& source) : source_(source) {}
  ~Caller() = default;

  /// What a call is made with is drawn before it, so that no order of arguments matters.
  void begin_call() {
    texts_.clear();
    picks_ = source_.byte();
    nulls_ = source_.byte();
  }

  // What arguments are drawn from.

  std::uint64_t number() {
    static constexpr std::array<std::uint64_t, 12> kNumbers{
        0, 1, 2, 3, 10, 100, 0x7FFFFFFF, 0xFFFFFFFF, 1ull << 32, 1ull << 62, 1ull << 63, ~std::uint64_t{0}};
    return kNumbers[source_.byte() % kNumbers.size()];
  }
  std::size_t size_number() { return static_cast<std::size_t>(number()); }
  double real() {
    static constexpr std::array<double, 8> kReals{0, 0.5, 1, -1, 1e-300, 1e300, __builtin_inf(), __builtin_nan("")};
    return kReals[source_.byte() % kReals.size()];
  }
  /// Flags or enumerators: mostly of the few that there are.
  std::uint64_t choice() {
    const std::uint32_t draw = source_.byte();
    return draw < 224 ? draw % 32 : number();
  }
  int stop() { return source_.byte() % 8 == 7 ? 1 : 0; }

  /// A text of its own, which stays until the call is over; its length may stand for zero termination.
  riffle_text text() {
    static constexpr std::array<const char*, 14> kTexts{"ash",
                                                        "oak elm",
                                                        "n0",
                                                        "n1",
                                                        "\"ash of\"",
                                                        "title:ash OR old",
                                                        "date:>=2024-11-02",
                                                        "a*",
                                                        "ash~1",
                                                        "{\"id\":\"x\",\"body\":\"ash oak\"}",
                                                        "rudaw",
                                                        "[1,2]",
                                                        "price:[1 TO 3]",
                                                        "((("};
    const std::uint32_t draw = source_.byte();
    if (draw >= 250) return {nullptr, draw % 2 == 0 ? 0 : RIFFLE_ZERO_TERMINATED};
    if (draw == 249) return {nullptr, 3};
    if (draw < 160) {
      const std::string_view chosen = kTexts[draw % kTexts.size()];
      return {chosen.data(), draw % 3 == 0 ? RIFFLE_ZERO_TERMINATED : chosen.size()};
    }
    const std::string_view given = source_.bytes(draw % 48);
    // Exactly as long as it says, so that a byte behind it is seen.
    auto& kept = texts_.emplace_back(std::make_unique<char[]>(given.size() + (draw % 2)));
    if (!given.empty()) std::memcpy(kept.get(), given.data(), given.size());
    return {kept.get(), draw % 2 == 0 ? given.size() : RIFFLE_ZERO_TERMINATED};
  }
  const char* name() {
    static constexpr std::array<const char*, 14> kNames{nullptr, "",      "title",   "body", "text",    "id", "source",
                                                        "date",  "price", "section", "url",  "english", "no", "simple"};
    return kNames[source_.byte() % kNames.size()];
  }
  const char* path() {
    const std::uint32_t draw = source_.byte();
    if (draw < 160) return files().existing(draw);
    return draw < 250 ? files().path(draw) : draw < 253 ? "" : nullptr;
  }
  const char* new_path() {
    const std::uint32_t draw = source_.byte();
    files().will_change();
    return draw < 192 ? files().missing(draw) : draw < 250 ? files().path(draw) : nullptr;
  }

  template <typename Struct>
  Sized<Struct> sized(const Struct& value = {}) {
    return Sized<Struct>(value, source_.byte());
  }
  /// Options, or none.
  template <typename Struct>
  const Struct* or_null(const Sized<Struct>& options) {
    return nulls_ / 16 == 15 ? nullptr : options.get();
  }

  Sized<riffle_limits> limits() {
    riffle_limits limits{};
    const std::uint32_t draw = source_.byte();
    if (draw >= 128) limits.cancel = cancels_.at(source_.byte());
    if (draw % 4 == 1) limits.work = number();
    if (draw % 4 == 2) limits.memory_bytes = number();
    if (draw % 8 == 3) limits.time_us = number();
    return sized(limits);
  }

  // What holds of every call.

  template <typename Body>
  bool call(Body&& body) {
    riffle_error* error = nullptr;
    const bool is_wanted = nulls_ % 8 != 6;
    const int code = body(is_wanted ? &error : nullptr);
    check(code >= RIFFLE_OK && code <= RIFFLE_COMMIT_UNKNOWN);
    check(std::strcmp(riffle_code_name(code), "unknown") != 0);
    if (is_wanted) {
      check((error != nullptr) == (code != RIFFLE_OK));
      check(riffle_error_code(error) == code);
      check(code == RIFFLE_OK || riffle_error_message(error)[0] != '\0');
      check(riffle_error_section(error) != nullptr);
      (void)riffle_error_offset(error);
      (void)riffle_error_os_error(error);
      riffle_error_free(error);
    }
    return code == RIFFLE_OK;
  }

  /// A call that gives an object, which is put somewhere.
  template <typename Object, void (*kFree)(Object*), typename Body>
  void make(Places<Object, kFree>& places, Body&& body) {
    Object* made = nullptr;
    Object** const to = nulls_ % 16 == 13 ? nullptr : &made;
    const bool is_ok = call([&](riffle_error** error) { return body(to, error); });
    check(is_ok == (made != nullptr));
    if (made != nullptr) places.put(source_.byte(), made);
  }

  template <typename Body>
  void make_text(Body&& body) {
    char* made = nullptr;
    std::size_t length = 0;
    const bool has_length = nulls_ % 2 == 0;
    const bool is_ok = call([&](riffle_error** error) {
      return body(nulls_ % 16 == 13 ? nullptr : &made, has_length ? &length : nullptr, error);
    });
    check(is_ok == (made != nullptr));
    if (is_ok && has_length) check(made[length] == '\0');
    riffle_free(made);
  }

  /// A call that fills a struct, which `look` sees when it is there in full.
  template <typename Struct, typename Body, typename Look>
  void fill(Body&& body, Look&& look) {
    const Sized<Struct> result = sized<Struct>();
    const bool is_ok =
        call([&](riffle_error** error) { return body(nulls_ % 16 == 13 ? nullptr : result.get(), error); });
    if (is_ok && result.is_whole()) look(result.value());
  }
  template <typename Struct, typename Body>
  void fill(Body&& body) {
    fill<Struct>(std::forward<Body>(body), [](const Struct&) {});
  }

  // Objects that calls are made with: one of those that are there, or NULL.

  [[nodiscard]] riffle_index* index() const { return indexes_.at(picks_); }
  [[nodiscard]] riffle_query* query() const { return queries_.at(picks_ / 3); }
  [[nodiscard]] riffle_writer* writer() const { return writers_.at(picks_ / 9); }
  /// Whether NULL is to stand in the place of a pointer.
  [[nodiscard]] bool nothing() const { return nulls_ % 16 == 15; }

  Source& source_;
  std::uint32_t picks_ = 0;                   // which of the objects
  std::uint32_t nulls_ = 0;                   // which of the pointers are NULL
  std::list<std::unique_ptr<char[]>> texts_;  // of the call that goes on
  // Limits name a flag while a call goes on; writers come last, so that they are closed first.
  Places<riffle_cancel, riffle_cancel_free> cancels_;
  Places<riffle_synonyms, riffle_synonyms_free> synonyms_;
  Places<riffle_query, riffle_query_free> queries_;
  Places<riffle_hits, riffle_hits_free> hits_;
  Places<riffle_document, riffle_document_free> documents_;
  Places<riffle_aggregates, riffle_aggregates_free> aggregates_;
  Places<riffle_index, riffle_index_close> indexes_;
  Places<riffle_writer, riffle_writer_close> writers_;
};

}  // namespace riffle::fuzz

#endif  // RIFFLE_FUZZ_C_API_CALLER_H_
