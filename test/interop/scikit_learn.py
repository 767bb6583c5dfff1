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


blobs, _ = datasets.make_blobs(n_samples=900, random_state=170)
chance = np.random.default_rng(5)
places = np.repeat(chance.uniform(0, 100, (40, 2)), 30, axis=0)
lone = chance.uniform(0, 100, (60, 2))
earth_radius = 6371008.8
# Name: points, eps, min_samples; in degrees where it says so.
harder = {
    "anisotropic": (blobs @ [[0.6, -0.6], [-0.4, 0.8]], 0.4, 5),
    "of unlike size": (
        datasets.make_blobs(
            n_samples=900, cluster_std=[1.0, 2.5, 0.5], random_state=170
        )[0],
        0.6,
        5,
    ),
    "noise": (chance.uniform(0, 1, (900, 2)), 0.05, 6),
    "far from the origin": (sets["moons"] + [5.2e6, -4.1e8], 0.12, 6),
    "copies of 40 places": (np.concatenate([places, lone]), 2.0, 31),
    "exactly eps apart": (np.argwhere(np.ones((30, 30))).astype(float), 1.0, 5),
    "each its own": (chance.uniform(0, 1, (200, 3)), 0.01, 1),
    "degrees at the date line": (
        np.stack(
            [
                chance.normal(-17, 1, 800),
                (chance.normal(180, 1, 800) + 180) % 360 - 180,
            ],
            axis=1,
        ),
        15_000.0,
        5,
    ),
    "degrees at a pole": (
        np.stack(
            [90 - abs(chance.normal(0, 0.5, 800)), chance.uniform(-180, 180, 800)],
            axis=1,
        ),
        6_000.0,
        5,
    ),
}


def describe_harder(name, points, radius, least):
    on_earth = name.startswith("degrees")
    scale = earth_radius if on_earth else 1
    # Its tree for the Earth takes radians.
    given = np.radians(points) if on_earth else points
    how = {"metric": "haversine", "algorithm": "ball_tree"} if on_earth else {}
    dbscan = DBSCAN(eps=radius / scale, min_samples=least, **how).fit(given)
    core = np.zeros(len(points), dtype=int)
    core[dbscan.core_sample_indices_] = 1
    # Of equally near ones it takes any: their factors must be alike.
    has_ties = name == "exactly eps apart"
    lof = LocalOutlierFactor(n_neighbors=20, **how).fit(given)
    return {
        "points": points.tolist(),
        "metric": "haversine" if on_earth else "l2",
        "eps": radius,
        "minPoints": least,
        "labels": dbscan.labels_.tolist(),
        "core": core.tolist(),
        "lof": None if has_ties else (-lof.negative_outlier_factor_).tolist(),
    }


print(
    json.dumps(
        {
            "sets": {name: describe(name, points) for name, points in sets.items()},
            "harder": {
                name: describe_harder(name, *what) for name, what in harder.items()
            },
        }
    )
)
