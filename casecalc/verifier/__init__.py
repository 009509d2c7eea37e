"""The other side's program: computes a bundle anew with the obvious engine and says what differs.

Nothing but `casecalc.rules` and Python's standard library. `evidence/bundle.py` packs this folder
and the rules into `verify.pyz`.
"""
