"""C03: every source finds, accents and case aside, by an index, and the vector follows whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clientes.acoes import editar_cliente, editar_endereco, excluir_contato, inativar_cliente, salvar_contato
from clientes.busca import por_documento, por_email, por_palavras, por_telefone, procurar
from clientes.estados import Status
from clientes.models import Cliente, Contato, Endereco
from clientes.views.cliente import com_resumo
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
@pytest.mark.parametrize(
    "termo",
    ["cliente numero 77 tal77", "tal123", cpf(1500), cpf(1500)[:9], "19990000123", "90000123", "pessoa77@exemplo"],
)
def test_busca_usa_indices(atendente: Any, admin: Any, termo: str) -> None:
    for usuario in (admin, atendente):
        base = com_resumo(Cliente.objects.visiveis_para(usuario).filter(ativo=True))
        busca = procurar(base, termo).order_by("nome", "pk")[:25]
        assert busca.exists()
        plano = busca.explain()
        for tabela in ("clientes_cliente", "clientes_contato", "clientes_endereco"):
            assert f"Seq Scan on {tabela}" not in plano, plano
