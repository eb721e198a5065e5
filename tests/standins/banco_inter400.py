"""Inter at the other end of CNAB 400: it gives the nosso número, and its files know the title by seu número."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tests.standins.banco_base import Banco, Evento, Linha, Titulo, abrir, centavos, modulo10

_UM_DIA = timedelta(days=1)


def dv_inter(numero: str) -> str:
    """Mod 10 of 0001, 112 and the ten digits."""
    return modulo10("0001112" + numero.zfill(10))


class BancoInter400(Banco):
    """Inter, CNAB 400 (manual version 1.1, August 2021). ``conta`` with its digit; numbers come from ``primeiro`` on.

    There are no commands but the entry. A title is known here by its seu número, in whose place ``numero`` stands
    wherever a test names one.
    """

    CONFIRMACOES: Mapping[str, str] = {}
    BAIXA = "07"
    MOTIVO_JA_REGISTRADO = "01"
    MOTIVO_REPETIDO_NO_ARQUIVO = "02"
    TEXTOS: Mapping[str, str] = {
        "01": "TITULO JA REGISTRADO",
        "02": "TITULO REPETIDO NO ARQUIVO",
        "03": "CEP DO PAGADOR INVALIDO",
    }

    def __init__(self, conta: str, cnpj: str, primeiro: int = 4_000_000_000) -> None:
        super().__init__("0001", conta, "", "112", cnpj)
        self.proximo = primeiro

    def _ler(self, conteudo: bytes) -> tuple[int, list[tuple[str, Titulo]]]:
        linhas = abrir(conteudo, 400)
        for posicao, linha in enumerate(linhas, 1):
            linha.literal(395, f"{posicao:06}")
        sequencia, gerado = self._ler_header(linhas[0])
        titulos: list[Titulo] = []
        aceita_mensagens = False
        for linha in linhas[1:-1]:
            if linha[1, 1] == "2":
                linha.exigir(aceita_mensagens, 1, "registro de mensagens fora de lugar")
                self._ler_mensagens(linha)
                aceita_mensagens = False
                continue
            titulos.append(self._ler_detalhe(linha, gerado))
            aceita_mensagens = True
        linhas[-1].literal(1, f"9{len(titulos):06}".ljust(394))
        linhas[-1].exigir(bool(titulos), 1, "arquivo sem título")
        return sequencia, [("01", titulo) for titulo in titulos]

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        linha.literal(1, "01REMESSA01COBRANCA".ljust(46))
        linha.texto_obrigatorio(47, 76)
        linha.literal(77, "077INTER".ljust(18))
        gerado = linha.data(95, 100)
        linha.brancos(101, 110)
        sequencia = linha.inteiro(111, 117)
        linha.exigir(sequencia == self.ultima_remessa + 1, 111, f"esperada a remessa {self.ultima_remessa + 1}")
        linha.brancos(118, 394)
        return sequencia, gerado

    def _ler_detalhe(self, linha: Linha, gerado: date) -> Titulo:
        linha.literal(1, "1" + " " * 19 + f"1120001{self.conta:0>10}")
        linha.brancos(63, 65)
        vencimento, valor = linha.data(121, 126), linha.valor(127, 139)
        linha.exigir(valor > 0, 127, "valor do título zerado")
        amanha = vencimento + _UM_DIA
        linha.zeros(67, 79)
        multa, percentual, desde = linha.um_de(66, 66, "02"), linha.valor(80, 83), linha.data_ou_zeros(84, 89)
        certa = percentual > 0 and desde == amanha if multa == "2" else percentual == 0 and desde is None
        linha.exigir(certa, 66, "código, percentual e data da multa discordam")
        linha.literal(90, "0" * 11 + " " * 8 + "01")
        seu_numero = linha.texto_obrigatorio(111, 120)
        linha.literal(140, "60      99N" + " " * 9)
        juros, por_dia, desde = linha.um_de(160, 160, "01"), linha.valor(161, 173), linha.data_ou_zeros(178, 183)
        certos = 0 < por_dia < valor and desde == amanha if juros == "1" else por_dia == 0 and desde is None
        linha.exigir(certos, 160, "código, valor e data dos juros discordam")
        linha.zeros(174, 177)
        codigo, desconto, ate = linha.um_de(184, 184, "01"), linha.valor(185, 197), linha.data_ou_zeros(202, 207)
        if codigo == "1":
            certo = 0 < desconto < valor and ate is not None and ate <= vencimento
        else:
            certo = desconto == 0 and ate is None
        linha.exigir(certo, 184, "código, valor e data do desconto discordam")
        linha.zeros(198, 201)
        linha.zeros(208, 220)
        tipo = linha.um_de(221, 222, ("01", "02"))
        linha.documento(tipo[1], 223, 236)
        pagador = linha.texto_obrigatorio(237, 276)
        linha.texto_obrigatorio(277, 316)
        linha.exigir(linha.inteiro(317, 324) > 0, 317, "CEP zerado")
        return Titulo(seu_numero, "", seu_numero, gerado, vencimento, valor, pagador, percentual)

    def _ler_mensagens(self, linha: Linha) -> None:
        linha.exigir(linha[2, 313].strip() != "", 2, "registro de mensagens sem mensagem")
        linha.literal(314, "0" * 23 + " " * 10 + "0" * 23 + " " * 10 + "0" * 11 + "    ")

    def _rejeitar(self, evento: Evento, rejeicoes: Mapping[str, Sequence[str]]) -> Evento:
        """A number is given when the entry is confirmed, so a rejected one has none."""
        decidido = super()._rejeitar(evento, rejeicoes)
        if decidido.codigo == self.ENTRADA_CONFIRMADA and not decidido.titulo.nosso_numero:
            decidido.titulo.nosso_numero = f"{self.proximo}{dv_inter(str(self.proximo))}"
            self.proximo += 1
        return decidido

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        raise NotImplementedError("o layout não tem comandos")

    def _escrever(self, data: date, eventos: Sequence[Evento]) -> list[str]:
        header = "02RETORNO01COBRANCA".ljust(46) + f"{'EMPRESA':30}077{'INTER':15}{data:%d%m%y}"
        linhas = [header.ljust(394) + "000001"]
        for posicao, evento in enumerate(eventos, 2):
            linhas.append(self._detalhe(data, evento).ljust(394) + f"{posicao:06}")
        trailer = "9201077".ljust(17) + f"{len(eventos):08}"
        linhas.append(trailer.ljust(394) + f"{len(eventos) + 2:06}")
        return linhas

    def _detalhe(self, data: date, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        numero = titulo.nosso_numero.zfill(11)
        quando = pago.em if pago else data
        texto = f"102{self.cnpj:0>14}0001120001{self.conta:0>10}{titulo.seu_numero:25}" + "0" * 8 + f"{numero}     112"
        texto += f"{evento.codigo}{quando:%d%m%y}{titulo.seu_numero:10}{numero}{titulo.vencimento:%d%m%y}"
        texto += f"{centavos(titulo.valor, 13)}077000101" + " " * 13
        texto += centavos(pago.valor, 13) + f"{pago.credito:%d%m%y}" if pago else "0" * 13 + "0" * 6
        texto += f"   {titulo.pagador:40.40}     " + "0" * 14
        motivos = "; ".join(self.TEXTOS[motivo] for motivo in evento.motivos)
        return texto + f"{motivos:140}"
