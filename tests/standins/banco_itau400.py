"""Itaú at the other end of CNAB 400."""

from collections.abc import Mapping, Sequence
from datetime import date

from tests.standins.banco_base import UFS, ZERO, Banco, Evento, Linha, Titulo, abrir, centavos, modulo10


class BancoItau400(Banco):
    """Itaú, CNAB 400 (manual of July 2021). Its header carries no file number, so a gap cannot be seen."""

    CONFIRMACOES: Mapping[str, str] = {"02": "09", "04": "12", "06": "14", "31": "04"}
    MOTIVO_JA_REGISTRADO = "14"
    MOTIVO_REPETIDO_NO_ARQUIVO = "15"
    ESPECIES = frozenset(f"{codigo:02}" for codigo in (*range(1, 10), 13, *range(15, 19), 99))
    INSTRUCOES_COM_PRAZO = frozenset(("09", "36", "42", "66", "67", "81", "82", "91", "92"))
    INSTRUCOES = INSTRUCOES_COM_PRAZO | frozenset(("00", "  ", "10", "39", "43", "47", "93", "94"))

    def _ler(self, conteudo: bytes) -> tuple[int, list[tuple[str, Titulo]]]:
        linhas = abrir(conteudo, 400)
        for posicao, linha in enumerate(linhas, 1):
            linha.literal(395, f"{posicao:06}")
        gerado = self._ler_header(linhas[0])
        movimentos: list[tuple[str, Titulo]] = []
        aceita_multa = False
        for linha in linhas[1:-1]:
            if linha[1, 1] == "2":
                linha.exigir(aceita_multa, 1, "registro de multa fora de lugar")
                self._ler_multa(linha, movimentos[-1][1])
                aceita_multa = False
            else:
                codigo, titulo = self._ler_detalhe(linha, gerado)
                movimentos.append((codigo, titulo))
                aceita_multa = codigo == "01"
        fim = linhas[-1]
        fim.literal(1, "9")
        fim.brancos(2, 394)
        fim.exigir(bool(movimentos), 1, "arquivo sem título")
        return self.ultima_remessa + 1, movimentos

    def _conta(self, linha: Linha, de: int) -> None:
        linha.literal(de, f"{self.agencia:0>4}00{self.conta:0>5}{self.conta_dv}")
        dac = modulo10(linha[de, de + 3] + linha[de + 6, de + 10])
        linha.exigir(linha[de + 11, de + 11] == dac, de + 11, f"DAC da agência/conta deveria ser {dac}")

    def _ler_header(self, linha: Linha) -> date:
        linha.literal(1, "01REMESSA01COBRANCA".ljust(26))
        self._conta(linha, 27)
        linha.brancos(39, 46)
        linha.texto_obrigatorio(47, 76)
        linha.literal(77, "341BANCO ITAU SA".ljust(18))
        linha.brancos(101, 394)
        return linha.data(95, 100)

    def _ler_detalhe(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        linha.literal(1, "1")
        tipo = linha.um_de(2, 3, ("01", "02"))
        documento = linha.documento(tipo[1], 4, 17)
        linha.exigir(documento == self.cnpj, 4, "empresa não é a do convênio")
        self._conta(linha, 18)
        linha.brancos(30, 33)
        linha.zeros(34, 37)
        numero = linha.digitos(63, 70)
        linha.exigir(int(numero) > 0, 63, "nosso número zerado em carteira direta")
        linha.zeros(71, 83)
        linha.literal(84, f"{self.carteira:0>3}")
        linha.brancos(87, 107)
        linha.literal(108, "I")
        codigo = linha.um_de(109, 110, ("01", *self.CONFIRMACOES))
        valor = linha.valor(127, 139)
        linha.exigir(valor > 0, 127, "valor do título zerado")
        linha.literal(140, "34100000")
        linha.zeros(193, 205)
        linha.brancos(265, 274)
        linha.brancos(382, 385)
        linha.brancos(394, 394)
        titulo = Titulo(numero.lstrip("0"), numero, linha[111, 120].strip(), gerado, gerado, valor, linha[235, 264])
        if codigo == "01":
            self._ler_entrada(linha, titulo, gerado)
        else:
            self._ler_instrucao(linha, codigo, titulo)
        return codigo, titulo

    def _ler_entrada(self, linha: Linha, titulo: Titulo, gerado: date) -> None:
        linha.texto_obrigatorio(111, 120)
        titulo.vencimento = linha.data(121, 126)
        titulo.emissao = linha.data(151, 156)
        linha.exigir(titulo.emissao <= gerado, 151, "emissão depois da geração do arquivo")
        linha.exigir(titulo.vencimento >= titulo.emissao, 121, "vencimento antes da emissão")
        linha.um_de(148, 149, self.ESPECIES)
        linha.um_de(150, 150, "AN")
        instrucoes = {linha.um_de(157, 158, self.INSTRUCOES), linha.um_de(159, 160, self.INSTRUCOES)}
        prazo = linha.inteiro(392, 393)
        linha.exigir(bool(instrucoes & self.INSTRUCOES_COM_PRAZO) == (prazo > 0), 392, "prazo e instrução discordam")
        juros = linha.valor(161, 173)
        linha.exigir(juros < titulo.valor, 161, "juros de mora maiores que o permitido")
        ate, desconto = linha.data_ou_zeros(174, 179), linha.valor(180, 192)
        linha.exigir((ate is None) == (desconto == 0), 174, "data e valor do desconto discordam")
        linha.exigir(desconto <= titulo.valor * 9 / 10, 180, "desconto acima de 90% do valor")
        linha.zeros(206, 218)
        tipo = linha.um_de(219, 220, ("01", "02"))
        linha.documento(tipo[1], 221, 234)
        linha.texto_obrigatorio(235, 264)
        linha.texto_obrigatorio(275, 314)
        linha.exigir(linha.inteiro(327, 334) > 0, 327, "CEP zerado")
        linha.texto_obrigatorio(335, 349)
        linha.um_de(350, 351, UFS)
        if "93" in instrucoes:
            linha.texto_obrigatorio(352, 381)
        else:
            linha.brancos(352, 381)
        linha.zeros(386, 391)

    def _ler_instrucao(self, linha: Linha, codigo: str, titulo: Titulo) -> None:
        """Note 6: but for the fields of the command, zeros or blanks by their picture."""
        linha.brancos(111, 120)
        if codigo == "06":
            titulo.vencimento = linha.data(121, 126)
        else:
            linha.zeros(121, 126)
        linha.brancos(148, 150)
        linha.zeros(151, 156)
        linha.brancos(157, 160)
        linha.zeros(161, 192)
        abatimento = linha.valor(206, 218)
        cabe = 0 < abatimento < titulo.valor if codigo == "04" else abatimento == 0
        linha.exigir(cabe, 206, "valor do abatimento inválido")
        linha.zeros(219, 234)
        linha.brancos(235, 326)
        linha.zeros(327, 334)
        linha.brancos(335, 381)
        linha.zeros(386, 393)

    def _ler_multa(self, linha: Linha, titulo: Titulo) -> None:
        linha.literal(1, "22")
        linha.exigir(linha.data(3, 10) >= titulo.vencimento, 3, "multa antes do vencimento")
        titulo.multa_percentual = linha.valor(11, 23)
        linha.exigir(0 < titulo.multa_percentual < 100, 11, "percentual de multa inválido")
        linha.brancos(24, 394)

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        if codigo == "02":
            return "15", "06" if titulo is None else "05"
        return "16", "21" if titulo is None else "22"

    def _escrever(self, data: date, eventos: Sequence[Evento]) -> list[str]:
        conta = f"{self.agencia:0>4}00{self.conta:0>5}{self.conta_dv}"
        header = "02RETORNO01COBRANCA".ljust(26) + conta + " " * 8 + "EMPRESA".ljust(30)
        header += f"341{'BANCO ITAU S.A.':15}{data:%d%m%y}01600BPI{self.ultimo_retorno:05}{data:%d%m%y}"
        linhas = [header.ljust(394) + "000001"]
        for posicao, evento in enumerate(eventos, 2):
            linhas.append(self._detalhe(conta, data, evento) + f"{posicao:06}")
        total = sum((evento.titulo.valor for evento in eventos), ZERO)
        trailer = "9201341".ljust(17) + "0" * 30 + " " * 10 + "0" * 30 + " " * 90 + "0" * 30
        trailer += f"{self.ultimo_retorno:05}{len(eventos):08}{centavos(total, 14)}"
        linhas.append(trailer.ljust(394) + f"{len(eventos) + 2:06}")
        return linhas

    def _detalhe(self, conta: str, data: date, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        numero = titulo.numero.zfill(8)
        carteira = f"{self.carteira:0>3}"
        dac = modulo10(self.agencia.zfill(4) + self.conta.zfill(5) + carteira + numero)
        tipo = "02" if len(self.cnpj) == 14 else "01"
        quando = pago.em if pago else data
        texto = f"1{tipo}{self.cnpj:0>14}{conta}".ljust(37) + f"{titulo.seu_numero:25}{numero}".ljust(45)
        texto += f"{carteira}{numero}{dac}".ljust(25) + f"I{evento.codigo}{quando:%d%m%y}{titulo.seu_numero:10}"
        texto += f"{numero}{'':12}{titulo.vencimento:%d%m%y}{centavos(titulo.valor, 13)}34100570" + "  "
        texto += centavos(pago.tarifa if pago else ZERO, 13) + " " * 26 + "0" * 26
        texto += centavos(pago.desconto if pago else ZERO, 13)
        # What enters the account: the bank keeps its fee.
        texto += centavos(pago.valor - pago.tarifa if pago else ZERO, 13)
        texto += centavos(pago.juros if pago else ZERO, 13) + "0" * 13 + " " * 3
        texto += f"{pago.credito:%d%m%y}" if pago else " " * 6
        texto += "0000" + " " * 6 + "0" * 13 + f"{titulo.pagador:30.30}" + " " * 23
        return texto + f"{''.join(evento.motivos):8}".ljust(15) + ("B2" if pago else "  ")
