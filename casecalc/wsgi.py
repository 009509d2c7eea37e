"""The site for gunicorn: `gunicorn casecalc.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecalc.settings")

application = get_wsgi_application()
