// A program in C that knows nothing but the installed package. It finds what the one in C++ has written.
#include <riffle/riffle_c.h>

int main(int argc, char** argv) {
  riffle_index* index = NULL;
  riffle_hits* hits = NULL;
  if (argc != 2 || riffle_index_open(argv[1], NULL, &index, NULL) != RIFFLE_OK) return 1;
  const int code = riffle_search_text(index, "aleppo road", RIFFLE_ZERO_TERMINATED, NULL, &hits, NULL);
  const int found = code == RIFFLE_OK && riffle_hits_total(hits) == 1;
  riffle_hits_free(hits);
  riffle_index_close(index);
  return found ? 0 : 1;
}
