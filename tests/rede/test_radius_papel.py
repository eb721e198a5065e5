"""What the database role of FreeRADIUS may and may not do, and what the SQL keeps in step with the code."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection, transaction

from hubsoft.core.registro import VariavelDeclarada, registro
from rede.acoes import manter_particoes
from rede.radius.configuracao import conninfo
from tests.rede import fabricas

pytestmark = pytest.mark.django_db


def como_radius(comando: str, *parametros: object) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE radius")
        cursor.execute(comando, parametros)
        linhas = cursor.fetchall()
        cursor.execute("RESET ROLE")
    return linhas


@pytest.mark.parametrize(
    "comando",
    [
        "SELECT * FROM rede_senhaacesso",
        "SELECT * FROM rede_segredoradius",
        "SELECT * FROM rede_acesso",
        "SELECT * FROM clientes_cliente",
        "SELECT * FROM sessao",
        "DELETE FROM conexao RETURNING 1",
        "INSERT INTO autenticacao (login, aceito) VALUES ('x', true) RETURNING 1",
        "SELECT rede_resposta(1, 1)",
        "SELECT rede_encerrar_sessao('x', now(), 'x')",
        "CREATE TABLE minha (a int)",
    ],
)
def test_o_papel_nao_pode(comando: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        como_radius(comando)


def test_o_papel_so_pelas_funcoes() -> None:
    fabricas.acesso("ana", "segredo1")
    fabricas.equipamento("10.0.0.1", "segredo-nas")
    assert como_radius("SELECT radius_cliente(%s)", "10.0.0.1") == [("mikrotik 300",)]
    assert como_radius("SELECT radius_cliente(%s)", "10.0.0.2") == [(None,)]
    comando = "SELECT * FROM radius_autorizar(%s, 'mikrotik 300', '')"
    verificados = {linha[2]: linha[3] for linha in como_radius(comando, "ana")}
    assert verificados["Cleartext-Password"] == "segredo1"
    assert como_radius("SELECT radius_segredo(%s)", "10.0.0.1") == [("segredo-nas",)]
    assert como_radius("SELECT radius_segredo(%s)", "10.0.0.2") == [(None,)]


def test_funcoes_de_quem_as_possui_tem_caminho_fixo_e_nao_sao_publicas() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace AND (prosecdef OR proname LIKE 'radius\\_%')"
        )
        funcoes = cursor.fetchall()
    assert {nome for nome, *_ in funcoes} >= {"radius_autorizar", "radius_registrar", "radius_contabilizar"}
    for nome, opcoes, publica in funcoes:
        assert "search_path=public, pg_temp" in (opcoes or []), nome
        assert not publica, nome


def test_padroes_das_variaveis_iguais_no_sql_e_no_codigo() -> None:
    declaradas = {v.nome: v.padrao for v in registro.todos(VariavelDeclarada)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname LIKE 'rede\\_%' OR proname LIKE 'radius\\_%'")
        fontes = "".join(fonte for (fonte,) in cursor.fetchall())
    usadas = re.findall(r"rede_variavel(?:_inteira)?\('(\w+)', '?([\wã-]*)'?\)", fontes)
    assert len(usadas) >= 5
    for nome, padrao in usadas:
        assert declaradas[nome] == padrao, nome


def test_particoes_criadas_adiante_e_de_novo() -> None:
    manter_particoes()
    manter_particoes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'conexao'::regclass")
        assert cursor.fetchone()[0] >= 13 + 1 + 6


def test_conninfo_de_outro_papel() -> None:
    assert conninfo("postgres://dono:x@db:5433/hub", "radius", "s'en ha\\") == (
        "host='db' port='5433' dbname='hub' user='radius' password='s\\'en ha\\\\' connect_timeout='2' "
        "application_name='freeradius' options='-c plan_cache_mode=force_generic_plan'"
    )
