"""The speed that is left in the partial suspension, as the service's forma de cobrança has it now (F01, F28)."""

from __future__ import annotations

from financeiro.models import DadosCobranca


def reducao_do_servico(servico_id: int) -> tuple[str, int] | None:
    """Return kind and value (see ``ReducaoNaSuspensao``), ``None`` for a service that no forma bills."""
    dados = DadosCobranca.objects.filter(servico=servico_id)
    return dados.values_list("forma__tipo_reducao", "forma__reducao").first()
