"""What MkDocs calls: the only file that knows MkDocs; what it calls is in `handbook`.

In go MkDocs' events, out come rendered pages, files and, where an example fails, a failed build.
MkDocs loads this file once: after a change in scripts/, `mkdocs serve` has to be started again.
"""

from __future__ import annotations

import errno
import html
import logging
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from material.plugins.search.plugin import SearchPlugin
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as SitePage
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs.utils import CountHandler

# MkDocs takes this folder off the path again once the file is loaded.
sys.path.insert(0, str(Path(__file__).parent))

from handbook.build import Build
from handbook.files import pack_folder, write_whole
from handbook.labs.lab import Lab
from handbook.pages.page import Page, plain_text
from handbook.problem import Problem
from handbook.project import Project
from handbook.rendering.code_blocks import check_code
from handbook.rendering.downloads import ZIP_FILE
from handbook.rendering.formulas import replace_formulas, unreadable_formulas
from handbook.rendering.lab_page import page_html, rendering_copy, toc_tokens
from handbook.rendering.lists import count_of
from handbook.rendering.policy import with_policy
from handbook.running.pool import Pool, RunnerError, open_pool
from handbook.source import SourceError

_log = get_plugin_logger("handbook")

_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)

_BUILD_DATE = "1767225600"
"""2026-01-01: the sitemap would carry the day of the build, and differ from day to day."""


def _newest_change(folder: Path) -> float:
    return max(file.stat().st_mtime for file in folder.rglob("*.py"))


def _issue_url(config: MkDocsConfig) -> str:
    """Where a reader reports an error, but for the answer's id; empty without a repository."""
    if not config.repo_url:
        return ""
    return f"{config.repo_url.rstrip('/')}/issues/new?template=wrong-answer.yml&answer="


def _colab_url(config: MkDocsConfig) -> str:
    """Where Colab opens files of the repository; empty where that is not on GitHub."""
    found = re.fullmatch(
        r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", config.repo_url or ""
    )
    if not found:
        return ""
    branch = re.match(r"(?:edit|blob)/([^/]+)/", config.edit_uri or "")
    name = branch[1] if branch else "main"
    return f"https://colab.research.google.com/github/{found[1]}/blob/{name}/"


@dataclass(frozen=True)
class Rendering:
    """What MkDocs made of one page's Markdown."""

    made_of: tuple[object, ...]
    """The Markdown, and what links and extensions depend on."""
    content: str
    toc: TableOfContents
    anchors: set[str]
    links: dict[str, dict[str, str]]
    """Anchors that it links to, and the links as they are written, by the pages they are on."""

    @classmethod
    def of(cls, page: SitePage, made_of: tuple[object, ...]) -> Rendering:
        """Keep what a page holds once it is rendered."""
        links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
        anchors = page.present_anchor_ids or set()
        return cls(made_of, page.content or "", page.toc, anchors, links)

    def give_to(self, page: SitePage, files: Files) -> None:
        """Leave a page as if it had been rendered; `files` are this build's."""
        page.content, page.toc, page.present_anchor_ids = self.content, self.toc, self.anchors
        found = {files.get_file_from_path(name): links for name, links in self.links.items()}
        page.links_to_anchors = {file: links for file, links in found.items() if file}


def _warns(work: Callable[[], None]) -> bool:
    """Whether MkDocs warned of something meanwhile."""
    counter = CountHandler(level=logging.WARNING)
    logging.getLogger("mkdocs").addHandler(counter)
    try:
        work()
    finally:
        logging.getLogger("mkdocs").removeHandler(counter)
    return bool(counter.get_counts())


