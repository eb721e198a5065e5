"""LGPD: requests with their day, consents, everything in one file, and a former client of whom nothing is left."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from api.acoes.webhooks import DadosWebhook, criar_webhook
from api.models import EntregaWebhook
from atendimento.acoes import abrir_ordem
from atendimento.models import TipoOrdemServico
from central.models import CodigoCentral, SessaoCentral
from clientes.acoes import documentar_senha, editar_cliente, inativar_cliente, reativar_cliente
from clientes.acoes.anexar import Envio, anexar
from clientes.acoes.assinar_contrato import assinar_em_papel
from clientes.acoes.cancelar_servico import Cancelamento, cancelar_servico
from clientes.acoes.contratar import NovoContrato, contratar
from clientes.acoes.eliminar_titular import eliminar_titular, retencoes
from clientes.acoes.exportar_titular import exportar_titular
from clientes.acoes.privacidade import NovoPedido, consentir, registrar_pedido, responder_pedido, revogar_consentimento
from clientes.models import Anexo, Anonimizacao, Cliente, ModeloContrato, PedidoTitular, Prospecto, ServicoCliente
from configuracao.acoes.email import enfileirar_email
from estoque.acoes import devolver
from financeiro.acoes import montar_fatura
from financeiro.models import Cobranca, Fatura
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar
from hubsoft.core.models import Historico, Processo
from hubsoft.core.processos import executar_agora
from hubsoft.core.titular import ESQUECIDO
from rede.models import Acesso
from tests.central.fabricas import entrar as entrar_na_central
from tests.clientes import fabricas
from tests.configuracao.fabricas import remetente
from tests.estoque.fabricas import emprestimo
from tests.fabricas import cidade, empresa, usuario
from tests.financeiro import fabricas as de_financeiro
from tests.rede import fabricas as de_rede

NOME, RUA, LOGIN, EMAIL, FONE, IP = (
    "Zuleide Quaresma",
    "Rua das Jaboticabas",
    "zuleide.q",
    "zu@quaresma.example",
    "19977776666",
    "203.0.113.7",
)


@pytest.fixture(autouse=True)
def _pasta(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def vida_inteira(admin: Any) -> tuple[ServicoCliente, list[str]]:
    """Return the service of a client of whom every app keeps something, and what must not be found afterwards."""
    empresa()
    remetente()
    criar_webhook(DadosWebhook("CRM", "https://crm.example/", ["cliente.alterado"]), admin, admin)
    cliente = fabricas.cliente(NOME, rg_ie="RG-998877")
    cliente.enderecos.update(logradouro=RUA)
    cliente.contatos.create(tipo="email", valor=EMAIL)
    editar_cliente(cliente, {"observacoes": f"{NOME} prefere WhatsApp {FONE}"}, admin)
    Prospecto.objects.create(
        nome=NOME, email=EMAIL, telefone=FONE, logradouro=RUA, cidade=cidade(), situacao="convertido", cliente=cliente
    )
    entrar_na_central(cliente)
    CodigoCentral.objects.create(cliente=cliente, email=EMAIL, ip=IP, pedido_em=agora())
    with transaction.atomic():
        publicar("central.codigo_pedido", {"cliente_id": cliente.pk, "ip": IP, "pedido_em": agora().isoformat()})
    acesso = de_rede.acesso(LOGIN, de=cliente, mac="AA:BB:CC:99:88:77")
    servico = acesso.servico
    modelo = ModeloContrato.objects.create(nome="Adesão", texto="<p>[[CLIENTE_NOME]]</p>")
    assinar_em_papel(contratar(servico, NovoContrato(modelo, hoje(), 12), usuario=admin), hoje(), admin)
    servico.enderecos.create(
        cliente=cliente, tipo="instalacao", cidade=cidade(), **{**fabricas.ENDERECO, "logradouro": RUA}
    )
    tipo = TipoOrdemServico.objects.create(nome="Instalação")
    abrir_ordem(
        servico,
        {"tipo": tipo, "status": "pendente", "tecnico": None, "inicio": None, "descricao": f"Casa de {NOME}"},
        admin,
    )
    documentar_senha(
        servico, {"descricao": "Roteador", "endereco": "", "login": LOGIN, "observacao": ""}, "S3gredo!x", admin
    )
    devolver(emprestimo(servico), "ok", hoje(), admin, f"Devolvido por {NOME}")
    anexar(cliente, Envio([SimpleUploadedFile(f"RG {NOME}.pdf", b"%PDF-1.7\n")], f"RG de {NOME}"), admin)
    enfileirar_email(chave="x", para=EMAIL, assunto="Oi", texto=f"Olá, {NOME}", cliente_id=cliente.pk)
    consentir(cliente, "ofertas", "WhatsApp", f"{NOME} disse sim", admin)
    responder_pedido(
        registrar_pedido(cliente, NovoPedido("acesso", hoje(), "WhatsApp", NOME), admin), "atendido", NOME, admin
    )
    forma = de_financeiro.forma_cobranca()
    montar_fatura([de_financeiro.cobranca(cliente)], forma, hoje() + dt.timedelta(days=5), hoje(), admin)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conexao (unico, acesso_id, login, acct_session_id, nas_ip, framed_ip, mac, inicio, fim) "
            "VALUES ('u', %s, %s, 's', '10.0.0.1', '100.64.9.9', 'AA:BB:CC:99:88:77', now(), now())",
            [acesso.pk, LOGIN],
        )
    cancelar_servico(servico, Cancelamento(observacao=f"{NOME} mudou"), admin)
    corpo = f'{{"nome": "{NOME}", "email": "{EMAIL}"}}'
    avisos = EntregaWebhook.objects.filter(cliente_id=cliente.pk)
    avisos.update(corpo=corpo)
    avisos.filter(pk=avisos.first().pk).update(situacao="entregue")
    avisos.first().historico.create(em=agora(), status=200, milissegundos=5, resposta=f"ok {NOME}")
    return servico, [IP, NOME, RUA, LOGIN, EMAIL, cliente.cpf_cnpj, "RG-998877", "AA:BB:CC:99:88:77"]


def onde_aparece(textos: list[str]) -> list[str]:
    """Return the tables of the database in which one of the texts is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tabelas = [nome for (nome,) in cursor.fetchall()]
        achadas = []
        for tabela in tabelas:
            cursor.execute(
                f'SELECT string_agg(DISTINCT x, %s) FROM "{tabela}" t, unnest(%s::text[]) x '
                "WHERE position(x in t::text) > 0",
                [", ", textos],
            )
            if achado := cursor.fetchone()[0]:
                achadas.append(f"{tabela}: {achado}")
    return achadas


