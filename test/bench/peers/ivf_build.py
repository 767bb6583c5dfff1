"""An IVF-Flat index, trained and filled, all cores. argv: Arrow file of the
vectors; nlist."""

import sys
from time import perf_counter

import faiss
from serve import serve
from vectors import read_vectors

base, nlist = read_vectors(sys.argv[1]), int(sys.argv[2])


def work():
    d = base.shape[1]
    start = perf_counter()
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, nlist)
    index.train(base)
    index.add(base)
    return {"build": perf_counter() - start}


serve(work)
