"""Open faturas of another system."""

from __future__ import annotations

from typing import Any

from clientes.models import ServicoCliente
from financeiro.acoes.numerar_faturas import CAMPOS_DO_EMITIDO, CONDICOES_DO_TITULO, Numerador, condicoes_do_titulo
from financeiro.models import Cobranca, Fatura
from hubsoft.core.datas import hoje, primeiro_do_mes
from hubsoft.core.dinheiro import formatar
from hubsoft.core.em_lote import Copia, reservar_ids
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area
from importacao.acoes.destino import Destino, Linha
from importacao.models import Importado

PRIMEIRO_ANO, ULTIMO_ANO = 2000, 2100


class DestinoFatura(Destino):
    """A fatura with one charge. With a nosso número the bank knows it already; else it goes in the next remessa."""

    tipo = "fatura"
    unicos = (("codigo", "Código"), ("nosso_numero", "Nosso número"))

    def chave(self, campo: str, dados: dict[str, Any]) -> Any:
        """A nosso número is one in its forma de cobrança."""
        return (dados.get("forma"), dados[campo]) if campo == "nosso_numero" else dados[campo]

    def examinar_novas(self, linhas: list[Linha]) -> None:
        """Find client and service, and what is taken."""
        self.achar_clientes(linhas)
        self._achar_servicos(linhas)
        self._numeros(linhas)
        self._competencias(linhas)
        for linha in linhas:
            dados = linha.dados
            if "valor" in dados and not dados["valor"]:
                linha.errar("valor", "O valor deve ser maior que zero.")
            vencimento, emissao = dados.get("vencimento"), dados.get("emissao")
            if vencimento and not PRIMEIRO_ANO <= vencimento.year < ULTIMO_ANO:
                linha.errar("vencimento", "Confira o ano do vencimento.")
            if vencimento and emissao and emissao > vencimento:
                linha.errar("emissao", "A emissão é até o vencimento.")

    def examinar_alteradas(self, linhas: list[Linha]) -> None:
        """A boleto that was issued does not change."""
        for linha in linhas:
            linha.errar(
                "codigo",
                "Já foi importada com outros dados, e um boleto emitido não muda. Cancele ou receba a fatura aqui.",
            )

    def _achar_servicos(self, linhas: list[Linha]) -> None:
        codigos = [n.dados["servico"] for n in linhas if "servico" in n.dados]
        ids = dict(
            Importado.objects.filter(origem=self.origem, tipo="servico", codigo__in=codigos).values_list(
                "codigo", "objeto_id"
            )
        )
        donos = dict(ServicoCliente.objects.filter(pk__in=ids.values()).values_list("pk", "cliente_id"))
        for linha in linhas:
            codigo, cliente = linha.dados.get("servico"), linha.extra.get("cliente")
            if codigo is None or cliente is None:
                continue
            servico = ids.get(codigo)
            if servico is None:
                linha.errar("servico", "Serviço não encontrado. Importe antes o arquivo de serviços.")
            elif donos.get(servico) != cliente.pk:
                linha.errar("servico", "Este serviço é de outro cliente.")
            else:
                linha.extra["servico_id"] = servico

    def _numeros(self, linhas: list[Linha]) -> None:
        pedidos = [n.dados["nosso_numero"] for n in linhas if "nosso_numero" in n.dados]
        aqui = set(Fatura.objects.filter(nosso_numero__in=pedidos).values_list("forma_id", "nosso_numero"))
        for linha in linhas:
            if (linha.dados.get("forma"), linha.dados.get("nosso_numero")) in aqui:
                linha.errar("nosso_numero", "Já há uma fatura com este nosso número nesta forma de cobrança.")

    def _competencias(self, linhas: list[Linha]) -> None:
        com_mes = [n for n in linhas if "servico_id" in n.extra and "competencia" in n.dados]
        aqui = set(
            Cobranca.objects.filter(servico__in={n.extra["servico_id"] for n in com_mes}, tipo="mensalidade")
            .exclude(status="cancelada")
            .values_list("servico_id", "competencia")
        )
        for linha in com_mes:
            chave = (linha.extra["servico_id"], primeiro_do_mes(linha.dados["competencia"]))
            if chave in aqui:
                linha.errar("competencia", "Este serviço já tem mensalidade neste mês.")
            aqui.add(chave)

    def criar(self, linhas: list[Linha]) -> None:
        """Number and write faturas with their charges and sentences, one COPY a table."""
        numerador = Numerador(n.dados["forma"] for n in linhas)
        # The bank's own numbers first: those given out next begin beyond them.
        em_ordem = sorted(linhas, key=lambda n: "nosso_numero" not in n.dados)
        emitidas = [(n, emitido) for n in em_ordem if (emitido := self._emitir(numerador, n)) is not None]
        numerador.gravar()
        boas = [n for n, _ in emitidas]
        for linha, pk in zip(boas, reservar_ids(Fatura, len(boas)) if boas else [], strict=True):
            linha.objeto_id = pk
        condicoes = {pk: condicoes_do_titulo(forma) for pk, forma in numerador.formas.items()}
        Copia(
            Fatura, "id", "cliente_id", "forma_id", "emissao", "vencimento", "valor", "registro", *CAMPOS_DO_EMITIDO,
            *CONDICOES_DO_TITULO, "criada_em",
        ).escrever(
            (n.objeto_id, n.extra["cliente"].pk, n.dados["forma"], n.dados["emissao"], n.dados["vencimento"],
             n.dados["valor"], self._registro(n), *emitido, *condicoes[n.dados["forma"]], self.agora)
            for n, emitido in emitidas
        )  # fmt: skip
        Copia(
            Cobranca, "cliente_id", "servico_id", "fatura_id", "tipo", "descricao", "competencia", "vencimento",
            "valor", "criada_em",
        ).escrever(
            (n.extra["cliente"].pk, n.extra.get("servico_id"), n.objeto_id, self._tipo(n),
             n.dados.get("descricao") or "Fatura importada",
             primeiro_do_mes(n.dados["competencia"]) if "competencia" in n.dados else None,
             n.dados["vencimento"], n.dados["valor"], self.agora)
            for n in boas
        )  # fmt: skip
        self.contar(
            (Area.FINANCEIRO.value,
             f"Fatura {n.objeto_id} de {formatar(n.dados['valor'])}, vencimento {n.dados['vencimento']:%d/%m/%Y}, "
             f"importada de {self.origem} (código {n.dados['codigo']}).",
             Fatura._meta.label_lower, n.objeto_id, n.extra["cliente"].pk, n.extra.get("servico_id"))
            for n in boas
        )  # fmt: skip

    def lembrar(self, linhas: list[Linha]) -> None:
        """Leave out those that the bank's rules refused while they were written."""
        super().lembrar([linha for linha in linhas if not linha.erros])

    def atualizar(self, linhas: list[Linha]) -> None:
        """Refuse: :meth:`examinar_alteradas` lets no row come here."""
        for linha in linhas:
            linha.errar("codigo", "Um boleto emitido não muda.")

    def _registro(self, linha: Linha) -> str:
        R = Fatura.Registro  # noqa: N806
        return (R.CONFIRMADA if "nosso_numero" in linha.dados else R.PENDENTE).value

    def _tipo(self, linha: Linha) -> str:
        T = Cobranca.Tipo  # noqa: N806
        mensal = "servico_id" in linha.extra and "competencia" in linha.dados
        return (T.MENSALIDADE if mensal else T.OUTRA).value

    def _emitir(self, numerador: Numerador, linha: Linha) -> Any:
        """Return the title, or ``None`` with the error noted when the bank's rules refuse it."""
        dados = linha.dados
        dados["emissao"] = min(dados.get("emissao") or hoje(), dados["vencimento"])
        comuns = (dados["forma"], dados["valor"], dados["emissao"], dados["vencimento"])
        try:
            if "nosso_numero" in dados:
                numero, forma = int(dados["nosso_numero"]), numerador.formas[dados["forma"]]
                emitido = numerador.emitir_com(numero, *comuns)
                forma.proximo_nosso_numero = max(forma.proximo_nosso_numero, numero + 1)
                return emitido
            return numerador.emitir(*comuns)
        except ErroDeNegocio as erro:
            linha.errar("nosso_numero" if "nosso_numero" in dados else "forma", erro.mensagem)
            return None
