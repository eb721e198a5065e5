"""The text of a contract: ``[[VARIAVEL]]`` marks and what fills them (manual: *Variável de contrato*)."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Mapping
from difflib import get_close_matches

# What a model of contract may use, with what it means to the person who writes one, by group. Higher apps add theirs
# by ``VariaveisContrato``.
GRUPOS: dict[str, dict[str, str]] = {
    "Cliente": {
        "CLIENTE_NOME": "nome ou razão social do cliente",
        "CLIENTE_NOME_FANTASIA": "nome fantasia",
        "CLIENTE_CPF_CNPJ": "CPF ou CNPJ, com pontuação",
        "CLIENTE_RG_IE": "RG ou inscrição estadual",
        "CLIENTE_NASCIMENTO": "data de nascimento ou fundação",
        "CLIENTE_CONTATOS": "telefones e e-mails",
    },
    "Serviço": {"SERVICO_NUMERO": "número do serviço", "SERVICO_VALOR": "valor contratado por mês"},
    "Plano": {
        "PLANO_NOME": "nome do plano",
        "PLANO_DOWNLOAD": "velocidade de download",
        "PLANO_UPLOAD": "velocidade de upload",
        "PLANO_TECNOLOGIA": "tecnologia do acesso",
        "PLANO_VALOR": "valor do plano por mês",
    },
    "Endereços": {
        "CLIENTE_ENDERECO": "endereço cadastral em uma linha",
        "ENDERECO_INSTALACAO": "endereço de instalação em uma linha",
        "CIDADE_INSTALACAO": "cidade e UF da instalação",
    },
    "Empresa": {
        "EMPRESA_RAZAO_SOCIAL": "razão social da contratada",
        "EMPRESA_NOME_FANTASIA": "nome fantasia da contratada",
        "EMPRESA_CNPJ": "CNPJ, com pontuação",
        "EMPRESA_IE": "inscrição estadual",
        "EMPRESA_ENDERECO": "endereço em uma linha",
        "EMPRESA_TELEFONE": "telefone",
        "EMPRESA_EMAIL": "e-mail",
    },
    "Venda": {"DATA_VENDA": "data da venda", "VENDEDOR": "nome do vendedor"},
    "Contrato": {
        "CONTRATO_INICIO": "início da vigência",
        "CONTRATO_FIM": "fim da vigência",
        "CONTRATO_MESES": "vigência em meses",
        "DATA_HOJE": "dia em que o contrato é feito",
    },
}
VARIAVEIS: dict[str, str] = {nome: sentido for grupo in GRUPOS.values() for nome, sentido in grupo.items()}
NAO_INFORMADO = "não informado"
_MARCA = re.compile(r"\[\[\s*([^\[\]]*?)\s*\]\]")
_ETIQUETA = re.compile(r"<[^<>]*>")
_NOME = re.compile(r"[A-Z][A-Z0-9_]{0,59}")


def _nome(miolo: str) -> str:
    """Return the name inside a mark, as it is compared: upper case, no entities, no spaces around."""
    return html.unescape(miolo).strip().upper()


def variaveis_do_texto(texto: str) -> list[str]:
    """Return the names of the marks of ``texto``, in order, each once, in upper case."""
    return list(dict.fromkeys(_nome(miolo) for miolo in _MARCA.findall(texto)))


def desconhecidas(texto: str, conhecidas: Collection[str] = VARIAVEIS) -> list[str]:
    """Return the marks that nothing can fill."""
    return [nome for nome in variaveis_do_texto(texto) if nome not in conhecidas]


def cortadas(texto: str) -> list[str]:
    """Return the marks cut in pieces by formatting (``[[CLIENTE_<b>NOME</b>]]``): they look right and fill nothing."""
    inteiras = set(variaveis_do_texto(texto))
    return [nome for nome in variaveis_do_texto(_ETIQUETA.sub("", texto)) if nome not in inteiras]


def mais_proxima(nome: str, conhecidas: Collection[str]) -> str | None:
    """Return the known name that is most like ``nome``, ``None`` when none is."""
    proximas = get_close_matches(nome, list(conhecidas), n=1, cutoff=0.6)
    return proximas[0] if proximas else None


def normalizar_nome(texto: str) -> str | None:
    """Return a variable's name from what a person typed, brackets or not; ``None`` when none can be made of it.

    Accents go, spaces and hyphens become ``_``: "taxa de adesão" and "[[TAXA_DE_ADESAO]]" are ``TAXA_DE_ADESAO``.
    """
    sem_marcas = texto.strip().removeprefix("[[").removesuffix("]]").strip()
    sem_acentos = unicodedata.normalize("NFKD", sem_marcas).encode("ascii", "ignore").decode()
    nome = re.sub(r"[\s\-]+", "_", sem_acentos).upper()
    return nome if _NOME.fullmatch(nome) else None


def queixas_do_texto(texto: str, conhecidas: Collection[str]) -> list[str]:
    """Return what is wrong with a model's marks, a Portuguese sentence each: unknown or cut ones."""
    queixas = []
    for nome in desconhecidas(texto, conhecidas):
        proxima = mais_proxima(nome, conhecidas)
        sugestao = f" Você quis dizer [[{proxima}]]?" if proxima else ""
        queixas.append(f"A variável [[{nome[:80]}]] não existe.{sugestao}")
    queixas += [
        f"A variável [[{nome[:80]}]] está cortada por uma formatação. Apague-a e insira de novo pela lista."
        for nome in cortadas(texto)
    ]
    return queixas


def preencher(texto: str, valores: Mapping[str, str]) -> str:
    """Return HTML with each mark replaced by its value, escaped; raises ``KeyError`` naming one without value.

    Values are put in once: a value that looks like a mark stays as it is.
    """
    return _MARCA.sub(lambda marca: html.escape(valores[_nome(marca.group(1))]), texto)


def preencher_previa(texto: str, valores: Mapping[str, str]) -> str:
    """As :func:`preencher`, marking what has no value instead of failing."""

    def trocar(marca: re.Match[str]) -> str:
        nome = _nome(marca.group(1))
        return html.escape(valores[nome]) if nome in valores else f"<mark>[[{html.escape(nome)}]]</mark>"

    return _MARCA.sub(trocar, texto)


def velocidade(kbps: int) -> str:
    """Return a speed as people say it: "500 Mb/s", "1,5 Mb/s", "512 Kb/s" (1 Mb/s = 1 000 Kb/s)."""
    if kbps < 1000:
        return f"{kbps} Kb/s"
    return f"{kbps / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",") + " Mb/s"
