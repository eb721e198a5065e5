"""A user limited to one city meets nothing of another: by any page, fragment, address, export, picker or bulk action.

The walk is made of the URL conf, so a new screen is in it from its first day.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from api.models import EntregaWebhook, Webhook
from clientes.models import Cliente, Endereco
from configuracao.acoes.email import enfileirar_email
from configuracao.models import Backup, Cidade, MensagemEmail
from financeiro.models import Fatura, ItemRemessa, ItemRetorno, Remessa, Retorno
from hubsoft.core.models import Processo
from hubsoft.core.registro import Permissao, registro
from hubsoft.core.telas import ListaView
from rede.models import Acesso, EquipamentoConexao, PontoPresenca
from tests import fabricas
from tests.casa.percurso import (
    TELAS,
    com_escopo,
    desfeito,
    entrar_como,
    impressao,
    inventar,
    texto_da_resposta,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provedor")]
MARCA = "zqxfora"
FRAGMENTO = {"HX-Request": "true", "HX-Target": "lista"}
MODAL = {"HX-Request": "true", "HX-Target": "modal"}
# Rows that the small provider may not have in another city; a screen over them needs one made in ``fora``.
MODELOS = [m for m in apps.get_models() if com_escopo(m)]


@pytest.fixture
def limitado(provedor: Any) -> Any:
    """An attendant who may do everything, in the first client's city only."""
    cidade = Cidade.objects.get(pk=Endereco.objects.filter(servico=None).earliest("pk").cidade_id)
    return fabricas.usuario("limitado", permissoes=[p.codigo for p in registro.todos(Permissao)], cidades=[cidade])


@pytest.fixture
def fora(limitado: Any) -> dict[type, list[int]]:
    """The ids of the rows of other cities by model; their names carry the mark."""
    visiveis = Cliente.objects.visiveis_para(limitado).values("pk")
    assert visiveis.exists()
    for cliente in Cliente.objects.exclude(pk__in=visiveis)[:2]:
        enfileirar_email(chave=f"f{cliente.pk}", para=f"{MARCA}@x.example", assunto=f"{MARCA} fatura", texto=MARCA,
                         cliente_id=cliente.pk)  # fmt: skip
        EntregaWebhook.objects.create(
            webhook=Webhook.objects.earliest("pk"), cliente_id=cliente.pk, tipo="cliente.criado",
            corpo=f'{{"nome": "{MARCA}"}}', criada_em=timezone.now(), proxima_tentativa=timezone.now(),
        )  # fmt: skip
    marcar(Cliente.objects.exclude(pk__in=visiveis), "nome")
    marcar(Endereco.objects.exclude(cliente__in=visiveis), "logradouro", "bairro")
    marcar(Acesso.objects.exclude(servico__cliente__in=visiveis), "login")
    pops = PontoPresenca.objects.visiveis_para(limitado).values("pk")
    marcar(EquipamentoConexao.objects.exclude(pop__in=pops), "nome")
    marcar(PontoPresenca.objects.exclude(pk__in=pops), "nome")
    de_outros = Processo.objects.create(
        tipo="financeiro.imprimir_boletos", titulo=f"Impressão {MARCA}", mensagem=MARCA, estado="concluido",
        usuario=fabricas.usuario_admin(login="outro"),
    )  # fmt: skip
    arquivos_do_banco()
    Backup.objects.create(arquivo="hubsoft-20261125-030000-0a1b2c3d.dump", criado_em=timezone.now(), tamanho=1,
                          resumo="0" * 64, cifrado=False)  # fmt: skip
    ids: dict[type, list[int]] = {Processo: [de_outros.pk]}
    for modelo in MODELOS:
        ids[modelo] = de_fora(modelo, limitado)
    for modelo in MODELOS:
        if not ids[modelo] and inventar(modelo, ids) is not None:
            ids[modelo] = de_fora(modelo, limitado)
    return ids


