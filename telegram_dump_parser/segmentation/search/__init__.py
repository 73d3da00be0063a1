"""The cheapest path through a stretch of lines: costs, echoes, lattice."""
