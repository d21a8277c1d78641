#include "random_corpus.h"

#include <algorithm>
#include <array>

namespace model {
namespace {

constexpr std::array<const char*, 20> kSyllables{"ba", "ce", "di", "fo", "gu", "ha",  "ki",  "lo",  "ma", "ne",
                                                 "po", "ra", "si", "tu", "va", "the", "ing", "ent", "or", "q"};

constexpr std::array<const char*, 24> kForeign{"İstanbul", "ILGAZ",  "ışık",         "Ünlü",   "ΑΘΗΝΑ",   "λόγος",
                                               "ὈΔΥΣΣΕΎΣ", "ΣΟΦΙΑ",  "حلب",          "دِمَشق",   "العربية", "کوردی",
                                               "新聞",     "東京都", "ニュース",     "가나다", "Москва",  "Straße",
                                               "ﬁnance",   "naïve",  "cafe\xCC\x81", "x²",     "١٢٣",     "हिन्दी"};

constexpr std::array<const char*, 12> kCommonWords{"the", "of", "and",  "to", "or",   "not",
                                                   "a",   "in", "near", "7",  "2024", "is"};

std::string ascii_word(std::size_t number) {
  if (number < kCommonWords.size()) return kCommonWords[number];
  std::string word;
  for (std::size_t rest = number; rest > 0; rest /= kSyllables.size()) word += kSyllables[rest % kSyllables.size()];
  return word + static_cast<char>('a' + number % 7);
}

std::vector<std::string> make_vocabulary(const CorpusShape& shape, Random& random) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < shape.vocabulary; ++i) {
    if (random.chance(shape.foreign_share)) {
      words.emplace_back(kForeign[random.below(kForeign.size())]);
      if (i >= kForeign.size()) words.back() += ascii_word(i);
    } else {
      words.push_back(ascii_word(i));
    }
  }
  if (shape.vocabulary > 40) words[37] = std::string(300, 'w') + "tail";
  return words;
}

std::string with_random_case(std::string word, Random& random) {
  const std::size_t kind = random.below(12);
  if (kind > 1) return word;
  for (char& c : word) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kind == 0) break;
  }
  return word;
}

class TextMaker {
 public:
  TextMaker(const CorpusShape& shape, Random& random)
      : shape_(shape), random_(random), words_(make_vocabulary(shape, random)) {}

  std::string text(std::size_t word_count) {
    std::string out;
    for (std::size_t i = 0; i < word_count; ++i) append_word(out, words_[random_.skewed(words_.size(), shape_.skew)]);
    return out;
  }

  void append_burst(std::string& out) {
    const std::string& word = words_[random_.below(words_.size())];
    const std::string& other = words_[random_.below(words_.size())];
    const std::size_t count = random_.chance(0.2) ? random_.between(300, 700) : random_.between(14, 40);
    const bool alternate = random_.chance(0.3);
    for (std::size_t i = 0; i < count; ++i) append_word(out, alternate && i % 3 == 2 ? other : word);
  }

 private:
  void append_word(std::string& out, const std::string& word) {
    static const std::array<std::string, 10> kSeparators{", ", ". ",  "\n", "-",        "'",
                                                         "/",  " — ", "\t", "\r\n\r\n", "\xF0\x9F\x99\x82"};
    if (!out.empty()) {
      if (random_.chance(shape_.odd_bytes_share)) {
        out += random_.chance(0.5) ? std::string("\xFF") : std::string(1, '\0');
      } else {
        out += random_.chance(0.8) ? " " : kSeparators[random_.below(kSeparators.size())];
      }
    }
    out += with_random_case(word, random_);
  }

  const CorpusShape& shape_;
  Random& random_;
  std::vector<std::string> words_;
};

std::size_t word_count(std::size_t most, Random& random) {
  return random.chance(0.08)
             ? 0
             : static_cast<std::size_t>(random.unit() * random.unit() * 1.6 * static_cast<double>(most)) + 1;
}

}  // namespace

const std::vector<std::string>& corpus_sources() {
  static const std::vector<std::string> sources{"Rudaw",  "rudaw english", "AP", "Reuters", "The \"Daily\" Star",
                                                "a:b(c)", "Le Monde"};
  return sources;
}

