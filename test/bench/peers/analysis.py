"""Clusters, outliers and neighbours within a radius by scikit-learn, all cores.
argv: dbscan EPS MIN_POINTS, kmeans K, lof K or radius R; then a file of [n x d]
float64, and d."""

import sys
from time import perf_counter

import numpy as np
from serve import serve
from sklearn.cluster import DBSCAN, KMeans
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

name, *options, path, dimension = sys.argv[1:]
points = np.fromfile(path).reshape(-1, int(dimension))


def fit():
    if name == "dbscan":
        eps, least = float(options[0]), int(options[1])
        DBSCAN(eps=eps, min_samples=least, n_jobs=-1).fit(points)
    elif name == "kmeans":
        KMeans(n_clusters=int(options[0]), random_state=1).fit(points)
    elif name == "lof":
        LocalOutlierFactor(n_neighbors=int(options[0]), n_jobs=-1).fit(points)
    else:
        near = NearestNeighbors(radius=float(options[0]), n_jobs=-1).fit(points)
        near.radius_neighbors(points)


def work():
    start = perf_counter()
    fit()
    return {"work": perf_counter() - start}


serve(work)
