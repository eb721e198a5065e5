"""What a user may do in each caixa (G01; manual: *Caixas Financeiros* of a user)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from configuracao.acoes.usuarios import travar
from configuracao.models import Usuario
from financeiro.models import Caixa, CaixaUsuario
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio

DIREITOS = {
    "receber": "Receber",
    "estornar": "Estornar",
    "conciliar": "Conciliar",
    "editar": "Editar",
    "transferir": "Transferir",
    "visualizar": "Visualizar",
}


@transaction.atomic
def definir_direitos(pk: int, escolha: Mapping[int, Collection[str]], quem: Usuario) -> Usuario:
    """Make the rights of a user in the caixas named by ``escolha`` exactly those; other caixas stay as they are.

    ``escolha``: key of the caixa → names of :data:`DIREITOS`, empty for none. Raises :class:`ErroDeNegocio` for an
    unknown right, a caixa that does not exist, or an administrator changed by somebody else.
    """
    usuario = travar(pk, quem)
    caixas = Caixa.objects.in_bulk(list(escolha))
    if len(caixas) < len(escolha) or any(set(direitos) - set(DIREITOS) for direitos in escolha.values()):
        raise ErroDeNegocio("Um dos caixas não existe mais. Abra a página de novo e repita a escolha.")
    atuais = {d.caixa_id: d for d in CaixaUsuario.objects.filter(usuario=usuario, caixa__in=caixas)}
    mudancas = []
    for caixa in sorted(caixas.values(), key=str):
        antes = direitos_de(atuais.get(caixa.pk))
        depois = [nome for nome in DIREITOS if nome in escolha[caixa.pk]]
        if antes == depois:
            continue
        if depois:
            valores = {nome: nome in depois for nome in DIREITOS}
            CaixaUsuario.objects.update_or_create(caixa=caixa, usuario=usuario, defaults=valores)
        else:
            atuais[caixa.pk].delete()
        mudancas.append(f"{caixa} de “{_palavras(antes)}” para “{_palavras(depois)}”")
    if mudancas:
        historico.escrever(usuario, historico.Area.SISTEMA, f"Caixas: {'; '.join(mudancas)}.", usuario=quem)
    return usuario


def direitos_de(direito: CaixaUsuario | None) -> list[str]:
    """Return the names of the rights in a row, in the order of :data:`DIREITOS`."""
    return [nome for nome in DIREITOS if direito is not None and getattr(direito, nome)]


def _palavras(direitos: list[str]) -> str:
    return ", ".join(DIREITOS[nome].lower() for nome in direitos) or "nada"
