"""One query at a time, one thread: an HNSW graph at recall 0.99, and with faiss
an exact flat index. argv: faiss or usearch, Arrow files of vectors and queries.
Seconds of a query, on average."""

import sys
from time import perf_counter

import faiss
import numpy as np
from serve import serve
from vectors import read_vectors

K = 10
RECALL = 0.99
MOST_EFFORT = 512
# An exact search takes milliseconds: so many queries tell.
FLAT_QUERIES = 50

library = sys.argv[1]
base, queries = read_vectors(sys.argv[2]), read_vectors(sys.argv[3])
dimension = base.shape[1]
faiss.omp_set_num_threads(2)
flat = faiss.IndexFlatL2(dimension)
flat.add(base)
_, exact = flat.search(queries, K)

if library == "faiss":
    graph = faiss.IndexHNSWFlat(dimension, 32)
    graph.add(base)

    def ask(query):
        return graph.search(query, K)[1][0]

    def look(effort):
        graph.hnsw.efSearch = effort
else:
    from usearch.index import Index

    # Built with the effort of FAISS's graph: more, its default, takes some times
    # as long, and of 8,000 rows needs the same expansion_search.
    graph = Index(
        ndim=dimension, metric="l2sq", dtype="f32", connectivity=32, expansion_add=40
    )
    graph.add(np.arange(len(base)), base)

    def ask(query):
        return graph.search(query[0], K, threads=1).keys

    def look(effort):
        graph.expansion_search = effort


def recall():
    hits = [len(np.intersect1d(ask(queries[i : i + 1]), exact[i])) for i in range(len(queries))]
    return sum(hits) / exact.size


faiss.omp_set_num_threads(1)
effort = K
look(effort)
while (reached := recall()) < RECALL:
    effort = -(-effort * 11 // 10)
    if effort > MOST_EFFORT:
        raise SystemExit(f"efSearch {MOST_EFFORT} does not reach recall {RECALL}")
    look(effort)
print(f"{library}: efSearch {effort}, recall {reached}", file=sys.stderr)


def time(search, count):
    start = perf_counter()
    for i in range(count):
        search(queries[i : i + 1])
    return (perf_counter() - start) / count


def work():
    figures = {"hnsw": time(ask, len(queries))}
    if library == "faiss":
        figures["flat"] = time(lambda query: flat.search(query, K), FLAT_QUERIES)
    return figures


serve(work)
