"""What examples run in: the variables, the versions and the modules that the runner decides on.

In go this process's environment and installed packages, out come those that examples see: the
same on every machine, so that an example prints the same on every machine.
"""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("torch", "numpy", "matplotlib", "scikit-learn")
"""Packages whose versions an outcome depends on."""

_KEPT = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "VIRTUAL_ENV",
)

_SET = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "COLUMNS": "80",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # The same answer on a machine with a GPU as on one without.
    "CUDA_VISIBLE_DEVICES": "",
    "MATPLOTLIBRC": str(Path(__file__).with_name("matplotlibrc")),
}

_MODULES = {
    "torch.optim": ("torch._dynamo",),
    "torch.compile": ("torch._dynamo", "torch._dynamo.repro.after_dynamo"),
    "torch.export": ("torch.export._trace",),
    "torch.autograd.graph": ("torch._dynamo",),
    "torch.utils.checkpoint": ("torch._dynamo",),
    "torch.utils.flop_counter": ("torch._dynamo",),
    "torch.testing": ("torch.distributed.tensor",),
    "torch.autograd.grad": ("torch.fx.experimental.symbolic_shapes",),
    "torch.autograd.gradcheck": ("torch.fx.experimental.symbolic_shapes",),
    "matplotlib": ("matplotlib.pyplot", "matplotlib.backends.backend_svg"),
    "sklearn": ("sklearn.datasets",),
    "sklearn.linear_model": ("sklearn.linear_model",),
    "sklearn.metrics": ("sklearn.metrics",),
    "scipy": ("scipy",),
}
"""What, once it stands in an example's code, is worth importing before: 0.1 to 1.1 s each.

Torch imports much of itself at first use, so the left side is often what the example calls, and
the right side what torch imports then. What is missing here costs the example its import, and no
more than that. Found by comparing `sys.modules` before and after each example.
"""


def example_environment(cache_folder: Path) -> dict[str, str]:
    """The environment variables of examples; `cache_folder` is where matplotlib keeps its fonts."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **_SET, "MPLCONFIGDIR": str(cache_folder / "matplotlib")}


@cache
def installed_versions() -> Mapping[str, str]:
    """Versions of Python and of the packages, read without importing any."""
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "none"
    return versions


def _own_files() -> list[Path]:
    folder = Path(__file__).parent
    return [*sorted(folder.glob("*.py")), folder / "matplotlibrc"]


@cache
def fingerprint() -> str:
    """A hash of all that outcomes depend on besides an example's code and limits."""
    digest = hashlib.sha256()
    for file in _own_files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for part in (*sorted(installed_versions().items()), platform.machine(), sys.platform):
        digest.update(repr(part).encode())
    return digest.hexdigest()


def needed_modules(code: str) -> tuple[str, ...]:
    """The modules worth importing before this code runs; torch comes with every server."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            names.add(ast.unparse(node))
    return tuple(
        sorted(
            {
                module
                for prefix, modules in _MODULES.items()
                for module in modules
                if any(name == prefix or name.startswith(prefix + ".") for name in names)
            }
        )
    )
