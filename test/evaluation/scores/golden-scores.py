"""Reference numbers for the scores, on made-up inputs.

python golden-scores.py > golden-scores.json     (mpmath, scoringrules 0.8 or later, model-diagnostics)

poisson, negativeBinomial: CRPS as the sum over k of (F(k) - 1{y <= k})^2, in 40 digits.
ensemble, energy: scoringrules. decomposition: model-diagnostics (isotonic recalibration).
"""
import json
import numpy as np
import scoringrules as sr
from mpmath import exp, log, loggamma, mp, mpf
from model_diagnostics.scoring import LogLoss, SquaredError, decompose

mp.dps = 40
rng = np.random.default_rng(20261121)


def crps(pmf, y, last):
    total, below = mpf(0), mpf(0)
    for k in range(last + 1):
        below += pmf(k)
        total += below**2 if k < y else (1 - below) ** 2
    return float(total)


def poisson(mean):
    m = mpf(mean)
    return lambda k: exp(-m + k * log(m) - loggamma(k + 1))


def negative_binomial(mean, variance):
    m, v = mpf(mean), mpf(variance)
    r, p = m * m / (v - m), m / v
    return lambda k: exp(loggamma(k + r) - loggamma(r) - loggamma(k + 1) + r * log(p) + k * log(1 - p))


out = {"poisson": [], "negativeBinomial": [], "scoringrulesPoisson": [], "ensemble": [], "energy": [], "decomposition": []}
for mean in [1e-6, 1e-3, 0.05, 0.5, 0.999, 1.0, 3.7, 25.0, 400.0]:
    for y in sorted({0, 1, 2, int(mean), int(mean + 3 * np.sqrt(mean)) + 1}):
        out["poisson"].append([y, mean, crps(poisson(mean), y, int(mean + 30 * np.sqrt(mean) + 60 + y))])
for mean, variance in [(1e-4, 2e-4), (0.2, 0.5), (0.9, 9.0), (1.0, 1.0000001), (2.5, 3.0), (2.5, 30.0), (40.0, 41.0), (40.0, 800.0)]:
    for y in sorted({0, 1, 4, int(mean), int(mean + 4 * np.sqrt(variance))}):
        last = min(6000, int(mean + 60 * np.sqrt(variance) + 100 * max(1, variance / mean) + y))
        out["negativeBinomial"].append([y, mean, variance, crps(negative_binomial(mean, variance), y, last)])
for y, mean in [(0, 0.5), (2, 3.7), (30, 25.0)]:
    out["scoringrulesPoisson"].append([y, mean, float(sr.crps_poisson(float(y), mean))])
for n, y in [(5, 2.0), (20, 0.0), (37, 11.0)]:
    x = rng.poisson(4.0, n).astype(float)
    out["ensemble"].append({"members": x.tolist(), "observation": y, "plain": float(sr.crps_ensemble(y, x, estimator="nrg")), "fair": float(sr.crps_ensemble(y, x, estimator="fair"))})
for n, d in [(6, 2), (15, 4)]:
    x, y = rng.normal(size=(n, d)).round(3), rng.normal(size=d).round(3)
    out["energy"].append({"members": x.tolist(), "observation": y.tolist(), "plain": float(sr.es_ensemble(y, x, estimator="nrg")), "fair": float(sr.es_ensemble(y, x, estimator="fair"))})
for n in [12, 60]:
    p = rng.choice(np.round(np.exp(-4 * rng.random(10)), 3), n)
    y = (rng.random(n) < p * 1.3).astype(float)
    row = {"p": p.tolist(), "y": y.tolist()}
    for name, score in [("brier", SquaredError()), ("log", LogLoss())]:
        t = decompose(y, p, scoring_function=score)
        row[name] = {k: float(t[k][0]) for k in ["miscalibration", "discrimination", "uncertainty", "score"]}
    out["decomposition"].append(row)
print(json.dumps(out))
