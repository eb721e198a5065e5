"""Attachments of an order (C23)."""

from __future__ import annotations

from atendimento.models import OrdemServico
from clientes.views.anexo import AnexoAdicionar, AnexosDoAlvo


class OrdemServicoAnexos(AnexosDoAlvo):
    """Tab Anexos of an order."""

    queryset_pai = OrdemServico.objects.all()
    url_adicionar = "atendimento:ordem_servico_anexo_adicionar"


class OrdemServicoAnexoAdicionar(AnexoAdicionar):
    """Attaches files to an order: photos of what was done, the signed sheet."""

    queryset = OrdemServico.objects.select_related("servico")
