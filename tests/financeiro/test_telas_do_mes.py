"""The screens of faturamento, remessa, retorno and suspensão: who may, what is seen, how much it costs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from clientes.models import Endereco, ServicoCliente
from financeiro.acoes import faturamento as acoes
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.acoes.prever_faturamento import simular_faturamento
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.acoes.suspensao import executar_suspensao
from financeiro.models import (
    Caixa,
    CaixaUsuario,
    Cobranca,
    DadosCobranca,
    ExecucaoSuspensao,
    Fatura,
    Faturamento,
    LeituraRetorno,
    Recibo,
    Retorno,
)
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Processo
from tests.clientes import fabricas as de_clientes
from tests.fabricas import cidade
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, fatura, itau
from tests.standins.banco import Liquidacao

pytestmark = pytest.mark.django_db
NOVEMBRO = dt.date(2026, 11, 1)
S = Faturamento.Status


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def servico(forma, nome: str = "José da Silva", valor: str = "90.00", **campos) -> ServicoCliente:
    onde = campos.pop("cidade", None)
    desde = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
    plano = de_clientes.plano(modelo_nota="62", cfop="5307", cclass="0100101")
    dona = de_clientes.cliente(nome, onde)
    novo = de_clientes.servico(dona, desde=desde, valor=Decimal(valor), plano=plano)
    DadosCobranca.objects.create(servico=novo, forma=forma, **{"dia_vencimento": 10, **campos})
    return novo


def conferir(usuario, **campos) -> Faturamento:
    pedido = {"competencia": NOVEMBRO, "formas": [], "prorata": True, "periodo": (None, None), **campos}
    faturamento = acoes.pedir_faturamento(**pedido, usuario=usuario)
    return rodar(faturamento)


def rodar(faturamento: Faturamento) -> Faturamento:
    assert processos.executar_agora(faturamento.processo).estado == "concluido"
    return Faturamento.objects.select_related("processo").get(pk=faturamento.pk)


# -- faturamento ------------------------------------------------------------------------------------------------------


def test_conferencia_diz_o_mesmo_que_a_linha_de_comando_e_nao_cobra(admin) -> None:
    forma, _ = itau()
    servico(forma)
    servico(forma, valor="0.00")
    faturamento = conferir(admin)
    simulado = simular_faturamento(NOVEMBRO)
    assert (faturamento.quantidade_prevista, f"{faturamento.valor_previsto}") == (1, simulado["valor_total"])
    assert not Cobranca.objects.exists()
    alertas = faturamento.alertas.order_by("servico_id", "codigo").values_list("servico_id", "codigo", "mensagem")
    assert [(a["servico"], a["codigo"], a["mensagem"]) for a in simulado["alertas"]] == list(alertas)


def test_ocorrencias_anormais(admin) -> None:
    forma, _ = itau()
    quebrada = fabricas.forma_cobranca(agencia="", conta="")
    inativa = fabricas.forma_cobranca(ativa=False)
    zero = servico(forma, valor="0.00")
    sem_endereco = servico(forma)
    Endereco.objects.filter(cliente=sem_endereco.cliente).delete()
    incompleto = servico(forma)
    Endereco.objects.filter(cliente=incompleto.cliente).update(cep="00000000")
    documento = servico(forma)
    type(documento.cliente).objects.filter(pk=documento.cliente_id).update(cpf_cnpj="11111111111")
    sem_nota = servico(forma)
    sem_nota.plano.modelo_nota = ""
    sem_nota.plano.save()
    duplicado = servico(forma)
    de_clientes.servico(duplicado.cliente, plano=duplicado.plano)
    avulsa = servico(forma)
    fabricas.cobranca(avulsa.cliente, servico=avulsa, competencia=NOVEMBRO, descricao="Mensalidade à mão")
    passado = servico(forma, modalidade="antecipado")
    sem_forma = servico(quebrada)
    fora = servico(inativa)
    bom = servico(forma)
    faturamento = conferir(admin)
    achados = dict(faturamento.alertas.values_list("servico_id", "codigo"))
    esquecido = ServicoCliente.objects.get(cliente=duplicado.cliente, dados_cobranca__isnull=True)
    assert achados == {
        zero.pk: "valor_zero",
        sem_endereco.pk: "sem_endereco",
        incompleto.pk: "endereco_incompleto",
        documento.pk: "documento_invalido",
        sem_nota.pk: "sem_nota",
        duplicado.pk: "duplicado",
        avulsa.pk: "duplicado",
        passado.pk: "vencimento_passado",
        sem_forma.pk: "forma_incompleta",
        fora.pk: "forma_inativa",
        esquecido.pk: "sem_dados_cobranca",
    }
    assert bom.pk not in achados
    fica_fora = set(faturamento.alertas.filter(impede=True).values_list("servico_id", flat=True))
    assert fica_fora == {zero.pk, sem_forma.pk, fora.pk, esquecido.pk}
    gerado = rodar(acoes.gerar(faturamento, admin))
    assert gerado.quantidade_faturas == faturamento.quantidade_prevista == 8
    assert dict(gerado.alertas.values_list("servico_id", "codigo")) == achados


def test_periodo_de_vencimento_escolhe_os_servicos(admin) -> None:
    forma, _ = itau()
    dia_5, dia_31 = servico(forma, dia_vencimento=5), servico(forma, dia_vencimento=31)
    antecipado = servico(forma, dia_vencimento=31, modalidade="antecipado")
    casos = {
        (dt.date(2026, 12, 1), dt.date(2026, 12, 10)): {dia_5.pk},
        (dt.date(2026, 12, 31), None): {dia_31.pk},
        (None, dt.date(2026, 11, 30)): {antecipado.pk},
        (dt.date(2026, 11, 30), dt.date(2026, 12, 5)): {antecipado.pk, dia_5.pk},
        (dt.date(2027, 1, 1), None): set(),
    }
    for periodo, esperados in casos.items():
        faturamento = conferir(admin, periodo=periodo)
        assert faturamento.quantidade_prevista == len(esperados), periodo
    gerado = rodar(acoes.gerar(conferir(admin, periodo=(None, dt.date(2026, 12, 5))), admin))
    assert set(Cobranca.objects.values_list("servico_id", flat=True)) == {antecipado.pk, dia_5.pk}
    assert gerado.quantidade_faturas == 2


def test_corrigir_e_verificar_de_novo_tira_a_ocorrencia(admin) -> None:
    forma, _ = itau()
    zero = servico(forma, valor="0.00")
    faturamento = conferir(admin)
    assert faturamento.alertas.count() == 1
    ServicoCliente.objects.filter(pk=zero.pk).update(valor=Decimal("50.00"))
    faturamento = rodar(acoes.verificar(faturamento, admin))
    assert (faturamento.alertas.count(), faturamento.quantidade_prevista) == (0, 1)


def test_cancelar_guarda_o_feito_e_continuar_termina(admin, monkeypatch) -> None:
    from financeiro.acoes import faturar_mes as modulo

    monkeypatch.setattr(modulo, "LOTE", 2)
    forma, _ = itau()
    for _n in range(5):
        servico(forma)
    faturamento = acoes.gerar(conferir(admin), admin)
    original, vezes = modulo._faturar_lote, iter(range(9))

    def lote_e_parar(*argumentos):
        original(*argumentos)
        if next(vezes) == 0:
            processos.cancelar(faturamento.processo)

    monkeypatch.setattr(modulo, "_faturar_lote", lote_e_parar)
    assert processos.executar_agora(faturamento.processo).estado == "cancelado"
    faturamento.refresh_from_db()
    assert (faturamento.status, faturamento.quantidade_faturas) == (S.CANCELADO, 2)
    with pytest.raises(ErroDeNegocio, match="já foi gerado"):
        acoes.verificar(faturamento, admin)
    completo = rodar(acoes.continuar(faturamento, admin))
    assert (completo.status, completo.quantidade_faturas) == (S.CONCLUIDO, 5)
    with pytest.raises(ErroDeNegocio, match="pode continuar"):
        acoes.continuar(completo, admin)


def test_duas_pessoas_nao_geram_o_mesmo_mes_ao_mesmo_tempo(admin) -> None:
    servico(itau()[0])
    primeiro, segundo = conferir(admin), conferir(admin)
    acoes.gerar(primeiro, admin)
    with pytest.raises(ErroDeNegocio, match="em andamento"):
        acoes.gerar(segundo, admin)
    segundo.refresh_from_db()
    assert segundo.status == S.CONFERENCIA


def test_processo_cancelado_antes_de_comecar_aparece_cancelado(admin) -> None:
    servico(itau()[0])
    faturamento = acoes.gerar(conferir(admin), admin)
    processos.cancelar(faturamento.processo)
    assert Faturamento.objects.com_situacao().get(pk=faturamento.pk).situacao == S.CANCELADO
    assert rodar(acoes.continuar(faturamento, admin)).quantidade_faturas == 1


def test_formulario_recusa_mes_e_periodo_errados(client_admin: Client) -> None:
    url = reverse("financeiro:faturamento_adicionar")
    for dados, trecho in (
        ({"competencia": "novembro"}, "MM/AAAA"),
        ({"competencia": "2099-01"}, "meses à frente"),
        ({"competencia": "\x00"}, "MM/AAAA"),
        ({"competencia": "2026-11", "vencimento_inicio": "2026-12-10", "vencimento_fim": "2026-12-01"}, "antes do"),
        ({"competencia": "11/2026", "formas": "999999999999999999999"}, "válid"),
    ):
        resposta = client_admin.post(url, dados)
        assert resposta.status_code == 422, dados
        assert trecho in resposta.content.decode()
    assert not Faturamento.objects.exists()


def test_quem_ve_uma_cidade_ve_so_as_ocorrencias_e_faturas_dela(client: Client, admin, atendente) -> None:
    forma, _ = itau()
    servico(forma, "Ana de Campinas", "0.00")
    servico(forma, "Zeca de Santos", "0.00", cidade=cidade("Santos"))
    servico(forma, "Bia de Campinas")
    servico(forma, "Davi de Santos", cidade=cidade("Santos"))
    faturamento = rodar(acoes.gerar(conferir(admin), admin))
    client.force_login(atendente)
    for nome, dentro, fora in (
        ("faturamento_alertas", "Ana de Campinas", "Zeca de Santos"),
        ("faturamento_faturas", "Bia de Campinas", "Davi de Santos"),
    ):
        pagina = client.get(reverse(f"financeiro:{nome}", args=[faturamento.pk])).content.decode()
        assert dentro in pagina
        assert fora not in pagina


# -- remessa ----------------------------------------------------------------------------------------------------------


def test_remessa_pela_tela(client_admin: Client) -> None:
    forma, banco = itau()
    sem_layout = fabricas.forma_cobranca(
        banco="756", layout="cnab400", descricao="Sicoob 400", carteira="1", modalidade="01", convenio="12345"
    )
    boa, ruim = fatura(forma), fatura(forma, dona=de_clientes.cliente("Sem Endereço"))
    fatura(sem_layout)
    Endereco.objects.filter(cliente=ruim.cliente).delete()
    espera = client_admin.get(reverse("financeiro:remessa_espera")).content.decode()
    assert "Conferir 2 título" in espera
    assert "ainda não gera arquivos CNAB 400 do banco 756" in espera
    url = reverse("financeiro:remessa_gerar", args=[forma.pk])
    assert "Sem Endereço" in client_admin.get(url).content.decode()
    remessa = forma.remessas
    resposta = client_admin.post(url)
    assert resposta.status_code == 302
    feita = remessa.get()
    assert resposta["Location"] == reverse("financeiro:remessa_detalhe", args=[feita.pk])
    for _vez in range(2):
        arquivo = client_admin.get(reverse("financeiro:remessa_arquivo", args=[feita.pk]))
        assert arquivo.content == bytes(feita.conteudo)
        assert f'filename="{feita.nome_arquivo}"' in arquivo["Content-Disposition"]
    assert banco.receber_remessa(arquivo.content).entradas == [boa.nosso_numero]
    resposta = client_admin.post(url)
    assert resposta.status_code == 422
    assert "corrija os motivos" in resposta.content.decode()
    resposta = client_admin.post(reverse("financeiro:remessa_gerar", args=[sem_layout.pk]))
    assert resposta.status_code == 422


def test_rejeitados_sao_reenviados_em_massa(client_admin: Client, admin) -> None:
    forma, _ = itau()
    titulos = [fatura(forma) for _ in range(3)]
    gerar_remessa(forma, admin)
    Fatura.objects.update(registro="rejeitada", motivo_rejeicao="CEP incompatível")
    assert "3 títulos foram rejeitados" in client_admin.get(reverse("financeiro:remessa_lista")).content.decode()
    url = reverse("financeiro:rejeitado_reenviar_massa")
    client_admin.post(url, {"ids": [titulos[0].pk], "confirmado": "1"})
    assert Fatura.objects.filter(registro="pendente").count() == 1
    client_admin.post(url, {"todos": "1", "filtro": "", "confirmado": "1"})
    assert Fatura.objects.filter(registro="pendente").count() == 3


# -- retorno ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def caixa() -> Caixa:
    return fabricas.caixa()


def pago(admin, valor: str = "100.00") -> tuple[Fatura, bytes]:
    """Return a fatura and the file that says that it was paid."""
    forma, banco = itau()
    titulo = fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    linha = Liquidacao(titulo.nosso_numero, Decimal(valor), HOJE, HOJE)
    return titulo, banco.gerar_retorno(HOJE, liquidacoes=[linha])


def enviar(client: Client, conteudo: bytes, nome: str = "cb.ret", **campos):
    dados = {"arquivo": SimpleUploadedFile(nome, conteudo), **campos}
    return client.post(reverse("financeiro:retorno_enviar"), dados)


def test_retorno_pela_tela(client_admin: Client, admin, caixa) -> None:
    titulo, conteudo = pago(admin)
    resposta = enviar(client_admin, conteudo, caixa=caixa.pk)
    retorno = Retorno.objects.get()
    assert resposta["Location"] == reverse("financeiro:retorno_detalhe", args=[retorno.pk])
    pagina = client_admin.get(resposta["Location"]).content.decode()
    assert "Nada foi mudado ainda" in pagina
    assert client_admin.post(reverse("financeiro:retorno_aplicar", args=[retorno.pk])).status_code == 302
    retorno.refresh_from_db()
    assert processos.executar_agora(retorno.processo).estado == "concluido"
    titulo.refresh_from_db()
    assert titulo.status == "paga"
    linhas = client_admin.get(reverse("financeiro:retorno_linhas", args=[retorno.pk])).content.decode()
    assert reverse("financeiro:recibo_detalhe", args=[Recibo.objects.get().pk]) in linhas
    de_novo = enviar(client_admin, conteudo)
    assert de_novo["Location"] == resposta["Location"]
    pagina = client_admin.get(de_novo["Location"]).content.decode()
    assert "já tinha sido enviado em 24/11/2026 12:00. Nada foi mudado." in pagina
    recusa = client_admin.post(reverse("financeiro:retorno_aplicar", args=[retorno.pk]))
    assert recusa.status_code == 422
    baixado = client_admin.get(reverse("financeiro:retorno_arquivo", args=[retorno.pk]))
    assert baixado.content == conteudo


def test_titulos_desconhecidos_sao_listados_e_exportados(client_admin: Client, admin, caixa) -> None:
    forma, banco = itau()
    fatura(forma)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    estranho = Liquidacao("777777", Decimal("12.34"), HOJE, HOJE, valor_titulo=Decimal("12.34"))
    enviar(client_admin, banco.gerar_retorno(HOJE, liquidacoes=[estranho]), caixa=caixa.pk)
    retorno = Retorno.objects.get()
    client_admin.post(reverse("financeiro:retorno_aplicar", args=[retorno.pk]))
    retorno.refresh_from_db()
    assert processos.executar_agora(retorno.processo).estado == "concluido"
    url = reverse("financeiro:retorno_linhas", args=[retorno.pk])
    resposta = client_admin.get(url, {"resultado": "desconhecido", "exportar": "csv"})
    csv = b"".join(resposta).decode("utf-8-sig")
    cabecalho, *linhas = csv.strip().splitlines()
    assert "Nosso número" in cabecalho
    assert len(linhas) == 1
    for trecho in ("777777", "12,34", "Título desconhecido", "Nenhuma fatura desta conta tem este nosso número."):
        assert trecho in linhas[0]


def test_arquivo_ruim_e_recusado_com_linha_e_coluna(client_admin: Client, admin, caixa, settings) -> None:
    _titulo, conteudo = pago(admin)
    ruins = {
        conteudo.replace(b"000003\r\n", b"000007\r\n"): "Linha 3, coluna 395",
        b"": "vazio",
        b"\x00" * 5000: "coluna",
        conteudo[:700]: "Linha 2",
        "não é um retorno".encode(): "colunas",
    }
    for ruim, trecho in ruins.items():
        resposta = enviar(client_admin, ruim, "x\x00y.ret", caixa=caixa.pk)
        assert resposta.status_code == 422, trecho
        assert trecho in resposta.content.decode()
    assert not Retorno.objects.exists()


@pytest.fixture
def longo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take three lines for too many, so that a handful goes the way of thousands."""
    monkeypatch.setattr("financeiro.acoes.enviar_retorno.LINHAS_NA_TELA", 3)


