-- The policy: what an acesso gets, from the state of its service at this instant. Re-created by each migration that
-- needs a change, so every statement may run again.
--
-- Only the functions that the RADIUS server calls fix their search path: those below run inside of them, and a fixed
-- path of their own would keep PostgreSQL from inlining them (three times slower).

-- Value of a system variable, ``padrao`` when nobody set it or it is empty. The defaults here are those of
-- rede/registro.py.
CREATE OR REPLACE FUNCTION rede_variavel(variavel text, padrao text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT nullif(trim(valor), '') FROM configuracao_variavel WHERE nome = variavel), padrao)
$$;

-- As rede_variavel, for whole numbers; what is not a positive number up to 9 digits counts as not set.
CREATE OR REPLACE FUNCTION rede_variavel_inteira(variavel text, padrao integer) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT coalesce(substring(rede_variavel(variavel, '') FROM '^[1-9][0-9]{0,8}$')::integer, padrao)
$$;

-- What an acesso gets, for any kind of NAS. ``motivo``: why it is rejected, null when it is not. Speeds in Kb/s; a
-- burst of 0 is none.
CREATE OR REPLACE FUNCTION rede_politica(
    alvo bigint,
    OUT motivo text, OUT download bigint, OUT upload bigint, OUT burst_download bigint, OUT burst_upload bigint,
    OUT limiar integer, OUT segundos integer, OUT pool text, OUT lista text, OUT ip inet
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    estado text;
    tipo_reducao text;
    valor_reducao integer;
    reduzida text;
BEGIN
    SELECT s.status, p.download_kbps, p.upload_kbps, p.burst_download_kbps, p.burst_upload_kbps,
           p.burst_limiar_percentual, p.burst_segundos, nullif(p.pool, ''), a.ipv4, r.tipo, r.valor
      INTO estado, download, upload, burst_download, burst_upload, limiar, segundos, pool, ip,
           tipo_reducao, valor_reducao
      FROM rede_acesso a
      JOIN clientes_servicocliente s ON s.id = a.servico_id
      JOIN clientes_plano p ON p.id = s.plano_id
      LEFT JOIN rede_reducaovelocidade r ON r.servico_id = s.id
     WHERE a.id = alvo;
    IF estado IS NULL THEN
        motivo := 'login-inexistente';
    ELSIF estado = 'cancelado' THEN
        motivo := 'contrato-cancelado';
    ELSIF estado = 'aguardando_instalacao' THEN
        motivo := 'aguardando-instalacao';
    ELSIF estado IN ('suspenso_debito', 'suspenso_pedido') THEN
        -- Accepted into a pool of its own: a rejected router would dial for ever.
        pool := rede_variavel('POOL_SUSPENSAO_TOTAL', 'suspensao-total');
        lista := rede_variavel('LISTA_SUSPENSAO_TOTAL', 'suspensos');
        ip := NULL;
        IF rede_variavel('RECUSAR_SUSPENSO', 'não') = 'sim' THEN
            motivo := 'servico-suspenso';
        END IF;
    ELSIF estado = 'suspenso_parcial' THEN
        burst_download := 0;
        burst_upload := 0;
        IF tipo_reducao = 'kbps' THEN
            download := least(download, valor_reducao);
            upload := least(upload, valor_reducao);
        ELSE
            valor_reducao := coalesce(
                valor_reducao, least(rede_variavel_inteira('REDUCAO_SUSPENSAO_PARCIAL', 10), 100));
            download := greatest(download * valor_reducao / 100, 1);
            upload := greatest(upload * valor_reducao / 100, 1);
        END IF;
        reduzida := nullif(rede_variavel('POOL_SUSPENSAO_PARCIALMENTE', ''), '');
        IF reduzida IS NOT NULL THEN
            pool := reduzida;
            ip := NULL;
        END IF;
    END IF;
END $$;

-- Mikrotik-Rate-Limit "rx/tx [rx-burst/tx-burst rx-threshold/tx-threshold rx-time/tx-time]"; the router's view: rx is
-- the subscriber's upload. A side without burst repeats its rate, which RouterOS takes as no burst.
CREATE OR REPLACE FUNCTION rede_mikrotik_rate_limit(
    download bigint, upload bigint, burst_download bigint, burst_upload bigint, limiar integer, segundos integer
) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('%sk/%sk', upload, download) || CASE
        WHEN burst_upload > upload OR burst_download > download THEN format(
            ' %sk/%sk %sk/%sk %s/%s',
            greatest(burst_upload, upload), greatest(burst_download, download),
            greatest(upload * limiar / 100, 1), greatest(download * limiar / 100, 1),
            greatest(segundos, 1), greatest(segundos, 1))
        ELSE '' END
$$;

-- The equipamento that speaks RADIUS from this address; null when none is registered and active.
CREATE OR REPLACE FUNCTION rede_nas(endereco text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT id FROM rede_equipamentoconexao
    WHERE radius AND ativo AND (ipv4 = endereco::inet OR ipv6 = endereco::inet)
$$;

-- Reply attributes (name, value) of an acesso on a MikroTik.
CREATE OR REPLACE FUNCTION rede_resposta_mikrotik(alvo bigint) RETURNS TABLE (atributo text, valor text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    p record;
BEGIN
    SELECT * INTO p FROM rede_politica(alvo);
    IF p.motivo IS NOT NULL THEN
        RETURN;
    END IF;
    RETURN QUERY VALUES
        ('Mikrotik-Rate-Limit', rede_mikrotik_rate_limit(
            p.download, p.upload, p.burst_download, p.burst_upload, p.limiar, p.segundos)),
        ('Acct-Interim-Interval', rede_variavel_inteira('RADIUS_INTERIM_SEGUNDOS', 300)::text);
    IF p.ip IS NOT NULL THEN
        RETURN QUERY VALUES ('Framed-IP-Address', host(p.ip));
    ELSIF p.pool IS NOT NULL THEN
        RETURN QUERY VALUES ('Framed-Pool', p.pool);
    END IF;
    IF p.lista IS NOT NULL THEN
        RETURN QUERY VALUES ('Mikrotik-Address-List', p.lista);
    END IF;
END $$;

-- Reply attributes of an acesso on an equipamento: the one place that knows the kinds of NAS. An unknown NAS gets
-- nothing, and FreeRADIUS answers only known ones.
CREATE OR REPLACE FUNCTION rede_resposta(alvo bigint, equipamento bigint) RETURNS TABLE (atributo text, valor text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    tipo text;
BEGIN
    SELECT tipo_nas INTO tipo FROM rede_equipamentoconexao WHERE id = equipamento;
    IF tipo = 'mikrotik' THEN
        RETURN QUERY SELECT * FROM rede_resposta_mikrotik(alvo);
    END IF;
END $$;

-- What the RADIUS server calls ------------------------------------------------------------------------------------

-- Check items of a login in rlm_sql's form; no row: the login does not exist. The only reader of the passwords.
CREATE OR REPLACE FUNCTION radius_verificar(usuario text)
RETURNS TABLE (id bigint, username text, attribute text, value text, op text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a record;
    recusa text;
BEGIN
    SELECT ac.id, ac.login, ac.mac, ac.max_sessoes, s.senha INTO a
      FROM rede_acesso ac JOIN rede_senhaacesso s ON s.acesso_id = ac.id WHERE ac.login = usuario;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT p.motivo INTO recusa FROM rede_politica(a.id) p;
    RETURN QUERY
        SELECT v.n, a.login::text, v.atributo, v.valor, ':='
        FROM (VALUES (1::bigint, 'Cleartext-Password', a.senha::text),
                     (2, 'ERP-Acesso-Id', a.id::text),
                     (3, 'ERP-Mac', nullif(a.mac, '')),
                     (4, 'ERP-Recusa', recusa),
                     (5, 'Simultaneous-Use', a.max_sessoes::text)) AS v (n, atributo, valor)
        WHERE v.valor IS NOT NULL;
END $$;

-- Reply items of a login on the NAS of that address.
CREATE OR REPLACE FUNCTION radius_responder(usuario text, nas text)
RETURNS TABLE (id bigint, username text, attribute text, value text, op text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    alvo bigint;
BEGIN
    SELECT ac.id INTO alvo FROM rede_acesso ac WHERE ac.login = usuario;
    RETURN QUERY SELECT row_number() OVER (), usuario, r.atributo, r.valor, ':=' FROM rede_resposta(alvo, rede_nas(nas)) r;
END $$;

-- Open sessions of a login that count against its limit: not those of the same MAC, whose router lost power and dials
-- again, nor those silent for three interim intervals.
CREATE OR REPLACE FUNCTION radius_sessoes_abertas(usuario text, chamador text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM sessao
    WHERE login = usuario AND (chamador = '' OR mac IS DISTINCT FROM upper(chamador))
      AND visto > now() - make_interval(secs => 3 * rede_variavel_inteira('RADIUS_INTERIM_SEGUNDOS', 300))
$$;

-- The secret of the NAS of that address; null when it is unknown, inactive or does not use RADIUS.
CREATE OR REPLACE FUNCTION radius_segredo(nas text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT segredo FROM rede_segredoradius WHERE equipamento_id = rede_nas(nas)
$$;

-- Log one answer to an Access-Request; returns its id.
CREATE OR REPLACE FUNCTION radius_registrar(
    usuario text, foi_aceito boolean, porque text, texto text, nas text, chamador text, endereco text, nome_pool text
) RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO autenticacao (acesso_id, equipamento_id, login, aceito, motivo, mensagem, nas_ip, mac, ip, pool)
    VALUES ((SELECT id FROM rede_acesso WHERE login = usuario), rede_nas(nas), left(usuario, 128), foi_aceito,
            nullif(porque, ''), nullif(left(texto, 300), ''), nas::inet, nullif(upper(left(chamador, 64)), ''),
            nullif(endereco, '')::inet, nullif(nome_pool, ''))
    RETURNING id
$$;
