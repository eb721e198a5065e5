"""A thousand damaged files sent by the screen and applied: refused whole or taken whole, never a 500, never a half."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from financeiro.acoes.aplicar_retorno import aplicar_agora
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.models import Caixa, Fatura, ItemRetorno, LeituraRetorno, MovimentoCaixa, Recibo, Retorno
from hubsoft.core import processos
from hubsoft.core.models import Processo
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, fatura, itau, sicoob
from tests.standins.banco import Liquidacao

pytestmark = pytest.mark.django_db
Estrago = Callable[[bytes, random.Random], bytes]


def _linhas(conteudo: bytes) -> list[bytes]:
    return conteudo.split(b"\r\n")


def trocar_bytes(conteudo: bytes, sorte: random.Random) -> bytes:
    dados = bytearray(conteudo)
    for _ in range(sorte.randint(1, 4)):
        dados[sorte.randrange(len(dados))] = sorte.choice(b"0123456789 AZ-\x00\xff")
    return bytes(dados)


def trocar_algarismos(conteudo: bytes, sorte: random.Random) -> bytes:
    """Stay inside what is plausible: digits for digits, so that many pass the reading."""
    dados = bytearray(conteudo)
    digitos = [n for n, byte in enumerate(dados) if 48 <= byte <= 57]
    for _ in range(sorte.randint(1, 3)):
        dados[sorte.choice(digitos)] = sorte.choice(b"0123456789")
    return bytes(dados)


def cortar(conteudo: bytes, sorte: random.Random) -> bytes:
    return conteudo[: sorte.randrange(len(conteudo))]


def trocar_linhas(conteudo: bytes, sorte: random.Random) -> bytes:
    linhas = _linhas(conteudo)
    a, b = sorte.randrange(len(linhas)), sorte.randrange(len(linhas))
    linhas[a], linhas[b] = linhas[b], linhas[a]
    return b"\r\n".join(linhas)


def repetir_linha(conteudo: bytes, sorte: random.Random) -> bytes:
    linhas = _linhas(conteudo)
    posicao = sorte.randrange(len(linhas))
    return b"\r\n".join([*linhas[:posicao], linhas[posicao], *linhas[posicao:]])


def outra_codificacao(conteudo: bytes, sorte: random.Random) -> bytes:
    codificacao = sorte.choice(["utf-16", "utf-32", "utf-8-sig", "cp037"])
    return conteudo.decode("latin-1").encode(codificacao)


def outro_banco(conteudo: bytes, sorte: random.Random) -> bytes:
    return sorte.choice([conteudo.replace(b"341", b"237"), conteudo.replace(b"756", b"104"), conteudo[::-1]])


def sem_sentido(conteudo: bytes, sorte: random.Random) -> bytes:
    return sorte.choice([b"", b"\n", b"\x00" * 400, sorte.randbytes(sorte.randint(1, 3000)), b"9" * 400, b"\xff\xfe"])


def enorme(conteudo: bytes, sorte: random.Random) -> bytes:
    return conteudo + sorte.choice([b"\x1a", b" ", b"0", b"\r\n"]) * 200_000


ESTRAGOS: tuple[tuple[Estrago, int], ...] = (
    (trocar_bytes, 200), (trocar_algarismos, 340), (cortar, 100), (trocar_linhas, 100), (repetir_linha, 80),
    (outra_codificacao, 40), (outro_banco, 40), (sem_sentido, 80), (enorme, 20),
)  # fmt: skip


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def resposta(admin, conta) -> bytes:
    forma, banco = conta()
    titulos = [fatura(forma) for _ in range(3)]
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    tarifa = Decimal("1.95")
    pagas = [Liquidacao(t.nosso_numero, Decimal("100.00"), HOJE, HOJE, tarifa=tarifa) for t in titulos[:2]]
    return banco.gerar_retorno(HOJE, liquidacoes=pagas)


def conferir_o_dinheiro(caixa: Caixa) -> None:
    """Whatever the file said, what was written agrees with itself to the centavo."""
    recibos = Recibo.objects.aggregate(recebido=Sum("valor"), tarifas=Sum("tarifa"))
    entrou = MovimentoCaixa.objects.filter(caixa=caixa).aggregate(n=Sum("valor"))["n"] or Decimal(0)
    assert entrou == (recibos["recebido"] or 0) - (recibos["tarifas"] or 0)
    itens = ItemRetorno.objects.filter(recibo__isnull=False, resultado__in=("aplicado", "problema"))
    assert (itens.aggregate(n=Sum("valor_recebido"))["n"] or 0) == (recibos["recebido"] or 0)
    for titulo in Fatura.objects.prefetch_related("cobrancas"):
        assert titulo.valor_recebido == sum((c.valor_recebido for c in titulo.cobrancas.all()), Decimal(0))


def enviar_e_aplicar(client: Client, conteudo: bytes, caixa: Caixa) -> bool:
    """Send a file as a person would and apply what comes of it; return whether it was taken."""
    dados = {"arquivo": SimpleUploadedFile("x.ret", conteudo), "caixa": caixa.pk}
    inicio = time.perf_counter()
    resposta_http = client.post(reverse("financeiro:retorno_enviar"), dados)
    assert time.perf_counter() - inicio < 20
    assert resposta_http.status_code in (302, 422)
    if resposta_http.status_code == 302:
        for leitura in LeituraRetorno.objects.filter(processo__estado="na_fila"):
            feita = processos.executar_agora(leitura.processo)
            assert "inesperado" not in feita.mensagem, feita.mensagem
    retorno = Retorno.objects.first()
    if retorno is None:
        assert not ItemRetorno.objects.exists()
        return False
    assert retorno.itens.count() == retorno.linhas
    feito: Processo = aplicar_agora(retorno)
    assert feito.estado == "concluido", feito.mensagem
    assert not retorno.itens.filter(resultado="pendente").exists()
    return True


@pytest.mark.parametrize("conta", [itau, sicoob], ids=["itau400", "sicoob240"])
def test_mil_arquivos_estragados(client_admin: Client, admin, conta) -> None:
    caixa = fabricas.caixa()
    conteudo = resposta(admin, conta)
    sorte = random.Random(341)
    lidos = vistos = 0
    for estragar, vezes in ESTRAGOS:
        for _ in range(vezes // 2):
            estragado = estragar(conteudo, sorte)
            with transaction.atomic():
                tomado = enviar_e_aplicar(client_admin, estragado, caixa)
                conferir_o_dinheiro(caixa)
                transaction.set_rollback(True)
            vistos += 1
            lidos += tomado
    assert vistos == 500
    assert 20 < lidos < 480, "uns passam, outros não: os dois caminhos foram andados"
    assert not Retorno.objects.exists()
    assert enviar_e_aplicar(client_admin, conteudo, caixa), "o arquivo inteiro ainda entra"
    assert Recibo.objects.count() == 2
