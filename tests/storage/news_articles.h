// Made-up news of few words, and queries of every kind that find some of them: the same in every run.
#ifndef RIFFLE_TESTS_STORAGE_NEWS_ARTICLES_H_
#define RIFFLE_TESTS_STORAGE_NEWS_ARTICLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "riffle/document.h"

namespace riffle {

/// A number that looks like chance.
std::uint64_t scattered(std::uint64_t value);

/// Article "s<number>": a title and 80 words; the last of each twenty has the body of the one before.
Document story(std::uint64_t number);

std::vector<std::string> news_queries();

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_NEWS_ARTICLES_H_
