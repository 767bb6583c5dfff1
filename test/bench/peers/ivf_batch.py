"""An IVF-Flat index, searched by a batch of queries, all cores. argv: Arrow file
of the vectors, and of the queries; nlist; nprobe; the index file, trained and
written when it is not there; file for the neighbours found, int64."""

import os
import sys
from time import perf_counter

import faiss
from serve import serve
from vectors import read_vectors

K = 10

base, queries = read_vectors(sys.argv[1]), read_vectors(sys.argv[2])
nlist, nprobe = int(sys.argv[3]), int(sys.argv[4])
path, answers = sys.argv[5], sys.argv[6]

if not os.path.exists(path):
    d = base.shape[1]
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, nlist)
    index.train(base)
    index.add(base)
    faiss.write_index(index, path)
index = faiss.read_index(path)
index.nprobe = nprobe


def work():
    start = perf_counter()
    _, neighbors = index.search(queries, K)
    seconds = perf_counter() - start
    neighbors.tofile(answers)
    return {"search": seconds}


serve(work)
