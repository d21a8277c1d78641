#include "ingest/embedded_html.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "ingest/html_references.h"

namespace riffle {
namespace {

std::string body_of(std::string text) {
  turn_html_into_text(text, TextPart::kBody);
  return text;
}

struct HtmlCase {
  std::string text;
  std::string expected;
};

TEST(EmbeddedHtml, MarkupBecomesText) {
  for (const auto& [text, expected] : std::vector<HtmlCase>{
           {"<p>Hama &amp; Homs fell.</p><p>We don&rsquo;t see <a href=\"http://x\">it</a>.</p>",
            "Hama & Homs fell.\nWe don\u2019t see it."},
           {"We see <a href='http://x?a=1&amp;b=2'>it</a>.", "We see it."},
           {"It is <b>bold</b>, he said.", "It is bold, he said."},
           {"<DIV CLASS=story>One</DIV><Div>Two</dIV>", "One\nTwo"},
           {"<h1>Storm</h1><h2>At sea</h2><p>It blew.", "Storm\nAt sea\nIt blew."},
           {"<ul><li>one<li>two</ul>", "one\ntwo"},
           {"<p>One<p>Two", "One\nTwo"},
           {"One.<p>Two", "One.\nTwo"},
           {"One. <p>Two", "One.\nTwo"},
           {"One<br>two<br/>three<br />four", "One\ntwo\nthree\nfour"},
           {"Fallen.</p>", "Fallen."},
           {"<div> text </div>", "text"},
           {"<ul>\n<li>\none\n</li>\n</ul>", "one"},
           {"<img src=\"a.png\" alt=\"\"> Rain fell.", "Rain fell."},
           {"<p>Text</p><script>var a = '<b>';</script><style>p { color: red }</style>", "Text"},
           {"<!-- a comment --><p class=\"a\" data-x='1' hidden>Text</p>", "Text"},
           {"<!doctype html><html><head><title>Site</title></head><body><p>Text</p></body></html>", "Text"},
           {"<p>don&#146;t &#8217; &#x2019; &unknown; AT&T a < b</p>", "don\u2019t \u2019 \u2019 &unknown; AT&T a < b"},
           {"<p>&amp;lt;b&amp;gt;</p>", "&lt;b&gt;"},
           {"<p></p><img src=\"a.png\">", ""},
       }) {
    EXPECT_EQ(body_of(text), expected) << text;
  }
}

TEST(EmbeddedHtml, LineEndsPartParagraphsWhereMarkupDoesNot) {
  EXPECT_EQ(body_of("One <i>long</i>\nday.\n\nTwo."), "One long\nday.\nTwo.");
  EXPECT_EQ(body_of("One long.\nTwo.<br>Three.<br />\nFour."), "One long.\nTwo.\nThree.\nFour.");
  EXPECT_EQ(body_of("<p>One long\nday.</p>\n\nTwo.\n \nThree."), "One long day.\nTwo.\nThree.");
}

TEST(EmbeddedHtml, OtherTextStaysByteForByte) {
  for (const char* text : {"",
                           "plain",
                           "a < b and b > c, a<b, a <b> c",
                           "AT&T and R&D; Q&A",
                           "x <- y",
                           "List<int> a; Map<String, List<b>> m;",
                           "std::vector<p>x; template <class T>",
                           "Use the <p> tag for paragraphs.",
                           "The \"<p>\" tag, the `<br>` tag and (<b>).",
                           "Text between <b> and </b> is bold.",
                           "Close it with \"</p>\" or \u201C</div>\u201D.",
                           "Write <a href=\"x\"> and </a>.",
                           "<p> begins a paragraph.",
                           "write `<p>Hello",
                           "Write\n```html\n<p>Hello</p>\n```\nand open it.",
                           "I <3 you </3 </rant> <sarcasm>no</sarcasm>",
                           "Mail <john@example.org> or <http://example.org/a>",
                           "?a=1&copy=2&lt=3",
                           "&unknown; &; &#; &#x; &#xZZ; &#0; &#1; &#127; &#129; &#xD800; &#x110000; &#99999999999; &",
                           "<",
                           "<p",
                           "</p",
                           "<p title=\"",
                           "</>",
                           "  <  >  \r\n\t"}) {
    std::string copy = text;
    EXPECT_FALSE(turn_html_into_text(copy, TextPart::kBody)) << text;
    EXPECT_EQ(copy, text);
  }
}

TEST(EmbeddedHtml, ReferencesAloneAreDecodedOnce) {
  for (const auto& [text, expected] : std::vector<HtmlCase>{
           {"AT&amp;T &quot;deal&quot;", "AT&T \"deal\""},
           {"don&rsquo;t &#8217; &#x2019; &#X2019; &apos;", "don\u2019t \u2019 \u2019 \u2019 '"},
           {"&#146;&#150;", "\u2019\u2013"},
           {"a&nbsp;b", "a\u00A0b"},
           {"&amp;amp; &amp;lt;", "&amp; &lt;"},
           {"one\n\n  two &lt;p&gt;", "one\n\n  two <p>"},
           {"a < b &amp; the <p> tag", "a < b & the <p> tag"},
           {"&&amp;&", "&&&"},
           {"&#0000000039;&#x1F600;", "'\U0001F600"},
       }) {
    EXPECT_EQ(body_of(text), expected) << text;
  }
  EXPECT_TRUE(has_references("x &amp; y"));
  EXPECT_FALSE(has_references("AT&T"));
}

TEST(EmbeddedHtml, MarkupThatAFeedEscapedBecomesText) {
  EXPECT_EQ(body_of("&lt;p&gt;Hama &amp;amp; Homs&lt;/p&gt;&lt;p&gt;fell.&lt;/p&gt;"), "Hama & Homs\nfell.");
  EXPECT_EQ(body_of("&lt;p&gt;One&lt;/p&gt; <b>two</b>"), "<p>One</p> two");
  EXPECT_EQ(body_of("&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;"), "&lt;p&gt;One&lt;/p&gt;");
}

TEST(EmbeddedHtml, ATitleStaysOneLine) {
  std::string title = "<h2>Storm</h2> <p>The <i>Orca</i>\nsank</p>";
  EXPECT_TRUE(turn_html_into_text(title, TextPart::kTitle));
  EXPECT_EQ(title, "Storm The Orca sank");
}

TEST(EmbeddedHtml, WhatTheParserRefusesStays) {
  std::string deep = "<p>x</p>";
  for (int i = 0; i < 2'000; ++i) deep += "<div>";
  EXPECT_EQ(body_of(deep + "text &amp;"), deep + "text &amp;");
  const std::string with_nul = std::string("<p>a") + '\0' + "b</p>";
  EXPECT_EQ(body_of(with_nul), with_nul);
  const std::string large = "<p>a</p>" + std::string(kMostEmbeddedBytes, 'x');
  EXPECT_EQ(body_of(large), large);
}

TEST(EmbeddedHtml, HostileTextsGiveNoMoreTextThanThereWas) {
  std::string nested;
  for (int i = 0; i < 900; ++i) nested += "<div><b>";
  nested.resize(nested.size() / 2);
  constexpr std::size_t kBytes = 512 << 10;
  const auto repeated = [](const std::string& start, const std::string& piece) {
    std::string text = start;
    while (text.size() < kBytes) text += piece;
    return text;
  };
  for (const std::string& text : {repeated("", "<"),
                                  repeated("", "<p "),
                                  repeated("", "<a x=\""),
                                  repeated("", "<a x='<a y=\""),
                                  repeated("", "<a b"),
                                  repeated("<a ", "b "),
                                  repeated("", "&"),
                                  repeated("", "&amp;"),
                                  repeated("", "&#"),
                                  repeated("", "&notaname;"),
                                  repeated("<p>x</p><", "!--"),
                                  repeated("<p>x</p>", "<!--"),
                                  repeated("<p>x</p>", "&amp;"),
                                  repeated("<p>x</p>", "&"),
                                  repeated("<p>x</p>", "</p>"),
                                  repeated("<p>x</p>", "</i>"),
                                  repeated(nested + "x</p>", "</i>"),
                                  repeated(nested + "x</p>", "</p>"),
                                  repeated(nested + "x</p>", "<br>"),
                                  repeated("<p>x</p>", "<a b='"),
                                  repeated("<p>x</p>", "<a b=c "),
                                  repeated("<p>x</p><a ", "b=c "),
                                  repeated("<p>x</p><script>", "</scrip"),
                                  repeated("<p>x</p>", "<"),
                                  repeated("<p>x</p>", "<?"),
                                  repeated("<p>x</p>", "<script>"),
                                  repeated("<p>x</p>", "<table><tr><td>")}) {
    std::string copy = text;
    turn_html_into_text(copy, TextPart::kBody);
    EXPECT_LE(copy.size(), text.size()) << text.substr(0, 40);
  }
}

TEST(EmbeddedHtmlProperty, AnyPiecesGiveNoMoreTextThanThereWas) {
  std::mt19937_64 random(7);
  const std::vector<std::string> pieces = {"<p>",       "</p>", "<b>",  "</b>",   "<br/>", "<a href=\"x\">",
                                           "</a>",      "<",    ">",    "&amp;",  "&",     "#8217;",
                                           "&rsquo;",   ";",    "text", " ",      "\n",    "\"",
                                           "'",         "`",    "=",    "\u201C", "</",    "<script>",
                                           "</script>", "<!--", "-->",  "List<b>"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
    std::string turned = text;
    const bool is_html = turn_html_into_text(turned, TextPart::kBody);
    EXPECT_LE(turned.size(), text.size()) << text;
    if (!is_html) {
      EXPECT_EQ(turned, text);
    }
  }
}

}  // namespace
}  // namespace riffle
