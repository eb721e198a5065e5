"""WSGI entry point of the web processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsoft.settings")

_aplicacao = get_wsgi_application()

# The apps must be loaded first.
from hubsoft.core.checagens import exigir_producao_segura  # noqa: E402
from hubsoft.core.pilha import com_pilha_larga  # noqa: E402

# A page reads twenty-odd rows through six or seven joins that the ORM wrote in a good order. Planning every other order
# takes longer than reading them, and so does clearing the memory that the planner would keep for the whole tables.
PLANOS_DE_PAGINA = "-c join_collapse_limit=4 -c enable_memoize=off"
_opcoes = connections.settings["default"].setdefault("OPTIONS", {})
_opcoes["options"] = f"{_opcoes.get('options', '')} {PLANOS_DE_PAGINA}".strip()

application = com_pilha_larga(_aplicacao)

# gunicorn does not run Django's checks by itself: production must not start unsafe.
exigir_producao_segura()

# What start-up made stays for good: left to the collector, going through it again stops a request for a tenth of a
# second now and then. The URLs are loaded here for the same reason, not by the first person who comes.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
# A page makes some ten thousand objects that end with it: looking for cycles every 700 finds none.
gc.set_threshold(25_000, 20, 20)
