"""Reads Parquet files of neighbours with pyarrow and polars, and compares them
with what test/interop/parquet.test.ts wrote: answer i is of query 3 * i, its
neighbour j is 1000 * i + j at distance i + j / 4, but for -1 and NaN in the
last place of every fifth answer. Prints a JSON object by path."""

import json
import sys

import numpy as np
import polars as pl
import pyarrow.parquet as pq


def expected(rows: int, k: int):
    i = np.arange(rows)[:, None]
    j = np.arange(k)[None, :]
    neighbors = (1000 * i + j).astype(np.int64)
    distances = (i + j / 4).astype(np.float32)
    neighbors[::5, k - 1] = -1
    distances[::5, k - 1] = np.nan
    return 3 * np.arange(rows).astype(np.uint64), neighbors, distances


def same(query, neighbors, distances, rows: int, k: int) -> bool:
    want = expected(rows, k)
    return (
        np.array_equal(query, want[0])
        and np.array_equal(neighbors.reshape(rows, k), want[1])
        and np.array_equal(distances.reshape(rows, k), want[2], equal_nan=True)
    )


def read(path: str, rows: int, k: int) -> dict:
    table = pq.read_table(path)
    frame = pl.read_parquet(path)
    lengths = table["neighbors"].combine_chunks().value_lengths()
    return {
        "pyarrow": same(
            table["query"].to_numpy(),
            table["neighbors"].combine_chunks().flatten().to_numpy(),
            table["distances"].combine_chunks().flatten().to_numpy(),
            rows,
            k,
        ),
        "polars": same(
            frame["query"].to_numpy(),
            frame["neighbors"].explode().drop_nulls().to_numpy(),
            frame["distances"].explode().drop_nulls().to_numpy(),
            rows,
            k,
        ),
        "lengths": sorted(set(lengths.to_pylist())),
        "types": [str(field.type) for field in table.schema],
        "names": table.schema.names,
        "groups": pq.ParquetFile(path).metadata.num_row_groups,
        "rows": [table.num_rows, frame.height],
    }


print(
    json.dumps(
        {
            path: read(path, int(rows), int(k))
            for path, rows, k in (a.rsplit(":", 2) for a in sys.argv[1:])
        }
    )
)
