"""A caixa and who may receive in it (F23)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from configuracao.models import Usuario
from financeiro.acoes.direitos_caixa import DIREITOS, direitos_de
from financeiro.models import Caixa, CaixaUsuario
from hubsoft.core import historico


class CaixaSalvo(NamedTuple):
    """The caixa, and who no longer receives in it but keeps other rights there, by name: names of ``DIREITOS``."""

    caixa: Caixa
    ficaram: dict[str, list[str]]


@transaction.atomic
def salvar_caixa(caixa: Caixa, usuarios: Iterable[Usuario], usuario: Any) -> CaixaSalvo:
    """Store a caixa; exactly ``usuarios`` may receive in it from now on.

    Who comes in without any right there gets those of a new row: receive, undo, see. Who goes out loses the right to
    receive alone; the others are taken on the tab *Caixas* of the user.
    """
    novo = caixa.pk is None
    caixa.save()
    escolhidos = {pessoa.pk: pessoa for pessoa in usuarios}
    recebem = CaixaUsuario.objects.select_for_update(of=("self",)).filter(caixa=caixa, receber=True)
    atuais = {direito.usuario_id: direito for direito in recebem.select_related("usuario").order_by("pk")}
    # Rights of inactive users are not on the form and stay, for the day they come back.
    saem = [d for pk, d in atuais.items() if pk not in escolhidos and d.usuario.is_active]
    ficaram = {str(d.usuario): restantes for d in saem if (restantes := _deixar_de_receber(d))}
    for pk in set(escolhidos) - set(atuais):
        CaixaUsuario.objects.update_or_create(caixa=caixa, usuario=escolhidos[pk], defaults={"receber": True})
    nomes = ", ".join(sorted(str(pessoa) for pessoa in escolhidos.values())) or "ninguém"
    frase = f"Caixa {caixa} {'criado' if novo else 'alterado'}. Quem pode receber: {nomes}."
    if ficaram:
        frase += f" Não recebem mais, com os outros direitos mantidos: {', '.join(sorted(ficaram))}."
    historico.escrever(caixa, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return CaixaSalvo(caixa, ficaram)


def _deixar_de_receber(direito: CaixaUsuario) -> list[str]:
    """Take the right to receive; return the names of those left. A row without any is none."""
    direito.receber = False
    restantes = direitos_de(direito)
    if restantes:
        direito.save(update_fields=["receber"])
    else:
        direito.delete()
    return [DIREITOS[nome].lower() for nome in restantes]