def test_retorno_longo_e_lido_por_um_processo(client_admin: Client, admin, caixa, longo) -> None:
    titulo, conteudo = pago(admin)
    resposta = enviar(client_admin, conteudo, caixa=caixa.pk)
    leitura = LeituraRetorno.objects.get()
    pagina = reverse("financeiro:retorno_leitura", args=[leitura.pk])
    assert resposta["Location"] == pagina
    assert "sendo lido em segundo plano" in client_admin.get(pagina).content.decode()
    assert "está sendo lido" in client_admin.get(reverse("financeiro:retorno_lista")).content.decode()
    assert enviar(client_admin, conteudo, caixa=caixa.pk)["Location"] == pagina, "o mesmo arquivo não é lido duas vezes"
    assert not Retorno.objects.exists()
    feito = processos.executar_agora(leitura.processo)
    assert (feito.estado, feito.feito, feito.total) == ("concluido", 2, 2)
    retorno = Retorno.objects.get()
    assert (retorno.linhas, retorno.recebido, bytes(retorno.conteudo)) == (2, Decimal("100.00"), conteudo)
    assert retorno.itens.get(tipo="liquidacao").fatura == titulo
    lida = client_admin.get(pagina)
    assert lida["Location"] == reverse("financeiro:retorno_detalhe", args=[retorno.pk])
    assert "Arquivo lido. Confira as linhas" in client_admin.get(lida["Location"]).content.decode()
    assert bytes(LeituraRetorno.objects.get().conteudo) == b"", "os bytes ficam só no retorno"
    assert enviar(client_admin, conteudo)["Location"] == lida["Location"]
    assert LeituraRetorno.objects.count() == Retorno.objects.count() == 1


