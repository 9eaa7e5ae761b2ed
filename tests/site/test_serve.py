"""`mkdocs serve` shows a failure in its place and lives on."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from notebooks import code, notebook
from process_list import processes_of, wait_until_gone
from sites import Site

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")

PAGE = (
    "# Page\n\n```python\nprint(6 * 7)\n```\n\n<!--pytest-codeblocks:expected-output-->\n\n"
    "```text\n42\n```\n"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(site: Site, said: list[str] | None = None) -> Iterator[str]:
    """Serve a site; the address. Ends it as Ctrl-C does; what it said then goes to a list."""
    port = free_port()
    server = site.start("serve", "--dev-addr", f"127.0.0.1:{port}")
    try:
        yield f"http://127.0.0.1:{port}"
        assert server.poll() is None, "the server is gone"
    finally:
        os.kill(server.pid, signal.SIGINT)
        _, messages = server.communicate(timeout=30)
        if said is not None:
            said.append(messages)
        assert wait_until_gone(site.root) == []


def fetch(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def wait_for(url: str, condition: Callable[[str], bool], seconds: float = 60) -> str:
    end = time.monotonic() + seconds
    while not condition(text := fetch(url)):
        assert time.monotonic() < end, text[-3000:]
        time.sleep(0.1)
    return text


def test_a_failure_is_shown_and_goes_when_mended(make_site: Callable[..., Site]) -> None:
    site = make_site({"docs/page.md": PAGE})
    with serving(site) as address:
        url = f"{address}/page.html"
        assert "hb-failure" not in wait_for(url, lambda text: "Verified: 1 example run" in text)
        site.write("docs/page.md", PAGE.replace("6 * 7", "6 * 8"))
        shown = wait_for(url, lambda text: "hb-failure" in text)
        assert "docs/page.md:9: it prints something else than expected" in shown
        assert "-42" in shown
        assert "+48" in shown
        site.write("docs/page.md", PAGE.replace("print(6 * 7)", "while True:\n    1 / 0"))
        wait_for(url, lambda text: "ZeroDivisionError: division by zero" in text)
        site.write("docs/page.md", PAGE)
        wait_for(url, lambda text: "hb-failure" not in text and "Verified: 1 example run" in text)


def test_a_lab_fails_in_its_place_and_is_mended(make_site: Callable[..., Site]) -> None:
    right = notebook(code("say", "print(6 * 7)"))
    site = make_site({"docs/page.md": PAGE, "docs/labs/x.ipynb": right})
    with serving(site) as address:
        url = f"{address}/labs/x.html"
        wait_for(url, lambda text: "<code>42" in text and "Verified: 1 cell run" in text)
        site.write("docs/labs/x.ipynb", right.replace("6 * 7", "6 / 0"))
        shown = wait_for(url, lambda text: "This cell fails." in text)
        assert "docs/labs/x.ipynb:cell 2 (say): ZeroDivisionError: division by zero" in shown
        # As an editor saves: the file is empty first.
        site.write("docs/labs/x.ipynb", "")
        wait_for(url, lambda text: "this is no notebook" in text)
        site.write("docs/labs/x.ipynb", right)
        wait_for(url, lambda text: "<code>42" in text and "notebook: " not in text)


def test_a_site_that_is_broken_at_the_start_is_served(make_site: Callable[..., Site]) -> None:
    site = make_site({"docs/page.md": PAGE.replace("42", "43") + "\n```py\nx = 1\n```\n"})
    with serving(site) as address:
        shown = wait_for(f"{address}/page.html", lambda text: "hb-failure" in text)
        assert "is not run: an example begins with exactly ```python" in shown
        site.write("docs/page.md", PAGE)
        wait_for(f"{address}/page.html", lambda text: text and "hb-failure" not in text)


def test_pages_come_and_go(make_site: Callable[..., Site]) -> None:
    site = make_site({"docs/page.md": PAGE, "docs/old.md": PAGE})
    with serving(site) as address:
        wait_for(f"{address}/old.html", lambda text: "Verified: 1 example run" in text)
        (site.root / "docs/old.md").rename(site.root / "docs/new.md")
        wait_for(f"{address}/new.html", lambda text: "Verified: 1 example run" in text)
        assert fetch(f"{address}/old.html") == ""
        # As an editor saves: the file is empty first.
        site.write("docs/new.md", "")
        wait_for(f"{address}/new.html", lambda text: text and "Verified" not in text)
        site.write("docs/new.md", PAGE.replace("# Page", "# Again"))
        wait_for(f"{address}/new.html", lambda text: "Again" in text and "Verified" in text)


def test_a_runner_that_was_killed_is_replaced(make_site: Callable[..., Site]) -> None:
    site = make_site({"docs/page.md": PAGE})
    with serving(site) as address:
        url = f"{address}/page.html"
        wait_for(url, lambda text: "Verified: 1 example run" in text)
        for process in processes_of(site.root):
            os.kill(process, signal.SIGKILL)
        # The first builds find out that it is gone.
        for number in range(5):
            code = f"{number} * 0 + 42"
            site.write("docs/page.md", f"# Number {number}\n{PAGE.replace('6 * 7', code)[6:]}")
            time.sleep(1.5)
        wait_for(url, lambda text: "Number 4" in text and "Verified: 1 example run" in text)


def test_a_page_that_stays_is_the_same_after_other_pages_change(
    make_site: Callable[..., Site],
) -> None:
    stays = (
        "# Stays\n\n## Part { #part }\n\n[There](page.md#old) and $x^2$\n\n```python\nx = 1\n```\n"
    )
    pages = {"docs/page.md": f"{PAGE}\n## Old {{ #old }}\n", "docs/stays.md": stays}
    site = make_site(pages)
    said: list[str] = []
    with serving(site, said) as url:
        wait_for(f"{url}/page.html", lambda text: "Verified" in text)
        first = fetch(f"{url}/stays.html").partition("livereload")[0]
        site.write("docs/page.md", f"{PAGE}\n## New {{ #new }}\n\n[Back](stays.md#part)\n")
        wait_for(f"{url}/page.html", lambda text: 'id="new"' in text)
        site.write("docs/page.md", f"{PAGE}\n## Newer {{ #newer }}\n\n[Back](stays.md#part)\n")
        wait_for(f"{url}/page.html", lambda text: 'id="newer"' in text)
        assert fetch(f"{url}/stays.html").startswith(first)
        assert "<math" in first
        assert "Verified: 1 example" in first
        (site.root / "docs/page.md").unlink()
        wait_for(f"{url}/stays.html", lambda text: text and 'href="page.md#old"' in text)
    (messages,) = said
    # A page that is not rendered again still knows where it links to.
    dead = "'stays.md' contains a link 'page.md#old', but the"
    assert messages.count(f"{dead} doc 'page.md' does") == 2
    assert messages.count(f"{dead} target 'page.md' is not found") == 1
    assert "does not contain an anchor '#part'" not in messages
