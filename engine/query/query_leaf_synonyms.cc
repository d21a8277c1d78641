// LeafMaker for words that stand side by side and are one entry of the synonyms.
#include <algorithm>
#include <utility>

#include "query/query_leaf.h"

namespace riffle {
namespace {

std::vector<std::string_view> texts_of(std::span<const Token> words) {
  std::vector<std::string_view> texts;
  texts.reserve(words.size());
  for (const Token& word : words) texts.push_back(word.text);
  return texts;
}

}  // namespace

std::size_t LeafMaker::entry_length(std::span<const Token> words) {
  return std::max<std::size_t>(synonyms_.entry_length(texts_of(words)), 1);
}

bool LeafMaker::entry(std::span<const Token> words, const QueryField* field, bool is_any, QueryNodePtr& leaf) {
  set_synonyms(false);
  std::vector<QueryNodePtr> parts;
  for (const Token& token : words) {
    QueryNodePtr part;
    if (!word(token.text, token.begin, field, part)) return false;
    if (part != nullptr) parts.push_back(std::move(part));
  }
  set_synonyms(true);
  QueryNodePtr typed = is_any ? make_or(std::move(parts)) : make_and(std::move(parts));
  leaf = synonyms_.expand(texts_of(words), field == nullptr ? FieldName() : field->name, std::move(typed));
  return true;
}

}  // namespace riffle
