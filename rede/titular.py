"""What Rede keeps on a person, and until when (``DadosPessoais``, C24)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils.timezone import localdate

from clientes.models import Cliente
from hubsoft.core.datas import agora
from hubsoft.core.titular import Retencao, Secao, apagar, mudar, secao
from rede.models import Acesso, Autenticacao, ComandoCoa, Conexao, NavegacaoCustomizada, SenhaAcesso, Sessao

GUARDA = dt.timedelta(days=366)
"""Lei 12.965/2014 (Marco Civil), art. 13: connection records are kept for a year."""


def _acessos(cliente: Cliente) -> list[int]:
    return list(Acesso.objects.filter(servico__cliente=cliente).order_by("pk").values_list("pk", flat=True))


def exportar(cliente: Cliente) -> list[Secao]:
    """Return logins and what the network reported of them, without passwords."""
    acessos = _acessos(cliente)
    conexoes = Conexao.objects.filter(acesso__in=acessos).order_by("inicio")
    return [
        secao("Acessos", Acesso.objects.filter(pk__in=acessos), "login", "mac", "ipv4", "ativo"),
        secao("Conexões", conexoes, "framed_ip", "mac", "inicio", "fim", "octetos_entrada", "octetos_saida"),
        secao("Conexões abertas", Sessao.objects.filter(acesso__in=acessos), "framed_ip", "mac", "inicio"),
        secao(
            "Autenticações", Autenticacao.objects.filter(acesso__in=acessos).order_by("em"), "em", "aceito", "mac", "ip"
        ),
    ]


def reter(cliente: Cliente) -> list[Retencao]:
    """Return until when the connection records must be kept."""
    acessos = _acessos(cliente)
    fim = Conexao.objects.filter(acesso__in=acessos).aggregate(ultimo=Max("fim"))["ultimo"]
    if Sessao.objects.filter(acesso__in=acessos).exists():
        fim = agora()  # It has not ended yet, or nobody has told.
    if fim is None:
        return []
    return [Retencao(localdate(fim) + GUARDA, "Registros de conexão: um ano (Marco Civil da Internet, art. 13).")]


def dispensar(cliente: Cliente) -> None:
    """Delete passwords and the log of authentications."""
    acessos = _acessos(cliente)
    SenhaAcesso.objects.filter(acesso__in=acessos).delete()
    Autenticacao.objects.filter(acesso__in=acessos).delete()


def anonimizar(cliente: Cliente) -> None:
    """Delete the connection records; a login says nothing any more."""
    acessos = _acessos(cliente)
    Conexao.objects.filter(acesso__in=acessos).delete()
    Sessao.objects.filter(acesso__in=acessos).delete()
    apagar(ComandoCoa.objects.filter(servico__cliente=cliente))
    mudar(NavegacaoCustomizada.objects.filter(servico__cliente=cliente), motivo="")
    for pk in acessos:
        mudar(Acesso.objects.filter(pk=pk), login=f"anonimizado-{pk}", mac="", ipv4=None, ativo=False)
