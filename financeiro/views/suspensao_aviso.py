"""Notices before a suspension, and contracts that may be ended after one (F28)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from clientes.models import ServicoCliente
from financeiro.acoes.suspensao_avisar import OutroMeio, avisar_rescisao, registrar_aviso
from financeiro.acoes.suspensao_preset import DIAS_AVISO, RGC_765, aplicar_rgc_765
from financeiro.consultas.avisos import rescindiveis
from financeiro.filters.suspensao import AvisoFiltro, RescisaoFiltro
from financeiro.forms.suspensao import AvisoForm
from financeiro.models import AvisoSuspensao, FormaCobranca
from financeiro.tables.suspensao import AvisoTabela, RescisaoTabela
from hubsoft.core.datas import hoje
from hubsoft.core.telas import AcaoEmMassa, AcaoView, DetalheView, FormularioView, ListaView
from hubsoft.core.texto import contar

VER, AVISAR = "financeiro.ver_suspensao", "financeiro.avisar_suspensao"


class AvisoLista(ListaView):
    """The notices."""

    permissao = VER
    titulo = "Avisos de suspensão"
    icone = "mail-exclamation"
    queryset = AvisoSuspensao.objects.select_related("servico__cliente", "servico__plano", "usuario", "mensagem")
    tabela = AvisoTabela
    filtros = AvisoFiltro
    secao = "avisos"
    template_name = "financeiro/suspensao/secao.html"
    vazio = (
        "Nenhum aviso ainda. Ligue o aviso na aba Suspensão da forma de cobrança (ou aplique o padrão RGC 765): "
        "a rotina avisa por e-mail antes de suspender."
    )


class AvisoDetalhe(DetalheView):
    """What a notice says, and how it went."""

    permissao = VER
    queryset = AvisoSuspensao.objects.select_related("servico__cliente", "servico__plano", "usuario", "mensagem")
    pagina = "financeiro.aviso_suspensao"
    icone = "mail-exclamation"
    template_name = "financeiro/suspensao/aviso.html"


class ServicoAviso(FormularioView):
    """Keep that the client was told by letter, by phone…"""

    permissao = AVISAR
    titulo = "Registrar aviso dado ao cliente"
    icone = "mail-exclamation"
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    form_class = AvisoForm
    rotulo_enviar = "Registrar aviso"
    sucesso_url = "clientes:servico_detalhe"
    sucesso_mensagem = "Aviso registrado."

    def get_inicial(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Suggest today."""
        return {"enviado_em": hoje()}

    def executar(self, form: AvisoForm, objeto: ServicoCliente) -> ServicoCliente:
        """Do it."""
        dados = form.cleaned_data
        meio = OutroMeio(dados["meio"], dados["enviado_em"], dados["destinatario"])
        registrar_aviso(objeto, meio, self.request.user, tipo=dados["tipo"])
        return objeto


class RescisaoLista(ListaView):
    """Services suspended for debt for 60 days or more: the contract may be ended, with a notice."""

    permissao = VER
    titulo = "Contratos que podem ser encerrados"
    icone = "file-off"
    tabela = RescisaoTabela
    filtros = RescisaoFiltro
    secao = "rescisao"
    totais = ("valor_aberto",)
    template_name = "financeiro/suspensao/secao.html"
    acoes_em_massa = (
        AcaoEmMassa("avisar", "Avisar por e-mail", "financeiro:rescisao_avisar", AVISAR, "mail-exclamation"),
    )
    vazio = "Nenhum serviço está suspenso por débito há 60 dias ou mais."

    def get_queryset(self) -> QuerySet[Any]:
        """Return them, the longest suspended first."""
        return rescindiveis().order_by("suspenso_desde", "pk")


class RescisaoAvisar(AcaoView):
    """Send the notice of the end of the contract to those selected."""

    permissao = AVISAR
    titulo = "Avisar do encerramento do contrato"
    lista = RescisaoLista
    confirmacao = (
        "Enviar o aviso de encerramento do contrato por e-mail? Cada cliente recebe o motivo, o valor em aberto e o "
        "prazo de 15 dias. Quem não tem e-mail fica de fora: avise por carta e registre no serviço."
    )
    rotulo_enviar = "Enviar avisos"

    def executar(self, objeto: None, request: HttpRequest) -> HttpResponse:
        """Do it."""
        foram, sem_email = avisar_rescisao(
            ServicoCliente.objects.filter(pk__in=self.selecionados().values("pk")), request.user
        )
        messages.success(request, f"{contar(foram, 'aviso na fila de envio', 'avisos na fila de envio')}.")
        if sem_email:
            messages.warning(request, f"{contar(sem_email, 'cliente', 'clientes')} sem e-mail: avise por carta.")
        return self.ir_para(reverse("financeiro:rescisao_lista"))


class FormaCobrancaRgc(AcaoView):
    """Set the tab *Suspensão* as the law asks."""

    permissao = "financeiro.editar_forma_cobranca"
    titulo = "Aplicar o padrão RGC 765"
    icone = "scale"
    confirmacao = (
        f"Aplicar o padrão RGC 765 a “{{objeto}}”? Aviso por e-mail com {DIAS_AVISO} dias de atraso, suspensão total "
        f"{RGC_765['prazo_aviso']} dias depois do aviso enviado, sem suspensão parcial, sem cobrar os dias suspensos. "
        "O resto fica como está."
    )
    rotulo_enviar = "Aplicar padrão"
    sem_escopo = True
    queryset = FormaCobranca.objects.all()
    sucesso_url = "financeiro:forma_cobranca_detalhe"
    sucesso_mensagem = "Padrão RGC 765 aplicado a {objeto}."

    def executar(self, objeto: FormaCobranca, request: HttpRequest) -> FormaCobranca:
        """Do it."""
        return aplicar_rgc_765(objeto, request.user)
