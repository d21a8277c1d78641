// riffle_c.h: queries, synonyms, and what a query finds without its hits.
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/c_handles.h"
#include "api/c_query.h"
#include "api/c_support.h"
#include "riffle/index.h"
#include "riffle/query.h"
#include "riffle/riffle_c.h"
#include "riffle/synonyms.h"

namespace riffle {
namespace {

Result<std::vector<Query>> queries_of(const riffle_query* const* queries, std::size_t count) {
  std::vector<Query> list;
  if (count > 0) RIFFLE_TRY(c_needs(queries, "queries"));
  for (std::size_t i = 0; i < count; ++i) {
    RIFFLE_TRY(c_needs(queries[i], "a query"));
    list.push_back(queries[i]->value);
  }
  return list;
}

std::string_view field_or_all(const char* field) { return field == nullptr ? std::string_view() : field; }

Result<QueryLimits> query_limits_of(const riffle_query_limits* given) {
  RIFFLE_TRY_ASSIGN(const riffle_query_limits options, c_options(given));
  QueryLimits limits;
  const auto set = [](std::size_t& limit, std::uint64_t wanted) { limit = wanted == 0 ? limit : wanted; };
  set(limits.bytes, options.bytes);
  set(limits.depth, options.depth);
  set(limits.leaves, options.leaves);
  set(limits.phrase_terms, options.phrase_terms);
  set(limits.patterns, options.patterns);
  set(limits.list_values, options.list_values);
  return limits;
}

Result<std::unique_ptr<riffle_query>> made(Query query) { return std::make_unique<riffle_query>(std::move(query)); }

}  // namespace

Result<ParseOptions> c_parse_options(const riffle_parse_options* given) {
  constexpr std::uint64_t kKnown =
      RIFFLE_PARSE_STRICT | RIFFLE_PARSE_MATCH_ANY | RIFFLE_PARSE_NO_NAMES | RIFFLE_PARSE_NO_SPELLINGS;
  RIFFLE_TRY_ASSIGN(const riffle_parse_options options, c_options(given));
  RIFFLE_TRY(c_check_flags(options.flags, kKnown));
  ParseOptions parse;
  parse.strict = (options.flags & RIFFLE_PARSE_STRICT) != 0;
  parse.match_any = (options.flags & RIFFLE_PARSE_MATCH_ANY) != 0;
  parse.names = (options.flags & RIFFLE_PARSE_NO_NAMES) == 0;
  parse.spellings = (options.flags & RIFFLE_PARSE_NO_SPELLINGS) == 0;
  if (options.synonyms != nullptr) parse.synonyms = options.synonyms->value;
  RIFFLE_TRY_ASSIGN(parse.limits, query_limits_of(options.limits));
  return parse;
}

}  // namespace riffle

using riffle::c_call;
using riffle::c_make;
using riffle::c_needs;
using riffle::Query;
using riffle::Result;
using riffle::Status;

int riffle_synonyms_open(const char* path, riffle_synonyms** synonyms, riffle_error** error) {
  return c_make(synonyms, error, [&]() -> Result<std::unique_ptr<riffle_synonyms>> {
    RIFFLE_TRY(c_needs(path, "path"));
    RIFFLE_TRY_ASSIGN(riffle::Synonyms read, riffle::Synonyms::open(path));
    return std::make_unique<riffle_synonyms>(std::move(read));
  });
}

int riffle_synonyms_parse(const char* text, std::size_t length, riffle_synonyms** synonyms, riffle_error** error) {
  return c_make(synonyms, error, [&]() -> Result<std::unique_ptr<riffle_synonyms>> {
    RIFFLE_TRY_ASSIGN(const std::string_view rules, riffle::c_needed_text(text, length, "text"));
    RIFFLE_TRY_ASSIGN(riffle::Synonyms read, riffle::Synonyms::parse(rules));
    return std::make_unique<riffle_synonyms>(std::move(read));
  });
}

void riffle_synonyms_free(riffle_synonyms* synonyms) { delete synonyms; }

int riffle_query_parse(const riffle_index* index, const char* text, std::size_t length,
                       const riffle_parse_options* options, riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY_ASSIGN(const std::string_view words, riffle::c_needed_text(text, length, "text"));
    RIFFLE_TRY_ASSIGN(const riffle::ParseOptions parsing, riffle::c_parse_options(options));
    RIFFLE_TRY_ASSIGN(Query parsed, index->value.parse(words, parsing));
    return riffle::made(std::move(parsed));
  });
}

int riffle_query_similar(const riffle_index* index, const char* id, std::size_t length, riffle_query** query,
                         riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY_ASSIGN(const std::string_view wanted, riffle::c_needed_text(id, length, "id"));
    RIFFLE_TRY_ASSIGN(Query similar, index->value.similar(wanted));
    return riffle::made(std::move(similar));
  });
}

int riffle_query_one_of(const char* field, const riffle_text* values, std::size_t count, riffle_query** query,
                        riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(field, "field"));
    if (count > 0) RIFFLE_TRY(c_needs(values, "values"));
    std::vector<std::string> terms;
    for (std::size_t i = 0; i < count; ++i) {
      RIFFLE_TRY_ASSIGN(const std::string_view term, riffle::c_text_of(values[i]));
      terms.emplace_back(term);
    }
    return riffle::made(Query::one_of(field, terms));
  });
}

