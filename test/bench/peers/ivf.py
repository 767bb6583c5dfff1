"""One IVF-Flat index over all points, every point searched, all cores.
argv: file of [n x 3] float64."""

import sys
from time import perf_counter

import faiss
import numpy as np
from serve import serve

NLIST, NPROBE, K = 100, 10, 10

points = np.fromfile(sys.argv[1]).reshape(-1, 3).astype(np.float32)


def work():
    start = perf_counter()
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(3), 3, NLIST)
    index.train(points)
    index.add(points)
    built = perf_counter()
    index.nprobe = NPROBE
    # One more: each point finds itself.
    index.search(points, K + 1)
    end = perf_counter()
    return {"build": built - start, "search": end - built, "work": end - start}


serve(work)
