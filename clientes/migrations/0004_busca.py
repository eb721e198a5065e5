"""The search vector of a client follows its name, document, contacts and addresses, whoever writes them."""

from django.db import migrations

CRIAR = r"""
CREATE FUNCTION clientes_texto_de_fora(cliente bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ',
        (SELECT string_agg(valor, ' ') FROM clientes_contato WHERE cliente_id = cliente),
        (SELECT string_agg(concat_ws(' ', e.logradouro, e.numero, e.complemento, e.bairro, e.cep, e.referencia,
                                     c.nome, c.uf), ' ')
           FROM (SELECT DISTINCT logradouro, numero, complemento, bairro, cep, referencia, cidade_id
                   FROM clientes_endereco WHERE cliente_id = cliente) e
           JOIN configuracao_cidade c ON c.id = e.cidade_id))
$$;

CREATE FUNCTION clientes_vetor_do_cliente() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.busca := core_vetor(concat_ws(' ', NEW.nome, NEW.nome_fantasia, NEW.cpf_cnpj,
                                      CASE WHEN TG_OP = 'UPDATE' THEN clientes_texto_de_fora(NEW.id) END));
    RETURN NEW;
END $$;
CREATE TRIGGER cliente_busca_propria BEFORE INSERT OR UPDATE OF nome, nome_fantasia, cpf_cnpj ON clientes_cliente
    FOR EACH ROW EXECUTE FUNCTION clientes_vetor_do_cliente();

-- Statement triggers: an import of a thousand addresses rewrites each client once. Rows are locked in the order of
-- their ids, so that two imports cannot wait for each other.
CREATE FUNCTION clientes_vetor_dos_mudados() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM clientes_cliente WHERE id IN (SELECT cliente_id FROM mudados) ORDER BY id FOR NO KEY UPDATE;
    UPDATE clientes_cliente
       SET busca = core_vetor(concat_ws(' ', nome, nome_fantasia, cpf_cnpj, clientes_texto_de_fora(id)))
     WHERE id IN (SELECT cliente_id FROM mudados);
    RETURN NULL;
END $$;
CREATE FUNCTION clientes_vetor_dos_trocados() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM clientes_cliente
      WHERE id IN (SELECT cliente_id FROM mudados UNION SELECT cliente_id FROM antigos) ORDER BY id FOR NO KEY UPDATE;
    UPDATE clientes_cliente
       SET busca = core_vetor(concat_ws(' ', nome, nome_fantasia, cpf_cnpj, clientes_texto_de_fora(id)))
     WHERE id IN (SELECT cliente_id FROM mudados UNION SELECT cliente_id FROM antigos);
    RETURN NULL;
END $$;
"""
GATILHOS = r"""
CREATE TRIGGER {nome}_busca_nova AFTER INSERT ON clientes_{nome}
    REFERENCING NEW TABLE AS mudados FOR EACH STATEMENT EXECUTE FUNCTION clientes_vetor_dos_mudados();
CREATE TRIGGER {nome}_busca_mudada AFTER UPDATE ON clientes_{nome}
    REFERENCING NEW TABLE AS mudados OLD TABLE AS antigos
    FOR EACH STATEMENT EXECUTE FUNCTION clientes_vetor_dos_trocados();
CREATE TRIGGER {nome}_busca_perdida AFTER DELETE ON clientes_{nome}
    REFERENCING OLD TABLE AS mudados FOR EACH STATEMENT EXECUTE FUNCTION clientes_vetor_dos_mudados();
"""
# Rows that were there before the triggers.
PREENCHER = r"""
UPDATE clientes_cliente
   SET busca = core_vetor(concat_ws(' ', nome, nome_fantasia, cpf_cnpj, clientes_texto_de_fora(id)));
"""
APAGAR = r"""
DROP TRIGGER cliente_busca_propria ON clientes_cliente;
DROP TRIGGER contato_busca_nova ON clientes_contato;
DROP TRIGGER contato_busca_mudada ON clientes_contato;
DROP TRIGGER contato_busca_perdida ON clientes_contato;
DROP TRIGGER endereco_busca_nova ON clientes_endereco;
DROP TRIGGER endereco_busca_mudada ON clientes_endereco;
DROP TRIGGER endereco_busca_perdida ON clientes_endereco;
DROP FUNCTION clientes_vetor_dos_trocados();
DROP FUNCTION clientes_vetor_dos_mudados();
DROP FUNCTION clientes_vetor_do_cliente();
DROP FUNCTION clientes_texto_de_fora(bigint);
"""


class Migration(migrations.Migration):
    """Triggers of the search vector."""

    dependencies = [
        ("clientes", "0003_indices_de_busca"),
        ("configuracao", "0001_initial"),
        ("core", "0002_funcoes"),
    ]
    operations = [
        migrations.RunSQL(
            CRIAR + GATILHOS.format(nome="contato") + GATILHOS.format(nome="endereco") + PREENCHER, APAGAR
        )
    ]
