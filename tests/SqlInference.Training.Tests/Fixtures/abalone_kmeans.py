"""Writes the mean squared distances of scikit-learn's KMeans, for ClusterTrainerTests: python3 abalone_kmeans.py > abalone_kmeans.json

Made with Debian's python3-sklearn 1.2.1."""
import csv
import json
import os

import numpy
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "../../../sql/demo/abalone.csv")) as file:
    rows = list(csv.reader(file))[1:]
features = numpy.array([[float(cell) for cell in row[1:8]] for row in rows])
features = (features - features.mean(0)) / features.std(0, ddof=1)

results = {}
for clusters in (1, 2, 3, 5, 8, 20):
    model = KMeans(clusters, n_init=10, random_state=1).fit(features)
    silhouette = silhouette_score(features, model.labels_) if clusters > 1 else None
    results[clusters] = {"msd": model.inertia_ / len(features), "silhouette": silhouette}
print(json.dumps(results, indent=1))
