"""C03: every source finds, accents and case aside, by an index, and the vector follows whoever writes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import NotSupportedError, connection
from django.db.models import Q
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientes.acoes import editar_cliente, editar_endereco, excluir_contato, inativar_cliente, salvar_contato
from clientes.busca import por_documento, por_email, por_palavras, por_telefone, procurar
from clientes.estados import Status
from clientes.models import Cliente, Contato, Endereco
from clientes.views.cliente import ClienteLista, com_resumo
from hubsoft.core.busca import com_palavras
from tests.clientes import fabricas
from tests.fabricas import cidade, cpf

MUITOS = 6000


def nomes(termo: str) -> list[str]:
    return sorted(procurar(Cliente.objects.all(), termo).values_list("nome", flat=True))


@pytest.fixture
def jose(db: None) -> Cliente:
    cliente = fabricas.cliente("José Antônio Conceição", cidade("São João da Boa Vista"), cpf_cnpj="52998224725")
    salvar_contato(Contato(cliente=cliente), {"tipo": "email", "valor": "Jose.Antonio@Exemplo.com.br"})
    salvar_contato(Contato(cliente=cliente), {"tipo": "celular", "valor": "19991234567"})
    fabricas.cliente("Maria Aparecida")
    return cliente


@pytest.mark.parametrize(
    "termo",
    [
        "jose",
        "JOSÉ",
        "conceicao antonio",
        "Ant Conc",
        "529.982.247-25",
        "52998224725",
        "529.982",
        "(19) 99123-4567",
        "19991234567",
        "99123-4567",
        "1999123",
        "jose.antonio@exemplo.com.br",
        "JOSE.ANTONIO@exem",
        "sao joao da boa",
        "São João",
    ],
)
def test_acha_por_qualquer_fonte(jose: Cliente, termo: str) -> None:
    assert nomes(termo) == ["José Antônio Conceição"]


@pytest.mark.usefixtures("jose")
@pytest.mark.parametrize("termo", ["josé maria", "99999999999", "x@y.com", "---", "zzz", "@"])
def test_nao_acha_o_que_nao_ha(termo: str) -> None:
    assert nomes(termo) == []


@pytest.mark.parametrize(
    ("fonte", "termo"),
    [
        (por_documento, "ab"),
        (por_documento, "maria"),
        (por_documento, "joão silva"),
        (por_telefone, "123"),
        (por_telefone, "maria 12345"),
        (por_email, "maria"),
        (por_email, "@exemplo.com"),
        (por_palavras, "-- //"),
    ],
)
def test_fonte_que_nao_entende_o_termo_cala(fonte: Any, termo: str) -> None:
    assert fonte(termo) is None


def test_vetor_segue_cada_mudanca(jose: Cliente) -> None:
    editar_cliente(jose, {"nome": "Raimundo Nonato"})
    assert nomes("raimundo") == ["Raimundo Nonato"]
    # The street, where both live.
    assert nomes("conceicao") == ["Maria Aparecida", "Raimundo Nonato"]
    editar_endereco(jose.enderecos.get(), {"logradouro": "Avenida Brasil"})
    assert nomes("conceicao") == ["Maria Aparecida"]
    assert nomes("avenida brasil 10") == ["Raimundo Nonato"]
    contato = jose.contatos.get(valor="19991234567")
    assert nomes("19991234567") == ["Raimundo Nonato"]
    excluir_contato(contato)
    assert nomes("19991234567") == []
    # Writes that pass by the verbs: a bulk update, a contact moved to another client.
    Cliente.objects.filter(pk=jose.pk).update(nome="Sebastião")
    assert nomes("sebastiao") == ["Sebastião"]
    maria = Cliente.objects.get(nome="Maria Aparecida")
    jose.contatos.filter(tipo="email").update(cliente=maria)
    assert nomes("jose.antonio") == ["Maria Aparecida"]
    assert "exemplo" not in str(Cliente.objects.values_list("busca", flat=True).get(pk=jose.pk))


@pytest.mark.django_db
def test_escrita_em_lote_e_uma_a_uma_deixam_o_mesmo_vetor() -> None:
    onde = cidade("Limeira")
    uma = fabricas.cliente("Ana Uma", onde)
    salvar_contato(Contato(cliente=uma), {"tipo": "email", "valor": "ana@exemplo.com"})
    lote = Cliente.objects.bulk_create(Cliente(tipo="F", nome="Ana Uma", cpf_cnpj=cpf(500 + n)) for n in range(3))
    Endereco.objects.bulk_create(Endereco(cliente=c, tipo="cadastral", cidade=onde, **fabricas.ENDERECO) for c in lote)
    Contato.objects.bulk_create(
        Contato(cliente=c, tipo=tipo, valor=valor)
        for c in lote
        for tipo, valor in (("celular", "19999990000"), ("email", "ana@exemplo.com"))
    )
    de_fora = "SELECT cidade_id, ts_delete(busca, cpf_cnpj) FROM clientes_cliente"
    with connection.cursor() as cursor:
        cursor.execute(de_fora)
        linhas = cursor.fetchall()
    assert len(linhas) == 4
    assert len(set(linhas)) == 1
    assert linhas[0][0] == onde.pk
    Endereco.objects.filter(cliente__in=lote).update(cidade=cidade("Campinas"), bairro="Cambuí")
    assert set(procurar(Cliente.objects.all(), "cambui campinas")) == set(lote)
    assert list(Cliente.objects.filter(cidade=onde)) == [uma]
    Contato.objects.filter(cliente=lote[0]).delete()
    assert set(procurar(Cliente.objects.all(), "ana@exemplo.com")) == {uma, *lote[1:]}


@pytest.mark.django_db
def test_cidade_segue_o_endereco_e_nao_o_que_se_leu_antes() -> None:
    cliente = fabricas.cliente("Rita", cidade("Limeira"))
    velho = Cliente.objects.get(pk=cliente.pk)
    editar_endereco(cliente.enderecos.get(), {"cidade": cidade("Campinas")})
    # Saved whole, with the city it was read with.
    velho.observacoes = "x"
    velho.save()
    assert Cliente.objects.get(pk=cliente.pk).cidade == cidade("Campinas")
    fabricas.servico(cliente)
    cliente.enderecos.filter(servico__isnull=True).delete()
    assert Cliente.objects.get(pk=cliente.pk).cidade is None


@pytest.mark.django_db
def test_muitos_enderecos_de_uma_vez_nao_se_leem_por_cliente() -> None:
    """A hundred thousand addresses took minutes: the table was read once for each client (found empty before)."""
    onde = cidade("Campinas")
    fabricas.cliente("Primeira", onde)
    clientes = Cliente.objects.bulk_create(
        Cliente(tipo="F", nome=f"Cliente {n}", cpf_cnpj=cpf(9000 + n)) for n in range(500)
    )
    antes = lidas()
    Endereco.objects.bulk_create(
        Endereco(cliente=c, tipo="cadastral", cidade=onde, **fabricas.ENDERECO) for c in clientes
    )
    assert lidas() - antes < 20 * len(clientes)
    assert Cliente.objects.filter(cidade=onde).count() == 501


def lidas() -> int:
    """Return how many rows of clients, contacts and addresses this transaction read so far, by table or by index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
            "WHERE relname IN ('clientes_cliente', 'clientes_contato', 'clientes_endereco')"
        )
        return int(cursor.fetchone()[0])


