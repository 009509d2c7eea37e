"""Commands: thin, one action or query each."""
