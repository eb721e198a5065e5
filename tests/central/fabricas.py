"""Subscribers of the portal that tests need."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client

from central.acoes.sessao import abrir_sessao
from central.models import AcessoCentral
from central.views.base import COOKIE
from clientes.models import Cliente, Contato
from hubsoft.core.datas import agora
from tests.clientes import fabricas

SENHA = "uma-senha-do-assinante"


def assinante(nome: str = "Rita Lima", email: str = "rita@cliente.example", **campos: Any) -> Cliente:
    """Return a client with an e-mail."""
    cliente = fabricas.cliente(nome, **campos)
    Contato.objects.create(cliente=cliente, tipo=Contato.Tipo.EMAIL, valor=email)
    return cliente


def acesso(cliente: Cliente) -> AcessoCentral:
    """Return a client's access to the portal, with ``SENHA``."""
    return AcessoCentral.objects.create(cliente=cliente, senha=make_password(SENHA), senha_definida_em=agora())


def entrar(cliente: Cliente, navegador: Client | None = None) -> Client:
    """Return a test client that the subscriber has signed in with."""
    navegador = navegador or Client(raise_request_exception=False)
    dele = AcessoCentral.objects.filter(cliente=cliente).first() or acesso(cliente)
    with transaction.atomic():
        navegador.cookies[COOKIE] = abrir_sessao(dele, "203.0.113.7", "Navegador de teste")
    return navegador
