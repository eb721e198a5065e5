"""Attachments (C23): tabs of client and service, sending, reading, deleting. Higher apps make theirs of these."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse

from clientes.acoes.anexar import Envio, alvo_de, anexar, excluir_anexo, tamanho_legivel, tipos_visiveis
from clientes.forms.anexo import FormularioAnexo
from clientes.models import Anexo, Cliente, ServicoCliente
from hubsoft.core.telas import (
    AbaListaView,
    AcaoView,
    BotaoLinha,
    ColunaAcoes,
    ColunaDataHora,
    FormularioView,
    Tabela,
    TelaView,
)
from hubsoft.core.telas.base import ComQueryset

VER, ADICIONAR, EXCLUIR = "clientes.ver_anexo", "clientes.adicionar_anexo", "clientes.excluir_anexo"
COM_RELACOES = Anexo.objects.select_related("usuario")
# What a file may do where a browser shows it: nothing, and in nobody's frame.
ISOLADO = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
BOTOES = (
    BotaoLinha(
        "eye", "Ver", "Ver o anexo {}", "clientes:anexo_ver", VER, abre="janela", quando=lambda anexo: anexo.na_tela
    ),
    BotaoLinha("download", "Baixar", "Baixar o anexo {}", "clientes:anexo_baixar", VER, abre="janela"),
    BotaoLinha("trash", "Excluir", "Excluir o anexo {}", "clientes:anexo_excluir", EXCLUIR, abre="modal"),
)


class AnexoTabela(Tabela):
    """Columns of attachments."""

    nome = tables.Column("Arquivo")
    onde = tables.Column("De", empty_values=(), order_by=("objeto_tipo", "objeto_id"))
    descricao = tables.Column("Descrição")
    tamanho = tables.Column("Tamanho")
    usuario = tables.Column("Quem enviou", accessor="usuario__nome")
    criado_em = ColunaDataHora(verbose_name="Enviado em")
    acoes = ColunaAcoes(BOTOES)

    class Meta:
        model = Anexo
        fields = ("nome", "onde", "descricao", "tamanho", "usuario", "criado_em", "acoes")

    def render_tamanho(self, value: int) -> str:
        """Write it as people say it."""
        return tamanho_legivel(value)

    def render_onde(self, record: Anexo) -> str:
        """Write which record it is attached to."""
        rotulo = alvo_de(record.objeto_tipo).rotulo
        return rotulo.capitalize() if record.objeto_tipo == "clientes.cliente" else f"{rotulo} {record.objeto_id}"

    value_onde = render_onde


class AnexosDoAlvo(AbaListaView):
    """Tab Anexos of one record; subclasses give its queryset and the URL that sends to it."""

    permissao = VER
    titulo = "Anexos"
    icone = "paperclip"
    tabela = AnexoTabela
    template_corpo = "clientes/anexo/_aba.html"
    vazio = "Nenhum anexo. Guarde aqui documentos, fotos da instalação, comprovantes."
    url_adicionar = ""

    def get_queryset(self) -> QuerySet[Anexo]:
        """Return the record's files, of the kinds that the user may see."""
        return COM_RELACOES.de(self.pai).filter(objeto_tipo__in=tipos_visiveis(self.request.user)).order_by("-id")

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add where files are sent."""
        return super().get_contexto(enviar=reverse(self.url_adicionar, args=[self.pai.pk]), **extra)


class ClienteAnexos(AnexosDoAlvo):
    """Tab Anexos of the client dashboard: the client's own and those of services and orders."""

    queryset_pai = Cliente.objects.all()
    url_adicionar = "clientes:cliente_anexo_adicionar"

    def get_queryset(self) -> QuerySet[Anexo]:
        """Return all of the client."""
        permitidos = COM_RELACOES.filter(cliente=self.pai, objeto_tipo__in=tipos_visiveis(self.request.user))
        return permitidos.order_by("-id")


