#!/usr/bin/env python
"""Every command of casecalc: `python manage.py <command>`; see docs/command-line.md."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecalc.settings")
    execute_from_command_line(sys.argv)
