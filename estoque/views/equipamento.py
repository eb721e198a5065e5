"""Equipment: list, page, entry, correction, write-off."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from estoque import acoes
from estoque.filters import EquipamentoFiltro, por_serial_ou_mac
from estoque.forms import FormularioEntrada, FormularioEquipamento, FormularioMotivoBaixa, FormularioVolta
from estoque.models import Equipamento, EquipamentoEmServico
from estoque.tables import EmprestimoDoEquipamentoTabela, EquipamentoTabela
from hubsoft.core.telas import AbaListaView, DetalheView, FormularioView, ListaView
from hubsoft.core.telas.historico import HistoricoDoPai
from hubsoft.core.telas.opcoes import OpcoesView

VER, EDITAR, EMPRESTAR = "estoque.ver_equipamento", "estoque.editar_equipamento", "estoque.emprestar_equipamento"
COM_PRODUTO = Equipamento.objects.select_related("produto")


class EquipamentoLista(ListaView):
    """Every piece, with who has it."""

    permissao = VER
    titulo = "Equipamentos"
    icone = "device-desktop"
    tabela = EquipamentoTabela
    filtros = EquipamentoFiltro
    adicionar = ("estoque:equipamento_adicionar", EDITAR, "Adicionar ao estoque")
    adicionar_modal = True
    vazio = "Nenhum equipamento. Adicione ao estoque os que vão para a casa dos clientes."

    def get_queryset(self) -> QuerySet[Equipamento]:
        """Return the equipment with the client of the open loan."""
        aberto = EquipamentoEmServico.objects.abertos().filter(equipamento=OuterRef("pk"))
        return COM_PRODUTO.annotate(
            cliente_nome=Subquery(aberto.values("servico__cliente__nome")[:1]),
            desde=Subquery(aberto.values("emprestado_em")[:1]),
        ).order_by("-id")


class EquipamentoOpcoes(OpcoesView):
    """What is in stock, for the picker of a loan."""

    permissao = EMPRESTAR
    queryset = COM_PRODUTO.filter(estado=Equipamento.Estado.ESTOQUE).order_by("produto__nome", "serial")

    def procurar(self, queryset: QuerySet[Equipamento], termo: str) -> QuerySet[Equipamento]:
        """Look for the serial, the MAC or the product."""
        return por_serial_ou_mac(queryset, termo) if termo else queryset

    def opcao(self, objeto: Equipamento) -> dict[str, Any]:
        """Return the serial with its MAC below."""
        return {"id": objeto.pk, "texto": str(objeto), "detalhe": f"MAC {objeto.mac}" if objeto.mac else ""}


class EquipamentoDetalhe(DetalheView):
    """One piece."""

    permissao = VER
    queryset = COM_PRODUTO
    pagina = "estoque.equipamento"
    icone = "device-desktop"
    template_name = "estoque/equipamento/detalhe.html"

    def get_dados(self, objeto: Equipamento) -> dict[str, Any]:
        """Add who has it now."""
        abertos = objeto.emprestimos.filter(devolvido_em__isnull=True).select_related("servico__cliente")
        return {"emprestimo": abertos.first()}


class EquipamentoEmprestimos(AbaListaView):
    """Tab of the loans of a piece, those of other cities left out."""

    permissao = VER
    queryset_pai = Equipamento.objects.all()
    titulo = "Empréstimos"
    icone = "history"
    tabela = EmprestimoDoEquipamentoTabela
    vazio = "Este equipamento nunca foi emprestado."

    def get_queryset(self) -> QuerySet[EquipamentoEmServico]:
        """Return the loans, the last first."""
        com_relacoes = self.pai.emprestimos.select_related("servico__cliente", "servico__plano", "responsavel")
        return com_relacoes.order_by("-id")


class EquipamentoHistorico(HistoricoDoPai):
    """Tab of what happened to a piece."""

    permissao = VER
    queryset_pai = Equipamento.objects.all()
    # The parent is scoped; its sentences have no city of their own.
    sem_escopo = True
    vazio = "Nada aconteceu ainda com este equipamento."


class EquipamentoAdicionar(FormularioView):
    """Puts pieces into stock."""

    permissao = EDITAR
    modelo = Equipamento
    form_class = FormularioEntrada
    titulo = "Adicionar ao estoque"
    icone = "device-desktop"
    tamanho_modal = ""
    sucesso_url = "estoque:equipamento_lista"

    def executar(self, form: FormularioEntrada, objeto: None) -> Equipamento:
        """Put them."""
        dados = form.cleaned_data
        feitos = acoes.cadastrar(dados["produto"], dados["seriais"], self.request.user, dados["observacao"])
        self.feitos = len(feitos)
        return feitos[0]

    def get_sucesso_mensagem(self, objeto: Equipamento) -> str:
        """Say how many."""
        return f"{self.feitos} equipamentos no estoque." if self.feitos > 1 else f"{objeto} no estoque."


class EquipamentoEditar(FormularioView):
    """Corrects serial, MAC and note."""

    permissao = EDITAR
    queryset = COM_PRODUTO
    form_class = FormularioEquipamento
    titulo = "Editar {objeto}"
    icone = "device-desktop"
    tamanho_modal = ""
    sucesso_url = "estoque:equipamento_detalhe"
    sucesso_mensagem = "{objeto} salvo."

    def get_inicial(self, objeto: Equipamento) -> dict[str, Any]:
        """Return what it has."""
        return {"serial": objeto.serial, "mac": objeto.mac, "observacao": objeto.observacao}

    def executar(self, form: FormularioEquipamento, objeto: Equipamento) -> Equipamento:
        """Save."""
        dados = form.cleaned_data
        novo = acoes.NovoEquipamento(dados["serial"], dados["mac"])
        return acoes.editar(objeto, novo, dados["observacao"], self.request.user)


class EquipamentoBaixar(FormularioView):
    """Writes a piece off."""

    permissao = EDITAR
    queryset = COM_PRODUTO
    form_class = FormularioMotivoBaixa
    titulo = "Baixar {objeto}"
    icone = "trash-x"
    tamanho_modal = "sm"
    perigosa = True
    rotulo_enviar = "Baixar"
    sucesso_url = "estoque:equipamento_detalhe"
    sucesso_mensagem = "{objeto} baixado."

    def executar(self, form: FormularioMotivoBaixa, objeto: Equipamento) -> Equipamento:
        """Write it off."""
        return acoes.baixar(objeto, form.cleaned_data["motivo"], self.request.user)


class EquipamentoVoltar(FormularioView):
    """Puts a repaired or found piece into stock again."""

    permissao = EDITAR
    queryset = COM_PRODUTO
    form_class = FormularioVolta
    titulo = "{objeto} de volta ao estoque"
    icone = "tool"
    tamanho_modal = "sm"
    rotulo_enviar = "Voltar ao estoque"
    sucesso_url = "estoque:equipamento_detalhe"
    sucesso_mensagem = "{objeto} no estoque."

    def executar(self, form: FormularioVolta, objeto: Equipamento) -> Equipamento:
        """Put it back."""
        return acoes.voltar_ao_estoque(objeto, form.cleaned_data["observacao"], self.request.user)
