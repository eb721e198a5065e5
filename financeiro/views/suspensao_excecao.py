"""What holds the suspension rule back: "não suspender até" (F28) and desbloqueio em confiança (F29)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from clientes.models import Cliente, ServicoCliente
from financeiro.acoes.desbloquear_confianca import DESBLOQUEAVEIS, cancelar_desbloqueio, desbloquear
from financeiro.acoes.suspensao_excecao import NovaExcecao, criar_excecao, encerrar_excecao
from financeiro.filters.suspensao import DesbloqueioFiltro, ExcecaoFiltro
from financeiro.forms.suspensao import AteQuandoForm
from financeiro.models import DesbloqueioConfianca, ExcecaoSuspensao
from financeiro.tables.suspensao import DesbloqueioTabela, ExcecaoTabela
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AcaoView, FormularioView, ListaView

VER = "financeiro.ver_suspensao"
EXCETUAR, DESBLOQUEAR = "financeiro.editar_excecao_suspensao", "financeiro.desbloquear_confianca"


class ExcecaoLista(ListaView):
    """Clients and services that the rule leaves alone."""

    permissao = VER
    titulo = "Não suspender"
    icone = "shield-check"
    queryset = ExcecaoSuspensao.objects.select_related("cliente", "servico__plano", "usuario")
    tabela = ExcecaoTabela
    filtros = ExcecaoFiltro
    filtro_padrao = {"vigor": "sim"}
    secao = "excecoes"
    template_name = "financeiro/suspensao/secao.html"
    vazio = "Nenhuma exceção. Use Ações › Não suspender até… na página do cliente ou do serviço."
    vazio_filtro = "Nenhuma exceção assim. Crie uma em Ações › Não suspender até…, na página do cliente ou do serviço."


class DesbloqueioLista(ListaView):
    """Services unlocked on trust."""

    permissao = VER
    titulo = "Desbloqueios em confiança"
    icone = "lock-open"
    queryset = DesbloqueioConfianca.objects.select_related("servico__cliente", "servico__plano", "usuario")
    tabela = DesbloqueioTabela
    filtros = DesbloqueioFiltro
    secao = "desbloqueios"
    template_name = "financeiro/suspensao/secao.html"
    vazio = "Nenhum desbloqueio ainda. Use Ações › Desbloqueio em confiança em um serviço suspenso por débito."


class _ExcecaoCriar(FormularioView):
    """The form of an exception."""

    permissao = EXCETUAR
    titulo = "Não suspender até…"
    icone = "shield-check"
    form_class = AteQuandoForm
    tamanho_modal = "sm"
    rotulo_enviar = "Não suspender"

    def get_sucesso_mensagem(self, objeto: Any) -> str:
        """Say until when."""
        return f"{self.excecao}."

    def criar(self, form: AteQuandoForm, cliente: Cliente, servico: ServicoCliente | None) -> None:
        """Make it."""
        nova = NovaExcecao(cliente, servico, **form.cleaned_data)
        self.excecao = criar_excecao(nova, self.request.user)


class ServicoExcecao(_ExcecaoCriar):
    """Leave one service alone."""

    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    sucesso_url = "clientes:servico_detalhe"

    def executar(self, form: AteQuandoForm, objeto: ServicoCliente) -> ServicoCliente:
        """Do it."""
        self.criar(form, objeto.cliente, objeto)
        return objeto


class ClienteExcecao(_ExcecaoCriar):
    """Leave every service of a client alone."""

    queryset = Cliente.objects.all()
    sucesso_url = "clientes:cliente_detalhe"

    def executar(self, form: AteQuandoForm, objeto: Cliente) -> Cliente:
        """Do it."""
        self.criar(form, objeto, None)
        return objeto


class ExcecaoEncerrar(AcaoView):
    """End an exception before its day."""

    permissao = EXCETUAR
    titulo = "Encerrar exceção"
    confirmacao = "Encerrar “{objeto}”? A próxima suspensão volta a olhar para este cliente."
    rotulo_enviar = "Encerrar exceção"
    queryset = ExcecaoSuspensao.objects.all()
    sucesso_url = "financeiro:excecao_suspensao_lista"
    sucesso_mensagem = "Exceção encerrada."

    def executar(self, objeto: ExcecaoSuspensao, request: HttpRequest) -> ExcecaoSuspensao:
        """Do it."""
        return encerrar_excecao(objeto, request.user)


class ServicoDesbloquear(FormularioView):
    """Unlock a service on trust: date and reason required (manual: *Desbloqueio em Confiança*)."""

    permissao = DESBLOQUEAR
    titulo = "Desbloqueio em confiança"
    icone = "lock-open"
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    form_class = AteQuandoForm
    tamanho_modal = "sm"
    rotulo_enviar = "Desbloquear"
    sucesso_url = "clientes:servico_detalhe"

    def get_objeto(self) -> ServicoCliente:
        """Refuse a state that has nothing to unlock before showing a form that could not be saved."""
        servico: ServicoCliente = super().get_objeto()
        if servico.status not in DESBLOQUEAVEIS:
            raise ErroDeNegocio(
                f"Este serviço está {servico.get_status_display().lower()}: só um suspenso por débito ou parcialmente "
                "pode ser desbloqueado em confiança."
            )
        return servico

    def get_inicial(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Suggest today."""
        return {"ate": hoje()}

    def executar(self, form: AteQuandoForm, objeto: ServicoCliente) -> ServicoCliente:
        """Do it."""
        self.desbloqueio = desbloquear(objeto, form.cleaned_data["ate"], form.cleaned_data["motivo"], self.request.user)
        return objeto

    def get_sucesso_mensagem(self, objeto: ServicoCliente) -> str:
        """Say until when."""
        return f"{objeto.plano}: desbloqueado em confiança até {self.desbloqueio.ate:%d/%m/%Y}."


class DesbloqueioCancelar(AcaoView):
    """Undo one that holds."""

    permissao = DESBLOQUEAR
    titulo = "Cancelar desbloqueio"
    confirmacao = "Cancelar o {objeto}? Se ainda houver débito vencido, o serviço volta a ficar suspenso agora."
    rotulo_enviar = "Cancelar desbloqueio"
    perigosa = True
    queryset = DesbloqueioConfianca.objects.select_related("servico__cliente")
    sucesso_url = "financeiro:desbloqueio_lista"
    sucesso_mensagem = "Desbloqueio cancelado."

    def executar(self, objeto: DesbloqueioConfianca, request: HttpRequest) -> DesbloqueioConfianca:
        """Do it."""
        return cancelar_desbloqueio(objeto, request.user)
