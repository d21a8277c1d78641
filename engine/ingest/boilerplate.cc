#include "ingest/boilerplate.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "riffle/article_reader.h"
#include "text/code_points.h"

namespace riffle {
namespace {

constexpr std::string_view kCommentPolicy = "comment policy";
/// A longer line is a paragraph of the article, whatever it begins with.
constexpr std::size_t kLinkBytes = 300;
constexpr std::size_t kPolicyBytes = 600;
constexpr std::size_t kSurePolicyWords = 3;
constexpr std::size_t kLikelyPolicyWords = 2;

struct Rule {
  std::string_view pattern;  ///< in lower case
  std::string_view name;
};

constexpr std::array<Rule, 18> kWholeLines = {{{"a+ a-", "font size"},
                                               {"a- a+", "font size"},
                                               {"a a a", "font size"},
                                               {"required", "form label"},
                                               {"post a comment", "form label"},
                                               {"leave a comment", "form label"},
                                               {"add a comment", "form label"},
                                               {"leave a reply", "form label"},
                                               {"comments", "form label"},
                                               {"advertisement", "advertisement"},
                                               {"sponsored", "advertisement"},
                                               {"share", "sharing"},
                                               {"tweet", "sharing"},
                                               {"share this article", "sharing"},
                                               {"share this story", "sharing"},
                                               {"print this page", "sharing"},
                                               {"read more", "link"},
                                               {"load more", "link"}}};

constexpr std::array<Rule, 17> kLineBeginnings = {{{"also read:", "link"},
                                                   {"also read -", "link"},
                                                   {"also read |", "link"},
                                                   {"read also:", "link"},
                                                   {"read more:", "link"},
                                                   {"read next:", "link"},
                                                   {"read more on", "link"},
                                                   {"see also:", "link"},
                                                   {"related:", "link"},
                                                   {"related articles", "link"},
                                                   {"follow us on", "sharing"},
                                                   {"subscribe to our", "subscription"},
                                                   {"sign up for our", "subscription"},
                                                   {"click here to", "link"},
                                                   {"copyright \xC2\xA9", "copyright"},
                                                   {"\xC2\xA9 ", "copyright"},
                                                   {"all rights reserved", "copyright"}}};

constexpr std::array<std::string_view, 18> kPolicyWords = {
    "comments",         "commenting", "guidelines", "moderate",    "moderated", "profanity",
    "personal attacks", "approved",   "rejected",   "publication", "community", "constructive criticism",
    "your comment",     "vulgarity",  "sexism",     "abusive",     "promotion", "feedback"};

/// How many different words of a comment policy the line has; 0 for one that does not speak of comments.
std::size_t policy_words(const std::string& lower) {
  if (lower.size() > kPolicyBytes || lower.find("comment") == std::string::npos) {
    // The list of what is not allowed names several evils and no comment.
    const bool is_list = lower.size() <= kPolicyBytes && lower.find("profanity") != std::string::npos &&
                         lower.find("personal attacks") != std::string::npos;
    return is_list ? kSurePolicyWords : 0;
  }
  return static_cast<std::size_t>(std::count_if(kPolicyWords.begin(), kPolicyWords.end(), [&](std::string_view word) {
    return lower.find(word) != std::string::npos;
  }));
}

struct Line {
  std::string_view text;  ///< with its line break
  std::size_t policy_words = 0;
  std::string rule;
};

std::vector<Line> read_lines(std::string_view text, const std::function<std::string(std::string_view)>& own_rule) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n') + 1, text.size());
    Line line{.text = text.substr(0, length == 0 ? text.size() : length), .policy_words = 0, .rule = {}};
    text.remove_prefix(line.text.size());
    const std::string_view content = trimmed(line.text);
    if (!content.empty()) {
      line.rule = boilerplate_rule(content);
      if (line.rule.empty() && own_rule) line.rule = own_rule(content);
      if (content.size() <= kPolicyBytes) line.policy_words = policy_words(to_lower_ascii(content));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

/// The nearest line before or behind that is not blank.
const Line* neighbour(const std::vector<Line>& lines, std::size_t at, bool before) {
  while (before ? at > 0 : at + 1 < lines.size()) {
    at = before ? at - 1 : at + 1;
    if (!trimmed(lines[at].text).empty()) return &lines[at];
  }
  return nullptr;
}

/// A line with two words of a policy stands beside one that has three.
void spread_policies(std::vector<Line>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].rule.empty() || lines[i].policy_words < kLikelyPolicyWords) continue;
    for (const bool before : {true, false}) {
      const Line* const other = neighbour(lines, i, before);
      if (other != nullptr && other->rule == kCommentPolicy) lines[i].rule = kCommentPolicy;
    }
  }
}

}  // namespace

std::string boilerplate_rule(std::string_view line) {
  line = trimmed(line);
  if (line.size() > kPolicyBytes) return {};
  const std::string lower = to_lower_ascii(line);
  for (const Rule& rule : kWholeLines) {
    if (lower == rule.pattern) return std::string(rule.name);
  }
  for (const Rule& rule : kLineBeginnings) {
    if (lower.size() <= kLinkBytes && lower.starts_with(rule.pattern)) return std::string(rule.name);
  }
  return policy_words(lower) >= kSurePolicyWords ? std::string(kCommentPolicy) : std::string();
}

bool cut_boilerplate(std::string& text, const std::function<std::string(std::string_view)>& own_rule,
                     const OnCutLine& on_cut) {
  std::vector<Line> lines = read_lines(text, own_rule);
  spread_policies(lines);
  std::string kept;
  bool has_cut = false;
  for (const Line& line : lines) {
    if (line.rule.empty()) {
      kept += line.text;
      continue;
    }
    has_cut = true;
    if (on_cut) on_cut(line.rule, trimmed(line.text));
  }
  if (has_cut) text = std::string(trimmed(kept));
  return has_cut;
}

}  // namespace riffle
