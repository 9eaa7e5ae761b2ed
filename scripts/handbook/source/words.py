"""Words that tell a question from a sentence, and a term from a sentence.

In: nothing. Out: sets of words in lower case.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INTERROGATIVES = _words("what what's how when where which who whom whose why")
"""With these a question begins."""

IMPERATIVES = _words("""
    briefly calculate compare compute contrast define derive describe differentiate discuss
    distinguish elaborate enumerate explain find give identify illustrate implement list mention
    name outline prove show state suggest summarise summarize tell write
""")
"""With these a task begins that an interviewer sets."""

VERBS = _words("""
    are can could did do does had has have include includes is may must should was were will would
""")
"""What has one of these is no term but a sentence."""

NOT_FIRST_OF_TERM = _words("""
    a all an and answer any as at because but by each either every example finally first for from
    he her here his how however i if in it its last let like many most my next no note now on one
    or our output remember result second see she similarly so some such that the their then there
    these they third this those three thus tip to two under warning we what when where which while
    who why with yes you your
""")
"""With these no term begins."""
