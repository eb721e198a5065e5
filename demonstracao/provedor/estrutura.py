"""The few rows that everything hangs on: cities, company, people, plans, banks, cash desks, equipment."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.contrib.auth.models import Permission

from atendimento.models import TipoOrdemServico
from clientes.models import GrupoPlano, ModeloContrato, ParcelaPlano, Plano, VariavelPlano
from configuracao.acoes.rotinas import salvar_rotina
from configuracao.models import Cidade, Empresa, Feriado, RemetenteEmail, Usuario, Variavel
from demonstracao import logins
from demonstracao.provedor.lugares import LUGARES, feriados
from demonstracao.provedor.vida import VALOR_MINIMO, Cenario
from financeiro.acoes.suspensao_preset import RGC_765
from financeiro.models import Caixa, CaixaUsuario, FormaCobranca
from hubsoft.core.dinheiro import formatar
from hubsoft.core.documentos import digitos_cnpj
from hubsoft.core.permissoes import MODELO
from hubsoft.core.registro import TarefaRotina, registro
from rede.models import EquipamentoConexao, PontoPresenca, PoolEquipamento, SegredoRadius

RAIZ_CNPJ = "458732190001"
CNPJ = RAIZ_CNPJ + digitos_cnpj(RAIZ_CNPJ)
PLANOS = (
    ("Fibra 200 Mega", "79.90", 200, 100, "59.90"),
    ("Fibra 400 Mega", "99.90", 400, 200, "69.90"),
    ("Fibra 600 Mega", "129.90", 600, 300, "89.90"),
    ("Fibra Empresa 1 Giga", "249.90", 1000, 500, "199.90"),
)
# Who stays for a year does not pay for the installation; companies pay and are free to go.
FIDELIDADE, INSTALACAO = 12, Decimal("480.00")
FIDELIZADOS = [nome for nome, *_ in PLANOS[:3]]
CONTRATO = """<h1 class="ql-align-center">Contrato de Prestação de Serviço de Comunicação Multimídia</h1>
<p><strong>CONTRATANTE:</strong> [[CLIENTE_NOME]], CPF/CNPJ [[CLIENTE_CPF_CNPJ]], residente em [[CLIENTE_ENDERECO]].</p>
<p><strong>CONTRATADA:</strong> [[EMPRESA_RAZAO_SOCIAL]], CNPJ [[EMPRESA_CNPJ]].</p>
<h2>1. Do serviço</h2>
<p>A CONTRATADA fornece acesso à internet pelo plano <strong>[[PLANO_NOME]]</strong>, com até [[PLANO_DOWNLOAD]]
de download e [[PLANO_UPLOAD]] de upload, instalado em [[ENDERECO_INSTALACAO]].</p>
<h2>2. Do preço</h2>
<p>A CONTRATANTE paga [[SERVICO_VALOR]] por mês. A taxa de adesão é de [[TAXA_ADESAO]].</p>
<h2>3. Da vigência</h2>
<p>O contrato vale de [[CONTRATO_INICIO]] a [[CONTRATO_FIM]].</p>
"""
ROTINAS = {
    "configuracao.backup": ("Backup da madrugada", "3", "30"),
    "financeiro.suspensao": ("Habilitação e suspensão", "8", "0"),
    "financeiro.desbloqueios_vencidos": ("Desbloqueios vencidos", "0", "15"),
}
# Of the equipment, in turns; the ranges are those that demonstracao/concentrador.py gives out.
MARCAS: tuple[dict[str, str], ...] = (
    {"fabricante": "huawei", "tipo_nas": "huawei", "modelo": "NE20E-S2F"},
    {"fabricante": "mikrotik", "tipo_nas": "mikrotik", "modelo": "CCR2116-12G-4S+"},
)
DIAS_PARA_REDUZIR = 10
POOLS = (("clientes", "100.64.0.0/10"), ("suspensao-total", "10.99.0.0/16"))
VARIAVEIS = {"POOL_SUSPENSAO_TOTAL": "suspensao-total", "LISTA_SUSPENSAO_TOTAL": "suspensos"}
TIPOS_DE_ORDEM = ("Instalação", "Reparo", "Mudança de endereço", "Retirada de equipamento")
# What each person may do: prefixes of permission codes; ``$`` ends a whole code (there is ``ver_faturamento`` too).
PAPEIS: dict[str, tuple[str, ...]] = {
    "atendente": (
        "core.ver_", "clientes.", "atendimento.", "estoque.", "rede.ver_", "financeiro.receber",
        "financeiro.imprimir_boleto", "financeiro.ver_fatura$", "financeiro.ver_cobranca",
        "financeiro.ver_dados_cobranca", "financeiro.ver_recibo", "financeiro.ver_caixa",
    ),
    "financeiro": ("core.ver_", "clientes.ver_", "financeiro.", "atendimento.ver_"),
    "tecnico": ("core.ver_", "clientes.ver_", "atendimento.", "estoque.", "rede."),
}  # fmt: skip


class Estrutura(NamedTuple):
    """What the story refers to; cities and equipment by IBGE code, people by login."""

    empresa: Empresa
    cidades: dict[str, Cidade]
    pessoas: dict[str, Usuario]
    planos: list[Plano]
    contrato: ModeloContrato
    formas: list[FormaCobranca]
    banco: dict[int, Caixa]
    balcao: Caixa
    equipamentos: dict[str, EquipamentoConexao]
    remetente: RemetenteEmail
    tipos_de_ordem: dict[str, TipoOrdemServico]


def montar(cenario: Cenario) -> Estrutura:
    """Create the rows and return them."""
    cidades = {
        lugar.ibge: Cidade.objects.get_or_create(ibge=lugar.ibge, defaults={"nome": lugar.nome, "uf": lugar.uf})[0]
        for lugar in LUGARES
    }
    for ibge, data, nome in feriados(cenario.hoje):
        Feriado.objects.create(data=data, nome=nome, cidade=cidades.get(ibge), todo_ano=True)
    empresa = _empresa(cidades)
    pessoas = _pessoas(cidades)
    contrato = ModeloContrato.objects.create(nome="Contrato SCM", texto=CONTRATO)
    formas, bancos, balcao = _cobranca(empresa, pessoas)
    for nome, valor in VARIAVEIS.items():
        Variavel.objects.update_or_create(nome=nome, defaults={"valor": valor})
    return Estrutura(
        empresa,
        cidades,
        pessoas,
        _planos(contrato),
        contrato,
        formas,
        bancos,
        balcao,
        _rede(cidades),
        # Where it leaves to is written when the demonstration comes up (demonstracao/correio.py).
        RemetenteEmail.objects.create(
            nome="Cobrança",
            endereco=empresa.email,
            nome_exibicao=empresa.nome_fantasia,
            servidor="127.0.0.1",
            porta=25,
            seguranca=RemetenteEmail.Seguranca.NENHUMA,
            padrao=True,
            por_minuto=600,
        ),
        {nome: TipoOrdemServico.objects.get_or_create(nome=nome)[0] for nome in TIPOS_DE_ORDEM},
    )


def _empresa(cidades: dict[str, Cidade]) -> Empresa:
    return Empresa.objects.create(
        razao_social="Horizonte Fibra Telecomunicações Ltda",
        nome_fantasia="Horizonte Fibra",
        cnpj=CNPJ,
        inscricao_estadual="ISENTO",
        cep="13090100",
        logradouro="Avenida do Mirante",
        numero="1200",
        bairro="Vila Horizonte",
        cidade=cidades["3509502"],
        telefone="1930000000",
        email="contato@horizonte.example",
    )


def _permissoes(prefixos: Iterable[str]) -> list[Permission]:
    todas = Permission.objects.filter(content_type__model=MODELO).select_related("content_type")
    return [p for p in todas if f"{p.content_type.app_label}.{p.codename}$".startswith(tuple(prefixos))]


def _pessoas(cidades: dict[str, Cidade]) -> dict[str, Usuario]:
    pessoas = {}
    for pessoa in logins.PESSOAS:
        usuario = Usuario.objects.create_user(
            pessoa.login,
            logins.SENHA,
            nome=pessoa.nome,
            email=f"{pessoa.login}@horizonte.example",
            todas_cidades=not pessoa.cidade,
            is_superuser=pessoa.login == "admin",
            tecnico=pessoa.tecnico,
            vendedor=pessoa.vendedor,
        )
        if pessoa.cidade:
            usuario.cidades.set([cidades[pessoa.cidade]])
        usuario.user_permissions.set(_permissoes(PAPEIS.get(pessoa.login, ())))
        pessoas[pessoa.login] = usuario
    return pessoas


def _planos(contrato: ModeloContrato) -> list[Plano]:
    grupo = GrupoPlano.objects.create(nome="Fibra")
    planos = []
    for nome, valor, download, upload, scm in PLANOS:
        plano = Plano.objects.create(
            nome=nome,
            valor=Decimal(valor),
            grupo=grupo,
            download_kbps=download * 1000,
            upload_kbps=upload * 1000,
            modelo_contrato=contrato,
            modelo_nota=Plano.ModeloNota.NFCOM,
            cfop="5307",
            cclass="0100101",
            fidelidade_meses=FIDELIDADE if nome in FIDELIZADOS else 0,
            fidelidade_beneficio=INSTALACAO if nome in FIDELIZADOS else Decimal("0.00"),
        )
        VariavelPlano.objects.create(plano=plano, nome="TAXA_ADESAO", valor=formatar(Decimal(download) / 2))
        sva = Decimal(valor) - Decimal(scm)
        ParcelaPlano.objects.create(plano=plano, natureza="scm", descricao="Acesso à internet", valor=Decimal(scm))
        ParcelaPlano.objects.create(plano=plano, natureza="sva", descricao="Streaming e suporte", valor=sva)
        planos.append(plano)
    return planos


def _cobranca(empresa: Empresa, pessoas: dict[str, Usuario]) -> tuple[list[FormaCobranca], dict[int, Caixa], Caixa]:
    comum = {
        "empresa": empresa,
        "valor_minimo_suspender": VALOR_MINIMO,
        **RGC_765,
        "instrucoes": "Mensalidade do serviço de acesso à internet. Dúvidas: (19) 3000-0000.",
    }
    itau = FormaCobranca.objects.create(
        descricao="Boleto Itaú",
        banco="341",
        layout="cnab400",
        agencia="0057",
        conta="12345",
        conta_dv="7",
        carteira="109",
        pix_chave="financeiro@horizonte.example",
        **comum,
    )
    sicoob = FormaCobranca.objects.create(
        descricao="Boleto Sicoob",
        banco="756",
        layout="cnab240",
        agencia="4321",
        agencia_dv="0",
        conta="98765",
        conta_dv="4",
        convenio="1234567",
        carteira="1",
        modalidade="01",
        pix_chave="7f3c2a10-5b6d-4e8f-9a01-c2d3e4f50617",
        # The provider's own choice, which the screen warns of: the slow stage before the total one.
        **{**comum, "permite_suspensao_parcial": True, "dias_suspensao_parcial": DIAS_PARA_REDUZIR},
    )
    bb = FormaCobranca.objects.create(
        descricao="Boleto Banco do Brasil",
        banco="001",
        layout="cnab240",
        agencia="1606",
        agencia_dv="3",
        conta="69838",
        conta_dv="5",
        convenio="3294860",
        carteira="17",
        variacao="019",
        especie="DS",
        pix_chave="financeiro@horizonte.example",
        **comum,
    )
    caixa_federal = FormaCobranca.objects.create(
        descricao="Boleto Caixa",
        banco="104",
        layout="cnab240",
        agencia="1234",
        agencia_dv="2",
        convenio="123456",
        carteira="1",
        especie="DS",
        pix_chave="financeiro@horizonte.example",
        **comum,
    )
    bradesco = FormaCobranca.objects.create(
        descricao="Boleto Bradesco",
        banco="237",
        layout="cnab400",
        agencia="1420",
        conta="16910",
        conta_dv="2",
        convenio="4466911",
        carteira="09",
        especie="DS",
        pix_chave="financeiro@horizonte.example",
        **comum,
    )
    formas = [itau, bb, caixa_federal, sicoob, bradesco]
    balcao = Caixa.objects.create(nome="Balcão", empresa=empresa)
    bancos = {
        forma.pk: Caixa.objects.create(nome=forma.descricao.replace("Boleto", "Conta"), empresa=empresa)
        for forma in formas
    }
    direitos = [("financeiro", caixa) for caixa in (balcao, *bancos.values())]
    for login, caixa in (*direitos, ("atendente", balcao), *(("admin", caixa) for _l, caixa in direitos)):
        CaixaUsuario.objects.create(caixa=caixa, usuario=pessoas[login])
    return formas, bancos, balcao


def _rede(cidades: dict[str, Cidade]) -> dict[str, EquipamentoConexao]:
    equipamentos = {}
    for ordem, lugar in enumerate(LUGARES, 1):
        pop = PontoPresenca.objects.create(
            nome=f"POP {lugar.nome}",
            cidade=cidades[lugar.ibge],
            cep=f"{lugar.cep}000",
            bairro=lugar.bairros[0],
            latitude=lugar.latitude,
            longitude=lugar.longitude,
            alcance=6000,
        )
        equipamento = EquipamentoConexao.objects.create(
            nome=f"BNG {lugar.nome}", ipv4=f"127.0.0.{ordem}", pop=pop, **MARCAS[ordem % len(MARCAS)]
        )
        for nome, faixa in POOLS:
            PoolEquipamento.objects.create(equipamento=equipamento, nome=nome, faixa=faixa)
        SegredoRadius.objects.create(equipamento=equipamento, segredo=logins.SEGREDO_NAS)
        equipamentos[lugar.ibge] = equipamento
    return equipamentos


def criar_rotinas(pessoas: dict[str, Usuario]) -> None:
    """Schedule what the provider runs by itself; their time counts from now on."""
    conhecidas = {tarefa.chave for tarefa in registro.todos(TarefaRotina)}
    for tarefa, (descricao, hora, minuto) in ROTINAS.items():
        if tarefa in conhecidas:
            dados = {"descricao": descricao, "tarefa": tarefa, "hora": hora, "minuto": minuto, "notificar": []}
            salvar_rotina(dados, pessoas["admin"])
