"""Long schedules: WeasyPrint lays out an empty page, a probe page and a specimen of every character
once; positions, typefaces and furniture are read back, and the rows are then written directly.

WeasyPrint stays the reference: a stamped page equals the page that it would have drawn of the same
rows (tests/exhibits/test_parity.py). See docs/decisions/0013.
"""
