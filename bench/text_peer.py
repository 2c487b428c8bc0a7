"""text_peer.py: scikit-learn's part of bench/text.sh: TfidfVectorizer and Ridge on the same n-grams, penalties and folds.

text_peer.py TRAIN SCORED OUT reads tables of tab-separated JSON: TRAIN has fold, answers by question, scores; SCORED
has person and answers. It writes person and predictions to OUT, and prints seconds of fitting and of scoring, then
penalty and cross-validated r of each score.
"""
import csv
import json
import re
import sys
import time

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

PENALTIES = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64]
FOLDS = 5
token = re.compile(r"\w+(?:'\w+)*").findall


def ngrams(answers):
    """Words and pairs of words, of all answers together and of each question."""
    terms = []
    for question, answer in answers.items():
        words = token(answer.lower())
        said = words + [a + " " + b for a, b in zip(words, words[1:])]
        terms += said
        terms += [question + ":" + term for term in said]
    return terms


def rows(path):
    """The rows of a file that COPY wrote, their fields read as JSON."""
    csv.field_size_limit(sys.maxsize)
    with open(path, encoding="utf-8", newline="") as file:
        return [[json.loads(field) for field in row] for row in csv.reader(file)]


def within(x, y, fold):
    """Correlation of the columns of x and y within folds."""
    x, y = x.copy(), y.copy()
    for k in range(FOLDS):
        x[fold == k] -= x[fold == k].mean(axis=0)
        y[fold == k] -= y[fold == k].mean(axis=0)
    return (x * y).sum(axis=0) / np.sqrt((x * x).sum(axis=0) * (y * y).sum(axis=0))


def fit(train):
    """A vectorizer, and for each score a model, its penalty and r."""
    fold = np.array([row[0] for row in train])
    scores = np.array([row[2] for row in train], dtype=float)
    vectorizer = TfidfVectorizer(analyzer=ngrams, sublinear_tf=True, min_df=2)
    values = vectorizer.fit_transform([row[1] for row in train])
    r = []
    for penalty in PENALTIES:
        predicted = np.zeros_like(scores)
        for k in range(FOLDS):
            model = Ridge(alpha=penalty).fit(values[fold != k], scores[fold != k])
            predicted[fold == k] = model.predict(values[fold == k])
        r.append(within(predicted, scores, fold))
    r = np.array(r)
    best = r.argmax(axis=0)
    models = [Ridge(alpha=PENALTIES[best[t]]).fit(values, scores[:, t]) for t in range(scores.shape[1])]
    return vectorizer, models, [(PENALTIES[best[t]], r[best[t], t]) for t in range(scores.shape[1])]


def main():
    train, scored = rows(sys.argv[1]), rows(sys.argv[2])
    begun = time.perf_counter()
    vectorizer, models, chosen = fit(train)
    fitted = time.perf_counter()
    values = vectorizer.transform([row[1] for row in scored])
    predicted = np.column_stack([model.predict(values) for model in models])
    done = time.perf_counter()
    with open(sys.argv[3], "w", encoding="utf-8") as out:
        for row, values in zip(scored, predicted):
            out.write("%d,%s\n" % (row[0], ",".join("%.12g" % value for value in values)))
    print("%.3f %.3f" % (fitted - begun, done - fitted))
    for penalty, r in chosen:
        print("%g %.12g" % (penalty, r))


main()
