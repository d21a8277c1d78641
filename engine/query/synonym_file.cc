#include "query/synonym_file.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/try.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Lines with their numbers, white space around them taken off.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(without_byte_order_mark(text)) {}

  bool next(std::string_view& line) {
    if (is_done_) return false;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    line = trimmed(rest_.substr(0, end));
    is_done_ = end == rest_.size();
    rest_.remove_prefix(is_done_ ? end : end + 1);
    ++number_;
    return true;
  }
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
  bool is_done_ = false;
};

/// What the parsers of both formats share: the rules, their bounds, and where they are.
class RuleReader {
 public:
  RuleReader(std::string_view text, std::string_view name) : lines_(text), name_(name) {}
  virtual ~RuleReader() = default;
  RuleReader(const RuleReader&) = delete;
  RuleReader& operator=(const RuleReader&) = delete;

  Result<std::vector<SynonymRule>> read() {
    for (std::string_view line; lines_.next(line);) {
      if (line.empty()) continue;
      if (!is_valid_utf8(line)) return fault("holds bytes that are no UTF-8", "convert the file to UTF-8");
      RIFFLE_TRY(take_line(line));
    }
    return std::move(rules_);
  }

 protected:
  virtual Status take_line(std::string_view line) = 0;

  [[nodiscard]] std::unexpected<Error> fault(std::string_view what, std::string_view advice) const {
    std::string message(name_);
    (message += ": line ") += std::to_string(lines_.number());
    ((message += ": ") += what) += "; ";
    return invalid_argument(message += advice);
  }

  Status add_word(std::vector<std::string>& words, std::string word) {
    if (word.empty()) return fault("a word is empty", "leave out the comma, or write a word beside it");
    if (word.size() > kSynonymBytes) {
      return fault("a word has more than " + std::to_string(kSynonymBytes) + " bytes", "leave it out");
    }
    if (++word_count_ > Synonyms::kMostWords) {
      return make_error(ErrorCode::kResourceLimit, std::string(name_) + ": line " + std::to_string(lines_.number()) +
                                                       ": there are more than " + std::to_string(Synonyms::kMostWords) +
                                                       " words; use fewer");
    }
    words.push_back(std::move(word));
    return {};
  }

  std::vector<SynonymRule>& rules() { return rules_; }

 private:
  Lines lines_;
  std::string_view name_;
  std::vector<SynonymRule> rules_;
  std::size_t word_count_ = 0;
};

class SolrReader final : public RuleReader {
 public:
  using RuleReader::RuleReader;

 protected:
  Status take_line(std::string_view line) override {
    if (line.front() == '#') return {};
    SynonymRule rule;
    std::vector<std::string>* side = &rule.words;
    std::string word;
    std::size_t kept = 0;  // bytes of `word` up to its last character that is no white space or that was escaped
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\' && i + 1 < line.size()) {
        word += line[++i];
        kept = word.size();
      } else if (line[i] == ',') {
        RIFFLE_TRY(end_word(*side, word, kept));
      } else if (line.substr(i).starts_with("=>")) {
        if (side == &rule.stand_in) return fault("it has \"=>\" twice", "write one rule a line");
        RIFFLE_TRY(end_word(*side, word, kept));
        side = &rule.stand_in;
        ++i;
      } else {
        const bool is_space = is_ascii_space(line[i]);
        if (!is_space || !word.empty()) word += line[i];
        if (!is_space) kept = word.size();
      }
    }
    RIFFLE_TRY(end_word(*side, word, kept));
    rules().push_back(std::move(rule));
    return {};
  }

 private:
  Status end_word(std::vector<std::string>& words, std::string& word, std::size_t& kept) {
    word.resize(std::exchange(kept, 0));
    return add_word(words, std::exchange(word, {}));
  }
};

class WordNetReader final : public RuleReader {
 public:
  using RuleReader::RuleReader;

 protected:
  // s(100000001,1,'able',a,1,1).
  Status take_line(std::string_view line) override {
    if (line.front() == '%') return {};
    const auto no_fact = [this] {
      return fault("it is no fact like s(100000001,1,'able',a,1,1).",
                   "give the file wn_s.pl of WordNet's prolog files");
    };
    if (!line.starts_with("s(") || !line.ends_with(").")) return no_fact();
    std::string_view rest = line.substr(2, line.size() - 4);
    std::uint64_t synset = 0;
    std::uint64_t number = 0;
    if (!take_number(rest, synset) || !take_number(rest, number) || !rest.starts_with('\'')) return no_fact();
    std::string word;
    std::size_t i = 1;
    for (; i < rest.size(); ++i) {
      if (rest[i] == '\'' && (i + 1 == rest.size() || rest[i + 1] != '\'')) break;
      word += rest[i];
      i += rest[i] == '\'' ? 1 : 0;
    }
    // The type, the sense and the count do not matter, but that they are there.
    if (i + 1 >= rest.size() || rest[i + 1] != ',' ||
        std::count(rest.begin() + static_cast<std::ptrdiff_t>(i), rest.end(), ',') != 3) {
      return no_fact();
    }
    const auto [known, is_new] = rule_of_.try_emplace(synset, rules().size());
    if (is_new) rules().emplace_back();
    return add_word(rules()[known->second].words, std::string(trimmed(word)));
  }

 private:
  /// Digits and the comma behind them.
  static bool take_number(std::string_view& text, std::uint64_t& number) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < 18 && is_ascii_digit(static_cast<unsigned char>(text[digits]))) {
      number = number * 10 + static_cast<std::uint64_t>(text[digits++] - '0');
    }
    if (digits == 0 || digits == text.size() || text[digits] != ',') return false;
    text.remove_prefix(digits + 1);
    return true;
  }

  std::unordered_map<std::uint64_t, std::size_t> rule_of_;
};

SynonymFormat format_of(std::string_view text) {
  Lines lines(text);
  for (std::string_view line; lines.next(line);) {
    if (!line.empty() && line.front() != '%')
      return line.starts_with("s(") ? SynonymFormat::kWordNet : SynonymFormat::kSolr;
  }
  return SynonymFormat::kSolr;
}

}  // namespace

Result<std::vector<SynonymRule>> parse_synonyms(std::string_view text, SynonymFormat format, std::string_view name) {
  if (text.size() > Synonyms::kMostBytes) {
    return make_error(ErrorCode::kResourceLimit, std::string(name) + ": the file has more than " +
                                                     std::to_string(Synonyms::kMostBytes >> 20) +
                                                     " MiB; use fewer synonyms");
  }
  if (format == SynonymFormat::kDetect) format = format_of(text);
  if (format == SynonymFormat::kWordNet) return WordNetReader(text, name).read();
  return SolrReader(text, name).read();
}

}  // namespace riffle
