-- What FreeRADIUS writes. Frozen: later changes are migrations of their own.

-- Open sessions. The fill factor leaves room in each page so that an Interim is a HOT update: no index column changes.
CREATE TABLE sessao (
    unico text PRIMARY KEY,
    acesso_id bigint,
    equipamento_id bigint,
    login text NOT NULL,
    acct_session_id text NOT NULL,
    nas_ip inet NOT NULL,
    nas_porta text,
    framed_ip inet,
    mac text,
    inicio timestamptz NOT NULL,
    visto timestamptz NOT NULL,
    octetos_entrada bigint NOT NULL DEFAULT 0,
    octetos_saida bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 60);
CREATE INDEX sessao_acesso ON sessao (acesso_id);
CREATE INDEX sessao_login ON sessao (login);
CREATE INDEX sessao_ip ON sessao (framed_ip);
CREATE INDEX sessao_equipamento ON sessao (equipamento_id);

-- Closed connections, one partition a month of ``fim`` (no default partition: a wrong date must not hide in it).
CREATE TABLE conexao (
    id bigint GENERATED ALWAYS AS IDENTITY,
    unico text NOT NULL,
    acesso_id bigint,
    equipamento_id bigint,
    login text NOT NULL,
    acct_session_id text NOT NULL,
    nas_ip inet NOT NULL,
    framed_ip inet,
    mac text,
    inicio timestamptz NOT NULL,
    fim timestamptz NOT NULL,
    octetos_entrada bigint NOT NULL DEFAULT 0,
    octetos_saida bigint NOT NULL DEFAULT 0,
    causa text,
    PRIMARY KEY (id, fim),
    CONSTRAINT conexao_em_ordem CHECK (fim >= inicio)
) PARTITION BY RANGE (fim);
CREATE INDEX conexao_acesso ON conexao (acesso_id, fim);
CREATE INDEX conexao_login ON conexao (login, fim);
CREATE INDEX conexao_ip ON conexao (framed_ip, fim);
CREATE INDEX conexao_unico ON conexao (unico);

-- The answers to Access-Requests, without passwords; one partition a month of ``em``.
CREATE TABLE autenticacao (
    id bigint GENERATED ALWAYS AS IDENTITY,
    em timestamptz NOT NULL DEFAULT clock_timestamp(),
    acesso_id bigint,
    equipamento_id bigint,
    login text NOT NULL,
    aceito boolean NOT NULL,
    motivo text,
    mensagem text,
    nas_ip inet,
    mac text,
    ip inet,
    pool text,
    PRIMARY KEY (id, em)
) PARTITION BY RANGE (em);
CREATE INDEX autenticacao_em ON autenticacao (em);
CREATE INDEX autenticacao_acesso ON autenticacao (acesso_id, em);
CREATE INDEX autenticacao_login ON autenticacao (login, em);

-- Make the monthly partition of ``tabela`` that holds ``dia``; does nothing when it is there.
CREATE FUNCTION rede_criar_particao(tabela text, dia date) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    de date := date_trunc('month', dia);
    nome text := format('%s_%s', tabela, to_char(de, 'YYYY_MM'));
BEGIN
    IF tabela NOT IN ('conexao', 'autenticacao') THEN
        RAISE EXCEPTION 'tabela sem partições: %', tabela;
    END IF;
    PERFORM pg_advisory_xact_lock(7402, hashtext(nome));
    IF to_regclass(nome) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', nome, tabela,
            de::timestamp AT TIME ZONE 'America/Sao_Paulo',
            (de + interval '1 month')::timestamp AT TIME ZONE 'America/Sao_Paulo');
    END IF;
END $$;

-- Make the partitions of ``atras`` months back to ``adiante`` months ahead.
CREATE FUNCTION rede_criar_particoes(atras integer, adiante integer) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM rede_criar_particao(t, (date_trunc('month', now() AT TIME ZONE 'America/Sao_Paulo')
                                    + make_interval(months => m))::date)
    FROM unnest(ARRAY['conexao', 'autenticacao']) AS t, generate_series(-atras, adiante) AS m;
END $$;

-- Drop the partitions of ``autenticacao`` whose month ended more than ``meses`` months ago; return how many.
-- Connection records (``conexao``) are kept by law for a year and are never dropped here.
CREATE FUNCTION rede_descartar_autenticacoes(meses integer) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    particao text;
    total integer := 0;
    corte text := 'autenticacao_' || to_char((now() AT TIME ZONE 'America/Sao_Paulo')
                                              - make_interval(months => greatest(meses, 1)), 'YYYY_MM');
BEGIN
    FOR particao IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'autenticacao'::regclass AND c.relname < corte
    LOOP
        EXECUTE format('DROP TABLE %I', particao);
        total := total + 1;
    END LOOP;
    RETURN total;
END $$;

SELECT rede_criar_particoes(13, 6);