def test_mudar_contato_nao_faz_versao_do_cliente(jose: Cliente) -> None:
    eventos = jose._meta.apps.get_model("clientes", "ClienteEvent").objects
    antes = eventos.count()
    salvar_contato(Contato(cliente=jose), {"tipo": "telefone", "valor": "1932345678"})
    assert eventos.count() == antes


def test_inativos_so_quando_pedidos(client_admin: Client, jose: Cliente) -> None:
    inativar_cliente(jose)
    lista = reverse("clientes:cliente_lista")
    assert "José" not in client_admin.get(lista, {"busca": "jose"}).content.decode()
    for situacao in ("inativos", "todos"):
        pagina = client_admin.get(lista, {"busca": "jose", "situacao": situacao}).content.decode()
        assert "José Antônio Conceição (INATIVO)" in pagina
    assert client_admin.get(reverse("clientes:cliente_opcoes"), {"q": "jose"}).json()["itens"] == []


@pytest.mark.django_db
def test_filtros_de_servico_valem_juntos(client_admin: Client) -> None:
    fibra, radio = fabricas.plano(nome="Fibra"), fabricas.plano(nome="Rádio")
    dois = fabricas.cliente("Dois Serviços")
    fabricas.servico(dois, Status.SUSPENSO_DEBITO, plano=fibra)
    fabricas.servico(dois, Status.HABILITADO, plano=radio)
    fabricas.servico(fabricas.cliente("Um Suspenso"), Status.SUSPENSO_DEBITO, plano=radio)
    lista = reverse("clientes:cliente_lista")

    def achados(**filtro: Any) -> set[str]:
        pagina = client_admin.get(lista, filtro).content.decode()
        return {nome for nome in ("Dois Serviços", "Um Suspenso") if nome in pagina}

    assert achados(status="suspenso_debito") == {"Dois Serviços", "Um Suspenso"}
    assert achados(status="suspenso_debito", plano=radio.pk) == {"Um Suspenso"}
    assert achados(plano=fibra.pk) == {"Dois Serviços"}
    assert achados(status="cancelado") == set()


