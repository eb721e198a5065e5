"""The statement of a client as a view (F30): computed from charges and receipts, so that it can never disagree."""

from django.db import migrations

VISAO = """
CREATE VIEW financeiro_extrato AS
SELECT linha.*,
       sum(debito - credito) OVER (
           PARTITION BY cliente_id ORDER BY data, ordem, referencia ROWS UNBOUNDED PRECEDING
       ) AS saldo
FROM (
    SELECT 'cobranca-' || c.id AS chave, c.cliente_id,
           (c.criada_em AT TIME ZONE 'America/Sao_Paulo')::date AS data,
           1::smallint AS ordem, c.id AS referencia, 'cobranca' AS tipo, c.descricao,
           c.status = 'cancelada' AS cancelada, c.vencimento, c.fatura_id, NULL::bigint AS recibo_id,
           CASE WHEN c.status = 'cancelada' THEN 0 ELSE c.valor - c.desconto END AS debito, 0::numeric AS credito
    FROM financeiro_cobranca c
    UNION ALL
    SELECT parte.tipo || '-' || r.id, r.cliente_id, r.data, parte.ordem, r.id, parte.tipo, parte.descricao,
           false, NULL, NULL, r.id, parte.debito, parte.credito
    FROM financeiro_recibo r
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(i.multa + i.juros), 0) AS encargos, coalesce(sum(i.desconto), 0) AS desconto,
               coalesce(string_agg(DISTINCT nullif(i.motivo_desconto, ''), '; '), '') AS motivo
        FROM financeiro_itemrecibo i WHERE i.recibo_id = r.id
    ) soma
    CROSS JOIN LATERAL (
        VALUES (2::smallint, 'encargos', 'Multa e juros do recibo ' || r.id, soma.encargos, 0::numeric),
               (3::smallint, 'desconto',
                'Desconto no recibo ' || r.id || CASE WHEN soma.motivo = '' THEN '' ELSE ': ' || soma.motivo END,
                0::numeric, soma.desconto),
               (4::smallint, 'recibo', 'Recibo ' || r.id, 0::numeric, r.valor)
    ) AS parte (ordem, tipo, descricao, debito, credito)
    WHERE parte.debito + parte.credito > 0
    UNION ALL
    SELECT 'estorno-' || r.id, r.cliente_id, (r.estornado_em AT TIME ZONE 'America/Sao_Paulo')::date,
           5::smallint, r.id, 'estorno', 'Estorno do recibo ' || r.id || ': ' || r.motivo_estorno,
           false, NULL, NULL, r.id, r.valor + soma.desconto - soma.encargos, 0::numeric
    FROM financeiro_recibo r
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(i.multa + i.juros), 0) AS encargos, coalesce(sum(i.desconto), 0) AS desconto
        FROM financeiro_itemrecibo i WHERE i.recibo_id = r.id
    ) soma
    WHERE r.estornado_em IS NOT NULL
) linha;
"""


class Migration(migrations.Migration):
    dependencies = [("financeiro", "0007_descontos_e_extrato")]
    operations = [migrations.RunSQL(VISAO, "DROP VIEW financeiro_extrato")]
