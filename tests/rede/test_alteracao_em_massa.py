"""C21: what a change of many services does to the network: one command for each open session, never two."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clientes.acoes.alterar_em_massa import aplicar, motivos, pedir_alteracao
from clientes.models import ServicoCliente
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import entregar_pendentes
from hubsoft.core.models import Historico
from rede.models import Acesso, ComandoCoa, EquipamentoConexao
from tests.clientes import fabricas as de_clientes
from tests.rede import fabricas

pytestmark = pytest.mark.django_db
TODOS = ServicoCliente.objects.all


def online(acesso: Acesso, nas: EquipamentoConexao, pool: str = "") -> None:
    """Open a session of the login as accounting does, after a login that got ``pool``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sessao (unico, acesso_id, equipamento_id, login, acct_session_id, nas_ip, framed_ip, inicio,"
            " visto, octetos_entrada, octetos_saida)"
            " VALUES (md5(%s), %s, %s, %s, %s, %s, '100.64.0.9', now(), now(), 0, 0)",
            [acesso.login, acesso.pk, nas.pk, acesso.login, f"s{acesso.pk}", nas.ipv4],
        )
        cursor.execute(
            "INSERT INTO autenticacao (em, acesso_id, equipamento_id, login, aceito, pool)"
            " VALUES (now(), %s, %s, %s, true, nullif(%s, ''))",
            [acesso.pk, nas.pk, acesso.login, pool],
        )


def rodar(tipo: str, dados: dict[str, Any], quem: Any, servicos: Any = None) -> str:
    alteracao = pedir_alteracao(TODOS() if servicos is None else servicos, tipo, dados, quem)
    mensagem = processos.executar_agora(aplicar(alteracao, quem).processo).mensagem
    while entregar_pendentes():
        pass
    return mensagem


def comandos() -> list[tuple[str, str]]:
    return sorted(ComandoCoa.objects.values_list("login", "tipo"))


def test_plano_novo_manda_um_coa_a_cada_sessao_e_pool_novo_derruba(admin: Any) -> None:
    nas = fabricas.equipamento("127.0.0.31")
    acessos = [fabricas.acesso(f"massa{n}") for n in range(3)]
    fixo = fabricas.acesso("massa-com-pool", pool="proprio")
    for acesso in acessos[:2]:
        online(acesso, nas)
    online(fixo, nas, "proprio")
    rodar("clientes.plano", {"plano": de_clientes.plano(download_kbps=900_000), "substitui_valor": True}, admin)
    assert comandos() == [("massa-com-pool", "coa"), ("massa0", "coa"), ("massa1", "coa")], "quem está fora não precisa"

    # The same speeds and pool under another name: nothing to say to the network.
    gemeo = de_clientes.plano(download_kbps=900_000)
    rodar("clientes.plano", {"plano": gemeo, "substitui_valor": True}, admin)
    assert len(comandos()) == 3

    com_pool = de_clientes.plano(download_kbps=900_000, pool="clientes-b")
    rodar("clientes.plano", {"plano": com_pool, "substitui_valor": True}, admin)
    novos = ComandoCoa.objects.order_by("pk").values_list("login", "tipo")[3:]
    # Who has a pool of their own keeps it, so the session may stay.
    assert sorted(novos) == [("massa-com-pool", "coa"), ("massa0", "disconnect"), ("massa1", "disconnect")]


def test_pool_e_equipamento_de_muitos_acessos(admin: Any) -> None:
    nas, outro = fabricas.equipamento("127.0.0.32"), fabricas.equipamento("127.0.0.33")
    ligado, desligado = fabricas.acesso("pool-a", pool="lento"), fabricas.acesso("pool-b")
    fixo = fabricas.acesso("pool-fixo", ipv4="100.64.1.1")
    sem = de_clientes.servico()
    online(ligado, nas, "lento")
    online(fixo, nas)
    tipo = "rede.acesso"
    with pytest.raises(ErroDeNegocio, match="Escolha o novo equipamento"):
        pedir_alteracao(TODOS(), tipo, {"equipamento": None, "pool": ""}, admin)
    alteracao = pedir_alteracao(TODOS(), tipo, {"equipamento": None, "pool": "rapido"}, admin)
    assert motivos(alteracao) == [("O serviço não tem acesso (login).", 1)]
    assert alteracao.itens.get(servico=sem.pk).situacao == "fica"
    assert rodar(tipo, {"equipamento": outro, "pool": "rapido"}, admin) == "3 serviços alterados, 1 fica de fora."
    assert set(Acesso.objects.values_list("equipamento", "pool")) == {(outro.pk, "rapido")}
    assert comandos() == [("pool-a", "disconnect")], "só quem está conectado e recebe IP do pool"
    frase = Historico.objects.get(servico_id=ligado.servico_id, area="rede")
    assert frase.frase == (f"Acesso pool-a alterado: de Sem equipamento · pool lento para {outro} · pool rapido.")
    rodar(tipo, {"equipamento": nas, "pool": ""}, admin)
    assert len(comandos()) == 1, "outro equipamento esperado não derruba ninguém"
    rodar(tipo, {"equipamento": None, "pool": "="}, admin, TODOS().filter(pk=desligado.servico_id))
    desligado.refresh_from_db()
    assert desligado.pool == ""


def test_cada_evento_vira_um_comando_so_mesmo_entregue_de_novo(admin: Any) -> None:
    nas = fabricas.equipamento("127.0.0.34")
    for n in range(4):
        online(fabricas.acesso(f"repete{n}"), nas)
    rodar("clientes.plano", {"plano": de_clientes.plano(upload_kbps=1_000), "substitui_valor": False}, admin)
    from hubsoft.core.models.eventos import EntregaEvento

    EntregaEvento.objects.update(concluida_em=None)
    while entregar_pendentes():
        pass
    assert set(Counter(login for login, _ in comandos()).values()) == {1}


def test_lista_de_servicos_filtra_pela_rede(client_admin: Client) -> None:
    nas = fabricas.equipamento("127.0.0.35")
    achado, outro = fabricas.acesso("filtro.um", equipamento=nas).servico, fabricas.acesso("filtro.dois").servico
    sem = de_clientes.servico()
    lista = reverse("clientes:servico_lista")
    for consulta, quais in (
        (f"equipamento={nas.pk}", {achado.pk}),
        (f"pop={nas.pop_id}", {achado.pk}),
        ("com_acesso=true", {achado.pk, outro.pk}),
        ("com_acesso=false", {sem.pk}),
        ("busca=filtro.dois", {outro.pk}),
    ):
        html = client_admin.get(f"{lista}?{consulta}").content.decode()
        assert {s for s in (achado.pk, outro.pk, sem.pk) if f"/servicos/{s}/" in html} == quais, consulta
