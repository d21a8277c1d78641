#include "common_options.h"

#include <fmt/format.h>

#include <chrono>
#include <system_error>
#include <utility>

#include "errors.h"

namespace riffle_cli {
namespace {

constexpr std::size_t kMinMemoryBytes = std::size_t{32} << 20;

}  // namespace

CLI::Option* add_size(Arguments& arguments, const std::string& name, std::size_t& bytes, const std::string& help) {
  const auto take = [&bytes](const std::string& text) { bytes = *parse_byte_count(text); };
  return arguments.app().add_option_function<std::string>(name, take, help)->check(byte_count())->option_text("SIZE");
}

void add_trust(Arguments& arguments, riffle::OpenOptions& options) {
  CLI::Option* const untrusted = arguments.app().add_flag_callback(
      "--untrusted", [&options] { options.trust = riffle::Trust::kUntrusted; },
      "FILE comes from a stranger, or others can write to it: copy\nwhat is read of it, check the copy, and use that "
      "alone");
  add_size(arguments, "--copy-memory", options.copy_bytes,
           "with --untrusted: memory for the copies, and for what stored\narticles unpack to at once (default: 64M)")
      ->needs(untrusted);
}

void add_open_options(Arguments& arguments, riffle::OpenOptions& options) {
  arguments.app()
      .add_option("--as-of", options.generation, "read FILE as it was after commit N (riffle log lists them)")
      ->check(positive_number())
      ->option_text("N");
  add_trust(arguments, options);
}

void add_reading_options(Arguments& arguments, ReadingOptions& reading) {
  CLI::App& app = arguments.app();
  app.add_option("--match", reading.match, "what words side by side mean: all (the default) or any")
      ->check(CLI::IsMember({"all", "any"}))
      ->option_text("HOW");
  app.add_option(
         "--names", reading.names,
         "words with a capital also match other spellings of the\nname (Mohammed, Muhammad): on (the default) or off")
      ->check(CLI::IsMember({"on", "off"}))
      ->option_text("HOW");
  app.add_option("--spellings", reading.spellings,
                 "words also match their British or American spelling\n(colour, color): on (the default) or off")
      ->check(CLI::IsMember({"on", "off"}))
      ->option_text("HOW");
  app.add_option("--synonyms", reading.synonyms_path,
                 "words outside of quotes also match their synonyms in FILE:\nlines like \"car, automobile\" or "
                 "\"tv => television\", or\nWordNet's wn_s.pl")
      ->option_text("FILE");
}

riffle::ParseOptions parse_options(const ReadingOptions& reading) {
  return {.strict = reading.strict,
          .match_any = reading.match == "any",
          .names = reading.names == "on",
          .spellings = reading.spellings == "on"};
}

std::optional<int> read_synonyms(const std::string& path, riffle::Synonyms& synonyms) {
  if (path.empty()) return std::nullopt;
  riffle::Result<riffle::Synonyms> read = riffle::Synonyms::open(path);
  if (!read && read.error().code == riffle::ErrorCode::kNotFound) {
    return fail({}, without_full_stop(read.error().message), "check the path of the synonyms");
  }
  if (!read) return fail(path, read.error());
  synonyms = std::move(*read);
  return std::nullopt;
}

void add_format(Arguments& arguments, std::string& format) {
  arguments.app()
      .add_option("--format", format, "text (the default) or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
}

void add_indexing_effort(Arguments& arguments, std::string& memory, unsigned& threads) {
  constexpr unsigned kMostThreads = 1024;
  arguments.app()
      .add_option("--memory", memory,
                  "bound for indexing, 32M or more; where it is small fewer\nthreads work, and below 256M segments are "
                  "smaller\n"
                  "(default: 256M, or more where the threads need it)")
      ->option_text("SIZE");
  arguments.app()
      .add_option("--threads", threads, "threads that work (default: 0, one per processor)")
      ->check(whole_number())
      ->check(CLI::Range(0u, kMostThreads))
      ->option_text("N");
}

std::optional<int> parse_memory(std::string_view command, const std::string& text, std::size_t& bytes) {
  if (text.empty()) return std::nullopt;
  const std::optional<std::size_t> parsed = parse_byte_count(text);
  if (!parsed || *parsed < kMinMemoryBytes) {
    return fail_usage(command, fmt::format("--memory {} is not a size of at least 32M", text),
                      "write it like 256M or 2G");
  }
  bytes = *parsed;
  return std::nullopt;
}

void add_stamp(Arguments& arguments, bool& is_stamped) {
  arguments.app().add_flag("--stamp", is_stamped,
                           "record the time of the commit for riffle log; without\nit equal input gives equal bytes");
}

riffle::Date commit_time(bool is_stamped) {
  if (!is_stamped) return 0;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

void add_durability(Arguments& arguments, std::string& durability) {
  arguments.app()
      .add_option(
          "--durability", durability,
          "full (the default): when the command ends, the commit is\non the disk; normal: faster, but a crash of "
          "the system or\nthe power may take this one commit back")
      ->check(CLI::IsMember({"full", "normal"}))
      ->option_text("NAME");
}

riffle::Durability durability_of(const std::string& name) {
  return name == "normal" ? riffle::Durability::kNormal : riffle::Durability::kFull;
}

std::uint64_t parse_positive(const std::string& text) { return read_number<std::uint64_t>(text).value_or(0); }

}  // namespace riffle_cli
