"""The part of each stub that says what is not right yet; `stubs` copies the function as it is.

It stands between what a reader writes and the check, so it imports inside, and it runs on every
Python that PyTorch runs on.
"""


def _report(kind, error, trace):
    """Print one line on what is not right yet, in place of a traceback."""
    import ast
    import re
    import sys
    import traceback
    from pathlib import Path

    code = _report.__code__
    own = [one for one in traceback.walk_tb(trace) if one[0].f_code.co_filename == code.co_filename]
    if not issubclass(kind, Exception) or not own:
        sys.__excepthook__(kind, error, trace)
        return
    source = Path(code.co_filename).read_text(encoding="utf-8")
    text = "; ".join(line.strip(" .:!") for line in str(error).splitlines() if line.strip())
    if kind is NotImplementedError and text.startswith("write "):
        mark = r'^ +raise NotImplementedError\("write ([\w.]+)"\)'
        for name in re.findall(mark, source, re.MULTILINE):
            print("not written yet:", name)
        return
    # The check stands below this function, what is checked above.
    frame, line = [one for one in own if one[1] > code.co_firstlineno][-1]
    around = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.lineno <= line <= node.end_lineno
    ]
    statement = max(around, key=lambda node: node.lineno)
    telling = [node.target for node in around if isinstance(node, ast.For)]
    if kind is not AssertionError:
        inner, number = own[-1]
        where = "" if inner is frame else f" in {inner.f_code.co_name}, line {number}"
        text = f"{kind.__name__}{where}: {text}".rstrip(": ")
    elif isinstance(statement, ast.Assert):
        text += ("; " if text else "") + "expected " + ast.unparse(statement.test)
        telling.append(statement.test)
    # What the loops around are at, which tells the case, and what an assertion compares.
    scope = {**frame.f_globals, **frame.f_locals}
    names = [one.id for node in telling for one in ast.walk(node) if isinstance(one, ast.Name)]
    for name in dict.fromkeys(names):
        value = scope.get(name)
        if isinstance(value, (str, int, float, tuple)) and str(value) not in text:
            text += f"; {name} = {' '.join(repr(value).split())}"[:80]
    print(f"{Path(code.co_filename).name}:{line}: {text}")