def eliminar_agora(cliente: Cliente, motivo: str, quem: Any) -> Anonimizacao:
    """Let go of what may go, in this process, and return what was written down of it."""
    processo = executar_agora(eliminar_titular(cliente, motivo, quem))
    assert processo.estado == Processo.Estado.CONCLUIDO, processo.mensagem
    return Anonimizacao.objects.get(cliente=cliente)


def encerrar(cliente: Cliente) -> None:
    """Settle what is open, and make the client inactive."""
    Cobranca.objects.filter(cliente=cliente, status="aberta").update(status="cancelada", fatura=None)
    Fatura.objects.filter(cliente=cliente).update(status="cancelada")
    inativar_cliente(cliente)


def envelhecer(cliente: Cliente, anos: int) -> None:
    """Move to the past what the retention counts from."""
    antes = dt.timedelta(days=366 * anos)
    for servico in ServicoCliente.objects.filter(cliente=cliente):
        ServicoCliente.objects.filter(pk=servico.pk).update(
            data_venda=servico.data_venda - antes,
            data_habilitacao=servico.data_habilitacao - antes,
            data_cancelamento=servico.data_cancelamento - antes,
        )
    for fatura in Fatura.objects.filter(cliente=cliente):
        Fatura.objects.filter(pk=fatura.pk).update(emissao=fatura.emissao - antes, vencimento=fatura.vencimento - antes)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM conexao")


