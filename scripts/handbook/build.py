"""One build of the site: in goes the project's folder, out come its pages, figures and data.

This is what a site builder calls: `Build.start` reads all pages and begins to run their examples,
`markdown_of` gives a page for rendering, `finish` waits, `complete` fills in what came out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

from handbook.pages.page import Page, check_ids, check_sources, read_pages
from handbook.problem import Problem
from handbook.project import Project
from handbook.rendering.answer_page import relative_root, render_page
from handbook.rendering.figures import name_figures
from handbook.rendering.lists import figures_list, missing_list, tags_page, topic_list
from handbook.rendering.questions import question_bank
from handbook.rendering.slots import NOT_VERIFIED, fill_slots
from handbook.running.environment import installed_versions
from handbook.running.execution import Execution, Results
from handbook.running.pool import Pool
from handbook.vocabulary import Vocabulary, read_vocabulary


class _TEMP:
    def __init__(self, project):
        import re

        self.corrections = {}
        self.titles = {}
        for n, t in re.findall(r"(?m)^\W*Q?(\d+)[:.] ?(.*?)\W*$", project.source.read_text()):
            k = f"q{int(n):02}"
            self.titles[k if k not in self.titles else k + "b"] = t + "?"


@dataclass
class Build:
    """The pages of one build, and what came out of their examples."""

    project: Project
    pages: dict[str, Page]
    """By path."""
    vocabulary: Vocabulary
    questions: dict[str, str]
    """The source's questions by key."""
    execution: Execution | None
    """None where nothing is run (EXAMPLES=off)."""
    page_problems: tuple[Problem, ...]
    corrections: dict[str, int] = field(default_factory=dict)
    results: Results | None = None

    @classmethod
    def start(cls, project: Project, pool: Pool | None) -> Self:
        """Read everything and begin to run examples; `pool` is None where nothing is run.

        Raises OSError or ValueError if the project's data can't be read; what is wrong with pages
        becomes problems.
        """
        vocabulary = read_vocabulary(project.vocabulary)
        pages = read_pages(project.root, project.docs, vocabulary)
        questions = _TEMP(project)
        problems = [problem for page in pages for problem in page.problems]
        problems += check_ids(pages)
        problems += check_sources(pages, questions.titles)
        execution = None
        if pool is not None:
            project.outcomes.prune()
            examples = [example for page in pages for example in page.examples]
            execution = Execution.start(examples, pool, project.outcomes)
        return cls(
            project=project,
            pages={page.path: page for page in pages},
            vocabulary=vocabulary,
            questions=questions.titles,
            execution=execution,
            page_problems=tuple(sorted(problems)),
            corrections=questions.corrections,
        )

    @property
    def to_run(self) -> int:
        """How many pieces of code run in this build."""
        return len(self.execution.running) if self.execution else 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in the order of places."""
        return tuple(
            sorted((*self.page_problems, *(self.results.problems if self.results else ())))
        )

    def markdown_of(self, page: Page) -> str:
        """Markdown of a page, with slots."""
        pages = list(self.pages.values())
        generated = {
            "topics": topic_list(pages, self.vocabulary),
            "missing": missing_list(pages, self.questions),
            "figures": figures_list(
                pages,
                installed_versions(),
                sum(self.corrections.values()),
                self.execution is not None,
            ),
        }
        return render_page(page, generated)

    def finish(self, report: Callable[[int, int], None] | None = None) -> None:
        """Wait for the examples. Raises RunnerError, OSError."""
        if self.execution:
            self.results = self.execution.wait(report)

    def complete(self, page: Page, text: str) -> str:
        """Fill in what came out in a page's Markdown or HTML."""
        wrong = [problem for problem in self.page_problems if problem.path == page.path]
        return fill_slots(text, page, self.results, relative_root(page.path), wrong)

    def complete_generated(self, text: str) -> str:
        """The same for a page that is generated and has no examples."""
        return text if self.results else text + NOT_VERIFIED

    def figure_files(self) -> Iterable[tuple[str, str]]:
        """Names, relative to the site's root, and contents of all figures."""
        for page in self.pages.values():
            for figures in name_figures(page, self.results).values():
                for figure in figures:
                    yield figure.light_name, figure.svg
                    yield figure.dark_name, figure.dark_svg

    def data_files(self) -> Iterable[tuple[str, str]]:
        """Names and contents of what the site publishes besides its pages."""
        yield "questions.json", question_bank(list(self.pages.values()), self.corrections)

    def extra_pages(self) -> Iterable[tuple[str, str]]:
        """Names, relative to docs/, and Markdown of pages that are generated."""
        yield "tags.md", tags_page(list(self.pages.values()), self.vocabulary)
