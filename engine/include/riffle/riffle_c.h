// Riffle for C, and for whatever can call C.
//
// Results:  a function that can fail returns RIFFLE_OK (0) or the number of what went wrong (enum riffle_code), and
//           gives its result through a pointer. Its last parameter, when it is not NULL, is set to NULL, or to an error
//           that tells the rest; the caller frees that with riffle_error_free(). After a failure results are NULL or as
//           they were, and every object that was passed in is as it was, unless something else is said.
// NULL:     where an object or a text must be there, NULL is RIFFLE_INVALID_ARGUMENT. NULL options are the defaults; a
//           pointer for a result marked "or NULL" may be NULL when nobody wants it. Functions that free or close take
//           NULL; those that only read a value give 0 or "" for NULL and for places that do not exist.
// Texts:    UTF-8. What goes in is copied before the function returns; bytes that are no UTF-8 become U+FFFD. A length
//           counts bytes; RIFFLE_ZERO_TERMINATED as a length means: up to the first zero byte. `const char*` without a
//           length is zero terminated. Texts that come out are always zero terminated, whatever else is in them.
// Owners:   a `const char*`, a riffle_text or an array that comes out belongs to the object that it was asked of, and
//           stays until that is freed or closed. In a callback it stays until the callback returns. A `char*` is the
//           caller's: free it with riffle_free(), not with free().
// Structs:  options and results begin with `size`, which the caller sets to sizeof the struct, for results too.
//           All else 0 means the defaults, so: riffle_search_options options = {.size = sizeof options, .limit = 20};
//           Structs without `size` never change.
// Threads:  an index, and all that only reads it, may be used by any number of threads at once; refreshing and closing
//           it need it alone. Queries, hits, documents, aggregates, synonyms and errors never change and may be shared.
//           A writer is for one thread at a time. Different objects have nothing to do with one another.
// Fork:     a child process must not use the objects of its parent.
// Callback: the last parameter is what the caller gave as `context`. They must return: no exceptions, no longjmp().
// They
//           may call Riffle, but must not refresh or close the index, or use the writer, that calls them.
// Units:    bytes, and seconds since 1970-01-01T00:00:00Z for dates, where nothing else is said.
// Signals:  none is taken, unless riffle_install_bus_guard() is called.
// Stable:   the library is libriffle_c.so.1. As long as that number stays, functions and constants are only added, and
//           fields are only added at the end of structs that have a `size`: programs that were built with an older
//           header run with a newer library without being built again. Options that a library is too old to know are
//           RIFFLE_INVALID_ARGUMENT, never passed over.
#ifndef RIFFLE_RIFFLE_C_H_
#define RIFFLE_RIFFLE_C_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define RIFFLE_C_API __attribute__((visibility("default")))
#else
#define RIFFLE_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------------- codes, errors

enum riffle_code {  // later libraries may have more
  RIFFLE_OK = 0,
  RIFFLE_INVALID_ARGUMENT = 1,     // the caller broke a stated rule
  RIFFLE_BAD_QUERY = 2,            // the query does not parse in strict mode; riffle_error_offset() = byte in the query
  RIFFLE_NOT_FOUND = 3,            // no such article, file, field or commit
  RIFFLE_IO = 4,                   // the operating system said no; riffle_error_os_error() = errno
  RIFFLE_NOT_RIFFLE = 5,           // the file is not a Riffle index
  RIFFLE_UNSUPPORTED_VERSION = 6,  // the file needs a newer library
  RIFFLE_CORRUPT = 7,              // the file is damaged; riffle_error_offset() = byte in the file
  RIFFLE_RESOURCE_LIMIT = 8,       // a limit was reached
  RIFFLE_OUT_OF_MEMORY = 9,
  RIFFLE_LOCKED = 10,            // another writer has the file
  RIFFLE_DEADLINE = 11,          // riffle_limits.time_us is over
  RIFFLE_CANCELLED = 12,         // riffle_cancel_request() was called
  RIFFLE_UNKNOWN_ANALYZER = 13,  // the words of the file were made by an analyzer that this program does not have
  RIFFLE_ANALYZER_FAULT = 14,    // an analyzer of the program failed
  RIFFLE_COMMIT_UNKNOWN = 15     // a commit failed when it was written already: the file has it or not, and is whole
};

typedef struct riffle_error riffle_error;

// The name of a code, e.g. "corrupt"; "ok" for RIFFLE_OK and "unknown" for what is none. Stays for ever.
RIFFLE_C_API const char* riffle_code_name(int code);

// What an error says. Of NULL: RIFFLE_OK, "", 0.
RIFFLE_C_API int riffle_error_code(const riffle_error* error);
RIFFLE_C_API const char* riffle_error_message(const riffle_error* error);  // a sentence for people
RIFFLE_C_API const char* riffle_error_section(const riffle_error* error);  // part of the file, or ""
RIFFLE_C_API uint64_t riffle_error_offset(const riffle_error* error);
RIFFLE_C_API int riffle_error_os_error(const riffle_error* error);
RIFFLE_C_API void riffle_error_free(riffle_error* error);

// ------------------------------------------------------------------------------------------------------- vocabulary

#define RIFFLE_ZERO_TERMINATED SIZE_MAX  // as the length of a text
#define RIFFLE_UNLIMITED UINT64_MAX      // as a limit: none

typedef struct riffle_text {
  const char* data;
  size_t length;
} riffle_text;

// A riffle_text of a zero terminated string; of NULL, an empty one.
#ifdef __cplusplus
#define RIFFLE_TEXT(string) (riffle_text{(string), RIFFLE_ZERO_TERMINATED})
#else
#define RIFFLE_TEXT(string) ((riffle_text){(string), RIFFLE_ZERO_TERMINATED})
#endif

// Bytes [begin, end) of a text.
typedef struct riffle_range {
  size_t begin;
  size_t end;
} riffle_range;

