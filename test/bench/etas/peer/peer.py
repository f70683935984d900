"""Fits one data set with lmizrahi/etas, simulates from the fit, and prints, a line of JSON each, what it took and gave.

Usage: peer.py JOB.json, where JOB is {"metadata": {...} as the package takes it, "maximumMagnitude": number, "simulations": number, "days": number}.
Seconds are of the process: "cpu" user and system over all threads, "wall" of the clock.
"""
import json
import logging
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

from etas.inversion import ETASParameterCalculation
from etas.simulation import ETASSimulation


def timed(work):
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}, result


def say(job, seconds, **more):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"job": job, **seconds, "peakMb": peak, **more}), flush=True)


def main(spec):
    calculation = ETASParameterCalculation(spec["metadata"])
    prepared, _ = timed(calculation.prepare)
    say("prepare", prepared, pairs=len(calculation.distances), sources=len(calculation.source_events), targets=len(calculation.target_events), areaKm2=float(calculation.area), beta=float(calculation.beta))
    fitted, theta = timed(calculation.invert)
    say("invert", fitted, theta={name: None if value is None else float(value) for name, value in theta.items()}, iterations=calculation.i, nHat=float(calculation.n_hat))
    if spec["simulations"] > 0:
        simulation = ETASSimulation(calculation, m_max=spec["maximumMagnitude"])
        simulation.prepare()
        seconds, events = timed(lambda: simulation.simulate_to_df(spec["days"], spec["simulations"]))
        say("simulate", seconds, catalogs=spec["simulations"], events=len(events), squares=int((events["catalog_id"].value_counts() ** 2).sum()))


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        main(json.load(file))
