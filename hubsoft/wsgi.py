"""WSGI entry point of the web processes."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsoft.settings")

application = get_wsgi_application()

from hubsoft.core.checagens import exigir_producao_segura  # noqa: E402  (the apps must be loaded first)

# gunicorn does not run Django's checks by itself: production must not start unsafe.
exigir_producao_segura()