// The version of the library that runs, e.g. "1.0.0".
RIFFLE_C_API const char* riffle_version(void);

// Frees a `char*` that a function gave.
RIFFLE_C_API void riffle_free(void* memory);

// A date in one of the forms that articles carry: 2024-11-30, 2024-11-30T12:00:00Z, "30 November 2024", 20241130, ...
RIFFLE_C_API int riffle_date_parse(const char* text, size_t length, int64_t* date, riffle_error** error);

// "2024-11-30", or "2024-11-30T12:34:56Z" when it is not a midnight. RIFFLE_DATE_BYTES are enough for every date.
#define RIFFLE_DATE_BYTES 40
RIFFLE_C_API int riffle_date_format(int64_t date, char* buffer, size_t capacity, riffle_error** error);

// The names that riffle_writer_options.analyzer can have, for number = 0, 1, ...; NULL behind the last.
RIFFLE_C_API const char* riffle_analyzer_name(size_t number);

// When an index file is cut short while it is open, calls end with RIFFLE_IO instead of the process with SIGBUS.
// Installs a signal handler, which stays. What it does not know goes to the handler that was there before.
RIFFLE_C_API int riffle_install_bus_guard(riffle_error** error);

// ----------------------------------------------------------------------------------------------------------- limits

// A flag by which one thread, or a signal handler, stops what others are doing.
typedef struct riffle_cancel riffle_cancel;

RIFFLE_C_API riffle_cancel* riffle_cancel_new(void);  // NULL when there is no memory
RIFFLE_C_API void riffle_cancel_request(riffle_cancel* cancel);
RIFFLE_C_API void riffle_cancel_reset(riffle_cancel* cancel);
RIFFLE_C_API void riffle_cancel_free(riffle_cancel* cancel);  // when no call uses it

// How long and how hard a query may work. What is stopped gives an error and no result.
typedef struct riffle_limits {
  size_t size;
  const riffle_cancel* cancel;  // or NULL: RIFFLE_CANCELLED once it is requested
  uint64_t time_us;             // microseconds from the beginning of the call: RIFFLE_DEADLINE; 0 = no limit
  uint64_t work;          // steps, the same on every machine and in every run: RIFFLE_RESOURCE_LIMIT; 0 = no limit
  uint64_t memory_bytes;  // RIFFLE_RESOURCE_LIMIT; 0 = 64 MiB, RIFFLE_UNLIMITED = no limit
} riffle_limits;

// --------------------------------------------------------------------------------------------------------- articles

// A member of an article besides the usual ones: kept and given back, and searched when the schema names it.
typedef struct riffle_member {
  riffle_text name;
  riffle_text json;  // the value as JSON text: "\"Erbil\"", "42", "[\"a\",\"b\"]"
} riffle_member;

typedef struct riffle_article {
  size_t size;
  riffle_text id;  // the caller's own key, 1 to 512 bytes
  riffle_text title;
  riffle_text body;
  riffle_text source;
  riffle_text url;
  int64_t date;
  uint64_t has_date;  // 0 or 1: `date` counts
  const riffle_member* members;
  size_t member_count;
} riffle_article;

// Called with one article after the other; anything but 0 ends the walk, which is no error.
typedef int (*riffle_article_callback)(const riffle_article* article, void* context);

// An article that was read from an index; it owns its texts.
typedef struct riffle_document riffle_document;

RIFFLE_C_API int riffle_document_article(const riffle_document* document, riffle_article* article,
                                         riffle_error** error);
RIFFLE_C_API void riffle_document_free(riffle_document* document);

// ---------------------------------------------------------------------------------------------------------- writing

// Adds articles to an index file, and deletes them. What was added and removed becomes visible together, by a commit.
typedef struct riffle_writer riffle_writer;

enum riffle_store {       // what is kept of an article besides the index
  RIFFLE_STORE_FULL = 0,  // everything; needed for snippets
  RIFFLE_STORE_META = 1,  // all but the body
  RIFFLE_STORE_NONE = 2   // id, date and source
};

enum riffle_durability {
  RIFFLE_DURABILITY_FULL = 0,  // a commit is on the disk when the call returns
  RIFFLE_DURABILITY_NORMAL =
      1  // one sync instead of three: a crash of the system may take the newest commit back, whole
};

enum riffle_sentences { RIFFLE_SENTENCES_AUTO = 0, RIFFLE_SENTENCES_ON = 1, RIFFLE_SENTENCES_OFF = 2 };

enum riffle_writer_flags {
  RIFFLE_WRITER_NO_MERGE = 1,      // commits do not merge small segments
  RIFFLE_WRITER_KEEP_HISTORY = 2,  // earlier commits stay, whatever room they take
  RIFFLE_WRITER_JOIN_TITLE = 4,    // title and body are one text; for a new file
  RIFFLE_WRITER_NO_COPIES = 8      // copies of a story are not looked for
};

// `analyzer`, `store` and `sentences` are for a new file; one that exists keeps its own.
typedef struct riffle_writer_options {
  size_t size;
  uint64_t flags;         // of riffle_writer_flags
  const char* analyzer;   // riffle_analyzer_name(); NULL = "english"
  const char* schema;     // further fields: {"fields": [{"name": "price", "type": "float64"}]}; NULL = none
  uint64_t store;         // of riffle_store
  uint64_t durability;    // of riffle_durability
  uint64_t sentences;     // of riffle_sentences: note where sentences begin; auto = with "english"
  uint64_t memory_bytes;  // bound for indexing, 32 MiB or more; 0 = 256 MiB, or more where the threads need it
  uint64_t threads;       // that work at most, the caller's one included; 0 = one per processor
  int64_t commit_time;    // recorded in each commit; 0 = none, so that equal input gives equal bytes
} riffle_writer_options;

