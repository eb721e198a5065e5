"""Faturas (F03): list, detail, joining charges, cancelling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse

from clientes.models import Cliente
from financeiro.acoes import montar_fatura
from financeiro.acoes.alterar_vencimento import NovoVencimento, alterar_vencimento, alterar_vencimentos
from financeiro.acoes.cancelar_fatura import cancelar_fatura
from financeiro.consultas.fatura import com_em_aberto
from financeiro.filters.fatura import FaturaFiltro
from financeiro.forms.cobranca import JuntarForm, MotivoForm, VencimentoForm
from financeiro.models import Fatura, ItemRecibo
from financeiro.tables.cobranca import BOTOES_DE_DESCONTO
from financeiro.tables.fatura import FaturaTabela
from hubsoft.core.datas import hoje
from hubsoft.core.models import Processo
from hubsoft.core.telas import AbaView, AcaoEmMassa, DetalheView, FormularioView, ListaView
from hubsoft.core.texto import contar

# Of an open fatura (reopened by an estorno, mostly): the bank will not take the boleto again.
FORA_DO_BANCO = (Fatura.Registro.BAIXA_ENVIADA, Fatura.Registro.BAIXADA, Fatura.Registro.LIQUIDADA)


class FaturaLista(ListaView):
    """The list."""

    permissao = "financeiro.ver_fatura"
    titulo = "Faturas"
    icone = "file-invoice"
    queryset = com_em_aberto(Fatura.objects.select_related("cliente", "forma"), F("valor"))
    tabela = FaturaTabela
    filtros = FaturaFiltro
    totais = ("valor", "em_aberto")
    dos_ligados = ("cliente__nome", "cliente__ativo", "forma__descricao")
    acoes_em_massa = (
        AcaoEmMassa(
            "imprimir", "Imprimir boletos", "financeiro:fatura_imprimir_massa", "financeiro.imprimir_boleto", "printer"
        ),
        AcaoEmMassa(
            "enviar", "Enviar por e-mail", "financeiro:fatura_enviar_massa", "financeiro.enviar_boleto", "mail"
        ),
        AcaoEmMassa(
            "vencimento",
            "Alterar vencimento",
            "financeiro:fatura_vencimento_massa",
            "financeiro.alterar_vencimento",
            "calendar-event",
        ),
        AcaoEmMassa("carne", "Imprimir carnê", "financeiro:fatura_carne_massa", "financeiro.imprimir_boleto", "book"),
    )
    vazio = "Nenhuma fatura ainda. Gere o faturamento do mês ou junte cobranças de um cliente na ficha dele."


class FaturaDetalhe(DetalheView):
    """One fatura."""

    permissao = "financeiro.ver_fatura"
    pagina = "financeiro.fatura"
    queryset = com_em_aberto(Fatura.objects.select_related("cliente", "forma", "faturamento"), F("valor"))
    template_name = "financeiro/fatura/detalhe.html"

    def get_dados(self, objeto: Fatura) -> dict[str, Any]:
        """Say whether it is late, and whether the bank still takes its boleto."""
        aberta = objeto.status in (Fatura.Status.ABERTA, Fatura.Status.PARCIAL)
        return {
            "aberta": aberta,
            "vencida": aberta and objeto.vencimento < hoje(),
            "fora_do_banco": aberta and objeto.registro in FORA_DO_BANCO,
        }


class FaturaResumo(AbaView):
    """Its charges, receipts, and what the bank was told and answered."""

    permissao = "financeiro.ver_fatura"
    queryset = Fatura.objects.all()
    template_name = "financeiro/fatura/_resumo.html"

    def get_dados(self, objeto: Fatura) -> dict[str, Any]:
        """Read the three lists."""
        itens = ItemRecibo.objects.filter(cobranca__fatura=objeto)
        return {
            "botoes_de_desconto": BOTOES_DE_DESCONTO,
            "cobrancas": objeto.cobrancas.select_related("servico__plano", "servico__cliente").prefetch_related(
                "descontos"
            ),
            "itens": itens.select_related("recibo__caixa", "cobranca").order_by("-recibo_id", "pk"),
            "remessas": objeto.itens_remessa.select_related("remessa").order_by("-remessa_id"),
            "retornos": objeto.itens_retorno.select_related("retorno").order_by("-pk"),
        }


class FaturaCancelar(FormularioView):
    """Cancel one, with the reason."""

    permissao = "financeiro.cancelar_fatura"
    titulo = "Cancelar {objeto}"
    queryset = Fatura.objects.all()
    form_class = MotivoForm
    rotulo_enviar = "Cancelar fatura"
    tamanho_modal = "sm"
    sucesso_url = "financeiro:fatura_detalhe"
    sucesso_mensagem = "{objeto} cancelada. As cobranças dela estão livres para outra fatura."

    def executar(self, form: MotivoForm, objeto: Fatura) -> Fatura:
        """Do it."""
        return cancelar_fatura(objeto, motivo=form.cleaned_data["motivo"], usuario=self.request.user)


class FaturaVencimento(FormularioView):
    """Give one another due date."""

    permissao = "financeiro.alterar_vencimento"
    titulo = "Alterar o vencimento da {objeto}"
    queryset = Fatura.objects.all()
    form_class = VencimentoForm
    rotulo_enviar = "Alterar vencimento"
    tamanho_modal = "sm"
    sucesso_url = "financeiro:fatura_detalhe"
    sucesso_mensagem = "Vencimento da {objeto} alterado. O boleto já sai com o novo dia."

    def get_inicial(self, objeto: Fatura) -> dict[str, Any]:
        """Start from its day, today when it has passed."""
        return {"vencimento": max(objeto.vencimento, hoje())}

    def executar(self, form: VencimentoForm, objeto: Fatura) -> Fatura:
        """Do it."""
        return alterar_vencimento(objeto, NovoVencimento(**form.cleaned_data), self.request.user)


class FaturaVencimentoMassa(FormularioView):
    """Give the selected ones another due date."""

    permissao = "financeiro.alterar_vencimento"
    titulo = "Alterar o vencimento"
    lista = FaturaLista
    form_class = VencimentoForm
    rotulo_enviar = "Alterar vencimentos"
    tamanho_modal = "sm"
    sucesso_url = "financeiro:fatura_lista"

    def executar(self, form: VencimentoForm, objeto: None) -> HttpResponse | None:
        """Do it, or show the job that does; say which ones stayed."""
        ids = list(self.selecionados().order_by("pk").values_list("pk", flat=True))
        feito = alterar_vencimentos(ids, NovoVencimento(**form.cleaned_data), self.request.user)
        if isinstance(feito, Processo):
            return self.ir_para(reverse("core:processo_detalhe", args=[feito.pk]))
        self.sucesso_mensagem = f"{contar(feito.alteradas, 'vencimento alterado', 'vencimentos alterados')}."
        if feito.recusadas:
            ficaram = contar(len(feito.recusadas), "fatura ficou como estava", "faturas ficaram como estavam")
            messages.warning(self.request, f"{ficaram}. {feito.recusadas[0][1]}")
        return None


class FaturaJuntar(FormularioView):
    """Tie open charges of a client into one fatura."""

    permissao = "financeiro.gerar_fatura"
    titulo = "Gerar fatura de {objeto}"
    queryset = Cliente.objects.all()
    form_class = JuntarForm
    template_name = "financeiro/formulario_cliente.html"
    rotulo_enviar = "Gerar fatura"
    sucesso_url = "financeiro:fatura_detalhe"
    sucesso_mensagem = "{objeto} gerada."

    def get_form_kwargs(self, objeto: Cliente) -> dict[str, Any]:
        """Give the client, and the charges marked on the client's page."""
        marcadas = [pk for pk in self.request.GET.getlist("cobranca") if pk.isascii() and pk.isdigit()]
        argumentos = super().get_form_kwargs(objeto) | {"cliente": objeto}
        argumentos["initial"] = {"cobrancas": marcadas} if marcadas else {}
        return argumentos

    def executar(self, form: JuntarForm, objeto: Cliente) -> Any:
        """Do it and show the fatura."""
        dados = form.cleaned_data
        cobrancas = list(dados["cobrancas"])
        fatura = montar_fatura(cobrancas, dados["forma"], dados["vencimento"], hoje(), self.request.user)
        return self.responder_e_abrir(fatura)

    def responder_e_abrir(self, fatura: Fatura) -> Any:
        """Go to the new fatura, also from the modal."""
        messages.success(self.request, self.get_sucesso_mensagem(fatura))
        return self.ir_para(self.get_sucesso_url(fatura))
