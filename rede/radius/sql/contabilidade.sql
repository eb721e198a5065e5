-- Accounting: one call a packet. Every statement may run again.

-- Whether a session was closed recently: a packet that comes late must not open it again.
CREATE OR REPLACE FUNCTION rede_encerrada_ha_pouco(chave text) RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM conexao WHERE unico = chave AND fim > now() - interval '2 days')
$$;

-- Close an open session now seen as ended at ``ate``; returns whether it was open.
CREATE OR REPLACE FUNCTION rede_encerrar_sessao(chave text, ate timestamptz, porque text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    WITH fechada AS (DELETE FROM sessao WHERE unico = chave RETURNING *)
    INSERT INTO conexao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, mac, inicio, fim,
                         octetos_entrada, octetos_saida, causa)
    SELECT unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, mac, inicio,
           greatest(ate, inicio), octetos_entrada, octetos_saida, porque FROM fechada;
    RETURN FOUND;
END $$;

-- Close the sessions not heard of for three interim intervals, as ended when last seen; returns how many. A Stop that
-- still comes corrects octets and cause.
CREATE OR REPLACE FUNCTION rede_encerrar_paradas() RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
    WITH fechada AS (
        DELETE FROM sessao
        WHERE visto < now() - make_interval(secs => 3 * rede_variavel_inteira('RADIUS_INTERIM_SEGUNDOS', 300))
        RETURNING *
    ), gravada AS (
        INSERT INTO conexao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, mac, inicio,
                             fim, octetos_entrada, octetos_saida, causa)
        SELECT unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, mac, inicio,
               greatest(visto, inicio), octetos_entrada, octetos_saida, 'Lost-Stop' FROM fechada
        RETURNING 1
    )
    SELECT count(*) FROM gravada
$$;

-- Take one accounting packet; returns what was done: aberta, vista, encerrada, repetida, reiniciado or ignorada.
-- ``segundos``: Acct-Session-Time; ``atraso``: Acct-Delay-Time; ``entrada`` is what the NAS received from the
-- subscriber (upload), ``saida`` what it sent (download).
CREATE OR REPLACE FUNCTION radius_contabilizar(
    tipo text, chave text, usuario text, id_sessao text, nas text, porta text, endereco text, chamador text,
    segundos bigint, atraso bigint, entrada bigint, saida bigint, porque text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- Bounded: a NAS with a wrong counter must not date a session before anything we keep.
    quando timestamptz := now() - make_interval(secs => least(greatest(atraso, 0), 86400));
    comeco timestamptz := quando - make_interval(secs => least(greatest(segundos, 0), 31536000));
    ip inet := nullif(endereco, '')::inet;
    origem_mac text := rede_mac(chamador);
    acesso bigint;
BEGIN
    IF tipo IN ('Accounting-On', 'Accounting-Off') THEN
        PERFORM rede_encerrar_sessao(unico, now(), 'NAS-Reboot') FROM sessao WHERE nas_ip = nas::inet;
        RETURN 'reiniciado';
    ELSIF tipo = 'Interim-Update' OR tipo = 'Start' THEN
        -- Interims may arrive out of order: counters never go back.
        UPDATE sessao SET visto = now(), framed_ip = coalesce(ip, framed_ip),
               octetos_entrada = greatest(octetos_entrada, entrada), octetos_saida = greatest(octetos_saida, saida)
         WHERE unico = chave;
        IF FOUND THEN
            RETURN 'vista';
        END IF;
    ELSIF tipo = 'Stop' THEN
        UPDATE sessao SET framed_ip = coalesce(ip, framed_ip), octetos_entrada = greatest(octetos_entrada, entrada),
               octetos_saida = greatest(octetos_saida, saida)
         WHERE unico = chave;
        IF rede_encerrar_sessao(chave, quando, nullif(porque, '')) THEN
            RETURN 'encerrada';
        END IF;
    ELSE
        RETURN 'ignorada';
    END IF;

    -- The session is not open. One packet of it at a time decides whether it is new, late or repeated.
    PERFORM pg_advisory_xact_lock(hashtextextended(chave, 7403));
    IF rede_encerrada_ha_pouco(chave) THEN
        IF tipo = 'Stop' THEN
            UPDATE conexao SET octetos_entrada = greatest(octetos_entrada, entrada),
                   octetos_saida = greatest(octetos_saida, saida), causa = coalesce(nullif(porque, ''), causa)
             WHERE unico = chave AND fim > now() - interval '2 days' AND causa = 'Lost-Stop';
        END IF;
        RETURN 'repetida';
    END IF;
    SELECT id INTO acesso FROM rede_acesso WHERE login = usuario;
    IF tipo <> 'Stop' THEN
        -- A router that lost power dials again with the same MAC: what it left open there is over.
        PERFORM rede_encerrar_sessao(unico, visto, 'Lost-Stop') FROM sessao
          WHERE login = usuario AND mac = origem_mac AND inicio <= comeco;
    END IF;
    INSERT INTO sessao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, nas_porta, framed_ip, mac,
                        inicio, visto, octetos_entrada, octetos_saida)
    VALUES (chave, acesso, rede_nas(nas), left(usuario, 128), left(id_sessao, 64), nas::inet, nullif(porta, ''), ip,
            origem_mac, comeco, now(), entrada, saida)
    ON CONFLICT (unico) DO UPDATE SET visto = now();
    IF tipo = 'Stop' THEN
        PERFORM rede_encerrar_sessao(chave, quando, nullif(porque, ''));
        RETURN 'encerrada';
    END IF;
    RETURN 'aberta';
END $$;
