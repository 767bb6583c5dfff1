"""Writes a table as an Arrow IPC file to shared memory.
argv: file to write, rows."""

import os
import sys
from time import perf_counter

import numpy as np
import pyarrow as pa
from serve import serve

path, rows = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1)
table = pa.table({name: random.random(rows) for name in "xyz"})


def work():
    start = perf_counter()
    with pa.OSFile(path, "wb") as sink:
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    seconds = perf_counter() - start
    os.unlink(path)
    return {"put": seconds}


serve(work)
