"""Caixa at the other end of CNAB 240 SIGCB."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tests.standins.banco_base import ZERO, Evento, Linha, Titulo, centavos
from tests.standins.banco_febraban240 import BancoFebraban240


class BancoCaixa240(BancoFebraban240):
    """Caixa (MO 67118 version 10), carteira 14: registered, printed by the beneficiário, whose code has six digits.

    With a code of seven the versions are 107 and 067, the code takes the zero after it, and the batch header's second
    place for it stays zero (as two public libraries have it; the manual does not know such codes).
    """

    CODIGO = "104"
    CONFIRMACOES: Mapping[str, str] = {"02": "09", "04": "12", "06": "14", "47": "61"}
    ALTERACAO_VALOR = "47"
    ESPECIES = frozenset((*(f"{codigo:02}" for codigo in range(1, 26)), "99"))

    def __init__(self, agencia: str, agencia_dv: str, beneficiario: str, cnpj: str) -> None:
        super().__init__(agencia, "", "", "1", cnpj)
        self.agencia_dv = agencia_dv
        self.beneficiario = beneficiario
        self.de_sete = len(beneficiario) == 7

    def _quem(self) -> str:
        return f"{self.agencia:0>5}{self.agencia_dv}{self._codigo()}"

    def _codigo(self) -> str:
        return self.beneficiario if self.de_sete else self.beneficiario + "0"

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        linha.brancos(9, 17)
        self._inscricao(linha, 18, 32)
        linha.literal(33, "0" * 20 + self._quem() + "0" * 7)
        linha.texto_obrigatorio(73, 102)
        linha.literal(103, "CAIXA ECONOMICA FEDERAL".ljust(40) + "1")
        gerado = linha.data(144, 151)
        self._hora(linha)
        linha.literal(164, ("107" if self.de_sete else "101") + "00000" + " " * 20 + "REMESSA-PRODUCAO".ljust(49))
        return self._sequencia(linha), gerado

    def _ler_header_lote(self, linha: Linha, sequencia: int) -> None:
        linha.literal(12, "00067 " if self.de_sete else "00060 ")
        self._inscricao(linha, 18, 33)
        linha.literal(34, self._codigo() + "0" * 13)
        linha.literal(54, f"{self.agencia:0>5}{self.agencia_dv}" + ("000000" if self.de_sete else self.beneficiario))
        linha.zeros(66, 73)
        linha.texto_obrigatorio(74, 103)
        linha.brancos(104, 183)
        linha.exigir(linha.inteiro(184, 191) == sequencia, 184, "número da remessa não é o do header")
        linha.data(192, 199)
        linha.zeros(200, 207)
        linha.brancos(208, 240)

    def _ler_p(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        codigo = linha.um_de(16, 17, ("01", *self.CONFIRMACOES))
        linha.literal(18, self._quem() + "0" * 10 + "14")
        numero = linha.digitos(43, 57)
        linha.exigir(int(numero) > 0, 43, "nosso número zerado")
        linha.literal(58, "1125" if codigo == "47" else "1122")
        linha.literal(62, "0")
        linha.brancos(74, 77)
        vencimento, emissao, valor = self._datas(linha, gerado)
        linha.zeros(101, 106)
        linha.um_de(107, 108, self.ESPECIES)
        linha.um_de(109, 109, "AN")
        juros, data_juros, taxa = linha.um_de(118, 118, "23"), linha.data_ou_zeros(119, 126), linha.valor(127, 141)
        if juros == "2":
            certo = data_juros is not None and data_juros > vencimento and taxa > 0
        else:
            certo = data_juros is None and taxa == 0
        linha.exigir(certo, 118, "código, data e taxa de juros discordam")
        linha.exigir(data_juros in (None, vencimento + timedelta(days=1)), 119, "juros não começam no dia seguinte")
        self._desconto(linha, vencimento, valor)
        self._abatimento(linha, codigo, valor)
        protesto, prazo = linha.um_de(221, 221, "13"), linha.inteiro(222, 223)
        linha.exigir(6 <= prazo <= 90 if protesto == "1" else prazo == 0, 222, "prazo de protesto inválido")
        linha.literal(224, "2000" if protesto == "1" else "1120")
        linha.literal(228, "090000000000 ")
        seu_numero = linha.texto_obrigatorio(63, 73)
        linha.exigir(linha[196, 220].rstrip() == seu_numero, 196, "difere do número do documento")
        return codigo, Titulo(numero.lstrip("0"), "14" + numero, seu_numero, emissao, vencimento, valor, "")

    def _ler_r(self, linha: Linha, titulo: Titulo) -> None:
        linha.zeros(18, 65)
        self._multa(linha, titulo, titulo.vencimento + timedelta(days=1))
        linha.brancos(180, 240)

    def _ler_trailer_lote(self, linha: Linha, movimentos: Sequence[tuple[str, Titulo]]) -> None:
        total = sum((titulo.valor for _, titulo in movimentos), ZERO)
        linha.literal(24, f"{len(movimentos):06}{centavos(total, 17)}")
        linha.zeros(47, 92)
        linha.brancos(93, 240)

    def _ler_trailer(self, linha: Linha) -> None:
        linha.brancos(30, 240)

    def _header_retorno(self, data: date) -> str:
        texto = " " * 9 + self._tipo_e_cnpj(14) + "0" * 20 + self._quem() + "0" * 7 + f"{'EMPRESA':30}"
        return texto + f"{'C ECON FEDERAL':40}2{data:%d%m%Y}080000{self.ultimo_retorno:06}04000000"

    def _header_lote_retorno(self, data: date) -> str:
        texto = "00030 " + self._tipo_e_cnpj(15) + "0" * 20 + self._quem() + "0" * 7 + f"{'EMPRESA':30}" + " " * 80
        return texto + f"{self.ultimo_retorno:08}{data:%d%m%Y}{data:%d%m%Y}"

    def _motivos(self, evento: Evento) -> str:
        """Of a settlement: Casa Lotérica, in cash, two days of float."""
        return "020102    " if evento.liquidacao else f"{''.join(evento.motivos):10}"

    def _t(self, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        texto = "000000" + self._codigo() + "0" * 6 + "  014" + f"{titulo.numero:0>15}91{titulo.seu_numero:15}"
        texto += f"{titulo.vencimento:%d%m%Y}{centavos(titulo.valor, 15)}{'0' * 9}{titulo.seu_numero:25}09"
        texto += "0" * 16 + f"{titulo.pagador:40.40}" + " " * 10
        return texto + centavos(pago.tarifa if pago else ZERO, 15) + self._motivos(evento)