typedef struct riffle_commit_report {
  size_t size;
  uint64_t commit;    // its number, from 1
  uint64_t added;     // articles, replaced ones left out
  uint64_t replaced;  // earlier articles that had the id of one that was added
  uint64_t removed;
  uint64_t documents;  // articles after the commit
  uint64_t segments_merged;
  uint64_t history_dropped;  // 0 or 1: earlier commits are gone
  uint64_t file_bytes;
} riffle_commit_report;

// Opens `path` for adding, or prepares a new file, which appears with the first commit. RIFFLE_LOCKED while another
// writer, of this process or of another, has the file; of writers that prepare the same new file the first to commit
// makes it, and the commits of the others end so.
RIFFLE_C_API int riffle_writer_open(const char* path, const riffle_writer_options* options, riffle_writer** writer,
                                    riffle_error** error);

// Adds an article; one that has the same id is replaced. RIFFLE_INVALID_ARGUMENT and RIFFLE_RESOURCE_LIMIT concern this
// article alone. After any other error of a function that takes a writer nothing can be done but closing it; the file
// holds its last commit, but after RIFFLE_COMMIT_UNKNOWN that or the new one: opening it anew tells.
RIFFLE_C_API int riffle_writer_add(riffle_writer* writer, const riffle_article* article, riffle_error** error);

// The same with an article as a JSON object: "id", "title", "body", "date", "source", "url" or usual other names of
// them ("headline", "text", "published", ...). Whatever else it has are further members.
RIFFLE_C_API int riffle_writer_add_json(riffle_writer* writer, const char* json, size_t length, riffle_error** error);

enum riffle_input_flags {
  RIFFLE_INPUT_STRICT = 1,           // the first line or value that cannot be read is an error
  RIFFLE_INPUT_NO_DATELINES = 2,     // do not look for place, agency and date at the beginning of bodies
  RIFFLE_INPUT_GUESS_TITLES = 4,     // an article without a title gets the beginning of its body
  RIFFLE_INPUT_CUT_BOILERPLATE = 8,  // take lines out of bodies that are not of the article
  RIFFLE_INPUT_KEEP_HTML = 16        // index the markup of bodies and titles that hold HTML as it is
};

enum riffle_input_kind {
  RIFFLE_INPUT_BAD_LINE = 0,      // it was passed over
  RIFFLE_INPUT_ENCODING = 1,      // bytes that were no UTF-8 were repaired or converted
  RIFFLE_INPUT_MOJIBAKE = 2,      // the text looks wrongly decoded
  RIFFLE_INPUT_DUPLICATE_ID = 3,  // an earlier article of this call has the same id, and is replaced
  RIFFLE_INPUT_UNREADABLE = 4     // a field cannot read the value of its member
};

typedef struct riffle_input_message {
  size_t size;
  uint64_t kind;  // of riffle_input_kind; later libraries may have more
  riffle_text path;
  uint64_t line;  // from 1
  riffle_text id;
  riffle_text message;
} riffle_input_message;

typedef struct riffle_input_options {
  size_t size;
  uint64_t flags;                                                          // of riffle_input_flags
  const char* id_member;                                                   // NULL = "id"
  const riffle_cancel* cancel;                                             // or NULL; looked at before each article
  void (*on_message)(const riffle_input_message* message, void* context);  // or NULL
  void* context;
} riffle_input_options;

typedef struct riffle_input_report {
  size_t size;
  uint64_t articles;   // added
  uint64_t bad_lines;  // passed over
} riffle_input_report;

// Adds the articles of files and folders: .jsonl .ndjson .json .csv .txt .html .htm, each also as .gz and .zst; "-" is
// standard input. What was added before an error stays added; close the writer instead of committing to forget it.
RIFFLE_C_API int riffle_writer_add_files(riffle_writer* writer, const char* const* paths, size_t count,
                                         const riffle_input_options* options, riffle_input_report* report /* or NULL */,
                                         riffle_error** error);

// Deletes the article with that id, if there is one. `was_committed` (or NULL) is set to 1 when the last commit has it.
RIFFLE_C_API int riffle_writer_remove(riffle_writer* writer, const char* id, size_t length, int* was_committed,
                                      riffle_error** error);

// Deletes the articles of the last commit that match a query, which is read strictly (RIFFLE_BAD_QUERY). `count` (or
// NULL) is set to their number.
RIFFLE_C_API int riffle_writer_remove_matching(riffle_writer* writer, const char* query, size_t length, uint64_t* count,
                                               riffle_error** error);

// All of a commit but its last step, which riffle_writer_commit() takes and which needs no room on the disk. Until then
// nothing is visible, and nothing can be added or removed (RIFFLE_INVALID_ARGUMENT); a writer that is closed forgets
// it.
RIFFLE_C_API int riffle_writer_prepare_commit(riffle_writer* writer, riffle_commit_report* report /* or NULL */,
                                              riffle_error** error);

// Makes what was added and removed visible. The writer goes on after that.
RIFFLE_C_API int riffle_writer_commit(riffle_writer* writer, riffle_commit_report* report /* or NULL */,
                                      riffle_error** error);

// A new commit with the content of an earlier one. RIFFLE_INVALID_ARGUMENT when something is not committed.
RIFFLE_C_API int riffle_writer_rollback(riffle_writer* writer, uint64_t commit,
                                        riffle_commit_report* report /* or NULL */, riffle_error** error);

enum riffle_order {  // of the articles in a compacted index
  RIFFLE_ORDER_AS_ADDED = 0,
  RIFFLE_ORDER_DATE = 1,            // oldest first
  RIFFLE_ORDER_GRAPH_BISECTION = 2  // those that share words beside each other: a smaller file, twice the time
};

// Writes what is there to a new file in the place of the old one: no deleted articles, no earlier commits. Open indexes
// go on with the old file. RIFFLE_INVALID_ARGUMENT when something is not committed.
RIFFLE_C_API int riffle_writer_compact(riffle_writer* writer, uint64_t order,
                                       riffle_commit_report* report /* or NULL */, riffle_error** error);

// Bytes of text taken so far, for progress displays.
RIFFLE_C_API uint64_t riffle_writer_bytes_added(const riffle_writer* writer);

