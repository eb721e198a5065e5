"""Fields of a change of the logins of many services (C21)."""

from __future__ import annotations

from django import forms

from hubsoft.core.middleware import usuario_atual
from rede.acoes.alterar_acessos_em_massa import DO_PLANO, MANTER
from rede.models import EquipamentoConexao, PoolEquipamento


def campos() -> dict[str, forms.Field]:
    """Return what people fill; what is left empty stays as each login has it."""
    quem = usuario_atual()
    equipamentos = EquipamentoConexao.objects.visiveis_para(quem).filter(ativo=True)
    nomes = PoolEquipamento.objects.visiveis_para(quem).order_by("nome").values_list("nome", flat=True).distinct()
    return {
        "equipamento": forms.ModelChoiceField(
            label="Novo equipamento de conexão",
            queryset=equipamentos,
            required=False,
            empty_label="Manter o de cada um",
            help_text="Onde se espera que conecte; não impede a conexão em outro.",
        ),
        "pool": forms.ChoiceField(
            label="Novo pool de IP",
            required=False,
            choices=[(MANTER, "Manter o de cada um"), (DO_PLANO, "O do plano"), *((nome, nome) for nome in nomes)],
            help_text="Quem está conectado cai e volta já no pool novo.",
        ),
    }
