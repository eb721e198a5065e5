"""Logins a second that FreeRADIUS answers through the product's functions; floor: its package's own schema and queries.

Two servers of the same program, with the same modules and thread pool, over the same PostgreSQL: ours, and one with the
package's ``schema.sql``, ``queries.conf`` and pool. Both know the same subscribers and open sessions, and are asked by
the package's ``radclient`` in turns.
"""

from __future__ import annotations

import os
import random
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.medida import Medida
from demonstracao.servidores import FreeRadius, Postgres, portas_udp_livres

DO_PACOTE = Path("/etc/freeradius/3.0/mods-config/sql/main/postgresql")
SEGREDO = "segredo-do-concentrador"
SENHA = "senha-pppoe"
NAS = "127.0.0.1"
NO_AR = 100  # requests waiting for an answer
VOLTAS = 3
VELOCIDADE = "250000k/500000k"

# The same subscribers as the product has, each with a password, two reply items, and the session limit where it is on.
ESTOQUE = """
INSERT INTO radcheck (username, attribute, op, value)
SELECT login, 'Cleartext-Password', ':=', %(senha)s FROM logins;
INSERT INTO radreply (username, attribute, op, value)
SELECT login, a, ':=', v FROM logins,
       (VALUES ('Mikrotik-Rate-Limit', %(velocidade)s), ('Acct-Interim-Interval', '300')) AS x (a, v);
INSERT INTO radacct (acctsessionid, acctuniqueid, username, nasipaddress, acctstarttime, acctupdatetime,
                     framedipaddress, callingstationid)
SELECT n::text, md5(login), login, %(nas)s, now(), now(), '100.64.0.0'::inet + n, 'AA:BB:CC:00:00:00'
  FROM logins WHERE n <= %(sessoes)s;
ANALYZE;
"""
SITE_DO_PACOTE = """
client tudo {{
	ipaddr = 127.0.0.0/8
	secret = {segredo}
}}
server estoque {{
	listen {{
		type = auth
		ipaddr = 127.0.0.1
		port = {porta}
	}}
	authorize {{
		chap
		mschap
		sql
		pap
	}}
	authenticate {{
		Auth-Type PAP {{
			pap
		}}
		Auth-Type CHAP {{
			chap
		}}
	}}
	session {{
		{sessao}
	}}
	post-auth {{
		sql
	}}
}}
"""


def medir(postgres: Postgres, banco: str, usuarios: int, sessoes: int, pedidos: int) -> Iterator[Medida]:
    """Yield the measures; ``banco``: the product's migrated database, where the subscribers are made."""
    povoar(postgres, banco, usuarios, sessoes)
    pasta = Path(tempfile.mkdtemp(prefix="hubsoft-radius-"))
    pasta.chmod(0o755)
    try:
        arquivo = _pedidos(pasta, usuarios, sessoes, pedidos)
        with _nosso(postgres, banco, pasta) as nosso:
            for limite in (False, True):
                _estoque(postgres, usuarios, sessoes, limite)
                with _do_pacote(postgres, pasta, limite) as pacote:
                    medido, piso = comparar(nosso, pacote, arquivo, pedidos)
                nome = "with its session limit" if limite else "no session limit"
                yield Medida(f"RADIUS logins/s (floor: stock schema, {nome})", medido, piso, "/s")
    finally:
        shutil.rmtree(pasta, ignore_errors=True)


def comparar(nosso: int, pacote: int, arquivo: Path, pedidos: int) -> tuple[float, float]:
    """Return the best rate of each of two servers (by port), asked in turns so that the same noise meets both."""
    melhores = {nosso: 0.0, pacote: 0.0}
    for porta in melhores:
        _carga(porta, arquivo, pedidos)  # plans, pages and connections
    for _ in range(VOLTAS):
        for porta in melhores:
            melhores[porta] = max(melhores[porta], _carga(porta, arquivo, pedidos))
    return melhores[nosso], melhores[pacote]


def _carga(porta: int, arquivo: Path, pedidos: int) -> float:
    """Send every request of the file; return accepted logins a second; raises when one was not accepted."""
    comando = ["radclient", "-q", "-s", "-p", str(NO_AR), "-t", "5", "-r", "3", "-f", str(arquivo)]
    inicio = time.perf_counter()
    feito = subprocess.run([*comando, f"{NAS}:{porta}", "auth", SEGREDO], capture_output=True, text=True, check=False)
    levou = time.perf_counter() - inicio
    aceitos = int(re.search(r"Accepted\s*:\s*(\d+)", feito.stdout + feito.stderr).group(1))  # type: ignore[union-attr]
    if aceitos != pedidos:
        raise RuntimeError(f"{aceitos} of {pedidos} logins were accepted:\n{(feito.stdout + feito.stderr)[-1000:]}")
    return pedidos / levou


