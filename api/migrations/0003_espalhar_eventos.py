"""What happened reaches each webhook that hears it, in the transaction in which it happened.

A statement's events become rows of ``api_entregawebhook`` by one INSERT, and none where no webhook hears them: the
outbox needs no delivery to this app for each of fifty thousand events that nobody asked for. A monthly run tells that it
ended by one event; who hears ``fatura.emitida`` gets one row for each of its faturas.
"""

from django.db import migrations

FUNCAO = """
CREATE FUNCTION api_espalhar_eventos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM api_webhook WHERE ativo) THEN
        RETURN NULL;
    END IF;
    INSERT INTO api_entregawebhook (
        webhook_id, mensagem, evento_id, objeto_id, cliente_id, tipo, dados, corpo, situacao, tentativas,
        proxima_tentativa, criada_em
    )
    SELECT w.id, gen_random_uuid(), e.id, 0, (e.dados ->> 'cliente_id')::bigint, e.nome, e.dados, '', 'pendente', 0,
        e.criado_em, e.criado_em
    FROM novos e
    JOIN api_webhook w ON w.ativo AND e.nome = ANY (w.eventos)
    UNION ALL
    SELECT w.id, gen_random_uuid(), e.id, f.id, f.cliente_id, 'fatura.emitida',
        jsonb_build_object('fatura_id', f.id, 'cliente_id', f.cliente_id), '', 'pendente', 0, e.criado_em, e.criado_em
    FROM novos e
    JOIN api_webhook w ON w.ativo AND 'fatura.emitida' = ANY (w.eventos)
    JOIN financeiro_fatura f ON f.faturamento_id = (e.dados ->> 'faturamento_id')::bigint
    WHERE e.nome = 'faturamento.concluido';
    RETURN NULL;
END
$$;
CREATE TRIGGER api_espalhar_eventos AFTER INSERT ON core_evento
    REFERENCING NEW TABLE AS novos FOR EACH STATEMENT EXECUTE FUNCTION api_espalhar_eventos();
"""
DESFAZER = """
DROP TRIGGER api_espalhar_eventos ON core_evento;
DROP FUNCTION api_espalhar_eventos();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0002_webhook"),
        ("core", "0003_protocolo"),
        ("financeiro", "0016_transferencia_e_conciliacao"),
    ]

    operations = [migrations.RunSQL(FUNCAO, DESFAZER)]
