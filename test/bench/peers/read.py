"""Reads a CSV, Parquet or NDJSON file, which it makes if it is not there, and writes
it as an Arrow IPC file. argv: file, file to write, "once" to do so and end."""

import json
import os
import sys
from time import perf_counter

import pyarrow as pa
import pyarrow.json
from pyarrow import csv, parquet
from serve import serve

source, target = sys.argv[1:3]
kind = source.rsplit(".", 1)[1]
read = {
    "csv": csv.read_csv,
    "parquet": parquet.read_table,
    "ndjson": pyarrow.json.read_json,
}[kind]


def make(rows=1_000_000 if kind == "ndjson" else 2_000_000):
    import numpy as np

    random = np.random.default_rng(1)
    words = np.array(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"])
    names = words[random.integers(0, len(words), rows)]
    table = pa.table(
        {
            "id": np.arange(rows),
            "x": random.random(rows),
            "y": random.random(rows),
            "name": [f"{name} {row % 977}" for row, name in enumerate(names)],
        }
    )
    if kind == "ndjson":
        with open(source, "w") as lines:
            for batch in table.to_batches(10_000):
                lines.writelines(json.dumps(row) + "\n" for row in batch.to_pylist())
    elif kind == "csv":
        options = csv.WriteOptions(quoting_style="none")
        csv.write_csv(table, source, options)
    else:
        parquet.write_table(table, source, compression="zstd")


def work():
    start = perf_counter()
    table = read(source)
    with pa.OSFile(target, "wb") as sink:
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    seconds = perf_counter() - start
    os.unlink(target)
    return {"put": seconds}


if not os.path.exists(source):
    make()
if sys.argv[3:] == ["once"]:
    print(json.dumps(work()))
else:
    serve(work)
