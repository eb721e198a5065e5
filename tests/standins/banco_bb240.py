"""Banco do Brasil at the other end of CNAB 240."""

from collections.abc import Mapping, Sequence
from datetime import date

from tests.standins.banco_base import ZERO, Evento, Linha, Titulo, centavos
from tests.standins.banco_febraban240 import BancoFebraban240


def dv_bb(numero: str) -> str:
    """Weights 9, 8, 7, 6, 5, 4, 3, 2 from the right; the rest itself, 10 is X (manual of the bank's boletos)."""
    resto = sum(int(d) * (9, 8, 7, 6, 5, 4, 3, 2)[i % 8] for i, d in enumerate(reversed(numero))) % 11
    return "X" if resto == 10 else str(resto)


class BancoDoBrasil240(BancoFebraban240):
    """Banco do Brasil (*Particularidades BB*, August 2017), carteira 17 simples, numbers given by the company.

    The bank does not check the number of the file; this one does, because a gap would be an error of ours.
    """

    CODIGO = "001"
    CONFIRMACOES: Mapping[str, str] = {"02": "09", "04": "12", "06": "14"}
    ESPECIES = frozenset(("01", "02", "04", "06", "07", "12", "17", "19", "26", "27", "28", "29"))
    PRAZOS = frozenset((*range(6, 30), 35, 40))

    def __init__(self, agencia: str, conta: str, convenio: str, cnpj: str, variacao: str = "019") -> None:
        super().__init__(agencia, conta, dv_bb(conta), "17", cnpj)
        self.convenio = convenio
        self.variacao = variacao

    def _conta(self) -> str:
        return f"{self.agencia:0>5}{dv_bb(self.agencia)}{self.conta:0>12}{self.conta_dv} "

    def _contrato(self) -> str:
        return f"{self.convenio:0>9}001417{self.variacao}  "

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        linha.brancos(9, 17)
        self._inscricao(linha, 18, 32)
        linha.literal(33, self._contrato() + self._conta())
        linha.texto_obrigatorio(73, 102)
        linha.literal(103, "BANCO DO BRASIL S.A.".ljust(40) + "1")
        gerado = linha.data(144, 151)
        self._hora(linha)
        linha.literal(164, "08300000")
        linha.brancos(172, 240)
        return self._sequencia(linha), gerado

    def _ler_header_lote(self, linha: Linha, sequencia: int) -> None:
        linha.literal(12, "  042 ")
        self._inscricao(linha, 18, 33)
        linha.literal(34, self._contrato() + self._conta())
        linha.texto_obrigatorio(74, 103)
        linha.brancos(104, 183)
        linha.exigir(linha.inteiro(184, 191) == sequencia, 184, "número da remessa não é o do header")
        linha.data(192, 199)
        linha.zeros(200, 207)
        linha.brancos(208, 240)

    def _nosso_numero(self, linha: Linha) -> str:
        """The sequence of the nosso número at 38-57, left-aligned, by the size of the convênio."""
        texto = linha[38, 57].rstrip()
        tamanho = len(self.convenio)
        linha.literal(38, self.convenio)
        if tamanho == 7:
            linha.exigir(len(texto) == 17 and texto.isdecimal(), 38, "nosso número deveria ter 17 algarismos")
            return texto[7:]
        linha.exigir(len(texto) == 12 and texto[:-1].isdecimal(), 38, "nosso número deveria ter 11 algarismos e DV")
        linha.exigir(texto[-1] == dv_bb(texto[:-1]), 49, "DV do nosso número inválido")
        return texto[tamanho:-1]

    def _ler_p(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        codigo = linha.um_de(16, 17, ("01", *self.CONFIRMACOES))
        linha.literal(18, self._conta())
        numero = self._nosso_numero(linha)
        linha.exigir(int(numero) > 0, 38, "nosso número zerado")
        linha.literal(58, "71122")
        vencimento, emissao, valor = self._datas(linha, gerado)
        linha.literal(101, "00000 ")
        linha.um_de(107, 108, self.ESPECIES)
        linha.um_de(109, 109, "AN")
        juros, data_juros, taxa = linha.um_de(118, 118, "23"), linha.data_ou_zeros(119, 126), linha.valor(127, 141)
        certo = data_juros == vencimento and taxa > 0 if juros == "2" else data_juros is None and taxa == 0
        linha.exigir(certo, 118, "código, data e taxa de juros discordam")
        self._desconto(linha, vencimento, valor)
        self._abatimento(linha, codigo, valor)
        protesto, prazo = linha.um_de(221, 221, "13"), linha.inteiro(222, 223)
        linha.exigir(prazo in self.PRAZOS if protesto == "1" else prazo == 0, 222, "prazo de protesto inválido")
        linha.literal(224, "0000090000000000 ")
        seu_numero = linha.texto_obrigatorio(63, 77)
        return codigo, Titulo(numero.lstrip("0"), linha[38, 57], seu_numero, emissao, vencimento, valor, "")

    def _ler_r(self, linha: Linha, titulo: Titulo) -> None:
        linha.zeros(18, 65)
        self._multa(linha, titulo, titulo.vencimento)
        linha.brancos(140, 199)
        linha.literal(200, "0" * 16 + " " + "0" * 12 + "  0" + " " * 9)

    def _ler_trailer_lote(self, linha: Linha, movimentos: Sequence[tuple[str, Titulo]]) -> None:
        linha.brancos(24, 240)

    def _ler_trailer(self, linha: Linha) -> None:
        linha.zeros(30, 35)
        linha.brancos(36, 240)

    def _header_retorno(self, data: date) -> str:
        texto = " " * 9 + self._tipo_e_cnpj(14) + self._contrato() + self._conta()
        return texto + f"{'EMPRESA':30}{'BANCO DO BRASIL S.A.':40}2{data:%d%m%Y}080000{self.ultimo_retorno:06}08300000"

    def _header_lote_retorno(self, data: date) -> str:
        texto = "  042 " + self._tipo_e_cnpj(15) + self._contrato() + self._conta() + f"{'EMPRESA':30}" + " " * 80
        return texto + f"{self.ultimo_retorno:08}{data:%d%m%Y}00000000"

    def _impresso(self, titulo: Titulo) -> str:
        digitos = {4: 7, 6: 5, 7: 10}[len(self.convenio)]
        completo = f"{self.convenio}{titulo.numero:0>{digitos}}"
        return completo if digitos == 10 else completo + dv_bb(completo)

    def _t(self, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        texto = f"{self._conta()}{self._impresso(titulo):20}7{titulo.seu_numero:15}{titulo.vencimento:%d%m%Y}"
        texto += f"{centavos(titulo.valor, 15)}001{self.agencia:0>5}0{titulo.seu_numero:25}09" + "0" * 16 + " " * 40
        return texto + "0" * 10 + centavos(pago.tarifa if pago else ZERO, 15) + self._motivos(evento)
