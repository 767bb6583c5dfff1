"""Clusters, outliers and neighbours within a radius by scikit-learn, all cores;
cells by polars, all cores, and a grid of counts by numpy.
argv: dbscan EPS MIN_POINTS, kmeans K, lof K, radius R, hotspots CELL or heatmap
COLUMNS ROWS; then a file of [n x d] float64, and d."""

import sys
from time import perf_counter

import numpy as np
import polars as pl
from serve import serve
from sklearn.cluster import DBSCAN, KMeans
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

name, *options, path, dimension = sys.argv[1:]
points = np.fromfile(path).reshape(-1, int(dimension))
# As a table has them.
columns = [np.ascontiguousarray(column) for column in points.T]


def hotspots(cell):
    frame = pl.DataFrame(dict(zip("xyz", columns)))
    cells = [(pl.col(name) / cell).floor() for name in frame.columns]
    counts = frame.group_by(cells).len()
    counts.sort("len", descending=True)


# histogram2d takes ten times as long.
def heatmap(across, up):
    x, y, *_ = columns
    low_x, low_y = x.min(), y.min()
    column = ((x - low_x) * (across / (x.max() - low_x))).astype(np.int64)
    row = ((y - low_y) * (up / (y.max() - low_y))).astype(np.int64)
    cell = np.minimum(row, up - 1) * across + np.minimum(column, across - 1)
    np.bincount(cell, minlength=across * up)


def fit():
    if name == "dbscan":
        eps, least = float(options[0]), int(options[1])
        DBSCAN(eps=eps, min_samples=least, n_jobs=-1).fit(points)
    elif name == "kmeans":
        KMeans(n_clusters=int(options[0]), random_state=1).fit(points)
    elif name == "lof":
        LocalOutlierFactor(n_neighbors=int(options[0]), n_jobs=-1).fit(points)
    elif name == "hotspots":
        hotspots(float(options[0]))
    elif name == "heatmap":
        heatmap(int(options[0]), int(options[1]))
    else:
        near = NearestNeighbors(radius=float(options[0]), n_jobs=-1).fit(points)
        near.radius_neighbors(points)


def work():
    start = perf_counter()
    fit()
    return {"work": perf_counter() - start}


serve(work)
