"""The triggers of the search vector work on sets, and keep the client's city beside it.

Before, each client's words were gathered by a call of its own. The plan of such a call is kept with the session: made
while the addresses were an empty table it read all of them, for each client, when a hundred thousand were written.
"""

from django.db import migrations

CRIAR = r"""
-- Planned at each call (EXECUTE), for as many clients as it is given, and never with a loop inside a loop, which the
-- planner would choose while it takes tables just filled for empty ones. Rows are locked in the order of their ids, so
-- that two imports cannot wait for each other, and in a statement of its own: the next one then sees what the other
-- transaction wrote. The vector holds no positions: nothing here looks for phrases or ranks.
CREATE FUNCTION clientes_refazer_busca(quais bigint[]) RETURNS void LANGUAGE plpgsql SET enable_nestloop TO off AS $$
BEGIN
    EXECUTE 'SELECT 1 FROM clientes_cliente WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE' USING quais;
    EXECUTE $sql$
        UPDATE clientes_cliente SET busca = novo.busca, cidade_id = novo.cidade_id
          FROM (SELECT c.id, propria.cidade_id,
                       strip(core_vetor(concat_ws(' ', c.nome, c.nome_fantasia, c.cpf_cnpj, k.texto, e.texto))) AS busca
                  FROM clientes_cliente c
                  LEFT JOIN (SELECT cliente_id, string_agg(valor, ' ') AS texto
                               FROM clientes_contato WHERE cliente_id = ANY($1) GROUP BY cliente_id) k
                         ON k.cliente_id = c.id
                  LEFT JOIN (SELECT a.cliente_id,
                                    string_agg(DISTINCT concat_ws(' ', a.logradouro, a.numero, a.complemento, a.bairro,
                                                                  a.cep, a.referencia,
                                                                  (SELECT concat_ws(' ', m.nome, m.uf)
                                                                     FROM configuracao_cidade m
                                                                    WHERE m.id = a.cidade_id)), ' ') AS texto
                               FROM clientes_endereco a WHERE a.cliente_id = ANY($1) GROUP BY a.cliente_id) e
                         ON e.cliente_id = c.id
                  LEFT JOIN clientes_endereco propria
                         ON propria.cliente_id = c.id AND propria.servico_id IS NULL AND propria.cliente_id = ANY($1)
                 WHERE c.id = ANY($1)
                -- Keeps the vector from being made once for the test and once more for the row.
                OFFSET 0) novo
         WHERE clientes_cliente.id = novo.id AND clientes_cliente.id = ANY($1)
           AND (clientes_cliente.busca, clientes_cliente.cidade_id) IS DISTINCT FROM (novo.busca, novo.cidade_id)
    $sql$ USING quais;
END $$;

CREATE OR REPLACE FUNCTION clientes_vetor_dos_mudados() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM clientes_refazer_busca(ARRAY(SELECT DISTINCT cliente_id FROM mudados));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION clientes_vetor_dos_trocados() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM clientes_refazer_busca(ARRAY(SELECT cliente_id FROM mudados UNION SELECT cliente_id FROM antigos));
    RETURN NULL;
END $$;

-- For a client's own columns, a row at a time; the city is written again because saving a client read before its
-- address would write the old one. Never by reading a whole table, whatever it held when this was planned.
ALTER FUNCTION clientes_texto_de_fora(bigint) SET enable_seqscan TO off;
CREATE OR REPLACE FUNCTION clientes_vetor_do_cliente() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.cidade_id := NULL;
        NEW.busca := strip(core_vetor(concat_ws(' ', NEW.nome, NEW.nome_fantasia, NEW.cpf_cnpj)));
    ELSE
        NEW.cidade_id := (SELECT cidade_id FROM clientes_endereco WHERE cliente_id = NEW.id AND servico_id IS NULL);
        NEW.busca := strip(core_vetor(concat_ws(' ', NEW.nome, NEW.nome_fantasia, NEW.cpf_cnpj,
                                                clientes_texto_de_fora(NEW.id))));
    END IF;
    RETURN NEW;
END $$;

SELECT clientes_refazer_busca(ARRAY(SELECT id FROM clientes_cliente));
"""
# As migration 0004 made them.
DESFAZER = r"""
CREATE OR REPLACE FUNCTION clientes_vetor_do_cliente() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.busca := core_vetor(concat_ws(' ', NEW.nome, NEW.nome_fantasia, NEW.cpf_cnpj,
                                      CASE WHEN TG_OP = 'UPDATE' THEN clientes_texto_de_fora(NEW.id) END));
    RETURN NEW;
END $$;
ALTER FUNCTION clientes_texto_de_fora(bigint) RESET enable_seqscan;
CREATE OR REPLACE FUNCTION clientes_vetor_dos_mudados() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM clientes_cliente WHERE id IN (SELECT cliente_id FROM mudados) ORDER BY id FOR NO KEY UPDATE;
    UPDATE clientes_cliente
       SET busca = core_vetor(concat_ws(' ', nome, nome_fantasia, cpf_cnpj, clientes_texto_de_fora(id)))
     WHERE id IN (SELECT cliente_id FROM mudados);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION clientes_vetor_dos_trocados() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM clientes_cliente
      WHERE id IN (SELECT cliente_id FROM mudados UNION SELECT cliente_id FROM antigos) ORDER BY id FOR NO KEY UPDATE;
    UPDATE clientes_cliente
       SET busca = core_vetor(concat_ws(' ', nome, nome_fantasia, cpf_cnpj, clientes_texto_de_fora(id)))
     WHERE id IN (SELECT cliente_id FROM mudados UNION SELECT cliente_id FROM antigos);
    RETURN NULL;
END $$;
DROP FUNCTION clientes_refazer_busca(bigint[]);
"""


class Migration(migrations.Migration):
    """Triggers of the search vector and of the client's city."""

    dependencies = [("clientes", "0010_cliente_cidade")]
    operations = [migrations.RunSQL(CRIAR, DESFAZER)]
