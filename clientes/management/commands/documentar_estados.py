"""``manage.py documentar_estados``: write docs/estados-do-servico.md from the state table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from clientes.documentacao import pagina


class Command(BaseCommand):
    """Writes the page."""

    help = "Escreve docs/estados-do-servico.md a partir da tabela de estados."

    def handle(self, *args: Any, **opcoes: Any) -> None:
        """Write it."""
        destino = settings.BASE_DIR / "docs" / "estados-do-servico.md"
        destino.write_text(pagina(), encoding="utf-8")
        self.stdout.write(str(destino))
