"""Log lines without personal data."""

import logging
import traceback
from types import TracebackType


class PrivateFormatter(logging.Formatter):
    """Shows where an exception arose and of which type, never its text: the texts of database
    engines and parsers quote whole rows."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, frames = ei
        if kind is None:
            return ""
        lines = [
            f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
            for frame in traceback.extract_tb(frames)
        ]
        return "\n".join([*lines, f"{kind.__module__}.{kind.__qualname__} (text withheld)"])
