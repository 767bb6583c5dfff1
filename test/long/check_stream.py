"""Checks a Parquet file of neighbours against its points: every row answered
once, and a sample of the answers against numpy's brute force. Prints the mean
distance. Arguments: points.arrow, near.parquet, l2 or haversine."""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

points_path, near_path, metric = sys.argv[1:4]
table = pa.ipc.open_file(pa.memory_map(points_path)).read_all()
columns = [np.concatenate([c.to_numpy() for c in column.chunks]) for column in table]
rows = len(columns[0])


def distances(row: int) -> np.ndarray:
    if metric == "l2":
        return np.sqrt(sum((c - c[row]) ** 2 for c in columns))
    lat, lon = np.radians(columns[0]), np.radians(columns[1])
    a = np.sin((lat - lat[row]) / 2) ** 2
    b = np.cos(lat) * np.cos(lat[row]) * np.sin((lon - lon[row]) / 2) ** 2
    return 2 * 6371008.8 * np.arcsin(np.sqrt(a + b))


wanted = set(np.random.default_rng(1).integers(0, rows, 20).tolist())
seen = np.zeros(rows, dtype=bool)
total, count = 0.0, 0
file = pq.ParquetFile(near_path)
for group in range(file.num_row_groups):
    part = file.read_row_group(group)
    query = part["query"].to_numpy()
    assert not seen[query].any(), "a row was answered twice"
    seen[query] = True
    near = part["neighbors"].combine_chunks().flatten().to_numpy()
    far = part["distances"].combine_chunks().flatten().to_numpy()
    near, far = near.reshape(len(query), -1), far.reshape(len(query), -1)
    total += far.sum(dtype=np.float64)
    count += far.size
    for i in np.flatnonzero(np.isin(query, list(wanted))):
        row, k = int(query[i]), far.shape[1]
        exact = distances(row)
        exact[row] = np.inf
        best = np.sort(np.partition(exact, k)[:k])
        assert np.allclose(far[i], best, rtol=1e-5), (row, far[i], best)
        assert np.allclose(exact[near[i]], best, rtol=1e-5), row
assert seen.all(), "a row was not answered"
print("mean", total / count)