class ServicoAnexos(AnexosDoAlvo):
    """Tab Anexos of a service: its own and those of its orders."""

    queryset_pai = ServicoCliente.objects.all()
    url_adicionar = "clientes:servico_anexo_adicionar"

    def get_queryset(self) -> QuerySet[Anexo]:
        """Return all of the service."""
        permitidos = COM_RELACOES.filter(servico=self.pai, objeto_tipo__in=tipos_visiveis(self.request.user))
        return permitidos.order_by("-id")


class AnexoAdicionar(FormularioView):
    """Attaches files to the record of the URL."""

    permissao = ADICIONAR
    form_class = FormularioAnexo
    titulo = "Adicionar anexos"
    icone = "paperclip"
    rotulo_enviar = "Enviar"
    tamanho_modal = ""

    def executar(self, form: Any, objeto: Any) -> Any:
        """Attach them."""
        dados = form.cleaned_data
        self.feitos = anexar(objeto, Envio(dados["arquivos"], dados["descricao"]), self.request.user)
        return objeto

    def get_sucesso_mensagem(self, objeto: Any) -> str:
        """Tell how many."""
        return "Anexo adicionado." if len(self.feitos) == 1 else f"{len(self.feitos)} anexos adicionados."

    def get_sucesso_url(self, objeto: Any) -> str:
        """Go to the tab."""
        return f"{reverse(alvo_de(objeto._meta.label_lower).url, args=[objeto.pk])}?aba=anexos"


class ClienteAnexoAdicionar(AnexoAdicionar):
    """Attaches files to a client."""

    queryset = Cliente.objects.all()


class ServicoAnexoAdicionar(AnexoAdicionar):
    """Attaches files to a service."""

    queryset = ServicoCliente.objects.all()


class UmAnexo(ComQueryset):
    """One file, of a kind that the user may see."""

    def get_queryset(self) -> QuerySet[Anexo]:
        """Return the files."""
        return COM_RELACOES.filter(objeto_tipo__in=tipos_visiveis(self.request.user))


class AnexoBaixar(UmAnexo, TelaView):
    """The file, to be kept; never as something that a browser runs."""

    permissao = VER

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Answer it with the type that its content has."""
        anexo = self.get_objeto()
        return self.responder(anexo, como_anexo=True)

    def responder(self, anexo: Anexo, *, como_anexo: bool) -> FileResponse:
        """Return the file with the headers that keep it from doing anything."""
        try:
            arquivo = anexo.arquivo.open("rb")
        except FileNotFoundError as erro:
            raise Http404("O arquivo deste anexo não está no armazenamento.") from erro
        resposta = FileResponse(arquivo, as_attachment=como_anexo, filename=anexo.nome, content_type=anexo.tipo)
        resposta["X-Content-Type-Options"] = "nosniff"
        if como_anexo or anexo.tipo != "application/pdf":
            # A sandbox would keep the browser's own viewer of PDFs from starting; the house's policy holds there.
            resposta["Content-Security-Policy"] = ISOLADO
        resposta["Cross-Origin-Resource-Policy"] = "same-origin"
        resposta["Cache-Control"] = "private, no-store"
        return resposta


class AnexoVer(AnexoBaixar):
    """A PDF or an image shown by the browser, in a page of its own that may do nothing."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Answer it; what browsers do not show is downloaded."""
        anexo = self.get_objeto()
        return self.responder(anexo, como_anexo=not anexo.na_tela)


class AnexoExcluir(UmAnexo, AcaoView):
    """Deletes a file for good."""

    permissao = EXCLUIR
    titulo = "Excluir anexo"
    icone = "trash"
    confirmacao = (
        "Excluir o anexo “{objeto}”? O arquivo é apagado e não há como desfazer; o histórico guarda que existiu."
    )
    rotulo_enviar = "Excluir"
    perigosa = True
    sucesso_mensagem = "Anexo excluído."

    def executar(self, objeto: Anexo, request: HttpRequest) -> Anexo:
        """Delete it."""
        self.cliente_id = objeto.cliente_id
        excluir_anexo(objeto, request.user)
        return objeto

    def get_sucesso_url(self, objeto: Any) -> str:
        """Go back to the client's files."""
        return f"{reverse('clientes:cliente_detalhe', args=[self.cliente_id])}?aba=anexos"
