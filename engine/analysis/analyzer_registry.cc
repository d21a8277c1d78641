// The registered analyzers, and the choice between them and the built-in ones.
#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "analysis/analyzer.h"
#include "analysis/built_in_versions.h"
#include "analysis/checked_analyzer.h"
#include "base/ascii.h"
#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

constexpr std::size_t kMostNameBytes = 64;

using Versions = std::map<std::uint32_t, std::shared_ptr<const AnalyzerFactory>>;

struct Registry {
  std::mutex mutex;
  std::map<std::string, Versions, std::less<>> analyzers;
};

/// Never destroyed: threads may still ask while the process ends.
Registry& registry() {
  static auto* const held = new Registry;
  return *held;
}

std::string quoted(std::string_view name, std::uint32_t version) {
  return "\"" + std::string(name) + "\", version " + std::to_string(version);
}

bool is_built_in(std::string_view name) { return newest_built_in_version(name) != 0; }

Status check_name(std::string_view name) {
  if (is_built_in(name)) return invalid_argument("the analyzer \"" + std::string(name) + "\" is built in");
  const auto is_known = [](char c) {
    return (c >= 'a' && c <= 'z') || is_ascii_digit(c) || c == '-' || c == '_' || c == '.';
  };
  const bool is_good = name.size() <= kMostNameBytes && is_private_name(name) &&
                       std::all_of(name.begin(), name.end(), is_known) && name.front() >= 'a' && name.front() <= 'z' &&
                       name.back() != '.' && name.find("..") == std::string_view::npos;
  if (is_good) return {};
  return invalid_argument(
      "\"" + std::string(name.substr(0, kMostNameBytes)) +
      "\" cannot be the name of an analyzer; take an owner, a dot and more of a-z, 0-9, '-' and '_', "
      "as \"example.news-english\"");
}

/// The newest version, or that one; a null factory when there is none.
std::pair<std::uint32_t, std::shared_ptr<const AnalyzerFactory>> find(std::string_view name, std::uint32_t version) {
  const std::lock_guard lock(registry().mutex);
  const auto found = registry().analyzers.find(name);
  if (found == registry().analyzers.end()) return {};
  const Versions& versions = found->second;
  const auto wanted = version == 0 ? std::prev(versions.end()) : versions.find(version);
  if (wanted == versions.end()) return {};
  return *wanted;
}

std::string known_versions(std::string_view name) {
  const std::lock_guard lock(registry().mutex);
  std::string known;
  const auto found = registry().analyzers.find(name);
  if (found == registry().analyzers.end()) return known;
  for (const auto& [version, factory] : found->second) {
    known.append(known.empty() ? "" : ", ").append(std::to_string(version));
  }
  return known;
}

std::unexpected<Error> no_version(std::string_view name, std::uint32_t version) {
  return make_error(ErrorCode::kUnsupportedVersion,
                    "version " + std::to_string(version) + " of the analyzer " + std::string(name) +
                        " is not known; this program has registered: " + known_versions(name));
}

/// What a factory gives, whatever it does.
Result<std::unique_ptr<Analyzer>> make_by(const AnalyzerFactory& factory) {
  const auto failed = [](const std::string& what) {
    return make_error(ErrorCode::kAnalyzerFault, "the factory of an analyzer failed: " + what);
  };
  try {
    Result<std::unique_ptr<Analyzer>> made = factory();
    if (!made) return failed(made.error().message);
    if (*made == nullptr) return failed("it gave none");
    return made;
  } catch (const std::exception& thrown) {
    return failed(thrown.what());
  } catch (...) {
    return failed("it threw something that is no std::exception");
  }
}

/// What an analyzer says of itself.
Result<std::pair<std::string, std::uint32_t>> identity_of(const Analyzer& analyzer) {
  try {
    return std::pair(std::string(analyzer.name()), analyzer.version());
  } catch (...) {
    return make_error(ErrorCode::kAnalyzerFault, "an analyzer threw when it was asked for its name");
  }
}

std::string known_names() {
  std::string known;
  for (const std::string& one : analyzer_names()) known.append(known.empty() ? "" : ", ").append(one);
  return known;
}

}  // namespace

