"""The login of a service: tab, form, password, disconnection."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from clientes.models import Cliente, ServicoCliente
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AbaView, AcaoComResultado, AcaoView, FormularioView
from rede import acoes
from rede.consultas import login_livre, sessoes_por_servico, ultima_recusa
from rede.forms.acesso import FormularioAcesso
from rede.models import Acesso, NavegacaoCustomizada, Sessao
from rede.regras.radius import duracao, recusa, tamanho

VER, EDITAR, REVELAR = "rede.ver_acesso", "rede.editar_acesso", "rede.revelar_senha_acesso"
DESCONECTAR, REMOVER = "rede.desconectar_acesso", "rede.remover_acesso"


def descrever_sessao(sessao: Sessao) -> dict[str, Any]:
    """Return what the screens say of an open session."""
    return {
        "sessao": sessao,
        "tempo": duracao((agora() - sessao.inicio).total_seconds()),
        "download": tamanho(sessao.octetos_saida),
        "upload": tamanho(sessao.octetos_entrada),
    }


class ServicoAcesso(AbaView):
    """Tab *Acesso* of a service: the login and whether it is online now."""

    permissao = VER
    queryset = ServicoCliente.objects.select_related("cliente", "plano", "acesso__equipamento")
    template_name = "rede/acesso/_aba.html"

    def get_dados(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Add the login and its open sessions."""
        sessoes = sessoes_por_servico([objeto.pk]).get(objeto.pk, [])
        acesso = getattr(objeto, "acesso", None)
        recusada = ultima_recusa(acesso) if acesso else None
        return {
            "acesso": acesso,
            "sessoes": [descrever_sessao(s) for s in sessoes],
            "vencido": acesso is not None and acesso.expira_em is not None and acesso.expira_em <= agora(),
            "recusada": recusada,
            "navegacao": NavegacaoCustomizada.objects.ativas().filter(servico=objeto).first() if acesso else None,
            "motivo_recusa": recusa(recusada.motivo) if recusada else "",
        }


class ClienteConexao(AbaView):
    """Tab *Conexão* of a client: each service's login and whether it is online now."""

    permissao = VER
    queryset = Cliente.objects.all()
    template_name = "rede/acesso/_cliente.html"

    def get_dados(self, objeto: Cliente) -> dict[str, Any]:
        """Add the services with login and sessions."""
        servicos = list(objeto.servicos.select_related("plano", "acesso").order_by("pk"))
        abertas = sessoes_por_servico([s.pk for s in servicos])
        return {
            "linhas": [
                {
                    "servico": s,
                    "acesso": getattr(s, "acesso", None),
                    "sessoes": [descrever_sessao(sessao) for sessao in abertas.get(s.pk, [])],
                }
                for s in servicos
            ]
        }


class _FormularioDoAcesso(FormularioView):
    permissao = EDITAR
    form_class = FormularioAcesso
    icone = "network"


