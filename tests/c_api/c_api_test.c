// The C interface as a program in C99 meets it: the whole round, what an answer holds, misuse, structs of other
// versions.
#include <riffle/riffle_c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char* step = "";

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, step, #condition); \
      exit(1);                                                                  \
    }                                                                           \
  } while (0)

// The call works, and gives no error.
#define OK(call) ok((call), &error, __LINE__, #call)
static void ok(int code, riffle_error** error, int line, const char* call) {
  if (code == RIFFLE_OK && *error == NULL) return;
  fprintf(stderr, "line %d: %s: %s gives %d: %s\n", line, step, call, code, riffle_error_message(*error));
  exit(1);
}

// The call gives `wanted`, with an error that has the same number and a text that contains `part`.
#define FAILS(wanted, part, call) fails((wanted), (part), (call), &error, __LINE__, #call)
static void fails(int wanted, const char* part, int code, riffle_error** error, int line, const char* call) {
  if (code != wanted || riffle_error_code(*error) != wanted || strstr(riffle_error_message(*error), part) == NULL) {
    fprintf(stderr, "line %d: %s: %s gives %d: %s\n", line, step, call, code, riffle_error_message(*error));
    exit(1);
  }
  riffle_error_free(*error);
  *error = NULL;
}

static int is(riffle_text text, const char* expected) {
  return text.length == strlen(expected) && memcmp(text.data, expected, text.length) == 0 &&
         text.data[text.length] == '\0';
}

#define NT RIFFLE_ZERO_TERMINATED
#define INDEX "c_api.riffle"
#define OUTPUT "c_api_output.riffle"

static riffle_error* error = NULL;

static riffle_index* opened(const char* path) {
  riffle_index* index = NULL;
  OK(riffle_index_open(path, NULL, &index, &error));
  CHECK(index != NULL);
  return index;
}

static riffle_query* parsed(const riffle_index* index, const char* text) {
  riffle_query* query = NULL;
  OK(riffle_query_parse(index, text, NT, NULL, &query, &error));
  return query;
}

static uint64_t count_of(const riffle_index* index, const riffle_query* query) {
  uint64_t count = 0;
  OK(riffle_count(index, query, NULL, &count, &error));
  return count;
}

static uint64_t count_of_text(const riffle_index* index, const char* text) {
  riffle_query* query = parsed(index, text);
  const uint64_t count = count_of(index, query);
  riffle_query_free(query);
  return count;
}

