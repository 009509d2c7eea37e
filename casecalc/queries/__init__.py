"""Reads for pages and exhibits, one file per noun: plain data, or a lazy table over Parquet."""