def _pedidos(pasta: Path, usuarios: int, sessoes: int, pedidos: int) -> Path:
    """Write the requests: subscribers that are not online, each once, in no order."""
    escolhidos = random.Random(7).sample(range(sessoes + 1, usuarios + 1), pedidos)
    arquivo = pasta / "pedidos"
    arquivo.write_text(
        "\n\n".join(
            f'User-Name = "bench{n}"\nUser-Password = "{SENHA}"\nCalling-Station-Id = "AA:BB:CC:DD:EE:FF"\n'
            f'NAS-Port-Id = "ether1"\nService-Type = Framed-User\nMessage-Authenticator = 0x00'
            for n in escolhidos
        )
        + "\n"
    )
    return arquivo


# Ours -------------------------------------------------------------------------------------------------------------


def povoar(postgres: Postgres, banco: str, usuarios: int, sessoes: int) -> None:
    """Make the subscribers, by copies of one: the policy reads their service and plan like anybody's."""
    from rede.models import Acesso, EquipamentoConexao
    from tests.rede import fabricas

    # The demonstration's own equipment has this address; the requests come from this machine too.
    EquipamentoConexao.objects.filter(ipv4=NAS).update(ipv4="192.0.2.250")
    fabricas.equipamento(NAS, SEGREDO)
    modelo = Acesso.objects.select_related("servico").get(pk=fabricas.acesso("bench-modelo", SENHA).pk)
    with psycopg.connect(host=str(postgres.soquete), user="postgres", dbname=banco, autocommit=True) as conexao:
        # Copies need no versions, and their references are known to hold.
        conexao.execute("SET session_replication_role = replica")
        _copiar(conexao, "clientes_servicocliente", modelo.servico_id, usuarios, {})
        primeiro = conexao.execute("SELECT max(id) FROM clientes_servicocliente").fetchone()[0] - usuarios
        _copiar(
            conexao,
            "rede_acesso",
            modelo.pk,
            usuarios,
            {"login": "'bench' || n", "servico_id": f"{primeiro} + n", "ipv4": "NULL"},
        )
        conexao.execute(
            "INSERT INTO rede_senhaacesso (acesso_id, senha)"
            " SELECT id, %s FROM rede_acesso WHERE login ~ '^bench[0-9]'",
            [SENHA],
        )
        conexao.execute(
            """INSERT INTO sessao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, mac,
                                   inicio, visto)
               SELECT md5(login), id, (SELECT min(id) FROM rede_equipamentoconexao), login, n::text, %s,
                      '100.64.0.0'::inet + n, 'AA:BB:CC:00:00:00', now(), now() + interval '1 hour'
                 FROM (SELECT id, login, substr(login, 6)::bigint AS n FROM rede_acesso WHERE login ~ '^bench[0-9]') x
                WHERE n <= %s""",
            [NAS, sessoes],
        )
        conexao.execute("ANALYZE")


def _copiar(conexao: psycopg.Connection, tabela: str, pk: int, vezes: int, troca: dict[str, str]) -> None:
    """Insert copies of one row, with some columns replaced by an SQL expression over ``n`` (1 to ``vezes``)."""
    colunas = [
        linha[0]
        for linha in conexao.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
            " AND is_generated = 'NEVER'",
            [tabela],
        )
    ]
    valores = ", ".join(troca.get(coluna, f't."{coluna}"') for coluna in colunas)
    nomes = ", ".join(f'"{coluna}"' for coluna in colunas)
    conexao.execute(
        f"INSERT INTO {tabela} ({nomes}) SELECT {valores} FROM {tabela} t, generate_series(1, {vezes}) AS n"
        f" WHERE t.id = {pk} ORDER BY n"
    )


@contextmanager
def _nosso(postgres: Postgres, banco: str, pasta: Path) -> Iterator[int]:
    """Run the product's FreeRADIUS; give its port."""
    auth, acct, status = portas_udp_livres(3)
    servidor = FreeRadius(
        pasta / "nosso", postgres.url(banco), porta_auth=auth, porta_acct=acct, porta_status=status,
        segredo_status=secrets.token_urlsafe(16),
    )  # fmt: skip
    servidor.iniciar()
    try:
        servidor.esperar()
        yield auth
    finally:
        servidor.parar()


