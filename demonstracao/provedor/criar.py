"""Puts the demonstration provider into an empty database, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from atendimento.models import OrdemServico
from clientes.estados import Status
from clientes.models import Cliente, Contato, ContratoServico, Endereco, PeriodoStatus, ServicoCliente
from configuracao.models import Empresa, MensagemEmail
from demonstracao.provedor import (
    amostras,
    atendimento,
    cancelamentos,
    carga,
    contratos,
    estoque,
    integracoes,
    migracoes,
    pares,
    privacidade,
    prospectos,
    rede,
    versoes,
)
from demonstracao.provedor.avisos import Avisos
from demonstracao.provedor.cadastro import Contratado, escrever, inventar
from demonstracao.provedor.copia import Copia, Numeracao
from demonstracao.provedor.dinheiro import SENTENCA, Sentenca, Tesouraria
from demonstracao.provedor.estrutura import CNPJ, Estrutura, criar_rotinas, montar
from demonstracao.provedor.lugares import LUGARES, feriados
from demonstracao.provedor.vida import FUSO, Avisado, Cenario, Mudanca, Recebido, faturar, viver_mes
from estoque.models import Equipamento, EquipamentoEmServico
from financeiro.models import AvisoSuspensao, Cobranca, DadosCobranca, Fatura, ItemRecibo, MovimentoCaixa, Recibo
from hubsoft.core.datas import Calendario, somar_meses
from hubsoft.core.dinheiro import formatar
from hubsoft.core.models import Historico
from rede.models import Acesso, Autenticacao, Conexao, SenhaAcesso, Sessao

SEMENTE = 20261
TRAVA = 7490  # advisory lock: one at a time makes the provider
EM_LOTE = (
    Cliente,
    Contato,
    Endereco,
    ServicoCliente,
    ContratoServico,
    DadosCobranca,
    Acesso,
    Fatura,
    Cobranca,
    Recibo,
    OrdemServico,
    AvisoSuspensao,
    Equipamento,
    EquipamentoEmServico,
)
SEM_INDICE = (*EM_LOTE, Historico, MensagemEmail, ItemRecibo, MovimentoCaixa, PeriodoStatus, SenhaAcesso)
DA_REDE = (Autenticacao, Conexao, Sessao)
SERVICO = Historico.Area.SERVICO.value


class Resumo(NamedTuple):
    """What was made."""

    clientes: int
    faturas: int
    recibos: int


def existe() -> bool:
    """Whether the demonstration provider is in this database."""
    return Empresa.objects.filter(cnpj=CNPJ).exists()


def cenario_de(agora: dt.datetime, semente: int = SEMENTE) -> Cenario:
    """Return the scenario told at an instant: holidays are those of the company's city."""
    sede = LUGARES[0]
    hoje = agora.astimezone(FUSO).date()
    anuais = {(data.month, data.day): nome for ibge, data, nome in feriados(hoje) if ibge in ("", sede.ibge)}
    return Cenario(agora, Calendario(sede.uf, anuais=anuais), semente)


def criar(clientes: int, agora: dt.datetime | None = None) -> Resumo | None:
    """Make the provider with that many subscribers; ``None`` when the database has one already.

    Raises ``RuntimeError`` when the database has other data: a demonstration never mixes with a real provider.
    """
    cenario = cenario_de(agora or timezone.now())
    with _sem_coleta(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRAVA])
        if existe():
            return None
        if Empresa.objects.exists() or Cliente.objects.exists():
            raise RuntimeError("Este banco já tem dados. A demonstração só entra em um banco vazio.")
        estrutura = montar(cenario)
        contratados = inventar(clientes, estrutura, cenario)
        _numerar(contratados)
        with carga.carga([*SEM_INDICE, *versoes.tabelas(EM_LOTE)]), versoes.em_lote(EM_LOTE):
            escrever(contratados, estrutura, cenario)
            resumo = _contar_a_historia(contratados, estrutura, cenario)
            _escrever_servicos(contratados, estrutura)
            atendimento.escrever(contratados, estrutura, cenario)
            estoque.escrever(contratados, estrutura, cenario)
            cancelamentos.escrever(contratados, estrutura)
        rede.escrever(cenario)
        privacidade.escrever(contratados, estrutura, cenario)
        prospectos.escrever(estrutura, cenario)
        amostras.escrever(contratados, estrutura, cenario)
        migracoes.escrever(contratados, estrutura, cenario)
        pares.escrever(estrutura, cenario)
        contratos.escrever(estrutura, cenario)
        criar_rotinas(estrutura.pessoas)
        integracoes.escrever()
    with connection.cursor() as cursor:
        if not connection.in_atomic_block:
            # Each was written once more with its search words.
            cursor.execute("VACUUM clientes_cliente")
        # The tables that were filled; the others are small, or nobody's plans (the versions).
        cursor.execute("ANALYZE " + ", ".join(sorted({m._meta.db_table for m in (*SEM_INDICE, *DA_REDE)})))
    return resumo


@contextmanager
def _sem_coleta() -> Iterator[None]:
    """Hold the garbage collector back: it would walk a hundred thousand stories, which have no cycles, all the time."""
    ligado = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ligado:
            gc.enable()


