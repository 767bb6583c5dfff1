"""Reads files as they lie on the shelf.

read_shelf.py pyarrow|duckdb|polars|old-pyarrow, then SOURCE PATH for each: the
file that was put, and what lies on the shelf. Prints a JSON object: for each
path null, or why it cannot be read. pyarrow also compares the values of both;
an old one does not know all types of the sources."""

import json
import sys

library, *paths = sys.argv[1:]


def arrow(path):
    import pyarrow
    from pyarrow import ipc

    if path.endswith(".arrows"):
        return ipc.open_stream(path).read_all()
    return ipc.open_file(pyarrow.memory_map(path)).read_all()


def check(source, path):
    if library == "polars":
        import polars

        assert len(polars.read_ipc(path).to_dicts()) == 6
        return
    table = arrow(path)
    table.validate(full=True)
    if library == "pyarrow":
        assert table.to_pylist() == arrow(source).to_pylist()
        assert table.num_rows == 6
    elif library == "duckdb":
        import duckdb

        found_rows = duckdb.from_arrow(table)
        assert len(found_rows.fetchall()) == 6
    else:
        assert len(table.to_pylist()) == 6


found = {}
for source, path in zip(paths[::2], paths[1::2]):
    try:
        check(source, path)
        found[path] = None
    # A panic of polars is no Exception.
    except BaseException as error:
        found[path] = f"{type(error).__name__}: {error}"[:200]
print(json.dumps(found))
