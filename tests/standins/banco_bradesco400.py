"""Bradesco at the other end of CNAB 400."""

from collections.abc import Mapping, Sequence
from datetime import date

from tests.standins.banco_base import ZERO, Banco, Evento, Linha, Titulo, abrir, centavos


def dv_bradesco(carteira: str, numero: str) -> str:
    """Weights 2 to 7 from the right over carteira(2) and number(11); rest 1 is P, rest 0 is 0 (pages 17 to 19)."""
    digitos = carteira.zfill(2) + numero.zfill(11)
    resto = sum(int(d) * (2 + i % 6) for i, d in enumerate(reversed(digitos))) % 11
    return {0: "0", 1: "P"}.get(resto) or str(11 - resto)


class BancoBradesco400(Banco):
    """Bradesco, CNAB 400 (manual 4008.524.0121, version 11), boletos printed by the client."""

    CONFIRMACOES: Mapping[str, str] = {"02": "09", "04": "12", "06": "14", "20": "33"}
    ALTERACAO_VALOR = "20"
    MOTIVO_JA_REGISTRADO = "63"
    MOTIVO_REPETIDO_NO_ARQUIVO = "09"
    ESPECIES = frozenset(("01", "02", "03", "04", "05", "10", "11", "12", "31", "32", "99"))

    def __init__(self, agencia: str, conta: str, conta_dv: str, carteira: str, empresa: str, cnpj: str) -> None:
        super().__init__(agencia, conta, conta_dv, carteira, cnpj)
        self.empresa = empresa

    def _quem(self) -> str:
        return f"0{self.carteira:0>3}{self.agencia:0>5}{self.conta:0>7}{self.conta_dv}"

    def _ler(self, conteudo: bytes) -> tuple[int, list[tuple[str, Titulo]]]:
        linhas = abrir(conteudo, 400)
        for posicao, linha in enumerate(linhas, 1):
            linha.literal(395, f"{posicao:06}")
        sequencia, gerado = self._ler_header(linhas[0])
        movimentos = [self._ler_detalhe(linha, gerado) for linha in linhas[1:-1]]
        linhas[-1].literal(1, "9".ljust(394))
        linhas[-1].exigir(bool(movimentos), 1, "arquivo sem título")
        return sequencia, movimentos

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        linha.literal(1, "01REMESSA01COBRANCA".ljust(26) + f"{self.empresa:0>20}")
        linha.texto_obrigatorio(47, 76)
        linha.literal(77, "237BRADESCO".ljust(18))
        gerado = linha.data(95, 100)
        linha.literal(101, " " * 8 + "MX")
        sequencia = linha.inteiro(111, 117)
        linha.exigir(sequencia == self.ultima_remessa + 1, 111, f"esperada a remessa {self.ultima_remessa + 1}")
        linha.brancos(118, 394)
        return sequencia, gerado

    def _ler_detalhe(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        linha.literal(1, "1" + "0" * 19 + self._quem())
        linha.zeros(63, 65)
        multa, percentual = linha.um_de(66, 66, "02"), linha.valor(67, 70)
        linha.exigir((multa == "2") == (percentual > 0), 66, "multa e percentual discordam")
        numero, dv = linha.digitos(71, 81), linha[82, 82]
        certo = dv_bradesco(self.carteira, numero)
        linha.exigir(int(numero) > 0 and dv == certo, 82, f"dígito do nosso número deveria ser {certo}")
        linha.literal(83, "0" * 10 + "2N" + " " * 11 + "2  ")
        codigo = linha.um_de(109, 110, ("01", *self.CONFIRMACOES))
        seu_numero = linha.texto_obrigatorio(111, 120)
        vencimento, valor, emissao = linha.data(121, 126), linha.valor(127, 139), linha.data(151, 156)
        linha.exigir(valor > 0, 127, "valor do título inválido")
        linha.exigir(emissao <= gerado, 151, "emissão depois da geração do arquivo")
        linha.exigir(vencimento >= emissao, 121, "vencimento anterior à emissão")
        linha.zeros(140, 147)
        linha.um_de(148, 149, self.ESPECIES)
        linha.literal(150, "N")
        titulo = Titulo(numero.lstrip("0"), numero + dv, seu_numero, emissao, vencimento, valor, "", percentual)
        self._ler_condicoes(linha, codigo, titulo)
        self._ler_pagador(linha, titulo)
        return codigo, titulo

    def _ler_condicoes(self, linha: Linha, codigo: str, titulo: Titulo) -> None:
        instrucao, prazo = linha.um_de(157, 158, ("00", "06")), linha.inteiro(159, 160)
        linha.exigir(prazo >= 5 if instrucao == "06" else prazo == 0, 159, "prazo de protesto inválido")
        linha.exigir(linha.valor(161, 173) < titulo.valor, 161, "mora por dia maior que o título")
        ate, desconto = linha.data_ou_zeros(174, 179), linha.valor(180, 192)
        linha.exigir((ate is None) == (desconto == 0), 174, "data e valor do desconto discordam")
        linha.exigir(desconto < titulo.valor, 180, "desconto maior ou igual ao valor do título")
        linha.zeros(193, 205)
        abatimento = linha.valor(206, 218)
        cabe = 0 < abatimento < titulo.valor if codigo == "04" else abatimento == 0
        linha.exigir(cabe, 206, "valor do abatimento inválido")

    def _ler_pagador(self, linha: Linha, titulo: Titulo) -> None:
        tipo = linha.um_de(219, 220, ("01", "02"))
        linha.documento(tipo[1], 221, 234)
        titulo.pagador = linha.texto_obrigatorio(235, 274)
        linha.texto_obrigatorio(275, 314)
        linha.brancos(315, 326)
        linha.exigir(linha.inteiro(327, 334) > 0, 327, "CEP zerado")

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        return "27" if codigo == "02" else "32", "60" if titulo is None else "15"

    def _motivos_da_baixa(self) -> Sequence[str]:
        return ("10",)

    def _escrever(self, data: date, eventos: Sequence[Evento]) -> list[str]:
        header = "02RETORNO01COBRANCA".ljust(26) + f"{self.empresa:0>20}{'EMPRESA':30}237{'BRADESCO':15}{data:%d%m%y}"
        header = (header + f"01600000{self.ultimo_retorno:05}").ljust(379) + f"{data:%d%m%y}"
        linhas = [header.ljust(394) + "000001"]
        for posicao, evento in enumerate(eventos, 2):
            linhas.append(self._detalhe(data, evento) + f"{posicao:06}")
        confirmadas = sum(evento.codigo == "02" for evento in eventos)
        liquidadas = sum(evento.codigo == "06" for evento in eventos)
        carteira = [titulo for titulo in self.titulos.values() if titulo.situacao == "registrado"]
        total = sum((titulo.valor for titulo in carteira), ZERO)
        trailer = "9201237".ljust(17) + f"{len(carteira):08}{centavos(total, 14)}{self.ultimo_retorno:08}" + " " * 10
        trailer += f"{confirmadas:05}" + "0" * 24 + f"{liquidadas:05}" + "0" * 97
        linhas.append(trailer.ljust(394) + f"{len(eventos) + 2:06}")
        return linhas

    def _detalhe(self, data: date, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        impresso = titulo.numero.zfill(11) + dv_bradesco(self.carteira, titulo.numero)
        quando = pago.em if pago else data
        texto = f"102{self.cnpj:0>14}000{self._quem()}{titulo.seu_numero:25}" + "0" * 8 + impresso + "0" * 22
        texto += f" 00{self.carteira[-1]}{evento.codigo}{quando:%d%m%y}{titulo.seu_numero:10}{impresso:20}"
        texto += f"{titulo.vencimento:%d%m%y}{centavos(titulo.valor, 13)}23704157  "
        texto += centavos(pago.tarifa if pago else ZERO, 13) + "0" * 52
        texto += centavos(pago.desconto if pago else ZERO, 13) + centavos(pago.valor if pago else ZERO, 13)
        texto += centavos(pago.juros if pago else ZERO, 13) + "0" * 13 + "   "
        texto += (f"{pago.credito:%d%m%y}" if pago else " " * 6) + " " * 17
        return (texto + f"{''.join(evento.motivos):0<10}").ljust(394)
