"""What contracts may tell about how a service is billed (C09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientes.models import ServicoCliente
from financeiro.models import Cobranca, DadosCobranca
from hubsoft.core.dinheiro import formatar

NOMES: dict[str, str] = {
    "COBRANCA_FORMA": "forma de cobrança",
    "COBRANCA_DIA_VENCIMENTO": "dia do vencimento",
    "COBRANCA_MODALIDADE": "antecipado ou postecipado",
    "COBRANCA_TAXA_INSTALACAO": "taxa de instalação",
}
A_DEFINIR = "definido no passo Cobrança"


def variaveis(servico: ServicoCliente | None, passos: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the values of a saved service, or of the wizard's step *Cobrança* where it has been filled."""
    if servico is not None:
        dados = DadosCobranca.objects.filter(servico=servico).select_related("forma").first()
        if dados is None:
            return dict.fromkeys(NOMES, "")
        taxas = Cobranca.objects.filter(servico=servico, tipo=Cobranca.Tipo.TAXA_INSTALACAO).order_by("pk")
        taxa = taxas.values_list("valor", flat=True).first()
        return _textos(dados.forma, dados.dia_vencimento, dados.modalidade, taxa)
    passo = passos.get("cobranca")
    if not passo:
        return dict.fromkeys(NOMES, A_DEFINIR)
    return _textos(passo["forma"], passo["dia_vencimento"], passo["modalidade"], passo.get("taxa_instalacao"))


def _textos(forma: Any, dia: int, modalidade: str, taxa: Any) -> dict[str, str]:
    return {
        "COBRANCA_FORMA": str(forma),
        "COBRANCA_DIA_VENCIMENTO": str(dia),
        "COBRANCA_MODALIDADE": str(DadosCobranca.Modalidade(modalidade).label),
        "COBRANCA_TAXA_INSTALACAO": formatar(taxa) if taxa else "sem taxa",
    }
