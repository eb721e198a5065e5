"""Sicredi at the other end of CNAB 240."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tests.standins.banco_base import ZERO, Evento, Linha, Titulo, centavos
from tests.standins.banco_febraban240 import BancoFebraban240


def dv_sicredi(cooperativa: str, posto: str, beneficiario: str, numero: str) -> str:
    """Weights 2 to 9 from the right over cooperativa, posto, beneficiário and AABNNNNN; 10 and 11 are 0."""
    digitos = cooperativa.zfill(4) + posto.zfill(2) + beneficiario.zfill(5) + numero
    resto = sum(int(d) * (2 + i % 8) for i, d in enumerate(reversed(digitos))) % 11
    return "0" if resto < 2 else str(11 - resto)


class BancoSicredi240(BancoFebraban240):
    """Sicredi (August 2019); the beneficiário prints with byte 2 and the year is that of the file's titles."""

    CODIGO = "748"
    CONFIRMACOES: Mapping[str, str] = {"02": "09", "04": "12", "06": "14"}
    Q_SEMPRE = True
    ESPECIES = frozenset(("03", "05", "06", "07", "12", "13", "16", "17", "19", "99"))

    def __init__(
        self, cooperativa: str, posto: str, beneficiario: str, conta: str, conta_dv: str, cnpj: str, byte: str = "2"
    ) -> None:
        super().__init__(cooperativa, conta, conta_dv, "1", cnpj)
        self.posto = posto
        self.beneficiario = beneficiario
        self.byte = byte

    def _conta(self) -> str:
        return f"{self.agencia:0>5} {self.conta:0>12}{self.conta_dv} "

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        linha.brancos(9, 17)
        self._inscricao(linha, 18, 32)
        linha.literal(33, " " * 20 + self._conta())
        linha.texto_obrigatorio(73, 102)
        linha.literal(103, "SICREDI".ljust(40) + "1")
        gerado = linha.data(144, 151)
        self._hora(linha)
        linha.literal(164, "08101600")
        linha.brancos(172, 240)
        return self._sequencia(linha), gerado

    def _ler_header_lote(self, linha: Linha, sequencia: int) -> None:
        linha.literal(12, "  040 ")
        self._inscricao(linha, 18, 33)
        linha.literal(34, " " * 20 + self._conta())
        linha.texto_obrigatorio(74, 103)
        linha.brancos(104, 183)
        linha.exigir(linha.inteiro(184, 191) == sequencia, 184, "número da remessa não é o do header")
        linha.data(192, 199)
        linha.zeros(200, 207)
        linha.brancos(208, 240)

    def _ler_p(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        codigo = linha.um_de(16, 17, ("01", *self.CONFIRMACOES))
        linha.literal(18, self._conta())
        vencimento, emissao, valor = self._datas(linha, gerado)
        linha.literal(38, f"{emissao:%y}{self.byte}")
        numero, dv = linha.digitos(41, 45), linha[46, 46]
        linha.exigir(int(numero) > 0, 41, "nosso número zerado")
        certo = dv_sicredi(self.agencia, self.posto, self.beneficiario, linha[38, 45])
        linha.exigir(dv == certo, 46, f"dígito do nosso número deveria ser {certo}")
        linha.brancos(47, 57)
        linha.literal(58, "11122")
        seu_numero = linha.texto_obrigatorio(63, 72)
        linha.brancos(73, 77)
        linha.literal(101, "00000 ")
        linha.um_de(107, 108, self.ESPECIES)
        linha.um_de(109, 109, "AN")
        juros, data_juros, taxa = linha.um_de(118, 118, "23"), linha.data_ou_zeros(119, 126), linha.valor(127, 141)
        amanha = vencimento + timedelta(days=1)
        certos = data_juros == amanha and taxa > 0 if juros == "2" else data_juros is None and taxa == 0
        linha.exigir(certos, 118, "código, data e taxa de juros discordam")
        self._desconto(linha, vencimento, valor)
        self._abatimento(linha, codigo, valor)
        linha.brancos(196, 220)
        protesto, prazo = linha.um_de(221, 221, "13"), linha.inteiro(222, 223)
        linha.exigir(prazo >= 5 if protesto == "1" else prazo == 0, 222, "prazo de protesto inválido")
        linha.literal(224, "1060090000000000 ")
        titulo = Titulo(numero.lstrip("0"), linha[38, 46], seu_numero, emissao, vencimento, valor, "")
        return codigo, titulo

    def _ler_r(self, linha: Linha, titulo: Titulo) -> None:
        linha.zeros(18, 65)
        self._multa(linha, titulo, titulo.vencimento)
        linha.brancos(180, 199)
        linha.literal(200, "0" * 16 + " " + "0" * 12 + "  0" + " " * 9)

    def _ler_trailer_lote(self, linha: Linha, movimentos: Sequence[tuple[str, Titulo]]) -> None:
        linha.zeros(24, 115)
        linha.brancos(116, 240)

    def _ler_trailer(self, linha: Linha) -> None:
        linha.zeros(30, 35)
        linha.brancos(36, 240)

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        return "36" if codigo == "02" else "26", "60" if titulo is None else "CZ"

    def _header_retorno(self, data: date) -> str:
        texto = " " * 9 + self._tipo_e_cnpj(14) + " " * 20 + self._conta() + f"{'EMPRESA':30}"
        return texto + f"{'SICREDI':40}2{data:%d%m%Y}080000{self.ultimo_retorno:06}08101600"

    def _header_lote_retorno(self, data: date) -> str:
        texto = "  040 " + self._tipo_e_cnpj(15) + " " * 20 + self._conta() + f"{'EMPRESA':30}" + " " * 80
        return texto + f"{self.ultimo_retorno:08}{data:%d%m%Y}00000000"

    def _t(self, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        impresso = f"{titulo.emissao:%y}{self.byte}{titulo.numero:0>5}"
        impresso += dv_sicredi(self.agencia, self.posto, self.beneficiario, impresso)
        texto = f"{self._conta()}{impresso:20}1{titulo.seu_numero:15}{titulo.vencimento:%d%m%Y}"
        texto += f"{centavos(titulo.valor, 15)}748{self.agencia:0>5} {titulo.seu_numero:25}091{'0' * 15}"
        texto += f"{titulo.pagador:40.40}" + "0" * 10
        return texto + centavos(pago.tarifa if pago else ZERO, 15) + self._motivos(evento)
