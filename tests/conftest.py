"""Fixtures of every test: the three fixed people."""

from __future__ import annotations

import pytest
from django.test import Client

from configuracao.models import Usuario
from tests import fabricas
from tests.servico_radius import freeradius, servidor_radius
from tests.servicos import trabalhador

__all__ = ("freeradius", "servidor_radius", "trabalhador")


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
