"""Filters of Clientes."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet

from clientes.busca import procurar, procurar_prospectos
from clientes.estados import Status
from clientes.models import (
    AssinaturaContrato,
    Bairro,
    Cliente,
    ContratoServico,
    GrupoCliente,
    GrupoPlano,
    ModeloContrato,
    Plano,
    Prospecto,
    ServicoCliente,
    TarefaAgendada,
)
from configuracao.models import Cidade, Usuario
from hubsoft.core.busca import normalizar
from hubsoft.core.datas import hoje
from hubsoft.core.models import Historico
from hubsoft.core.registro import TipoTarefa, registro
from hubsoft.core.telas import Filtros

ATIVOS, INATIVOS, TODOS = "ativos", "inativos", "todos"
ENCERRADOS = (Prospecto.Situacao.CONVERTIDO, Prospecto.Situacao.DESCARTADO)


def cidades_visiveis(request: Any) -> QuerySet[Cidade]:
    """Return the cities inside the user's limit."""
    return Cidade.objects.visiveis_para(request.user)


class ClienteFiltro(Filtros):
    """Filters of clients; without a choice only active ones are shown (C04)."""

    busca = django_filters.CharFilter(
        method="filtrar_busca", label="Nome, CPF/CNPJ, telefone, e-mail, endereço, login…"
    )
    situacao = django_filters.ChoiceFilter(
        label="Status do cadastro",
        choices=[(INATIVOS, "Inativos"), (TODOS, "Todos")],
        empty_label="Ativos",
        method="filtrar_situacao",
    )
    cidade = django_filters.ModelChoiceFilter(label="Cidade", queryset=cidades_visiveis, method="filtrar_cidade")
    plano = django_filters.ModelChoiceFilter(label="Plano", queryset=Plano.objects.all(), method="filtrar_plano")
    status = django_filters.ChoiceFilter(
        label="Status do serviço", choices=Status.choices, method="filtrar_status", empty_label="Qualquer"
    )
    grupo = django_filters.ModelChoiceFilter(label="Grupo", queryset=GrupoCliente.objects.all())

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Hide inactive clients unless they are asked for."""
        filtrados = super().filter_queryset(queryset)
        return filtrados if self.form.cleaned_data.get("situacao") else filtrados.filter(ativo=True)

    def filtrar_busca(self, queryset: QuerySet[Cliente], nome: str, valor: str) -> QuerySet[Cliente]:
        """Use every registered source."""
        return procurar(queryset, valor.replace("\x00", "").strip()[:100])

    def filtrar_situacao(self, queryset: QuerySet[Cliente], nome: str, valor: str) -> QuerySet[Cliente]:
        """Show the inactive ones, or all."""
        return queryset.filter(ativo=False) if valor == INATIVOS else queryset

    def filtrar_cidade(self, queryset: QuerySet[Cliente], nome: str, valor: Cidade) -> QuerySet[Cliente]:
        """Clients whose own address is in the city."""
        return queryset.filter(cidade=valor)

    def _com_servico(self, queryset: QuerySet[Cliente]) -> QuerySet[Cliente]:
        """Clients with one service that has both the plan and the state asked for."""
        plano, status = self.form.cleaned_data.get("plano"), self.form.cleaned_data.get("status")
        servicos = ServicoCliente.objects.filter(cliente=OuterRef("pk"))
        if plano:
            servicos = servicos.filter(plano=plano)
        if status:
            servicos = servicos.filter(status=status)
        return queryset.filter(Exists(servicos))

    def filtrar_plano(self, queryset: QuerySet[Cliente], nome: str, valor: Plano) -> QuerySet[Cliente]:
        """Clients who have the plan."""
        return self._com_servico(queryset)

    def filtrar_status(self, queryset: QuerySet[Cliente], nome: str, valor: str) -> QuerySet[Cliente]:
        """Clients with a service in the state."""
        return queryset if self.form.cleaned_data.get("plano") else self._com_servico(queryset)


class PlanoFiltro(Filtros):
    """Filters of plans."""

    busca = django_filters.CharFilter(field_name="nome", lookup_expr="icontains", label="Nome do plano")
    ativo = django_filters.ChoiceFilter(
        label="À venda", choices=[("true", "Sim"), ("false", "Não")], method="filtrar_ativo", empty_label="Todos"
    )
    grupo = django_filters.ModelChoiceFilter(label="Grupo", queryset=GrupoPlano.objects.all())
    tecnologia = django_filters.ChoiceFilter(label="Tecnologia", choices=Plano.Tecnologia.choices)

    def filtrar_ativo(self, queryset: QuerySet[Plano], nome: str, valor: str) -> QuerySet[Plano]:
        """Plans on sale or not."""
        return queryset.filter(ativo=valor == "true")


class NomeFiltro(Filtros):
    """Search box of the small tables."""

    busca = django_filters.CharFilter(field_name="nome", lookup_expr="icontains", label="Nome")


class HistoricoFiltro(Filtros):
    """Filters of a history (C22)."""

    busca = django_filters.CharFilter(field_name="frase", lookup_expr="icontains", label="Texto")
    area = django_filters.MultipleChoiceFilter(label="Área", choices=Historico.Area.choices)
    criado_em = django_filters.DateFromToRangeFilter(label="Período")
    usuario = django_filters.ModelChoiceFilter(label="Usuário", queryset=Usuario.objects.all())


def tipos_de_tarefa() -> list[tuple[str, str]]:
    """Return the registered kinds of scheduled task, for a choice."""
    return [(tipo.chave, tipo.rotulo) for tipo in registro.todos(TipoTarefa)]


class TarefaFiltro(Filtros):
    """Filters of scheduled tasks (C15)."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Cliente: nome, CPF/CNPJ, telefone, login…")
    situacao = django_filters.MultipleChoiceFilter(label="Situação", choices=TarefaAgendada.Situacao.choices)
    acao = django_filters.ChoiceFilter(label="Tarefa", choices=tipos_de_tarefa)
    quando = django_filters.DateFromToRangeFilter(label="Data agendada")
    usuario = django_filters.ModelChoiceFilter(label="Quem agendou", queryset=Usuario.objects.all())

    def filtrar_busca(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Use the client search."""
        clientes = procurar(Cliente.objects.all(), valor.replace("\x00", "").strip()[:100])
        return queryset.filter(servico__cliente__in=clientes.order_by().values("pk"))


class BairroFiltro(Filtros):
    """Filters of neighbourhoods."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Buscar bairro")
    cidade = django_filters.ModelChoiceFilter(label="Cidade", queryset=cidades_visiveis)

    def filtrar_busca(self, queryset: QuerySet[Bairro], nome: str, valor: str) -> QuerySet[Bairro]:
        """Find by a part of the name, accents and case aside."""
        normal = Func(F("nome"), function="core_normalizar", output_field=CharField())
        return queryset.alias(normal=normal).filter(normal__contains=normalizar(valor))


