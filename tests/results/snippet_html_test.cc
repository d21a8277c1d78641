#include <gtest/gtest.h>

#include "riffle/snippet.h"

namespace riffle {
namespace {

TEST(SnippetHtml, EscapesTextAndMarksHighlights) {
  Snippet snippet;
  snippet.text = "A <b> & \"c\" 'd'";
  snippet.highlights = {{2, 5}, {8, 11}};
  EXPECT_EQ(to_html(snippet), "A <mark>&lt;b&gt;</mark> &amp; <mark>&quot;c&quot;</mark> &#39;d&#39;");
  EXPECT_EQ(to_html(snippet, "<em class=\"x\">", "</em>"),
            "A <em class=\"x\">&lt;b&gt;</em> &amp; <em class=\"x\">&quot;c&quot;</em> &#39;d&#39;");
}

TEST(SnippetHtml, RangesThatDoNotFitAreLeftOut) {
  Snippet snippet;
  snippet.text = "abc";
  snippet.highlights = {{0, 1}, {0, 2}, {2, 9}};
  EXPECT_EQ(to_html(snippet), "<mark>a</mark>bc");
  EXPECT_EQ(to_html(Snippet()), "");
}

}  // namespace
}  // namespace riffle
