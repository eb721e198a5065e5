"""The migrations of a service: to another plan (C17), to another client (C18)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from clientes import acoes
from clientes.acoes.migrar import exigir_livre
from clientes.estados import transicao
from clientes.forms.cliente import FormularioCadastroVenda, FormularioEnderecoVenda, inicial_do_endereco
from clientes.forms.contrato import FormularioContrato
from clientes.forms.migracao import (
    FormularioContratoMigracao,
    FormularioEnderecoMigracao,
    FormularioMigracao,
    FormularioTitular,
    valores_da_venda,
)
from clientes.forms.servico import FormularioMotivo
from clientes.models import Endereco, ServicoCliente
from clientes.views.servico import COM_RELACOES, ServicoAcao
from clientes.views.venda import resumo_cadastro, resumo_contrato, resumo_endereco, resumo_servico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.registro import PassoVenda, registro
from hubsoft.core.telas import AssistenteView, Passo
from hubsoft.core.telas.base import ComQueryset


class MigracaoView(ComQueryset, AssistenteView):
    """What the wizards share: the service of the URL, its draft, the steps of higher apps."""

    acao = ""
    queryset = COM_RELACOES
    template_name = "clientes/migracao/pagina.html"

    @cached_property
    def de(self) -> ServicoCliente:
        """The service to be migrated; raises when its state, or another migration, forbids it."""
        servico: ServicoCliente = self.get_objeto()
        if servico.status not in transicao(self.acao).de:
            raise TransicaoInvalida(
                f"Um serviço {servico.get_status_display().lower()} não pode ser migrado. "
                "Abra o serviço para ver o que é possível agora."
            )
        exigir_livre(servico, self.acao)
        return servico

    @property
    def chave(self) -> str:  # type: ignore[override]
        """The draft's name."""
        return f"clientes.{self.acao}:{self.de.pk}"

    @property
    def linha(self) -> Any:
        """The row of the state table."""
        return transicao(self.acao)

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add the service, and what the page tells about it."""
        extra["de"] = self.de
        extra["a_fazer"] = list(self.de.tarefas.pendentes().order_by("quando"))
        return super().get_contexto(**extra)

    def passos_de_outros(self) -> list[tuple[int, Passo]]:
        """Return the registered steps of this wizard, with their order."""
        return [
            (p.ordem, Passo(p.chave, p.rotulo, p.formulario, p.template, p.resumo))
            for p in registro.todos(PassoVenda)
            if self.acao in p.migracoes
        ]

    def dados_dos_outros(self, dados: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return the cleaned data of the registered steps."""
        return {passo.chave: dados[passo.chave] for _ordem, passo in self.passos_de_outros()}