@pytest.mark.django_db
def test_tudo_em_um_arquivo(admin: Any) -> None:
    servico, textos = vida_inteira(admin)
    processo = executar_agora(exportar_titular(servico.cliente, admin))
    assert processo.estado == Processo.Estado.CONCLUIDO, processo.mensagem
    with zipfile.ZipFile(processo.arquivo.open("rb")) as pacote:
        dados = json.loads(pacote.read("dados.json"))
        pdf = pypdf.PdfReader(io.BytesIO(pacote.read("dados.pdf")))
        (anexo,) = (n for n in pacote.namelist() if n.startswith("anexos/"))
        assert pacote.read(anexo) == b"%PDF-1.7\n"
        (contrato,) = (n for n in pacote.namelist() if n.startswith("contratos/"))
        assert pacote.read(contrato).startswith(b"%PDF-")
        # All of it is there for people too: a spreadsheet for each section, with every row.
        textos_csv = {n: pacote.read(n).decode("utf-8-sig") for n in pacote.namelist() if n.startswith("planilhas/")}
    planilhas = {n: list(csv.reader(io.StringIO(texto), delimiter=";")) for n, texto in textos_csv.items()}
    por_titulo = {s["titulo"]: s["registros"] for s in dados["secoes"]}
    inteiro = json.dumps(dados, ensure_ascii=False)
    assert [len(linhas) - 1 for linhas in planilhas.values()] == [len(s["registros"]) for s in dados["secoes"]]
    assert planilhas["planilhas/01-cadastro.csv"][0][1] == "nome / razão social"
    assert planilhas["planilhas/01-cadastro.csv"][1][1] == NOME
    for texto in textos:
        assert texto in inteiro, texto
    assert "S3gredo" not in inteiro, "senhas não vão"
    assert "senha-pppoe" not in inteiro
    assert servico.cliente.acesso_central.senha not in inteiro
    assert SessaoCentral.objects.get().resumo not in inteiro
    for titulo in (
        "Central do assinante",
        "Avisos a outros sistemas",
        "Prospecto",
        "Cadastro",
        "Faturas",
        "Conexões",
        "Equipamentos em comodato",
        "Ordens de serviço",
        "Histórico",
    ):
        assert por_titulo[titulo], titulo
    assert Decimal(por_titulo["Faturas"][0]["valor"]) == Decimal("100.00")
    texto_do_pdf = " ".join(pagina.extract_text() for pagina in pdf.pages)
    assert NOME in texto_do_pdf
    assert Historico.objects.filter(cliente_id=servico.cliente_id, frase__startswith="Dados pessoais exp").exists()
    assert por_titulo["Pedidos do titular"][0]["situação"] == "Atendido"


@pytest.mark.django_db
def test_exportar_nao_alcanca_outra_cidade(atendente: Any, admin: Any) -> None:
    fora = fabricas.cliente(cidade=cidade("Valinhos"))
    processo = executar_agora(exportar_titular(fora, atendente))
    assert processo.estado == Processo.Estado.FALHOU
    assert "cidade que você não vê" in processo.mensagem
    assert not processo.arquivo


