"""What the stand-in banks of FEBRABAN's CNAB 240 do alike: batches, numbering, segments, the frame of a retorno.

Written from FEBRABAN's layout V10.6 by slicing positions; each bank's module says what its own manual says.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tests.standins.banco_base import UFS, ZERO, Banco, Evento, Linha, Titulo, abrir, centavos


class BancoFebraban240(Banco):
    """A bank of 240 columns; instructions about a title come in a P alone, or with the Q too (``Q_SEMPRE``)."""

    CODIGO: str
    Q_SEMPRE = False
    MOTIVO_JA_REGISTRADO = "63"
    MOTIVO_REPETIDO_NO_ARQUIVO = "09"

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        raise NotImplementedError

    def _ler_header_lote(self, linha: Linha, sequencia: int) -> None:
        raise NotImplementedError

    def _ler_p(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        raise NotImplementedError

    def _ler_r(self, linha: Linha, titulo: Titulo) -> None:
        raise NotImplementedError

    def _ler_trailer_lote(self, linha: Linha, movimentos: Sequence[tuple[str, Titulo]]) -> None:
        raise NotImplementedError

    def _ler_trailer(self, linha: Linha) -> None:
        raise NotImplementedError

    def _header_retorno(self, data: date) -> str:
        raise NotImplementedError

    def _header_lote_retorno(self, data: date) -> str:
        raise NotImplementedError

    def _t(self, evento: Evento) -> str:
        raise NotImplementedError

    def _ler(self, conteudo: bytes) -> tuple[int, list[tuple[str, Titulo]]]:
        linhas = abrir(conteudo, 240)
        if len(linhas) < 5:
            raise linhas[-1].recusar(1, "arquivo incompleto")
        linhas[0].literal(1, f"{self.CODIGO}00000")
        sequencia, gerado = self._ler_header(linhas[0])
        linhas[1].literal(1, f"{self.CODIGO}00011R01")
        self._ler_header_lote(linhas[1], sequencia)
        for registro, linha in enumerate(linhas[2:-2], 1):
            linha.literal(1, f"{self.CODIGO}00013{registro:05}")
            linha.brancos(15, 15)
        movimentos = self._ler_titulos(linhas[2:-2], gerado)
        lote, fim = linhas[-2], linhas[-1]
        lote.literal(1, f"{self.CODIGO}00015".ljust(17) + f"{len(linhas) - 2:06}")
        self._ler_trailer_lote(lote, movimentos)
        fim.literal(1, f"{self.CODIGO}99999".ljust(17) + f"000001{len(linhas):06}")
        self._ler_trailer(fim)
        return sequencia, movimentos

    def _sequencia(self, linha: Linha) -> int:
        sequencia = linha.inteiro(158, 163)
        linha.exigir(sequencia == self.ultima_remessa + 1, 158, f"esperada a remessa {self.ultima_remessa + 1}")
        return sequencia

    def _hora(self, linha: Linha) -> None:
        hora = linha.digitos(152, 157)
        linha.exigir(hora[:2] < "24" and hora[2:4] < "60" and hora[4:] < "60", 152, "hora inválida")

    def _inscricao(self, linha: Linha, tipo: int, ate: int) -> None:
        """Kind of document at ``tipo``, the number from the next position to ``ate``."""
        linha.documento(linha[tipo, tipo], tipo + 1, ate)
        linha.literal(tipo + 1, self.cnpj.zfill(ate - tipo))

    def _ler_titulos(self, linhas: Sequence[Linha], gerado: date) -> list[tuple[str, Titulo]]:
        """P of every title; new ones go on with Q and may have an R."""
        movimentos: list[tuple[str, Titulo]] = []
        esperados = "P"
        for linha in linhas:
            segmento = linha.um_de(14, 14, esperados)
            if segmento == "P":
                movimentos.append(self._ler_p(linha, gerado))
                esperados = "Q" if self.Q_SEMPRE or movimentos[-1][0] == "01" else "P"
                continue
            codigo, titulo = movimentos[-1]
            linha.literal(16, codigo)
            if segmento == "Q":
                self._ler_q(linha, titulo)
                esperados = "RP" if codigo == "01" else "P"
            else:
                self._ler_r(linha, titulo)
                esperados = "P"
        linhas[-1].exigir(esperados != "Q", 14, "falta o segmento Q")
        return movimentos

    def _datas(self, linha: Linha, gerado: date) -> tuple[date, date, Decimal]:
        """Due date (78), amount (86) and date of issue (110) of a P."""
        vencimento, valor, emissao = linha.data(78, 85), linha.valor(86, 100), linha.data(110, 117)
        linha.exigir(valor > 0, 86, "valor do título inválido")
        linha.exigir(emissao <= gerado, 110, "emissão posterior à entrada")
        linha.exigir(vencimento >= emissao, 78, "vencimento anterior à emissão")
        return vencimento, emissao, valor

    def _desconto(self, linha: Linha, vencimento: date, valor: Decimal) -> None:
        codigo, ate, desconto = linha.um_de(142, 142, "01"), linha.data_ou_zeros(143, 150), linha.valor(151, 165)
        if codigo == "0":
            certo = ate is None and desconto == 0
        else:
            certo = ate is not None and ate <= vencimento and 0 < desconto < valor
        linha.exigir(certo, 142, "código, data e valor do desconto discordam")

    def _abatimento(self, linha: Linha, codigo: str, valor: Decimal) -> None:
        linha.zeros(166, 180)
        abatimento = linha.valor(181, 195)
        cabe = 0 < abatimento < valor if codigo == "04" else abatimento == 0
        linha.exigir(cabe, 181, "valor do abatimento inválido")

    def _ler_q(self, linha: Linha, titulo: Titulo) -> None:
        linha.documento(linha[18, 18], 19, 33)
        titulo.pagador = linha.texto_obrigatorio(34, 73)
        linha.texto_obrigatorio(74, 113)
        linha.exigir(linha.inteiro(129, 136) > 0, 129, "CEP zerado")
        linha.texto_obrigatorio(137, 151)
        linha.um_de(152, 153, UFS)
        linha.zeros(154, 169)
        linha.brancos(170, 209)
        self._fim_do_q(linha)

    def _fim_do_q(self, linha: Linha) -> None:
        linha.zeros(210, 212)
        linha.brancos(213, 240)

    def _multa(self, linha: Linha, titulo: Titulo, data_certa: date) -> None:
        codigo, data, multa = linha.um_de(66, 66, "02"), linha.data_ou_zeros(67, 74), linha.valor(75, 89)
        certo = data == data_certa and 0 < multa < 100 if codigo == "2" else data is None and multa == 0
        linha.exigir(certo, 66, "código, data e percentual da multa discordam")
        titulo.multa_percentual = multa
        linha.brancos(90, 99)

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        return "26", "60" if titulo is None else "A5"

    def _motivos_da_baixa(self) -> Sequence[str]:
        return ("13",)

    def _escrever(self, data: date, eventos: Sequence[Evento]) -> list[str]:
        detalhes: list[str] = []
        for evento in eventos:
            for letra, segmento in (("T", self._t(evento)), ("U", self._u(data, evento))):
                detalhes.append(f"{self.CODIGO}00013{len(detalhes) + 1:05}{letra} {evento.codigo}{segmento}")
        inicio = [
            f"{self.CODIGO}00000" + self._header_retorno(data),
            f"{self.CODIGO}00011T01" + self._header_lote_retorno(data),
        ]
        fim_lote = f"{self.CODIGO}00015".ljust(17) + f"{len(detalhes) + 2:06}" + "0" * 92
        fim = f"{self.CODIGO}99999".ljust(17) + f"000001{len(detalhes) + 4:06}"
        return [linha.ljust(240) for linha in (*inicio, *detalhes, fim_lote, fim)]

    def _tipo_e_cnpj(self, largura: int) -> str:
        tipo = "2" if len(self.cnpj) == 14 else "1"
        return f"{tipo}{self.cnpj:0>{largura}}"

    def _motivos(self, evento: Evento) -> str:
        motivos = evento.motivos or (("04",) if evento.liquidacao else ())
        return f"{''.join(motivos):10}"

    def _u(self, data: date, evento: Evento) -> str:
        pago = evento.liquidacao
        if pago is None:
            return "0" * 120 + f"{data:%d%m%Y}00000000"
        valores = (pago.juros, pago.desconto, ZERO, ZERO, pago.valor, pago.valor - pago.tarifa, ZERO, ZERO)
        return "".join(centavos(valor, 15) for valor in valores) + f"{pago.em:%d%m%Y}{pago.credito:%d%m%Y}"