def test_retorno_longo_quebrado_e_recusado_inteiro_na_sua_pagina(client_admin: Client, admin, caixa, longo) -> None:
    _titulo, conteudo = pago(admin)
    enviar(client_admin, conteudo.replace(b"000003\r\n", b"000007\r\n"), caixa=caixa.pk)
    leitura = LeituraRetorno.objects.get()
    assert processos.executar_agora(leitura.processo).estado == "falhou"
    pagina = client_admin.get(reverse("financeiro:retorno_leitura", args=[leitura.pk])).content.decode()
    for trecho in ("recusado inteiro", "Linha 3, coluna 395", "esperado", "000003", "encontrado", "000007"):
        assert trecho in pagina
    assert reverse("financeiro:retorno_enviar") in pagina
    assert not Retorno.objects.exists()
    assert enviar(client_admin, conteudo, caixa=caixa.pk).status_code == 302
    assert bytes(LeituraRetorno.objects.get(pk=leitura.pk).conteudo) == b""


def test_leitura_parada_nao_guarda_nada(client_admin: Client, admin, caixa, longo) -> None:
    _titulo, conteudo = pago(admin)
    enviar(client_admin, conteudo, caixa=caixa.pk)
    leitura = LeituraRetorno.objects.get()
    processos.cancelar(leitura.processo)
    assert processos.executar_agora(leitura.processo).estado == "cancelado"
    pagina = client_admin.get(reverse("financeiro:retorno_leitura", args=[leitura.pk])).content.decode()
    assert "nada do arquivo foi guardado" in pagina
    assert not Retorno.objects.exists()