// What is not committed is forgotten.
RIFFLE_C_API void riffle_writer_close(riffle_writer* writer);

// ---------------------------------------------------------------------------------------------------------- reading

// An index file as of one commit, or several files as one. Later commits do not change it.
typedef struct riffle_index riffle_index;

enum riffle_open_flags {
  // For files from strangers, and in places that strangers can write to: nothing is mapped, each block is copied and
  // then checked, and only the copy is used.
  RIFFLE_OPEN_UNTRUSTED = 1
};

typedef struct riffle_open_options {
  size_t size;
  uint64_t flags;       // of riffle_open_flags
  uint64_t commit;      // the commit to open, by its number; 0 = the newest
  uint64_t copy_bytes;  // for copies of blocks of an untrusted file; 0 = 64 MiB
} riffle_open_options;

typedef struct riffle_info {
  size_t size;
  uint64_t commit;
  uint64_t documents;
  uint64_t deleted;  // deleted or replaced, still in the file
  uint64_t tokens;
  uint64_t segments;
  uint64_t file_bytes;
} riffle_info;

typedef struct riffle_commit {
  size_t size;
  uint64_t commit;
  int64_t time;
  uint64_t has_time;  // 0 or 1
  uint64_t documents;
  uint64_t deleted;
  uint64_t segments;
  uint64_t file_bytes;   // length of the file as of this commit
  uint64_t bytes_added;  // what it appended
} riffle_commit;

typedef struct riffle_term {
  size_t size;
  riffle_text term;
  uint64_t document_frequency;    // articles that have it, deleted ones included
  uint64_t collection_frequency;  // occurrences
} riffle_term;

RIFFLE_C_API int riffle_index_open(const char* path, const riffle_open_options* options, riffle_index** index,
                                   riffle_error** error);

// Several files as one, each at its newest commit; they need the same fields and the same analyzer.
RIFFLE_C_API int riffle_index_open_all(const char* const* paths, size_t count, const riffle_open_options* options,
                                       riffle_index** index, riffle_error** error);

// Goes to the newest commit; `is_newer` (or NULL) is set to 1 when there was one. Cheap when there was none. No other
// call on the index meanwhile; what it gave before stays as it is.
RIFFLE_C_API int riffle_index_refresh(riffle_index* index, int* is_newer, riffle_error** error);

RIFFLE_C_API void riffle_index_close(riffle_index* index);

RIFFLE_C_API int riffle_index_info(const riffle_index* index, riffle_info* info, riffle_error** error);

// All that the file says of itself: {"path", "uuid", "format_version", "analyzer", "store", "documents", "fields",
// ...}. `length` or NULL.
RIFFLE_C_API int riffle_index_info_json(const riffle_index* index, char** json, size_t* length, riffle_error** error);

// The commits that the file holds up to this one, newest first.
RIFFLE_C_API int riffle_index_each_commit(const riffle_index* index,
                                          int (*callback)(const riffle_commit* commit, void* context), void* context,
                                          riffle_error** error);

// The article with that id; RIFFLE_NOT_FOUND when there is none.
RIFFLE_C_API int riffle_index_get(const riffle_index* index, const char* id, size_t id_length,
                                  riffle_document** document, riffle_error** error);

// The same as one JSON object, which riffle_writer_add_json() takes. `length` or NULL.
RIFFLE_C_API int riffle_index_get_json(const riffle_index* index, const char* id, size_t id_length, char** json,
                                       size_t* length, riffle_error** error);

// All articles, in the order of the index.
RIFFLE_C_API int riffle_index_each_article(const riffle_index* index, riffle_article_callback callback, void* context,
                                           riffle_error** error);

// The terms of a field (NULL or "" = of the text) that begin with `prefix` (or NULL), in byte order.
RIFFLE_C_API int riffle_index_each_term(const riffle_index* index, const char* field, const char* prefix,
                                        size_t prefix_length, int (*callback)(const riffle_term* term, void* context),
                                        void* context, riffle_error** error);

// Where a word stands in a field of an article.
typedef struct riffle_positions {
  riffle_text field;
  const uint32_t* positions;  // not decreasing
  size_t position_count;
} riffle_positions;

typedef struct riffle_posting {
  size_t size;
  uint64_t number;  // place of the article in the order of the index, deleted ones counted
  riffle_text id;
  uint64_t frequency;              // occurrences; 1 in keyword and id fields
  const riffle_positions* fields;  // of the text fields with the word
  size_t field_count;
} riffle_posting;

// Of all articles with the word, whether the callback saw them or not.
typedef struct riffle_postings_summary {
  size_t size;
  uint64_t document_frequency;
  uint64_t collection_frequency;
} riffle_postings_summary;

// The articles of a word, taken as it is in the index, in the order of the index. `field` NULL or "" = all text
// fields; `all_forms` not 0: of the text, the word in all its forms. The callback may be NULL where the summary is
// wanted.
RIFFLE_C_API int riffle_index_each_posting(const riffle_index* index, const char* field, const char* term,
                                           size_t term_length, int all_forms,
                                           int (*callback)(const riffle_posting* posting, void* context), void* context,
                                           riffle_postings_summary* summary /* or NULL */, riffle_error** error);

// Another article that tells the same story.
typedef struct riffle_copy {
  size_t size;
  riffle_text id;
  riffle_text title;
  riffle_text source;
  int64_t date;
  uint64_t has_date;  // 0 or 1
} riffle_copy;

// All articles that have copies: those that tell one story after one another. `story` numbers the stories from 0;
// `shared` is the part of the shorter text that each has in common with the first of its story, in [0, 1], and negative
// where texts are not stored.
RIFFLE_C_API int riffle_index_each_copy(const riffle_index* index,
                                        int (*callback)(uint64_t story, const riffle_copy* copy, double shared,
                                                        void* context),
                                        void* context, riffle_error** error);