bool is_private_name(std::string_view name) { return name.find('.') != std::string_view::npos; }

Status register_analyzer(AnalyzerFactory factory) {
  if (!factory) return invalid_argument("an analyzer without a factory");
  RIFFLE_TRY_ASSIGN(const std::unique_ptr<Analyzer> made, make_by(factory));
  RIFFLE_TRY_ASSIGN(const auto identity, identity_of(*made));
  const auto& [name, version] = identity;
  RIFFLE_TRY(check_name(name));
  if (version == 0) return invalid_argument("the version of the analyzer " + name + " is 0; the first one is 1");
  const std::lock_guard lock(registry().mutex);
  Versions& versions = registry().analyzers[name];
  if (versions.try_emplace(version, std::make_shared<const AnalyzerFactory>(std::move(factory))).second) return {};
  return invalid_argument("the analyzer " + quoted(name, version) + ", is registered already");
}

std::vector<std::string> analyzer_names() {
  std::vector<std::string> names;
  for (const std::string_view name : built_in_analyzer_names()) names.emplace_back(name);
  const std::lock_guard lock(registry().mutex);
  for (const auto& [name, versions] : registry().analyzers) names.push_back(name);
  return names;
}

Result<std::unique_ptr<Analyzer>> make_analyzer(std::string_view name, std::uint32_t version) {
  if (is_built_in(name)) return make_built_in_analyzer(name, version);
  if (const auto [known, factory] = find(name, version); factory != nullptr) return (*factory)();
  if (!known_versions(name).empty()) return no_version(name, version);
  return invalid_argument("unknown analyzer \"" + std::string(name) + "\"; known are: " + known_names());
}

Result<std::unique_ptr<Analyzer>> open_analyzer(std::string_view name, std::uint32_t version) {
  const auto [known, factory] = find(name, version);
  if (factory == nullptr) return make_analyzer(name, version);
  RIFFLE_TRY_ASSIGN(std::unique_ptr<Analyzer> made, make_by(*factory));
  RIFFLE_TRY_ASSIGN(const auto identity, identity_of(*made));
  if (identity != std::pair(std::string(name), known)) {
    return make_error(ErrorCode::kAnalyzerFault, "the factory of the analyzer " + quoted(name, known) + ", gave " +
                                                     quoted(identity.first, identity.second));
  }
  return std::make_unique<CheckedAnalyzer>(std::move(made), std::string(name), known);
}

bool has_analyzer(std::string_view name, std::uint32_t version) {
  if (is_built_in(name)) return version <= newest_built_in_version(name);
  return version != 0 && find(name, version).second != nullptr;
}

Status check_analyzer_of_file(const std::string& path, std::string_view name, std::uint32_t version) {
  if (is_built_in(name) || !known_versions(name).empty()) return {};
  const std::string what = path + ": its words were made by the analyzer " + quoted(name, version);
  if (!is_private_name(name)) {
    return make_error(ErrorCode::kUnsupportedVersion, what + ", which is not known; read it with a newer riffle");
  }
  return make_error(ErrorCode::kUnknownAnalyzer,
                    what +
                        ", which this program does not have; use the program that made the file, or call "
                        "riffle::register_analyzer() first");
}

Result<std::unique_ptr<Analyzer>> analyzer_of_file(const std::string& path, std::string_view name,
                                                   std::uint32_t version) {
  RIFFLE_TRY(check_analyzer_of_file(path, name, version));
  if (is_built_in(name)) {
    auto made = make_analyzer(name, version);
    if (!made && made.error().code == ErrorCode::kUnsupportedVersion) made.error().message.insert(0, path + ": ");
    return made;
  }
  if (has_analyzer(name, version)) return open_analyzer(name, version);
  return make_error(ErrorCode::kUnsupportedVersion, path + ": its words were made by the analyzer " +
                                                        quoted(name, version) + ", and this program has version " +
                                                        known_versions(name) +
                                                        "; register that version as well, or index the articles anew");
}

}  // namespace riffle