@pytest.mark.parametrize("falta", ["forma", "caixa", "direito"])
def test_sem_onde_receber_diz_antes_de_escolher_o_arquivo(client: Client, atendente, falta: str) -> None:
    if falta != "forma":
        itau()
    if falta == "direito":
        fabricas.caixa()
    client.force_login(atendente)
    pagina = client.get(reverse("financeiro:retorno_enviar"))
    esperado = {
        "forma": "Nenhuma conta de banco cadastrada",
        "caixa": "Nenhum caixa ativo para os pagamentos entrarem",
        "direito": "Você não pode receber em nenhum caixa",
    }[falta]
    assert esperado in pagina.content.decode()
    assert "Arquivo de retorno" not in pagina.content.decode()
    assert enviar(client, b"qualquer").status_code == 422


def test_primeiro_retorno_pede_o_caixa_quando_ha_varios(client_admin: Client, admin, caixa) -> None:
    _titulo, conteudo = pago(admin)
    fabricas.caixa()
    assert enviar(client_admin, conteudo).status_code == 422
    assert enviar(client_admin, conteudo, caixa=caixa.pk).status_code == 302
    assert "O mesmo do último retorno" in client_admin.get(reverse("financeiro:retorno_enviar")).content.decode()


def test_valor_que_nao_cabe_no_banco_de_dados_e_recusado(client_admin: Client, admin, caixa) -> None:
    _titulo, conteudo = pago(admin)
    linhas = conteudo.split(b"\r\n")
    linhas[1] = linhas[1][:152] + b"9" * 13 + linhas[1][165:]
    linhas[-2] = linhas[-2][:220] + b"0" * 14 + linhas[-2][234:]
    resposta = enviar(client_admin, b"\r\n".join(linhas), caixa=caixa.pk)
    assert resposta.status_code == 422
    assert "9.999.999.999,99" in resposta.content.decode()