CorpusShape random_shape(Random& random, bool medium) {
  CorpusShape shape;
  shape.documents = medium ? random.between(300, 3000) : random.between(1, random.chance(0.5) ? 30 : 300);
  shape.vocabulary = random.between(2, random.chance(0.5) ? 40 : 600);
  shape.skew = 1 + 2.5 * random.unit();
  shape.title_words = random.between(1, 12);
  shape.body_words = random.between(1, medium ? 60 : 120);
  shape.long_share = random.chance(0.3) ? 0.02 : 0;
  shape.burst_share = random.chance(0.5) ? 0.03 : 0;
  shape.foreign_share = 0.4 * random.unit();
  shape.repeat_share = random.chance(0.5) ? 0.15 * random.unit() : 0;
  shape.odd_bytes_share = random.chance(0.2) ? 0.02 : 0;
  shape.commits = random.chance(0.5) ? 1 : random.between(2, 6);
  shape.one_writer = random.chance(0.5);
  shape.join_title = random.chance(0.2);
  shape.store = random.chance(0.6) ? riffle::StoreMode::kFull
                                   : (random.chance(0.5) ? riffle::StoreMode::kMeta : riffle::StoreMode::kNone);
  shape.threads = random.chance(0.5) ? 1 : 2;
  return shape;
}

std::vector<riffle::Document> random_documents(const CorpusShape& shape, Random& random) {
  TextMaker maker(shape, random);
  std::vector<riffle::Document> documents;
  documents.reserve(shape.documents);
  for (std::size_t i = 0; i < shape.documents; ++i) {
    riffle::Document document;
    const bool again = i > 0 && random.chance(shape.repeat_share);
    document.id = again ? documents[random.below(i)].id : "doc-" + std::to_string(i);
    document.title = maker.text(word_count(shape.title_words, random));
    const std::size_t most = random.chance(shape.long_share) ? 20 * shape.body_words : shape.body_words;
    document.body = maker.text(word_count(most, random));
    if (random.chance(shape.burst_share)) maker.append_burst(random.chance(0.2) ? document.title : document.body);
    if (random.chance(0.8)) {
      document.date = kFirstDay + static_cast<riffle::Date>(random.skewed(kDays, 1.5)) * 86400;
      if (random.chance(0.3)) *document.date += static_cast<riffle::Date>(random.below(86400));
      if (random.chance(0.01)) *document.date = -static_cast<riffle::Date>(random.below(4'000'000'000));
    }
    if (random.chance(0.8)) document.source = corpus_sources()[random.skewed(corpus_sources().size(), 2)];
    if (random.chance(0.5)) document.url = "https://example.org/" + std::to_string(i);
    if (random.chance(0.1)) document.extra = {{"lang", "\"ku\""}, {"tags", R"(["a","b",{"c":1}])"}};
    documents.push_back(std::move(document));
  }
  return documents;
}

std::string describe(const CorpusShape& shape) {
  return "documents=" + std::to_string(shape.documents) + " vocabulary=" + std::to_string(shape.vocabulary) +
         " skew=" + std::to_string(shape.skew) + " body_words=" + std::to_string(shape.body_words) +
         " repeat_share=" + std::to_string(shape.repeat_share) + " commits=" + std::to_string(shape.commits) +
         " one_writer=" + std::to_string(shape.one_writer) + " join_title=" + std::to_string(shape.join_title) +
         " store=" + std::to_string(static_cast<int>(shape.store)) + " threads=" + std::to_string(shape.threads);
}

std::uint64_t digest(const std::vector<riffle::Document>& documents) {
  std::uint64_t sum = 14695981039346656037u;
  const auto mix = [&](const std::string& text) {
    for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211u;
    sum = (sum ^ 0x100u) * 1099511628211u;
  };
  for (const riffle::Document& document : documents) {
    mix(document.id);
    mix(document.title);
    mix(document.body);
    mix(document.source);
    mix(document.date ? std::to_string(*document.date) : "none");
  }
  return sum;
}

}  // namespace model
