"""Writes high-precision.json beside itself: reference values of special functions and distributions.

Run:  python -m venv venv && venv/bin/pip install mpmath gmpy2 && venv/bin/python test/numerics/high-precision.py

Every argument is an exact binary64 number. Values come from series of positive terms in arithmetic of 420 digits, so
that also 1 - P keeps more than 100 digits for a tail of 1e-300; none of the methods under test is used. Cases outside
(1e-290, 1) are left out. Each table is a list of rows; its "columns" entry names them.
"""

import json
import random
from pathlib import Path

from mpmath import erf, erfc, exp, findroot, log, loggamma, mp, mpf, pi, sqrt

mp.dps = 420
random.seed(20240131)
SIGMAS = [-30, -20, -12, -7, -4, -2.5, -1.5, -1, -0.5, -0.1, 0, 0.1, 0.5, 1, 1.5, 2.5, 4, 7, 12, 20, 30]


def gamma_pq(a, x):
    """P(a, x) by x^a e^-x / Gamma(a+1) sum x^n/((a+1)...(a+n)), and Q = 1 - P."""
    a, x = mpf(a), mpf(x)
    term = exp(a * log(x) - x - loggamma(a + 1))
    total, n, stop = term, 0, mpf(10) ** -415
    while True:
        n += 1
        term *= x / (a + n)
        total += term
        if term < total * stop and a + n > x or term < mpf(10) ** -800 and a + n > x:
            return total, 1 - total