@pytest.mark.django_db
def test_guarda_o_que_a_lei_manda_e_depois_nao_resta_nada(admin: Any, tmp_path: Path) -> None:
    servico, textos = vida_inteira(admin)
    cliente = servico.cliente
    with pytest.raises(ErroDeNegocio, match="Inative o cliente"):
        eliminar_agora(cliente, "Pedido", admin)
    assert retencoes(cliente)[0].porque == "Há cobranças em aberto. Receba-as ou cancele-as antes."
    inativar_cliente(cliente)
    with pytest.raises(ErroDeNegocio, match="cobranças em aberto"):
        eliminar_agora(cliente, "Pedido", admin)
    encerrar(cliente)
    feita = eliminar_agora(cliente, "Pedido 2026", admin)
    assert (feita.concluida_em, feita.reter_ate) == (None, dt.date(hoje().year + 5, 12, 31))
    assert not [p for p in tmp_path.rglob("*") if p.is_file()], "o anexo saiu do disco"
    # What fiscal and contract claims need stays; contacts and notes are nowhere, in no old version either.
    cliente.refresh_from_db()
    assert (cliente.nome, cliente.observacoes, cliente.contatos.count()) == (NOME, "", 0)
    assert onde_aparece([EMAIL, FONE, IP]) == []
    # What waits for another system still leaves, made anew of what is left; nobody enters the portal any more.
    assert set(EntregaWebhook.objects.values_list("situacao", "corpo")) == {("pendente", "")}
    assert not SessaoCentral.objects.exists()
    assert not Anexo.objects.exists()
    with pytest.raises(ErroDeNegocio, match="guardado por lei até 31/12"):
        eliminar_agora(cliente, "De novo", admin)

    envelhecer(cliente, 7)
    assert retencoes(cliente) == []
    feita = eliminar_agora(cliente, "Prazo vencido", admin)
    assert feita.concluida_em is not None
    assert onde_aparece(textos) == []
    cliente.refresh_from_db()
    assert cliente.nome == f"Titular anonimizado {cliente.pk}"
    # The books still add up, and the person may become a client again.
    assert Fatura.objects.filter(cliente=cliente, valor=Decimal("100.00")).exists()
    assert Acesso.objects.get(servico=servico).login.startswith("anonimizado-")
    assert ESQUECIDO in Historico.objects.filter(cliente_id=cliente.pk).values_list("frase", flat=True)
    with pytest.raises(ErroDeNegocio, match="já foi anonimizado"):
        eliminar_agora(cliente, "De novo", admin)
    with pytest.raises(ErroDeNegocio, match="cadastro novo"):
        reativar_cliente(cliente, admin)


@pytest.mark.django_db
def test_quem_voltou_pode_ser_esquecido_de_novo_e_exportacao_em_andamento_espera(admin: Any) -> None:
    cliente = vida_inteira(admin)[0].cliente
    inativar_cliente(cliente)
    encerrar(cliente)
    processo = exportar_titular(cliente, admin)
    with pytest.raises(ErroDeNegocio, match="sendo exportados"):
        eliminar_agora(cliente, "Pedido", admin)
    processo.refresh_from_db()
    executar_agora(processo)
    eliminar_agora(cliente, "Pedido", admin)
    processo.refresh_from_db()
    assert not processo.arquivo, "o que foi exportado antes também some"
    reativar_cliente(cliente, admin)
    cliente.contatos.create(tipo="email", valor=EMAIL)
    inativar_cliente(cliente)
    eliminar_agora(cliente, "De novo", admin)
    assert onde_aparece([EMAIL]) == []


