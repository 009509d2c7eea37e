"""An independent check of finished PDFs against the machine-checkable rules of ISO 19005-3 level A
and ISO 14289-1. It reads the bytes with pikepdf and fontTools and shares no code with what writes
them; it is not veraPDF."""