int riffle_query_term(const char* term, std::size_t length, const char* field, riffle_query** query,
                      riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY_ASSIGN(const std::string_view word, riffle::c_needed_text(term, length, "term"));
    return riffle::made(Query::term(word, riffle::field_or_all(field)));
  });
}

int riffle_query_phrase(const riffle_text* terms, std::size_t count, std::uint32_t slop, const char* field,
                        riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    if (count > 0) RIFFLE_TRY(c_needs(terms, "terms"));
    std::vector<std::string> words;
    for (std::size_t i = 0; i < count; ++i) {
      RIFFLE_TRY_ASSIGN(const std::string_view word, riffle::c_text_of(terms[i]));
      words.emplace_back(word);
    }
    return riffle::made(Query::phrase(words, slop, riffle::field_or_all(field)));
  });
}

int riffle_query_wildcard(const char* pattern, std::size_t length, const char* field, riffle_query** query,
                          riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY_ASSIGN(const std::string_view text, riffle::c_needed_text(pattern, length, "pattern"));
    return riffle::made(Query::wildcard(text, riffle::field_or_all(field)));
  });
}

int riffle_query_fuzzy(const char* term, std::size_t length, std::uint32_t edits, const char* field,
                       riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY_ASSIGN(const std::string_view word, riffle::c_needed_text(term, length, "term"));
    return riffle::made(Query::fuzzy(word, edits, riffle::field_or_all(field)));
  });
}

int riffle_query_near(const riffle_query* left, const riffle_query* right, std::uint32_t distance, int ordered,
                      riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(left, "left"));
    RIFFLE_TRY(c_needs(right, "right"));
    return riffle::made(Query::near(left->value, right->value, distance, ordered != 0));
  });
}

int riffle_query_date_range(const char* field, std::int64_t from, std::int64_t to, riffle_query** query,
                            riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(field, "field"));
    return riffle::made(Query::date_range(field, from, to));
  });
}

int riffle_query_exists(const char* field, riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(field, "field"));
    return riffle::made(Query::exists(field));
  });
}

int riffle_query_everything(riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&] { return riffle::made(Query::everything()); });
}

int riffle_query_all_of(const riffle_query* const* queries, std::size_t count, riffle_query** query,
                        riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY_ASSIGN(const std::vector<Query> list, riffle::queries_of(queries, count));
    return riffle::made(Query::all_of(list));
  });
}

int riffle_query_any_of(const riffle_query* const* queries, std::size_t count, riffle_query** query,
                        riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY_ASSIGN(const std::vector<Query> list, riffle::queries_of(queries, count));
    return riffle::made(Query::any_of(list));
  });
}

int riffle_query_at_least(std::size_t minimum, const riffle_query* const* queries, std::size_t count,
                          riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY_ASSIGN(const std::vector<Query> list, riffle::queries_of(queries, count));
    return riffle::made(Query::at_least(minimum, list));
  });
}

int riffle_query_and_not(const riffle_query* wanted, const riffle_query* unwanted, riffle_query** query,
                         riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(wanted, "wanted"));
    RIFFLE_TRY(c_needs(unwanted, "unwanted"));
    return riffle::made(Query::and_not(wanted->value, unwanted->value));
  });
}

int riffle_query_boosted(const riffle_query* boosted, double factor, riffle_query** query, riffle_error** error) {
  return c_make(query, error, [&]() -> Result<std::unique_ptr<riffle_query>> {
    RIFFLE_TRY(c_needs(boosted, "boosted"));
    if (factor != 0 && !(factor >= 1e-6 && factor <= 1e6)) {
      return riffle::invalid_argument("a factor must be 0 or 0.000001 to 1,000,000");
    }
    return riffle::made(Query::boosted(boosted->value, factor));
  });
}

int riffle_query_to_text(const riffle_query* query, char** text, std::size_t* length, riffle_error** error) {
  return riffle::c_make_text(text, length, error, [&]() -> Result<std::string> {
    RIFFLE_TRY(c_needs(query, "query"));
    return query->value.to_string();
  });
}

std::size_t riffle_query_note_count(const riffle_query* query) {
  return query == nullptr ? 0 : query->value.notes().size();
}

const char* riffle_query_note(const riffle_query* query, std::size_t number) {
  return number < riffle_query_note_count(query) ? query->value.notes()[number].c_str() : "";
}

void riffle_query_free(riffle_query* query) { delete query; }

int riffle_count(const riffle_index* index, const riffle_query* query, const riffle_limits* limits,
                 std::uint64_t* count, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(query, "query"));
    RIFFLE_TRY(c_needs(count, "count"));
    RIFFLE_TRY_ASSIGN(const riffle::SearchControl control, riffle::c_control(limits));
    RIFFLE_TRY_ASSIGN(*count, index->value.count(query->value, control));
    return {};
  });
}

int riffle_each_id(const riffle_index* index, const riffle_query* query, const riffle_limits* limits,
                   int (*callback)(const char* id, std::size_t length, void* context), void* context,
                   riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(query, "query"));
    RIFFLE_TRY(c_needs(callback, "callback"));
    RIFFLE_TRY_ASSIGN(const riffle::SearchControl control, riffle::c_control(limits));
    std::string copy;  // with a zero behind it
    const auto tell = [&](std::string_view id) {
      copy.assign(id);
      return callback(copy.c_str(), copy.size(), context) == 0;
    };
    return index->value.for_each_id(query->value, tell, control);
  });
}
