// riffle_c.h: whole files, dates, and the process.
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/c_handles.h"
#include "api/c_support.h"
#include "api/c_writer.h"
#include "riffle/article_reader.h"
#include "riffle/bus_guard.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/maintenance.h"
#include "riffle/riffle_c.h"
#include "riffle/version.h"

namespace riffle {
namespace {

void tell_faults(const std::vector<Fault>& faults, riffle_fault_callback callback, void* context) {
  if (callback == nullptr) return;
  for (const Fault& fault : faults) {
    const riffle_fault told{.size = sizeof(riffle_fault),
                            .section = c_text(fault.section),
                            .offset = fault.offset,
                            .message = c_text(fault.message)};
    callback(&told, context);
  }
}

Status status_of(const std::string& path, const std::vector<Fault>& faults) {
  if (faults.empty()) return {};
  const Fault& first = faults.front();
  std::string message =
      path + ": " + first.section + " is damaged at byte " + std::to_string(first.offset) + ": " + first.message;
  if (faults.size() > 1) message += "; " + std::to_string(faults.size()) + " faults in all";
  Error error{
      .code = ErrorCode::kCorrupt, .message = std::move(message), .section = first.section, .offset = first.offset};
  return std::unexpected(std::move(error));
}

/// How the bytes of the file are read, of options that say so.
template <typename Options>
Result<OpenOptions> trust_of(const Options& given) {
  RIFFLE_TRY(c_check_flags(given.flags, RIFFLE_OPEN_UNTRUSTED));
  OpenOptions open;
  if ((given.flags & RIFFLE_OPEN_UNTRUSTED) != 0) open.trust = Trust::kUntrusted;
  if (given.copy_bytes != 0) open.copy_bytes = given.copy_bytes;
  return open;
}

}  // namespace
}  // namespace riffle

using riffle::c_call;
using riffle::c_needs;
using riffle::Status;

const char* riffle_version() { return riffle::version(); }

const char* riffle_analyzer_name(std::size_t number) {
  try {
    static const std::vector<std::string> names = riffle::analyzer_names();
    return number < names.size() ? names[number].c_str() : nullptr;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

int riffle_date_parse(const char* text, std::size_t length, std::int64_t* date, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(date, "date"));
    RIFFLE_TRY_ASSIGN(const std::string_view given, riffle::c_needed_text(text, length, "text"));
    const std::optional<riffle::Date> read = riffle::parse_date(given);
    if (!read) return riffle::invalid_argument("\"" + std::string(given.substr(0, 60)) + "\" is no date");
    *date = *read;
    return {};
  });
}

int riffle_date_format(std::int64_t date, char* buffer, std::size_t capacity, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(buffer, "buffer"));
    const std::string text = riffle::format_date(date);
    if (text.size() >= capacity) return riffle::invalid_argument("the buffer is too small for the date");
    text.copy(buffer, text.size());
    buffer[text.size()] = '\0';
    return {};
  });
}

int riffle_install_bus_guard(riffle_error** error) {
  return c_call(error, [] { return riffle::install_bus_guard(); });
}

riffle_cancel* riffle_cancel_new() { return new (std::nothrow) riffle_cancel; }

void riffle_cancel_request(riffle_cancel* cancel) {
  if (cancel != nullptr) cancel->is_requested = true;
}

void riffle_cancel_reset(riffle_cancel* cancel) {
  if (cancel != nullptr) cancel->is_requested = false;
}

void riffle_cancel_free(riffle_cancel* cancel) { delete cancel; }

int riffle_verify(const char* path, const riffle_verify_options* options, riffle_verify_report* report,
                  riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(path, "path"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(const riffle_verify_options given, riffle::c_options(options));
    RIFFLE_TRY_ASSIGN(const riffle::OpenOptions open, riffle::trust_of(given));
    riffle::ProgressCallback progress;
    if (given.on_progress != nullptr) {
      progress = [&given](std::uint64_t done, std::uint64_t all) { given.on_progress(done, all, given.context); };
    }
    RIFFLE_TRY_ASSIGN(const riffle::VerifyReport found, riffle::verify(path, progress, open));
    riffle::tell_faults(found.faults, given.on_fault, given.context);
    RIFFLE_TRY(riffle::c_fill_wanted(report, {.size = 0,
                                              .bytes_checked = found.bytes_checked,
                                              .documents_checked = found.documents_checked,
                                              .terms_checked = found.terms_checked,
                                              .faults = found.faults.size()}));
    return riffle::status_of(path, found.faults);
  });
}

int riffle_backup(const char* from, const char* to, riffle_backup_report* report, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(from, "from"));
    RIFFLE_TRY(c_needs(to, "to"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(const riffle::BackupReport made, riffle::backup(from, to));
    return riffle::c_fill_wanted(
        report, {.size = 0, .commit = made.generation, .documents = made.documents, .bytes = made.bytes});
  });
}

int riffle_merge(const char* const* from, std::size_t count, const char* to, const riffle_writer_options* options,
                 riffle_commit_report* report, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(to, "to"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(const std::vector<std::string> files, riffle::c_strings_of(from, count, "from"));
    if (files.empty()) return riffle::invalid_argument("no file is given");
    RIFFLE_TRY_ASSIGN(const riffle::WriterOptions merging, riffle::c_writer_options(options));
    RIFFLE_TRY_ASSIGN(const riffle::CommitReport made, riffle::merge(files, to, merging));
    return riffle::c_fill_wanted(report, riffle::c_commit_report(made));
  });
}

int riffle_salvage(const char* from, const char* to, const riffle_salvage_options* options,
                   riffle_salvage_report* report, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(from, "from"));
    RIFFLE_TRY(c_needs(to, "to"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(const riffle_salvage_options given, riffle::c_options(options));
    RIFFLE_TRY_ASSIGN(const riffle::OpenOptions open, riffle::trust_of(given));
    RIFFLE_TRY_ASSIGN(const riffle::SalvageReport made, riffle::salvage(from, to, open));
    riffle::tell_faults(made.faults, given.on_fault, given.context);
    return riffle::c_fill_wanted(report, {.size = 0,
                                          .commit = made.generation,
                                          .documents_recovered = made.documents_recovered,
                                          .documents_lost = made.documents_lost,
                                          .ids_lost = made.ids_lost,
                                          .members_lost = made.members_lost,
                                          .segments_lost = made.segments_lost,
                                          .deletions_lost = made.deletions_lost ? std::uint64_t{1} : 0,
                                          .bodies_lost = made.bodies_lost ? std::uint64_t{1} : 0,
                                          .commits_lost = made.commits_lost,
                                          .segments_found = made.segments_found,
                                          .documents_unverified = made.documents_unverified,
                                          .newest_unknown = made.newest_unknown ? std::uint64_t{1} : 0,
                                          .record_damaged = made.record_damaged ? std::uint64_t{1} : 0,
                                          .description_lost = made.description_lost ? std::uint64_t{1} : 0});
  });
}
