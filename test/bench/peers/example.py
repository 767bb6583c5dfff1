"""The original's example: each of six threads trains an index of its own over
all points and searches it for its chunk. argv: file of [n x 3] float64."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import faiss
import numpy as np

TASKS, NLIST, NPROBE, K = 6, 100, 10, 10

points = np.fromfile(sys.argv[1]).reshape(-1, 3).astype(np.float32)


def search_chunk(chunk):
    faiss.omp_set_num_threads(1)
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(3), 3, NLIST)
    index.train(points)
    index.add(points)
    index.nprobe = NPROBE
    return index.search(chunk, K)


start = perf_counter()
with ThreadPoolExecutor(TASKS) as pool:
    results = list(pool.map(search_chunk, np.array_split(points, TASKS)))
print(json.dumps({"work": perf_counter() - start}))
