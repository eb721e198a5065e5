"""Products."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from estoque import acoes
from estoque.filters import ProdutoFiltro
from estoque.forms import FormularioProduto
from estoque.models import Equipamento, Produto
from estoque.tables import ProdutoTabela
from hubsoft.core.telas import ExcluirView, FormularioView, ListaView

VER, EDITAR = "estoque.ver_equipamento", "estoque.editar_equipamento"
E = Equipamento.Estado


class ProdutoLista(ListaView):
    """Products, with how many there are."""

    permissao = VER
    sem_escopo = True
    titulo = "Produtos"
    icone = "packages"
    tabela = ProdutoTabela
    filtros = ProdutoFiltro
    adicionar = ("estoque:produto_adicionar", EDITAR, "Adicionar produto")
    adicionar_modal = True
    vazio = "Nenhum produto. Cadastre os modelos de ONU e roteador que vão para a casa dos clientes."

    def get_queryset(self) -> QuerySet[Produto]:
        """Return the products with their counts."""
        return Produto.objects.annotate(
            no_estoque=Count("equipamentos", filter=Q(equipamentos__estado=E.ESTOQUE)),
            em_servico=Count("equipamentos", filter=Q(equipamentos__estado=E.EM_SERVICO)),
        ).order_by("nome")


class ProdutoFormulario(FormularioView):
    """Creates or changes a product."""

    permissao = EDITAR
    sem_escopo = True
    modelo = Produto
    form_class = FormularioProduto
    titulo = "Produto"
    icone = "packages"
    tamanho_modal = ""
    sucesso_url = "estoque:produto_lista"
    sucesso_mensagem = "“{objeto}” salvo."

    def executar(self, form: FormularioProduto, objeto: Produto | None) -> Produto:
        """Save."""
        return acoes.salvar_produto(objeto or Produto(), form.cleaned_data, self.request.user)


class ProdutoExcluir(ExcluirView):
    """Deletes a product of which there is nothing."""

    permissao = EDITAR
    sem_escopo = True
    modelo = Produto
    sucesso_url = "estoque:produto_lista"

    def executar(self, objeto: Any, request: HttpRequest) -> Any:
        """Delete it."""
        acoes.excluir_produto(objeto, request.user)
        return objeto
