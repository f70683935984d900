"""Runs the jobs of a benchmark with pyCSEP and prints, a line of JSON each, the CPU seconds and what was computed.

Usage: peer.py JOBS.json, where JOBS is {"forecast": file or null, "catalogForecast": {...} or null, "jobs": [...]}.
"""
import contextlib
import io
import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy
import csep
from csep.core import binomial_evaluations, brier_evaluations, catalog_evaluations, poisson_evaluations, regions
from csep.utils import time_utils

GRIDDED = {
    "S": poisson_evaluations.spatial_test,
    "M": poisson_evaluations.magnitude_test,
    "L": poisson_evaluations.likelihood_test,
    "CL": poisson_evaluations.conditional_likelihood_test,
    "binary-S": binomial_evaluations.binary_spatial_test,
    "binary-CL": binomial_evaluations.binary_conditional_likelihood_test,
    "Brier": brier_evaluations.brier_score_test,
}
CATALOG = {
    "catalog-N": catalog_evaluations.number_test,
    "catalog-S": catalog_evaluations.spatial_test,
    "catalog-M": catalog_evaluations.magnitude_test,
    "catalog-PL": catalog_evaluations.pseudolikelihood_test,
    "catalog-M-resampled": catalog_evaluations.resampled_magnitude_test,
    "catalog-M-MLL": catalog_evaluations.MLL_magnitude_test,
}


def timed(work):
    """CPU seconds of a call, and its result; what pyCSEP prints is dropped."""
    with contextlib.redirect_stdout(io.StringIO()):
        start = time.process_time()
        result = work()
        return time.process_time() - start, result


def say(**line):
    print(json.dumps({**line, "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)


def gridded(spec):
    seconds, forecast = timed(lambda: csep.load_gridded_forecast(spec["forecast"]))
    say(job="read forecast", seconds=seconds)
    for job in spec["jobs"]:
        catalog = csep.load_catalog(job["catalog"])
        catalog.filter_spatial(forecast.region, in_place=True)
        test = GRIDDED[job["test"]]
        timed(lambda: test(forecast, catalog, num_simulations=2, seed=1))
        seconds, result = timed(lambda: test(forecast, catalog, num_simulations=job["simulations"], seed=1))
        if seconds < 1:
            again = [timed(lambda: test(forecast, catalog, num_simulations=job["simulations"], seed=1))[0] for _ in range(2)]
            seconds = sorted([seconds, *again])[1]
        say(job=job["test"], events=job["events"], simulations=job["simulations"], seconds=seconds, quantile=float(result.quantile))


def catalogs(spec):
    part = spec["catalogForecast"]
    region = regions.california_relm_region()
    magnitudes = regions.magnitude_bins(*part["magnitudes"])
    space_magnitude = regions.create_space_magnitude_region(region, magnitudes)
    observed = csep.load_catalog(part["observed"])
    observed.filter_spatial(region, in_place=True)
    observed.region = space_magnitude

    def load():
        loaded = csep.load_catalog_forecast(part["file"], region=space_magnitude, n_cat=part["catalogs"], store=False, filter_spatial=True, apply_filters=True,
                                            start_time=time_utils.strptime_to_utc_datetime("2020-01-01 00:00:00.0"), end_time=time_utils.strptime_to_utc_datetime("2021-01-01 00:00:00.0"),
                                            filters=["magnitude >= %s" % magnitudes[0]])
        loaded.get_expected_rates(verbose=False)
        return loaded

    seconds, forecast = timed(load)
    say(job="read and rates", seconds=seconds, catalogs=part["catalogs"])
    for name in part["tests"]:
        arguments = {"verbose": False}
        seconds, result = timed(lambda: CATALOG[name](forecast, observed, **arguments))
        quantile = result.quantile
        say(job=name, seconds=seconds, catalogs=part["catalogs"], quantile=[float(q) for q in quantile] if numpy.iterable(quantile) else float(quantile))


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        jobs = json.load(file)
    if jobs.get("jobs"):
        gridded(jobs)
    if jobs.get("catalogForecast"):
        catalogs(jobs)
