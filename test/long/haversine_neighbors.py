"""Distances in metres to the nearest neighbours of places on the Earth, by
scipy, over the chords of unit vectors in float64.
argv: file of [n x 2] float64 degrees, k, file for [n x k] float64."""

import sys

import numpy as np
from scipy.spatial import cKDTree

EARTH_RADIUS = 6371008.8

latitude, longitude = np.radians(np.fromfile(sys.argv[1]).reshape(-1, 2)).T
across = np.cos(latitude)
vectors = np.column_stack(
    [across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)]
)
# One more: each place finds itself.
chords, _ = cKDTree(vectors).query(vectors, k=int(sys.argv[2]) + 1, workers=-1)
metres = 2 * EARTH_RADIUS * np.arcsin(np.minimum(chords[:, 1:] / 2, 1))
metres.tofile(sys.argv[3])
