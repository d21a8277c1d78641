#include <algorithm>

#include "riffle/analyzer.h"

namespace riffle {

std::uint32_t AnalyzerFilter::analyze(std::string_view text, TokenSink& sink) {
  /// Takes the tokens of the base to filter(), and what that hands on to the sink.
  class Through final : public TokenSink {
   public:
    Through(AnalyzerFilter& owner, TokenSink& sink) : owner_(owner), out_(sink) {}
    void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
      owner_.filter(term, position, begin, end, out_);
    }
    [[nodiscard]] std::uint32_t position_count() const { return out_.position_count; }

   private:
    struct Out final : TokenSink {
      explicit Out(TokenSink& to) : next(to) {}
      void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
        position_count = std::max(position_count, position + 1);
        next.token(term, position, begin, end);
      }
      TokenSink& next;
      std::uint32_t position_count = 0;
    };

    AnalyzerFilter& owner_;
    Out out_;
  } through(*this, sink);
  const std::uint32_t count = base_->analyze(text, through);
  return std::max(count, through.position_count());
}

}  // namespace riffle
