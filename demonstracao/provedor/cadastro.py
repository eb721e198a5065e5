"""Who the subscribers are, as rows: clients, contacts, addresses, contracts, logins."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from clientes.models import Cliente, Contato, ContratoServico, Endereco, GrupoCliente, OrigemCliente, VariavelPlano
from clientes.regras.contrato import preencher, velocidade
from demonstracao import logins
from demonstracao.provedor.copia import Copia
from demonstracao.provedor.estrutura import Estrutura
from demonstracao.provedor.pessoas import Casa, Pessoa, casa, pessoa
from demonstracao.provedor.vida import Assinante, Cenario, Prazos, nascer
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core.datas import UM_DIA, somar_meses
from hubsoft.core.dinheiro import formatar
from hubsoft.core.documentos import formatar_documento
from rede.models import Acesso, SenhaAcesso

PESOS_DOS_PLANOS = (0.3, 0.4, 0.22, 0.08)
TIPOS_DO_SERVICO = tuple(tipo.value for tipo in Endereco.Tipo)
COM_DESCONTO = 0.06
COM_MAC = 0.3


class Contratado(NamedTuple):
    """A subscriber with who they are and what they bought; ``plano`` and ``forma`` are positions in the structure."""

    vida: Assinante
    pessoa: Pessoa
    casa: Casa
    plano: int
    forma: int
    referencia: str


# Where the share of each forma ends, by its position in the structure.
ATE_CADA_FORMA = (0.4, 0.5, 0.6, 0.85)


def inventar(quantos: int, estrutura: Estrutura, cenario: Cenario) -> list[Contratado]:
    """Return the subscribers in the order of their sales, which is the order of their ids."""
    todos = []
    prazos = [_prazos(forma) for forma in estrutura.formas]
    for indice in range(quantos):
        sorte = random.Random(f"{cenario.semente}:{indice}")
        onde = casa(sorte)
        quem = pessoa(indice, sorte, onde.lugar.ddd)
        plano = 3 if quem.tipo == "J" and sorte.random() < 0.6 else sorte.choices(range(4), PESOS_DOS_PLANOS)[0]
        desconto = 10 if sorte.random() < COM_DESCONTO else 0
        forma = bisect(ATE_CADA_FORMA, sorte.random())
        valor = estrutura.planos[plano].valor - desconto
        vida = nascer(indice, valor, prazos[forma], cenario, sorte)
        if indice == 0:
            quem = quem._replace(login=logins.ASSINANTE, senha=logins.SENHA_ASSINANTE, mac="")
            quem = quem._replace(tipo="F", documento=logins.CPF_ASSINANTE)
        todos.append(Contratado(vida, quem, onde, plano, forma, "Desconto de fidelidade" if desconto else ""))
    return sorted(todos, key=lambda c: (c.vida.venda, c.vida.indice))


def _prazos(forma: FormaCobranca) -> Prazos:
    parcial = forma.dias_suspensao_parcial if forma.permite_suspensao_parcial else None
    return Prazos(forma.dias_aviso, forma.prazo_aviso, parcial, forma.dias_suspensao_total)


def escrever(contratados: list[Contratado], estrutura: Estrutura, cenario: Cenario) -> None:
    """Write everything about the subscribers that does not depend on how their story goes."""
    grupos = [GrupoCliente.objects.get_or_create(nome=nome)[0].pk for nome in ("Residencial", "Empresarial")]
    origens = [
        OrigemCliente.objects.get_or_create(nome=n)[0].pk for n in ("Indicação", "Site", "Loja", "Redes sociais")
    ]
    Copia(
        Cliente,
        "id",
        "tipo",
        "nome",
        "nome_fantasia",
        "cpf_cnpj",
        "nascimento",
        "grupo_id",
        "origem_id",
        "criado_em",
    ).escrever(_clientes(contratados, grupos, origens, cenario))
    Copia(Contato, "cliente_id", "tipo", "valor", "principal").escrever(_contatos(contratados))
    Copia(
        Endereco,
        "cliente_id",
        "servico_id",
        "tipo",
        "cep",
        "logradouro",
        "numero",
        "complemento",
        "bairro",
        "cidade_id",
        "latitude",
        "longitude",
    ).escrever(_enderecos(contratados, estrutura))
    Copia(DadosCobranca, "servico_id", "forma_id", "dia_vencimento").escrever(
        (c.vida.servico_id, estrutura.formas[c.forma].pk, c.vida.dia) for c in contratados
    )
    Copia(Acesso, "id", "servico_id", "login", "mac", "equipamento_id").escrever(
        (
            c.vida.servico_id,
            c.vida.servico_id,
            c.pessoa.login,
            c.pessoa.mac if c.vida.indice % 10 < COM_MAC * 10 else "",
            estrutura.equipamentos[c.casa.lugar.ibge].pk,
        )
        for c in contratados
    )
    Copia(SenhaAcesso, "acesso_id", "senha").escrever((c.vida.servico_id, c.pessoa.senha) for c in contratados)
    # Read before: while rows go out by COPY the connection can ask nothing.
    taxas = dict(VariavelPlano.objects.filter(nome="TAXA_ADESAO").values_list("plano_id", "valor"))
    Copia(
        ContratoServico,
        "servico_id",
        "modelo_id",
        "versao",
        "empresa_id",
        "inicio",
        "fim",
        "texto",
        "situacao",
        "motivo_cancelamento",
        "criado_em",
    ).escrever(_contratos(contratados, estrutura, cenario, taxas))


def _clientes(
    contratados: Iterable[Contratado], grupos: list[int], origens: list[int], cenario: Cenario
) -> Iterator[tuple[Any, ...]]:
    for c in contratados:
        p = c.pessoa
        grupo = grupos[p.tipo == "J"]
        quando = cenario.instante(c.vida.venda, 9.4 + c.vida.indice % 7)
        origem = origens[c.vida.indice % len(origens)]
        yield (c.vida.cliente_id, p.tipo, p.nome, p.fantasia, p.documento, p.nascimento, grupo, origem, quando)


def _contatos(contratados: Iterable[Contratado]) -> Iterator[tuple[Any, ...]]:
    for c in contratados:
        yield c.vida.cliente_id, Contato.Tipo.WHATSAPP.value, c.pessoa.celular, True
        yield c.vida.cliente_id, Contato.Tipo.EMAIL.value, c.pessoa.email, False


def _enderecos(contratados: Iterable[Contratado], estrutura: Estrutura) -> Iterator[tuple[Any, ...]]:
    cadastral = Endereco.Tipo.CADASTRAL.value
    for c in contratados:
        onde = c.casa
        local = (
            onde.cep,
            onde.logradouro,
            onde.numero,
            onde.complemento,
            onde.bairro,
            estrutura.cidades[onde.lugar.ibge].pk,
            onde.latitude,
            onde.longitude,
        )
        yield (c.vida.cliente_id, None, cadastral, *local)
        for tipo in TIPOS_DO_SERVICO:
            yield (c.vida.cliente_id, c.vida.servico_id, tipo, *local)


def _contratos(
    contratados: Iterable[Contratado], estrutura: Estrutura, cenario: Cenario, taxas: dict[int, str]
) -> Iterator[tuple[Any, ...]]:
    modelo = estrutura.contrato
    for c in contratados:
        plano, onde = estrutura.planos[c.plano], c.casa
        endereco = f"{onde.logradouro}, {onde.numero} - {onde.bairro} - {onde.lugar.nome}/{onde.lugar.uf}"
        inicio = c.vida.venda
        fim = somar_meses(inicio, plano.contrato_meses) - UM_DIA
        texto = preencher(
            modelo.texto,
            {
                "CLIENTE_NOME": c.pessoa.nome,
                "EMPRESA_RAZAO_SOCIAL": estrutura.empresa.razao_social,
                "EMPRESA_CNPJ": formatar_documento(estrutura.empresa.cnpj),
                "TAXA_ADESAO": taxas[plano.pk],
                "CLIENTE_CPF_CNPJ": formatar_documento(c.pessoa.documento),
                "CLIENTE_ENDERECO": endereco,
                "PLANO_NOME": plano.nome,
                "PLANO_DOWNLOAD": velocidade(plano.download_kbps),
                "PLANO_UPLOAD": velocidade(plano.upload_kbps),
                "ENDERECO_INSTALACAO": endereco,
                "SERVICO_VALOR": formatar(c.vida.valor),
                "CONTRATO_INICIO": f"{inicio:%d/%m/%Y}",
                "CONTRATO_FIM": f"{fim:%d/%m/%Y}",
            },
        )
        yield (
            c.vida.servico_id,
            modelo.pk,
            modelo.versao,
            estrutura.empresa.pk,
            inicio,
            fim,
            texto,
            ContratoServico.Situacao.AGUARDANDO.value,
            "",
            _da_venda(c, cenario),
        )


def _da_venda(c: Contratado, cenario: Cenario) -> dt.datetime:
    return cenario.instante(c.vida.venda, 9.5 + c.vida.indice % 7)
