"""One build of the site: in goes the project's folder, out come its pages, figures and data.

This is what a site builder calls: `Build.start` reads all pages and begins to run their examples,
`markdown_of` gives a page for rendering, `finish` waits, `complete` fills in what came out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Self

from handbook.glossary import Term, check_answers, read_glossary
from handbook.labs.checks import check_labs, ids_by_path
from handbook.labs.lab import Lab, read_labs
from handbook.moved import Move, check_moves, check_published, read_moves
from handbook.pages.links import Ids, check_links
from handbook.pages.order import reading_order, sort_pages
from handbook.pages.page import Answer, Page, check_ids, check_sources, read_pages
from handbook.problem import Problem
from handbook.project import Project
from handbook.rendering.anki import ANKI_FILE, anki_package
from handbook.rendering.answer_map import MAP_PAGE, MAP_SLOT, answer_map, map_page
from handbook.rendering.answer_page import claims_slot, relative_root, render_page
from handbook.rendering.claims import Claim, corrections_of_kind, find_claims, source_claims
from handbook.rendering.downloads import (
    DOWNLOADS_PAGE,
    DOWNLOADS_SLOT,
    download_files,
    download_links,
    downloads_list,
    downloads_page,
)
from handbook.rendering.figures import Figure, name_figures, name_lab_figures
from handbook.rendering.glossary_page import (
    GLOSSARY_SLOT,
    abbreviations,
    glossary_list,
    glossary_page,
    link_terms,
)
from handbook.rendering.lab_downloads import executed_notebook
from handbook.rendering.lab_lists import deepened_links, lab_entries, lab_list
from handbook.rendering.lab_page import check_formulas, complete_lab, lab_download
from handbook.rendering.lists import (
    figures_list,
    missing_list,
    tags_page,
    title_to_html,
    topic_list,
    ways_list,
)
from handbook.rendering.llms import llms_full, llms_index
from handbook.rendering.moved_pages import moved_answers, moved_pages
from handbook.rendering.onward import index_answers, read_next, report_link, topic_map
from handbook.rendering.practice import (
    CARDS_FILE,
    INTERVIEW_PAGE,
    PRACTICE_PAGE,
    cards_script,
    interview_page,
    practice_page,
)
from handbook.rendering.question_index import (
    QUESTIONS_PAGE,
    QUESTIONS_SLOT,
    question_list,
    questions_page,
)
from handbook.rendering.questions import page_url, question_bank
from handbook.rendering.search import Entry, glossary_entries, page_entries
from handbook.rendering.slots import NOT_VERIFIED, fill_slots, page_content
from handbook.rendering.source_pages import corrected_source_page, corrections_page
from handbook.rendering.then_and_now import (
    THEN_PAGE,
    THEN_SLOT,
    then_and_now_list,
    then_and_now_page,
)
from handbook.running.environment import installed_versions
from handbook.running.execution import Execution, Results
from handbook.running.labs import LabExecution, LabResults
from handbook.running.pool import Pool
from handbook.source import Correction, Normalised, normalise, read_ledger, read_source
from handbook.vocabulary import Vocabulary, read_vocabulary


@dataclass
class Build:
    """The pages of one build, and what came out of their examples."""

    project: Project
    pages: dict[str, Page]
    """By path."""
    labs: dict[str, Lab]
    """By path, too."""
    vocabulary: Vocabulary
    source: Normalised
    """The corrected source text."""
    ledger: tuple[Correction, ...]
    claims: tuple[Claim, ...]
    """The ledger's entries with the source's words around them."""
    glossary: tuple[Term, ...]
    moves: tuple[Move, ...]
    """Addresses that were published and name something elsewhere now."""
    published: tuple[str, ...]
    """All addresses that were."""
    data_problems: tuple[Problem, ...]
    """What is wrong with the form of the glossary and the moves."""
    issue_url: str
    """Where errors are reported; an answer's id goes to its end. Empty where nobody takes them."""
    colab_url: str
    """Where notebooks of the repository open; a lab's path goes to its end. Or empty."""
    execution: Execution | None
    """None where nothing is run (EXAMPLES=off)."""
    lab_execution: LabExecution | None
    page_problems: tuple[Problem, ...]
    results: Results | None = None
    lab_results: LabResults | None = None

    @classmethod
    def start(
        cls, project: Project, pool: Pool | None, issue_url: str = "", colab_url: str = ""
    ) -> Self:
        """Read everything and begin to run examples; `pool` is None where nothing is run.

        Raises OSError or ValueError if the project's data can't be read; what is wrong with pages
        becomes problems.
        """
        vocabulary = read_vocabulary(project.vocabulary)
        order = reading_order(project.config)
        pages = sort_pages(read_pages(project.root, project.docs, vocabulary), order)
        labs = read_labs(project.root, project.docs, order)
        execution, lab_execution = None, None
        if pool is not None:
            # First of all: they run while everything else is read; labs, the longest, before all.
            project.outcomes.prune()
            lab_execution = LabExecution.start(labs, pool, project.outcomes)
            examples = [example for page in pages for example in page.examples]
            execution = Execution.start(examples, pool, project.outcomes)
        ledger = read_ledger(project.ledger)
        scraped = read_source(project.source)
        source = normalise(scraped, ledger)
        glossary, glossary_problems = read_glossary(
            project.glossary, _path_of(project.glossary, project)
        )
        moves, move_problems = _read_moves(project)
        build = cls(
            project=project,
            pages={page.path: page for page in pages},
            labs={lab.path: lab for lab in labs},
            vocabulary=vocabulary,
            source=source,
            ledger=ledger,
            claims=find_claims(ledger, normalise(scraped, ()).questions),
            glossary=glossary,
            moves=moves,
            published=_read_published(project),
            data_problems=(*glossary_problems, *move_problems),
            issue_url=issue_url,
            colab_url=colab_url,
            execution=execution,
            lab_execution=lab_execution,
            page_problems=(),
        )
        build.page_problems = build.check()
        return build

    def check(self) -> tuple[Problem, ...]:
        """What is wrong with what authors wrote, whatever their examples do."""
        pages, labs = list(self.pages.values()), list(self.labs.values())
        answers = self._answers_by_id.keys()
        found = [
            *self.data_problems,
            *(problem for page in pages for problem in page.problems),
            *(problem for lab in labs for problem in (*lab.problems, *check_formulas(lab))),
            *check_ids(pages),
            *check_sources(pages, [question.key for question in self.source.questions]),
            *check_proofs(self.ledger, pages, self.project),
            *check_answers(self.glossary, answers, _path_of(self.project.glossary, self.project)),
            *check_moves(self.moves, _addresses(pages), _path_of(self.project.moved, self.project)),
            *check_labs(labs, answers, self._ids),
        ]
        return tuple(sorted(found))

    def check_addresses(self) -> tuple[Problem, ...]:
        """Links that lead nowhere, and published addresses that do: what breaks no page."""
        path = _path_of(self.project.published, self.project)
        there = self.addresses()
        return (
            *check_links(self.pages.values(), self._ids),
            *check_published(self.published, there, self.moves, path),
        )

    @cached_property
    def _ids(self) -> Ids:
        generated = [name for name, _ in self.extra_pages()]
        return ids_by_path(self.labs.values(), self.pages.values(), generated)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Those of the glossary whose answer exists."""
        return tuple(term for term in self.glossary if term.answer in self._answers_by_id)

    @property
    def to_run(self) -> int:
        """How many examples run in this build; equal ones count once."""
        return len(self.execution.running) if self.execution else 0

    @property
    def labs_to_run(self) -> int:
        """How many labs run in this build."""
        return len(self.lab_execution.running) if self.lab_execution else 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in the order of places."""
        found = [*self.page_problems]
        for results in (self.results, self.lab_results):
            found += results.problems if results else ()
        return tuple(sorted(found))

    @cached_property
    def _generated(self) -> dict[str, str]:
        """Lists that pages ask for by name."""
        pages = list(self.pages.values())
        titles = {question.key: question.question for question in self.source.questions}
        is_run = self.execution is not None
        return {
            "labs": lab_list(list(self.labs.values())),
            "topics": topic_list(pages, self.vocabulary),
            "ways": ways_list(pages),
            "missing": missing_list(pages, titles),
            "figures": figures_list(pages, installed_versions(), len(self.ledger), is_run),
        }

    @cached_property
    def _answers(self) -> dict[str, str]:
        """Addresses of answers, from the site's root, by their ids."""
        return {
            name: f"{page_url(page.path)}#{name}" for name, (page, _) in self._answers_by_id.items()
        }

    def markdown_of(self, page: Page) -> str:
        """Markdown of a page, with slots."""
        root = relative_root(page.path)
        own = {"map": topic_map(page), "end": read_next(page, self._answers_by_id, root)}
        rendered = render_page(page, {**self._generated, **own})
        return f"{rendered}\n{abbreviations(self.terms)}\n"

    @cached_property
    def _answers_by_id(self) -> dict[str, tuple[Page, Answer]]:
        return index_answers(list(self.pages.values()))

    def finish(self, report: Callable[[int, int], None] | None = None) -> None:
        """Wait for the examples and labs. Raises RunnerError, OSError."""
        if self.execution:
            self.results = self.execution.wait(report)
        if self.lab_execution:
            self.lab_results = self.lab_execution.wait()

    def complete(self, page: Page, text: str) -> str:
        """Fill in what came out in a page's Markdown or HTML."""
        wrong = [problem for problem in self.page_problems if problem.path == page.path]
        root = relative_root(page.path)
        content = page_content(page, self.results, root, wrong)
        for answer in page.answers:
            keys = answer.metadata.sources
            said = source_claims(keys, self.claims, self._answers, root)
            deepened = deepened_links(answer.id, self.labs.values(), root)
            content[claims_slot(answer)] = deepened + said + report_link(answer, self.issue_url)
        moved = moved_answers(page_url(page.path), self.moves, root)
        content["foot"] = moved + download_links(page, root) + content["foot"]
        linked = link_terms(text, self.terms, self._answers, root)
        return fill_slots(linked, lambda name: content.get(name, ""))

    def complete_lab(self, lab: Lab, text: str) -> str:
        """The same for a lab's page."""
        wrong = [problem for problem in self.page_problems if problem.path == lab.path]
        return complete_lab(lab, text, self.lab_results, wrong, self._answers_by_id, self.colab_url)

    def complete_generated(self, text: str) -> str:
        """The same for a page that is generated and has no examples."""
        places = {
            question.key: f"corrected-source.html#{question.key}"
            for question in self.source.questions
        }
        places |= {
            key: self._answers[answer.id]
            for page in self.pages.values()
            for answer in page.answers
            for key in answer.metadata.sources
        }

        def content(name: str) -> str:
            if name == GLOSSARY_SLOT:
                titles = {
                    key: title_to_html(answer.title)
                    for key, (_, answer) in self._answers_by_id.items()
                }
                return glossary_list(self.terms, self._answers, titles)
            if name == QUESTIONS_SLOT:
                return question_list(list(self.pages.values()), self.vocabulary)
            if name == DOWNLOADS_SLOT:
                return downloads_list(list(self.pages.values()), list(self.labs.values()))
            if name == MAP_SLOT:
                return answer_map(list(self.pages.values()), self.vocabulary)
            if name == THEN_SLOT:
                corrected = {
                    one.key: f"{one.question}\n\n{one.answer}" for one in self.source.questions
                }
                return then_and_now_list(self.claims, corrected, places, self._answers)
            kind = name.removeprefix("kind ")
            return corrections_of_kind(kind, self.claims, places, self._answers)

        filled = fill_slots(text, content)
        return filled if self.results else NOT_VERIFIED + filled

    def figure_files(self) -> Iterable[tuple[str, str]]:
        """Names, relative to the site's root, and contents of all figures."""
        found: list[Figure] = []
        for page in self.pages.values():
            found += chain(*name_figures(page, self.results).values())
        for lab in self.labs.values():
            found += chain(*name_lab_figures(lab, self.lab_results).values())
        for figure in found:
            yield figure.light_name, figure.svg
            yield figure.dark_name, figure.dark_svg

    def data_files(self) -> Iterable[tuple[str, str]]:
        """Names and contents of what the site publishes besides its pages."""
        yield from moved_pages(self.moves)
        counts = Counter(entry.key for entry in self.ledger)
        yield CARDS_FILE, cards_script(list(self.pages.values()), self.vocabulary)
        yield "questions.json", question_bank(list(self.pages.values()), counts)

    def addresses(self) -> set[str]:
        """What others may link to, from the site's root: pages, answers, headings with an id."""
        generated = {page_url(f"docs/{name}") for name, _ in self.extra_pages()}
        labs = {
            address
            for lab in self.labs.values()
            for address in (lab.url, *(f"{lab.url}#{one.id}" for one in lab.headings if one.has_id))
        }
        return _addresses(self.pages.values()) | generated | labs

    def search_entries(self) -> list[Entry]:
        """What the site's search knows, in Material's form."""
        entries = [
            entry for page in self.pages.values() for entry in page_entries(page, self.terms)
        ]
        for name, text in self.extra_pages():
            heading = next(line for line in text.splitlines() if line.startswith("# "))
            if "robots: noindex" not in text:
                entries.append(
                    {"location": page_url(f"docs/{name}"), "title": heading[2:], "text": ""}
                )
        for lab in self.labs.values():
            entries += lab_entries(lab)
        return entries + glossary_entries(self.terms, "glossary.html")

    def downloads(self, site_url: str, release: int) -> Iterable[tuple[str, str | bytes]]:
        """Names and contents of what readers take away, once the examples have run.

        `site_url` is where the site will be, or empty; `release` when, in seconds since 1970.
        """
        pages = list(self.pages.values())
        yield from download_files(pages, self.results, site_url)
        labs = list(self.labs.values())
        for lab in labs:
            yield lab_download(lab), executed_notebook(lab, self.lab_results, site_url)
        yield ANKI_FILE, anki_package(pages, self.vocabulary, site_url, release)
        yield "llms.txt", llms_index(pages, labs, self.vocabulary, site_url)
        yield "llms-full.txt", llms_full(pages)

    def extra_pages(self) -> Iterable[tuple[str, str]]:
        """Names, relative to docs/, and Markdown of pages that are generated."""
        return self._extra_pages

    @cached_property
    def _extra_pages(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._generate_pages())

    def _generate_pages(self) -> Iterable[tuple[str, str]]:
        pages = list(self.pages.values())
        targets = {
            key: f"{page.path.removeprefix('docs/')}#{answer.id}"
            for page in pages
            for answer in page.answers
            for key in answer.metadata.sources
        }
        yield QUESTIONS_PAGE, questions_page()
        yield PRACTICE_PAGE, practice_page()
        yield INTERVIEW_PAGE, interview_page()
        yield DOWNLOADS_PAGE, downloads_page()
        yield MAP_PAGE, map_page()
        yield THEN_PAGE, then_and_now_page()
        yield "tags.md", tags_page(pages, self.vocabulary)
        yield "glossary.md", glossary_page()
        yield "corrections.md", corrections_page(self.ledger)
        yield "corrected-source.md", corrected_source_page(self.source, targets)


