"""Measure what a keystroke costs on the page of all questions, with as many questions as asked.

Needs the tests' requirements (Playwright) and a Chromium or Chrome.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from handbook.project import project_of

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_GROW = """count => {
  const list = document.querySelector('.hb-index ul');
  const items = Array.from(document.querySelectorAll('.hb-index__item'));
  for (let number = items.length; number < count; number += 1)
    list.append(items[number % items.length].cloneNode(true));
}"""

# From the event to the end of the layout that it causes, in milliseconds.
_TYPE = """text => {
  const field = document.querySelector('.hb-finder input');
  field.value = text;
  const start = performance.now();
  field.dispatchEvent(new Event('input', {bubbles: true}));
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python scripts/benchmark_filter.py --questions 300"
    )
    parser.add_argument("--questions", type=int, default=300, metavar="N")
    parser.add_argument("--site", type=Path, metavar="FOLDER", help="default: site/, as built")
    return parser


def _measure(page_file: Path, questions: int) -> list[float]:
    """Milliseconds of each keystroke of a few words."""
    from playwright.sync_api import sync_playwright  # only this command needs it

    script = page_file.parent / "assets" / "js" / "questions.js"
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        # The script reads the list once: let it be long before.
        page.route("**/questions.js", lambda route: route.abort())
        page.goto(page_file.as_uri())
        page.evaluate(_GROW, questions)
        page.add_script_tag(content=script.read_text(encoding="utf-8"))
        words = ("gradient", "q17", "from_numpy", "nothing of the kind")
        texts = [word[:end] for word in words for end in range(1, len(word) + 1)]
        times = [page.evaluate(_TYPE, text) for text in texts]
        browser.close()
    return times


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    project = project_of(__file__)
    page = ((options.site or project.root / "site") / "questions.html").resolve()
    if options.questions < 1 or not page.exists():
        print(f"benchmark_filter.py: no {page}: build the site first", file=sys.stderr)
        return 2
    try:
        times = sorted(_measure(page, options.questions))
    except ImportError:
        print("benchmark_filter.py: needs tests/requirements.txt", file=sys.stderr)
        return 2
    print(f"{options.questions} questions, {len(times)} keystrokes")
    print(f"median  {times[len(times) // 2]:6.1f} ms")
    print(f"longest {times[-1]:6.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
