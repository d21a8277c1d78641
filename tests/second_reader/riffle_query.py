"""Answers from a Riffle file: terms, AND, OR and phrases, with counts, ids in index order and BM25 scores.

Terms are given as they stand in the dictionary; nothing is analyzed here.

Source: format-spec/riffle-format.md, chapter 11.
"""

import bisect
import heapq
import math
from dataclasses import dataclass
from functools import lru_cache

from riffle_codecs import DECODED_LENGTHS
from riffle_terms import ALIAS, CLASS_SPACE, INLINE, LONG_TOKENS, SENTENCE_MARK

TEXT_SPACE = 0
K1 = 1.2
B = 0.75


@dataclass(frozen=True)
class Leaf:
    """A term (one word) or a phrase (several words at growing distances) in all text fields or in one."""

    words: tuple
    field: str = None


def leaves(kind, words, field=None):
    """The leaves of a query of kind term, and, or, phrase."""
    if kind in ("term", "phrase"):
        return [Leaf(tuple(words), field)]
    return [Leaf((word,), field) for word in words]


class Searcher:
    """Evaluates queries over all segments of a file."""

    def __init__(self, file):
        self.file = file
        self._postings = lru_cache(maxsize=64)(self._load_postings)
        self._positions = lru_cache(maxsize=32)(self._load_positions)
        self._matches = lru_cache(maxsize=32)(self._load_matches)

    def search(self, kind, words, field=None):
        """Matching live documents as (segment, document) in index order."""
        parts = leaves(kind, words, field)
        found = []
        for number, segment in enumerate(self.file.segments):
            sets = [self.matches(number, leaf).keys() for leaf in parts]
            docs = set.union(*map(set, sets)) if kind == "or" else set.intersection(*map(set, sets))
            found.extend((number, doc) for doc in sorted(docs))
        return found

    def count(self, kind, words, field=None):
        return len(self.search(kind, words, field))

    def ids(self, kind, words, field=None):
        """Ids of the matching documents; without an id field the pairs of segment and document."""
        return [self.id_of(*pair) for pair in self.search(kind, words, field)]

    def id_of(self, number, doc):
        field = self.file.id_field()
        if field is None:
            return f"{number}:{doc}"
        segment = self.file.segments[number]
        ordinal = segment.cached_column(field).values[doc]
        return None if ordinal is None else segment.key_text(field, ordinal)

    def live(self):
        """All live documents as (segment, document) in index order."""
        for number, segment in enumerate(self.file.segments):
            deleted = segment.deleted()
            yield from ((number, doc) for doc in range(segment.doc_count) if doc not in deleted)

    def find_id(self, text):
        """Live documents whose id is `text`."""
        field = self.file.id_field()
        found = []
        for number, segment in enumerate(self.file.segments):
            term = None if field is None else segment.terms.find(field + 1, text.encode("utf-8", "surrogateescape"))
            docs = segment.postings(term).docs if term else []
            found.extend((number, doc) for doc in docs if doc not in segment.deleted())
        return found

    def class_ids(self, name):
        """Ids of live documents with any form of a stem class."""
        found = []
        for number, segment in enumerate(self.file.segments):
            key = name.encode()
            term = segment.terms.find(CLASS_SPACE, key)
            if term is None or term.kind == ALIAS:
                term = segment.terms.find(TEXT_SPACE, term.forms[0] if term else key)
            docs = segment.postings(term).docs if term else []
            found.extend(self.id_of(number, doc) for doc in docs if doc not in segment.deleted())
        return found

    def sentence_ids(self, words):
        """Ids of live documents where all the words stand in one sentence."""
        found = []
        for number, segment in enumerate(self.file.segments):
            terms = [segment.terms.find(TEXT_SPACE, word.encode()) for word in (SENTENCE_MARK, *words)]
            if None in terms:
                continue
            marks, *places = [sorted(self._positions(number, term.ordinal)) for term in terms]
            held = [{(segment.locate(x), bisect.bisect(marks, x)) for x in positions} for positions in places]
            docs = {place[0] for place, _ in set.intersection(*held)}
            found.extend(self.id_of(number, doc) for doc in sorted(docs) if doc not in segment.deleted())
        return found

    # Leaves

    def matches(self, number, leaf):
        """{document: occurrences} of a leaf in a segment, live documents only."""
        return self._matches(number, leaf)

    def _load_matches(self, number, leaf):
        segment = self.file.segments[number]
        terms = [segment.terms.find(TEXT_SPACE, word.encode("utf-8", "surrogateescape")) for word in leaf.words]
        if not terms or None in terms:
            return {}
        if len(terms) == 1 and leaf.field is None:
            postings = self._postings(number, terms[0].ordinal)
            found = dict(zip(postings.docs, postings.tfs))
        else:
            found = self._positions_by_document(number, terms, leaf.field)
        for doc in segment.deleted():
            found.pop(doc, None)
        return found

    def _positions_by_document(self, number, terms, field):
        segment = self.file.segments[number]
        wanted = None if field is None else self.file.text_field(field)
        starts = None
        for distance, term in sorted(enumerate(terms), key=lambda pair: pair[1].cf):
            positions = self._positions(number, term.ordinal)
            shifted = {x - distance for x in positions} if distance else positions
            starts = set(shifted) if starts is None else starts.intersection(shifted)
        found = {}
        for start in sorted(starts):
            place = segment.locate(start)
            if place is None or segment.locate(start + len(terms) - 1) != place:
                continue
            if wanted is None or place[1] == wanted:
                found[place[0]] = found.get(place[0], 0) + 1
        return found

    def _load_postings(self, number, ordinal):
        segment = self.file.segments[number]
        return segment.postings(segment.terms.term(ordinal))

    def _load_positions(self, number, ordinal):
        segment = self.file.segments[number]
        term = segment.terms.term(ordinal)
        if term.kind in (INLINE, LONG_TOKENS):
            return segment.positions(term)
        return segment.positions(term, self._postings(number, ordinal))

    # Scores

    def live_df(self, word):
        """Live documents with a word in any text field, over all segments."""
        count = 0
        for number, segment in enumerate(self.file.segments):
            if segment.deleted():
                count += len(self.matches(number, Leaf((word,))))
            else:
                term = segment.terms.find(TEXT_SPACE, word.encode("utf-8", "surrogateescape"))
                count += term.df if term else 0
        return count

    def idf(self, word):
        live, n = float(self.file.live_count()), float(self.live_df(word))
        return math.log(1.0 + (live - n + 0.5) / (n + 0.5))

    def average_length(self, field):
        entries = self.file.commit.entries
        if field is None:
            total = sum(sum(entry.live_lengths) for entry in entries)
        else:
            number = self.file.text_field(field)
            total = sum(entry.live_lengths[number] for entry in entries)
        return float(total) / float(self.file.live_count())

    def top(self, kind, words, k=10, field=None):
        """The best k documents as (score, (segment, document)); ties in index order."""
        found = self.search(kind, words, field)
        if not found:
            return []
        scorers = [self._scorer(leaf) for leaf in leaves(kind, words, field)]
        scored = []
        for number, doc in found:
            score = 0.0
            for scorer in scorers:
                score += scorer(number, doc)
            scored.append((-score, (number, doc)))
        return [(-score, pair) for score, pair in heapq.nsmallest(k, scored)]

    def _scorer(self, leaf):
        idf = 0.0
        for word in leaf.words:
            idf += self.idf(word)
        average = self.average_length(leaf.field)
        row = None if leaf.field is None else self.file.text_field(leaf.field)
        per_segment = [self.matches(number, leaf) for number in range(len(self.file.segments))]

        def score(number, doc):
            tf = per_segment[number].get(doc, 0)
            if tf == 0:
                return 0.0
            length = float(DECODED_LENGTHS[self.file.segments[number].norm(doc, row)])
            k = K1 * (1.0 - B + B * length / average)
            return idf * (tf / (tf + k))

        return score
