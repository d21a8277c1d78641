#include "ingest/html_text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "riffle/article_reader.h"
#include "text/utf8.h"

namespace riffle {
namespace {

HtmlArticle read(std::string_view html) {
  auto article = read_html(html);
  EXPECT_TRUE(article) << article.error().message;
  return article ? std::move(*article) : HtmlArticle();
}

TEST(HtmlText, TakesTheArticleOutOfThePage) {
  const HtmlArticle article = read(R"(<!doctype html><html><head><meta charset="utf-8">
    <title>Rebels enter Aleppo | Levant Post</title>
    <meta property="og:title" content="Rebels enter  Aleppo">
    <meta property="og:site_name" content="Levant Post">
    <meta property="article:published_time" content="2024-11-29T12:30:00+03:00">
    <link rel="canonical" href="https://example.org/aleppo">
    <style>p { color: red }</style><script>var x = "<p>no</p>";</script></head>
    <body><nav><ul><li>Home</li><li>World</li></ul></nav>
    <article><h1>Rebels enter Aleppo</h1><p>The airport was <b>closed</b> on
    Friday.</p><p>Smoke &amp; fire &ndash; seen&nbsp;far.</p><aside>More news</aside>
    <form><label>Mail</label><button>Send</button></form></article>
    <footer>All rights reserved</footer></body></html>)");
  EXPECT_EQ(article.title, "Rebels enter Aleppo");
  EXPECT_EQ(article.body,
            "The airport was closed on Friday.\nSmoke & fire \u2013 seen\u00A0"
            "far.");
  EXPECT_EQ(article.source, "Levant Post");
  EXPECT_EQ(article.url, "https://example.org/aleppo");
  EXPECT_EQ(article.date, parse_date("2024-11-29T09:30:00Z"));
}

TEST(HtmlText, FallsBackToHeadingTitleTimeAndBody) {
  const HtmlArticle article = read(
      "<title>Site</title><body><h1>The heading</h1><time "
      "datetime='2024-12-01'>today</time><div>One</div>two<br>three");
  EXPECT_EQ(article.title, "The heading");
  EXPECT_EQ(article.date, parse_date("2024-12-01"));
  EXPECT_EQ(article.body, "today\nOne\ntwo\nthree");
  EXPECT_EQ(read("<title>Only &lt;this&gt;</title><p>Text").title, "Only <this>");
}

TEST(HtmlText, AShortTeaserInAnArticleElementIsNotTheStory) {
  std::string page = "<body><article><p>Teaser</p></article><div>";
  for (int i = 0; i < 40; ++i) page += "<p>A sentence of the long story.</p>";
  EXPECT_GT(read(page + "</div>").body.size(), 1000U);
}

TEST(HtmlText, BrokenMarkupIsReadAllTheSame) {
  EXPECT_EQ(read("plain words, no tag").body, "plain words, no tag");
  EXPECT_EQ(read("<p>one<p>two</div></p></article>three").body, "one\ntwo\nthree");
  EXPECT_EQ(read("<p>a < b & c &unknown; &#xE9; &#99999999;").body.substr(0, 9), "a < b & c");
  EXPECT_EQ(read("").body, "");
  EXPECT_EQ(read("<script>never closed <p>text").body, "");
}

TEST(HtmlText, DeepNestingIsRefused) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<div>";
  const auto article = read_html(deep);
  ASSERT_FALSE(article);
  EXPECT_EQ(article.error().code, ErrorCode::kInvalidArgument);
  std::string bearable;
  for (int i = 0; i < 500; ++i) bearable += "<div>";
  EXPECT_EQ(read(bearable + "text").body, "text");
}

TEST(HtmlText, NamesTheCharacterSet) {
  EXPECT_EQ(declared_charset("<meta charset=\"ISO-8859-9\">"), "iso-8859-9");
  EXPECT_EQ(declared_charset("<meta http-equiv=Content-Type content='text/html; charset = windows-1256'>"),
            "windows-1256");
  EXPECT_EQ(declared_charset("<meta charset>"), "");
  EXPECT_EQ(declared_charset("<meta charset="), "");
  EXPECT_EQ(declared_charset(std::string(5000, ' ') + "charset=utf-8"), "");
}

TEST(HtmlTextProperty, AnyPiecesGiveTextOrAnError) {
  std::mt19937_64 random(4);
  const std::vector<std::string> pieces = {"<p>",
                                           "</p>",
                                           "<div>",
                                           "</div>",
                                           "<script>",
                                           "</script>",
                                           "<!--",
                                           "-->",
                                           "<article>",
                                           "</article>",
                                           "<h1>",
                                           "</h1>",
                                           "&amp;",
                                           "&#",
                                           "&#0;",
                                           "<",
                                           ">",
                                           "text ",
                                           "\xFF",
                                           std::string(1, '\0'),
                                           "<![CDATA[",
                                           "]]>",
                                           "<meta name=date content=",
                                           "'",
                                           "\"",
                                           "<svg/onload=x>",
                                           "<title>",
                                           "</title>",
                                           "<?php ",
                                           "?>"};
  for (int i = 0; i < 5'000; ++i) {
    std::string html;
    for (std::size_t n = random() % 30; n > 0; --n) html += pieces[random() % pieces.size()];
    const auto article = read_html(html);
    if (!article) continue;
    EXPECT_LE(article->body.size(), 4 * html.size() + 16);
    EXPECT_EQ(article->body.find("  "), std::string::npos);
  }
}

}  // namespace
}  // namespace riffle