@pytest.fixture
def seis_mil(db: None) -> None:
    """A table large enough for the planner to have a choice, with its statistics."""
    onde = cidade("Campinas")
    clientes = Cliente.objects.bulk_create(
        Cliente(tipo="F", nome=f"Cliente Número {n} de Tal{n % 500}", cpf_cnpj=cpf(1000 + n)) for n in range(MUITOS)
    )
    Endereco.objects.bulk_create(
        Endereco(cliente=c, tipo="cadastral", cidade=onde, **{**fabricas.ENDERECO, "logradouro": f"Rua {n % 900}"})
        for n, c in enumerate(clientes)
    )
    Contato.objects.bulk_create(
        Contato(cliente=c, tipo=tipo, valor=valor, principal=True)
        for n, c in enumerate(clientes)
        for tipo, valor in (("celular", f"199{90000000 + n}"), ("email", f"pessoa{n}@exemplo.com.br"))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE clientes_cliente; ANALYZE clientes_contato; ANALYZE clientes_endereco;")


@pytest.mark.usefixtures("seis_mil")
def test_busca_usa_indices(atendente: Any, admin: Any) -> None:
    termos = [
        "cliente numero 77 tal77",
        "tal123",
        cpf(1500),
        cpf(1500)[:9],
        "19990000123",
        "90000123",
        "pessoa77@exemplo",
    ]
    for usuario in (admin, atendente):
        base = com_resumo(Cliente.objects.visiveis_para(usuario).filter(ativo=True))
        for termo in termos:
            busca = procurar(base, termo).order_by("nome", "pk")[:25]
            assert busca.exists(), termo
            plano = busca.explain()
            for tabela in ("clientes_cliente", "clientes_contato", "clientes_endereco"):
                assert f"Seq Scan on {tabela}" not in plano, plano


@pytest.mark.usefixtures("seis_mil")
def test_busca_larga_ou_estreita_fica_nos_indices_e_faz_as_mesmas_consultas(atendente: Any) -> None:
    """The page of a search never walks the table in the order of the list, however many it finds."""
    base = com_resumo(Cliente.objects.visiveis_para(atendente).filter(ativo=True))
    cliente = Client()
    cliente.force_login(atendente)
    lista = reverse("clientes:cliente_lista")
    pedido = {"HX-Request": "true", "HX-Target": "lista"}
    cliente.get(lista, headers=pedido)
    feitas: dict[bool, set[int]] = {}
    for termo in ("ca", "cliente", "tal123", cpf(1500), "199900001"):
        achados = procurar(base, termo).order_by("nome", "pk")
        for quantos in (1, 8, 25):
            plano = achados[:quantos].explain()
            assert "Bitmap Index Scan" in plano, plano
            for indice in ("cliente_nome", "cliente_cidade_nome"):
                assert f"using {indice}" not in plano, plano
        with CaptureQueriesContext(connection) as consultas:
            assert cliente.get(lista, {"busca": termo}, headers=pedido).status_code == 200
        do_cliente = [c["sql"] for c in consultas if 'FROM "clientes_cliente"' in c["sql"]]
        cheia = achados.count() > ClienteLista.por_pagina
        assert len(do_cliente) == 1 + cheia, "one for the page, one to count where it is full"
        feitas.setdefault(cheia, set()).add(len(consultas))
    assert set(feitas) == {True, False}
    for cheia, quantas in feitas.items():
        assert len(quantas) == 1, cheia
        assert quantas.pop() <= 10


@pytest.mark.usefixtures("seis_mil")
def test_busca_de_varias_palavras_le_o_indice_delas_uma_vez(atendente: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page and its count ask for the ids found, however many of them are left by filters and city."""
    base = Cliente.objects.visiveis_para(atendente).order_by("pk")
    termo = "cliente tal7"
    direto = [*base.filter(com_palavras(termo) or Q())]
    assert 100 < len(direto) < 300
    with CaptureQueriesContext(connection) as consultas:
        achados = procurar(base, termo)
        assert [*achados] == direto
        assert achados.count() == len(direto)
    assert sum("@@" in c["sql"] for c in consultas) == 1
    # More than a few are looked for anew each time: nothing is left out.
    monkeypatch.setattr("clientes.busca.DE_UMA_VEZ", 2)
    assert [*procurar(base, termo)] == direto


@pytest.mark.usefixtures("seis_mil")
def test_contagem_para_no_teto_e_todas_as_paginas_se_alcancam(
    client_admin: Client, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubsoft.core.telas.paginas.PaginadorComTeto.teto", 1000)
    lista = reverse("clientes:cliente_lista")

    def pagina(numero: int) -> str:
        return client_admin.get(lista, {"busca": "cliente", "por_pagina": 100, "pagina": numero}).content.decode()

    assert "mais de <strong>1.000</strong> registros" in pagina(1)
    assert "1–100 de mais de 1.000" in pagina(1)
    # After the ceiling, up to the last one, and what is beyond it shows the last known.
    assert "1.001–1.100 de mais de 1.000" in pagina(11)
    assert 'aria-label="Próxima página"' in pagina(11)
    assert "5.901–6.000 de mais de 1.000" in pagina(60)
    assert 'aria-label="Próxima página"' not in pagina(60)
    assert "de mais de 1.000" in pagina(61)
    vistos = set()
    for numero in range(1, 61):
        vistos |= set(re.findall(r"Cliente Número (\d+) de", pagina(numero)))
    assert len(vistos) == MUITOS
    # What is exact stays exact: below the ceiling, all of the filter, the exported file.
    assert "<strong>12</strong> registros" in client_admin.get(lista, {"busca": "tal123"}).content.decode()
    csv = client_admin.get(lista, {"busca": "cliente", "exportar": "csv"}).getvalue().decode()
    assert len(csv.splitlines()) == MUITOS + 1
    pedido = RequestFactory().get(lista)
    pedido.user = admin
    assert ClienteLista.para_usuario(pedido, QueryDict("busca=cliente")).get_filtrados().count() == MUITOS


def test_resumo_pronto_e_de_cada_linha_e_nao_se_confunde_dentro_de_outra_consulta(db: None) -> None:
    beto = fabricas.cliente(nome="Beto")
    fabricas.cliente(nome="Ana")
    Contato.objects.filter(cliente=beto).update(valor="Ana")
    resumo = com_resumo(Cliente.objects.all())
    achados = {c.nome: (c.contato_principal, c.servicos_ativos) for c in resumo}
    assert achados == {"Ana": ("19999990000", 0), "Beto": ("Ana", 0)}
    assert list(resumo.filter(contato_principal="Ana")) == [beto]
    assert list(Cliente.objects.filter(pk__in=resumo.filter(nome="Beto"))) == [beto]
    with pytest.raises(NotSupportedError, match="ready expression"):
        list(Cliente.objects.filter(nome__in=resumo.values("contato_principal")))
