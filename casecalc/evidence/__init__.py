"""What the rules say, over columns and fast: source files become Parquet, Parquet becomes a run.

Knows `rules`; knows no Django, no clock and no settings: everything is passed in.
"""