enum riffle_change {
  RIFFLE_CHANGE_ADDED = 0,
  RIFFLE_CHANGE_REMOVED = 1,
  RIFFLE_CHANGE_REPLACED = 2  // other content; texts that are not stored are compared by their length
};

// The ids of the articles in which a commit differs from `before`, another commit of the same file: those that were
// added, then those that were removed, then those that were replaced, each in byte order.
RIFFLE_C_API int riffle_index_each_change(const riffle_index* index, const riffle_index* before,
                                          int (*callback)(int change, const char* id, size_t length, void* context),
                                          void* context, riffle_error** error);

// ---------------------------------------------------------------------------------------------------------- queries

// A query, for any index with the same fields and the same analyzer.
typedef struct riffle_query riffle_query;

// What words stand for besides themselves in queries: Solr's format or WordNet's, which is seen by the first line.
typedef struct riffle_synonyms riffle_synonyms;

RIFFLE_C_API int riffle_synonyms_open(const char* path, riffle_synonyms** synonyms, riffle_error** error);
RIFFLE_C_API int riffle_synonyms_parse(const char* text, size_t length, riffle_synonyms** synonyms,
                                       riffle_error** error);
RIFFLE_C_API void riffle_synonyms_free(riffle_synonyms* synonyms);

enum riffle_parse_flags {
  RIFFLE_PARSE_STRICT = 1,       // errors (RIFFLE_BAD_QUERY) instead of notes
  RIFFLE_PARSE_MATCH_ANY = 2,    // words beside each other mean OR instead of AND
  RIFFLE_PARSE_NO_NAMES = 4,     // no other spellings of names
  RIFFLE_PARSE_NO_SPELLINGS = 8  // no British and American spellings
};

// What the text of a query may hold; 0 = the usual limit. None but `bytes` can be raised: what is more is taken as
// that.
typedef struct riffle_query_limits {
  size_t size;
  uint64_t bytes;         // 64 KiB; 1 MiB at most
  uint64_t depth;         // parentheses and negations, nested: 100
  uint64_t leaves;        // terms, phrases, patterns, lists and ranges: 1,024
  uint64_t phrase_terms;  // of one phrase, or of one chain of NEAR and ADJ: 64
  uint64_t patterns;      // patterns and lists: 64
  uint64_t list_values;   // in all lists together: 65,536
} riffle_query_limits;

typedef struct riffle_parse_options {
  size_t size;
  uint64_t flags;                     // of riffle_parse_flags
  const riffle_synonyms* synonyms;    // or NULL
  const riffle_query_limits* limits;  // or NULL; RIFFLE_RESOURCE_LIMIT beyond
} riffle_parse_options;

// Reads a query. Unless RIFFLE_PARSE_STRICT is given every text is one: what does not parse is read as words, and a
// note says so.
RIFFLE_C_API int riffle_query_parse(const riffle_index* index, const char* text, size_t length,
                                    const riffle_parse_options* options, riffle_query** query, riffle_error** error);

// Articles like the one with that id, without itself.
RIFFLE_C_API int riffle_query_similar(const riffle_index* index, const char* id, size_t length, riffle_query** query,
                                      riffle_error** error);

// Articles with one of `values`, as they are indexed, in a field: filters that need no quoting.
RIFFLE_C_API int riffle_query_one_of(const char* field, const riffle_text* values, size_t count, riffle_query** query,
                                     riffle_error** error);
// Terms are taken as they are in the index (analysed: folded words). `field` NULL = all text fields.
RIFFLE_C_API int riffle_query_term(const char* term, size_t length, const char* field, riffle_query** query,
                                   riffle_error** error);
// The terms one after the other; with a slop above 0 as "a b"~slop.
RIFFLE_C_API int riffle_query_phrase(const riffle_text* terms, size_t count, uint32_t slop, const char* field,
                                     riffle_query** query, riffle_error** error);
// * any characters, ? one. A pattern that the query language would refuse finds nothing.
RIFFLE_C_API int riffle_query_wildcard(const char* pattern, size_t length, const char* field, riffle_query** query,
                                       riffle_error** error);
// At most `edits` away: 1 or 2.
RIFFLE_C_API int riffle_query_fuzzy(const char* term, size_t length, uint32_t edits, const char* field,
                                    riffle_query** query, riffle_error** error);
// Both within `distance` positions, with `ordered` the right one behind the left one. Terms, phrases and patterns of
// one field, or any_of and near of them; of others both need only match.
RIFFLE_C_API int riffle_query_near(const riffle_query* left, const riffle_query* right, uint32_t distance, int ordered,
                                   riffle_query** query, riffle_error** error);
// Dates in [from, to] of a date field, seconds since 1970, UTC.
RIFFLE_C_API int riffle_query_date_range(const char* field, int64_t from, int64_t to, riffle_query** query,
                                         riffle_error** error);
// Anything in the field.
RIFFLE_C_API int riffle_query_exists(const char* field, riffle_query** query, riffle_error** error);
RIFFLE_C_API int riffle_query_everything(riffle_query** query, riffle_error** error);

// Queries of queries, which stay the caller's.
RIFFLE_C_API int riffle_query_all_of(const riffle_query* const* queries, size_t count, riffle_query** query,
                                     riffle_error** error);
RIFFLE_C_API int riffle_query_any_of(const riffle_query* const* queries, size_t count, riffle_query** query,
                                     riffle_error** error);
RIFFLE_C_API int riffle_query_at_least(size_t minimum, const riffle_query* const* queries, size_t count,
                                       riffle_query** query, riffle_error** error);
RIFFLE_C_API int riffle_query_and_not(const riffle_query* wanted, const riffle_query* unwanted, riffle_query** query,
                                      riffle_error** error);
// Scores times `factor`, 0 or 0.000001 to 1,000,000.
RIFFLE_C_API int riffle_query_boosted(const riffle_query* boosted, double factor, riffle_query** query,
                                      riffle_error** error);

