"""Re-encrypts what is still under an old key."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from hubsoft.core import cripto
from hubsoft.core.campos import CampoCifrado

LOTE = 500


class Command(BaseCommand):
    """``manage.py rotacionar_chaves``: after it, keys other than the first may leave HUBSOFT_CHAVEIRO."""

    help = "Recifra com a chave atual todos os segredos que ainda usam chaves antigas."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through every encrypted column, in locked batches; running it again goes on."""
        total = 0
        for modelo in apps.get_models():
            for campo in modelo._meta.local_fields:
                if isinstance(campo, CampoCifrado):
                    total += self._coluna(modelo, campo.attname)
        self.stdout.write(f"{total} segredo(s) recifrado(s) com a chave {cripto.chave_atual()}.")

    def _coluna(self, modelo: Any, nome: str) -> int:
        """Re-encrypt one column; return how many values."""
        feitos = 0
        prefixo = f"{cripto.chave_atual()}$"
        while True:
            with transaction.atomic():
                lote = list(
                    modelo._base_manager.select_for_update()
                    .exclude(**{f"{nome}__startswith": prefixo})
                    .exclude(**{nome: ""})[:LOTE]
                )
                for objeto in lote:
                    setattr(objeto, nome, cripto.cifrar(cripto.decifrar(getattr(objeto, nome))))
                modelo._base_manager.bulk_update(lote, [nome])
            feitos += len(lote)
            if len(lote) < LOTE:
                return feitos