def test_arquivo_grande_demais(client_admin: Client, caixa, monkeypatch) -> None:
    itau()
    monkeypatch.setattr("financeiro.forms.retorno.LIMITE_BYTES", 1024 * 1024)
    resposta = enviar(client_admin, b"0" * (1024 * 1024 + 1))
    assert resposta.status_code == 422
    assert "passa de 1 MB" in resposta.content.decode()


def test_so_envia_para_caixa_em_que_recebe(client: Client, atendente, admin, caixa) -> None:
    _titulo, conteudo = pago(admin)
    client.force_login(atendente)
    assert enviar(client, conteudo, caixa=caixa.pk).status_code == 422
    CaixaUsuario.objects.create(caixa=caixa, usuario=atendente)
    assert enviar(client, conteudo, caixa=caixa.pk).status_code == 302


def test_comando_aplica_e_repete_sem_mudar(admin, caixa, tmp_path, capsys) -> None:
    import json

    titulo, conteudo = pago(admin)
    arquivo = tmp_path / "cb.ret"
    arquivo.write_bytes(conteudo)
    with pytest.raises(CommandError, match="Escolha o caixa"):
        call_command("retorno", str(arquivo), "--aplicar")
    with pytest.raises(CommandError, match="Não há forma de cobrança 0"):
        call_command("retorno", str(arquivo), "--aplicar", "--forma", "0")
    call_command("retorno", str(arquivo), "--aplicar", "--forma", str(titulo.forma_id), "--caixa", caixa.nome)
    saida = json.loads(capsys.readouterr().out)
    assert (saida["aplicado_antes"], saida["recebido"], saida["resultados"]) == (False, "100.00", {"aplicado": 2})
    call_command("retorno", str(arquivo), "--aplicar")
    assert json.loads(capsys.readouterr().out)["aplicado_antes"] is True
    titulo.refresh_from_db()
    assert titulo.status == "paga"
    assert Recibo.objects.count() == 1