class AcessoAdicionar(_FormularioDoAcesso):
    """Gives a login to a service that has none; the URL names the service."""

    titulo = "Criar acesso"
    modelo = ServicoCliente
    sucesso_mensagem = "Acesso {objeto} criado."

    def get_form_kwargs(self, objeto: ServicoCliente) -> dict[str, Any]:
        """The row of the URL is the service, not the login."""
        return {**super().get_form_kwargs(objeto), "instance": None}

    def get_inicial(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Suggest a login from the client's name."""
        return {"login": login_livre(objeto.cliente.nome), "max_sessoes": 1}

    def executar(self, form: FormularioAcesso, objeto: ServicoCliente) -> Acesso:
        """Create it."""
        if Acesso.objects.filter(servico=objeto).exists():
            raise ErroDeNegocio("Este serviço já tem um acesso. Recarregue a página.")
        return acoes.criar_acesso(objeto, form.dados, form.cleaned_data["senha"], self.request.user)


class AcessoEditar(_FormularioDoAcesso):
    """Changes a login."""

    titulo = "Editar acesso"
    sucesso_mensagem = "Acesso {objeto} salvo. Vale na próxima conexão do cliente."
    queryset = Acesso.objects.select_related("servico__cliente")

    def executar(self, form: FormularioAcesso, objeto: Acesso) -> Acesso:
        """Save it."""
        return acoes.editar_acesso(objeto, form.dados, form.cleaned_data["senha"], self.request.user)


class _DoAcesso:
    """Actions on a login inside the user's limit."""

    def get_queryset(self) -> QuerySet[Acesso]:
        """Return the logins."""
        return Acesso.objects.select_related("servico__cliente")


class AcessoRevelar(_DoAcesso, AcaoComResultado):
    """Shows the PPPoE password once, and writes down who saw it."""

    permissao = REVELAR
    titulo = "Revelar senha"
    icone = "eye"
    confirmacao = "Mostrar a senha do acesso {objeto}? Fica registrado no histórico que você viu."
    rotulo_enviar = "Revelar"
    template_resultado = "rede/acesso/_senha.html"

    def executar(self, objeto: Acesso, request: HttpRequest) -> HttpResponse:
        """Write down and show."""
        senha = acoes.revelar_senha(objeto, request.user)
        return self.mostrar_resultado(senha=senha)


class AcessoLimparMac(_DoAcesso, AcaoView):
    """Frees a login from the MAC it is bound to."""

    permissao = EDITAR
    titulo = "Limpar MAC"
    icone = "eraser"
    confirmacao = "Apagar o MAC de {objeto}? Outro equipamento do cliente passa a poder conectar."
    rotulo_enviar = "Limpar MAC"
    sucesso_mensagem = "MAC apagado."

    def executar(self, objeto: Acesso, request: HttpRequest) -> Acesso:
        """Free it."""
        return acoes.limpar_mac(objeto, request.user)


class AcessoInativar(_DoAcesso, AcaoView):
    """Refuses a login and disconnects it."""

    permissao = EDITAR
    titulo = "Inativar acesso"
    icone = "plug-off"
    perigosa = True
    confirmacao = "Inativar {objeto}? Quem estiver conectado com ele cai, e os próximos logins são recusados."
    rotulo_enviar = "Inativar"
    sucesso_mensagem = "Acesso inativado."

    def executar(self, objeto: Acesso, request: HttpRequest) -> Acesso:
        """Make it inactive."""
        return acoes.inativar_acesso(objeto, request.user)


class AcessoAtivar(_DoAcesso, AcaoView):
    """Lets a login connect again."""

    permissao = EDITAR
    titulo = "Ativar acesso"
    icone = "plug"
    confirmacao = "Ativar {objeto}? O login volta a ser aceito, conforme a situação do serviço."
    rotulo_enviar = "Ativar"
    sucesso_mensagem = "Acesso ativado."

    def executar(self, objeto: Acesso, request: HttpRequest) -> Acesso:
        """Make it active."""
        return acoes.ativar_acesso(objeto, request.user)


class AcessoRemover(_DoAcesso, AcaoView):
    """Deletes a login."""

    permissao = REMOVER
    titulo = "Remover acesso"
    icone = "trash"
    perigosa = True
    confirmacao = (
        "Remover o acesso {objeto}, com a senha, o MAC e o IP fixo? Quem estiver conectado com ele cai. "
        "O extrato de conexões é mantido."
    )
    rotulo_enviar = "Remover"
    sucesso_mensagem = "Acesso removido."

    def executar(self, objeto: Acesso, request: HttpRequest) -> ServicoCliente:
        """Delete it."""
        servico = objeto.servico
        acoes.remover_acesso(objeto, request.user)
        return servico


class AcessoDesconectar(_DoAcesso, AcaoView):
    """Disconnects the subscriber: the router dials again at once."""

    permissao = DESCONECTAR
    titulo = "Desconectar"
    icone = "plug-off"
    confirmacao = "Desconectar {objeto} agora? O roteador do cliente reconecta sozinho em instantes."
    rotulo_enviar = "Desconectar"
    sucesso_mensagem = "Desconexão na fila. Acompanhe na aba PoD/CoA."

    def executar(self, objeto: Acesso, request: HttpRequest) -> Acesso:
        """Queue it."""
        acoes.desconectar(objeto, request.user)
        return objeto
