// JsonText: JSON written from left to right.
// Shape:   commas are put where they belong; that every key has one value and every bracket its other is up to the
// caller.
#ifndef RIFFLE_API_C_JSON_H_
#define RIFFLE_API_C_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "riffle/aggregation.h"
#include "riffle/index.h"
#include "riffle/profile.h"
#include "riffle/snippet.h"

namespace riffle {

class JsonText {
 public:
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  JsonText& key(std::string_view name);
  void text(std::string_view value);
  void number(std::uint64_t value);
  void number(double value);
  void boolean(bool value) { literal(value ? "true" : "false"); }
  void null() { literal("null"); }
  std::string take() { return std::move(json_); }

 private:
  void literal(std::string_view value);
  void separate();

  std::string json_;
  bool wants_comma_ = false;
};

// As `riffle search`, `riffle info` and `riffle explain` print them with --format json (and --html).
std::string c_hits_json(const Hits& hits);
std::string c_aggregates_json(const Aggregations& aggregates);
std::string c_info_json(const IndexInfo& info);
std::string c_profile_json(const QueryProfile& profile);

}  // namespace riffle

#endif  // RIFFLE_API_C_JSON_H_
