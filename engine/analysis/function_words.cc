#include "analysis/function_words.h"

#include <array>

#include "analysis/word_groups.h"

namespace riffle {
namespace {

/// Joined contractions that are words of their own ("well", "shell") are left out.
constexpr std::array<std::string_view, 159> kWords = {
    "a",     "about",   "above",  "after",  "again",   "against", "all",      "am",         "an",       "and",
    "any",   "are",     "arent",  "as",     "at",      "be",      "because",  "been",       "before",   "being",
    "below", "between", "both",   "but",    "by",      "cannot",  "could",    "couldnt",    "did",      "didnt",
    "do",    "does",    "doesnt", "doing",  "dont",    "down",    "during",   "each",       "few",      "for",
    "from",  "further", "had",    "hadnt",  "has",     "hasnt",   "have",     "havent",     "having",   "he",
    "her",   "here",    "heres",  "hers",   "herself", "hes",     "him",      "himself",    "his",      "how",
    "hows",  "i",       "if",     "in",     "into",    "is",      "isnt",     "it",         "its",      "itself",
    "me",    "more",    "most",   "mustnt", "my",      "myself",  "no",       "nor",        "not",      "of",
    "off",   "on",      "once",   "only",   "or",      "other",   "ought",    "our",        "ours",     "ourselves",
    "out",   "over",    "own",    "same",   "shant",   "she",     "shes",     "should",     "shouldnt", "so",
    "some",  "such",    "than",   "that",   "thats",   "the",     "their",    "theirs",     "them",     "themselves",
    "then",  "there",   "theres", "these",  "they",    "theyd",   "theyll",   "theyre",     "theyve",   "this",
    "those", "through", "to",     "too",    "under",   "until",   "up",       "very",       "was",      "wasnt",
    "we",    "were",    "werent", "weve",   "what",    "whats",   "when",     "whens",      "where",    "wheres",
    "which", "while",   "who",    "whom",   "whos",    "why",     "whys",     "with",       "would",    "wouldnt",
    "you",   "youd",    "youll",  "your",   "youre",   "yours",   "yourself", "yourselves", "youve"};
constexpr auto kIndex = index_words<kWords.size()>(kWords);

}  // namespace

bool is_function_word(std::string_view term) { return find_grouped(kIndex, term) != nullptr; }

}  // namespace riffle