class ProspectoFiltro(Filtros):
    """Filters of prospects; without a choice only those still open are shown."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Nome, telefone, e-mail, rua ou bairro")
    situacao = django_filters.MultipleChoiceFilter(label="Situação", choices=Prospecto.Situacao.choices)
    cidade = django_filters.ModelChoiceFilter(label="Cidade", queryset=cidades_visiveis)
    vendedor = django_filters.ModelChoiceFilter(label="Vendedor", queryset=Usuario.objects.filter(vendedor=True))
    criado_em = django_filters.DateFromToRangeFilter(label="Cadastrado em")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Hide the closed ones unless they are asked for."""
        filtrados = super().filter_queryset(queryset)
        return filtrados if self.form.cleaned_data.get("situacao") else filtrados.exclude(situacao__in=ENCERRADOS)

    def filtrar_busca(self, queryset: QuerySet[Prospecto], nome: str, valor: str) -> QuerySet[Prospecto]:
        """Find by a part of what is known, accents and case aside; numbers by the phone's digits."""
        return procurar_prospectos(queryset, valor)


VENCIMENTOS = [
    ("vencido", "Vencido"),
    ("30", "Vence em 30 dias"),
    ("60", "Vence em 60 dias"),
    ("90", "Vence em 90 dias"),
    ("vigente", "Em vigor"),
]


class ContratoFiltro(Filtros):
    """Filters of contracts (C09)."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Cliente: nome, CPF/CNPJ, telefone, login…")
    situacao = django_filters.MultipleChoiceFilter(label="Situação", choices=ContratoServico.Situacao.choices)
    vencimento = django_filters.ChoiceFilter(label="Vencimento", choices=VENCIMENTOS, method="filtrar_vencimento")
    modelo = django_filters.ModelChoiceFilter(label="Modelo", queryset=ModeloContrato.objects.all())
    forma = django_filters.ChoiceFilter(
        label="Assinatura", choices=AssinaturaContrato.Forma.choices, field_name="assinatura__forma"
    )
    assinado = django_filters.DateFromToRangeFilter(label="Assinado em", field_name="assinatura__dia")
    fim = django_filters.DateFromToRangeFilter(label="Fim da vigência")

    def filtrar_busca(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Use the client search."""
        clientes = procurar(Cliente.objects.all(), valor.replace("\x00", "").strip()[:100])
        return queryset.filter(servico__cliente__in=clientes.order_by().values("pk"))

    def filtrar_vencimento(self, queryset: Any, nome: str, valor: str) -> QuerySet[Any]:
        """Those that have ended, end soon, or go on."""
        if valor == "vencido":
            return queryset.vencidos(hoje())
        if valor == "vigente":
            return queryset.exclude(situacao=ContratoServico.Situacao.CANCELADO).filter(
                inicio__lte=hoje(), fim__gte=hoje()
            )
        return queryset.vencendo(hoje(), int(valor))
