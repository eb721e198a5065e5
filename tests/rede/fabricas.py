"""POPs, equipment and logins for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from clientes.estados import Status
from clientes.models import Cliente
from rede.models import Acesso, EquipamentoConexao, PontoPresenca, SegredoRadius, SenhaAcesso
from tests.clientes import fabricas as de_clientes
from tests.fabricas import cidade as fazer_cidade
from tests.servico_radius import SEGREDO

_sequencia = count(1)


def pop(**campos: Any) -> PontoPresenca:
    """Return a new POP in Campinas."""
    return PontoPresenca.objects.create(
        **{"nome": f"POP {next(_sequencia)}", "cidade": campos.pop("cidade", None) or fazer_cidade(), **campos}
    )


def equipamento(ipv4: str = "127.0.0.2", segredo: str = SEGREDO, **campos: Any) -> EquipamentoConexao:
    """Return a new MikroTik NAS with its secret."""
    padrao: dict[str, Any] = {"nome": f"Concentrador {next(_sequencia)}", "ipv4": ipv4}
    novo = EquipamentoConexao.objects.create(**{**padrao, "pop": campos.pop("pop", None) or pop(), **campos})
    SegredoRadius.objects.create(equipamento=novo, segredo=segredo)
    return novo


def acesso(
    login: str | None = None,
    senha: str = "senha-pppoe",
    *,
    de: Cliente | None = None,
    status: Status = Status.HABILITADO,
    servico: dict[str, Any] | None = None,
    **campos: Any,
) -> Acesso:
    """Return the login of a new service of 500/250 Mb/s."""
    contratado = de_clientes.servico(de, status, **(servico or {}))
    novo = Acesso.objects.create(servico=contratado, login=login or f"cliente{next(_sequencia)}", **campos)
    SenhaAcesso.objects.create(acesso=novo, senha=senha)
    return novo
