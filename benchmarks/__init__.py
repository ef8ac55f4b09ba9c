"""How fast the whole bot is, beside a stock echo in the same run: `python -m benchmarks.throughput`."""
