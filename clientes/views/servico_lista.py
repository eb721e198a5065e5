"""Every service of every client, and the changes of many at once (C21)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from clientes.acoes import alterar_em_massa as acoes
from clientes.filters_servico import AlteracaoFiltro, ItemAlteracaoFiltro, ServicoFiltro
from clientes.forms.alteracao import FormularioAlteracao
from clientes.models import AlteracaoServicos, ItemAlteracao, ServicoCliente
from clientes.tables_servico import CORES_DA_ALTERACAO, AlteracaoTabela, ItemAlteracaoTabela, ServicoTabela
from hubsoft.core.telas import AbaListaView, AcaoEmMassa, AcaoView, DetalheView, ExcluirView, FormularioView, ListaView
from hubsoft.core.telas.formatos import etiqueta
from hubsoft.core.texto import contar

VER, ALTERAR = "clientes.ver_servico", acoes.PERMISSAO
S, I = AlteracaoServicos.Situacao, ItemAlteracao.Situacao  # noqa: E741


class ServicoLista(ListaView):
    """The services of all clients."""

    permissao = VER
    titulo = "Serviços"
    icone = "router"
    queryset = ServicoCliente.objects.select_related("cliente__cidade", "plano", "vendedor").order_by("-pk")
    template_name = "clientes/servico/lista.html"
    tabela = ServicoTabela
    filtros = ServicoFiltro
    totais = ("valor",)
    acoes_em_massa = (
        AcaoEmMassa("alterar", "Alterar serviço", "clientes:alteracao_adicionar", ALTERAR, "arrows-exchange"),
    )
    vazio = "Nenhum serviço ainda. Eles aparecem aqui quando são vendidos."


class AlteracaoAdicionar(FormularioView):
    """What to change in the services selected on the list."""

    permissao = ALTERAR
    lista = ServicoLista
    titulo = "Alterar serviços"
    icone = "arrows-exchange"
    tamanho_modal = ""
    rotulo_enviar = "Conferir"
    template_name = "clientes/alteracao/formulario.html"
    template_campos = "clientes/alteracao/_campos.html"

    def get_form(self, objeto: None) -> FormularioAlteracao:
        """Return the form with the kinds that the user may use."""
        enviado = self.request.method == "POST" and not self.falta_confirmar()
        return FormularioAlteracao(self.request.POST if enviado else None, usuario=self.request.user)

    def executar(self, form: FormularioAlteracao, objeto: None) -> HttpResponse:
        """Keep the selection and go to what would happen to it."""
        dados = form.cleaned_data
        alteracao = acoes.pedir_alteracao(self.selecionados(), dados["alteracao"], dados["campos"], self.request.user)
        return self.ir_para(reverse("clientes:alteracao_detalhe", args=[alteracao.pk]))


class AlteracaoLista(ListaView):
    """The changes made and to be made."""

    permissao = ALTERAR
    titulo = "Alterações em massa"
    icone = "arrows-exchange"
    queryset = AlteracaoServicos.objects.com_andamento().select_related("usuario", "processo")
    tabela = AlteracaoTabela
    filtros = AlteracaoFiltro
    vazio = "Nenhuma alteração em massa ainda. Selecione serviços em Clientes › Serviços e clique em Alterar serviço."


class AlteracaoDetalhe(DetalheView):
    """One change: what it does, how far it is, each service."""

    permissao = ALTERAR
    queryset = AlteracaoServicos.objects.com_andamento().select_related("usuario", "processo")
    pagina = "clientes.alteracao"
    icone = "arrows-exchange"
    template_name = "clientes/alteracao/detalhe.html"

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Count its services and say what may be done now."""
        trabalhando = objeto.processo is not None and objeto.processo.aberto
        quantos = acoes.contagem(objeto)
        falta = quantos[I.MUDA] + quantos[I.ESPERA]
        parado = not trabalhando and objeto.situacao != S.CONCLUIDA
        rotulo = dict(objeto._meta.get_field("situacao").choices).get(objeto.andamento, "Parada")
        return {
            "etiqueta": etiqueta(objeto.andamento, rotulo, CORES_DA_ALTERACAO),
            "trabalhando": trabalhando,
            "quantos": quantos,
            "motivos": acoes.motivos(objeto),
            "pode_aplicar": parado and falta > 0 and not quantos[I.ALTERADO] and not quantos[I.ESPERA],
            "pode_continuar": parado and falta > 0 and (quantos[I.ALTERADO] > 0 or quantos[I.ESPERA] > 0),
            "pode_descartar": parado and not quantos[I.ALTERADO],
        }


class AlteracaoItens(AbaListaView):
    """The services of a change."""

    permissao = ALTERAR
    queryset_pai = AlteracaoServicos.objects.all()
    titulo = "Serviços da alteração"
    icone = "router"
    tabela = ItemAlteracaoTabela
    filtros = ItemAlteracaoFiltro
    vazio = "Nenhum serviço nesta alteração."

    def get_queryset(self) -> QuerySet[ItemAlteracao]:
        """Return them in the order they are changed."""
        itens = ItemAlteracao.objects.filter(alteracao=self.pai)
        return itens.select_related("servico__cliente", "servico__plano").order_by("servico_id")


class AlteracaoAplicar(AcaoView):
    """Makes a change that was looked at, or goes on with one that stopped."""

    permissao = ALTERAR
    queryset = AlteracaoServicos.objects.all()
    titulo = "Aplicar alteração"
    icone = "arrows-exchange"
    rotulo_enviar = "Aplicar"
    sucesso_url = "clientes:alteracao_detalhe"

    def get_confirmacao(self, objeto: AlteracaoServicos) -> str:
        """Say once more what happens to how many."""
        quantos = acoes.contagem(objeto)
        servicos = contar(quantos[I.MUDA] + quantos[I.ESPERA], "serviço", "serviços")
        return (
            f"{objeto.resumo}: alterar agora {servicos}? Cada um é conferido de novo na hora, e a mudança fica no "
            "histórico de cada um. Não há como desfazer tudo de uma vez."
        )

    def executar(self, objeto: AlteracaoServicos, request: HttpRequest) -> AlteracaoServicos:
        """Start the job."""
        return acoes.aplicar(objeto, request.user)


class AlteracaoDescartar(ExcluirView):
    """Discards a change of which nothing was applied."""

    permissao = ALTERAR
    queryset = AlteracaoServicos.objects.all()
    titulo = "Descartar"
    confirmacao = "Descartar a {objeto}? Nenhum serviço mudou."
    rotulo_enviar = "Descartar"
    sucesso_mensagem = "{objeto} descartada."
    sucesso_url = "clientes:alteracao_lista"

    def executar(self, objeto: AlteracaoServicos, request: HttpRequest) -> None:
        """Remove it."""
        acoes.descartar_alteracao(objeto)
