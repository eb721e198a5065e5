"""Movements of a caixa: transfer, correct, check against the statement (F23)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from financeiro.acoes.conciliar_movimentos import MARCAS, a_marcar, conciliar_movimentos
from financeiro.acoes.movimento import conciliar, desfazer_conciliacao, editar_movimento
from financeiro.acoes.transferir import Transferencia, estornar_transferencia, transferir
from financeiro.consultas.caixa import caixas_visiveis
from financeiro.forms.cobranca import MotivoForm
from financeiro.forms.movimento import MovimentoForm, TransferirForm
from financeiro.models import Caixa, MovimentoCaixa, TransferenciaCaixa
from financeiro.views.caixa import CaixaDetalhe
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.models import Processo
from hubsoft.core.telas import AcaoView, FormularioView
from hubsoft.core.telas.base import DeUsuario
from hubsoft.core.texto import contar


class CaixaTransferir(FormularioView):
    """Move money from a caixa to another."""

    permissao = "financeiro.transferir_caixa"
    titulo = "Transferir entre caixas"
    form_class = TransferirForm
    rotulo_enviar = "Transferir"
    sucesso_url = "financeiro:caixa_lista"
    cancelar_url = "financeiro:caixa_lista"
    sucesso_mensagem = "Transferência feita. O saldo dos dois caixas já mudou."

    def get_form_kwargs(self, objeto: Any) -> dict[str, Any]:
        """Offer the person's caixas."""
        return super().get_form_kwargs(objeto) | {"usuario": self.request.user}

    def get_inicial(self, objeto: Any) -> dict[str, Any]:
        """Start from the caixa whose page asked."""
        origem = self.request.GET.get("caixa", "")
        return {"origem": origem} if origem.isascii() and origem.isdecimal() and len(origem) < 10 else {}

    def executar(self, form: TransferirForm, objeto: Any) -> None:
        """Do it."""
        dados = dict(form.cleaned_data)
        dados["chave"] = f"tela:{self.request.user.pk}:{dados['chave']}"
        transferir(Transferencia(**dados), self.request.user)


class TransferenciaEstornar(FormularioView):
    """Undo a transfer, with the reason."""

    permissao = "financeiro.transferir_caixa"
    titulo = "Estornar {objeto}"
    sem_escopo = True
    form_class = MotivoForm
    rotulo_enviar = "Estornar"
    tamanho_modal = "sm"
    sucesso_url = "financeiro:caixa_lista"
    cancelar_url = "financeiro:caixa_lista"
    sucesso_mensagem = "{objeto} estornada: o dinheiro voltou ao caixa de origem."

    def get_queryset(self) -> QuerySet[TransferenciaCaixa]:
        """Return the transfers between caixas that the person sees."""
        vistos = caixas_visiveis(self.request.user).values("pk")
        return TransferenciaCaixa.objects.filter(origem__in=vistos, destino__in=vistos)

    def executar(self, form: MotivoForm, objeto: TransferenciaCaixa) -> TransferenciaCaixa:
        """Do it."""
        return estornar_transferencia(objeto, motivo=form.cleaned_data["motivo"], usuario=self.request.user)


class _DoMovimento(DeUsuario):
    """One movement of a caixa that the person sees."""

    sem_escopo = True
    sucesso_url = "financeiro:caixa_lista"
    cancelar_url = "financeiro:caixa_lista"

    def get_queryset(self) -> QuerySet[MovimentoCaixa]:
        """Return the movements of the caixas that the person sees."""
        return MovimentoCaixa.objects.filter(caixa__in=caixas_visiveis(self.request.user).values("pk"))


class MovimentoEditar(_DoMovimento, FormularioView):
    """Correct what a movement says."""

    permissao = "financeiro.editar_movimento"
    titulo = "Editar movimento"
    form_class = MovimentoForm
    sucesso_mensagem = "Movimento salvo."

    def get_inicial(self, objeto: MovimentoCaixa) -> dict[str, Any]:
        """Return what it says now."""
        return {"descricao": objeto.descricao, "data": objeto.data}

    def get_form_kwargs(self, objeto: MovimentoCaixa) -> dict[str, Any]:
        """Say which movement it is."""
        return super().get_form_kwargs(objeto) | {"movimento": objeto}

    def executar(self, form: MovimentoForm, objeto: MovimentoCaixa) -> MovimentoCaixa:
        """Do it."""
        return editar_movimento(objeto, form.cleaned_data["descricao"], form.cleaned_data["data"], self.request.user)


class MovimentoConciliar(_DoMovimento, AcaoView):
    """Mark a movement as found in the statement."""

    permissao = "financeiro.conciliar_movimento"
    titulo = "Conciliar movimento"
    confirmacao = "“{objeto}” está no extrato do banco, com este valor? Conciliado, ele não pode mais ser editado."
    rotulo_enviar = "Conciliar"
    sucesso_mensagem = "Movimento conciliado."

    def executar(self, objeto: MovimentoCaixa, request: HttpRequest) -> MovimentoCaixa:
        """Do it."""
        return conciliar(objeto, request.user)


class MovimentoDesconciliar(_DoMovimento, AcaoView):
    """Take the mark away."""

    permissao = "financeiro.conciliar_movimento"
    titulo = "Desfazer a conciliação"
    confirmacao = "Desfazer a conciliação de “{objeto}”? Ele volta a poder ser editado."
    rotulo_enviar = "Desfazer"
    sucesso_mensagem = "Conciliação desfeita."

    def executar(self, objeto: MovimentoCaixa, request: HttpRequest) -> MovimentoCaixa:
        """Do it."""
        return desfazer_conciliacao(objeto, request.user)


class _DoCaixa(AcaoView):
    """The movements selected on the page of one caixa; says what they sum to, as the statement does."""

    permissao = "financeiro.conciliar_movimento"
    sem_escopo = True
    lista = CaixaDetalhe
    verbo = ""
    sucesso_url = "financeiro:caixa_detalhe"

    def get_queryset(self) -> QuerySet[Caixa]:
        """Return the caixas that the person sees."""
        return caixas_visiveis(self.request.user)

    def get_confirmacao(self, objeto: Caixa) -> str:
        """Say how many would change and their sum."""
        soma = a_marcar(self.selecionados(), self.verbo).aggregate(n=Count("pk"), valor=Sum("valor"))
        return self.confirmacao.format(
            contar(soma["n"], "movimento soma", "movimentos somam"), formatar(soma["valor"] or ZERO)
        )

    def executar(self, objeto: Caixa, request: HttpRequest) -> HttpResponse | None:
        """Do it, or show the job that does."""
        feito = conciliar_movimentos(objeto, self.selecionados(), self.verbo, request.user)
        if isinstance(feito, Processo):
            return self.ir_para(reverse("core:processo_detalhe", args=[feito.pk]))
        marca = MARCAS[self.verbo]
        self.sucesso_mensagem = f"{contar(feito, marca.um, marca.varios)}."
        return None


class CaixaConciliar(_DoCaixa):
    """Mark the selected ones as found in the statement."""

    titulo = "Conciliar movimentos"
    verbo = "conciliar"
    confirmacao = "{} {} a conciliar. É o que o extrato do banco mostra? Os já conciliados ficam como estão."
    rotulo_enviar = "Conciliar"


class CaixaDesconciliar(_DoCaixa):
    """Take the mark of the selected ones away."""

    titulo = "Desfazer a conciliação"
    verbo = "desfazer"
    confirmacao = "{} {} na conciliação a desfazer. Depois eles podem ser editados e estornados de novo."
    rotulo_enviar = "Desfazer"
