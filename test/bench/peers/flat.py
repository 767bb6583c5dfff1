"""IndexFlatL2, all cores. argv: Arrow file of the vectors, and of the queries."""

import sys
from time import perf_counter

import faiss
from serve import serve
from vectors import read_vectors

K = 10

base, queries = read_vectors(sys.argv[1]), read_vectors(sys.argv[2])


def work():
    start = perf_counter()
    index = faiss.IndexFlatL2(base.shape[1])
    index.add(base)
    built = perf_counter()
    index.search(queries, K)
    end = perf_counter()
    return {"build": built - start, "search": end - built, "work": end - start}


serve(work)