# -- suspensão --------------------------------------------------------------------------------------------------------


def devedor(forma, nome: str, dias: int, valor: str = "100.00", **campos) -> ServicoCliente:
    novo = servico(forma, nome, **campos)
    fabricas.cobranca(novo.cliente, valor, HOJE - dt.timedelta(days=dias), servico=novo)
    return novo


def rodar_suspensao(usuario=None) -> ExecucaoSuspensao:
    executar_suspensao(processos.Contexto(Processo.objects.create(tipo="teste", titulo="x", usuario=usuario)))
    return ExecucaoSuspensao.objects.latest("pk")


def simular(client: Client, dia: str) -> str:
    """Simulate a day on the screen and return the address of its decisions."""
    resposta = client.post(reverse("financeiro:suspensao_simular"), {"dia": dia})
    assert resposta.status_code == 302, resposta.content.decode()[-3000:]
    assert "Simulação da suspensão" in client.get(resposta["Location"]).content.decode()
    return f"{resposta['Location']}decisoes/"


def test_simulacao_mostra_quem_e_por_que_filtra_e_nao_muda(client_admin: Client) -> None:
    forma, _ = itau(dias_suspensao_total=10, valor_minimo_suspender=Decimal("30.00"))
    ana = devedor(forma, "Ana Atrasada", 20)
    devedor(forma, "Bia Recente", 3)
    devedor(forma, "Caio Pouco", 40, "10.00")
    url = simular(client_admin, HOJE.isoformat())
    pagina = client_admin.get(url).content.decode()
    for trecho in ("Ana Atrasada", "Seria suspenso", "há 20 dias", "menos que o mínimo de R$ 30,00"):
        assert trecho in pagina
    detalhe = client_admin.get(url.replace("decisoes/", "")).content.decode()
    for trecho in ("A lei (RGC)", "Seria suspenso", "Ficaria de fora"):
        assert trecho in detalhe
    filtrada = client_admin.get(url, {"decisao": "suspender"}).content.decode()
    assert "Ana Atrasada" in filtrada
    assert "Bia Recente" not in filtrada
    csv = b"".join(client_admin.get(url, {"exportar": "csv", "ordem": "-dias_atraso"})).decode()
    linhas = csv.splitlines()
    assert [linha.split(";")[0] for linha in linhas[1:]] == ["Caio Pouco", "Ana Atrasada", "Bia Recente"]
    assert "Seria suspenso;R$ 100,00 em aberto há 20 dias.;20;100,00" in csv
    assert "é fim de semana" in client_admin.get(simular(client_admin, "2026-11-28")).content.decode()
    ana.refresh_from_db()
    assert ana.status == "habilitado"


