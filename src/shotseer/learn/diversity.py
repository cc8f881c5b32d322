"""How well the verdicts cover the library: the data diversity score of Video Annotator."""

from __future__ import annotations

import warnings

import numpy as np

from shotseer.core.arrays import Ints, Matrix
from shotseer.core.classifier import Diversity
from shotseer.learn.threads import one_thread

CLUSTERS = 10
CAP = 10
ITERATIONS = 50


def cluster_library(rows: Matrix, k: int = CLUSTERS, seed: int = 0) -> Matrix:
    """Find the clusters of a library by k-means.

    Args:
        rows: ``(n, d)`` unit rows, drawn uniformly from the library. 20,000 are plenty.
        k: how many clusters.
        seed: same rows and seed, same clusters.

    Returns:
        ``(min(k, n), d)`` float32 centroids.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    if len(rows) <= k:
        return np.array(rows, dtype=np.float32)
    with one_thread(), warnings.catch_warnings():
        # Fewer different rows than clusters: the centroids repeat, and `assign` uses the first.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(k, n_init=1, max_iter=ITERATIONS, random_state=seed).fit(rows)
    return np.asarray(found.cluster_centers_, dtype=np.float32)


def assign(rows: Matrix, centroids: Matrix) -> Ints:
    """Return ``(n,)`` the nearest centroid of each row, the first of equally near ones."""
    if len(centroids) == 0:
        return np.zeros(len(rows), dtype=np.int64)
    nearness = rows @ centroids.T - np.float32(0.5) * np.square(centroids).sum(axis=1)
    return np.asarray(nearness.argmax(axis=1), dtype=np.int64)


def diversity(
    positives: Ints, negatives: Ints, n_clusters: int = CLUSTERS, cap: int = CAP
) -> Diversity:
    """Return the data diversity score.

    ``D = (sum_c min(p_c, M) + sum_c min(n_c, M)) / (2 K M)`` with ``p_c`` and ``n_c`` the positives
    and negatives in cluster ``c``, ``K`` clusters and a cap of ``M`` verdicts. 1 takes at least
    ``M`` of each in every cluster. (The published code uses one constant, 10, for ``K`` and ``M``.)

    Args:
        positives: the cluster of each positive shot, from 0.
        negatives: the cluster of each negative shot.
        n_clusters: ``K``.
        cap: ``M``.

    Raises:
        ValueError: a cluster is not in ``[0, n_clusters)``.
    """
    counts = []
    for clusters in (positives, negatives):
        if len(clusters) and not 0 <= clusters.min() <= clusters.max() < n_clusters:
            raise ValueError(f"clusters must be in [0, {n_clusters})")
        counts.append(np.bincount(clusters, minlength=n_clusters))
    covered = sum(int(np.minimum(count, cap).sum()) for count in counts)
    score = covered / (2 * n_clusters * cap)
    return Diversity(score, *(tuple(count.tolist()) for count in counts))
