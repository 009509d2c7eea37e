"""What the figures mean: plain Python, standard library only, no clock and no I/O.

The obvious engine. `casecalc.evidence` says the same over columns; files mirror each other by name.
"""
