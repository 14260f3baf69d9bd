"""The parts of ``benchmarks.peers``: each system, what its answers become, the table."""
