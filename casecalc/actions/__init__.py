"""Writes that span models or files: keyword-only, `by=` and `now=`, refusals as named exceptions,
and the audit event in the same transaction."""