// The query written out, with parentheses where it needs them. `length` or NULL.
RIFFLE_C_API int riffle_query_to_text(const riffle_query* query, char** text, size_t* length, riffle_error** error);

// What was ignored or changed while it was read, for people.
RIFFLE_C_API size_t riffle_query_note_count(const riffle_query* query);
RIFFLE_C_API const char* riffle_query_note(const riffle_query* query, size_t number);

RIFFLE_C_API void riffle_query_free(riffle_query* query);

// The exact number of articles that match.
RIFFLE_C_API int riffle_count(const riffle_index* index, const riffle_query* query, const riffle_limits* limits,
                              uint64_t* count, riffle_error** error);

// How many hits a search with RIFFLE_SEARCH_COLLAPSE has in all: copies of one another count as one.
RIFFLE_C_API int riffle_count_stories(const riffle_index* index, const riffle_query* query, const riffle_limits* limits,
                                      uint64_t* count, riffle_error** error);

// How many hits a search with that riffle_search_options.collapse_field has in all.
RIFFLE_C_API int riffle_count_groups(const riffle_index* index, const riffle_query* query, const char* field,
                                     const riffle_limits* limits, uint64_t* count, riffle_error** error);

// What each part of the query costs, as `riffle explain --format json` prints it. `length` or NULL.
RIFFLE_C_API int riffle_profile_json(const riffle_index* index, const riffle_query* query, const riffle_limits* limits,
                                     char** json, size_t* length, riffle_error** error);

// The ids of all articles that match, in the order of the index.
RIFFLE_C_API int riffle_each_id(const riffle_index* index, const riffle_query* query, const riffle_limits* limits,
                                int (*callback)(const char* id, size_t length, void* context), void* context,
                                riffle_error** error);

// -------------------------------------------------------------------------------------------------------- searching

// The answer to a search; it owns its texts and needs no index.
typedef struct riffle_hits riffle_hits;

enum riffle_sort {
  RIFFLE_SORT_RELEVANCE = 0,  // best first
  RIFFLE_SORT_DATE_ASCENDING = 1,
  RIFFLE_SORT_DATE_DESCENDING = 2,
  RIFFLE_SORT_FIELD_ASCENDING = 3,  // by riffle_search_options.sort_field
  RIFFLE_SORT_FIELD_DESCENDING = 4
};

enum riffle_search_flags {
  RIFFLE_SEARCH_SNIPPETS = 1,   // an excerpt of each hit; needs RIFFLE_STORE_FULL
  RIFFLE_SEARCH_COLLAPSE = 2,   // of articles that are copies of one another only the first is a hit
  RIFFLE_SEARCH_SUGGEST = 4,    // riffle_hits_did_you_mean() when next to nothing is found
  RIFFLE_SEARCH_NO_TOTAL = 8,   // riffle_hits_total() need not be exact, when that saves work
  RIFFLE_SEARCH_NO_FETCH = 16,  // number and score of hits only
  RIFFLE_SEARCH_EXPLAIN = 32    // riffle_hits_explanation()
};

// How much a text field counts. All three must be set.
typedef struct riffle_field_weight {
  const char* field;
  double weight;  // 0 or more; fields that are not named have 1
  double b;       // in [0, 1], usually 0.75: how much long texts of it lose
} riffle_field_weight;

typedef struct riffle_sort_key {
  const char* field;    // any but text and stored ones
  uint64_t descending;  // 0 or 1
} riffle_sort_key;

typedef struct riffle_search_options {
  size_t size;
  uint64_t flags;   // of riffle_search_flags
  uint64_t limit;   // hits wanted; 0 = 10, RIFFLE_UNLIMITED = all
  uint64_t offset;  // hits passed over first
  uint64_t sort;    // of riffle_sort
  const char* sort_field;
  const char* after;       // riffle_hits_next() of the page before, or NULL; `offset` counts from there
  uint64_t snippet_chars;  // code points of an excerpt, about; 0 = 240
  uint64_t passages;       // excerpts of each hit, at most 32
  const char* mark_open;   // around what matched, in HTML; NULL = "<mark>"
  const char* mark_close;  // NULL = "</mark>"
  const riffle_field_weight* field_weights;  // or NULL: all text is one field
  size_t field_weight_count;
  double half_life_days;                // after so many days a score has halved; 0 = age does not matter
  double ageless;                       // in [0, 1]: the share of the score that age cannot take
  const riffle_limits* limits;          // or NULL
  const riffle_parse_options* parsing;  // or NULL; for riffle_search_text()
  const riffle_sort_key* then_by;       // or NULL: what orders hits that `sort`, not by relevance, leaves equal
  size_t then_by_count;                 // at most 3
  const char* collapse_field;           // or NULL: of articles with the same value of this keyword field only the first
                                        // is a hit; not with RIFFLE_SEARCH_COLLAPSE
  const char* before;                   // riffle_hits_previous() of a page, or NULL: the hits before it; neither with
                                        // `after` nor with `offset`
} riffle_search_options;

typedef struct riffle_hit {
  size_t size;
  riffle_text id;
  double score;  // 0 unless sorted by relevance
  riffle_text title;
  int64_t date;
  uint64_t has_date;  // 0 or 1
  riffle_text source;
  riffle_text file;                      // the index file that it is from; empty when only one is open
  riffle_text snippet;                   // the best excerpt, one line
  riffle_text snippet_html;              // the same as HTML, with marks
  uint64_t number;                       // place in the order of the index, deleted ones counted
  size_t passage_count;                  // for riffle_hits_passage()
  size_t copy_count;                     // for riffle_hits_copy()
  uint64_t all_copies;                   // copies that there are, also those that are not listed
  const riffle_range* title_highlights;  // what matched, in `title`; with RIFFLE_SEARCH_SNIPPETS
  size_t title_highlight_count;
  riffle_text group;     // with collapse_field: its value, empty for none
  uint64_t group_count;  // matches with that value, this one included; 0 for none or with RIFFLE_SEARCH_NO_TOTAL
} riffle_hit;