def _numerar(contratados: list[Contratado]) -> None:
    clientes, servicos, acessos = Numeracao(Cliente), Numeracao(ServicoCliente), Numeracao(Acesso)
    for contratado in contratados:
        contratado.vida.cliente_id, contratado.vida.servico_id = clientes.proximo(), servicos.proximo()
    acessos.ultimo = servicos.ultimo
    for numeracao in (clientes, servicos, acessos):
        numeracao.gravar()


def _contar_a_historia(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> Resumo:
    """Let everyone live month by month and write what it leaves behind."""
    sentencas: list[Sentenca] = _sentencas_da_venda(contratados, estrutura, cenario)
    tesouraria = Tesouraria(estrutura, cenario, sentencas)
    avisos = Avisos(estrutura, cenario)
    copia = Copia(Historico, *SENTENCA)
    for mes in cenario.meses:
        recebidos: list[tuple[Contratado, Recebido]] = []
        for contratado in contratados:
            for fato in viver_mes(contratado.vida, mes, cenario):
                if isinstance(fato, Recebido):
                    recebidos.append((contratado, fato))
                elif isinstance(fato, Avisado):
                    sentencas.append(avisos.avisar(contratado, fato))
                else:
                    sentencas.append(_sentenca_da_mudanca(contratado, fato))
        tesouraria.receber(recebidos)
        fim = cenario.instante(somar_meses(mes, 1), 0)
        copia.escrever(sorted(s for s in sentencas if s[0] < fim or mes == cenario.meses[-1]))
        sentencas[:] = [s for s in sentencas if s[0] >= fim and mes != cenario.meses[-1]]
        if mes != cenario.meses[-1]:
            _faturar(mes, contratados, tesouraria, cenario)
    tesouraria.fechar()
    avisos.escrever()
    return Resumo(len(contratados), tesouraria.faturas.ultimo, tesouraria.recibos.ultimo)


def _faturar(mes: dt.date, contratados: list[Contratado], tesouraria: Tesouraria, cenario: Cenario) -> None:
    contas = []
    for contratado in contratados:
        # A number: seeding with a text costs three times as much.
        sorte = random.Random((cenario.semente * 10_000_000 + contratado.vida.indice) * 10_000_000 + mes.toordinal())
        conta = faturar(contratado.vida, mes, cenario, sorte)
        if conta is not None:
            contas.append((contratado, conta))
    tesouraria.faturar(mes, contas)


def _sentencas_da_venda(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> list[Sentenca]:
    sentencas: list[Sentenca] = []
    for c in contratados:
        vida = c.vida
        instante = cenario.instante(vida.venda, 9.5 + vida.indice % 7)
        vendedor = estrutura.pessoas[_vendedor(c)]
        sentencas.append(
            (
                instante,
                Historico.Area.CADASTRAL.value,
                "Cliente cadastrado.",
                "clientes.cliente",
                vida.cliente_id,
                vida.cliente_id,
                None,
                vendedor.pk,
                "",
            )
        )
        plano = estrutura.planos[c.plano]
        frase = f"Serviço vendido: plano {plano}, {formatar(c.vida.valor)} por mês, vendedor {vendedor}."
        sentencas.append(_do_servico(c, instante, frase, vendedor.pk, ""))
    return sentencas


def _vendedor(c: Contratado) -> str:
    return "atendente" if c.casa.lugar is LUGARES[0] else "admin"


def _do_servico(c: Contratado, instante: dt.datetime, frase: str, usuario: int | None, origem: str) -> Sentenca:
    vida = c.vida
    return (
        instante,
        SERVICO,
        frase,
        "clientes.servicocliente",
        vida.servico_id,
        vida.cliente_id,
        vida.servico_id,
        usuario,
        origem,
    )


def _sentenca_da_mudanca(c: Contratado, m: Mudanca) -> Sentenca:
    porque = f" Motivo: {m.motivo}" if m.motivo else ""
    return _do_servico(c, m.instante, f"Status alterado de {m.de.label} para {m.para.label}.{porque}", None, m.origem)


def _escrever_servicos(contratados: list[Contratado], estrutura: Estrutura) -> None:
    """Write the services as their stories left them, and their periods."""
    Copia(
        ServicoCliente,
        "id",
        "cliente_id",
        "plano_id",
        "status",
        "valor",
        "referencia",
        "vendedor_id",
        "data_venda",
        "data_habilitacao",
        "data_cancelamento",
        "motivo_cancelamento",
        "criado_em",
    ).escrever(
        (
            c.vida.servico_id,
            c.vida.cliente_id,
            estrutura.planos[c.plano].pk,
            c.vida.status.value,
            c.vida.valor,
            c.referencia,
            estrutura.pessoas[_vendedor(c)].pk,
            c.vida.venda,
            _habilitado_em(c),
            c.vida.cancelado_em,
            c.vida.periodos[-1].motivo if c.vida.cancelado_em else "",
            c.vida.periodos[0].inicio,
        )
        for c in contratados
    )
    Copia(PeriodoStatus, "servico_id", "status", "inicio", "fim", "motivo", "origem").escrever(
        (c.vida.servico_id, p.status.value, p.inicio, p.fim, p.motivo, p.origem)
        for c in contratados
        for p in c.vida.periodos
    )


def _habilitado_em(c: Contratado) -> dt.date | None:
    return next((p.inicio.astimezone(FUSO).date() for p in c.vida.periodos if p.status is Status.HABILITADO), None)