@pytest.mark.django_db
def test_o_historico_continua_so_crescendo(admin: Any) -> None:
    cliente = fabricas.cliente()
    uma = Historico.objects.filter(cliente_id=cliente.pk)
    for mudar in (lambda: uma.update(frase="x"), uma.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            mudar()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hubsoft.esquecer', 'sim', true)")
    for mudar in (lambda: uma.update(frase="x", area="rede"), uma.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            mudar()


@pytest.mark.django_db
def test_pedidos_e_consentimentos_pela_tela(client_admin: Client, admin: Any) -> None:
    cliente = fabricas.cliente("Ana")
    pedir = reverse("clientes:pedido_titular_registrar", args=[cliente.pk])
    amanha = hoje() + dt.timedelta(days=1)
    assert client_admin.post(pedir, {"tipo": "acesso", "recebido_em": amanha.isoformat()}).status_code == 422
    dia = hoje() - dt.timedelta(days=20)
    assert client_admin.post(pedir, {"tipo": "acesso", "recebido_em": dia.isoformat()}).status_code == 302
    pedido = PedidoTitular.objects.get()
    assert (len(pedido.protocolo), pedido.prazo, pedido.vencido) == (16, dia + dt.timedelta(days=15), True)
    lista = reverse("clientes:pedido_titular_lista")
    for consulta in ({}, {"busca": pedido.protocolo}, {"busca": "ana"}, {"vencido": "true"}, {"situacao": "aberto"}):
        assert pedido.protocolo in client_admin.get(lista, consulta).content.decode()
    assert f"{pedido.prazo:%d/%m/%Y} · vencido" in client_admin.get(lista).content.decode()
    assert pedido.protocolo not in client_admin.get(lista, {"vencido": "false"}).content.decode()
    responder = reverse("clientes:pedido_titular_responder", args=[pedido.pk])
    assert client_admin.post(responder, {"situacao": "atendido", "resposta": " "}).status_code == 422
    assert client_admin.post(responder, {"situacao": "aberto", "resposta": "x"}).status_code == 422
    assert client_admin.post(responder, {"situacao": "recusado", "resposta": "Guarda fiscal"}).status_code == 302
    assert client_admin.post(responder, {"situacao": "atendido", "resposta": "x"}).status_code == 422
    consentimento = reverse("clientes:consentimento_registrar", args=[cliente.pk])
    dados = {"finalidade": "ofertas", "canal": "WhatsApp"}
    assert client_admin.post(consentimento, dados).status_code == 302
    assert client_admin.post(consentimento, dados).status_code == 422
    feito = cliente.consentimentos.get()
    revogar_consentimento(feito, admin)
    with pytest.raises(ErroDeNegocio, match="já foi revogado"):
        revogar_consentimento(feito, admin)
    assert client_admin.post(consentimento, dados).status_code == 302
    aba = client_admin.get(reverse("clientes:cliente_privacidade", args=[cliente.pk])).content.decode()
    for trecho in (pedido.protocolo, "Guarda fiscal", "em vigor", "encerrado em", "A pedido do titular"):
        assert trecho in aba


@pytest.mark.django_db
def test_sem_permissao_ou_de_outra_cidade(client: Client, atendente: Any, admin: Any) -> None:
    fora = fabricas.cliente(cidade=cidade("Valinhos"))
    pedido = registrar_pedido(fora, NovoPedido("acesso", hoje()), admin)
    codigos = ["ver_cliente", "ver_privacidade", "editar_privacidade", "exportar_titular", "anonimizar_cliente"]
    limitado = usuario(permissoes=[f"clientes.{codigo}" for codigo in codigos])
    limitado.cidades.set(atendente.cidades.all())
    client.force_login(limitado)
    for nome in ("cliente_privacidade", "pedido_titular_registrar", "titular_exportar", "cliente_anonimizar"):
        assert client.get(reverse(f"clientes:{nome}", args=[fora.pk])).status_code == 404
    assert client.get(reverse("clientes:pedido_titular_responder", args=[pedido.pk])).status_code == 404
    assert pedido.protocolo not in client.get(reverse("clientes:pedido_titular_lista")).content.decode()
    dentro = fabricas.cliente()
    assert client.get(reverse("clientes:cliente_privacidade", args=[dentro.pk])).status_code == 200
    client.force_login(usuario(permissoes=["clientes.ver_privacidade"], todas_cidades=True))
    for nome in ("titular_exportar", "cliente_anonimizar", "pedido_titular_registrar"):
        assert client.post(reverse(f"clientes:{nome}", args=[dentro.pk])).status_code == 403
