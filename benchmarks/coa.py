"""CoA and Disconnect a second, by one worker, to stand-ins of both kinds of NAS that check every packet.

Floor: the same packets by the same sender with no database: nothing claimed, nothing written down.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection

from django.db import connection

from benchmarks.medida import Medida
from hubsoft.core.datas import agora
from rede import acoes
from rede.acoes.comandar_sessoes import comandar
from rede.coa.envio import ACK, Alvo, Pedido, SessaoAlvo, enviar_lote
from rede.models import Acesso, ComandoCoa, EquipamentoConexao, Sessao
from tests.rede import fabricas
from tests.standins.nas import NasDeMentira
from tests.standins.nas_huawei import NasHuawei

SEGREDO = "segredo-do-concentrador"
TIPOS = {"127.0.4.1": "mikrotik", "127.0.4.2": "huawei", "127.0.4.3": "mikrotik", "127.0.4.4": "huawei"}


def medir(comandos: int) -> Iterator[Medida]:
    """Yield the measures, over ``comandos`` sessions shared by four NAS."""
    por_nas = comandos // len(TIPOS)
    with ExitStack() as pilha:
        portas = {e: pilha.enter_context(_nas(e, tipo, por_nas)) for e, tipo in TIPOS.items()}
        equipamentos = {
            e: fabricas.equipamento(e, SEGREDO, porta_incoming=portas[e], tipo_nas=tipo, fabricante=tipo)
            for e, tipo in TIPOS.items()
        }
        piso = max(_sem_banco(equipamentos, por_nas) for _ in range(2))
        _abrir(equipamentos, por_nas)
        for tipo in ("coa", "disconnect"):
            yield Medida(f"{tipo} commands/s (floor: no database)", _com_banco(equipamentos, tipo), piso, "/s")


@contextmanager
def _nas(endereco: str, tipo: str, sessoes: int) -> Iterator[int]:
    """Run a stand-in in a process of its own with its sessions open; give its port."""
    daqui, de_la = multiprocessing.Pipe()
    processo = multiprocessing.get_context("fork").Process(
        target=_servir, args=(endereco, tipo, sessoes, de_la), daemon=True
    )
    processo.start()
    try:
        yield daqui.recv()
    finally:
        processo.terminate()
        processo.join()


def _servir(endereco: str, tipo: str, sessoes: int, cano: Connection) -> None:
    classe = NasHuawei if tipo == "huawei" else NasDeMentira
    with classe(endereco, SEGREDO) as nas:
        for n in range(sessoes):
            nas.abrir(_login(endereco, n), str(n), _ip(n))
        cano.send(nas.porta)
        time.sleep(3600)


def _login(endereco: str, n: int) -> str:
    return f"coa{endereco[-1]}-{n}"


def _ip(n: int) -> str:
    return f"100.70.{n // 250}.{n % 250 + 1}"


def _sem_banco(equipamentos: dict[str, EquipamentoConexao], por_nas: int) -> float:
    inicio = time.perf_counter()
    for endereco, equipamento in equipamentos.items():
        atributos = (
            {"Mikrotik-Rate-Limit": "250000k/500000k"}
            if equipamento.tipo_nas == "mikrotik"
            else {"Huawei-Input-Average-Rate": "250000000", "Huawei-Output-Average-Rate": "500000000"}
        )
        alvo = Alvo(endereco, equipamento.porta_incoming, SEGREDO)
        for de in range(0, por_nas, 64):
            pedidos = [
                Pedido("coa", SessaoAlvo(_login(endereco, n), str(n), _ip(n)), atributos)
                for n in range(de, min(de + 64, por_nas))
            ]
            if any(resultado.tipo != ACK for resultado in enviar_lote(alvo, pedidos)):
                raise RuntimeError("a stand-in did not acknowledge")
    return por_nas * len(equipamentos) / (time.perf_counter() - inicio)


def _abrir(equipamentos: dict[str, EquipamentoConexao], por_nas: int) -> None:
    """Make the logins and their open sessions."""
    acesso = fabricas.acesso("coa-modelo")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_name = 'clientes_servicocliente' AND column_name <> 'id' AND is_generated = 'NEVER'"
        )
        colunas = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO clientes_servicocliente ({colunas}) SELECT {colunas} FROM clientes_servicocliente s,"
            " generate_series(1, %s) WHERE s.id = %s RETURNING id",
            [por_nas * len(equipamentos), acesso.servico_id],
        )
        servicos = [pk for (pk,) in cursor.fetchall()]
    nomes = [(endereco, n) for endereco in equipamentos for n in range(por_nas)]
    acessos = Acesso.objects.bulk_create(
        Acesso(servico_id=servico, login=_login(*nome)) for servico, nome in zip(servicos, nomes, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO rede_senhaacesso (acesso_id, senha) SELECT id, 'x' FROM rede_acesso"
                       " WHERE login LIKE 'coa_-%%' ON CONFLICT DO NOTHING")  # fmt: skip
    Sessao.objects.bulk_create(
        Sessao(
            unico=a.login, acesso=a, equipamento=equipamentos[nome[0]], login=a.login, acct_session_id=str(nome[1]),
            nas_ip=nome[0], framed_ip=_ip(nome[1]), inicio=agora(), visto=agora(), octetos_entrada=0, octetos_saida=0,
        )
        for a, nome in zip(acessos, nomes, strict=True)
    )  # fmt: skip


def _com_banco(equipamentos: dict[str, EquipamentoConexao], tipo: str) -> float:
    """Queue a command for each session and send them all; return how many a second were sent and written down."""
    sessoes = Sessao.objects.filter(equipamento__in=equipamentos.values()).select_related("acesso")
    alvos = [(s.acesso.servico_id, s) for s in sessoes if s.acesso is not None]
    comandar(alvos, tipo, "benchmark", f"bench-{tipo}")
    inicio = time.perf_counter()
    enviados = sum(acoes.enviar_comandos(equipamento.pk) for equipamento in equipamentos.values())
    levou = time.perf_counter() - inicio
    confirmados = ComandoCoa.objects.filter(tipo=tipo, estado=ComandoCoa.Estado.CONFIRMADO).count()
    if enviados != len(alvos) or confirmados != len(alvos):
        raise RuntimeError(f"{enviados} sent and {confirmados} confirmed of {len(alvos)}")
    return enviados / levou