@pytest.mark.parametrize("dia", ["2026-11-23", "2028-01-01", "2026-13-41", "", "'; DROP TABLE x"])
def test_dia_que_nao_serve_nao_e_simulado(client_admin: Client, dia: str) -> None:
    resposta = client_admin.post(reverse("financeiro:suspensao_simular"), {"dia": dia})
    assert resposta.status_code == 422
    assert "invalid-feedback" in resposta.content.decode()
    assert not ExecucaoSuspensao.objects.exists()


def test_decisoes_de_uma_execucao_ficam_com_o_motivo(client_admin: Client, admin) -> None:
    forma, _ = itau()
    devedor(forma, "Ana Atrasada", 20)
    execucao = rodar_suspensao(admin)
    url = reverse("financeiro:suspensao_decisoes", args=[execucao.pk])
    pagina = client_admin.get(url, {"busca": "ana atras"}).content.decode()
    assert "Ana Atrasada" in pagina
    assert "há 20 dias" in pagina
    assert "Ana" not in client_admin.get(url, {"decisao": "restaurar"}).content.decode()
    assert execucao.usuario == admin


def test_executar_agora_e_um_de_cada_vez(client_admin: Client) -> None:
    url = reverse("financeiro:suspensao_executar")
    resposta = client_admin.post(url)
    processo = Processo.objects.get(tipo="financeiro.suspensao")
    assert resposta["Location"] == reverse("core:processo_detalhe", args=[processo.pk])
    assert client_admin.post(url).status_code == 422


def test_execucao_retomada_nao_se_repete(admin) -> None:
    forma, _ = itau()
    devedor(forma, "Ana Atrasada", 20)
    processo = Processo.objects.create(tipo="financeiro.suspensao", titulo="x", usuario=admin)
    primeira = executar_suspensao(processos.Contexto(processo))
    assert (
        executar_suspensao(processos.Contexto(processo)) == primeira == "1 suspenso, 0 restaurados, 0 deixados de fora."
    )
    assert ExecucaoSuspensao.objects.count() == 1


def test_quem_ve_uma_cidade_ve_so_as_decisoes_dela(client: Client, atendente) -> None:
    forma, _ = itau()
    devedor(forma, "Ana de Campinas", 20)
    devedor(forma, "Zeca de Santos", 20, cidade=cidade("Santos"))
    client.force_login(atendente)
    simulacao = simular(client, HOJE.isoformat())
    assert ">1<" in client.get(simulacao.replace("decisoes/", "")).content.decode(), "a conta é só do que se vê"
    simulada = client.get(simulacao).content.decode()
    feita = client.get(reverse("financeiro:suspensao_decisoes", args=[rodar_suspensao().pk])).content.decode()
    for pagina in (simulada, feita):
        assert "Ana de Campinas" in pagina
        assert "Zeca de Santos" not in pagina


def test_cinco_mil_servicos_custam_as_mesmas_consultas(admin, django_assert_max_num_queries) -> None:
    forma, _ = itau()
    modelo = devedor(forma, "Ana Atrasada", 20)
    servicos = ServicoCliente.objects.bulk_create(
        [
            ServicoCliente(
                cliente=modelo.cliente,
                plano=modelo.plano,
                status="habilitado",
                valor=modelo.valor,
                data_venda=modelo.data_venda,
                data_habilitacao=modelo.data_habilitacao,
            )
            for _ in range(5000)
        ]
    )
    DadosCobranca.objects.bulk_create([DadosCobranca(servico=s, forma=forma, dia_vencimento=10) for s in servicos])
    Cobranca.objects.bulk_create(
        [
            Cobranca(
                cliente=modelo.cliente,
                servico=s,
                tipo="outra",
                descricao="Mensalidade",
                valor=Decimal("100.00"),
                vencimento=HOJE - dt.timedelta(days=20),
            )
            for s in servicos
        ]
    )
    with django_assert_max_num_queries(60):
        assert rodar_suspensao(admin).suspensos == 5001
    assert ServicoCliente.objects.filter(status="suspenso_debito").count() == 5001


