"""Invented people: names combined at random, documents with valid digits, phones of a range that is not assigned."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from typing import NamedTuple

from demonstracao.provedor.lugares import LUGARES, NOMES_DE_RUA, TIPOS_DE_RUA, Lugar
from hubsoft.core.documentos import digitos_cnpj, digitos_cpf

_NOMES = (
    "Adriana Aline Amanda Ana Andréa Beatriz Bianca Bruna Camila Carolina Cláudia Cristina Daniela Débora Elaine "
    "Fabiana Fernanda Gabriela Helena Isabela Jéssica Joana Juliana Larissa Letícia Luciana Luíza Marcela Márcia "
    "Maria Mariana Marina Natália Patrícia Priscila Rafaela Renata Sandra Silvana Simone Sônia Tatiana Valéria "
    "Vanessa Vera Viviane Adilson Alexandre Anderson André Antônio Bruno Caio Carlos César Cláudio Daniel Diego "
    "Eduardo Emerson Fábio Felipe Fernando Francisco Gabriel Guilherme Gustavo Henrique Hugo Igor João Jorge José "
    "Júlio Leandro Leonardo Lucas Luiz Marcelo Márcio Marcos Mateus Maurício Murilo Nelson Otávio Paulo Pedro Rafael "
    "Renato Ricardo Roberto Rodrigo Rogério Sérgio Thiago Vinícius Vítor Wagner"
)
NOMES = tuple(_NOMES.split())
_SOBRENOMES = (
    "Abreu Aguiar Almeida Alves Amaral Andrade Araújo Assis Azevedo Barbosa Barros Batista Bezerra Borges Braga Brito "
    "Campos Cardoso Carvalho Castro Coelho Correia Costa Coutinho Cunha Dias Duarte Esteves Farias Fernandes Ferreira "
    "Figueiredo Fonseca Franco Freitas Furtado Garcia Gomes Gonçalves Guedes Guimarães Leal Leite Lima Lopes Macedo "
    "Machado Maia Martins Matos Medeiros Melo Mendes Menezes Miranda Monteiro Moraes Moreira Moura Nascimento Neves "
    "Nogueira Nunes Oliveira Pacheco Paiva Pereira Pinheiro Pires Queiroz Ramos Rangel Reis Ribeiro Rocha Rodrigues "
    "Sales Sampaio Santana Santos Siqueira Soares Souza Tavares Teixeira Torres Valente Vargas Vasconcelos Vieira"
)
SOBRENOMES = tuple(_SOBRENOMES.split())
RAMOS = ("Padaria", "Mercado", "Farmácia", "Oficina", "Papelaria", "Escola", "Clínica", "Restaurante", "Pousada")
MARCAS = ("Boa Vista", "Horizonte", "Primavera", "Santa Clara", "Bela Manhã", "Central", "do Vale", "Ipê Amarelo")
ALFABETO = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
# Only these two pass for a company in a hundred: the new CNPJ with letters starts in 2026.
EMPRESAS = 0.07
CNPJ_COM_LETRAS = 0.3


class Pessoa(NamedTuple):
    """Who a subscriber is; documents and phones without punctuation, ``login`` the PPPoE user name."""

    tipo: str
    nome: str
    fantasia: str
    documento: str
    nascimento: dt.date
    celular: str
    email: str
    login: str
    senha: str
    mac: str


class Casa(NamedTuple):
    """Where a subscriber lives."""

    lugar: Lugar
    cep: str
    logradouro: str
    numero: str
    complemento: str
    bairro: str
    latitude: float
    longitude: float


def cpf(indice: int) -> str:
    """Return the valid CPF of a subscriber: a bijection of ``indice``, so no two share one."""
    base = f"{(indice * 7919 + 104_729) % 899_999_981 + 100_000_000:09d}"
    return base + digitos_cpf(base)


def cnpj(indice: int, com_letras: bool) -> str:
    """Return the valid CNPJ of a subscriber, with letters as the Receita gives them since 2026."""
    numero = (indice * 104_729 + 7919) % 89_999_999 + 10_000_000
    raiz = f"{numero:08d}"
    if com_letras:
        raiz = f"{ALFABETO[indice % 24]}{ALFABETO[indice // 24 % 24]}" + raiz[2:]
    base = f"{raiz}0001"
    return base + digitos_cnpj(base)


def sem_acento(texto: str) -> str:
    """Return plain ASCII in lower case."""
    return unicodedata.normalize("NFKD", texto).encode("ascii", "ignore").decode().lower()


def pessoa(indice: int, sorte: random.Random, ddd: str) -> Pessoa:
    """Return the subscriber of that index."""
    primeiro, meio, ultimo = sorte.choice(NOMES), sorte.choice(SOBRENOMES), sorte.choice(SOBRENOMES)
    nome = f"{primeiro} {meio} {ultimo}" if meio != ultimo else f"{primeiro} {ultimo}"
    endereco = f"{sem_acento(primeiro)}.{sem_acento(ultimo)}{indice}"
    comum = {
        # No Brazilian mobile prefix starts with 90: nobody answers these numbers.
        "celular": f"{ddd}90{indice % 10_000_000:07d}",
        "email": f"{endereco}@exemplo.example",
        "login": endereco,
        "senha": "".join(sorte.choices("abcdefghjkmnpqrstuvwxyz23456789", k=10)),
        "mac": ":".join(f"{parte:02X}" for parte in (0x02, 0x1B, *sorte.randbytes(2), *divmod(indice % 65536, 256))),
    }
    if sorte.random() < EMPRESAS:
        fantasia = f"{sorte.choice(RAMOS)} {sorte.choice(MARCAS)} {ultimo}"
        fundacao = dt.date(sorte.randint(1992, 2023), sorte.randint(1, 12), sorte.randint(1, 28))
        documento = cnpj(indice, sorte.random() < CNPJ_COM_LETRAS)
        return Pessoa("J", f"{fantasia} Ltda", fantasia, documento, fundacao, **comum)
    nascimento = dt.date(sorte.randint(1946, 2006), sorte.randint(1, 12), sorte.randint(1, 28))
    return Pessoa("F", nome, "", cpf(indice), nascimento, **comum)


def casa(sorte: random.Random) -> Casa:
    """Return an address in one of the cities."""
    lugar = sorte.choices(LUGARES, [lugar.fatia for lugar in LUGARES])[0]
    return Casa(
        lugar,
        f"{lugar.cep}{sorte.randint(0, 899):03d}",
        f"{sorte.choice(TIPOS_DE_RUA)} {sorte.choice(NOMES_DE_RUA)}",
        str(sorte.randint(8, 1990)),
        sorte.choice(("", "", "", "", "Casa 2", "Fundos", f"Apto {sorte.randint(1, 12)}{sorte.randint(1, 4)}")),
        sorte.choice(lugar.bairros),
        round(lugar.latitude + sorte.uniform(-0.03, 0.03), 6),
        round(lugar.longitude + sorte.uniform(-0.03, 0.03), 6),
    )
