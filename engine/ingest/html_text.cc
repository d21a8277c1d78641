#include "ingest/html_text.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/try.h"
#include "ingest/text_decoding.h"
#include "riffle/article_reader.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr std::size_t kMostDepth = 1000;
constexpr std::size_t kPieceBytes = 1 << 20;
constexpr std::size_t kCharsetBytes = 2048;
/// An <article> with less than this share of the page's words is a teaser, not the story.
constexpr std::size_t kShareOfPage = 4;

constexpr std::array<std::string_view, 15> kSkipped = {"script", "style",  "noscript", "template", "nav",
                                                       "footer", "aside",  "form",     "button",   "select",
                                                       "svg",    "iframe", "object",   "canvas",   "textarea"};
constexpr std::array<std::string_view, 34> kBlocks = {
    "address", "article",  "blockquote", "br",   "caption", "center",  "dd",     "div",     "dl",
    "dt",      "fieldset", "figcaption", "h1",   "h2",      "h3",      "h4",     "h5",      "h6",
    "header",  "hr",       "li",         "main", "ol",      "p",       "pre",    "section", "table",
    "tbody",   "td",       "th",         "tr",   "ul",      "summary", "details"};
constexpr std::array<std::string_view, 8> kDateNames = {
    "article:published_time", "og:published_time", "datepublished",   "date", "dc.date",
    "dc.date.issued",         "pubdate",           "parsely-pub-date"};

