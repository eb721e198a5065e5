"""Sicoob at the other end of CNAB 240."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from tests.standins.banco_base import UFS, ZERO, Banco, Evento, Linha, Titulo, abrir, centavos, dv_sicoob


class BancoSicoob240(Banco):
    """Sicoob, CNAB 240 (manual of August 2017); ``cliente`` is the code of the beneficiário."""

    CONFIRMACOES: Mapping[str, str] = {"02": "09", "06": "14", "31": "27"}
    MOTIVO_JA_REGISTRADO = "63"
    MOTIVO_REPETIDO_NO_ARQUIVO = "09"
    ESPECIES = frozenset(f"{codigo:02}" for codigo in (*range(1, 26), 32, 99))

    def __init__(
        self,
        agencia: str,
        agencia_dv: str,
        conta: str,
        conta_dv: str,
        cliente: str,
        cnpj: str,
        carteira: str = "1",
        modalidade: str = "01",
    ) -> None:
        super().__init__(agencia, conta, conta_dv, carteira, cnpj)
        self.agencia_dv = agencia_dv
        self.cliente = cliente
        self.modalidade = modalidade

    def _ler(self, conteudo: bytes) -> tuple[int, list[tuple[str, Titulo]]]:
        linhas = abrir(conteudo, 240)
        if len(linhas) < 6:
            raise linhas[-1].recusar(1, "arquivo incompleto")
        sequencia, gerado = self._ler_header(linhas[0])
        self._ler_header_lote(linhas[1], sequencia)
        for registro, linha in enumerate(linhas[2:-2], 1):
            linha.literal(1, f"75600013{registro:05}")
            linha.brancos(15, 15)
        movimentos = self._ler_titulos(linhas[2:-2], gerado)
        lote, fim = linhas[-2], linhas[-1]
        lote.literal(1, "75600015".ljust(17) + f"{len(linhas) - 2:06}{len(movimentos):06}")
        total = sum((titulo.valor for _, titulo in movimentos), ZERO)
        lote.literal(30, centavos(total, 17))
        lote.zeros(47, 115)
        lote.brancos(116, 240)
        fim.literal(1, "75699999".ljust(17) + f"000001{len(linhas):06}000000")
        fim.brancos(36, 240)
        return sequencia, movimentos

    def _empresa(self, linha: Linha, de: int, largura: int, fim: str) -> None:
        """Kind and number of the company, blank agreement, account and name, from ``de`` on."""
        linha.documento(linha[de, de], de + 1, de + largura)
        linha.literal(de + 1, self.cnpj.zfill(largura))
        conta = de + largura + 1
        linha.brancos(conta, conta + 19)
        linha.literal(conta + 20, self._conta() + fim)
        linha.texto_obrigatorio(conta + 40, conta + 69)

    def _conta(self) -> str:
        return f"{self.agencia:0>5}{self.agencia_dv}{self.conta:0>12}{self.conta_dv}"

    def _ler_header(self, linha: Linha) -> tuple[int, date]:
        linha.literal(1, "75600000".ljust(17))
        self._empresa(linha, 18, 14, "0")
        linha.literal(103, "SICOOB".ljust(40) + "1")
        gerado = linha.data(144, 151)
        hora = linha.digitos(152, 157)
        linha.exigir(hora[:2] < "24" and hora[2:4] < "60" and hora[4:] < "60", 152, "hora inválida")
        sequencia = linha.inteiro(158, 163)
        linha.exigir(sequencia == self.ultima_remessa + 1, 158, f"esperada a remessa {self.ultima_remessa + 1}")
        linha.literal(164, "08100000")
        linha.brancos(172, 240)
        return sequencia, gerado

    def _ler_header_lote(self, linha: Linha, sequencia: int) -> None:
        linha.literal(1, "75600011R01  040 ")
        self._empresa(linha, 18, 15, " ")
        linha.exigir(linha.inteiro(184, 191) == sequencia, 184, "número da remessa não é o do header")
        linha.data(192, 199)
        linha.zeros(200, 207)
        linha.brancos(208, 240)

    def _ler_titulos(self, linhas: Sequence[Linha], gerado: date) -> list[tuple[str, Titulo]]:
        movimentos: list[tuple[str, Titulo]] = []
        esperados = ["P"]
        for linha in linhas:
            segmento = linha.um_de(14, 14, esperados)
            if segmento == "P":
                movimentos.append(self._ler_p(linha, gerado))
                esperados = ["Q"]
                continue
            codigo, titulo = movimentos[-1]
            linha.literal(16, codigo)
            if segmento == "Q":
                self._ler_q(linha, titulo)
                esperados = ["R", "P"] if codigo == "01" else ["P"]
            else:
                self._ler_r(linha, titulo)
                esperados = ["P"]
        linhas[-1].exigir(esperados != ["Q"], 14, "falta o segmento Q")
        return movimentos

    def _ler_p(self, linha: Linha, gerado: date) -> tuple[str, Titulo]:
        codigo = linha.um_de(16, 17, ("01", *self.CONFIRMACOES))
        linha.literal(18, self._conta() + " ")
        numero, dv = linha.digitos(38, 46).lstrip("0"), linha[47, 47]
        linha.exigir(0 < len(numero) <= 7, 38, "nosso número zerado ou longo demais")
        certo = dv_sicoob(self.agencia, self.cliente, numero)
        linha.exigir(dv == certo, 47, f"dígito do nosso número deveria ser {certo}")
        linha.literal(48, f"01{self.modalidade}4     {self.carteira}0 22")
        vencimento, valor, emissao = linha.data(78, 85), linha.valor(86, 100), linha.data(110, 117)
        linha.exigir(valor > 0, 86, "valor do título inválido")
        linha.exigir(emissao <= gerado, 110, "emissão posterior à entrada")
        linha.exigir(vencimento >= emissao, 78, "vencimento anterior à emissão")
        linha.literal(101, "00000 ")
        linha.um_de(107, 108, self.ESPECIES)
        linha.um_de(109, 109, "AN")
        self._ler_juros_e_desconto(linha, vencimento, valor)
        linha.zeros(166, 195)
        protesto, prazo = linha.um_de(221, 221, "1239"), linha.inteiro(222, 223)
        linha.exigir((protesto in "12") == (prazo > 0), 222, "prazo e código de protesto discordam")
        linha.literal(224, "0   090000000000 ")
        seu_numero = linha.texto_obrigatorio(63, 77)
        return codigo, Titulo(numero, numero + dv, seu_numero, emissao, vencimento, valor, "")

    def _ler_juros_e_desconto(self, linha: Linha, vencimento: date, valor: Decimal) -> None:
        juros, data_juros, taxa = linha.um_de(118, 118, "012"), linha.data_ou_zeros(119, 126), linha.valor(127, 141)
        certo = data_juros == vencimento and taxa > 0 if juros != "0" else data_juros is None and taxa == 0
        linha.exigir(certo, 118, "código, data e taxa de juros discordam")
        codigo, ate, desconto = linha.um_de(142, 142, "012"), linha.data_ou_zeros(143, 150), linha.valor(151, 165)
        certo = ate is not None and 0 < desconto < valor if codigo != "0" else ate is None and desconto == 0
        linha.exigir(certo, 142, "código, data e valor do desconto discordam")

    def _ler_q(self, linha: Linha, titulo: Titulo) -> None:
        linha.documento(linha[18, 18], 19, 33)
        titulo.pagador = linha.texto_obrigatorio(34, 73)
        linha.texto_obrigatorio(74, 113)
        linha.exigir(linha.inteiro(129, 136) > 0, 129, "CEP zerado")
        linha.texto_obrigatorio(137, 151)
        linha.um_de(152, 153, UFS)
        linha.zeros(154, 169)
        linha.brancos(170, 209)
        linha.zeros(210, 212)
        linha.brancos(213, 240)

    def _ler_r(self, linha: Linha, titulo: Titulo) -> None:
        linha.zeros(18, 65)
        codigo, data, multa = linha.um_de(66, 66, "02"), linha.data_ou_zeros(67, 74), linha.valor(75, 89)
        certo = data == titulo.vencimento and 0 < multa < 100 if codigo == "2" else data is None and multa == 0
        linha.exigir(certo, 66, "código, data e percentual da multa discordam")
        titulo.multa_percentual = multa
        linha.brancos(90, 99)
        linha.brancos(180, 199)
        linha.literal(200, "0" * 16 + " " + "0" * 12 + "  0" + " " * 9)

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        return "26" if codigo != "31" else "30", "60" if titulo is None else "A5"

    def _motivos_da_baixa(self) -> Sequence[str]:
        return ("13",)

    def _escrever(self, data: date, eventos: Sequence[Evento]) -> list[str]:
        conta = f"{self.agencia:0>5}0{self.conta:0>12}{self.conta_dv}"
        tipo = "2" if len(self.cnpj) == 14 else "1"
        header = "75600000".ljust(17) + f"{tipo}{self.cnpj:0>14}".ljust(35) + conta + "0" + "EMPRESA".ljust(30)
        header += f"{'SICOOB':40}2{data:%d%m%Y}080000{self.ultimo_retorno:06}08100000"
        lote = f"75600011T01  044 {tipo}{self.cnpj:0>15}".ljust(53) + conta + " " + "EMPRESA".ljust(30) + " " * 80
        lote += f"{self.ultimo_retorno:08}{data:%d%m%Y}00000000"
        detalhes: list[str] = []
        segmentos: tuple[Callable[[str, date, Evento], str], ...] = (self._t, self._u)
        for evento in eventos:
            for letra, segmento in zip("TU", segmentos, strict=True):
                inicio = f"75600013{len(detalhes) + 1:05}{letra} {evento.codigo}"
                detalhes.append(inicio + segmento(conta, data, evento))
        fim_lote = "75600015".ljust(17) + f"{len(detalhes) + 2:06}" + "0" * 92
        fim = "75699999".ljust(17) + f"000001{len(detalhes) + 4:06}000000"
        return [linha.ljust(240) for linha in (header, lote, *detalhes, fim_lote, fim)]

    def _t(self, conta: str, data: date, evento: Evento) -> str:
        titulo, pago = evento.titulo, evento.liquidacao
        dv = dv_sicoob(self.agencia, self.cliente, titulo.numero)
        texto = f"{conta} {titulo.numero + dv:0>10}01{self.modalidade}4     {self.carteira}{titulo.seu_numero:15}"
        texto += f"{titulo.vencimento:%d%m%Y}{centavos(titulo.valor, 15)}756{self.agencia:0>5}0{titulo.seu_numero:25}"
        texto += f"091{'0' * 15}{titulo.pagador:40.40}{'0' * 10}{centavos(pago.tarifa if pago else ZERO, 15)}"
        motivos = evento.motivos or (("06",) if pago else ())
        return texto + f"{''.join(motivos):10}"

    def _u(self, conta: str, data: date, evento: Evento) -> str:
        pago = evento.liquidacao
        if pago is None:
            return "0" * 120 + f"{data:%d%m%Y}00000000    " + "0" * 23 + " " * 30 + "756" + "0" * 20
        valores = (pago.juros, pago.desconto, ZERO, ZERO, pago.valor, pago.valor, ZERO, ZERO)
        texto = "".join(centavos(valor, 15) for valor in valores) + f"{pago.em:%d%m%Y}{pago.credito:%d%m%Y}"
        return texto + "    " + "0" * 23 + " " * 30 + "756" + "0" * 20
