"""Exact neighbours of every point by a k-d tree, all cores.
argv: pykdtree or scipy, file of [n x 3] float64."""

import sys
from time import perf_counter

import numpy as np
from serve import serve

K = 10

points = np.fromfile(sys.argv[2]).reshape(-1, 3)
if sys.argv[1] == "pykdtree":
    from pykdtree.kdtree import KDTree

    # Its float32 is the faster of the two, and what we search in.
    points = points.astype(np.float32)
    query = {}
else:
    from scipy.spatial import cKDTree as KDTree

    query = {"workers": -1}


def work():
    start = perf_counter()
    tree = KDTree(points)
    built = perf_counter()
    # One more: each point finds itself.
    tree.query(points, k=K + 1, **query)
    end = perf_counter()
    return {"build": built - start, "search": end - built, "work": end - start}


serve(work)
