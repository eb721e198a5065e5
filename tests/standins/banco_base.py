"""What the stand-in banks share: opening and checking lines, keeping titles, queueing what the next retorno tells.

Written from the banks' manuals by slicing positions; shares no code with the product.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")
_UFS = "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO"
UFS = frozenset(_UFS.split())


class RemessaRecusada(ValueError):
    """The bank refuses the whole file; ``linha`` and ``coluna`` count from 1."""

    def __init__(self, linha: int, coluna: int, motivo: str) -> None:
        super().__init__(f"linha {linha}, coluna {coluna}: {motivo}")
        self.linha = linha
        self.coluna = coluna
        self.motivo = motivo


@dataclass
class Titulo:
    """A title as the bank knows it; ``numero`` without check digit and leading zeros."""

    numero: str
    nosso_numero: str
    seu_numero: str
    emissao: date
    vencimento: date
    valor: Decimal
    pagador: str
    multa_percentual: Decimal = ZERO
    situacao: str = "registrado"


@dataclass(frozen=True)
class Liquidacao:
    """A payment: ``valor`` is what the payer paid; ``valor_titulo`` only for a title that this bank never received."""

    numero: str
    valor: Decimal
    em: date
    credito: date
    juros: Decimal = ZERO
    desconto: Decimal = ZERO
    tarifa: Decimal = ZERO
    valor_titulo: Decimal | None = None


@dataclass(frozen=True)
class Evento:
    """A line to come in the next retorno."""

    codigo: str
    titulo: Titulo
    motivos: Sequence[str] = ()
    liquidacao: Liquidacao | None = None


@dataclass
class Recebimento:
    """What came in a remessa, by ``numero``: titles taken in, commands taken, and titles rejected with reasons."""

    entradas: list[str] = field(default_factory=list)
    comandos: list[tuple[str, str]] = field(default_factory=list)
    rejeitados: dict[str, list[str]] = field(default_factory=dict)


class Linha:
    """A line of a remessa, checked by position."""

    def __init__(self, numero: int, texto: str) -> None:
        self.numero = numero
        self.texto = texto

    def __getitem__(self, posicoes: tuple[int, int]) -> str:
        de, ate = posicoes
        return self.texto[de - 1 : ate]

    def recusar(self, coluna: int, motivo: str) -> RemessaRecusada:
        return RemessaRecusada(self.numero, coluna, motivo)

    def exigir(self, condicao: bool, coluna: int, motivo: str) -> None:
        if not condicao:
            raise self.recusar(coluna, motivo)

    def literal(self, de: int, texto: str) -> None:
        achado = self[de, de + len(texto) - 1]
        self.exigir(achado == texto, de, f"deveria ser {texto!r}, é {achado!r}")

    def brancos(self, de: int, ate: int) -> None:
        self.literal(de, " " * (ate - de + 1))

    def zeros(self, de: int, ate: int) -> None:
        self.literal(de, "0" * (ate - de + 1))

    def digitos(self, de: int, ate: int) -> str:
        texto = self[de, ate]
        self.exigir(texto.isdecimal(), de, f"deveria ser numérico, é {texto!r}")
        return texto

    def inteiro(self, de: int, ate: int) -> int:
        return int(self.digitos(de, ate))

    def valor(self, de: int, ate: int) -> Decimal:
        return Decimal(self.inteiro(de, ate)) / 100

    def texto_obrigatorio(self, de: int, ate: int) -> str:
        texto = self[de, ate]
        self.exigir(texto[0] != " ", de, "não informado ou deslocado")
        return texto.rstrip()

    def um_de(self, de: int, ate: int, aceitos: Iterable[str]) -> str:
        texto = self[de, ate]
        self.exigir(texto in set(aceitos), de, f"código {texto!r} inválido")
        return texto

    def data(self, de: int, ate: int) -> date:
        digitos = self.digitos(de, ate)
        ano = int(digitos[4:]) + (2000 if len(digitos) == 6 else 0)
        try:
            return date(ano, int(digitos[2:4]), int(digitos[:2]))
        except ValueError:
            raise self.recusar(de, f"data {digitos} não existe") from None

    def data_ou_zeros(self, de: int, ate: int) -> date | None:
        return self.data(de, ate) if self[de, ate].strip("0") else None

    def documento(self, tipo: str, de: int, ate: int) -> str:
        """CPF (tipo 1) or CNPJ (tipo 2), right-aligned, check digits right."""
        self.exigir(tipo in ("1", "2"), de, "tipo de inscrição inválido")
        tamanho = 11 if tipo == "1" else 14
        texto = self[de, ate]
        documento = texto[-tamanho:]
        self.exigir(not texto[:-tamanho].strip("0"), de, "inscrição deslocada")
        valido = cpf_valido(documento) if tipo == "1" else cnpj_valido(documento)
        self.exigir(valido, de, f"inscrição {documento} inválida")
        return documento


def abrir(conteudo: bytes, largura: int) -> list[Linha]:
    """The lines of a remessa: ASCII, upper case, each of ``largura`` columns and ended by CRLF."""
    try:
        texto = conteudo.decode("ascii")
    except UnicodeDecodeError as erro:
        raise RemessaRecusada(conteudo.count(b"\n", 0, erro.start) + 1, 1, "caractere fora do ASCII") from None
    if not texto.endswith("\r\n"):
        raise RemessaRecusada(texto.count("\n") + 1, 1, "última linha sem fim de linha")
    linhas = [Linha(numero, linha) for numero, linha in enumerate(texto[:-2].split("\r\n"), 1)]
    for linha in linhas:
        linha.exigir(len(linha.texto) == largura, len(linha.texto) + 1, f"linha de {len(linha.texto)} colunas")
        linha.exigir(linha.texto.isprintable() and linha.texto == linha.texto.upper(), 1, "minúscula ou controle")
    return linhas


def modulo10(digitos: str) -> str:
    """Weights 2, 1 from the right, digits of each product summed (Itaú's manual, note 23)."""
    soma = 0
    for posicao, digito in enumerate(reversed(digitos)):
        produto = int(digito) * (2 if posicao % 2 == 0 else 1)
        soma += produto // 10 + produto % 10
    return str(-soma % 10)


def dv_sicoob(cooperativa: str, cliente: str, numero: str) -> str:
    """Constant 3197 over cooperativa(4), cliente(10) and number(7) (Sicoob's manual, item 3.13)."""
    digitos = cooperativa.zfill(4) + cliente.zfill(10) + numero.zfill(7)
    resto = sum(int(d) * (3, 1, 9, 7)[i % 4] for i, d in enumerate(digitos)) % 11
    return "0" if resto < 2 else str(11 - resto)


def cpf_valido(cpf: str) -> bool:
    if not (len(cpf) == 11 and cpf.isdecimal() and len(set(cpf)) > 1):
        return False
    for tamanho in (9, 10):
        soma = sum(int(cpf[i]) * (tamanho + 1 - i) for i in range(tamanho))
        if int(cpf[tamanho]) != soma * 10 % 11 % 10:
            return False
    return True


def cnpj_valido(cnpj: str) -> bool:
    """With letters since July 2026: a letter counts as its ASCII code less 48."""
    if not (len(cnpj) == 14 and cnpj.isalnum() and cnpj.isascii() and cnpj[12:].isdecimal() and len(set(cnpj)) > 1):
        return False
    valores = [ord(c) - 48 for c in cnpj]
    for tamanho in (12, 13):
        pesos = [2 + i % 8 for i in range(tamanho)]
        resto = sum(v * p for v, p in zip(reversed(valores[:tamanho]), pesos, strict=True)) % 11
        if valores[tamanho] != (0 if resto < 2 else 11 - resto):
            return False
    return True


def centavos(valor: Decimal, largura: int) -> str:
    return f"{int(valor * 100):0{largura}}"


class Banco:
    """What both banks do alike: keep titles, take commands, queue what the next retorno tells.

    ``CONFIRMACOES`` gives for each movement of a remessa its occurrence in the retorno; ``RECUSA`` the occurrence and
    reason for a command about a title that is not open.
    """

    LIQUIDACAO = "06"
    BAIXA = "09"
    ENTRADA_CONFIRMADA = "02"
    ENTRADA_REJEITADA = "03"
    ALTERACAO_VENCIMENTO = "06"
    ALTERACAO_VALOR = "31"
    CONFIRMACOES: Mapping[str, str]
    MOTIVO_JA_REGISTRADO: str
    MOTIVO_REPETIDO_NO_ARQUIVO: str

    def __init__(self, agencia: str, conta: str, conta_dv: str, carteira: str, cnpj: str) -> None:
        self.agencia = agencia
        self.conta = conta
        self.conta_dv = conta_dv
        self.carteira = carteira
        self.cnpj = cnpj
        self.titulos: dict[str, Titulo] = {}
        self.ultima_remessa = 0
        self.ultimo_retorno = 0
        self._fila: list[Evento] = []

    def receber_remessa(self, conteudo: bytes) -> Recebimento:
        """Take a file in. Raises RemessaRecusada, and then nothing of it has been taken."""
        sequencia, movimentos = self._ler(conteudo)
        recebimento = Recebimento()
        no_arquivo: set[str] = set()
        for codigo, titulo in movimentos:
            if codigo == "01":
                self._registrar(titulo, no_arquivo, recebimento)
                no_arquivo.add(titulo.numero)
            else:
                self._comandar(codigo, titulo, recebimento)
        self.ultima_remessa = sequencia
        return recebimento

    def reabrir(self, *numeros: str) -> None:
        """Take titles back to open: a bank may tell of one payment again in a later file."""
        for numero in numeros:
            self.titulos[numero.lstrip("0")].situacao = "registrado"

    def gerar_retorno(
        self,
        data: date,
        *,
        rejeicoes: Mapping[str, Sequence[str]] | None = None,
        liquidacoes: Sequence[Liquidacao] = (),
        baixas: Sequence[str] = (),
    ) -> bytes:
        """The file of ``data``: all that is queued, then payments and titles dropped by the bank itself.

        ``rejeicoes`` (numero -> reasons) turns queued entries into rejections.
        """
        eventos = [self._rejeitar(evento, rejeicoes or {}) for evento in self._fila]
        self._fila = []
        for liquidacao in liquidacoes:
            eventos.append(Evento(self.LIQUIDACAO, self._pagar(liquidacao), (), liquidacao))
        for numero in baixas:
            titulo = self._aberto(numero)
            titulo.situacao = "baixado"
            eventos.append(Evento(self.BAIXA, titulo, self._motivos_da_baixa()))
        self.ultimo_retorno += 1
        return "".join(f"{linha}\r\n" for linha in self._escrever(data, eventos)).encode("ascii")

    def _ler(self, conteudo: bytes) -> tuple[int, list[tuple[str, Titulo]]]:
        raise NotImplementedError

    def _escrever(self, data: date, eventos: Sequence[Evento]) -> list[str]:
        raise NotImplementedError

    def _recusa(self, codigo: str, titulo: Titulo | None) -> tuple[str, str]:
        """Occurrence and reason for a command that cannot be done."""
        raise NotImplementedError

    def _motivos_da_baixa(self) -> Sequence[str]:
        return ()

    def _registrar(self, titulo: Titulo, no_arquivo: set[str], recebimento: Recebimento) -> None:
        if titulo.numero in no_arquivo or titulo.numero in self.titulos:
            repetido = titulo.numero in no_arquivo
            motivo = self.MOTIVO_REPETIDO_NO_ARQUIVO if repetido else self.MOTIVO_JA_REGISTRADO
            recebimento.rejeitados.setdefault(titulo.numero, []).append(motivo)
            self._fila.append(Evento(self.ENTRADA_REJEITADA, titulo, (motivo,)))
            return
        self.titulos[titulo.numero] = titulo
        recebimento.entradas.append(titulo.numero)
        self._fila.append(Evento(self.ENTRADA_CONFIRMADA, titulo))

    def _comandar(self, codigo: str, pedido: Titulo, recebimento: Recebimento) -> None:
        titulo = self.titulos.get(pedido.numero)
        if titulo is None or titulo.situacao != "registrado":
            ocorrencia, motivo = self._recusa(codigo, titulo)
            recebimento.rejeitados.setdefault(pedido.numero, []).append(motivo)
            self._fila.append(Evento(ocorrencia, titulo or pedido, (motivo,)))
            return
        if codigo == "02":
            titulo.situacao = "baixado"
        elif codigo == self.ALTERACAO_VENCIMENTO:
            titulo.vencimento = pedido.vencimento
        elif codigo == self.ALTERACAO_VALOR:
            titulo.valor = pedido.valor
        recebimento.comandos.append((codigo, titulo.numero))
        self._fila.append(Evento(self.CONFIRMACOES[codigo], titulo))

    def _rejeitar(self, evento: Evento, rejeicoes: Mapping[str, Sequence[str]]) -> Evento:
        numero = evento.titulo.numero
        if evento.codigo != self.ENTRADA_CONFIRMADA or numero not in rejeicoes:
            return evento
        self.titulos.pop(numero)
        return Evento(self.ENTRADA_REJEITADA, evento.titulo, tuple(rejeicoes[numero]))

    def _aberto(self, numero: str) -> Titulo:
        titulo = self.titulos[numero.lstrip("0")]
        if titulo.situacao != "registrado":
            raise ValueError(f"o título {numero} está {titulo.situacao}")
        return titulo

    def _pagar(self, liquidacao: Liquidacao) -> Titulo:
        if liquidacao.valor_titulo is not None:
            numero = liquidacao.numero
            return Titulo(numero, numero, "", liquidacao.em, liquidacao.em, liquidacao.valor_titulo, "DESCONHECIDO")
        titulo = self._aberto(liquidacao.numero)
        titulo.situacao = "liquidado"
        return titulo
