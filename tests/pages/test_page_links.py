"""Links of a page's Markdown are found with their lines, and dead ones are told."""

from __future__ import annotations

from handbook.pages.links import Link, check_links, find_links
from handbook.pages.page import read_page
from handbook.vocabulary import Vocabulary

TEXT = """# Page

## A [heading](other.md#there) { #part }

Prose, a [link](#part "to the part"), a [dead one](#nowhere 'and its title')
and [another](other.md "here"), `[no](code.md)`.

```python
text = "[no](example.md)"
```
"""


def test_links_in_headings_and_with_titles_are_found(vocabulary: Vocabulary) -> None:
    page = read_page("docs/page.md", TEXT, vocabulary)
    known = {"docs/page.md": {"part"}, "docs/other.md": {"here"}}
    found = [(one.line, one.message.split("'")[1]) for one in check_links([page], known)]
    assert found == [(3, "other.md#there"), (5, "#nowhere")]
    known["docs/other.md"] = None
    assert [one.line for one in check_links([page], known)] == [5]


def test_code_holds_no_links() -> None:
    assert find_links("``[a](b.md)`` and [c](d.md)\n[e](f.md)") == (
        Link("d.md", 1),
        Link("f.md", 2),
    )
