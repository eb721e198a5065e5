"""Backups: list, make one now, download, remove (G04)."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from configuracao.acoes.backup import caminho_do_backup, em_mib, excluir_backup, pedir_backup, registrar_download
from configuracao.models import Backup
from configuracao.views.rotina import duracao
from hubsoft.core.telas import (
    AcaoView,
    BotaoLinha,
    ColunaAcoes,
    ColunaDataHora,
    ColunaSimNao,
    ExcluirView,
    Filtros,
    ListaView,
    Tabela,
)
from hubsoft.core.telas.base import ComQueryset, TelaView


class BackupFiltro(Filtros):
    """Filters of backups."""

    cifrado = django_filters.ChoiceFilter(choices=[("True", "Sim"), ("False", "Não")], label="Cifrado")
    criado_em = django_filters.DateFromToRangeFilter(label="Feito entre")


class BackupTabela(Tabela):
    """Columns of backups."""

    criado_em = ColunaDataHora(verbose_name="Feito em")
    arquivo = tables.Column("Arquivo")
    tamanho = tables.Column("Tamanho", attrs={"th": {"class": "text-end"}, "td": {"class": "text-end text-nowrap"}})
    duracao = tables.Column("Duração", default="—")
    cifrado = ColunaSimNao(verbose_name="Cifrado")
    resumo = tables.Column("SHA-256", attrs={"td": {"class": "text-break"}})
    acoes = ColunaAcoes(
        (
            BotaoLinha(
                "download", "Baixar", "Baixar o backup {}", "configuracao:backup_baixar", "configuracao.baixar_backup"
            ),
            BotaoLinha(
                "trash", "Excluir", "Excluir o backup {}", "configuracao:backup_excluir", "configuracao.excluir_backup",
                abre="modal",
            ),
        )
    )  # fmt: skip

    class Meta:
        model = Backup
        fields = ("criado_em", "arquivo", "tamanho", "duracao", "cifrado", "resumo", "acoes")

    colunas_ocultas = ("resumo",)

    def render_tamanho(self, value: int) -> str:
        """Return the size in MiB."""
        return em_mib(value)

    def render_duracao(self, record: Backup) -> str:
        """Return how long it took."""
        return duracao(record.criado_em, record.criado_em + record.duracao) if record.duracao is not None else "—"

    value_duracao = render_duracao


class BackupLista(ListaView):
    """Copies of the database in the folder."""

    permissao = "configuracao.ver_backup"
    modelo = Backup
    titulo = "Backups"
    icone = "database-export"
    tabela = BackupTabela
    filtros = BackupFiltro
    adicionar = ("configuracao:backup_fazer", "configuracao.fazer_backup", "Fazer backup agora")
    adicionar_modal = True
    vazio = "Nenhum backup ainda. Faça um agora e crie a rotina “Backup do banco de dados” para um por noite."
    template_name = "configuracao/backup/lista.html"

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add whether new ones are encrypted."""
        return super().get_contexto(cifra=bool(settings.BACKUP_CHAVES), **extra)


class BackupFazer(AcaoView):
    """Makes a copy now and goes to its progress."""

    permissao = "configuracao.fazer_backup"
    sem_escopo = True
    titulo = "Fazer backup agora"
    icone = "database-export"
    confirmacao = "Copiar o banco de dados inteiro agora? O sistema continua funcionando enquanto a cópia é feita."
    rotulo_enviar = "Fazer backup"

    def executar(self, objeto: None, request: HttpRequest) -> HttpResponse:
        """Queue it and show the job."""
        processo = pedir_backup(request.user)
        return self.ir_para(reverse("core:processo_detalhe", args=[processo.pk]))


class BackupBaixar(ComQueryset, TelaView):
    """Download of one copy; each is told in the history."""

    permissao = "configuracao.baixar_backup"
    modelo = Backup

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Answer the file; 404 when it is gone from the folder."""
        backup = self.get_objeto()
        try:
            arquivo = caminho_do_backup(backup).open("rb")
        except FileNotFoundError:
            raise Http404("Este arquivo não está mais na pasta dos backups.") from None
        registrar_download(backup, request.user)
        resposta = FileResponse(arquivo, as_attachment=True, filename=backup.arquivo)
        resposta["Cache-Control"] = "no-store"
        return resposta


class BackupExcluir(ExcluirView):
    """Removes one copy."""

    permissao = "configuracao.excluir_backup"
    modelo = Backup
    titulo = "Excluir backup"
    confirmacao = "Excluir {objeto}? O arquivo some do disco e não volta."
    sucesso_url = "configuracao:backup_lista"

    def executar(self, objeto: Backup, request: HttpRequest) -> None:
        """Remove it."""
        excluir_backup(objeto, request.user)
