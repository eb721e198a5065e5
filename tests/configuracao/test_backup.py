"""Backups: a real pg_dump, put back into a new database and compared; encryption, rotation, screens (G04)."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from psycopg import sql

from configuracao.acoes import backup as acoes
from configuracao.acoes.backup import banco_atual, conciliar_pasta, pedir_backup
from configuracao.acoes.executar_rotina import executar_agora
from configuracao.acoes.restaurar_backup import restaurar
from configuracao.acoes.rotinas import salvar_rotina
from configuracao.models import Backup, ExecucaoRotina, Variavel
from configuracao.postgres import Destino, programa, versao_do_programa
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico, Processo
from tests import fabricas
from tests.clientes import fabricas as de_clientes
from tests.configuracao.fabricas import remetente
from tests.processo_filho import morto_depois_de
from tests.servicos import esperar_ate, url_do_banco_de_teste

pytestmark = pytest.mark.django_db(transaction=True)
NOVO = "hubsoft_restaurado"
# Sessions are left out of a copy; the job of the copy itself changes its row before and after the copy's instant.
NAO_COMPARADAS = {"django_session", "core_processo"}


@pytest.fixture(autouse=True)
def pasta(settings, tmp_path: Path) -> Path:
    settings.BACKUPS = tmp_path / "backups"
    return settings.BACKUPS


@pytest.fixture
def banco_novo() -> Iterator[Destino]:
    destino = Destino({**banco_atual().valores, "dbname": NOVO})
    with psycopg.connect(**banco_atual().preenchidos(), autocommit=True) as conexao:
        conexao.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NOVO)))
        conexao.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NOVO)))
        yield destino
        conexao.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NOVO)))


def copiar() -> Backup:
    processo = processos.executar_agora(pedir_backup(None))
    assert processo.estado == "concluido", processo.mensagem
    return Backup.objects.latest("pk")


def encher() -> None:
    campinas = fabricas.cidade("Campinas")
    fabricas.usuario(
        "dora", nome="Dora D'Ávila \\ “açaí” 💾", cidades=[campinas], permissoes=["configuracao.ver_rotina"]
    )
    fabricas.empresa(cidade=campinas)
    remetente()
    for n in range(3):
        de_clientes.servico(valor=Decimal("99.90") + n)


def conteudo(destino: Destino) -> dict[str, tuple[int, str]]:
    """Return rows and a digest of each table, every sequence's place, and a digest of functions, triggers and rules."""
    with psycopg.connect(**destino.preenchidos()) as conexao:
        tabelas = [t for (t,) in conexao.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        consultas = {
            tabela: sql.SQL("SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t").format(
                sql.Identifier(tabela)
            )
            for tabela in set(tabelas) - NAO_COMPARADAS
        }
        consultas["sequências"] = sql.SQL(
            "SELECT count(*), md5(string_agg(sequencename || coalesce(last_value, 0), '|' ORDER BY sequencename))"
            " FROM pg_sequences WHERE sequencename !~ 'django_session'"
        )
        for nome, de in (
            ("funções", "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
            ("gatilhos", "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"),
            # By name: PostgreSQL writes an expression read from a dump with other casts than the first time.
            ("restrições", "SELECT concat_ws(' ', conrelid::regclass, contype, conname) FROM pg_constraint"),
            ("índices", "SELECT concat_ws(' ', tablename, indexname) FROM pg_indexes WHERE schemaname = 'public'"),
        ):
            consultas[nome] = sql.SQL(f"SELECT count(*), md5(string_agg(d, '|' ORDER BY d)) FROM ({de}) t(d)")
        return {nome: conexao.execute(consulta).fetchone() for nome, consulta in consultas.items()}  # type: ignore[misc]


def test_backup_cifrado_restaurado_em_um_banco_novo_e_igual(
    settings, tmp_path: Path, pasta: Path, client_admin: Client, banco_novo: Destino
) -> None:
    identidade = pyrage.x25519.Identity.generate()
    settings.BACKUP_CHAVES = [str(identidade.to_public())]
    (tmp_path / "chave.txt").write_text(f"# public key: {identidade.to_public()}\n{identidade}\n")
    encher()
    processo = pedir_backup(None)
    antes = conteudo(banco_atual())
    assert processos.executar_agora(processo).estado == "concluido"
    backup = Backup.objects.get()
    assert antes["clientes_cliente"][0] == 3
    assert antes["gatilhos"][0] > 20

    arquivo = pasta / backup.arquivo
    assert (backup.cifrado, arquivo.stat().st_mode & 0o777, backup.tamanho) == (True, 0o600, arquivo.stat().st_size)
    assert arquivo.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"Campinas" not in arquivo.read_bytes()

    url = url_do_banco_de_teste().replace(str(banco_atual().valores["dbname"]), NOVO)
    with pytest.raises(CommandError, match="--identidade"):
        call_command("restaurar_backup", str(arquivo), banco=url)
    outra = tmp_path / "outra.txt"
    outra.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(CommandError, match="não abre com esta chave"):
        call_command("restaurar_backup", str(arquivo), banco=url, identidade=outra)
    cortado = tmp_path / "cortado.dump.age"
    cortado.write_bytes(arquivo.read_bytes()[:-200_000])
    with pytest.raises(CommandError, match="não abre com esta chave, ou o arquivo está danificado"):
        call_command("restaurar_backup", str(cortado), banco=url, identidade=tmp_path / "chave.txt")

    call_command("restaurar_backup", str(arquivo), banco=url, identidade=tmp_path / "chave.txt")
    assert conteudo(banco_novo) == antes
    with psycopg.connect(**banco_novo.preenchidos()) as conexao:
        (sessoes,) = conexao.execute("SELECT count(*) FROM django_session").fetchone()  # type: ignore[misc]
        assert sessoes == 0, "a sessão aberta não volta"
        conexao.execute("UPDATE configuracao_usuario SET nome = 'Outra' WHERE login = 'dora'")
        (versoes,) = conexao.execute("SELECT count(*) FROM configuracao_usuarioevent WHERE login = 'dora'").fetchone()  # type: ignore[misc]
        assert versoes == 2, "os gatilhos funcionam no banco restaurado"
    with pytest.raises(CommandError, match="não está vazio"):
        call_command("restaurar_backup", str(arquivo), banco=url, identidade=tmp_path / "chave.txt")


def test_pela_rotina_sem_cifra_guarda_os_ultimos_e_diz_o_que_fez(pasta: Path, client_admin: Client) -> None:
    Variavel.objects.filter(nome="BACKUPS_MANTIDOS").update(valor="2")
    dados = {"descricao": "Backup", "tarefa": "configuracao.backup", "hora": "3", "notificar": []}
    rotina = salvar_rotina(dados, None)
    (pasta / "x").parent.mkdir()
    (pasta / "hubsoft-20260101-030000-aaaaaaaa.dump.parcial").write_bytes(b"de quem foi morto")
    (pasta / "anotações.txt").write_text("de outra pessoa")
    (pasta / "hubsoft-20260102-030000-bbbbbbbb.dump").write_bytes(b"de antes de uma restauracao")
    for _ in range(2):
        processos.executar(executar_agora(rotina, None).processo_id)
    execucao = ExecucaoRotina.objects.latest("pk")
    assert (execucao.resultado, "1 antigo(s) removido(s)" in execucao.mensagem) == ("sucesso", True)
    assert "Copiando o banco" in execucao.registro
    guardados = Backup.objects.values_list("arquivo", flat=True)
    assert sorted(caminho.name for caminho in pasta.iterdir()) == sorted([*guardados, "anotações.txt"])
    assert len(guardados) == 2
    lista = subprocess.run(
        [programa("pg_restore", 18), "--list", pasta / guardados[0]], capture_output=True, text=True, check=True
    )
    assert "TABLE DATA public configuracao_usuario" in lista.stdout
    assert "TABLE DATA public django_session" not in lista.stdout


def test_o_que_a_pasta_tem_e_o_que_a_lista_mostra(pasta: Path) -> None:
    pasta.mkdir()
    (pasta / "hubsoft-20260102-030405-bbbbbbbb.dump.age").write_bytes(b"abc")
    conciliar_pasta(pasta)
    achado = Backup.objects.get()
    assert achado.criado_em == dt.datetime(2026, 1, 2, 6, 4, 5, tzinfo=dt.UTC)
    assert (achado.tamanho, achado.cifrado) == (3, True)
    assert achado.resumo == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, "abc"
    (pasta / achado.arquivo).unlink()
    conciliar_pasta(pasta)
    assert not Backup.objects.exists()


def test_trabalhador_morto_no_meio_nao_deixa_meio_backup(pasta: Path) -> None:
    processo = pedir_backup(None)
    morto_depois_de(lambda: processos.executar(processo.pk), 0.35)

    def concluido() -> bool:
        processos.executar(processo.pk)  # does nothing until the server has noticed that the other one is gone
        return Processo.objects.get(pk=processo.pk).estado == "concluido"

    esperar_ate(concluido, 30, "o backup retomado")
    assert {caminho.name for caminho in pasta.iterdir()} == set(Backup.objects.values_list("arquivo", flat=True))


@pytest.mark.parametrize(
    ("ajuste", "valor", "mensagem"),
    [
        ("BACKUP_CHAVES", ["age1lixo"], "HUBSOFT_BACKUP_CHAVES"),
        ("PG_BINARIOS", "/nao/existe", "Não há um pg_dump da versão 18"),
        ("BACKUPS", Path("/proc/nada"), "HUBSOFT_BACKUPS"),
    ],
)
def test_ajuste_errado_diz_qual(settings, ajuste: str, valor: object, mensagem: str) -> None:
    setattr(settings, ajuste, valor)
    processo = processos.executar_agora(pedir_backup(None))
    assert (processo.estado, mensagem in processo.mensagem) == ("falhou", True), processo.mensagem
    assert not Backup.objects.exists()


def test_programa_mais_velho_que_o_servidor_nao_serve(settings, tmp_path: Path) -> None:
    velho = tmp_path / "pg_dump"
    velho.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.4'\n")
    velho.chmod(0o755)
    assert versao_do_programa(velho) == 15
    settings.PG_BINARIOS = str(tmp_path)
    with pytest.raises(ErroDeNegocio, match=r"versão 18 ou mais nova.*versão 15"):
        programa("pg_dump", 18)
    assert programa("pg_dump", 15) == velho


def test_pg_dump_que_falha_no_meio_nao_deixa_arquivo(settings, tmp_path: Path, pasta: Path) -> None:
    falso = tmp_path / "bin" / "pg_dump"
    falso.parent.mkdir()
    falso.write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'pg_dump (PostgreSQL) 18.1' && exit\n"
        "env >&2; echo PGDMP; echo 'pg_dump: error: o servidor caiu' >&2; exit 1\n"
    )
    falso.chmod(0o755)
    settings.PG_BINARIOS = str(falso.parent)
    os.environ["HUBSOFT_SECRET_KEY"] = "nao-passa-adiante"
    try:
        processo = processos.executar_agora(pedir_backup(None))
    finally:
        del os.environ["HUBSOFT_SECRET_KEY"]
    assert (processo.estado, "o servidor caiu" in processo.mensagem) == ("falhou", True)
    assert "nao-passa" not in processo.mensagem
    assert not list(pasta.iterdir())


def test_sem_espaco_nao_comeca(monkeypatch: pytest.MonkeyPatch) -> None:
    cheio = type("Uso", (), {"free": 10 * acoes.MIB})
    monkeypatch.setattr(acoes.shutil, "disk_usage", lambda _pasta: cheio)
    processo = processos.executar_agora(pedir_backup(None))
    assert "há 10,0 MiB livres e o backup precisa de 64,0 MiB" in processo.mensagem


def test_restaurar_o_que_nao_e_backup(tmp_path: Path, banco_novo: Destino) -> None:
    lixo = tmp_path / "lixo.dump"
    lixo.write_bytes(b"lixo" * 1000)
    with pytest.raises(ErroDeNegocio, match="pg_restore falhou"):
        restaurar(lixo, banco_novo)


# -- screens ----------------------------------------------------------------------------------------------------------


def test_telas_pedem_baixam_e_excluem(client_admin: Client, pasta: Path, settings) -> None:
    pagina = client_admin.get("/configuracao/backups/").content.decode()
    assert "Nenhum backup ainda" in pagina
    assert "não serão cifrados" in pagina
    resposta = client_admin.post("/configuracao/backups/fazer/")
    processo = Processo.objects.get()
    assert resposta["Location"] == f"/processos/{processo.pk}/"
    assert "em andamento" in client_admin.post("/configuracao/backups/fazer/").content.decode()
    processos.executar(processo.pk)
    backup = Backup.objects.get()
    assert backup.arquivo in client_admin.get("/configuracao/backups/").content.decode()
    baixado = client_admin.get(f"/configuracao/backups/{backup.pk}/baixar/")
    assert b"".join(baixado.streaming_content) == (pasta / backup.arquivo).read_bytes()  # type: ignore[attr-defined]
    assert backup.arquivo in baixado["Content-Disposition"]
    assert Historico.objects.filter(frase=f"Backup baixado: {backup}.", usuario__is_superuser=True).exists()
    client_admin.post(f"/configuracao/backups/{backup.pk}/excluir/")
    assert not list(pasta.iterdir())
    assert not Backup.objects.exists()


def test_quem_ve_algumas_cidades_nao_ve_backup_nenhum(client: Client, pasta: Path) -> None:
    backup = copiar()
    tudo = [f"configuracao.{verbo}_backup" for verbo in ("ver", "fazer", "baixar", "excluir")]
    client.force_login(fabricas.usuario("dora", permissoes=tudo, cidades=[fabricas.cidade()]))
    assert backup.arquivo not in client.get("/configuracao/backups/").content.decode()
    assert client.get(f"/configuracao/backups/{backup.pk}/baixar/").status_code == 404
    assert client.post(f"/configuracao/backups/{backup.pk}/excluir/").status_code == 404
    bento = fabricas.usuario("bento", permissoes=["configuracao.ver_backup"], todas_cidades=True)
    client.force_login(bento)
    assert backup.arquivo in client.get("/configuracao/backups/").content.decode()
    assert client.get(f"/configuracao/backups/{backup.pk}/baixar/").status_code == 403
    (pasta / backup.arquivo).unlink()
    bento.user_permissions.clear()
    client.force_login(fabricas.usuario("ana", permissoes=tudo, todas_cidades=True))
    assert client.get(f"/configuracao/backups/{backup.pk}/baixar/").status_code == 404


def test_conexao_de_teste_e_a_do_processo() -> None:
    """The copy is of the database that the product uses, whatever its name."""
    assert banco_atual().ambiente()["PGDATABASE"] == connection.settings_dict["NAME"]
