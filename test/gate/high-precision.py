"""Writes high-precision.json beside itself: reference values for the gate's arithmetic, by mpmath with 60 digits.

Run:  python -m venv venv && venv/bin/pip install mpmath && venv/bin/python test/gate/high-precision.py

Every argument is an exact binary64 number. The Poisson rate e-value is the numeric integral over the rate factor, the
others come straight from their definitions.
"""

import json
from pathlib import Path

from mpmath import betainc, exp, gamma, inf, log, mp, mpf, power, quad

mp.dps = 60


def insured():
    gains = [-1e6, -1000.0, -40.0, -15.0, -4.6, -3.0, -1.0, -0.5, -1e-3, -1e-9, -1e-300, 0.0, 1e-300, 1e-9, 0.25, 0.7, 1.0, 5.0, 50.0, 800.0, 1e6]
    rows = []
    for floor in [0.1, 1.0, 3.0, 4.6, 15.0, 40.0, 300.0]:
        for gain in gains:
            mp.dps = 1000
            eps = exp(-mpf(floor))
            d = mpf(gain)
            # ln((1 - eps) e^d + eps) with the larger exponential taken out.
            value = d + log((1 - eps) + eps * exp(-d)) if d > 0 else log((1 - eps) * exp(d) + eps)
            mp.dps = 60
            rows.append([gain, floor, float(value)])
    return rows


def poisson_rate():
    rows = []
    for events, expected, shape in [(0, 2.0, 10.0), (3, 2.0, 10.0), (208, 208.0, 10.0), (260, 208.0, 10.0), (150, 208.0, 10.0), (1040, 1300.0, 10.0), (7, 0.5, 1.0), (20, 20.5, 0.5), (12000, 10000.0, 10.0)]:
        a, n, lam = mpf(shape), events, mpf(expected)
        # The integrand is a gamma density of rho but for scale: its mode, and twelve widths to each side.
        mode = (a + n - 1) / (a + lam) if a + n > 1 else mpf(0)
        width = (a + n) ** mpf("0.5") / (a + lam)
        f = lambda rho: power(rho, n + a - 1) * exp(-(rho - 1) * lam - a * rho)
        points = [mpf(0)] + [mode + k * width for k in range(-12, 40, 2) if mode + k * width > 0] + [inf]
        rows.append([events, expected, shape, float(log(power(a, a) / gamma(a) * quad(f, points)))])
    return rows


def beta_share():
    """ln of [I_v(a, b) - I_u(a, b)]/(v - u) for u = below, v = below + at."""
    rows = []
    for below, at in [("0", "0.01"), ("0.2", "0.3"), ("0.45", "1e-6"), ("0", "1e-200"), ("1e-30", "1e-12"), ("0.999", "5e-4"), ("0.5", "0.5"), ("1e-9", "0.9999")]:
        u, width = mpf(float(below)), mpf(float(at))
        for a, b in [(0.5, 0.5), (0.5, 2.0), (0.7, 1.4), (1.0, 2.0), (2.0, 0.7), (2.0, 2.0)]:
            mp.dps = 260
            mass = betainc(a, b, u, u + width, regularized=True)
            mp.dps = 60
            rows.append([float(below), float(at), float(1 - u - width), a, b, float(log(mass / width))])
    return rows


def tables():
    yield "insuredGain", ["gain", "floor", "value"], insured()
    yield "poissonRate", ["events", "expected", "shape", "value"], poisson_rate()
    yield "betaShare", ["below", "at", "above", "a", "b", "value"], beta_share()


if __name__ == "__main__":
    content = {name: {"columns": columns, "rows": rows} for name, columns, rows in tables()}
    lines = [f'  "{name}": {{"columns": {json.dumps(table["columns"])}, "rows": [\n' + ",\n".join(f"    {json.dumps(row)}" for row in table["rows"]) + "\n  ]}" for name, table in content.items()]
    Path(__file__).with_name("high-precision.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
