// A program that knows nothing but the installed package.
#include <cstdio>

#include "riffle/riffle.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::remove(argv[1]);
  auto writer = riffle::IndexWriter::open(argv[1]);
  if (!writer) return 1;
  riffle::Document document;
  document.id = "1";
  document.title = "Fighting near Aleppo";
  document.body = "The road to Aleppo was closed on Friday.";
  if (!writer->add(document) || !writer->commit()) return 1;
  const auto index = riffle::Index::open(argv[1]);
  if (!index) return 1;
  const auto hits = index->search("aleppo road");
  return hits && hits->total == 1 && hits->hits[0].id == "1" ? 0 : 1;
}