// Three articles in two commits, one of them replaced; one with a zero byte in its body.
static void test_writing(void) {
  step = "writing";
  riffle_writer* writer = NULL;
  riffle_writer_options options = {.size = sizeof options, .threads = 1, .commit_time = 1732838400};
  options.schema = "{\"fields\": [{\"name\": \"price\", \"type\": \"float64\"}]}";
  OK(riffle_writer_open(INDEX, &options, &writer, &error));

  const riffle_member members[] = {{RIFFLE_TEXT("price"), RIFFLE_TEXT("2.5")}, {RIFFLE_TEXT("x"), RIFFLE_TEXT("[1]")}};
  riffle_article article = {
      .size = sizeof article, .id = RIFFLE_TEXT("a1"), .title = RIFFLE_TEXT("Rebels enter Aleppo")};
  article.body.data = "The airport\0was closed on Friday.";
  article.body.length = 33;
  article.source = RIFFLE_TEXT("Levant Post");
  OK(riffle_date_parse("2024-11-29", NT, &article.date, &error));
  article.has_date = 1;
  article.members = members;
  article.member_count = 2;
  OK(riffle_writer_add(writer, &article, &error));
  OK(riffle_writer_add_json(writer, "{\"id\": \"a2\", \"headline\": \"Aleppo again\", \"body\": \"Old text.\"}", NT,
                            &error));
  riffle_commit_report report = {.size = sizeof report};
  OK(riffle_writer_commit(writer, &report, &error));
  CHECK(report.commit == 1 && report.added == 2 && report.documents == 2 && report.size == sizeof report);
  riffle_writer* second = (riffle_writer*)&options;
  FAILS(RIFFLE_LOCKED, INDEX, riffle_writer_open(INDEX, NULL, &second, &error));
  CHECK(second == NULL);

  OK(riffle_writer_add_json(
      writer,
      "{\"id\":\"a2\",\"title\":\"Aleppo again\",\"body\":\"The road to Aleppo is open.\",\"date\":\"2024-12-01\"}", NT,
      &error));
  OK(riffle_writer_add_json(writer, "{\"id\":\"a3\",\"body\":\"Fog over Basra.\"}", NT, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "\"id\"", riffle_writer_add_json(writer, "{\"title\":\"T\"}", NT, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "JSON", riffle_writer_add_json(writer, "{\"id\":\"a9\"", NT, &error));
  article.id.length = 0;
  FAILS(RIFFLE_INVALID_ARGUMENT, "id", riffle_writer_add(writer, &article, &error));
  article.id = RIFFLE_TEXT("a9");
  const riffle_member broken = {RIFFLE_TEXT("price"), RIFFLE_TEXT("{")};
  article.members = &broken;
  article.member_count = 1;
  FAILS(RIFFLE_INVALID_ARGUMENT, "price", riffle_writer_add(writer, &article, &error));
  OK(riffle_writer_commit(writer, &report, &error));
  CHECK(report.commit == 2 && report.replaced == 1 && report.documents == 3);
  CHECK(riffle_writer_bytes_added(writer) > 50);
  riffle_writer_close(writer);
}

static int keep_text(const riffle_article* article, void* context) {
  strcat(context, article->id.data);
  return article->id.data[1] == '2';
}

static int keep_term(const riffle_term* term, void* context) {
  if (term->document_frequency == 0 || term->collection_frequency == 0) return 1;
  strcat(strcat(context, term->term.data), " ");
  return 0;
}

static int keep_commit(const riffle_commit* commit, void* context) {
  sprintf((char*)context + strlen(context), "%d:%d:%ld ", (int)commit->commit, (int)commit->documents,
          commit->has_time ? (long)commit->time : 0L);
  return 0;
}

static void test_reading(void) {
  step = "reading";
  riffle_index* index = opened(INDEX);
  riffle_info info = {.size = sizeof info};
  OK(riffle_index_info(index, &info, &error));
  CHECK(info.documents == 3 && info.commit == 2 && info.deleted == 1 && info.file_bytes > 1000);
  char* json = NULL;
  size_t length = 0;
  OK(riffle_index_info_json(index, &json, &length, &error));
  CHECK(length == strlen(json) && strstr(json, "\"analyzer\":\"english\"") && strstr(json, "{\"name\":\"price\""));
  riffle_free(json);

  riffle_document* document = NULL;
  riffle_article article = {.size = sizeof article};
  OK(riffle_index_get(index, "a1", NT, &document, &error));
  OK(riffle_document_article(document, &article, &error));
  CHECK(is(article.id, "a1") && is(article.source, "Levant Post") && article.has_date && article.date == 1732838400);
  CHECK(article.body.length == 33 && memcmp(article.body.data, "The airport\0was", 15) == 0);
  CHECK(article.member_count == 2 && is(article.members[0].name, "price") && is(article.members[1].json, "[1]"));
  riffle_document_free(document);
  OK(riffle_index_get_json(index, "a3x", 2, &json, NULL, &error));
  CHECK(strcmp(json, "{\"id\":\"a3\",\"title\":\"\",\"body\":\"Fog over Basra.\"}") == 0);
  riffle_free(json);
  FAILS(RIFFLE_NOT_FOUND, "a4", riffle_index_get(index, "a4", NT, &document, &error));
  CHECK(document == NULL);

  char text[200] = "";
  OK(riffle_index_each_article(index, keep_text, text, &error));
  CHECK(strcmp(text, "a1a2") == 0);
  text[0] = '\0';
  OK(riffle_index_each_term(index, NULL, "a", 1, keep_term, text, &error));
  CHECK(strstr(text, "airport ") != NULL && strstr(text, "basra") == NULL);
  text[0] = '\0';
  OK(riffle_index_each_term(index, "source", NULL, 0, keep_term, text, &error));
  CHECK(strcmp(text, "levant post ") == 0);
  FAILS(RIFFLE_NOT_FOUND, "colour", riffle_index_each_term(index, "colour", NULL, 0, keep_term, text, &error));
  text[0] = '\0';
  OK(riffle_index_each_commit(index, keep_commit, text, &error));
  CHECK(strcmp(text, "2:3:1732838400 1:2:1732838400 ") == 0);

  riffle_open_options options = {.size = sizeof options, .commit = 1, .flags = RIFFLE_OPEN_UNTRUSTED};
  riffle_index* before = NULL;
  OK(riffle_index_open(INDEX, &options, &before, &error));
  OK(riffle_index_info(before, &info, &error));
  CHECK(info.documents == 2 && count_of_text(before, "road") == 0);
  int is_newer = 0;
  OK(riffle_index_refresh(before, &is_newer, &error));
  CHECK(is_newer == 1 && count_of_text(before, "road") == 1);
  riffle_index_close(before);
  options.commit = 7;
  FAILS(RIFFLE_NOT_FOUND, "7", riffle_index_open(INDEX, &options, &before, &error));
  riffle_index_close(index);
}

static int keep_id(const char* id, size_t length, void* context) {
  strncat(context, id, length);
  return 0;
}

static void take_count(const riffle_index* index, riffle_query* query, uint64_t wanted) {
  CHECK(count_of(index, query) == wanted);
  riffle_query_free(query);
}

// Leaves that are made of terms rather than text.
static void test_leaves(const riffle_index* index) {
  riffle_query* query = NULL;
  riffle_query* left = NULL;
  riffle_query* right = NULL;
  char* text = NULL;
  OK(riffle_query_term("aleppo", NT, NULL, &left, &error));
  OK(riffle_query_wildcard("al*po", NT, NULL, &right, &error));
  CHECK(count_of(index, left) > 0 && count_of(index, left) == count_of(index, right));
  OK(riffle_query_near(left, right, 7, 1, &query, &error));
  OK(riffle_query_to_text(query, &text, NULL, &error));
  CHECK(strcmp(text, "aleppo ADJ/7 al*po") == 0);
  riffle_free(text);
  riffle_query_free(query);
  riffle_query_free(left);
  riffle_query_free(right);
  const riffle_text words[] = {RIFFLE_TEXT("no"), RIFFLE_TEXT("such")};
  OK(riffle_query_phrase(words, 2, 2, "body", &query, &error));
  OK(riffle_query_to_text(query, &text, NULL, &error));
  CHECK(strcmp(text, "body:\"no such\"~2") == 0);
  riffle_free(text);
  take_count(index, query, 0);
  OK(riffle_query_fuzzy("alepo", NT, 1, NULL, &query, &error));
  CHECK(count_of(index, query) > 0);
  riffle_query_free(query);
  OK(riffle_query_date_range("date", 1, 0, &query, &error));
  take_count(index, query, 0);
  OK(riffle_query_exists("id", &query, &error));
  take_count(index, query, 3);
  FAILS(RIFFLE_INVALID_ARGUMENT, "left", riffle_query_near(NULL, NULL, 1, 0, &query, &error));
}

static void test_queries(void) {
  step = "queries";
  riffle_index* index = opened(INDEX);
  const riffle_query* pair[2];
  riffle_query* aleppo = parsed(index, "aleppo");
  riffle_query* fog = parsed(index, "fog");
  riffle_query *query = NULL, *boosted = NULL;
  pair[0] = aleppo;
  pair[1] = fog;
  OK(riffle_query_any_of(pair, 2, &query, &error));
  CHECK(count_of(index, query) == 3);
  char ids[20] = "";
  OK(riffle_each_id(index, query, NULL, keep_id, ids, &error));
  CHECK(strcmp(ids, "a1a2a3") == 0);
  OK(riffle_query_boosted(query, 2, &boosted, &error));
  char* text = NULL;
  OK(riffle_query_to_text(boosted, &text, NULL, &error));
  CHECK(strstr(text, "aleppo^2") != NULL && strstr(text, "OR") != NULL);
  riffle_free(text);
  riffle_query_free(boosted);
  FAILS(RIFFLE_INVALID_ARGUMENT, "factor", riffle_query_boosted(query, -1, &boosted, &error));
  riffle_query_free(query);
  OK(riffle_query_all_of(pair, 2, &query, &error));
  CHECK(count_of(index, query) == 0);
  riffle_query_free(query);
  OK(riffle_query_at_least(1, pair, 2, &query, &error));
  CHECK(count_of(index, query) == 3);
  riffle_query_free(query);
  // What a user typed, and a filter that needs no quoting.
  const riffle_text sources[] = {RIFFLE_TEXT("levant post"), RIFFLE_TEXT("\" OR *")};
  riffle_query* filter = NULL;
  OK(riffle_query_one_of("source", sources, 2, &filter, &error));
  pair[1] = filter;
  OK(riffle_query_all_of(pair, 2, &query, &error));
  CHECK(count_of(index, query) == 1);
  riffle_query_free(query);
  OK(riffle_query_and_not(aleppo, filter, &query, &error));
  CHECK(count_of(index, query) == 1);
  riffle_query_free(query);
  OK(riffle_query_similar(index, "a2", NT, &query, &error));
  riffle_query_free(query);
  test_leaves(index);
  OK(riffle_query_everything(&query, &error));
  CHECK(count_of(index, query) == 3 && riffle_query_note_count(query) == 0);

  riffle_cancel* cancel = riffle_cancel_new();
  riffle_limits limits = {
      .size = sizeof limits, .cancel = cancel, .time_us = UINT64_MAX, .memory_bytes = RIFFLE_UNLIMITED};
  uint64_t count = 0;
  OK(riffle_count(index, query, &limits, &count, &error));
  riffle_cancel_request(cancel);
  FAILS(RIFFLE_CANCELLED, "", riffle_count(index, aleppo, &limits, &count, &error));
  riffle_cancel_reset(cancel);
  OK(riffle_count(index, aleppo, &limits, &count, &error));
  CHECK(count == 2);
  riffle_query_free(query);
  riffle_cancel_free(cancel);

  riffle_synonyms* synonyms = NULL;
  OK(riffle_synonyms_parse("mist, fog\n", NT, &synonyms, &error));
  riffle_parse_options options = {.size = sizeof options, .synonyms = synonyms, .flags = RIFFLE_PARSE_STRICT};
  OK(riffle_query_parse(index, "mist", NT, &options, &query, &error));
  CHECK(count_of(index, query) == 1);
  riffle_query_free(query);
  int code = riffle_query_parse(index, "fog AND (", NT, &options, &query, &error);
  CHECK(code == RIFFLE_BAD_QUERY && query == NULL && riffle_error_offset(error) == 8);
  riffle_error_free(error);
  riffle_synonyms_free(synonyms);
  FAILS(RIFFLE_NOT_FOUND, "no_such_file", riffle_synonyms_open("no_such_file", &synonyms, &error));
  query = parsed(index, "fog AND (");
  const size_t notes = riffle_query_note_count(query);
  CHECK(notes > 0 && riffle_query_note(query, notes - 1)[0] != '\0' && riffle_query_note(query, notes)[0] == '\0');
  riffle_query_free(query);
  riffle_query_free(filter);
  riffle_query_free(fog);
  riffle_query_free(aleppo);
  riffle_index_close(index);
}

static void test_searching(void) {
  step = "searching";
  riffle_index* index = opened(INDEX);
  const riffle_field_weight weights[] = {{"title", 3, 0.75}, {"body", 1, 0.75}};
  const riffle_parse_options parsing = {.size = sizeof parsing, .flags = RIFFLE_PARSE_MATCH_ANY};
  riffle_search_options options = {.size = sizeof options, .limit = 1, .parsing = &parsing};
  options.flags = RIFFLE_SEARCH_SNIPPETS | RIFFLE_SEARCH_SUGGEST;
  options.passages = 2;
  options.mark_open = "[";
  options.mark_close = "]";
  options.field_weights = weights;
  options.field_weight_count = 2;
  riffle_hits* hits = NULL;
  OK(riffle_search_text(index, "road aleppo", NT, &options, &hits, &error));
  CHECK(riffle_hits_total(hits) == 2 && riffle_hits_count(hits) == 1 && riffle_hits_took_us(hits) > 0);
  CHECK(riffle_hits_note_count(hits) == 0 && riffle_hits_note(hits, 0)[0] == '\0');
  riffle_hit hit = {.size = sizeof hit};
  OK(riffle_hits_get(hits, 0, &hit, &error));
  CHECK(is(hit.id, "a2") && is(hit.title, "Aleppo again") && hit.score > 0 && hit.has_date && is(hit.file, ""));
  CHECK(is(hit.snippet_html, "The [road] to [Aleppo] is open.") && hit.passage_count == 1 && hit.copy_count == 0);
  CHECK(hit.title_highlight_count == 1 && hit.title_highlights[0].begin == 0 && hit.title_highlights[0].end == 6);
  riffle_passage passage = {.size = sizeof passage};
  OK(riffle_hits_passage(hits, 0, 0, &passage, &error));
  CHECK(passage.highlight_count == 2 && passage.highlights[1].begin == 12 && passage.highlights[1].end == 18);
  CHECK(passage.source_highlight_count == 2 && passage.source.end == passage.text.length && !passage.is_title);
  OK(riffle_hits_snippet(hits, 0, &passage, &error));
  CHECK(is(passage.text, "The road to Aleppo is open."));
  FAILS(RIFFLE_NOT_FOUND, "hit 1", riffle_hits_get(hits, 1, &hit, &error));
  FAILS(RIFFLE_NOT_FOUND, "passage", riffle_hits_passage(hits, 0, 1, &passage, &error));
  riffle_copy copy = {.size = sizeof copy};
  FAILS(RIFFLE_NOT_FOUND, "copy", riffle_hits_copy(hits, 0, 0, &copy, &error));
  char* json = NULL;
  OK(riffle_hits_json(hits, &json, NULL, &error));
  CHECK(strstr(json, "{\"total\":2,\"hits\":[{\"id\":\"a2\"") == json);
  riffle_free(json);

  // The next page; the cursor outlives its answer only as a copy.
  char next[200] = "";
  strncpy(next, riffle_hits_next(hits), sizeof next - 1);
  riffle_hits_free(hits);
  options.after = next;
  OK(riffle_search_text(index, "road aleppo", NT, &options, &hits, &error));
  OK(riffle_hits_get(hits, 0, &hit, &error));
  CHECK(is(hit.id, "a1") && riffle_hits_next(hits)[0] == '\0');
  strncpy(next, riffle_hits_previous(hits), sizeof next - 1);
  riffle_hits_free(hits);
  options.after = NULL;
  options.before = next;
  OK(riffle_search_text(index, "road aleppo", NT, &options, &hits, &error));
  OK(riffle_hits_get(hits, 0, &hit, &error));
  CHECK(is(hit.id, "a2") && riffle_hits_previous(hits)[0] == '\0');
  riffle_hits_free(hits);
  options.before = NULL;
  options.after = "nonsense";
  FAILS(RIFFLE_INVALID_ARGUMENT, "", riffle_search_text(index, "road", NT, &options, &hits, &error));
  CHECK(hits == NULL);

  riffle_query* query = parsed(index, "*");
  const riffle_search_options sorted = {
      .size = sizeof sorted, .limit = RIFFLE_UNLIMITED, .sort = RIFFLE_SORT_FIELD_ASCENDING, .sort_field = "price"};
  OK(riffle_search(index, query, &sorted, &hits, &error));
  OK(riffle_hits_get(hits, 0, &hit, &error));
  CHECK(riffle_hits_count(hits) == 3 && is(hit.id, "a1") && hit.score == 0 && is(hit.snippet, ""));
  CHECK(hit.title_highlight_count == 0);
  riffle_hits_free(hits);
  riffle_sort_key keys[] = {{.field = "id", .descending = 1}};
  riffle_search_options several = sorted;
  several.sort_field = "source";
  several.then_by = keys;
  several.then_by_count = 1;
  OK(riffle_search(index, query, &several, &hits, &error));
  OK(riffle_hits_get(hits, 1, &hit, &error));
  CHECK(riffle_hits_count(hits) == 3 && is(hit.id, "a3"));
  OK(riffle_hits_get(hits, 2, &hit, &error));
  CHECK(is(hit.id, "a2"));
  riffle_hits_free(hits);
  keys[0].descending = 2;
  FAILS(RIFFLE_INVALID_ARGUMENT, "descending", riffle_search(index, query, &several, &hits, &error));
  keys[0].field = NULL;
  FAILS(RIFFLE_INVALID_ARGUMENT, "sort key", riffle_search(index, query, &several, &hits, &error));
  several.then_by = NULL;
  FAILS(RIFFLE_INVALID_ARGUMENT, "then_by", riffle_search(index, query, &several, &hits, &error));
  options.after = NULL;
  OK(riffle_search_text(index, "allepo", NT, &options, &hits, &error));
  CHECK(strcmp(riffle_hits_did_you_mean(hits), "aleppo") == 0);
  riffle_hits_free(hits);

  const char* facets[] = {"source"};
  riffle_aggregate_options asked = {
      .size = sizeof asked, .facets = facets, .facet_count = 1, .histogram = RIFFLE_UNIT_MONTH};
  riffle_aggregates* aggregates = NULL;
  OK(riffle_aggregate(index, query, &asked, &aggregates, &error));
  CHECK(riffle_aggregates_total(aggregates) == 3 && riffle_aggregates_facet_count(aggregates) == 1);
  riffle_facet facet = {.size = sizeof facet};
  riffle_facet_value value = {.size = sizeof value};
  riffle_histogram histogram = {.size = sizeof histogram};
  riffle_bar bar = {.size = sizeof bar};
  OK(riffle_aggregates_facet(aggregates, 0, &facet, &error));
  CHECK(is(facet.field, "source") && facet.value_count == 1 && facet.distinct == 1 && facet.missing == 2);
  OK(riffle_aggregates_facet_value(aggregates, 0, 0, &value, &error));
  CHECK(is(value.value, "levant post") && is(value.label, "Levant Post") && value.count == 1);
  FAILS(RIFFLE_NOT_FOUND, "value", riffle_aggregates_facet_value(aggregates, 0, 1, &value, &error));
  FAILS(RIFFLE_NOT_FOUND, "facet", riffle_aggregates_facet(aggregates, 1, &facet, &error));
  OK(riffle_aggregates_histogram(aggregates, &histogram, &error));
  CHECK(is(histogram.field, "date") && histogram.unit == RIFFLE_UNIT_MONTH && histogram.bar_count == 2);
  OK(riffle_aggregates_bar(aggregates, 1, &bar, &error));
  char date[RIFFLE_DATE_BYTES];
  OK(riffle_date_format(bar.begin, date, sizeof date, &error));
  CHECK(strcmp(date, "2024-12-01") == 0 && bar.count == 1 && bar.end > bar.begin);
  FAILS(RIFFLE_NOT_FOUND, "bar", riffle_aggregates_bar(aggregates, 2, &bar, &error));
  OK(riffle_aggregates_json(aggregates, &json, NULL, &error));
  CHECK(strstr(json, "\"facets\":{\"source\":{\"values\":[{\"value\":\"levant post\"") != NULL);
  riffle_free(json);
  riffle_aggregates_free(aggregates);
  asked.facet_count = asked.histogram = 0;
  OK(riffle_aggregate(index, query, &asked, &aggregates, &error));
  FAILS(RIFFLE_NOT_FOUND, "histogram", riffle_aggregates_histogram(aggregates, &histogram, &error));
  riffle_aggregates_free(aggregates);
  riffle_query_free(query);
  riffle_index_close(index);
}

struct postings {
  int count;
  uint64_t last_position;
  char ids[32];
};

static int keep_posting(const riffle_posting* posting, void* context) {
  struct postings* seen = context;
  seen->count++;
  strncat(seen->ids, posting->id.data, sizeof seen->ids - strlen(seen->ids) - 1);
  for (size_t i = 0; i < posting->field_count; ++i) {
    CHECK(posting->fields[i].field.length > 0 && posting->fields[i].position_count > 0);
    seen->last_position = posting->fields[i].positions[posting->fields[i].position_count - 1];
  }
  return 0;
}

static int stop_at_once(const riffle_posting* posting, void* context) {
  (void)posting;
  ++*(int*)context;
  return 1;
}

static int keep_change(int change, const char* id, size_t length, void* context) {
  char* seen = context;
  CHECK(strlen(id) == length);
  const size_t at = strlen(seen);
  snprintf(seen + at, 64 - at, "%d%s ", change, id);
  return 0;
}

// What the index tells besides hits.
static void test_inspecting(void) {
  step = "inspecting";
  riffle_index* index = opened(INDEX);
  struct postings seen = {0};
  riffle_postings_summary summary = {.size = sizeof summary};
  OK(riffle_index_each_posting(index, NULL, "aleppo", NT, 0, keep_posting, &seen, &summary, &error));
  CHECK(seen.count == 2 && strcmp(seen.ids, "a1a2") == 0 && seen.last_position > 0);
  CHECK(summary.document_frequency == 2 && summary.collection_frequency == 3);
  int calls = 0;
  OK(riffle_index_each_posting(index, "body", "aleppo", NT, 0, stop_at_once, &calls, NULL, &error));
  CHECK(calls == 1);
  OK(riffle_index_each_posting(index, "title", "rebel", NT, 1, NULL, NULL, &summary, &error));
  CHECK(summary.document_frequency == 1);
  FAILS(RIFFLE_INVALID_ARGUMENT, "callback",
        riffle_index_each_posting(index, NULL, "a", NT, 0, NULL, NULL, NULL, &error));
  FAILS(RIFFLE_NOT_FOUND, "titel", riffle_index_each_posting(index, "titel", "a", NT, 0, NULL, NULL, &summary, &error));

  riffle_index* first = NULL;
  const riffle_open_options at_first = {.size = sizeof at_first, .commit = 1};
  OK(riffle_index_open(INDEX, &at_first, &first, &error));
  char changes[64] = "";
  OK(riffle_index_each_change(index, first, keep_change, changes, &error));
  CHECK(strcmp(changes, "0a3 2a2 ") == 0);
  changes[0] = '\0';
  OK(riffle_index_each_change(first, index, keep_change, changes, &error));
  CHECK(strcmp(changes, "1a3 2a2 ") == 0);
  FAILS(RIFFLE_INVALID_ARGUMENT, "before", riffle_index_each_change(index, NULL, keep_change, changes, &error));
  riffle_index_close(first);

  riffle_query* query = parsed(index, "aleppo OR fog");
  char* json = NULL;
  OK(riffle_profile_json(index, query, NULL, &json, NULL, &error));
  CHECK(strstr(json, "{\"root\":{\"kind\":\"or\",\"query\":\"aleppo OR fog\",\"matches\":3,") == json);
  CHECK(strstr(json, "\"top_10\":{\"took_us\":") != NULL);
  riffle_free(json);

  riffle_hits* hits = NULL;
  const riffle_search_options explained = {.size = sizeof explained, .flags = RIFFLE_SEARCH_EXPLAIN};
  OK(riffle_search(index, query, &explained, &hits, &error));
  riffle_hit hit = {.size = sizeof hit};
  riffle_explanation explanation = {.size = sizeof explanation};
  riffle_term_score term = {.size = sizeof term};
  OK(riffle_hits_get(hits, 0, &hit, &error));
  OK(riffle_hits_explanation(hits, 0, &explanation, &error));
  CHECK(explanation.term_count == 1 && explanation.document_count == 3 && explanation.age_factor == 1);
  OK(riffle_hits_term_score(hits, 0, 0, &term, &error));
  CHECK(term.term_frequency >= 1 && term.score > 0 && term.score == hit.score && term.boost == 1);
  FAILS(RIFFLE_NOT_FOUND, "term 1", riffle_hits_term_score(hits, 0, 1, &term, &error));
  OK(riffle_hits_json(hits, &json, NULL, &error));
  CHECK(strstr(json, "\"explanation\":{\"k1\":1.2,") != NULL && strstr(json, "\"stories\"") == NULL);
  riffle_free(json);
  uint64_t count = 7;
  FAILS(RIFFLE_NOT_FOUND, "", riffle_hits_stories(hits, &count, &error));
  FAILS(RIFFLE_NOT_FOUND, "", riffle_hits_groups(hits, &count, &error));
  CHECK(count == 7);
  riffle_hits_free(hits);
  OK(riffle_search(index, query, NULL, &hits, &error));
  FAILS(RIFFLE_NOT_FOUND, "explanation", riffle_hits_explanation(hits, 0, &explanation, &error));
  riffle_hits_free(hits);
  riffle_query_free(query);

  riffle_query_limits limits = {.size = sizeof limits, .leaves = 2};
  const riffle_parse_options parsing = {.size = sizeof parsing, .limits = &limits};
  FAILS(RIFFLE_RESOURCE_LIMIT, "2 terms", riffle_query_parse(index, "a b c", NT, &parsing, &query, &error));
  limits.leaves = 0;
  OK(riffle_query_parse(index, "a b c", NT, &parsing, &query, &error));
  riffle_query_free(query);
  limits.size = sizeof(size_t) - 1;
  FAILS(RIFFLE_INVALID_ARGUMENT, "size", riffle_query_parse(index, "a", NT, &parsing, &query, &error));
  riffle_index_close(index);
}

struct copies {
  int count;
  int of_first_story;
  double least;
};

static int keep_copy(uint64_t story, const riffle_copy* copy, double shared, void* context) {
  struct copies* seen = context;
  CHECK(copy->id.length > 0);
  seen->count++;
  seen->of_first_story += story == 0 ? 1 : 0;
  if (shared < seen->least) seen->least = shared;
  return 0;
}

static void count_message(const riffle_input_message* message, void* context) {
  CHECK(message->kind == RIFFLE_INPUT_BAD_LINE && message->line == 2 && message->message.length > 0);
  ++*(int*)context;
}

static void test_files_and_copies(void) {
  step = "files and copies";
  const char* story =
      "The bridge over the river was closed on Monday after the flood had taken two of its pillars, the governor said, "
      "and it will take the engineers of the province until the spring to build it up again.";
  FILE* file = fopen("c_api_input.jsonl", "w");
  CHECK(file != NULL);
  fprintf(file, "{\"id\":\"b1\",\"body\":\"%s\"}\nno JSON\n{\"id\":\"b2\",\"body\":\"%s\"}\n", story, story);
  fclose(file);
  riffle_writer* writer = NULL;
  OK(riffle_writer_open(OUTPUT, NULL, &writer, &error));
  const char* paths[] = {"c_api_input.jsonl"};
  int messages = 0;
  riffle_input_options options = {.size = sizeof options, .on_message = count_message, .context = &messages};
  riffle_input_report report = {.size = sizeof report};
  OK(riffle_writer_add_files(writer, paths, 1, &options, &report, &error));
  CHECK(report.articles == 2 && report.bad_lines == 1 && messages == 1);
  options.flags = RIFFLE_INPUT_STRICT;
  FAILS(RIFFLE_INVALID_ARGUMENT, "c_api_input.jsonl:2",
        riffle_writer_add_files(writer, paths, 1, &options, NULL, &error));
  riffle_cancel* cancel = riffle_cancel_new();
  riffle_cancel_request(cancel);
  options.cancel = cancel;
  FAILS(RIFFLE_CANCELLED, "", riffle_writer_add_files(writer, paths, 1, &options, &report, &error));
  CHECK(report.articles == 0);
  riffle_cancel_free(cancel);
  paths[0] = "no_such_file.jsonl";
  FAILS(RIFFLE_NOT_FOUND, "no_such_file", riffle_writer_add_files(writer, paths, 1, NULL, NULL, &error));
  OK(riffle_writer_commit(writer, NULL, &error));
  riffle_writer_close(writer);

  riffle_index* both = NULL;
  const char* files[] = {INDEX, OUTPUT};
  FAILS(RIFFLE_INVALID_ARGUMENT, "", riffle_index_open_all(files, 2, NULL, &both, &error));  // other fields
  files[0] = OUTPUT;
  OK(riffle_index_open_all(files, 2, NULL, &both, &error));
  riffle_hits* hits = NULL;
  riffle_hit hit = {.size = sizeof hit};
  riffle_copy copy = {.size = sizeof copy};
  const riffle_search_options collapsed = {.size = sizeof collapsed, .flags = RIFFLE_SEARCH_COLLAPSE};
  OK(riffle_search_text(both, "bridge", NT, &collapsed, &hits, &error));
  OK(riffle_hits_get(hits, 0, &hit, &error));
  CHECK(riffle_hits_total(hits) == 4 && riffle_hits_count(hits) == 1 && is(hit.file, OUTPUT));
  CHECK(hit.all_copies >= 1 && hit.copy_count >= 1);
  OK(riffle_hits_copy(hits, 0, 0, &copy, &error));
  CHECK(copy.id.data[0] == 'b' && !copy.has_date);
  uint64_t count = 0;
  riffle_query* bridge = parsed(both, "bridge");
  OK(riffle_count_stories(both, bridge, NULL, &count, &error));
  CHECK(count == 1);
  OK(riffle_count_groups(both, bridge, "source", NULL, &count, &error));
  CHECK(count == 4);  // of no source: each by itself
  FAILS(RIFFLE_INVALID_ARGUMENT, "", riffle_count_groups(both, bridge, "body", NULL, &count, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "field", riffle_count_groups(both, bridge, NULL, NULL, &count, &error));
  riffle_query_free(bridge);
  struct copies seen = {.least = 1};
  OK(riffle_index_each_copy(both, keep_copy, &seen, &error));
  CHECK(seen.count == 4 && seen.of_first_story == 4 && seen.least == 1);
  riffle_index* one = opened(OUTPUT);
  riffle_hits* stories = NULL;
  OK(riffle_search_text(one, "bridge", NT, &collapsed, &stories, &error));
  OK(riffle_hits_stories(stories, &count, &error));
  CHECK(count == 1);
  riffle_hits_free(stories);
  riffle_index_close(one);
  riffle_hits_free(hits);
  const riffle_search_options by_source = {.size = sizeof by_source, .collapse_field = "source"};
  OK(riffle_search_text(both, "bridge", NT, &by_source, &hits, &error));
  CHECK(riffle_hits_total(hits) == 4 && riffle_hits_count(hits) >= 1);
  OK(riffle_hits_groups(hits, &count, &error));
  CHECK(count == 4);
  OK(riffle_hits_get(hits, 0, &hit, &error));
  CHECK(hit.all_copies == 0 && (hit.group_count == 0) == (hit.group.length == 0));
  riffle_hits_free(hits);
  const riffle_search_options by_nothing = {.size = sizeof by_nothing, .collapse_field = "no such field"};
  FAILS(RIFFLE_NOT_FOUND, "no such field", riffle_search_text(both, "bridge", NT, &by_nothing, &hits, &error));
  riffle_index_close(both);
}

static void count_fault(const riffle_fault* fault, void* context) {
  CHECK(fault->section.length > 0 && fault->message.length > 0);
  ++*(int*)context;
}

static void count_progress(uint64_t done, uint64_t all, void* context) {
  CHECK(done <= all);
  ++*(int*)context;
}

static void test_maintenance(void) {
  step = "maintenance";
  remove("c_api_backup.riffle");
  remove("c_api_merged.riffle");
  remove("c_api_salvaged.riffle");
  OK(riffle_install_bus_guard(&error));
  riffle_backup_report copied = {.size = sizeof copied};
  OK(riffle_backup(INDEX, "c_api_backup.riffle", &copied, &error));
  CHECK(copied.commit == 2 && copied.documents == 3 && copied.bytes > 1000);
  FAILS(RIFFLE_IO, "c_api_backup", riffle_backup(INDEX, "c_api_backup.riffle", NULL, &error));

  int was_there = 0;
  uint64_t count = 0;
  riffle_writer* writer = NULL;
  riffle_commit_report report = {.size = sizeof report};
  OK(riffle_writer_open(INDEX, NULL, &writer, &error));
  OK(riffle_writer_remove(writer, "a3", NT, &was_there, &error));
  CHECK(was_there == 1);
  FAILS(RIFFLE_BAD_QUERY, "", riffle_writer_remove_matching(writer, "(road", NT, &count, &error));
  OK(riffle_writer_remove_matching(writer, "road", NT, &count, &error));
  CHECK(count == 1);
  FAILS(RIFFLE_INVALID_ARGUMENT, "", riffle_writer_rollback(writer, 2, &report, &error));
  OK(riffle_writer_prepare_commit(writer, &report, &error));
  CHECK(report.removed == 2 && report.documents == 1);
  FAILS(RIFFLE_INVALID_ARGUMENT, "prepared", riffle_writer_remove(writer, "a1", NT, &was_there, &error));
  OK(riffle_writer_commit(writer, &report, &error));
  CHECK(report.removed == 2 && report.documents == 1);
  OK(riffle_writer_rollback(writer, 2, &report, &error));
  CHECK(report.commit == 4 && report.documents == 3);
  FAILS(RIFFLE_NOT_FOUND, "9", riffle_writer_rollback(writer, 9, NULL, &error));
  OK(riffle_writer_compact(writer, RIFFLE_ORDER_DATE, &report, &error));
  CHECK(report.documents == 3);
  riffle_writer_close(writer);

  const char* files[] = {INDEX, "c_api_backup.riffle"};
  OK(riffle_merge(files, 2, "c_api_merged.riffle", NULL, &report, &error));
  CHECK(report.documents == 3);
  int calls = 0, faults = 0;
  riffle_verify_options options = {.size = sizeof options, .on_progress = count_progress, .context = &calls};
  riffle_verify_report verified = {.size = sizeof verified};
  OK(riffle_verify("c_api_merged.riffle", &options, &verified, &error));
  CHECK(verified.faults == 0 && verified.documents_checked >= 3 && calls > 0);

  // The bodies of a damaged file are found by salvage(), its faults by verify().
  FILE* file = fopen("c_api_merged.riffle", "r+b");
  CHECK(file != NULL && fseek(file, 4096 + 300, SEEK_SET) == 0 && fputc(0x5a, file) != EOF && fputc(0xa5, file) != EOF);
  fclose(file);
  options.on_progress = NULL;
  options.on_fault = count_fault;
  options.context = &faults;
  const int code = riffle_verify("c_api_merged.riffle", &options, &verified, &error);
  CHECK(code == RIFFLE_CORRUPT && verified.faults > 0 && (uint64_t)faults == verified.faults);
  CHECK(riffle_error_offset(error) > 0 && riffle_error_section(error)[0] != '\0');
  riffle_error_free(error);
  riffle_salvage_report saved = {.size = sizeof saved};
  OK(riffle_salvage("c_api_merged.riffle", "c_api_salvaged.riffle", NULL, &saved, &error));
  CHECK(saved.documents_recovered + saved.documents_lost == 3);
  FAILS(RIFFLE_NOT_FOUND, "no_such_file", riffle_verify("no_such_file", NULL, NULL, &error));
  FAILS(RIFFLE_NOT_RIFFLE, "c_api_input", riffle_verify("c_api_input.jsonl", NULL, NULL, &error));
}

// Nothing that can be passed where something else belongs crashes.
static void test_misuse(void) {
  step = "misuse";
  riffle_index* index = NULL;
  riffle_hits* hits = (riffle_hits*)&step;
  riffle_query* query = NULL;
  riffle_writer* writer = NULL;
  uint64_t count = 0;
  char* text = NULL;
  FAILS(RIFFLE_NOT_FOUND, "no_such_file", riffle_index_open("no_such_file", NULL, &index, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "path is NULL", riffle_index_open(NULL, NULL, &index, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "result", riffle_index_open(INDEX, NULL, NULL, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "index is NULL", riffle_search_text(NULL, "x", NT, NULL, &hits, &error));
  CHECK(hits == NULL);
  FAILS(RIFFLE_INVALID_ARGUMENT, "NULL", riffle_index_open_all(NULL, 1, NULL, &index, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "no path", riffle_index_open_all(NULL, 0, NULL, &index, &error));
  CHECK(riffle_writer_commit(NULL, NULL, NULL) == RIFFLE_INVALID_ARGUMENT);
  CHECK(riffle_writer_add(NULL, NULL, NULL) == RIFFLE_INVALID_ARGUMENT);
  CHECK(riffle_writer_open("no_such_folder/x.riffle", NULL, &writer, NULL) != RIFFLE_OK && writer == NULL);
  index = opened(INDEX);
  FAILS(RIFFLE_INVALID_ARGUMENT, "query is NULL", riffle_count(index, NULL, NULL, &count, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "text is NULL", riffle_query_parse(index, NULL, 0, NULL, &query, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "callback", riffle_index_each_article(index, NULL, NULL, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "a query is NULL",
        riffle_query_all_of((const riffle_query* const[]){NULL}, 1, &query, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "NULL", riffle_query_to_text(NULL, &text, NULL, &error));
  FAILS(RIFFLE_INVALID_ARGUMENT, "no date", riffle_date_parse("soon", NT, &(int64_t){0}, &error));
  char date[RIFFLE_DATE_BYTES];
  FAILS(RIFFLE_INVALID_ARGUMENT, "too small", riffle_date_format(0, date, 10, &error));
  OK(riffle_date_format(INT64_MIN, date, sizeof date, &error));
  OK(riffle_date_format(INT64_MAX, date, sizeof date, &error));

  // Structs of a newer header: what is set there and unknown here must not be passed over.
  struct {
    riffle_search_options known;
    uint64_t newer;
  } later = {.known = {.size = sizeof later, .limit = 1}};
  OK(riffle_search_text(index, "aleppo", NT, &later.known, &hits, &error));
  CHECK(riffle_hits_count(hits) == 1);
  struct {
    riffle_hit known;
    uint64_t newer;
  } newer_hit = {.known = {.size = sizeof newer_hit}, .newer = 7};
  OK(riffle_hits_get(hits, 0, &newer_hit.known, &error));
  CHECK(newer_hit.newer == 0 && newer_hit.known.size == sizeof newer_hit && newer_hit.known.id.length == 2);
  // Of an older one: nothing behind it is touched.
  riffle_hit older = {.size = offsetof(riffle_hit, score), .score = 77};
  OK(riffle_hits_get(hits, 0, &older, &error));
  CHECK(older.id.length == 2 && older.score == 77 && older.title.data == NULL);
  riffle_hits_free(hits);
  later.newer = 1;
  FAILS(RIFFLE_INVALID_ARGUMENT, "newer library", riffle_search_text(index, "x", NT, &later.known, &hits, &error));
  later.known.size = 0;
  FAILS(RIFFLE_INVALID_ARGUMENT, "size", riffle_search_text(index, "x", NT, &later.known, &hits, &error));
  riffle_info info = {.size = SIZE_MAX};
  FAILS(RIFFLE_INVALID_ARGUMENT, "size", riffle_index_info(index, &info, &error));
  const riffle_search_options flagged = {.size = sizeof flagged, .flags = 1u << 20};
  FAILS(RIFFLE_INVALID_ARGUMENT, "flag", riffle_search_text(index, "x", NT, &flagged, &hits, &error));
  const riffle_search_options unsorted = {.size = sizeof unsorted, .sort = 5};
  FAILS(RIFFLE_INVALID_ARGUMENT, "sort", riffle_search_text(index, "x", NT, &unsorted, &hits, &error));
  const riffle_writer_options unknown = {.size = sizeof unknown, .analyzer = "klingon"};
  FAILS(RIFFLE_INVALID_ARGUMENT, "klingon", riffle_writer_open("c_api_new.riffle", &unknown, &writer, &error));
  riffle_index_close(index);

  CHECK(riffle_hits_previous(NULL)[0] == '\0');
  CHECK(riffle_hits_total(NULL) == 0 && riffle_hits_next(NULL)[0] == '\0' && riffle_hits_note(NULL, 0)[0] == '\0');
  CHECK(riffle_error_code(NULL) == RIFFLE_OK && riffle_error_message(NULL)[0] == '\0' &&
        riffle_error_os_error(NULL) == 0);
  CHECK(riffle_aggregates_total(NULL) == 0 && riffle_query_note(NULL, 0)[0] == '\0' &&
        riffle_writer_bytes_added(NULL) == 0);
  riffle_index_close(NULL);
  riffle_writer_close(NULL);
  riffle_hits_free(NULL);
  riffle_query_free(NULL);
  riffle_document_free(NULL);
  riffle_aggregates_free(NULL);
  riffle_synonyms_free(NULL);
  riffle_cancel_free(NULL);
  riffle_cancel_request(NULL);
  riffle_cancel_reset(NULL);
  riffle_error_free(NULL);
  riffle_free(NULL);
}

// What programs that are there already were compiled with.
static void test_abi(void) {
  step = "ABI";
  CHECK(strcmp(riffle_version(), "1.0.0") == 0 && strcmp(riffle_analyzer_name(0), "english") == 0);
  CHECK(riffle_analyzer_name(1000) == NULL);
  CHECK(strcmp(riffle_code_name(RIFFLE_OK), "ok") == 0 && strcmp(riffle_code_name(-1), "unknown") == 0);
  CHECK(strcmp(riffle_code_name(RIFFLE_CORRUPT), "corrupt") == 0 && strcmp(riffle_code_name(16), "unknown") == 0);
  CHECK(strcmp(riffle_code_name(RIFFLE_UNKNOWN_ANALYZER), "unknown_analyzer") == 0);
  CHECK(RIFFLE_COMMIT_UNKNOWN == 15 && strcmp(riffle_code_name(15), "commit_unknown") == 0);
#define LAST(type, member, offset) CHECK(offsetof(type, member) == (offset) && sizeof(type) >= (offset) + 8)
  LAST(riffle_limits, memory_bytes, 32);
  LAST(riffle_article, member_count, 112);
  LAST(riffle_writer_options, commit_time, 72);
  LAST(riffle_commit_report, file_bytes, 64);
  LAST(riffle_input_message, message.length, 64);
  LAST(riffle_input_options, context, 40);
  LAST(riffle_input_report, bad_lines, 16);
  LAST(riffle_open_options, copy_bytes, 24);
  LAST(riffle_info, file_bytes, 48);
  LAST(riffle_commit, bytes_added, 64);
  LAST(riffle_term, collection_frequency, 32);
  LAST(riffle_posting, field_count, 48);
  LAST(riffle_postings_summary, collection_frequency, 16);
  LAST(riffle_query_limits, list_values, 48);
  LAST(riffle_parse_options, synonyms, 16);
  CHECK(offsetof(riffle_parse_options, limits) == 24);
  LAST(riffle_explanation, term_count, 48);
  LAST(riffle_term_score, score, 64);
  CHECK(sizeof(riffle_positions) == 32);
  LAST(riffle_search_options, parsing, 128);
  CHECK(offsetof(riffle_search_options, collapse_field) == 152);
  LAST(riffle_hit, all_copies, 152);
  CHECK(offsetof(riffle_hit, group) == 176);
  LAST(riffle_passage, is_title, 88);
  LAST(riffle_copy, has_date, 64);
  LAST(riffle_aggregate_options, limits, 48);
  LAST(riffle_facet, missing, 40);
  LAST(riffle_facet_value, count, 40);
  LAST(riffle_histogram, missing, 40);
  LAST(riffle_bar, count, 24);
  LAST(riffle_fault, message.length, 40);
  LAST(riffle_verify_options, context, 40);
  LAST(riffle_verify_report, faults, 32);
  LAST(riffle_backup_report, bytes, 24);
  LAST(riffle_salvage_options, copy_bytes, 32);
  LAST(riffle_salvage_report, description_lost, 112);
  CHECK(sizeof(riffle_text) == 16 && sizeof(riffle_range) == 16 && sizeof(riffle_member) == 32);
  CHECK(sizeof(riffle_field_weight) == 24);
}

int main(void) {
  remove(INDEX);
  remove(OUTPUT);
  test_abi();
  test_writing();
  test_reading();
  test_queries();
  test_searching();
  test_inspecting();
  test_files_and_copies();
  test_maintenance();
  test_misuse();
  puts("passed");
  return 0;
}
