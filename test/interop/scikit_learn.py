"""What scikit-learn makes of its own generated datasets, as JSON on standard
output: points, and what it finds in them."""

import json

import numpy as np
from sklearn import datasets
from sklearn.cluster import DBSCAN, KMeans
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

sets = {
    "blobs": datasets.make_blobs(n_samples=1500, centers=6, random_state=7)[0],
    "blobs in 5 dimensions": datasets.make_blobs(
        n_samples=1200, n_features=5, centers=4, random_state=3
    )[0],
    "blobs in 24 dimensions": datasets.make_blobs(
        n_samples=600, n_features=24, centers=5, random_state=1
    )[0],
    "moons": datasets.make_moons(n_samples=1500, noise=0.06, random_state=1)[0],
    "circles": datasets.make_circles(
        n_samples=1500, noise=0.04, factor=0.5, random_state=2
    )[0],
    "a roll": datasets.make_swiss_roll(n_samples=1500, noise=0.1, random_state=4)[0],
}
eps = {
    "blobs": 0.5,
    "blobs in 5 dimensions": 1.6,
    "blobs in 24 dimensions": 6.5,
    "moons": 0.12,
    "circles": 0.1,
    "a roll": 1.6,
}
clusters = {"blobs": 6, "blobs in 5 dimensions": 4, "blobs in 24 dimensions": 5}


def kmeans(points, k):
    best = KMeans(n_clusters=k, n_init=10, random_state=0).fit(points)
    return {"k": k, "labels": best.labels_.tolist(), "inertia": best.inertia_}


def describe(name, points):
    radius = eps[name]
    dbscan = DBSCAN(eps=radius, min_samples=6).fit(points)
    core = np.zeros(len(points), dtype=int)
    core[dbscan.core_sample_indices_] = 1
    near = NearestNeighbors(radius=radius).fit(points)
    distances, neighbors = near.radius_neighbors(points[:200], sort_results=True)
    lof = LocalOutlierFactor(n_neighbors=20).fit(points)
    return {
        "points": points.tolist(),
        "eps": radius,
        "dbscan": {"labels": dbscan.labels_.tolist(), "core": core.tolist()},
        "within": {
            "distances": [row.tolist() for row in distances],
            "neighbors": [row.tolist() for row in neighbors],
        },
        "lof": (-lof.negative_outlier_factor_).tolist(),
        "kmeans": kmeans(points, clusters[name]) if name in clusters else None,
    }


print(json.dumps({name: describe(name, points) for name, points in sets.items()}))
