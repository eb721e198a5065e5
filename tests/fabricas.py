"""Rows that tests of every app need."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from configuracao.models import Cidade, Empresa, Usuario
from hubsoft.core.documentos import digitos_cnpj, digitos_cpf
from hubsoft.core.permissoes import por_codigo

_sequencia = count(1)
SENHA = "senha-de-teste-123"


def cpf(numero: int) -> str:
    """Return a valid CPF made of a number."""
    base = f"{100_000_000 + numero:09}"
    return base + digitos_cpf(base)


def cnpj(numero: int) -> str:
    """Return a valid CNPJ made of a number."""
    base = f"{10_000_000 + numero:08}0001"
    return base + digitos_cnpj(base)


def cidade(nome: str = "Campinas", uf: str = "SP", ibge: str | None = None) -> Cidade:
    """Return the city of that name, made when missing."""
    existente = Cidade.objects.filter(nome=nome, uf=uf).first()
    return existente or Cidade.objects.create(nome=nome, uf=uf, ibge=ibge or f"35{next(_sequencia):05}")


def empresa(**campos: Any) -> Empresa:
    """Return a new company."""
    n = next(_sequencia)
    padrao: dict[str, Any] = {
        "razao_social": f"Provedor {n} Ltda",
        "nome_fantasia": f"Provedor {n}",
        "cnpj": cnpj(n),
        "cep": "13010000",
        "logradouro": "Rua Barão de Jaguara",
        "numero": "100",
        "bairro": "Centro",
    }
    return Empresa.objects.create(**{**padrao, "cidade": campos.pop("cidade", None) or cidade(), **campos})


def usuario(
    login: str | None = None, *, permissoes: Iterable[str] = (), cidades: Iterable[Cidade] = (), **campos: Any
) -> Usuario:
    """Return a new user with the given permissions and city limit (none: sees no client)."""
    login = login or f"usuario{next(_sequencia)}"
    novo = Usuario.objects.create_user(login, SENHA, **{"nome": login.title(), **campos})
    novo.user_permissions.set(por_codigo(permissoes))
    novo.cidades.set(cidades)
    return novo


def usuario_admin(**campos: Any) -> Usuario:
    """Return a user who may do everything everywhere."""
    return Usuario.objects.create_superuser(
        campos.pop("login", f"admin{next(_sequencia)}"), SENHA, nome="Alice Admin", **campos
    )


def usuario_atendente(cidade_permitida: Cidade, permissoes: Iterable[str] | None = None) -> Usuario:
    """Return an attendant with every permission (or those given) limited to one city."""
    from hubsoft.core.registro import Permissao, registro

    codigos = [p.codigo for p in registro.todos(Permissao)] if permissoes is None else permissoes
    return usuario(permissoes=codigos, cidades=[cidade_permitida], nome="Beto Atendente")


def usuario_sem_permissao() -> Usuario:
    """Return a signed-in nobody."""
    return usuario(nome="Carlos Estranho", todas_cidades=True)
