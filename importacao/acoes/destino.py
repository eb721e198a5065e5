"""What a kind of file becomes: the examination of rows against what is here, and the writing of sets."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from clientes.estados import Status
from clientes.models import Cliente, GrupoCliente, Plano
from configuracao.models import Cidade
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core.datas import agora
from hubsoft.core.documentos import cnpj_valido, cpf_valido, limpar
from hubsoft.core.em_lote import Copia, atualizar_em_lote
from hubsoft.core.models import Historico
from importacao.models import Importacao, Importado
from importacao.regras.campos import Campo, simplificar

NOVAS, ALTERADAS, IGUAIS, VINCULADAS = "novas", "alteradas", "iguais", "vinculadas"
_DO_HISTORICO = (
    "criado_em", "area", "frase", "objeto_tipo", "objeto_id", "cliente_id", "servico_id", "usuario_id", "origem",
)  # fmt: skip
_DO_IMPORTADO = (
    "tipo", "origem", "codigo", "objeto_id", "impressao", "vinculado", "importacao_id", "criado_em",
)  # fmt: skip


@dataclass(slots=True)
class Linha:
    """A row of the file. ``dados``: values by field; ``erros``: (field, text, what is wrong)."""

    numero: int
    dados: dict[str, Any]
    erros: list[tuple[str, str, str]] = field(default_factory=list)
    impressao: str = ""
    situacao: str = NOVAS
    objeto_id: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def errar(self, campo: str, mensagem: str) -> None:
        """Note what is wrong with a field."""
        self.erros.append((campo, str(self.dados.get(campo, "")), mensagem))


def opcoes(tabela: str) -> list[tuple[Any, str, tuple[str, ...]]]:
    """Return the rows of a table of choices: key, label, and other names it goes by."""
    if tabela == "cidade":
        return [
            (c.pk, str(c), (c.nome, f"{c.nome} {c.uf}", f"{c.nome} ({c.uf})", c.ibge)) for c in Cidade.objects.all()
        ]
    if tabela == "status":
        apelidos = {
            "habilitado": ("ativo", "ativado", "normal", "a", "liberado"),
            "suspenso_debito": ("bloqueado", "suspenso", "inadimplente", "b"),
            "cancelado": ("cancelado", "desativado", "inativo", "c"),
            "aguardando_instalacao": ("aguardando", "pendente", "novo"),
        }
        fora = {Status.AGUARDANDO_MIGRACAO}
        return [(s.value, str(s.label), apelidos.get(s.value, ())) for s in Status if s not in fora]
    if tabela == "modalidade":
        return [(m.value, str(m.label), (m.value, "pre" if m.value == "antecipado" else "pos"))
                for m in DadosCobranca.Modalidade]  # fmt: skip
    modelo: Any = {"plano": Plano, "grupo": GrupoCliente, "forma": FormaCobranca}[tabela]
    linhas = modelo.objects.filter(ativa=True) if tabela == "forma" else modelo.objects.all()
    return [(linha.pk, str(linha), ()) for linha in linhas]


ONDE_CADASTRAR = {
    "cidade": "cadastre-a em Configuração › Cidades", "plano": "cadastre-o em Clientes › Planos",
    "grupo": "cadastre-o", "forma": "cadastre-a em Financeiro › Formas de cobrança",
    "status": "escolha um status daqui", "modalidade": "escolha uma daqui",
}  # fmt: skip


def indice_de_opcoes(tabela: str) -> dict[str, Any]:
    """Return simplified name → key; a name of two rows (a city of two states) finds none."""
    achadas: dict[str, set[Any]] = {}
    for chave, rotulo, outros in opcoes(tabela):
        for nome in (rotulo, *outros):
            achadas.setdefault(simplificar(nome), set()).add(chave)
    return {nome: chaves.pop() for nome, chaves in achadas.items() if len(chaves) == 1}


class _Recusadas(Exception):
    """Some rows of a set were refused: what was written of the set is taken back."""


class Destino(ABC):
    """One kind of file."""

    tipo: ClassVar[str]
    unicos: ClassVar[tuple[tuple[str, str], ...]]
    """Fields that two rows of a file may not share, with what people call them."""

    def __init__(self, importacao: Importacao, usuario: Any) -> None:
        self.importacao, self.usuario = importacao, usuario
        self.origem = importacao.origem
        self.agora = agora()

    def chave(self, campo: str, dados: dict[str, Any]) -> Any:
        """Return what makes a value of a unique field one."""
        return dados[campo]

    def escolhas(self, campo: Campo, traducoes: dict[str, Any]) -> Callable[[str], Any]:
        """Return the reader of a field whose values are rows of a table."""
        nomes = indice_de_opcoes(campo.tabela)
        validas = {str(chave): chave for chave, _rotulo, _outros in opcoes(campo.tabela)}
        nomes.update({n: validas[str(c)] for n, c in traducoes.items() if str(c) in validas})

        def ler(texto: str) -> Any:
            achada = nomes.get(simplificar(texto))
            if achada is None:
                raise ValueError(
                    f"“{texto}” não é conhecido aqui: {ONDE_CADASTRAR[campo.tabela]}, ou diga o que é em Valores."
                )
            return achada

        return ler

    def examinar(self, linhas: list[Linha]) -> None:
        """Say of each row what it is here, and what is wrong with it."""
        codigos = [linha.dados["codigo"] for linha in linhas if "codigo" in linha.dados]
        aqui = {i.codigo: i for i in Importado.objects.filter(origem=self.origem, tipo=self.tipo, codigo__in=codigos)}
        novas = []
        for linha in linhas:
            antes = aqui.get(linha.dados.get("codigo", ""))
            if antes is None:
                novas.append(linha)
                continue
            linha.objeto_id = antes.objeto_id
            linha.extra["vinculado"] = antes.vinculado
            mudou = antes.impressao != linha.impressao and not antes.vinculado
            atualiza = self.importacao.alterados == Importacao.Alterados.ATUALIZAR
            linha.situacao = ALTERADAS if mudou and atualiza else IGUAIS
            # What came in before counts, whatever would be said of it now; a code twice in one file is a mistake.
            if linha.situacao == IGUAIS and not linha.extra.get("repetida"):
                linha.erros = []
        self.examinar_novas(novas)
        self.examinar_alteradas([i for i in linhas if i.situacao == ALTERADAS])

    @abstractmethod
    def examinar_novas(self, linhas: list[Linha]) -> None:
        """Look for what stands against rows that are not here yet."""

    @abstractmethod
    def examinar_alteradas(self, linhas: list[Linha]) -> None:
        """Look for what stands against rows that changed there."""

    @abstractmethod
    def criar(self, linhas: list[Linha]) -> None:
        """Write new rows, setting their ``objeto_id``."""

    @abstractmethod
    def atualizar(self, linhas: list[Linha]) -> None:
        """Change what is here as the rows say, by the house's verbs, noting on a row why one refuses it."""

    def gravar(self, linhas: list[Linha]) -> None:
        """Write a chunk in the caller's transaction."""
        boas = [linha for linha in linhas if not linha.erros]
        novas = [linha for linha in boas if linha.situacao == NOVAS]
        if novas:
            self.criar(novas)
        self.lembrar([linha for linha in boas if linha.situacao in (NOVAS, VINCULADAS)])
        self._atualizar([linha for linha in boas if linha.situacao == ALTERADAS])

    def _atualizar(self, linhas: list[Linha]) -> None:
        """Change rows, each wholly or not at all: those refused are left out and the rest is done again."""
        while linhas:
            try:
                with transaction.atomic():
                    self.atualizar(linhas)
                    if any(linha.erros for linha in linhas):
                        raise _Recusadas
                    self._lembrar_de_novo(linhas)
                return
            except _Recusadas:
                linhas = [linha for linha in linhas if not linha.erros]

    def _lembrar_de_novo(self, linhas: list[Linha]) -> None:
        impressoes = {linha.dados["codigo"]: linha.impressao for linha in linhas}
        daqui = Importado.objects.select_for_update().filter(
            origem=self.origem, tipo=self.tipo, codigo__in=list(impressoes)
        )
        importados = list(daqui.order_by("pk"))
        for importado in importados:
            importado.impressao = impressoes[importado.codigo]
        atualizar_em_lote(importados, ["impressao"])

    def lembrar(self, linhas: list[Linha]) -> None:
        """Write down which rows of the other system are here now."""
        Copia(Importado, *_DO_IMPORTADO).escrever(
            (self.tipo, self.origem, n.dados["codigo"], n.objeto_id, n.impressao, n.situacao == VINCULADAS,
             self.importacao.pk, self.agora)
            for n in linhas
        )  # fmt: skip

    def contar(self, frases: Iterable[tuple[str, str, str, int, int | None, int | None]]) -> None:
        """Write sentences: area, text, kind and id of the record, client, service."""
        quem = getattr(self.usuario, "pk", None)
        origem = f"Importação {self.importacao.pk}"
        Copia(Historico, *_DO_HISTORICO).escrever((self.agora, *frase, quem, origem) for frase in frases)

    def achar_clientes(self, linhas: list[Linha]) -> None:
        """Set ``extra["cliente"]`` of rows by the client's code there, or by CPF/CNPJ."""
        textos = {linha.dados["cliente"] for linha in linhas if "cliente" in linha.dados}
        por_codigo = dict(
            Importado.objects.filter(origem=self.origem, tipo="cliente", codigo__in=textos).values_list(
                "codigo", "objeto_id"
            )
        )
        documentos = {texto: limpo for texto in textos if (limpo := _documento(texto))}
        por_documento = dict(
            Cliente.objects.filter(cpf_cnpj__in=list(documentos.values())).values_list("cpf_cnpj", "pk")
        )
        achados = {t: por_codigo.get(t) or por_documento.get(documentos.get(t, "")) for t in textos}
        clientes = Cliente.objects.in_bulk([pk for pk in achados.values() if pk])
        for linha in linhas:
            if "cliente" not in linha.dados:
                continue
            cliente = clientes.get(achados[linha.dados["cliente"]] or 0)
            if cliente is None:
                linha.errar(
                    "cliente", "Cliente não encontrado. Importe antes o arquivo de clientes, ou confira o código."
                )
            else:
                linha.extra["cliente"] = cliente


def _documento(texto: str) -> str:
    limpo = limpar(texto)
    return limpo if cpf_valido(limpo) or cnpj_valido(limpo) else ""


def instante_de(dia: dt.date) -> dt.datetime:
    """Return the first instant of a day in São Paulo."""
    return timezone.make_aware(dt.datetime.combine(dia, dt.time()))