template <std::size_t kSize>
bool is_one_of(std::string_view name, const std::array<std::string_view, kSize>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

/// Text with white space folded: a run is one space, and one line break where a block begins or ends, or when the run
/// has `breaking_line_ends` line ends.
class FoldedText {
 public:
  explicit FoldedText(std::size_t breaking_line_ends = SIZE_MAX) : breaking_line_ends_(breaking_line_ends) {}

  void add(std::string_view text) {
    for (const char c : text) {
      // U+00A0 comes as two bytes and stays: analysis takes it for the space that it is.
      if (is_ascii_space(c)) {
        owes_space_ = true;
        if (c == '\n' && ++line_ends_ == breaking_line_ends_) owes_break_ = true;
        continue;
      }
      if (owes_break_) {
        if (!text_.empty()) text_ += '\n';
      } else if (owes_space_ && !text_.empty()) {
        text_ += ' ';
      }
      owes_break_ = owes_space_ = false;
      line_ends_ = 0;
      text_ += c;
    }
  }
  void end_line() { owes_break_ = true; }
  [[nodiscard]] const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  std::size_t breaking_line_ends_;
  std::size_t line_ends_ = 0;  ///< of the run at hand
  std::string text_;
  bool owes_space_ = false;
  bool owes_break_ = false;
};

/// What the events of the parser are gathered into.
class PageReader {
 public:
  PageReader() = default;
  explicit PageReader(FragmentLines lines) : is_fragment_(true), body_(lines == FragmentLines::kKept ? 1 : 2) {}

  void start(std::string_view name, const xmlChar** attributes) {
    if (++depth_ > kMostDepth) {
      is_too_deep_ = true;
      return;
    }
    if (name == "meta") read_meta(attributes);
    if (name == "link" && to_lower_ascii(attribute(attributes, "rel")) == "canonical" && canonical_.empty()) {
      canonical_ = attribute(attributes, "href");
    }
    if (name == "time" && time_.empty()) time_ = attribute(attributes, "datetime");
    if (name == "body") in_body_ = true;
    if (name == "article") ++article_depth_;
    if (name == "main") ++main_depth_;
    if (name == "title" && !in_body_) in_title_ = true;
    if (name == "h1" && !has_heading_ && !is_fragment_) in_heading_ = true;
    if (is_one_of(name, kSkipped)) ++skip_depth_;
    if (is_one_of(name, kBlocks)) end_lines();
  }

  void end(std::string_view name) {
    if (depth_ > 0) --depth_;
    if (name == "article" && article_depth_ > 0) --article_depth_;
    if (name == "main" && main_depth_ > 0) --main_depth_;
    if (name == "title") in_title_ = false;
    if (name == "h1" && in_heading_) {
      in_heading_ = false;
      has_heading_ = !heading_.text().empty();
    }
    if (is_one_of(name, kSkipped) && skip_depth_ > 0) --skip_depth_;
    if (is_one_of(name, kBlocks)) end_lines();
  }

  void characters(std::string_view text) {
    if (in_title_) title_.add(text);
    if (skip_depth_ > 0 || in_title_) return;
    if (in_heading_) heading_.add(text);
    if (in_heading_ || (!in_body_ && !is_fragment_)) return;
    body_.add(text);
    if (is_fragment_) return;
    if (article_depth_ > 0) article_.add(text);
    if (main_depth_ > 0) main_.add(text);
  }

  [[nodiscard]] bool is_too_deep() const { return is_too_deep_; }

  std::string take_body() { return body_.take(); }

  HtmlArticle take() {
    HtmlArticle out;
    FoldedText folded;
    folded.add(!og_title_.empty() ? std::string_view(og_title_)
                                  : std::string_view(has_heading_ ? heading_.text() : title_.text()));
    out.title = folded.take();
    const std::size_t least = body_.text().size() / kShareOfPage;
    FoldedText& best = article_.text().size() > least ? article_ : main_.text().size() > least ? main_ : body_;
    out.body = best.take();
    out.source = std::move(site_name_);
    out.url = canonical_.empty() ? std::move(og_url_) : std::move(canonical_);
    out.date = parse_date(published_);
    if (!out.date) out.date = parse_date(time_);
    return out;
  }

 private:
  static std::string attribute(const xmlChar** attributes, std::string_view name) {
    for (std::size_t i = 0; attributes != nullptr && attributes[i] != nullptr; i += 2) {
      if (to_lower_ascii(view_of(attributes[i])) == name) return std::string(view_of(attributes[i + 1]));
    }
    return {};
  }

  void read_meta(const xmlChar** attributes) {
    std::string name = to_lower_ascii(attribute(attributes, "property"));
    if (name.empty()) name = to_lower_ascii(attribute(attributes, "name"));
    if (name.empty()) name = to_lower_ascii(attribute(attributes, "itemprop"));
    const std::string content = attribute(attributes, "content");
    if (content.empty()) return;
    if (name == "og:title" && og_title_.empty()) og_title_ = content;
    if (name == "og:site_name" && site_name_.empty()) site_name_ = content;
    if (name == "og:url" && og_url_.empty()) og_url_ = content;
    if (is_one_of(name, kDateNames) && published_.empty()) published_ = content;
  }

  void end_lines() {
    for (FoldedText* text : {&body_, &article_, &main_}) text->end_line();
  }

  bool is_fragment_ = false;
  std::size_t depth_ = 0;
  bool is_too_deep_ = false;
  bool in_body_ = false;
  bool in_title_ = false;
  bool in_heading_ = false;
  bool has_heading_ = false;
  std::size_t skip_depth_ = 0;
  std::size_t article_depth_ = 0;
  std::size_t main_depth_ = 0;
  FoldedText title_;
  FoldedText heading_;
  FoldedText body_;
  FoldedText article_;
  FoldedText main_;
  std::string og_title_;
  std::string site_name_;
  std::string og_url_;
  std::string canonical_;
  std::string published_;
  std::string time_;
};

PageReader& reader_of(void* context) { return *static_cast<PageReader*>(context); }

void on_start(void* context, const xmlChar* name, const xmlChar** attributes) {
  reader_of(context).start(view_of(name), attributes);
}
void on_end(void* context, const xmlChar* name) { reader_of(context).end(view_of(name)); }
void on_characters(void* context, const xmlChar* text, int length) {
  // U+0080 to U+009F alone come of references to bytes of Windows-1252, which libxml2 takes for code points.
  if (length == 2 && text[0] == 0xC2 && text[1] < 0xA0) {
    std::string meant;
    append_utf8(meant, windows_1252_code_point(text[1]));
    reader_of(context).characters(meant);
    return;
  }
  reader_of(context).characters({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
}
void on_trouble(void* /*context*/, const char* /*message*/, ...) {}

struct ContextDeleter {
  void operator()(htmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
};

/// Gives `html` to `page`.
Status read_into(PageReader& page, std::string_view html) {
  static std::once_flag once;
  std::call_once(once, xmlInitParser);
  htmlSAXHandler handler{};
  handler.startElement = on_start;
  handler.endElement = on_end;
  handler.characters = on_characters;
  handler.ignorableWhitespace = on_characters;
  handler.warning = on_trouble;
  handler.error = on_trouble;
  const std::unique_ptr<htmlParserCtxt, ContextDeleter> context(
      htmlCreatePushParserCtxt(&handler, &page, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8));
  if (context == nullptr) return make_error(ErrorCode::kOutOfMemory, "no memory for an HTML parser");
  htmlCtxtUseOptions(context.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                        HTML_PARSE_IGNORE_ENC);
  while (!html.empty()) {
    const std::string_view piece = html.substr(0, kPieceBytes);
    html.remove_prefix(piece.size());
    htmlParseChunk(context.get(), piece.data(), static_cast<int>(piece.size()), 0);
    if (page.is_too_deep()) {
      return invalid_argument("elements are nested deeper than " + std::to_string(kMostDepth));
    }
    if (context->disableSAX != 0) return invalid_argument("the HTML parser gave up on it");
  }
  htmlParseChunk(context.get(), nullptr, 0, 1);
  return {};
}

}  // namespace

Result<HtmlArticle> read_html(std::string_view html) {
  PageReader page;
  RIFFLE_TRY(read_into(page, html));
  return page.take();
}

Result<std::string> read_html_fragment(std::string_view html, FragmentLines lines) {
  PageReader page(lines);
  RIFFLE_TRY(read_into(page, html));
  return page.take_body();
}

std::string declared_charset(std::string_view html) {
  const std::string head = to_lower_ascii(html.substr(0, kCharsetBytes));
  constexpr std::string_view kName = "charset";
  for (std::size_t at = head.find(kName); at != std::string::npos; at = head.find(kName, at + 1)) {
    std::size_t begin = at + kName.size();
    while (begin < head.size() && is_ascii_space(head[begin])) ++begin;
    if (begin == head.size() || head[begin] != '=') continue;
    begin = head.find_first_not_of("= \t\n\r\"'", begin);
    if (begin == std::string::npos) break;
    const std::size_t end = head.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_:.", begin);
    return head.substr(begin, std::min(end, head.size()) - begin);
  }
  return {};
}

}  // namespace riffle
