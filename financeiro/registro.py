"""What Financeiro gives to the house."""

from hubsoft.core.registro import Permissao, TarefaRotina, TipoProcesso, registrar

registrar(
    Permissao("financeiro.gerar_faturamento", "Gerar faturamento mensal", "Financeiro/Faturamento"),
    TipoProcesso(
        "financeiro.faturar_mes",
        "Faturamento mensal",
        "financeiro.acoes.faturar_mes.faturar_mes",
        "financeiro.gerar_faturamento",
        exclusivo=True,
    ),
    TarefaRotina(
        "financeiro.suspensao",
        "Habilitação/suspensão",
        "financeiro.acoes.suspensao.executar_suspensao",
        "Suspende quem passou do prazo da forma de cobrança e restaura quem não deve mais.",
    ),
)
