"""What a page may load: its Content-Security-Policy.

In goes a page's HTML, out comes the same page with a policy as its first `<meta>`: scripts are
files of the site, or stand in the page and are named by their hash; nothing comes from another
host. Source of the rules: *Content Security Policy Level 3*, W3C, https://www.w3.org/TR/CSP3/.

What is left open, and why. Style attributes: Markdown's tables align columns with them, and
Material's scripts set some. `data:` images: Material's icons are written so in its style sheets.
`file:` is where the site lies when it is opened from a disk; a page that came over HTTP can't load
from there.
"""

from __future__ import annotations

import base64
import hashlib
import re

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_CHARSET = '<meta charset="utf-8">'
_FRAME_SCRIPT = "sha256-ZW9CBp3GVX/w5FX+5h5Ex7oGlGnV09y24OXnXYEfmTE="
"""The script that assets/js/iframe-worker.js writes into a frame, its stand-in for a worker."""


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _runs(attributes: str) -> bool:
    """Whether a script element holds code of its own, not data, nor the name of a file."""
    if re.search(r"\bsrc\s*=", attributes):
        return False
    kind = re.search(r"""\btype\s*=\s*["']?([^"'\s>]*)""", attributes)
    return kind is None or kind[1] in ("", "module", "text/javascript")


def policy_of(page: str) -> str:
    """The policy for a page's HTML."""
    hashes = {_hash(text) for attributes, text in _SCRIPT.findall(page) if _runs(attributes)}
    rules = {
        "default-src": "'self' file:",
        "script-src": " ".join(
            ["'self' file:", *(f"'{one}'" for one in sorted(hashes | {_FRAME_SCRIPT}))]
        ),
        "style-src": "'self' file:",
        "style-src-attr": "'unsafe-inline'",
        "img-src": "'self' file: data:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self' file:",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def with_policy(page: str) -> str:
    """The page with its policy, before anything that it is about.

    Raises ValueError if the page does not say its character set, where the policy goes.
    """
    if _CHARSET not in page:
        raise ValueError("the page has no <meta charset>, below which its policy would stand")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy_of(page)}">'
    return page.replace(_CHARSET, f"{_CHARSET}{meta}", 1)
