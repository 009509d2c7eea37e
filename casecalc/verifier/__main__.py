# The beginning of verify.pyz, in words that every Python understands, so that one which is too old
# says so. The archive is looked through before anything in it is believed.
import sys

if sys.version_info < (3, 11):  # noqa: UP036  that is what it is for
    sys.stderr.write(
        "verify.pyz needs Python 3.11 or later; this is Python %d.%d.\n"  # noqa: UP031
        % sys.version_info[:2]
    )
    sys.exit(2)

import os
import zipfile
import zlib

archive = os.path.abspath(os.path.dirname(__file__))
try:
    with zipfile.ZipFile(archive) as found:
        damaged = found.testzip()
except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
    damaged = "its directory"
if damaged is not None:
    sys.stderr.write("verify.pyz itself is damaged (%s); get it again.\n" % damaged)  # noqa: UP031
    sys.exit(2)

from pathlib import Path  # noqa: E402

from casecalc.verifier.main import main  # noqa: E402

sys.exit(main(sys.argv[1:], Path(archive)))
