"""Maps an Arrow IPC file and opens its table. argv: the file, repeats."""

import sys
from statistics import median
from time import perf_counter

import pyarrow as pa
from serve import serve

path, repeats = sys.argv[1], int(sys.argv[2])


def open_table():
    start = perf_counter()
    with pa.memory_map(path) as source:
        table = pa.ipc.open_file(source).read_all()
    seconds = perf_counter() - start
    assert table.num_rows > 0
    return seconds


def work():
    return {"table": median(open_table() for _ in range(repeats))}


serve(work)
