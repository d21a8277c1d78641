#!/usr/bin/env python3
"""The measures of bench/relevance on judgements small enough to work out by hand."""

import math
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench" / "relevance"))
import relevance  # noqa: E402


class Measures(unittest.TestCase):
    GRADES = {"1": {"a": 1, "b": 2}, "2": {"c": 1}}

    def test_mean_over_all_queries_with_relevant_documents(self):
        run = {"1": ["b", "x", "a"], "3": ["a"]}
        found = relevance.evaluate(self.GRADES, run)
        self.assertAlmostEqual(found["MAP"], (1 / 1 + 2 / 3) / 2 / 2)
        best = 3 + 1 / math.log2(3)
        self.assertAlmostEqual(found["nDCG@10"], (3 + 1 / math.log2(4)) / best / 2)
        self.assertAlmostEqual(found["P@10"], 0.2 / 2)
        self.assertAlmostEqual(found["R@100"], 1 / 2)

    def test_only_the_first_ten_or_hundred_count(self):
        filler = [f"x{i}" for i in range(100)]
        found = relevance.evaluate({"1": {"a": 1}}, {"1": filler[:10] + ["a"]})
        self.assertEqual((found["nDCG@10"], found["P@10"], found["R@100"]), (0, 0, 1))
        self.assertAlmostEqual(found["MAP"], 1 / 11)
        self.assertEqual(relevance.evaluate({"1": {"a": 1}}, {"1": filler + ["a"]})["R@100"], 0)

    def test_runs_are_written_and_read_best_first(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.run"
            relevance.write_run(path, {"7": [("b", 2.5), ("a", 2.5), ("c", 1.0)]}, "engine")
            self.assertEqual(path.read_text().splitlines()[0], "7 Q0 b 1 2.5 engine")
            self.assertEqual(relevance.read_run(path), {"7": ["b", "a", "c"]})

    def test_queries_are_words_without_operators(self):
        self.assertEqual(relevance.as_words('What NOT "TSS" (Time-Sharing): it\'s?'), "what not tss time sharing it's")


if __name__ == "__main__":
    unittest.main()