def beta_pq(a, b, x):
    """I_x(a, b) and its complement, from the series x^a (1-x)^b / (a B) sum (a+b)_n/(a+1)_n x^n at x <= 1/2."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    if x > 0.5:
        return beta_pq(b, a, 1 - x)[::-1]
    term = exp(a * log(x) + b * log(1 - x) + loggamma(a + b) - loggamma(a + 1) - loggamma(b))
    total, n, stop = term, 0, mpf(10) ** -415
    while True:
        ratio = (a + b + n) / (a + 1 + n) * x
        n += 1
        term *= ratio
        total += term
        if ratio < 0.9 and term < max(total, mpf(10) ** -380) * stop:
            return total, 1 - total


def short(value):
    return float(mp.nstr(value, 20))


def keep(*values):
    return all(mpf(10) ** -290 < v for v in values)


def sample_counts(mean, sd):
    counts = {max(0, int(mean + s * sd)) for s in SIGMAS}
    if mean < 50:
        counts |= {0, 1, 2, 3, 5, 8, 13, 21, 34, 55}
    return sorted(counts)


def poisson():
    rows = []
    for mean in [1e-9, 1e-6, 1e-3, 0.1, 0.7, 1.0, 3.3, 9.99, 27.5, 99.0, 127.3, 140.0, 633.1, 5000.0, 12345.6, 1e5, 1e6]:
        for k in sample_counts(mean, mean**0.5):
            m = mpf(mean)
            log_pmf = k * log(m) - m - loggamma(k + 1)
            upper = gamma_pq(k, mean)[0] if k else mpf(1)
            cdf = gamma_pq(k + 1, mean)[1]
            if keep(upper, cdf):
                rows.append([k, mean, short(log_pmf), short(cdf), short(upper)])
    return rows


def negative_binomial():
    rows = []
    for mean in [1e-3, 0.3, 4.7, 60.0, 811.3, 1e4]:
        for size in [0.01, 0.37, 2.5, 77.0, 1e4]:
            variance = mean + mean * mean / size
            m, v = mpf(mean), mpf(variance)
            r, p = m * m / (v - m), m / v
            for k in sample_counts(mean, variance**0.5)[:: 2 if mean < 50 else 1]:
                log_pmf = loggamma(k + r) - loggamma(k + 1) - loggamma(r) + r * log(p) + k * log(1 - p)
                cdf, above = beta_pq(r, k + 1, p)
                upper = above + exp(log_pmf)
                if keep(cdf, upper):
                    rows.append([k, mean, variance, short(log_pmf), short(cdf), short(upper)])
    return rows


def gamma():
    rows = []
    for a in [1e-3, 0.02, 0.31, 0.5, 0.999, 1.5, 7.3, 40.4, 127.9, 128.1, 800.25, 2e4 + 0.5, 1e6]:
        spread = [max(a + s * a**0.5, 0) for s in SIGMAS[::2]] + [a * f for f in (1e-4, 0.1, 0.9, 1.1, 3)]
        for x in sorted({x for x in spread + [1e-8, 0.1, 0.56, 0.99, 1.01, 1.7, 5.0, 30.0] if x > 0}):
            if x < a + 40 * a**0.5 + 400:
                p, q = gamma_pq(a, x)
                if keep(p, q):
                    rows.append([a, x, short(p), short(q)])
    return rows


def beta():
    rows = []
    shapes = [1e-3, 0.5, 1.0, 3.7, 60.0, 130.5, 3000.0, 1e5]
    for a in shapes:
        for b in shapes:
            centre, sd = a / (a + b), (a * b / (a + b + 1)) ** 0.5 / (a + b)
            spread = [centre + s * sd for s in SIGMAS[1::3]]
            for x in sorted({x for x in spread + [1e-6, 0.01, 0.3, 0.8, 0.999] if 0 < x < 1}):
                lower, upper = beta_pq(a, b, x)
                if keep(lower, upper):
                    rows.append([x, a, b, short(lower), short(upper)])
    return rows


def t_upper(t, df):
    t, df = mpf(t), mpf(df)
    x = df / (df + t * t)
    return beta_pq(df / 2, mpf(1) / 2, x)[0] / 2


def t_density(t, df):
    t, df = mpf(t), mpf(df)
    scale = exp(loggamma((df + 1) / 2) - loggamma(df / 2)) / sqrt(df * pi)
    return scale * exp(-(df + 1) / 2 * log(1 + t * t / df))


def student_t():
    rows, quantiles = [], []
    for df in [1, 1.5, 2, 3, 5, 10, 29, 39, 150, 1234.5, 1e4, 1e6]:
        for t in [1e-5, 0.03, 0.4, 0.9, 1.1, 2.0, 3.3, 6.0, 11.0, 20.0, 34.0, 1e3]:
            upper = t_upper(t, df)
            if keep(upper):
                rows.append([t, df, short(upper)])
            tail = float(upper)
            if keep(upper) and tail < 0.5:
                refined = mpf(t)
                for _ in range(6):
                    refined += (t_upper(refined, df) - tail) / t_density(refined, df)
                quantiles.append([tail, df, short(-refined)])
    return rows, quantiles


def normal():
    points = [1e-8, 0.01, 0.3, 0.9, 1.0, 1.3, 1.42, 2.0, 3.7, 5.1, 8.0, 13.3, 20.2, 29.9, 34.1, 36.3]
    tails = [[z, short(erfc(mpf(z) / sqrt(mpf(2))) / 2), short(erfc(-mpf(z) / sqrt(mpf(2))) / 2)] for z in points]
    quantiles = []
    for p in [1e-290, 1e-100, 1e-40, 1e-16, 1e-9, 1e-5, 0.005, 0.0749, 0.0751, 0.3, 0.49, 0.4999999]:
        mp.dps = 350
        z = findroot(lambda z: log(erfc(-z / sqrt(mpf(2))) / 2) - log(mpf(p)), -mp.sqrt(-2 * log(mpf(p))) + 0.5)
        mp.dps = 420
        quantiles.append([p, short(z)])
    errors = [[x, short(erf(mpf(x))), short(erfc(mpf(x)))] for x in [1e-9, 0.2, 0.99, 1.01, 1.8, 2.7, 5.5, 9.0, 14.0, 19.9, 25.5]]
    return tails, quantiles, errors


def log_gamma():
    points = [1e-300, 1e-10, 1e-3, 0.1, 0.499, 0.5, 0.7, 0.99, 1 - 1e-9, 1 + 1e-9, 1.2, 1.49, 1.51, 1.99, 2 - 1e-9]
    points += [2 + 1e-9, 2.1, 2.51, 3, 4.4, 7, 11.7, 15.9, 16.1, 33.3, 150.0, 1023.5, 1e4, 123456.7, 1e8, 1e15]
    rows = []
    for x in points:
        error = loggamma(mpf(x) + 1) - (mpf(x) + 0.5) * log(mpf(x)) + mpf(x) - log(2 * pi) / 2
        rows.append([x, short(loggamma(mpf(x))), short(error)])
    factorials = [[n, short(loggamma(n + 1))] for n in [2, 3, 5, 10, 50, 170, 171, 500, 1023, 1024, 1025, 20000, 10**7]]
    return rows, factorials


def smallest(cdf, p, guess):
    """Smallest k with cdf(k) >= p, by stepping from a guess."""
    k = max(0, int(guess))
    while cdf(k) < p:
        k += max(1, int(guess * 1e-3))
    while k > 0 and cdf(k - 1) >= p:
        k -= 1
    return k


def quantiles():
    levels = [1e-12, 1e-6, 0.005, 0.025, 0.31, 0.5, 0.77, 0.975, 0.995, 1 - 1e-6, 1 - 1e-12]
    poisson_rows, nb_rows = [], []
    mp.dps = 60
    for mean in [1e-6, 0.05, 0.9, 4.0, 31.7, 512.5, 20000.0]:
        for p in levels:
            m = mpf(mean)
            k, term, total = 0, exp(-m), exp(-m)
            while total < mpf(p):
                k += 1
                term *= m / k
                total += term
            poisson_rows.append([p, mean, k])
    for mean, variance in [(0.02, 0.5), (0.9, 1.0), (3.0, 40.0), (77.0, 78.5), (400.0, 9000.0)]:
        for p in levels:
            m, v = mpf(mean), mpf(variance)
            r, q = m * m / (v - m), 1 - m / v
            k, term = 0, exp(r * log(m / v))
            total = term
            while total < mpf(p):
                term *= q * (r + k) / (k + 1)
                k += 1
                total += term
            nb_rows.append([p, mean, variance, k])
    mp.dps = 420
    return poisson_rows, nb_rows


t_rows, t_quantiles = student_t()
normal_rows, normal_quantiles, error_rows = normal()
gamma_log_rows, factorial_rows = log_gamma()
poisson_quantiles, nb_quantiles = quantiles()
tables = {
    "poisson": ("k mean logPmf cdf upperTail", poisson()),
    "negativeBinomial": ("k mean variance logPmf cdf upperTail", negative_binomial()),
    "regularizedGamma": ("a x p q", gamma()),
    "regularizedBeta": ("x a b lower upper", beta()),
    "studentT": ("t df upperTail", t_rows),
    "studentTQuantile": ("p df t", t_quantiles),
    "normal": ("z upperTail cdf", normal_rows),
    "normalQuantile": ("p z", normal_quantiles),
    "errorFunction": ("x erf erfc", error_rows),
    "logGamma": ("x logGamma stirlingError", gamma_log_rows),
    "logFactorial": ("n logFactorial", factorial_rows),
    "poissonQuantile": ("p mean k", poisson_quantiles),
    "negativeBinomialQuantile": ("p mean variance k", nb_quantiles),
}
lines = []
for name, (columns, rows) in tables.items():
    body = ",\n".join("    " + json.dumps(row) for row in rows)
    lines.append(f'"{name}": {{\n  "columns": {json.dumps(columns.split())},\n  "rows": [\n{body}\n  ]\n}}')
Path(__file__).with_name("high-precision.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
