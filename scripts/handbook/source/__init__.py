"""The normaliser: the scraped source text, its repair, and the ledger of its errors.

In: a text of questions and answers, and a ledger of corrections. Out: corrected questions in
regular Markdown, and an account of what became of each line.

    text = read_source("pytorch-interview-questions.txt")
    corrections = read_ledger("corrections.yml")
    for question in normalise(text, corrections).questions:
        print(question.key, question.question)
"""

from handbook.source.errors import SourceError
from handbook.source.ledger import (
    KINDS,
    KINDS_WITH_REFERENCE,
    Correction,
    Reference,
    parse_ledger,
    read_ledger,
)
from handbook.source.normaliser import Normalised, SourceQuestion, normalise
from handbook.source.reading import read_source

__all__ = [
    "KINDS",
    "KINDS_WITH_REFERENCE",
    "Correction",
    "Normalised",
    "Reference",
    "SourceError",
    "SourceQuestion",
    "normalise",
    "parse_ledger",
    "read_ledger",
    "read_source",
]
