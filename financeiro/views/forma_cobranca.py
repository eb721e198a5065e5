"""Formas de cobrança (F01)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from financeiro.acoes.salvar_forma import inativar_forma, reativar_forma, salvar_forma
from financeiro.consultas.forma_cobranca import avisos_da_forma, nome_do_banco
from financeiro.filters.forma_cobranca import FormaCobrancaFiltro
from financeiro.forms.forma_cobranca import FormaCobrancaForm
from financeiro.models import FormaCobranca
from financeiro.tables.forma_cobranca import FormaCobrancaTabela
from hubsoft.core.telas import AcaoView, DetalheView, FormularioView, ListaView


class FormaCobrancaLista(ListaView):
    """The list."""

    permissao = "financeiro.ver_forma_cobranca"
    titulo = "Formas de cobrança"
    icone = "building-bank"
    queryset = FormaCobranca.objects.select_related("empresa")
    sem_escopo = True
    tabela = FormaCobrancaTabela
    filtros = FormaCobrancaFiltro
    adicionar = ("financeiro:forma_cobranca_adicionar", "financeiro.editar_forma_cobranca", "Nova forma de cobrança")
    vazio = "Nenhuma forma de cobrança ainda. Cadastre a conta do banco para emitir boletos."


class FormaCobrancaDetalhe(DetalheView):
    """One account with its rules and what the law says of them."""

    permissao = "financeiro.ver_forma_cobranca"
    pagina = "financeiro.forma_cobranca"
    queryset = FormaCobranca.objects.select_related("empresa")
    sem_escopo = True
    template_name = "financeiro/forma_cobranca/detalhe.html"

    def get_dados(self, objeto: FormaCobranca) -> dict[str, Any]:
        """Add bank and warnings."""
        return {"banco": nome_do_banco(objeto.banco), "avisos": avisos_da_forma(objeto)}


class FormaCobrancaFormulario(FormularioView):
    """Create or change one."""

    permissao = "financeiro.editar_forma_cobranca"
    queryset = FormaCobranca.objects.all()
    sem_escopo = True
    form_class = FormaCobrancaForm
    sucesso_url = "financeiro:forma_cobranca_detalhe"
    cancelar_url = "financeiro:forma_cobranca_lista"
    sucesso_mensagem = "Forma de cobrança “{objeto}” salva."
    template_name = "financeiro/forma_cobranca/formulario.html"

    def get_titulo(self) -> str:
        """Return the title."""
        return f"Editar {self.objeto}" if getattr(self, "objeto", None) else "Nova forma de cobrança"

    def executar(self, form: FormaCobrancaForm, objeto: FormaCobranca | None) -> FormaCobranca:
        """Save; what is stricter than the law is told, not refused."""
        forma = salvar_forma(form.save(commit=False), self.request.user, numeros=form.numeros_digitados)
        for aviso in avisos_da_forma(forma):
            messages.warning(self.request, aviso)
        return forma


class FormaCobrancaInativar(AcaoView):
    """Take one out of use."""

    permissao = "financeiro.editar_forma_cobranca"
    titulo = "Inativar forma de cobrança"
    queryset = FormaCobranca.objects.all()
    sem_escopo = True
    confirmacao = "Inativar “{objeto}”? Ela deixa de aparecer para novos serviços; as faturas já emitidas continuam."
    rotulo_enviar = "Inativar"
    perigosa = True
    sucesso_url = "financeiro:forma_cobranca_detalhe"
    sucesso_mensagem = "“{objeto}” foi inativada."

    def executar(self, objeto: FormaCobranca, request: HttpRequest) -> FormaCobranca:
        """Do it."""
        return inativar_forma(objeto, request.user)


class FormaCobrancaReativar(AcaoView):
    """Put one back into use."""

    permissao = "financeiro.editar_forma_cobranca"
    titulo = "Reativar forma de cobrança"
    queryset = FormaCobranca.objects.all()
    sem_escopo = True
    confirmacao = "Reativar “{objeto}”?"
    rotulo_enviar = "Reativar"
    sucesso_url = "financeiro:forma_cobranca_detalhe"
    sucesso_mensagem = "“{objeto}” foi reativada."

    def executar(self, objeto: FormaCobranca, request: HttpRequest) -> FormaCobranca:
        """Do it."""
        return reativar_forma(objeto, request.user)
