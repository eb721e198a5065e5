"""Santander at the other end of CNAB 240."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from tests.standins.banco_base import ZERO, Evento, Linha, Titulo, centavos
from tests.standins.banco_febraban240 import BancoFebraban240


def dv_santander(numero: str) -> str:
    """Note 15: weights 2 to 9 from the right, 11 less the rest; rests 0 and 1 give 0 (and 10 gives 1)."""
    resto = sum(int(d) * (2 + i % 8) for i, d in enumerate(reversed(numero))) % 11
    return "0" if resto < 2 else str(11 - resto)


class BancoSantander240(BancoFebraban240):
    """Santander (H7815, April 2018), carteira 101. ``transmissao`` is the code of fifteen digits of the agreement.


    A number of nosso número is at most twelve digits and its check digit.
    """

    CODIGO = "033"
    CONFIRMACOES: Mapping[str, str] = {"02": "09", "04": "12", "06": "14"}
    ESPECIES = frozenset(("02", "04", "12", "13", "17", "20", "97", "98"))

    def __init__(
        self, agencia: str, agencia_dv: str, conta: str, conta_dv: str, transmissao: str, beneficiario: str, cnpj: str
    ) -> None:
        super().__init__(agencia, conta, conta_dv, "101", cnpj)
        self.agencia_dv = agencia_dv
        self.transmissao = transmissao
        self.beneficiario = beneficiario

    def _conta(self) -> str:
        return f"{self.agencia:0>4}{self.agencia_dv}{self.conta:0>9}{self.conta_dv}"

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        linha.brancos(9, 16)
        self._inscricao(linha, 17, 32)
        linha.literal(33, self.transmissao + " " * 25)
        linha.texto_obrigatorio(73, 102)
        linha.literal(103, "BANCO SANTANDER".ljust(40) + "1")
        gerado = linha.data(144, 151)
        linha.brancos(152, 157)
        linha.literal(164, "040".ljust(77))
        return self._sequencia(linha), gerado

    def _ler_header_lote(self, linha: Linha, sequencia: int) -> None:
        linha.literal(12, "  030 ")
        self._inscricao(linha, 18, 33)
        linha.literal(34, " " * 20 + self.transmissao + " " * 5)
        linha.texto_obrigatorio(74, 103)
        linha.brancos(104, 183)
        linha.exigir(linha.inteiro(184, 191) == sequencia, 184, "número da remessa não é o do header")
        linha.data(192, 199)
        linha.brancos(200, 240)

    def _ler_p(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        codigo = linha.um_de(16, 17, ("01", *self.CONFIRMACOES))
        linha.literal(18, self._conta() + "0" * 10 + "  ")
        numero, dv = linha.digitos(45, 56), linha[57, 57]
        linha.exigir(int(numero) > 0, 45, "nosso número zerado")
        linha.exigir(dv == dv_santander(numero), 57, f"dígito do nosso número deveria ser {dv_santander(numero)}")
        linha.literal(58, "512  ")
        vencimento, emissao, valor = self._datas(linha, gerado)
        linha.literal(101, "00000 ")
        linha.um_de(107, 108, self.ESPECIES)
        linha.literal(109, "N")
        self._juros(linha, vencimento, valor)
        self._desconto(linha, vencimento, valor)
        ate = linha.data_ou_zeros(143, 150)
        linha.exigir(ate is None or ate > emissao, 143, "data do desconto não é maior que a de emissão")
        self._abatimento(linha, codigo, valor)
        protesto, prazo = linha.um_de(221, 221, "01"), linha.inteiro(222, 223)
        linha.exigir((protesto == "1") == (prazo > 0), 222, "prazo e código de protesto discordam")
        linha.literal(224, "300000".ljust(17))
        seu_numero = linha.texto_obrigatorio(63, 77)
        return codigo, Titulo(numero.lstrip("0"), numero + dv, seu_numero, emissao, vencimento, valor, "")

    def _juros(self, linha: Linha, vencimento: date, valor: Decimal) -> None:
        codigo, data, por_dia = linha.um_de(118, 118, "13"), linha.data_ou_zeros(119, 126), linha.valor(127, 141)
        certo = data == vencimento and 0 < por_dia < valor if codigo == "1" else data is None and por_dia == 0
        linha.exigir(certo, 118, "código, data e valor dos juros discordam")

    def _fim_do_q(self, linha: Linha) -> None:
        linha.zeros(210, 221)
        linha.brancos(222, 240)

    def _ler_r(self, linha: Linha, titulo: Titulo) -> None:
        linha.zeros(18, 41)
        linha.brancos(42, 65)
        self._multa(linha, titulo, titulo.vencimento)
        linha.brancos(180, 240)

    def _ler_trailer_lote(self, linha: Linha, movimentos: Sequence[tuple[str, Titulo]]) -> None:
        linha.brancos(24, 240)

    def _ler_trailer(self, linha: Linha) -> None:
        linha.brancos(30, 240)

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        return "26", "60" if titulo is None else "05"

    def _header_retorno(self, data: date) -> str:
        texto = " " * 8 + self._tipo_e_cnpj(15) + self._conta() + " " * 5 + f"{self.beneficiario:0>9}" + " " * 11
        texto += f"{'EMPRESA':30}{'BANCO SANTANDER':40}2{data:%d%m%Y}      {self.ultimo_retorno:06}040"
        return texto

    def _header_lote_retorno(self, data: date) -> str:
        texto = "  040 " + self._tipo_e_cnpj(15) + f"{self.beneficiario:0>9}" + " " * 11 + self._conta() + " " * 5
        return texto + f"{'EMPRESA':30}" + " " * 80 + f"{self.ultimo_retorno:08}{data:%d%m%Y}"

    def _t(self, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        numero = f"{titulo.numero:0>12}"
        texto = f"{self._conta()}{' ' * 8}{numero}{dv_santander(numero)}2{titulo.seu_numero:15}"
        texto += f"{titulo.vencimento:%d%m%Y}{centavos(titulo.valor, 15)}033{self.agencia:0>4}{self.agencia_dv}"
        texto += f"{titulo.seu_numero:25}00" + "1" + "0" * 15 + f"{titulo.pagador:40.40}" + " " * 10
        return texto + centavos(pago.tarifa if pago else ZERO, 15) + self._motivos(evento)