# The package's ----------------------------------------------------------------------------------------------------


def _estoque(postgres: Postgres, usuarios: int, sessoes: int, limite: bool) -> None:
    """Make the package's database anew."""
    valores = {"senha": SENHA, "velocidade": VELOCIDADE, "nas": NAS, "sessoes": sessoes}
    servidor = {"host": str(postgres.soquete), "user": "postgres", "autocommit": True}
    with psycopg.connect(dbname="postgres", **servidor) as conexao:
        conexao.execute("DROP DATABASE IF EXISTS estoque WITH (FORCE)")
        conexao.execute("CREATE DATABASE estoque")
    with psycopg.connect(dbname="estoque", cursor_factory=psycopg.ClientCursor, **servidor) as conexao:
        conexao.execute((DO_PACOTE / "schema.sql").read_text())
        conexao.execute(
            "CREATE TEMPORARY TABLE logins AS SELECT n, 'bench' || n AS login FROM generate_series(1, %s) AS n",
            [usuarios],
        )
        conexao.execute(ESTOQUE, valores)
        if limite:
            conexao.execute(
                "INSERT INTO radcheck (username, attribute, op, value)"
                " SELECT login, 'Simultaneous-Use', ':=', '1' FROM logins"
            )
            conexao.execute("ANALYZE")


class _FreeRadiusDoPacote(FreeRadius):
    """The same program with the package's SQL files."""

    limite = False

    def iniciar(self) -> None:
        super().iniciar()
        self.parar()
        radiusd = self.pasta / "radiusd.conf"
        texto = re.sub(r"\tdynamic_clients \{\n\t\}\n", "", radiusd.read_text())
        # The package's thread pool, which sizes its pool of connections.
        for nome, valor in (
            ("start_servers", 5),
            ("max_servers", 32),
            ("min_spare_servers", 3),
            ("max_spare_servers", 10),
        ):
            texto = re.sub(rf"\t{nome} = \d+", f"\t{nome} = {valor}", texto)
        radiusd.write_text(texto.replace("modules {", f'modconfdir = "{DO_PACOTE.parents[2]}"\nmodules {{'))
        (self.pasta / "dictionary").write_text("$INCLUDE /usr/share/freeradius/dictionary\n")
        (self.pasta / "sql.conf").write_text(self._sql())
        (self.pasta / "site.conf").write_text(
            SITE_DO_PACOTE.format(segredo=SEGREDO, porta=self.porta_auth, sessao="sql" if self.limite else "")
        )
        usuario = self._entregar_ao_usuario() if os.geteuid() == 0 else None
        self._lancar(["/usr/sbin/freeradius", "-f", "-l", "stdout", "-d", str(self.pasta)], usuario)

    def _sql(self) -> str:
        """Return the package's module file with driver, dialect and database chosen, and nothing else."""
        texto = (DO_PACOTE.parents[3] / "mods-available" / "sql").read_text()
        banco = f'radius_db = "host={Path(self.url_banco.split("host=")[1])} user=postgres dbname=estoque"'
        texto = texto.replace('dialect = "sqlite"', 'dialect = "postgresql"')
        texto = texto.replace('driver = "rlm_sql_null"', 'driver = "rlm_sql_postgresql"')
        texto, trocas = re.subn(r'^\tradius_db = "radius"$', f"\t{banco}", texto, flags=re.MULTILINE)
        assert trocas == 1
        # The other dialects' blocks name certificates that are not there.
        return re.sub(r"^\t(sqlite|mysql|mongo) \{\n.*?^\t\}\n", "", texto, flags=re.MULTILINE | re.DOTALL)

    def _responde(self) -> bool:
        pedido = f'User-Name = "bench1"\nUser-Password = "{SENHA}x"\n'
        feito = subprocess.run(
            ["radclient", "-q", "-t", "2", "-r", "1", f"{NAS}:{self.porta_auth}", "auth", SEGREDO],
            input=pedido, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return "No reply" not in feito.stdout + feito.stderr


@contextmanager
def _do_pacote(postgres: Postgres, pasta: Path, limite: bool) -> Iterator[int]:
    auth, acct, status = portas_udp_livres(3)
    servidor = _FreeRadiusDoPacote(
        pasta / f"pacote{limite}", postgres.url("estoque"), porta_auth=auth, porta_acct=acct, porta_status=status,
        segredo_status="nenhum",
    )  # fmt: skip
    servidor.limite = limite
    servidor.iniciar()
    try:
        servidor.esperar()
        yield auth
    finally:
        servidor.parar()
