"""The data of the configuration to paste, read from what is registered."""

from __future__ import annotations

from django.conf import settings

from configuracao import variaveis
from configuracao.variaveis import ler_inteiro
from rede.models import EquipamentoConexao
from rede.regras.configuracao_nas import DadosNas, huawei, mikrotik

PORTA_AVISO = 8081


def ler(nome: str) -> str:
    """Return a variable of text."""
    return str(variaveis.ler(nome))


def faltas(equipamento: EquipamentoConexao) -> list[str]:
    """Return what has to be registered for the text to be complete."""
    pools = set(equipamento.pools.values_list("nome", flat=True))
    total = ler("POOL_SUSPENSAO_TOTAL")
    achadas = []
    if not ler("ENDERECO_RADIUS"):
        achadas.append("Preencha a variável ENDERECO_RADIUS com o IP deste servidor visto do equipamento.")
    if not ler("ENDERECO_AVISO"):
        achadas.append("Preencha a variável ENDERECO_AVISO com o IP da página de aviso para redirecionar os suspensos.")
    if total not in pools:
        achadas.append(f"Cadastre neste equipamento o pool “{total}”, dos suspensos.")
    if not pools - {total, ler("POOL_SUSPENSAO_PARCIALMENTE")}:
        achadas.append("Cadastre neste equipamento ao menos um pool de clientes.")
    return achadas


def textos(equipamento: EquipamentoConexao, segredo: str) -> list[tuple[str, str]]:
    """Return (title, text) of each configuration of the equipment's kind."""
    aviso = ler("ENDERECO_AVISO")
    dados = DadosNas(
        nome=equipamento.nome,
        radius=ler("ENDERECO_RADIUS") or "IP-DO-SERVIDOR-RADIUS",
        porta_auth=settings.RADIUS_PORTA_AUTH,
        porta_acct=settings.RADIUS_PORTA_ACCT,
        segredo=segredo,
        porta_incoming=equipamento.porta_incoming,
        pools=list(equipamento.pools.values_list("nome", "faixa")),
        pool_total=ler("POOL_SUSPENSAO_TOTAL"),
        lista_total=ler("LISTA_SUSPENSAO_TOTAL"),
        pool_parcial=ler("POOL_SUSPENSAO_PARCIALMENTE"),
        dominio_total=ler("DOMINIO_SUSPENSAO_TOTAL"),
        aviso=(aviso, PORTA_AVISO) if aviso else None,
        interim=ler_inteiro("RADIUS_INTERIM_SEGUNDOS"),
    )
    if equipamento.tipo_nas == EquipamentoConexao.TipoNas.HUAWEI:
        return [("Huawei NE20E/NE40E", huawei(dados))]
    return [("RouterOS 7", mikrotik(dados, 7)), ("RouterOS 6", mikrotik(dados, 6))]
