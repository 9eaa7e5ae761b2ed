"""Texts for the property tests: any, and some in the manner of scraped questions."""

from __future__ import annotations

from hypothesis import strategies as st

HEADINGS = (
    "**Q{}: What is a tensor?**",
    "**Q{}:What is a tensor?**",
    "**Q{}. Why does it matter?** ",
    "**{}: Why is a GRU faster?**",
    "Q{}: What do you know about recall?",
    "q{}) explain pooling",
    "Q{}. Tensors and matrices",
    "Q.{} What is stride?",
    "**Q{}:** What is padding?",
    "**Q{}**: What is padding?",
    "__Q{}: What is __init__?__",
    "### Q{}. What is a fence?",
    "## Question {}: Describe a project.",
    "<h3>Q{}. What is HTML?</h3>",
    "**Q{}: How do we differentiate? With autograd. In three steps.**",
    "**Q{}: How? Q7: What?** Because. **Bold** words.",
    "**Q{}: What is the difference\nbetween these?**",
    "Q{}: How? **Q5: Explain it.**",
    "**Q{}: How?** ```python",
    "**Q{}**",
    "## What is a key? {{ #q{:02d} }}",
    "### What is a key? {{#q{:02d}}}",
    "## What is a key? {{ #q{:02d}b }}",
)

LINES = (
    "",
    "",
    "",
    "   ",
    "Answer:",
    "Answer: A tensor is an array.",
    "**Answer:** A tensor is an array.",
    "Answer: **Q5: Is this one?**",
    "Answer: ```python",
    "A: short.",
    "Here are the steps: 1. Open it. 2. Close it. 3. Go.",
    "1. Foo 2. Bar",
    "1. Use version 2. Then stop. 2. Q3: What?",
    "The terms are as follows:",
    "Vector: one axis. Matrix: two axes. Tensor: many.",
    "Tensor- An array. Module- A layer.",
    "Term: **Q5: What?** Other: x.",
    "• Foo • Bar",
    "• Q5: What?",
    "```c • `x`",
    "- item",
    "2. item",
    "    Q4: What is indented?",
    "\tQ4: What is indented?",
    ">Z = (weights * X) + bias",
    ">Q5) x = what?",
    "> A sentence that is quoted.",
    "> **Q5: quoted?**",
    "Q1 results: revenue grew.",
    "Q4. Tensors and matrices",
    "It is an array./p>",
    "<p>It is an array.</p>",
    "It&rsquo;s “good” – isn’t it — yes -- `–` no ?",
    "`` a ` – b `` and ` lone",
    "pytorch interview question 2",
    "Read more about tensors here",
    "---",
    "*****",
    "=====",
    "# Title",
    "## Subheading",
    "## 7. Foo",
    "| a  | b |",
    "$$",
    "Z = X",
    "```",
    "import torch",
    "x = torch.ones(2)",
    "> pip install torch",
    "$ ls",
    "1",
    "2",
    "3",
    "\u200b",
    "\u200b**Q8: What is hidden?**",
    "\u00a0\u00a0```",
    "\u00a0\u00a0\u00a0\u00a0deep",
    "&nbsp;**Q8: What is hidden?**",
    "<br>```",
    "Q8 <br>: What is hidden?",
    "\u2028",
    "x\u0085y",
    "\ufeff",
)

LINE_ENDS = ("\n", "\r\n", "\r")


def numbered() -> st.SearchStrategy[str]:
    """A heading in one of many forms."""
    return st.builds(str.format, st.sampled_from(HEADINGS), st.integers(0, 120))


def fenced() -> st.SearchStrategy[str]:
    """A fence that closes, with code, gutters, copies and other fences in it."""
    code = st.lists(st.sampled_from(LINES), max_size=5).map("\n".join)
    between = st.sampled_from(("\n", "\n\n", "\n\n1\n2\n3\n\n", "\n\n1\n\n"))
    content = st.one_of(code, st.builds(lambda code, gap: f"{code}{gap}{code}", code, between))
    marks = st.sampled_from(("``````", "~~~~~~"))
    info = st.sampled_from(("", "python", " py", "bash", "text", "c++ x=1"))
    return st.builds(lambda m, i, c: f"{m}{i}\n{c}\n{m}", marks, info, content)


def scraped() -> st.SearchStrategy[str]:
    """Texts that look scraped: headings, answers, fences, debris in any order."""
    part = st.one_of(
        numbered(),
        st.sampled_from(LINES),
        st.sampled_from(LINES),
        st.sampled_from(LINES),
        fenced(),
        st.text(max_size=30),
    )
    parts = st.lists(part, max_size=20)
    return st.builds(
        lambda head, parts, end: "\n".join([head, *parts]).replace("\n", end),
        st.one_of(numbered(), numbered(), st.sampled_from(LINES)),
        parts,
        st.sampled_from(LINE_ENDS),
    )


def texts() -> st.SearchStrategy[str]:
    """Any text at all, most of them scraped."""
    return st.one_of(scraped(), scraped(), scraped(), st.text())
