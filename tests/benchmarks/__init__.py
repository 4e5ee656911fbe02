"""Measurements, never in the default run: `./dev bench NAME` or `python -m tests.benchmarks.NAME`."""