class Site:
    """MkDocs' events in the order in which they come; under `serve` again for each build."""

    def __init__(self) -> None:
        self.is_serving = False
        self.pool: Pool | None = None
        self.build: Build | None = None
        self.site_dir = self.cache = Path()
        self.loaded = time.time()
        self.renderings: dict[str, Rendering] = {}
        """Of the last build of a server, by path: most of a build is spent on them."""
        self.finished: dict[str, tuple[str, str]] = {}
        """Of the same pages, the HTML from Markdown and what was made of it; nothing is wrong."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        del dirty
        self.is_serving = command == "serve"
        os.environ.setdefault("SOURCE_DATE_EPOCH", _BUILD_DATE)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        choice = os.environ.get("EXAMPLES", "")
        if choice not in ("", "on", "off"):
            raise ConfigurationError(f"EXAMPLES is {choice!r} and has to be 'on' or 'off'")
        self.site_dir = Path(config.site_dir)
        self.cache = Project(Path(config.config_file_path).parent).cache
        if choice == "off" and config.strict:
            raise ConfigurationError("EXAMPLES=off proves nothing: it can't be --strict")
        if _newest_change(Path(__file__).parent) > self.loaded:
            _log.warning("scripts/ changed: start 'mkdocs serve' again to load it")
        return config

    # Before the plugins, so that they see the generated pages.
    @event_priority(50)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        project = Project(Path(config.config_file_path).parent)
        if os.environ.get("EXAMPLES") != "off":
            self.pool = self.pool or open_pool(project.cache)
        try:
            self.build = Build.start(project, self.pool, _issue_url(config), _colab_url(config))
        except SourceError as error:
            place = (project.root / error.path).relative_to(project.root).as_posix()
            print(f"{place}:{error.line}: {error.message}", file=sys.stderr, flush=True)
            raise Abort("The source could not be corrected.") from error
        except (OSError, ValueError) as error:
            raise ConfigurationError(str(error)) from error
        if self.build.to_run:
            _log.info(f"Running {self.build.to_run} examples")
        if self.build.labs_to_run:
            _log.info(f"Running {count_of(self.build.labs_to_run, 'lab')}")
        self._hand_over_labs(files, project)
        for file in files.documentation_pages():
            path = f"docs/{file.src_uri}"
            if page := self.build.pages.get(path):
                # As it was read: an editor may write meanwhile, and not every file is UTF-8.
                file.content_string = page.text
            else:
                self._report(Problem(path, 1, "a page is a *.md file; nobody reads this one"))
        for name, text in (*self.build.extra_pages(), *self.build.data_files()):
            if files.get_file_from_path(name):
                self._report(
                    Problem(f"docs/{name}", 1, "the build makes a file of this name itself")
                )
            files.append(File.generated(config, name, content=text))
        return files

    def _hand_over_labs(self, files: Files, project: Project) -> None:
        """Let mkdocs-jupyter, whose turn comes next, find copies that are ready to render."""
        labs = {path.removeprefix("docs/"): lab for path, lab in self._build.labs.items()}
        for file in list(files):
            if not file.src_uri.endswith(".ipynb"):
                continue
            lab = labs.get(file.src_uri)
            if lab is None:
                message = "a notebook is a lab, and stands in docs/labs/"
                self._report(Problem(f"docs/{file.src_uri}", 1, message))
                continue
            copy = project.lab_copies / "labs" / f"{lab.name}.ipynb"
            text = rendering_copy(lab)
            if not copy.exists() or copy.read_text(encoding="utf-8") != text:
                copy.parent.mkdir(parents=True, exist_ok=True)
                write_whole(copy, text)
            # What wraps the file finds its path anew.
            file.src_dir, file.abs_src_path = str(project.lab_copies), str(copy)

    # After mkdocs-jupyter, which has put its own way of rendering into the page.
    @event_priority(-100)
    def on_pre_page(self, page: SitePage, config: MkDocsConfig, files: Files) -> SitePage:
        lab, render = self._lab_of(page), page.render
        if lab is None:
            if self.is_serving and self._page_of(page):
                page.render = lambda config, files: self._render(page, render, config, files)
            return page

        def render_lab(config: MkDocsConfig, files: Files) -> None:
            def made() -> str:
                render(config, files)
                return page_html(lab, page.content or "")

            try:
                kept = self._build.project.rendered_labs
                page.content = kept.get(lab.name, repr((lab.title, lab.cells)), made)
            except ValueError as error:
                raise Abort(str(error)) from error
            # What mkdocs-jupyter knows of headings lacks their ids.
            page.toc = get_toc(toc_tokens(lab))
            page.present_anchor_ids = {heading.id for heading in lab.headings}

        page.render = render_lab
        return page

    def _render(
        self,
        page: SitePage,
        render: Callable[[MkDocsConfig, Files], None],
        config: MkDocsConfig,
        files: Files,
    ) -> None:
        """Render a page whose title stands in its metadata, unless the last build did."""
        path = page.file.src_uri
        settings = (config.markdown_extensions, config.mdx_configs, config.validation)
        made_of = (page.markdown, repr(settings), tuple(file.src_uri for file in files))
        known = self.renderings.pop(path, None)
        if known and known.made_of == made_of:
            known.give_to(page, files)
        elif _warns(lambda: render(config, files)):
            return  # the next build has to warn again
        self.renderings[path] = Rendering.of(page, made_of)

    def on_page_markdown(
        self, markdown: str, page: SitePage, config: MkDocsConfig, files: Files
    ) -> str:
        del config, files
        # The search's entries are made from Markdown, in on_env.
        page.meta["search"] = {"exclude": True}
        if lab := self._lab_of(page):
            page.meta["title"] = plain_text(lab.title)
            page.meta["description"] = html.escape(lab.description)
        found = self._page_of(page)
        if not found:
            return markdown
        # MkDocs looks for a title in the first line only, and ours is a slot.
        page.meta.setdefault("title", plain_text(found.title))
        # Material puts it into an attribute as it is.
        page.meta.setdefault("description", html.escape(found.description))
        return self._build.markdown_of(found)

    def on_page_content(self, text: str, page: SitePage, config: MkDocsConfig, files: Files) -> str:
        del config, files
        if self._lab_of(page):
            return text  # it is whole already
        source, finished = self.finished.get(page.file.src_uri, ("", ""))
        if source == text:
            return finished
        if found := self._page_of(page):
            wrong = check_code(found, text)
            unreadable = unreadable_formulas(text)
            for tex in unreadable:
                line = found.line_of(tex)
                wrong.append(Problem(found.path, line, f"the formula {tex!r} can't be read"))
            self._report(*wrong)
            if unreadable:
                return text
        try:
            finished = replace_formulas(text)
        except ValueError as error:
            _log.error(f"{page.file.src_uri}: {error}")
            raise Abort(f"docs/{page.file.src_uri}: {error}") from error
        if self.is_serving and found and not wrong:
            self.finished[page.file.src_uri] = (text, finished)
        return finished

    def on_env(self, env: object, config: MkDocsConfig, files: Files) -> None:
        del env
        search = config.plugins.get("material/search")
        if isinstance(search, SearchPlugin):
            search.search_index.entries.extend(self._build.search_entries())
        start = time.monotonic()
        try:
            self._build.finish(lambda done, all_: _log.info(f"{done} of {all_} examples have run"))
        except (RunnerError, OSError) as error:
            _log.error(f"the examples could not be run: {error}")
            # Under `serve` the next build begins with a new one.
            self.on_shutdown()
            raise Abort("The examples could not be run.") from error
        if self._build.to_run or self._build.labs_to_run:
            _log.info(f"Waited {time.monotonic() - start:.1f} s for what had to run")
        for name, svg in self._build.figure_files():
            files.append(File.generated(config, name, content=svg))
        release = int(os.environ["SOURCE_DATE_EPOCH"])
        for name, content in self._build.downloads(config.site_url or "", release):
            files.append(File.generated(config, name, content=content))
        for file in files.documentation_pages():
            if file.page is None:
                continue
            page, content = self._page_of(file.page), file.page.content or ""
            if lab := self._lab_of(file.page):
                file.page.content = self._build.complete_lab(lab, content)
                continue
            try:
                file.page.content = (
                    self._build.complete(page, content)
                    if page
                    else self._build.complete_generated(content)
                )
            except ValueError as error:
                raise Abort(f"{file.src_uri}: what the source said: {error}") from error

    # After everything else that writes into pages.
    @event_priority(-100)
    def on_post_page(self, output: str, page: SitePage, config: MkDocsConfig) -> str:
        del page, config
        return self._with_policy(output)

    @event_priority(-100)
    def on_post_template(self, output: str, template_name: str, config: MkDocsConfig) -> str:
        del config
        return self._with_policy(output) if template_name.endswith(".html") else output

    def _with_policy(self, output: str) -> str:
        # `serve` adds a script of its own to what it sends.
        return output if self.is_serving else with_policy(output)

    # After everything else has had its say: one report with all that is wrong.
    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        index = Path(config.site_dir, "search", "search_index.json")
        if index.exists():
            # Browsers read no JSON from the file system, but scripts.
            text = f"var __index = {index.read_text(encoding='utf-8')};\n"
            index.with_suffix(".js").write_text(text, encoding="utf-8")
        # MkDocs warns of such links, too, but names no line.
        for problem in self._build.check_addresses():
            _log.warning(str(problem))
        problems = self._build.problems
        if not problems:
            if not self.is_serving:
                pack_folder(Path(config.site_dir), ZIP_FILE)
            return
        print("\n".join(map(str, problems)), file=sys.stderr, flush=True)
        pages = {problem.path for problem in problems}
        summary = f"{count_of(len(problems), 'problem')} on {count_of(len(pages), 'page')}"
        if not self.is_serving:
            raise Abort(f"The site is not right: {summary}")
        _log.error(summary)

    def on_build_error(self, error: Exception) -> None:
        """Say in words what a full disk or a missing permission hinders."""
        if not isinstance(error, OSError) or error.errno not in _UNWRITABLE:
            return
        where = ""
        if not error.filename:  # a full disk names no file
            folders = f"{self.site_dir}, {self.cache} and the folder for temporary files"
            where = f"; a build writes to {folders}"
        _log.error(f"the site could not be written: {error}{where}")
        raise Abort("The site could not be written.") from error

    def on_shutdown(self) -> None:
        if self.pool:
            self.pool.close()
            self.pool = None

    @property
    def _build(self) -> Build:
        assert self.build is not None, "on_files comes first"
        return self.build

    def _report(self, *problems: Problem) -> None:
        """Add what only the site can tell to what is wrong with the pages."""
        self._build.page_problems = tuple(sorted((*self._build.page_problems, *problems)))

    def _lab_of(self, page: SitePage) -> Lab | None:
        return self._build.labs.get(f"docs/{page.file.src_uri}")

    def _page_of(self, page: SitePage) -> Page | None:
        """Our page for MkDocs' page; None for one that is generated."""
        return self._build.pages.get(f"docs/{page.file.src_uri}")


def _events() -> dict[str, object]:
    site = Site()
    return {name: getattr(site, name) for name in dir(site) if name.startswith("on_")}


# MkDocs looks for functions with the names of events.
globals().update(_events())
