"""Charges: list, add, cancel; how a service is billed."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from clientes.models import Cliente, ServicoCliente
from financeiro.acoes.adicionar_cobranca import NovaCobranca, adicionar_cobranca, cancelar_cobranca
from financeiro.acoes.salvar_dados_cobranca import Condicao, salvar_dados_cobranca
from financeiro.consultas.fatura import com_em_aberto
from financeiro.filters.cobranca import CobrancaFiltro
from financeiro.forms.cobranca import CobrancaForm, MotivoForm
from financeiro.forms.dados_cobranca import CondicaoForm
from financeiro.models import Cobranca, DadosCobranca
from financeiro.tables.cobranca import CobrancaTabela
from hubsoft.core.telas import AbaView, FormularioView, ListaView


class CobrancaLista(ListaView):
    """The list."""

    permissao = "financeiro.ver_cobranca"
    titulo = "Cobranças"
    icone = "receipt"
    queryset = com_em_aberto(Cobranca.objects.select_related("cliente"), F("valor") - F("desconto"))
    tabela = CobrancaTabela
    filtros = CobrancaFiltro
    totais = ("valor", "em_aberto")
    vazio = "Nenhuma cobrança ainda. O faturamento do mês as cria; avulsas se adicionam na ficha do cliente."


class CobrancaAdicionar(FormularioView):
    """Charge a client once."""

    permissao = "financeiro.adicionar_cobranca"
    titulo = "Adicionar cobrança a {objeto}"
    queryset = Cliente.objects.all()
    form_class = CobrancaForm
    template_name = "financeiro/formulario_cliente.html"
    rotulo_enviar = "Adicionar"
    sucesso_url = "clientes:cliente_detalhe"
    sucesso_mensagem = "Cobrança adicionada."

    def get_form_kwargs(self, objeto: Cliente) -> dict[str, Any]:
        """Give the client."""
        return super().get_form_kwargs(objeto) | {"cliente": objeto}

    def executar(self, form: CobrancaForm, objeto: Cliente) -> Cliente:
        """Do it."""
        dados = form.cleaned_data
        nova = NovaCobranca(dados["descricao"], dados["valor"], dados["vencimento"], servico=dados["servico"])
        adicionar_cobranca(objeto, nova, self.request.user)
        return objeto


class CobrancaCancelar(FormularioView):
    """Cancel one that is in no fatura, with the reason."""

    permissao = "financeiro.cancelar_cobranca"
    titulo = "Cancelar “{objeto}”"
    queryset = Cobranca.objects.all()
    form_class = MotivoForm
    rotulo_enviar = "Cancelar cobrança"
    tamanho_modal = "sm"
    sucesso_mensagem = "Cobrança “{objeto}” cancelada."

    def executar(self, form: MotivoForm, objeto: Cobranca) -> Cobranca:
        """Do it."""
        return cancelar_cobranca(objeto, motivo=form.cleaned_data["motivo"], usuario=self.request.user)


class ServicoCobranca(AbaView):
    """The tab *Cobrança* of a service."""

    permissao = "financeiro.ver_dados_cobranca"
    titulo = "Cobrança"
    queryset = ServicoCliente.objects.all()
    template_name = "financeiro/cobranca/_servico.html"

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Read how it is billed and its last charges."""
        dados = DadosCobranca.objects.filter(servico=objeto).select_related("forma").first()
        ultimas = com_em_aberto(Cobranca.objects.filter(servico=objeto), F("valor") - F("desconto"))
        return {"dados": dados, "cobrancas": ultimas.order_by("-vencimento", "-pk")[:12]}


class ServicoCobrancaEditar(FormularioView):
    """Change how a service is billed from now on."""

    permissao = "financeiro.editar_dados_cobranca"
    titulo = "Cobrança de {objeto}"
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    form_class = CondicaoForm
    sucesso_url = "clientes:servico_detalhe"
    sucesso_mensagem = "Dados de cobrança salvos. Valem para as próximas faturas."

    def get_form_kwargs(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Give what is stored."""
        dados = DadosCobranca.objects.filter(servico=objeto).select_related("forma").first()
        argumentos = super().get_form_kwargs(objeto)
        if dados is not None:
            campos = ("forma", "dia_vencimento", "modalidade", "usa_carne")
            argumentos["initial"] = {nome: getattr(dados, nome) for nome in campos}
            argumentos["atual"] = dados.forma
        return argumentos

    def executar(self, form: CondicaoForm, objeto: ServicoCliente) -> ServicoCliente:
        """Do it."""
        salvar_dados_cobranca(objeto, Condicao(**form.cleaned_data), self.request.user)
        return objeto