class ServicoMigrar(MigracaoView):
    """Migrates the service to another plan: at once, or when the new service is enabled."""

    acao = "migrar_servico"
    icone = "arrows-exchange"
    rotulo_concluir = "Migrar serviço"

    def get_titulo(self) -> str:
        """Say which."""
        return f"Migrar {self.de} para outro serviço"

    def get_passos(self) -> Sequence[Passo]:
        """Return the steps of the manual: plan, billing, contract, addresses, service order."""
        usuario = self.request.user
        proprios = [
            (
                10,
                Passo(
                    "servico",
                    "Novo plano",
                    partial(FormularioMigracao, usuario=usuario, de=self.de),
                    resumo=resumo_do_plano,
                ),
            ),
            (52, Passo("contrato", "Contrato", FormularioContratoMigracao, resumo=FormularioContratoMigracao.resumo)),
            (
                54,
                Passo(
                    "endereco",
                    "Endereços",
                    partial(FormularioEnderecoMigracao, usuario=usuario),
                    resumo=resumo_endereco,
                ),
            ),
        ]
        return [passo for _ordem, passo in sorted([*proprios, *self.passos_de_outros()], key=lambda par: par[0])]

    def get_partida(self) -> dict[str, dict[str, Any]]:
        """Tell the steps whose service it is, and which."""
        return {"cliente": {"cliente": self.de.cliente}, "migracao": {"de": self.de}}

    def get_inicial(self, passo: Passo, dados: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Begin with the addresses of the old service."""
        if passo.chave != "endereco":
            return {}
        enderecos = {e.tipo: e for e in self.de.enderecos.select_related("cidade")}
        proprio = self.de.cliente.enderecos.select_related("cidade").get(servico__isnull=True)
        instalacao = enderecos.get(Endereco.Tipo.INSTALACAO, proprio)
        cobranca = enderecos.get(Endereco.Tipo.COBRANCA, proprio)
        return {
            **inicial_do_endereco(instalacao),
            **{f"cobranca_{nome}": valor for nome, valor in inicial_do_endereco(cobranca).items()},
            "cobranca_no_mesmo": cobranca.uma_linha == instalacao.uma_linha,
        }

    def concluir(self, dados: dict[str, dict[str, Any]], request: HttpRequest) -> str:
        """Ask for the migration, then open the new service."""
        instalacao, cobranca = FormularioEnderecoVenda.separar(dados["endereco"])
        pedido = acoes.PedidoMigracao(
            **valores_da_venda(dados["servico"]),
            contrato=FormularioContrato.contrato(dados["contrato"]),
            enderecos={
                Endereco.Tipo.INSTALACAO: self.com_coordenadas(instalacao),
                Endereco.Tipo.COBRANCA: cobranca or instalacao,
            },
            passos=self.dados_dos_outros(dados),
        )
        novo = acoes.migrar_servico(self.de, pedido)
        return reverse("clientes:servico_detalhe", args=[novo.pk])

    def com_coordenadas(self, instalacao: dict[str, Any]) -> dict[str, Any] | None:
        """Return ``None`` for the address as it was, which keeps its place on the map."""
        atual = self.de.enderecos.filter(tipo=Endereco.Tipo.INSTALACAO).first()
        return None if atual is not None and inicial_do_endereco(atual) == instalacao else instalacao


def resumo_do_plano(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the lines of the review."""
    quando = "Imediata: o serviço atual é cancelado agora" if dados["imediata"] else "Quando o novo for habilitado"
    return [*resumo_servico(dados), ("Migração", quando)]


class TitularView(MigracaoView):
    """What the two changes of holder share."""

    acao = "migrar_cliente"
    icone = "user-share"
    rotulo_concluir = "Migrar serviço"
    sucesso_mensagem = "Serviço migrado para o novo titular."

    def get_titulo(self) -> str:
        """Say which."""
        return f"Migrar {self.de} para outro cliente"

    def passos_finais(self) -> list[Passo]:
        """Return the billing of the new holder and their contract."""
        contrato = Passo("contrato", "Contrato", FormularioContrato, resumo=resumo_contrato)
        todos = [(55, contrato), *self.passos_de_outros()]
        return [passo for _ordem, passo in sorted(todos, key=lambda par: par[0])]

    def get_partida(self) -> dict[str, dict[str, Any]]:
        """Tell the steps which service, and for the contract of which plan."""
        return {"migracao": {"de": self.de}, "servico": {"plano": self.de.plano, "data_venda": hoje()}}

    def migrar(self, cliente: Any, dados: dict[str, dict[str, Any]], cobranca: dict[str, Any] | None = None) -> str:
        """Migrate, then open the new holder's service."""
        titular = acoes.NovoTitular(
            cliente, FormularioContrato.contrato(dados["contrato"]), cobranca, self.dados_dos_outros(dados)
        )
        novo = acoes.migrar_cliente(self.de, titular)
        return reverse("clientes:servico_detalhe", args=[novo.pk])


class ClienteMigrar(TitularView):
    """To a client who exists."""

    template_name = "clientes/migracao/titular.html"

    def get_passos(self) -> Sequence[Passo]:
        """Return who, then how they pay."""
        quem = partial(FormularioTitular, de=self.de, usuario=self.request.user)
        return [Passo("cliente", "Novo titular", quem, resumo=FormularioTitular.resumo), *self.passos_finais()]

    def concluir(self, dados: dict[str, dict[str, Any]], request: HttpRequest) -> str:
        """Migrate."""
        return self.migrar(dados["cliente"]["cliente"], dados)


class ClienteNovoMigrar(TitularView):
    """To a client who is registered with it."""

    permissao = transicao("migrar_cliente").permissao

    @property
    def chave(self) -> str:  # type: ignore[override]
        """The draft's name."""
        return f"clientes.migrar_cliente_novo:{self.de.pk}"

    def get_titulo(self) -> str:
        """Say which."""
        return f"Migrar {self.de} para um novo cliente"

    def get_passos(self) -> Sequence[Passo]:
        """Return the form of a new client, then how they pay."""
        cadastro = partial(FormularioCadastroVenda, usuario=self.request.user)
        endereco = partial(FormularioEnderecoVenda, usuario=self.request.user)
        return [
            Passo("cadastro", "Cadastro", cadastro, resumo=resumo_cadastro),
            Passo("endereco", "Endereço", endereco, resumo=resumo_endereco),
            *self.passos_finais(),
        ]

    def get_inicial(self, passo: Passo, dados: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Begin with where the service is: who takes it over nearly always lives there."""
        if passo.chave != "endereco":
            return {}
        instalacao = self.de.enderecos.filter(tipo=Endereco.Tipo.INSTALACAO).first()
        return inicial_do_endereco(instalacao) if instalacao is not None else {}

    def concluir(self, dados: dict[str, dict[str, Any]], request: HttpRequest) -> str:
        """Register the client and migrate."""
        campos, contatos = FormularioCadastroVenda.separar(dados["cadastro"])
        proprio, cobranca = FormularioEnderecoVenda.separar(dados["endereco"])
        return self.migrar(acoes.NovoCliente(campos, proprio, contatos), dados, cobranca)


class MigracaoConcluir(ServicoAcao):
    """Enables the service that waits: the old one is cancelled and what hangs on it moves."""

    def get_form(self, objeto: ServicoCliente) -> Any:
        """Nothing is asked."""
        return FormularioVazio(self.request.POST if self.request.method == "POST" else None)

    def executar(self, form: Any, objeto: ServicoCliente) -> ServicoCliente:
        """Do it."""
        return acoes.concluir_migracao(objeto)


class MigracaoDesfazer(ServicoAcao):
    """Cancels the service that waits; the old one stays."""

    def get_form(self, objeto: ServicoCliente) -> FormularioMotivo:
        """Ask for the reason."""
        return FormularioMotivo(self.request.POST if self.request.method == "POST" else None, obrigatorio=True)

    def executar(self, form: Any, objeto: ServicoCliente) -> ServicoCliente:
        """Do it."""
        return acoes.desfazer_migracao(objeto, form.cleaned_data["motivo"])


class FormularioVazio(forms.Form):
    """A question without fields."""
