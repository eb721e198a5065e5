"""Neighbourhoods: list, rename, group (C07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from clientes.acoes import agrupar_bairros
from clientes.filters import BairroFiltro
from clientes.forms.bairro import FormularioBairro
from clientes.models import Bairro
from clientes.tables import BairroTabela
from hubsoft.core.models import Processo
from hubsoft.core.telas import AcaoEmMassa, FormularioView, ListaView
from hubsoft.core.texto import contar

PERMISSAO = "clientes.agrupar_bairro"


class BairroLista(ListaView):
    """The neighbourhoods that addresses name, with how many do."""

    permissao = PERMISSAO
    titulo = "Bairros"
    icone = "map-2"
    queryset = Bairro.objects.select_related("cidade")
    tabela = BairroTabela
    filtros = BairroFiltro
    acoes_em_massa = (AcaoEmMassa("agrupar", "Agrupar", "clientes:bairro_agrupar", PERMISSAO, "arrows-join"),)
    vazio = "Nenhum bairro ainda. Eles aparecem com os endereços dos clientes."


class _Trocar(FormularioView):
    permissao = PERMISSAO
    form_class = FormularioBairro
    tamanho_modal = "sm"
    sucesso_url = "clientes:bairro_lista"

    def escolhidos(self) -> Iterable[Bairro]:
        """Return the neighbourhoods that get the name."""
        raise NotImplementedError

    def executar(self, form: FormularioBairro, objeto: Any) -> HttpResponse | None:
        """Do it, or show the job that does."""
        feito = agrupar_bairros(self.escolhidos(), form.cleaned_data["nome"], self.request.user)
        if isinstance(feito, Processo):
            return self.ir_para(reverse("core:processo_detalhe", args=[feito.pk]))
        self.sucesso_mensagem = f"{contar(feito, 'endereço alterado', 'endereços alterados')}."
        return None


class BairroEditar(_Trocar):
    """Rename one."""

    titulo = "Renomear o bairro {objeto}"
    queryset = Bairro.objects.select_related("cidade")

    def get_inicial(self, objeto: Bairro) -> dict[str, Any]:
        """Start from its name."""
        return {"nome": objeto.nome}

    def escolhidos(self) -> list[Bairro]:
        """Return this one."""
        return [self.objeto]


class BairroAgrupar(_Trocar):
    """Give several one name."""

    titulo = "Agrupar bairros"
    lista = BairroLista
    rotulo_enviar = "Agrupar"
    template_campos = "clientes/bairro/_campos.html"

    def escolhidos(self) -> list[Bairro]:
        """Return the selected ones."""
        return list(self.selecionados())

    def get_inicial(self, objeto: None) -> dict[str, Any]:
        """Offer the name that most addresses have."""
        maior = max(self.escolhidos(), key=lambda bairro: bairro.enderecos, default=None)
        return {"nome": maior.nome if maior else ""}

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Show which ones were chosen."""
        return super().get_contexto(escolhidos=self.escolhidos(), **extra)
