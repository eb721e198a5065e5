"""Custom navigation (C20): of one service, of all, and what one does with them."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime

from clientes.models import ServicoCliente
from clientes.regras.contrato import velocidade
from hubsoft.core.telas import AbaListaView, AcaoView, FormularioView, ListaView
from rede import acoes
from rede.acoes.customizar_navegacao import Navegacao, descrever
from rede.filters.navegacao import NavegacaoFiltro
from rede.forms.navegacao import FormularioNavegacao
from rede.models import NavegacaoCustomizada
from rede.tables.navegacao import NavegacaoDoServicoTabela, NavegacaoTabela

VER, CUSTOMIZAR = "rede.ver_navegacao", "rede.customizar_navegacao"
COM_RELACOES = NavegacaoCustomizada.objects.select_related("servico__cliente", "servico__plano", "usuario")


# What asks for somebody first, then what runs.
PRIMEIRO = Case(
    When(situacao=NavegacaoCustomizada.Situacao.FALHOU, then=0),
    When(situacao=NavegacaoCustomizada.Situacao.ATIVA, then=1),
    default=2,
)


class NavegacaoLista(ListaView):
    """Every custom navigation: those that failed to end, those in use, those that ended."""

    permissao = VER
    titulo = "Navegação customizada"
    icone = "gauge"
    queryset = COM_RELACOES.order_by(PRIMEIRO, "-pk")
    tabela = NavegacaoTabela
    filtros = NavegacaoFiltro
    vazio = "Nenhuma navegação customizada. Comece uma pelo menu ⋮ de um serviço."


class ServicoNavegacao(AbaListaView):
    """Tab *Navegação* of a service."""

    permissao = VER
    queryset_pai = ServicoCliente.objects.select_related("plano")
    # The parent is scoped.
    sem_escopo = True
    titulo = "Navegação customizada"
    icone = "gauge"
    tabela = NavegacaoDoServicoTabela
    template_corpo = "rede/navegacao/_aba.html"
    vazio = "Este serviço navega na velocidade do plano."

    def get_queryset(self) -> QuerySet[NavegacaoCustomizada]:
        """Return the service's, the last first."""
        return COM_RELACOES.filter(servico=self.pai).order_by("-pk")


class NavegacaoAdicionar(FormularioView):
    """Asks for the speed, shows what is pending, and on confirmation sends it to the network."""

    permissao = CUSTOMIZAR
    queryset = ServicoCliente.objects.select_related("cliente", "plano", "acesso")
    titulo = "Navegação customizada"
    icone = "gauge"
    tamanho_modal = ""
    template_campos = "rede/navegacao/_campos.html"
    sucesso_mensagem = "Navegação customizada. A velocidade nova segue para o concentrador."

    @property
    def confirmando(self) -> bool:
        """Whether this sending already saw the pending changes."""
        return self.request.POST.get("pendentes") == "1"

    @property
    def mudando(self) -> bool:
        """Whether they asked to change them once more."""
        return self.request.POST.get("acao") == "mudar"

    def get_ativa(self, servico: ServicoCliente) -> NavegacaoCustomizada | None:
        """Return the one in use."""
        return servico.navegacoes.filter(situacao=NavegacaoCustomizada.Situacao.ATIVA).first()

    def get_form(self, objeto: ServicoCliente) -> FormularioNavegacao:
        """Start from the one in use, or the plan's speeds."""
        origem: Any = self.get_ativa(objeto) or objeto.plano
        inicial = {nome: getattr(origem, nome) for nome in ("download_kbps", "upload_kbps")}
        if isinstance(origem, NavegacaoCustomizada):
            inicial |= {"ate": origem.ate and localtime(origem.ate), "pool": origem.pool, "motivo": origem.motivo}
        return FormularioNavegacao(self.request.POST if self.request.method == "POST" else None, initial=inicial)

    pendentes: list[tuple[str, str, str]] = []

    def executar(self, form: FormularioNavegacao, objeto: ServicoCliente) -> ServicoCliente | HttpResponse:
        """Show what would change, or do it once that was confirmed."""
        if self.mudando or not self.confirmando:
            return self.mostrar(form)
        acoes.customizar_navegacao(objeto, form.navegacao, self.request.user)
        return objeto

    def mostrar(self, form: FormularioNavegacao, status: int = 200) -> HttpResponse:
        """Show the fields, or the pending changes in their place when all of them are right."""
        certo = self.request.method == "POST" and not self.mudando and status == 200
        self.pendentes = self.comparar(form.navegacao) if certo else []
        if certo and not self.pendentes:
            form.add_error(None, "O serviço já navega assim: nada mudaria.")
            certo, status = False, 422
        self.rotulo_enviar = "Confirmar" if certo else "Ver alterações pendentes"
        self.botoes_extras = (("mudar", "Mudar"),) if certo else ()
        return super().mostrar(form, status)

    def comparar(self, pedida: Navegacao) -> list[tuple[str, str, str]]:
        """Return what changes: its name, as it is, as it will be."""
        antes = self.get_ativa(self.objeto)
        plano, acesso = self.objeto.plano, getattr(self.objeto, "acesso", None)
        pool = (acesso.pool if acesso else "") or plano.pool or "—"
        linhas = (
            ("Download", velocidade((antes or plano).download_kbps), velocidade(pedida.download_kbps)),
            ("Upload", velocidade((antes or plano).upload_kbps), velocidade(pedida.upload_kbps)),
            ("Pool de IP", (antes.pool if antes else "") or pool, pedida.pool or pool),
            ("Até", _quando(antes.ate) if antes else "—", _quando(pedida.ate)),
        )
        return [linha for linha in linhas if linha[1] != linha[2]]

    def get_sucesso_url(self, objeto: Any) -> str:
        """Show the tab."""
        return reverse("clientes:servico_detalhe", args=[objeto.pk]) + "?aba=navegacao"


def _quando(instante: Any) -> str:
    return f"{localtime(instante):%d/%m/%Y %H:%M}" if instante else "Sem data para terminar"


class _SobreNavegacao(AcaoView):
    permissao = CUSTOMIZAR
    queryset = COM_RELACOES
    icone = "gauge"

    def get_confirmacao(self, objeto: NavegacaoCustomizada) -> str:
        """Say which."""
        return self.confirmacao.format(descrever(objeto), objeto.servico.cliente)

    def get_sucesso_url(self, objeto: NavegacaoCustomizada) -> str:
        """Show the tab."""
        return reverse("clientes:servico_detalhe", args=[objeto.servico_id]) + "?aba=navegacao"


class NavegacaoEncerrar(_SobreNavegacao):
    """Ends one now."""

    titulo = "Encerrar navegação customizada"
    confirmacao = "Encerrar agora a navegação de {0} de {1}? O serviço volta à velocidade do plano."
    rotulo_enviar = "Encerrar"
    sucesso_mensagem = "Navegação customizada encerrada."

    def executar(self, objeto: NavegacaoCustomizada, request: HttpRequest) -> NavegacaoCustomizada:
        """End it."""
        return acoes.encerrar_navegacao(objeto, request.user)


class NavegacaoRepetir(_SobreNavegacao):
    """Tries again to end one that failed."""

    titulo = "Tentar de novo"
    confirmacao = "Tentar de novo encerrar a navegação de {0} de {1}?"
    rotulo_enviar = "Tentar de novo"
    sucesso_mensagem = "Navegação customizada encerrada."

    def executar(self, objeto: NavegacaoCustomizada, request: HttpRequest) -> NavegacaoCustomizada:
        """Try it."""
        return acoes.repetir_encerramento(objeto, request.user)
