"""Fixtures of every test: the three fixed people."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from configuracao.models import Usuario
from hubsoft.core.telas import paginas
from tests import fabricas
from tests.servico_radius import freeradius, limpar, servidor_radius
from tests.servicos import trabalhador

__all__ = ("freeradius", "servidor_radius", "trabalhador")

# Argon2 is slow on purpose, and tests make hundreds of users; those about passwords ask for `hashers_da_casa`.
HASHERS_DA_CASA = list(settings.PASSWORD_HASHERS)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *HASHERS_DA_CASA]


@pytest.fixture
def hashers_da_casa(settings: Any) -> None:
    """Hash passwords as the product does."""
    settings.PASSWORD_HASHERS = HASHERS_DA_CASA


@pytest.fixture(autouse=True)
def _sem_sessoes_de_outros(request: pytest.FixtureRequest, django_db_blocker: Any) -> Any:
    """Empty what FreeRADIUS writes after a test that commits: the flush of Django knows only managed tables."""
    yield
    marca = request.node.get_closest_marker("django_db")
    if {"transactional_db", "live_server"} & {*request.fixturenames} or (marca and marca.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            limpar()


@pytest.fixture(autouse=True)
def _sem_listas_lembradas() -> None:
    """Forget which lists were long: each test has rows of its own."""
    paginas._MUITAS.clear()


@pytest.fixture
def admin(db: None) -> Usuario:
    """Alice: may do everything everywhere."""
    return fabricas.usuario_admin()


@pytest.fixture
def atendente(db: None) -> Usuario:
    """Beto: every permission, but only the clients of Campinas."""
    return fabricas.usuario_atendente(fabricas.cidade("Campinas"))


@pytest.fixture
def estranho(db: None) -> Usuario:
    """Carlos: signed in, may do nothing."""
    return fabricas.usuario_sem_permissao()


@pytest.fixture
def client_admin(client: Client, admin: Usuario) -> Client:
    """A test client signed in as Alice."""
    client.force_login(admin)
    return client
