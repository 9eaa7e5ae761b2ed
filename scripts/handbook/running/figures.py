"""Turn what an example drew into SVG: in go the figures that it leaves open, out come texts.

`plt.show()` needs no care: the backend is not interactive, and figures stay open until they are
drawn here. Their style is in `matplotlibrc`, beside this file.
"""

from __future__ import annotations

import io
import sys


def draw_open_figures() -> tuple[str, ...]:
    """The SVG texts of all open figures, in the order of their numbers."""
    if "matplotlib.pyplot" not in sys.modules:
        return ()
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    drawn = []
    for number in plt.get_fignums():
        buffer = io.StringIO()
        # The salt and the missing date make the same figure the same text.
        with mpl.rc_context({"svg.hashsalt": "pytorch-interview-handbook"}):
            plt.figure(number).savefig(buffer, format="svg", metadata={"Date": None})
        drawn.append(buffer.getvalue())
    # As in a notebook, whose next cell begins without them.
    plt.close("all")
    return tuple(drawn)
