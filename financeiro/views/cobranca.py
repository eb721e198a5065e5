"""Charges: list, add, cancel; how a service is billed."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from clientes.models import Cliente, ServicoCliente
from financeiro.acoes.adicionar_cobranca import (
    adicionar_cobranca,
    adicionar_com_fatura,
    cancelar_cobranca,
    cancelar_cobrancas,
)
from financeiro.acoes.dar_desconto import (
    dar_desconto,
    dar_desconto_na_fatura,
    dar_desconto_promocional,
    remover_desconto,
)
from financeiro.acoes.editar_cobranca import EdicaoCobranca, editar_cobranca
from financeiro.acoes.salvar_dados_cobranca import Condicao, salvar_dados_cobranca
from financeiro.consultas.fatura import com_em_aberto
from financeiro.filters.cobranca import CobrancaFiltro
from financeiro.forms.cobranca import CobrancaForm, DescontoForm, DescontoPromocionalForm, EdicaoForm, MotivoForm
from financeiro.forms.dados_cobranca import CondicaoForm
from financeiro.models import Cobranca, DadosCobranca, DescontoCobranca, Fatura
from financeiro.tables.cobranca import CobrancaTabela
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AbaView, AcaoEmMassa, AcaoView, FormularioView, ListaView
from hubsoft.core.texto import contar


class CobrancaLista(ListaView):
    """The list."""

    permissao = "financeiro.ver_cobranca"
    titulo = "Cobranças"
    icone = "receipt"
    queryset = com_em_aberto(Cobranca.objects.select_related("cliente"), F("valor") - F("desconto"))
    tabela = CobrancaTabela
    filtros = CobrancaFiltro
    totais = ("valor", "em_aberto")
    dos_ligados = ("cliente__nome", "cliente__ativo")
    acoes_em_massa = (
        AcaoEmMassa(
            "cancelar", "Cancelar", "financeiro:cobranca_cancelar_massa", "financeiro.cancelar_cobranca", "ban"
        ),
    )
    vazio = "Nenhuma cobrança ainda. O faturamento do mês as cria; avulsas se adicionam na ficha do cliente."


class CobrancaAdicionar(FormularioView):
    """Charge a client, once or for some months, with the boletos or without (F02)."""

    permissao = "financeiro.adicionar_cobranca"
    titulo = "Adicionar cobrança a {objeto}"
    queryset = Cliente.objects.all()
    form_class = CobrancaForm
    template_name = "financeiro/formulario_cliente.html"
    template_campos = "financeiro/cobranca/_campos.html"
    rotulo_enviar = "Gerar cobrança avulsa"
    botoes_extras = (("fatura", "Gerar cobrança e fatura"),)
    sucesso_url = "clientes:cliente_detalhe"

    def get_form_kwargs(self, objeto: Cliente) -> dict[str, Any]:
        """Give the client, and whether a boleto is wanted."""
        return super().get_form_kwargs(objeto) | {"cliente": objeto, "com_fatura": self.com_fatura()}

    def com_fatura(self) -> bool:
        """Whether the button *Gerar cobrança e fatura* was pressed."""
        return self.request.POST.get("acao") == "fatura"

    def executar(self, form: CobrancaForm, objeto: Cliente) -> Cliente:
        """Do it."""
        usuario = self.request.user
        if not self.com_fatura():
            criadas = adicionar_cobranca(objeto, form.nova, usuario)
            self.sucesso_mensagem = f"{contar(len(criadas), 'cobrança adicionada', 'cobranças adicionadas')}."
            return objeto
        if not usuario.has_perm("financeiro.gerar_fatura"):
            raise ErroDeNegocio("Você não pode gerar faturas. Gere só a cobrança ou peça a permissão.")
        faturas = adicionar_com_fatura(objeto, form.nova, form.cleaned_data["forma"], hoje(), usuario)
        self.sucesso_mensagem = f"{contar(len(faturas), 'fatura gerada', 'faturas geradas')}. Falta enviar a remessa."
        return objeto


class CobrancaEditar(FormularioView):
    """Correct one that is in no fatura."""

    permissao = "financeiro.editar_cobranca"
    titulo = "Editar “{objeto}”"
    queryset = Cobranca.objects.all()
    form_class = EdicaoForm
    tamanho_modal = "sm"
    sucesso_mensagem = "Cobrança “{objeto}” salva."

    def get_inicial(self, objeto: Cobranca) -> dict[str, Any]:
        """Return what it says now."""
        return {campo: getattr(objeto, campo) for campo in EdicaoCobranca._fields}

    def executar(self, form: EdicaoForm, objeto: Cobranca) -> Cobranca:
        """Do it."""
        return editar_cobranca(objeto, form.edicao, self.request.user)


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


class CobrancaCancelarMassa(FormularioView):
    """Cancel the selected ones, all or none, with the reason."""

    permissao = "financeiro.cancelar_cobranca"
    titulo = "Cancelar cobranças"
    lista = CobrancaLista
    form_class = MotivoForm
    rotulo_enviar = "Cancelar cobranças"
    tamanho_modal = "sm"
    perigosa = True
    sucesso_url = "financeiro:cobranca_lista"

    def executar(self, form: MotivoForm, objeto: Any) -> Any:
        """Do it."""
        n = cancelar_cobrancas(list(self.selecionados()), motivo=form.cleaned_data["motivo"], usuario=self.request.user)
        self.sucesso_mensagem = f"{contar(n, 'cobrança cancelada', 'cobranças canceladas')}."
        return objeto


class CobrancaDesconto(FormularioView):
    """A discount for who pays at the counter (F07)."""

    permissao = "financeiro.dar_desconto"
    titulo = "Desconto em “{objeto}”"
    queryset = Cobranca.objects.all()
    form_class = DescontoForm
    tamanho_modal = "sm"
    sucesso_mensagem = "Desconto dado. Ele é abatido ao receber no caixa."

    def executar(self, form: DescontoForm, objeto: Cobranca) -> Cobranca:
        """Do it."""
        dados = form.cleaned_data
        dar_desconto(objeto, dados["valor"], motivo=dados["motivo"], usuario=self.request.user)
        return objeto


class FaturaDesconto(FormularioView):
    """The same, over the charges of a fatura."""

    permissao = "financeiro.dar_desconto"
    titulo = "Desconto na {objeto}"
    queryset = Fatura.objects.all()
    form_class = DescontoForm
    tamanho_modal = "sm"
    sucesso_url = "financeiro:fatura_detalhe"
    sucesso_mensagem = "Desconto dado. Ele é abatido ao receber no caixa."

    def executar(self, form: DescontoForm, objeto: Fatura) -> Fatura:
        """Do it."""
        dados = form.cleaned_data
        return dar_desconto_na_fatura(objeto, dados["valor"], motivo=dados["motivo"], usuario=self.request.user)


class CobrancaDescontoPromocional(FormularioView):
    """A discount for who pays in time (F05)."""

    permissao = "financeiro.dar_desconto_promocional"
    titulo = "Desconto promocional em “{objeto}”"
    queryset = Cobranca.objects.all()
    form_class = DescontoPromocionalForm
    tamanho_modal = "sm"
    sucesso_mensagem = "Desconto promocional dado."

    def executar(self, form: DescontoPromocionalForm, objeto: Cobranca) -> Cobranca:
        """Do it."""
        dados = form.cleaned_data
        dar_desconto_promocional(objeto, dados["valor"], dias=dados["dias"], usuario=self.request.user)
        return objeto


class DescontoRemover(AcaoView):
    """Take back a discount that was not used."""

    permissao = "financeiro.dar_desconto"
    titulo = "Retirar desconto"
    queryset = DescontoCobranca.objects.select_related("cobranca")
    confirmacao = "Retirar o {objeto}?"
    rotulo_enviar = "Retirar"
    sucesso_mensagem = "Desconto retirado."

    def executar(self, objeto: DescontoCobranca, request: Any) -> DescontoCobranca:
        """Do it."""
        remover_desconto(objeto, usuario=request.user)
        return objeto


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
        argumentos = super().get_form_kwargs(objeto) | {"cliente": objeto.cliente, "servico": objeto}
        if dados is not None:
            campos = ("forma", "dia_vencimento", "modalidade", "usa_carne", "junto_com")
            argumentos["initial"] = {nome: getattr(dados, nome) for nome in campos}
            argumentos["atual"] = dados.forma
        return argumentos

    def executar(self, form: CondicaoForm, objeto: ServicoCliente) -> ServicoCliente:
        """Do it."""
        salvar_dados_cobranca(objeto, Condicao(**form.cleaned_data), self.request.user)
        return objeto
