-- The policy: what an acesso gets, from the state of its service at this instant. Re-created by each migration that
-- needs a change, so every statement may run again.
--
-- Only the functions that the RADIUS server calls fix their search path: the others run inside of them, and a fixed
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

-- A rate in bit/s as Huawei's 32-bit integer attributes carry it; ``burst`` in Kb/s, 0 for none.
CREATE OR REPLACE FUNCTION rede_huawei_taxa(kbps bigint, burst bigint DEFAULT 0) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT least(greatest(kbps, burst) * 1000, 4294967295)::text
$$;

-- A Calling-Station-Id as AA:BB:CC:DD:EE:FF whatever the NAS's notation; what is no MAC, in capitals; "" is null.
CREATE OR REPLACE FUNCTION rede_mac(texto text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN texto ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$' THEN texto
        WHEN texto ~* '^([0-9a-f]{2}[:.-]?){5}[0-9a-f]{2}$|^([0-9a-f]{4}[.-]){2}[0-9a-f]{4}$' THEN
            upper(regexp_replace(regexp_replace(texto, '[^0-9A-Fa-f]', '', 'g'), '(..)(?!$)', '\1:', 'g'))
        ELSE nullif(upper(left(texto, 64)), '') END
$$;

-- Whether what rede_mac returned is a MAC and not another kind of name.
CREATE OR REPLACE FUNCTION rede_mac_inteiro(mac text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT mac ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'
$$;

-- What the RADIUS server calls ------------------------------------------------------------------------------------

-- All that a login's answer needs, in rlm_sql's form: check items (the password, what limits the login, why it is
-- refused) and the reply attributes for the NAS, which deploy/freeradius/site.conf copies when the login is accepted. No
-- row: the login does not exist. ``cliente``: what radius_cliente said of the NAS. The one place that knows the policy
-- and the kinds of NAS, and the only reader of the passwords.
--
-- A login costs what the server calls and the tables it opens, so there is one call and one query in it (benchmarks).
--
-- ERP-Limite: it is open on as many other routers as it may. Those of the same MAC do not count, as a router that lost
-- power dials again, nor those silent for three interim intervals.
CREATE OR REPLACE FUNCTION radius_autorizar(quem text, cliente text, chamador text)
RETURNS TABLE (id bigint, username text, attribute text, value text, op text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tipo CONSTANT text := split_part(cliente, ' ', 1);
    interim CONSTANT integer := split_part(cliente, ' ', 2)::integer;
    origem CONSTANT text := rede_mac(chamador);
    a record;
    recusa text;
    limite text;
    reducao record;
    pool text;
    lista text;
    lenta text;
    dominio text;
    ip inet;
BEGIN
    -- Speeds in Kb/s; a burst of 0 is none.
    SELECT c.id, c.mac, c.aprender_mac, c.ativo, c.expira_em, c.max_sessoes, c.ipv4, s.senha, v.status,
           p.download_kbps::bigint AS download, p.upload_kbps::bigint AS upload,
           p.burst_download_kbps::bigint AS burst_download, p.burst_upload_kbps::bigint AS burst_upload,
           p.burst_limiar_percentual AS limiar, p.burst_segundos AS segundos,
           n.download_kbps::bigint AS outro_download, n.upload_kbps::bigint AS outro_upload, n.pool AS outro_pool,
           coalesce(nullif(c.pool, ''), nullif(p.pool, '')) AS pool, v.id AS servico,
           EXISTS (SELECT FROM sessao b WHERE b.login = quem) AS aberta
      INTO a
      FROM rede_acesso c
      JOIN rede_senhaacesso s ON s.acesso_id = c.id
      JOIN clientes_servicocliente v ON v.id = c.servico_id
      JOIN clientes_plano p ON p.id = v.plano_id
      LEFT JOIN rede_navegacaocustomizada n
        ON n.servico_id = v.id AND n.situacao = 'ativa' AND (n.ate IS NULL OR n.ate > now())
     WHERE c.login = quem;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    pool := a.pool;
    ip := a.ipv4;

    -- Another speed for a while (C20), without burst; a suspension counts from the plan's.
    IF a.outro_download IS NOT NULL AND a.status IN ('habilitado', 'aguardando_migracao') THEN
        a.download := a.outro_download;
        a.upload := a.outro_upload;
        a.burst_download := 0;
        a.burst_upload := 0;
        pool := coalesce(nullif(a.outro_pool, ''), pool);
    END IF;
    IF a.status <> 'habilitado' THEN
        IF a.status = 'cancelado' THEN
            recusa := 'contrato-cancelado';
        ELSIF a.status = 'aguardando_instalacao' THEN
            recusa := 'aguardando-instalacao';
        ELSIF a.status IN ('suspenso_debito', 'suspenso_pedido') THEN
            -- Accepted into a pool of its own: a rejected router would dial for ever.
            pool := rede_variavel('POOL_SUSPENSAO_TOTAL', 'suspensao-total');
            lista := rede_variavel('LISTA_SUSPENSAO_TOTAL', 'suspensos');
            dominio := nullif(rede_variavel('DOMINIO_SUSPENSAO_TOTAL', ''), '');
            ip := NULL;
            IF rede_variavel('RECUSAR_SUSPENSO', 'não') = 'sim' THEN
                recusa := 'servico-suspenso';
            END IF;
        ELSIF a.status = 'suspenso_parcial' THEN
            a.burst_download := 0;
            a.burst_upload := 0;
            SELECT r.tipo, r.valor INTO reducao FROM rede_reducaovelocidade r WHERE r.servico_id = a.servico;
            IF reducao.tipo = 'kbps' THEN
                a.download := least(a.download, reducao.valor);
                a.upload := least(a.upload, reducao.valor);
            ELSE
                reducao.valor := coalesce(
                    reducao.valor, least(rede_variavel_inteira('REDUCAO_SUSPENSAO_PARCIAL', 10), 100));
                a.download := greatest(a.download * reducao.valor / 100, 1);
                a.upload := greatest(a.upload * reducao.valor / 100, 1);
            END IF;
            lenta := nullif(rede_variavel('POOL_SUSPENSAO_PARCIALMENTE', ''), '');
            IF lenta IS NOT NULL THEN
                pool := lenta;
                ip := NULL;
            END IF;
        END IF;
    END IF;
    IF NOT a.ativo THEN
        recusa := 'acesso-inativo';
    ELSIF recusa IS NULL AND a.expira_em <= now() THEN
        recusa := 'acesso-expirado';
    ELSIF recusa IS NULL AND a.mac <> '' AND a.mac IS DISTINCT FROM origem THEN
        recusa := 'mac-diferente';
    END IF;
    IF a.aberta AND a.max_sessoes <= (
        SELECT count(*) FROM sessao b
         WHERE b.login = quem AND (origem IS NULL OR b.mac IS DISTINCT FROM origem)
           AND b.visto > now() - make_interval(secs => 3 * interim)
    ) THEN
        limite := '1';
    END IF;

    RETURN QUERY SELECT 0::bigint, quem, v.atributo, v.valor, ':=' FROM (VALUES
        ('Cleartext-Password', a.senha::text),
        ('ERP-Acesso-Id', a.id::text),
        ('ERP-Recusa', recusa),
        ('ERP-Limite', limite),
        ('ERP-Aprender-Mac', CASE WHEN a.aprender_mac AND a.mac = '' AND rede_mac_inteiro(origem) THEN origem END),
        ('Acct-Interim-Interval', interim::text),
        ('Framed-IP-Address', host(ip)),
        ('Framed-Pool', CASE WHEN ip IS NULL THEN pool END),
        ('Session-Timeout', CASE WHEN a.expira_em IS NOT NULL
                              THEN greatest(ceil(extract(epoch FROM a.expira_em - now())), 1)::bigint::text END)
    ) AS v (atributo, valor) WHERE v.valor IS NOT NULL;
    op := ':=';
    IF tipo = 'mikrotik' THEN
        attribute := 'Mikrotik-Rate-Limit';
        value := rede_mikrotik_rate_limit(
            a.download, a.upload, a.burst_download, a.burst_upload, a.limiar, a.segundos);
        RETURN NEXT;
        IF lista IS NOT NULL THEN
            attribute := 'Mikrotik-Address-List';
            value := lista;
            RETURN NEXT;
        END IF;
    ELSIF tipo = 'huawei' THEN
        -- The NAS's view: input is the subscriber's upload. Average is the committed rate, peak the most it reaches.
        RETURN QUERY SELECT 0::bigint, quem, v.atributo, v.valor, ':=' FROM (VALUES
            ('Huawei-Input-Average-Rate', rede_huawei_taxa(a.upload)),
            ('Huawei-Input-Peak-Rate', rede_huawei_taxa(a.upload, a.burst_upload)),
            ('Huawei-Output-Average-Rate', rede_huawei_taxa(a.download)),
            ('Huawei-Output-Peak-Rate', rede_huawei_taxa(a.download, a.burst_download)),
            ('Huawei-Domain-Name', dominio)
        ) AS v (atributo, valor) WHERE v.valor IS NOT NULL;
    END IF;
END $$;

-- What the policy needs to know of an equipamento: "kind interim", the latter in seconds.
CREATE OR REPLACE FUNCTION rede_cliente(equipamento bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format('%s %s', tipo_nas, rede_variavel_inteira('RADIUS_INTERIM_SEGUNDOS', 300))
      FROM rede_equipamentoconexao WHERE id = equipamento
$$;

-- Reply attributes (name, value) of an acesso on an equipamento, for a CoA.
CREATE OR REPLACE FUNCTION rede_resposta(alvo bigint, equipamento bigint) RETURNS TABLE (atributo text, valor text)
LANGUAGE sql STABLE AS $$
    SELECT v.attribute, v.value
      FROM rede_acesso a CROSS JOIN LATERAL radius_autorizar(a.login, rede_cliente(equipamento), a.mac) v
     WHERE a.id = alvo AND v.attribute !~ '^ERP-|^Cleartext-Password$'
$$;

-- The NAS of that address as rede_cliente says; null when it is unknown, inactive or does not use RADIUS. The server
-- keeps it for a minute, as it does the secret.
CREATE OR REPLACE FUNCTION radius_cliente(nas text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT rede_cliente(rede_nas(nas))
$$;

-- The secret of the NAS of that address; null when it is unknown, inactive or does not use RADIUS.
CREATE OR REPLACE FUNCTION radius_segredo(nas text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT segredo FROM rede_segredoradius WHERE equipamento_id = rede_nas(nas)
$$;

-- Log one answer to an Access-Request; returns its id. ``acesso``: the id that radius_autorizar gave, "" for none.
CREATE OR REPLACE FUNCTION radius_registrar(
    usuario text, acesso text, foi_aceito boolean, porque text, texto text, nas text, chamador text, endereco text,
    nome_pool text
) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    novo bigint;
BEGIN
    INSERT INTO autenticacao (acesso_id, equipamento_id, login, aceito, motivo, mensagem, nas_ip, mac, ip, pool)
    VALUES (nullif(acesso, '')::bigint, rede_nas(nas), left(usuario, 128), foi_aceito, nullif(porque, ''),
            nullif(left(texto, 300), ''), nas::inet, rede_mac(chamador), nullif(endereco, '')::inet,
            nullif(nome_pool, ''))
    RETURNING autenticacao.id INTO novo;
    RETURN novo;
END $$;

-- Bind a login to the first MAC that it connected with; returns the MAC, null when there was nothing to learn. Only a
-- whole MAC is learned, once, whoever comes first.
CREATE OR REPLACE FUNCTION radius_aprender_mac(acesso text, chamador text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    alvo record;
    novo CONSTANT text := rede_mac(chamador);
BEGIN
    UPDATE rede_acesso a SET mac = novo
      FROM clientes_servicocliente s
     WHERE a.id = acesso::bigint AND s.id = a.servico_id AND a.aprender_mac AND a.mac = ''
       AND rede_mac_inteiro(novo)
    RETURNING a.id, a.login, a.servico_id, s.cliente_id INTO alvo;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO core_historico (area, frase, objeto_tipo, objeto_id, cliente_id, servico_id, origem, criado_em)
    VALUES ('rede', format('MAC do acesso %s aprendido na primeira conexão: %s.', alvo.login, novo), 'rede.acesso',
            alvo.id, alvo.cliente_id, alvo.servico_id, 'RADIUS', now());
    RETURN novo;
END $$;
