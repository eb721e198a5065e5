-- What the network saw: open sessions, the connections of the last weeks, the answers of the last day. Each row is
-- derived from a hash of its login, so the same subscribers give the same picture. %(agora)s: the instant it is told.

-- A text as a number from 0 to 1.
CREATE FUNCTION pg_temp.sorte(texto text) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT (('x' || substr(md5(texto), 1, 8))::bit(32)::bigint & 2147483647) / 2147483648.0::double precision
$$;

CREATE TEMPORARY TABLE demonstracao_acessos ON COMMIT DROP AS
SELECT a.id, a.login, s.status, s.data_habilitacao, e.id AS equipamento_id, e.ipv4 AS nas_ip,
       coalesce(nullif(a.mac, ''), '02:1B:' || upper(concat_ws(':',
           substr(md5(a.login), 1, 2), substr(md5(a.login), 3, 2), substr(md5(a.login), 5, 2),
           substr(md5(a.login), 7, 2)))) AS mac,
       '100.64.0.0'::inet + (a.id %% 4000000)::bigint AS ip
  FROM rede_acesso a
  JOIN clientes_servicocliente s ON s.id = a.servico_id
  JOIN rede_equipamentoconexao e ON e.id = a.equipamento_id
 WHERE a.login <> %(assinante)s;

SELECT rede_criar_particao(tabela, (%(agora)s - meses * interval '1 month')::date)
  FROM unnest(ARRAY['conexao', 'autenticacao']) AS tabela, generate_series(0, 1) AS meses;

INSERT INTO sessao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, mac, inicio, visto,
                    octetos_entrada, octetos_saida)
-- As FreeRADIUS computes Acct-Unique-Session-Id, so that the interims of the simulated equipment find their session.
SELECT md5(concat_ws(',', login, %(prefixo)s || to_hex(id), host(nas_ip), '', '', '')), id, equipamento_id, login,
       %(prefixo)s || to_hex(id), nas_ip, ip, mac,
       %(agora)s - horas * interval '1 hour', %(agora)s, (horas * 40000000)::bigint, (horas * 700000000)::bigint
  FROM (SELECT a.*, 0.2 + 90 * pg_temp.sorte(login || 'h') AS horas FROM demonstracao_acessos a
         WHERE status IN ('habilitado', 'suspenso_debito', 'suspenso_parcial')
           AND pg_temp.sorte(login) < CASE status WHEN 'habilitado' THEN 0.8 ELSE 0.35 END) x;

INSERT INTO conexao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, mac, inicio, fim,
                     octetos_entrada, octetos_saida, causa)
SELECT md5(login || n), id, equipamento_id, login, %(prefixo)s || to_hex(id) || '-' || n, nas_ip, ip, mac,
       fim - horas * interval '1 hour', fim, (horas * 40000000)::bigint, (horas * 700000000)::bigint,
       (ARRAY['User-Request', 'Lost-Carrier', 'Lost-Carrier', 'Session-Timeout', 'NAS-Reboot'])[1 + n %% 5]
  FROM (SELECT a.*, n, 2 + 30 * pg_temp.sorte(login || n || 'h') AS horas,
               %(agora)s - (4 + (n - 1) * 2 + 1.5 * pg_temp.sorte(login || n)) * interval '1 day' AS fim
          FROM demonstracao_acessos a CROSS JOIN generate_series(1, 8) AS n
         WHERE status <> 'aguardando_instalacao' AND pg_temp.sorte(login || n || 'c') < 0.7) x
 WHERE fim - horas * interval '1 hour' > data_habilitacao + interval '1 day'
 ORDER BY fim;

INSERT INTO autenticacao (em, acesso_id, equipamento_id, login, aceito, motivo, nas_ip, mac, ip, pool)
SELECT em, CASE WHEN motivo IS DISTINCT FROM 'login-inexistente' THEN id END, equipamento_id,
       login || CASE WHEN motivo = 'login-inexistente' THEN '2' ELSE '' END, motivo IS NULL, motivo, nas_ip, mac,
       CASE WHEN motivo IS NULL THEN ip END,
       CASE WHEN motivo IS NULL AND status IN ('suspenso_debito', 'suspenso_pedido') THEN 'suspensao-total' END
  FROM (SELECT a.*, %(agora)s - pg_temp.sorte(login || 'a') * interval '1 day' AS em,
               CASE WHEN status = 'cancelado' THEN 'contrato-cancelado'
                    WHEN status = 'aguardando_instalacao' THEN 'aguardando-instalacao'
                    WHEN pg_temp.sorte(login || 'r') < 0.02 THEN 'senha-incorreta'
                    WHEN pg_temp.sorte(login || 'r') < 0.03 THEN 'login-inexistente' END AS motivo
          FROM demonstracao_acessos a
         WHERE pg_temp.sorte(login || 'q')
               < CASE WHEN status IN ('cancelado', 'aguardando_instalacao') THEN 0.1 ELSE 0.3 END) x
 ORDER BY em;

DROP FUNCTION pg_temp.sorte(text);
