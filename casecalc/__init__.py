"""casecalc: from source files to court exhibits, every figure explained down to file and row."""

__version__ = "0.1.0"