# -- every screen -----------------------------------------------------------------------------------------------------


def paginas(faturamento: Faturamento, remessa, retorno: Retorno, execucao: ExecucaoSuspensao, forma) -> dict[str, str]:
    def url(nome: str, *argumentos) -> str:
        return reverse(f"financeiro:{nome}", args=argumentos)

    return {
        "faturamento_lista": url("faturamento_lista"),
        "faturamento_adicionar": url("faturamento_adicionar"),
        "faturamento_detalhe": url("faturamento_detalhe", faturamento.pk),
        "faturamento_alertas": url("faturamento_alertas", faturamento.pk),
        "faturamento_faturas": url("faturamento_faturas", faturamento.pk),
        "faturamento_recusados": url("faturamento_recusados", faturamento.pk),
        "faturamento_gerar": url("faturamento_gerar", faturamento.pk),
        "faturamento_verificar": url("faturamento_verificar", faturamento.pk),
        "faturamento_continuar": url("faturamento_continuar", faturamento.pk),
        "faturamento_descartar": url("faturamento_descartar", faturamento.pk),
        "remessa_lista": url("remessa_lista"),
        "remessa_espera": url("remessa_espera"),
        "remessa_gerar": url("remessa_gerar", forma.pk),
        "remessa_detalhe": url("remessa_detalhe", remessa.pk),
        "remessa_titulos": url("remessa_titulos", remessa.pk),
        "remessa_arquivo": url("remessa_arquivo", remessa.pk),
        "rejeitado_lista": url("rejeitado_lista"),
        "retorno_lista": url("retorno_lista"),
        "retorno_leitura": url("retorno_leitura", LeituraRetorno.objects.get().pk),
        "retorno_enviar": url("retorno_enviar"),
        "retorno_detalhe": url("retorno_detalhe", retorno.pk),
        "retorno_linhas": url("retorno_linhas", retorno.pk),
        "retorno_aplicar": url("retorno_aplicar", retorno.pk),
        "retorno_arquivo": url("retorno_arquivo", retorno.pk),
        "suspensao_lista": url("suspensao_lista"),
        "suspensao_simular": url("suspensao_simular"),
        "suspensao_executar": url("suspensao_executar"),
        "suspensao_detalhe": url("suspensao_detalhe", execucao.pk),
        "suspensao_decisoes": url("suspensao_decisoes", execucao.pk),
    }


def cenario(admin, quantos: int) -> dict[str, str]:
    """Rows for every screen, ``quantos`` of each."""
    forma, banco = itau()
    for n in range(quantos):
        devedor(forma, f"Cliente {n}", 20)
    faturamento = rodar(acoes.gerar(conferir(admin), admin))
    for _n in range(quantos):
        conferir(admin)
    remessa = gerar_remessa(forma, admin)
    banco.receber_remessa(bytes(remessa.conteudo))
    retorno = receber_retorno(banco.gerar_retorno(HOJE), "a.ret", admin, caixa=fabricas.caixa()).retorno
    LeituraRetorno.objects.create(
        nome_arquivo="a.ret",
        sha256="0" * 64,
        conteudo=b"",
        processo=Processo.objects.create(tipo="financeiro.ler_retorno", titulo="Leitura"),
    )
    execucao = rodar_suspensao(admin)
    for _n in range(quantos):
        rodar_suspensao(admin)
        fatura(forma)
    Fatura.objects.filter(faturamento__isnull=False).update(registro="rejeitada", motivo_rejeicao="CEP")
    return paginas(faturamento, remessa, retorno, execucao, forma)


def test_toda_tela_abre_para_quem_pode_e_para_ninguem_mais(client: Client, admin, atendente, estranho) -> None:
    todas = cenario(admin, 3)
    for pessoa, esperado in ((admin, 200), (atendente, 200), (estranho, 403)):
        client.force_login(pessoa)
        for nome, url in todas.items():
            assert client.get(url).status_code == esperado, (nome, pessoa)
    client.logout()
    for url in todas.values():
        assert client.get(url).status_code == 302


def test_listas_nao_consultam_por_linha(client_admin: Client, admin, django_assert_max_num_queries) -> None:
    todas = cenario(admin, 12)
    for nome, url in todas.items():
        with django_assert_max_num_queries(24):
            assert client_admin.get(url).status_code == 200, nome
