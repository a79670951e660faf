"""Makes reference.json: what scikit-learn gives for some short texts. Run with Debian's python3-sklearn 1.2.1."""
import json
import pathlib
import random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge

random.seed(1)
good = ["love", "great", "perfect", "soft", "Beautiful", "très bien"]
bad = ["poor", "cheap", "itchy", "returned", "HUGE", "schäbig"]
things = ["dress", "sweater", "top", "skirt", "jeans", "größe"]
texts, stars = [], []
for _ in range(80):
    star = random.randrange(5)
    words = []
    for _ in range(random.randrange(3, 14)):
        words.append(random.choice(things) if random.random() < 0.4 else random.choice(good if random.random() * 4 < star else bad))
        if random.random() < 0.2:
            words[-1] += random.choice([".", "!", "!!", ", but", " it's 5"])
    texts.append(" ".join(words))
    stars.append(star)

vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+|[^\w\s]+")
x = vectorizer.fit_transform(texts)
names = vectorizer.get_feature_names_out()
y = np.array(stars)
n = len(texts)


def penalty(model, strength):
    return strength / 2 / n * (model.coef_ ** 2).sum()


def log_loss(model, target):
    p = model.predict_proba(x)
    return -np.log(p[np.arange(n), target]).mean()


C = 3.0
softmax = LogisticRegression(C=C, tol=1e-12, max_iter=100000).fit(x, y)
binary = LogisticRegression(C=C, tol=1e-12, max_iter=100000).fit(x, (y > 2).astype(int))
ridge = Ridge(alpha=0.5, tol=1e-12, solver="lsqr").fit(x, y)
json.dump({
    "texts": texts,
    "stars": stars,
    "idf": {name: float(idf) for name, idf in zip(names, vectorizer.idf_)},
    "rows": [{names[j]: round(float(v), 9) for j, v in zip(row.indices, row.data)} for row in x],
    "softmax": log_loss(softmax, y) + penalty(softmax, 1 / C),
    "logistic": log_loss(binary, (y > 2).astype(int)) + penalty(binary, 1 / C),
    # Ridge takes the sum of squared errors and alpha; halves and means on our side.
    "squared": float(((ridge.predict(x) - y) ** 2).mean() / 2 + penalty(ridge, 0.5)),
}, open(pathlib.Path(__file__).parent / "reference.json", "w"), ensure_ascii=False, indent=0)