def _path_of(file: Path, project: Project) -> str:
    """As problems name it."""
    return file.relative_to(project.root).as_posix()


def _addresses(pages: Iterable[Page]) -> set[str]:
    """Of each page, and of each answer and other heading with an id."""
    found: set[str] = set()
    for page in pages:
        url = page_url(page.path)
        found |= {url, *(f"{url}#{heading.id}" for heading in page.headings if heading.id)}
    return found


def _read_moves(project: Project) -> tuple[tuple[Move, ...], list[Problem]]:
    """The addresses that moved; none where there is no such file."""
    if not project.moved.exists():
        return (), []
    return read_moves(project.moved, _path_of(project.moved, project))


def _read_published(project: Project) -> tuple[str, ...]:
    """The lines of that file, if there is one."""
    file = project.published
    return tuple(file.read_text(encoding="utf-8").splitlines()) if file.exists() else ()


def check_proofs(
    ledger: Iterable[Correction], pages: Iterable[Page], project: Project
) -> list[Problem]:
    """Find entries of the ledger whose proof is no answer."""
    answers = {answer.id for page in pages for answer in page.answers}
    path = _path_of(project.ledger, project)
    return [
        Problem(path, entry.line, f"the proof '{entry.proof}' is no answer's id")
        for entry in ledger
        if entry.proof and entry.proof not in answers
    ]
