"""Puts the addresses that allow it on the map (G04, C06; manual: *Como definir as coordenadas do cliente manualmente*).

Only addresses with "atualização automática das coordenadas" are asked about, once for each text of the address; one
that was not found is asked about again a month later. Each answer is kept at once: a killed run goes on where it was.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from clientes.geocodificador import Indisponivel, Ponto, procurar
from clientes.models import Endereco, Geocodificacao
from configuracao.variaveis import ler_inteiro
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto

VARIAVEL = "GEOCODIFICACAO_POR_EXECUCAO"
ORIGEM = "Geocodificação"
DE_NOVO_DEPOIS = dt.timedelta(days=30)
FALHAS_SEGUIDAS = 3


def geocodificar(contexto: Contexto) -> str:
    """Ask about the addresses that are due, one at a time (function of the routine)."""
    url = settings.GEOCODIFICADOR_URL
    if not url:
        raise ErroDeNegocio("A geocodificação está desligada: defina HUBSOFT_GEOCODIFICADOR_URL na instalação.")
    devidos = enderecos_devidos(max(1, ler_inteiro(VARIAVEL)))
    contexto.total(len(devidos))
    achados, falhas = 0, 0
    esperar = _ritmo(settings.GEOCODIFICADOR_INTERVALO)
    for endereco in devidos:
        contexto.verificar_cancelamento()
        esperar()
        try:
            ponto = procurar(url, consulta(endereco), endereco.cidade.nome)
        except Indisponivel as erro:
            falhas += 1
            contexto.erro(f"Endereço {endereco.pk}", f"O geocodificador não respondeu ({erro}).")
            if falhas >= FALHAS_SEGUIDAS:
                raise ErroDeNegocio(f"O geocodificador não responde ({erro}); {achados} endereço(s) no mapa.") from erro
            continue
        falhas = 0
        achados += _guardar(endereco, ponto)
        contexto.avancar()
    return f"{len(devidos)} endereço(s) procurado(s), {achados} no mapa."


def enderecos_devidos(limite: int) -> list[Endereco]:
    """Return the addresses to ask about: never asked, asked as another text, or not found long ago."""
    velha = Q(geocodificacao__achou=False, geocodificacao__em__lt=agora() - DE_NOVO_DEPOIS)
    candidatos = (
        Endereco.objects.filter(coordenadas_automaticas=True)
        .select_related("cidade", "geocodificacao")
        .order_by("geocodificacao__em", "pk")
    )
    nunca = list(candidatos.filter(Q(geocodificacao__isnull=True) | velha)[:limite])
    if len(nunca) < limite:
        conhecidos = candidatos.filter(geocodificacao__isnull=False).exclude(velha).iterator(chunk_size=2000)
        mudados = (e for e in conhecidos if e.geocodificacao.consulta != texto(e))
        nunca += [endereco for _, endereco in zip(range(limite - len(nunca)), mudados, strict=False)]
    return nunca


def consulta(endereco: Endereco) -> dict[str, str]:
    """Return the address as Nominatim's structured query."""
    return {
        "street": f"{endereco.numero} {endereco.logradouro}".strip(),
        "city": endereco.cidade.nome,
        "state": endereco.cidade.uf,
        "postalcode": f"{endereco.cep[:5]}-{endereco.cep[5:]}",
        "country": "Brasil",
    }


def texto(endereco: Endereco) -> str:
    """Return what is asked, as one line."""
    return ", ".join(consulta(endereco).values())[:400]


@transaction.atomic
def _guardar(endereco: Endereco, ponto: Ponto | None) -> int:
    """Keep the answer; return 1 when the point is new. An address changed or forbidden meanwhile stays as it is."""
    atual = Endereco.objects.select_for_update(of=("self",), no_key=True).select_related("cidade").get(pk=endereco.pk)
    if not atual.coordenadas_automaticas or texto(atual) != texto(endereco):
        return 0
    Geocodificacao.objects.update_or_create(
        endereco=atual, defaults={"consulta": texto(atual), "em": agora(), "achou": ponto is not None}
    )
    if ponto is None or (atual.latitude, atual.longitude) == ponto:
        return 0
    antes = "nenhuma" if atual.latitude is None else f"{atual.latitude:.6f}, {atual.longitude:.6f}"
    atual.latitude, atual.longitude = ponto
    atual.save(update_fields=["latitude", "longitude"])
    frase = (
        f"Endereço ({atual.get_tipo_display().lower()}) alterado: coordenadas de {antes} para "
        f"{ponto.latitude:.6f}, {ponto.longitude:.6f}."
    )
    historico.escrever(atual, historico.Area.CADASTRAL, frase, origem=ORIGEM)
    return 1


def _ritmo(intervalo: float) -> Callable[[], None]:
    """Return a function that lets at least ``intervalo`` seconds pass between two of its calls."""
    ultima = -intervalo

    def esperar() -> None:
        nonlocal ultima
        falta = ultima + intervalo - time.monotonic()
        if ultima >= 0 and falta > 0:
            time.sleep(falta)
        ultima = time.monotonic()

    return esperar