def de_fora(modelo: Any, usuario: Any) -> list[int]:
    """Return some rows of a model that the user may not see."""
    linhas = modelo._default_manager.all()
    visiveis = linhas.visiveis_para(usuario).values("pk")
    return list(linhas.exclude(pk__in=visiveis).order_by("pk").values_list("pk", flat=True)[:3])


def arquivos_do_banco() -> None:
    """Make a remessa and a retorno that tell of a client with the mark."""
    fatura = Fatura.objects.filter(cliente__nome__startswith=MARCA).latest("pk")
    remessa = Remessa.objects.create(
        forma=fatura.forma, sequencia=9000, nome_arquivo="r.rem", conteudo=MARCA.encode(), quantidade=1,
        valor_total=fatura.valor,
    )  # fmt: skip
    ItemRemessa.objects.create(
        remessa=remessa, fatura=fatura, comando="entrada", vencimento=fatura.vencimento, valor=fatura.valor
    )
    retorno = Retorno.objects.create(
        forma=fatura.forma, nome_arquivo="r.ret", sha256="0" * 64, conteudo=MARCA.encode(), sequencia=1
    )
    ItemRetorno.objects.create(
        retorno=retorno, linha=2, nosso_numero=fatura.nosso_numero, ocorrencia="06", fatura=fatura
    )


def marcar(linhas: Any, *campos: str) -> None:
    for campo in campos:
        linhas.update(**{campo: Concat(Value(f"{MARCA} "), F(campo))})


@pytest.fixture
def navegador(limitado: Any) -> Client:
    return entrar_como(limitado)


def vazou(resposta: Any) -> bool:
    return MARCA in texto_da_resposta(resposta).lower()


def test_registro_de_outra_cidade_nao_existe(navegador: Client, fora: dict[type, list[int]], admin: Any) -> None:
    falhas, sem_linha = [], set()
    for tela in TELAS:
        if not tela.de_um_registro:
            continue
        modelo = tela.linhas(admin).model
        if modelo not in fora:
            continue
        if not fora[modelo]:
            sem_linha.add(f"{modelo._meta.label} ({tela})")
            continue
        pk = fora[modelo][0]
        for metodo, cabecalhos in (("get", {}), ("get", FRAGMENTO), ("get", MODAL), ("post", {}), ("post", MODAL)):
            with desfeito():
                resposta = getattr(navegador, metodo)(tela.url(pk), headers=cabecalhos)
                if resposta.status_code not in (404, 405) or vazou(resposta):
                    falhas.append(f"{metodo} {tela.url(pk)} {cabecalhos}: {resposta.status_code}")
    assert not falhas, "\n".join(falhas)
    assert not sem_linha, "make a row of another city in the fixture fora"


def test_nenhuma_tela_mostra_nem_exporta_o_que_e_de_outra_cidade(
    navegador: Client, fora: dict[type, list[int]], admin: Any
) -> None:
    falhas = []
    for tela in TELAS:
        pks: list[int | None] = [None]
        if tela.de_um_registro:
            linhas = tela.linhas(admin)
            # Rows that have no city (a monthly run, a remessa), or of the attendant's own.
            proprias = linhas.exclude(pk__in=fora.get(linhas.model, []))
            if com_escopo(linhas.model):
                proprias = linhas.model._default_manager.all().visiveis_para(navegador_usuario(navegador))
            pks = list(proprias.order_by("-pk").values_list("pk", flat=True)[:1])
        for pk in pks:
            consultas: list[Any] = [({}, FRAGMENTO if tela.de_um_registro else {})]
            if not tela.de_um_registro:
                consultas.append(({"q": "silva"}, {}))
            if tela.classe is not None and issubclass(tela.classe, ListaView):
                consultas.append(({"exportar": "csv"}, {}))
            for consulta, cabecalhos in consultas:
                with desfeito():
                    resposta = navegador.get(tela.url(pk), consulta, headers=cabecalhos)
                    if resposta.status_code >= 500 or vazou(resposta):
                        falhas.append(f"{tela.url(pk)} {consulta} {cabecalhos}: {resposta.status_code}")
    assert not falhas, "\n".join(falhas)