// An excerpt.
typedef struct riffle_passage {
  size_t size;
  riffle_text text;
  riffle_text html;
  const riffle_range* highlights;  // what matched, in `text`
  size_t highlight_count;
  riffle_range source;                    // the bytes of the body (or title) that are shown
  const riffle_range* source_highlights;  // what matched, in the body (or title)
  size_t source_highlight_count;
  uint64_t is_title;  // 0 or 1: it is of the title
} riffle_passage;

// What a score is made of: age_factor times the sum of the scores of its terms.
typedef struct riffle_explanation {
  size_t size;
  double k1;
  double b;
  double average_length;
  uint64_t document_count;
  double age_factor;
  size_t term_count;  // for riffle_hits_term_score()
} riffle_explanation;

typedef struct riffle_term_score {
  size_t size;
  riffle_text term;             // a phrase in quotes
  uint64_t document_frequency;  // 0 for a phrase, a pattern, a list
  uint64_t term_frequency;      // in this article
  uint64_t field_length;
  double idf;
  double boost;
  double score;
} riffle_term_score;

RIFFLE_C_API int riffle_search(const riffle_index* index, const riffle_query* query,
                               const riffle_search_options* options, riffle_hits** hits, riffle_error** error);

// Reads the query and searches.
RIFFLE_C_API int riffle_search_text(const riffle_index* index, const char* text, size_t length,
                                    const riffle_search_options* options, riffle_hits** hits, riffle_error** error);

RIFFLE_C_API uint64_t riffle_hits_total(const riffle_hits* hits);    // articles that match, copies included
RIFFLE_C_API size_t riffle_hits_count(const riffle_hits* hits);      // hits in this answer
RIFFLE_C_API const char* riffle_hits_next(const riffle_hits* hits);  // for riffle_search_options.after; "" at the end
// For riffle_search_options.before; "" on the first page, and without hits.
RIFFLE_C_API const char* riffle_hits_previous(const riffle_hits* hits);
RIFFLE_C_API double riffle_hits_took_us(const riffle_hits* hits);            // microseconds
RIFFLE_C_API const char* riffle_hits_did_you_mean(const riffle_hits* hits);  // another query, or ""
RIFFLE_C_API size_t riffle_hits_note_count(const riffle_hits* hits);
RIFFLE_C_API const char* riffle_hits_note(const riffle_hits* hits, size_t number);

// How many hits there are in all: with RIFFLE_SEARCH_COLLAPSE, and with collapse_field. RIFFLE_NOT_FOUND where that was
// not asked for, or is not known; riffle_count_stories() and riffle_count_groups() tell it always.
RIFFLE_C_API int riffle_hits_stories(const riffle_hits* hits, uint64_t* count, riffle_error** error);
RIFFLE_C_API int riffle_hits_groups(const riffle_hits* hits, uint64_t* count, riffle_error** error);

// Hits are numbered from 0. RIFFLE_NOT_FOUND for a number beyond the last.
RIFFLE_C_API int riffle_hits_get(const riffle_hits* hits, size_t number, riffle_hit* hit, riffle_error** error);
// The best excerpt, in full.
RIFFLE_C_API int riffle_hits_snippet(const riffle_hits* hits, size_t number, riffle_passage* passage,
                                     riffle_error** error);
RIFFLE_C_API int riffle_hits_passage(const riffle_hits* hits, size_t number, size_t passage_number,
                                     riffle_passage* passage, riffle_error** error);
RIFFLE_C_API int riffle_hits_copy(const riffle_hits* hits, size_t number, size_t copy_number, riffle_copy* copy,
                                  riffle_error** error);

// With RIFFLE_SEARCH_EXPLAIN, of hits by relevance; RIFFLE_NOT_FOUND without.
RIFFLE_C_API int riffle_hits_explanation(const riffle_hits* hits, size_t number, riffle_explanation* explanation,
                                         riffle_error** error);
RIFFLE_C_API int riffle_hits_term_score(const riffle_hits* hits, size_t number, size_t term_number,
                                        riffle_term_score* score, riffle_error** error);

// All of it as one JSON object, as `riffle search --format json --html` prints it. `length` or NULL.
RIFFLE_C_API int riffle_hits_json(const riffle_hits* hits, char** json, size_t* length, riffle_error** error);

RIFFLE_C_API void riffle_hits_free(riffle_hits* hits);

// ------------------------------------------------------------------------------------------------------- aggregates

// What the articles that match have in common; it owns its texts and needs no index.
typedef struct riffle_aggregates riffle_aggregates;

enum riffle_date_unit {
  RIFFLE_UNIT_NONE = 0,
  RIFFLE_UNIT_DAY = 1,
  RIFFLE_UNIT_WEEK = 2,  // from Monday on
  RIFFLE_UNIT_MONTH = 3,
  RIFFLE_UNIT_YEAR = 4
};

typedef struct riffle_aggregate_options {
  size_t size;
  const char* const* facets;  // names of keyword fields
  size_t facet_count;
  uint64_t facet_limit;         // values of each; 0 = 10, RIFFLE_UNLIMITED = all
  uint64_t histogram;           // of riffle_date_unit
  const char* histogram_field;  // a date field; NULL = the first of the index
  const riffle_limits* limits;  // or NULL
} riffle_aggregate_options;

typedef struct riffle_facet {
  size_t size;
  riffle_text field;
  size_t value_count;  // for riffle_aggregates_facet_value()
  uint64_t distinct;   // different values, listed or not
  uint64_t missing;    // matches without a value
} riffle_facet;

typedef struct riffle_facet_value {
  size_t size;
  riffle_text value;  // as it is indexed: "levant post"
  riffle_text label;  // as an article writes it: "Levant Post"
  uint64_t count;
} riffle_facet_value;

