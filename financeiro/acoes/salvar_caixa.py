"""A caixa and who may receive in it (F23, thin)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from configuracao.models import Usuario
from financeiro.models import Caixa, CaixaUsuario
from hubsoft.core import historico


@transaction.atomic
def salvar_caixa(caixa: Caixa, usuarios: Iterable[Usuario], usuario: Any) -> Caixa:
    """Store a caixa; exactly ``usuarios`` may receive in it from now on."""
    novo = caixa.pk is None
    caixa.save()
    escolhidos = {pessoa.pk: pessoa for pessoa in usuarios}
    atuais = set(
        CaixaUsuario.objects.select_for_update().filter(caixa=caixa, receber=True).values_list("usuario", flat=True)
    )
    # Rights of inactive users are not on the form and stay, for the day they come back.
    retirados = CaixaUsuario.objects.filter(caixa=caixa, usuario__in=atuais - set(escolhidos), usuario__is_active=True)
    retirados.delete()
    for pk in set(escolhidos) - atuais:
        CaixaUsuario.objects.update_or_create(caixa=caixa, usuario=escolhidos[pk], defaults={"receber": True})
    nomes = ", ".join(sorted(str(pessoa) for pessoa in escolhidos.values())) or "ninguém"
    frase = f"Caixa {caixa} {'criado' if novo else 'alterado'}. Quem pode receber: {nomes}."
    historico.escrever(caixa, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return caixa