def navegador_usuario(navegador: Client) -> Any:
    from configuracao.models import Usuario

    return Usuario.objects.get(login="limitado")


def test_acoes_em_massa_nao_tocam_outra_cidade(navegador: Client, fora: dict[type, list[int]], admin: Any) -> None:
    modelos = [m for m in MODELOS if fora[m]]
    falhas = []
    for tela in TELAS:
        if not tela.em_massa:
            continue
        pk = None
        if tela.de_um_registro:  # the rows of one parent, of any that the address may name
            modelo, pk = tela.classe.lista.tabela._meta.model, tela.linhas(admin).values_list("pk", flat=True).first()
        else:
            modelo = tela.classe.lista.para_usuario(pedido_de(navegador), {}).get_queryset().model
        if modelo not in fora:
            continue
        antes = impressao(modelos)
        for dados in ({"ids": fora[modelo]}, {"ids": fora[modelo], "confirmado": "1"}):
            for cabecalhos in ({}, MODAL):
                with desfeito():
                    resposta = navegador.post(tela.url(pk), dados, headers=cabecalhos)
                    if resposta.status_code >= 500 or vazou(resposta) or impressao(modelos) != antes:
                        falhas.append(f"{tela.url(pk)} {dados}: {resposta.status_code}")
    assert not falhas, "\n".join(falhas)


def pedido_de(navegador: Client) -> HttpRequest:
    pedido = HttpRequest()
    pedido.user, pedido.method = navegador_usuario(navegador), "GET"
    return pedido


def test_formularios_e_filtros_nao_oferecem_outra_cidade(
    navegador: Client, fora: dict[type, list[int]], admin: Any
) -> None:
    falhas = []
    for tela in TELAS:
        pk = None
        if tela.de_um_registro:
            linhas = tela.linhas(admin)
            if com_escopo(linhas.model):
                linhas = linhas.model._default_manager.all().visiveis_para(navegador_usuario(navegador))
            pk = linhas.order_by("pk").values_list("pk", flat=True).first()
            if pk is None:
                continue
        with desfeito():
            resposta = navegador.get(tela.url(pk))
            for nome, campo in campos_de(resposta):
                queryset = getattr(campo, "queryset", None)
                # The name of a municipality is no client's: addresses may be in any.
                if queryset is None or queryset.model is Cidade:
                    continue
                if queryset.filter(pk__in=fora.get(queryset.model, [])).exists():
                    falhas.append(f"{tela}: {nome}")
    assert not falhas, "\n".join(falhas)


def campos_de(resposta: Any) -> list[tuple[str, Any]]:
    """Return the fields of the forms and filters of a page."""
    contexto = resposta.context or {}
    campos = []
    for chave in ("form", "filtro", "formulario"):
        valor = contexto.get(chave) if chave in contexto else None
        formulario = getattr(valor, "form", valor)
        campos += list(getattr(formulario, "fields", {}).items())
    return campos


def test_busca_global_e_limite_que_muda_na_hora(navegador: Client, fora: dict[type, list[int]], limitado: Any) -> None:
    cliente = Cliente.objects.get(pk=fora[Cliente][0])
    for termo in (MARCA, cliente.cpf_cnpj, cliente.nome.split()[-1]):
        assert f"/clientes/{cliente.pk}/" not in navegador.get("/busca/", {"q": termo}).content.decode()
    url = f"/clientes/{cliente.pk}/"
    assert navegador.get(url).status_code == 404
    # The limit is read at each request: widened and narrowed, it counts at once.
    cidade = Endereco.objects.get(cliente=cliente, servico=None).cidade
    limitado.cidades.add(cidade)
    assert navegador.get(url).status_code == 200
    limitado.cidades.remove(cidade)
    assert navegador.get(url).status_code == 404
    limitado.cidades.clear()
    assert MensagemEmail.objects.visiveis_para(limitado).count() == 0
    assert Cliente.objects.visiveis_para(limitado).count() == 0
