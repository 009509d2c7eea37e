"""Exhibits: a run's manifest → plain dataclasses → HTML → PDF. Only pdf.py knows WeasyPrint."""
