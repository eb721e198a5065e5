"""Another service for a client who exists (C11): the sale's wizard without the cadastro."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from clientes import acoes
from clientes.acoes.contratar import Partes
from clientes.forms.endereco_servico import FormularioOndeInstalar
from clientes.models import Cliente, Endereco
from clientes.views.venda import ComPrevia, VendaView, passos_do_servico
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import Passo
from hubsoft.core.telas.base import ComQueryset


class ServicoAdicionar(ComQueryset, VendaView):
    """Sells another service to the client of the URL; the draft is kept for each client."""

    modelo = Cliente
    icone = "router"
    antes_do_contrato = frozenset({"endereco", "servico"})

    @cached_property
    def cliente(self) -> Cliente:
        """The client; raises 404 outside the user's limit, ``ErroDeNegocio`` for an inactive one."""
        cliente: Cliente = self.get_objeto()
        if not cliente.ativo:
            raise ErroDeNegocio("O cadastro deste cliente está inativo. Reative-o antes de vender um serviço.")
        return cliente

    @property
    def chave(self) -> str:  # type: ignore[override]
        """The draft's name."""
        return f"clientes.servico:{self.cliente.pk}"

    def get_titulo(self) -> str:
        """Say for whom."""
        return f"Adicionar serviço a {self.cliente.nome}"

    def get_passos(self) -> Sequence[Passo]:
        """Return the steps: where, then as any sale."""
        onde = partial(FormularioOndeInstalar, usuario=self.request.user, cliente=self.cliente)
        resumo = FormularioOndeInstalar.resumo
        return [Passo("endereco", "Endereço", onde, resumo=resumo), *passos_do_servico(self.request.user)]

    def get_partida(self) -> dict[str, dict[str, Any]]:
        """Give the steps the client, and the name by which the login is suggested."""
        return {"cadastro": {"nome": self.cliente.nome}, "cliente": {"cliente": self.cliente}}

    def get_url_previa(self) -> str:
        """Return the address of the contract's preview."""
        return reverse("clientes:servico_previa", args=[self.cliente.pk])

    def get_partes(self, dados: dict[str, dict[str, Any]]) -> Partes:
        """Return the client as saved, and the address of the installation as chosen."""
        proprio = self.cliente.enderecos.select_related("cidade").get(servico__isnull=True)
        instalacao, venda = dados["endereco"]["instalacao"], dados["servico"]
        return Partes(
            self.cliente,
            venda["plano"],
            venda["valor"],
            venda["data_venda"],
            venda["vendedor"],
            proprio,
            Endereco(**instalacao) if instalacao else proprio,
            [contato.valor for contato in self.cliente.contatos.all()],
            passos=dados,
        )

    def concluir(self, dados: dict[str, dict[str, Any]], request: HttpRequest) -> str:
        """Sell, then open the new service."""
        onde = dados["endereco"]
        venda = self.venda(dados, endereco_instalacao=onde["instalacao"], endereco_cobranca=onde["cobranca"])
        servico = acoes.vender_servico(self.cliente, venda)
        return reverse("clientes:servico_detalhe", args=[servico.pk])


class ServicoPrevia(ComPrevia, ServicoAdicionar):
    """The contract's preview while one chooses another model."""
