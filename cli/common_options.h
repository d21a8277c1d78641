// Options that several commands have, declared in one place so that they read alike.
#ifndef RIFFLE_CLI_COMMON_OPTIONS_H_
#define RIFFLE_CLI_COMMON_OPTIONS_H_

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "arguments.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/synonyms.h"

namespace riffle_cli {

/// An option NAME SIZE, as 64M, into `bytes`.
CLI::Option* add_size(Arguments& arguments, const std::string& name, std::size_t& bytes, const std::string& help);

/// --untrusted and --copy-memory SIZE: how the bytes of FILE are read.
void add_trust(Arguments& arguments, riffle::OpenOptions& options);

/// The same and --as-of N: the commit to read.
void add_open_options(Arguments& arguments, riffle::OpenOptions& options);

/// How the text of a query is read.
struct ReadingOptions {
  std::string match = "all";
  std::string names = "on";
  std::string spellings = "on";
  std::string synonyms_path;
  bool strict = false;  ///< --strict, which each command declares
};

/// --match all|any, --names on|off, --spellings on|off and --synonyms FILE.
void add_reading_options(Arguments& arguments, ReadingOptions& reading);

/// What these ask of the library, but for the synonyms.
riffle::ParseOptions parse_options(const ReadingOptions& reading);

/// Reads the file, unless `path` is empty; an exit code when that fails.
std::optional<int> read_synonyms(const std::string& path, riffle::Synonyms& synonyms);

/// --format text|json.
void add_format(Arguments& arguments, std::string& format);

/// --memory SIZE and --threads N of what makes an index from another.
void add_indexing_effort(Arguments& arguments, std::string& memory, unsigned& threads);

/// --memory SIZE as the user typed it, into `bytes`; an exit code when it is no size or too small.
std::optional<int> parse_memory(std::string_view command, const std::string& text, std::size_t& bytes);

/// --stamp: the commit records when it was made.
void add_stamp(Arguments& arguments, bool& is_stamped);

/// Seconds since 1970, or 0 when the commit is not to be stamped.
riffle::Date commit_time(bool is_stamped);

/// --durability full|normal: what the commit waits for.
void add_durability(Arguments& arguments, std::string& durability);

riffle::Durability durability_of(const std::string& name);

/// The number that the whole of a text is; none when it is not.
template <typename Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// A number of 1 or more as the user typed it, of a commit for example; 0 when it is none.
std::uint64_t parse_positive(const std::string& text);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_COMMON_OPTIONS_H_
