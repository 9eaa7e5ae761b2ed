"""Running examples: in goes code, out come outcomes, each from a fresh process.

    build ── pool ──socket──▶ server ──fork──▶ worker ──fork──▶ child, which runs one example
                                 (imports torch once)  (watches one child at a time)

Where there is no fork, `spawn` starts a new interpreter for each example instead.
"""