typedef struct riffle_histogram {
  size_t size;
  riffle_text field;
  uint64_t unit;
  size_t bar_count;  // for riffle_aggregates_bar(); bars of 0 are left out
  uint64_t missing;  // matches without a date
} riffle_histogram;

// Matches with begin <= date < end.
typedef struct riffle_bar {
  size_t size;
  int64_t begin;
  int64_t end;
  uint64_t count;
} riffle_bar;

// Counts are exact, and over all matches.
RIFFLE_C_API int riffle_aggregate(const riffle_index* index, const riffle_query* query,
                                  const riffle_aggregate_options* options, riffle_aggregates** aggregates,
                                  riffle_error** error);

RIFFLE_C_API uint64_t riffle_aggregates_total(const riffle_aggregates* aggregates);
RIFFLE_C_API size_t riffle_aggregates_facet_count(const riffle_aggregates* aggregates);

// Facets stand in the order asked for, values by count, bars by date, all numbered from 0. RIFFLE_NOT_FOUND for a
// number beyond the last, and for a histogram that was not asked for.
RIFFLE_C_API int riffle_aggregates_facet(const riffle_aggregates* aggregates, size_t number, riffle_facet* facet,
                                         riffle_error** error);
RIFFLE_C_API int riffle_aggregates_facet_value(const riffle_aggregates* aggregates, size_t number, size_t value_number,
                                               riffle_facet_value* value, riffle_error** error);
RIFFLE_C_API int riffle_aggregates_histogram(const riffle_aggregates* aggregates, riffle_histogram* histogram,
                                             riffle_error** error);
RIFFLE_C_API int riffle_aggregates_bar(const riffle_aggregates* aggregates, size_t number, riffle_bar* bar,
                                       riffle_error** error);

// {"total", "facets", "histogram"}, the last two as `riffle search --format json` prints them. `length` or NULL.
RIFFLE_C_API int riffle_aggregates_json(const riffle_aggregates* aggregates, char** json, size_t* length,
                                        riffle_error** error);

RIFFLE_C_API void riffle_aggregates_free(riffle_aggregates* aggregates);

// ------------------------------------------------------------------------------------------------------ maintenance

typedef struct riffle_fault {
  size_t size;
  riffle_text section;
  uint64_t offset;  // byte in the file
  riffle_text message;
} riffle_fault;

typedef void (*riffle_fault_callback)(const riffle_fault* fault, void* context);

typedef struct riffle_verify_options {
  size_t size;
  uint64_t flags;                  // of riffle_open_flags
  uint64_t copy_bytes;             // of an untrusted file: must hold its largest segment; 0 = 64 MiB
  riffle_fault_callback on_fault;  // or NULL
  void (*on_progress)(uint64_t done_bytes, uint64_t bytes, void* context);  // or NULL
  void* context;
} riffle_verify_options;

typedef struct riffle_verify_report {
  size_t size;
  uint64_t bytes_checked;
  uint64_t documents_checked;
  uint64_t terms_checked;
  uint64_t faults;
} riffle_verify_report;

// Reads the whole file and checks every byte. Of a damaged one: RIFFLE_CORRUPT with the first fault, after all of them
// were told to on_fault; the report is filled then, too.
RIFFLE_C_API int riffle_verify(const char* path, const riffle_verify_options* options,
                               riffle_verify_report* report /* or NULL */, riffle_error** error);

typedef struct riffle_backup_report {
  size_t size;
  uint64_t commit;
  uint64_t documents;
  uint64_t bytes;
} riffle_backup_report;

// A verified copy of the newest commit and those before it, while a writer may go on. RIFFLE_IO when `to` exists.
RIFFLE_C_API int riffle_backup(const char* from, const char* to, riffle_backup_report* report /* or NULL */,
                               riffle_error** error);

// A new index `to` of the articles of several, in that order; of several with one id the last one stays. Of `options`
// flags for copies, memory, threads, time and durability count. RIFFLE_IO when `to` exists.
RIFFLE_C_API int riffle_merge(const char* const* from, size_t count, const char* to,
                              const riffle_writer_options* options, riffle_commit_report* report /* or NULL */,
                              riffle_error** error);

typedef struct riffle_salvage_options {
  size_t size;
  riffle_fault_callback on_fault;  // or NULL; the first hundred
  void* context;
  uint64_t flags;  // of riffle_open_flags
  // Of the file in memory at a time; of an untrusted one, what an article may unpack to; 0 = 64 MiB.
  uint64_t copy_bytes;
} riffle_salvage_options;

typedef struct riffle_salvage_report {
  size_t size;
  uint64_t commit;               // that was taken: the newest whose record is sound
  uint64_t documents_recovered;  // in the new index
  uint64_t documents_lost;
  uint64_t ids_lost;      // recovered ones with a made-up id
  uint64_t members_lost;  // dates and sources that could not be read
  uint64_t segments_lost;
  uint64_t deletions_lost;        // 0 or 1: deleted articles may be back
  uint64_t bodies_lost;           // 0 or 1: bodies were not stored
  uint64_t commits_lost;          // newer ones, whose record cannot be read
  uint64_t segments_found;        // without a sound record; what was deleted in them may be back
  uint64_t documents_unverified;  // recovered ones that no checksum vouches for: they may be altered
  uint64_t newest_unknown;        // 0 or 1: newer commits may be lost
  uint64_t record_damaged;        // 0 or 1: analyzer, fields, deletions are as a damaged record says
  uint64_t description_lost;      // 0 or 1: no record; analyzer and fields are the usual ones, `commit` is 0
} riffle_salvage_report;

// A new index `to` of what can still be read in a damaged one, which is not changed. RIFFLE_IO when `to` exists,
// RIFFLE_RESOURCE_LIMIT when an article needs more than copy_bytes.
RIFFLE_C_API int riffle_salvage(const char* from, const char* to, const riffle_salvage_options* options,
                                riffle_salvage_report* report /* or NULL */, riffle_error** error);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // RIFFLE_RIFFLE_C_H_
