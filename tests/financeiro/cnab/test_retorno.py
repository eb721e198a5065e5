"""Reading a retorno: forms a good file may have, and what a broken one makes the reader say."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from financeiro.bancos.cnab import ErroDeLayout, gerar_remessa, ler_retorno
from tests.financeiro.cnab.exemplos import GERADO_EM, ITAU, SICOOB, itau, sicoob, titulo
from tests.standins.banco import Liquidacao

DIA = date(2027, 1, 12)
ENTRADAS = [titulo(nosso_numero=str(n), seu_numero=f"F{n}") for n in (1, 2, 3)]
PAGA = Liquidacao("1", Decimal("99.90"), DIA, DIA, tarifa=Decimal("1.50"))


def _arquivo_itau() -> bytes:
    banco = itau()
    banco.receber_remessa(gerar_remessa(ITAU, ENTRADAS, 1, GERADO_EM))
    return banco.gerar_retorno(DIA, liquidacoes=[PAGA])


def _arquivo_sicoob() -> bytes:
    banco = sicoob()
    banco.receber_remessa(gerar_remessa(SICOOB, ENTRADAS, 1, GERADO_EM))
    return banco.gerar_retorno(DIA, liquidacoes=[PAGA])


ARQUIVO_ITAU = _arquivo_itau()
ARQUIVO_SICOOB = _arquivo_sicoob()
AMBOS = pytest.mark.parametrize("conteudo", [ARQUIVO_ITAU, ARQUIVO_SICOOB], ids=["itau", "sicoob"])


def trocar(conteudo: bytes, linha: int, coluna: int, novo: str) -> bytes:
    """``conteudo`` with ``novo`` written over ``linha``, from ``coluna`` on."""
    linhas = conteudo.split(b"\r\n")
    texto = linhas[linha - 1]
    linhas[linha - 1] = texto[: coluna - 1] + novo.encode("latin-1") + texto[coluna - 1 + len(novo) :]
    return b"\r\n".join(linhas)


def sem_linha(conteudo: bytes, linha: int) -> bytes:
    linhas = conteudo.split(b"\r\n")
    return b"\r\n".join(linhas[: linha - 1] + linhas[linha:])


def erro_de(conteudo: bytes) -> ErroDeLayout:
    with pytest.raises(ErroDeLayout) as erro:
        ler_retorno(conteudo, "cobranca.ret")
    assert erro.value.arquivo == "cobranca.ret"
    return erro.value


@AMBOS
@pytest.mark.parametrize(
    "forma",
    [
        lambda conteudo: conteudo.replace(b"\r\n", b"\n"),
        lambda conteudo: conteudo.replace(b"\r\n", b"\r\r\n"),
        lambda conteudo: conteudo[:-2],
        lambda conteudo: conteudo + b"\x1a",
        lambda conteudo: conteudo + b"\x1a\r\n\r\n",
        lambda conteudo: conteudo + b"\r\n   \r\n",
        lambda conteudo: b"\xef\xbb\xbf" + conteudo,
        lambda conteudo: conteudo.replace(b"EMPRESA", "CONEXÃO".encode("latin-1")),
        lambda conteudo: conteudo.replace(b"EMPRESA", "CONEXÃO".encode()),
        lambda conteudo: conteudo.replace(b"JOAO ", "JO\x80\xc3O".encode("latin-1")),
    ],
    ids=["lf", "cr a mais", "sem fim", "1a", "1a e linhas", "em branco", "bom", "latin-1", "utf-8", "windows"],
)
def test_formas_de_um_arquivo_bom(conteudo: bytes, forma: Callable[[bytes], bytes]) -> None:
    assert ler_retorno(forma(conteudo)) == ler_retorno(conteudo)


@pytest.mark.parametrize(
    ("linha", "coluna", "novo", "acusada", "esperado"),
    [
        (1, 1, "1", (1, 1), '"0"'),
        (1, 2, "1", (1, 2), '"2" (arquivo de retorno)'),
        (1, 3, "REMESSA", (1, 3), '"RETORNO"'),
        (1, 10, "02", (1, 10), '"01"'),
        (1, 27, "00A7", (1, 29), "só algarismos (agencia)"),
        (1, 77, "001", (1, 77), "código de banco"),
        (1, 95, "310227", (1, 95), "data DDMMAA existente"),
        (1, 95, "000000", (1, 95), "data do arquivo"),
        (1, 109, "0000 ", (1, 113), "só algarismos (sequencia)"),
        (1, 400, "2", (1, 395), '"000001"'),
        (2, 1, "7", (2, 1), "tipo de registro 1 ou 9"),
        (3, 1, "2", (3, 1), "tipo de registro 1, 3, 4 ou 9"),
        (2, 1, "3", (2, 1), "tipo de registro 1 ou 9"),
        (2, 86, "0000000X", (2, 93), "só algarismos (nosso_numero)"),
        (2, 109, "A2", (2, 109), "só algarismos (ocorrencia)"),
        (2, 111, "320127", (2, 111), "data DDMMAA existente (data_ocorrencia)"),
        (2, 147, "1O0127", (2, 148), "data DDMMAA (vencimento)"),
        (2, 153, "         9990", (2, 153), "valor em centavos, só algarismos (valor)"),
        (5, 254, "00000000098,0", (5, 265), "valor em centavos, só algarismos (valor_pago)"),
        (5, 296, "12/127", (5, 298), "data DDMMAA (data_credito)"),
        (4, 395, "000003", (4, 395), '"000004"'),
        (6, 395, "000007", (6, 395), '"000006"'),
        (6, 5, "237", (6, 5), '"341"'),
        (6, 213, "00000003", (6, 213), "4 registros de detalhe"),
        (6, 221, "00000000039961", (6, 221), "399.60 (soma dos valores dos títulos)"),
        (6, 213, "00000000", None, ""),
        (2, 200, "\x00", (2, 200), "caractere imprimível"),
        (2, 200, "\t", (2, 200), "caractere imprimível"),
        (2, 378, "99", None, ""),
    ],
)
def test_itau_estragado(linha: int, coluna: int, novo: str, acusada: tuple[int, int] | None, esperado: str) -> None:
    estragado = trocar(ARQUIVO_ITAU, linha, coluna, novo)
    if acusada is None:
        assert len(ler_retorno(estragado).titulos) == 4
        return
    erro = erro_de(estragado)
    assert (erro.linha, erro.coluna) == acusada
    assert esperado in erro.esperado


@pytest.mark.parametrize(
    ("linha", "coluna", "novo", "acusada", "esperado"),
    [
        (1, 1, "341", (1, 1), "código de banco"),
        (1, 4, "0001", (1, 4), '"0000"'),
        (1, 8, "1", (1, 8), '"0"'),
        (1, 143, "1", (1, 143), '"2" (arquivo de retorno)'),
        (1, 144, "30022027", (1, 144), "data DDMMAAAA existente"),
        (1, 158, "00000A", (1, 163), "só algarismos (sequencia)"),
        (2, 8, "3", (2, 8), "tipo de registro 1 (lote) ou 9"),
        (2, 9, "R", (2, 9), '"T" (operação de retorno)'),
        (2, 4, "0002", (2, 4), "1 (número do lote)"),
        (3, 1, "001", (3, 1), '"756"'),
        (3, 4, "0002", (3, 4), '"0001"'),
        (4, 9, "00003", (4, 9), '"00002"'),
        (3, 14, "U", (3, 14), "segmento T"),
        (4, 14, "T", (4, 14), "segmento U do título da linha 3"),
        (5, 14, "Z", (5, 14), "segmento T"),
        (4, 16, "06", (4, 16), '"02" (movimento igual ao do segmento T)'),
        (3, 38, "00000000X4", (3, 46), "só algarismos (nosso_numero)"),
        (3, 74, "99012027", (3, 74), "data DDMMAAAA existente (vencimento)"),
        (3, 82, "00000000000999O", (3, 96), "só algarismos (valor)"),
        (9, 199, " " * 15, (9, 199), "só algarismos (tarifa)"),
        (10, 78, "0000000000-9990", (10, 88), "só algarismos (valor_pago)"),
        (10, 146, "12-12027", (10, 148), "data DDMMAAAA (data_credito)"),
        (11, 18, "000009", (11, 18), "10 (quantidade de registros do lote)"),
        (11, 4, "0002", (11, 4), "1 (número do lote)"),
        (11, 8, "9", (11, 8), "tipo de registro 3 (detalhe) ou 5"),
        (12, 4, "0000", (12, 4), '"9999"'),
        (12, 8, "5", (12, 8), "tipo de registro 1 (lote) ou 9"),
        (12, 18, "000002", (12, 18), "1 (quantidade de lotes)"),
        (12, 24, "000011", (12, 24), "12 (quantidade de registros do arquivo)"),
        (10, 8, "5", (10, 8), "segmento U do título da linha 9"),
        (5, 38, " " * 10, None, ""),
        (1, 164, "085", None, ""),
    ],
)
def test_sicoob_estragado(linha: int, coluna: int, novo: str, acusada: tuple[int, int] | None, esperado: str) -> None:
    estragado = trocar(ARQUIVO_SICOOB, linha, coluna, novo)
    if acusada is None:
        assert len(ler_retorno(estragado).titulos) == 4
        return
    erro = erro_de(estragado)
    assert (erro.linha, erro.coluna) == acusada
    assert esperado in erro.esperado


@AMBOS
def test_largura_de_cada_linha(conteudo: bytes) -> None:
    largura = conteudo.index(b"\r\n")
    for numero, linha in enumerate(conteudo.split(b"\r\n")[1:-1], 2):
        curta = erro_de(conteudo.replace(linha, linha[:-1]))
        assert (curta.linha, curta.coluna, curta.encontrado) == (numero, largura, f"{largura - 1} colunas")
        longa = erro_de(conteudo.replace(linha, linha + b" "))
        assert (longa.linha, longa.coluna, longa.encontrado) == (numero, largura + 1, f"{largura + 1} colunas")


@AMBOS
def test_arquivo_cortado_em_qualquer_linha(conteudo: bytes) -> None:
    linhas = conteudo.split(b"\r\n")[:-1]
    for quantas in range(1, len(linhas)):
        erro = erro_de(b"\r\n".join(linhas[:quantas]) + b"\r\n")
        assert erro.linha in (quantas, quantas + 1)


@AMBOS
def test_linha_a_menos_repetida_ou_trocada_de_lugar(conteudo: bytes) -> None:
    linhas = conteudo.split(b"\r\n")[:-1]
    for posicao in range(1, len(linhas) - 1):
        erro_de(sem_linha(conteudo, posicao + 1))
        erro_de(b"\r\n".join([*linhas[:posicao], linhas[posicao], *linhas[posicao:]]))
        trocada = linhas[:]
        trocada[posicao], trocada[posicao + 1] = trocada[posicao + 1], trocada[posicao]
        erro_de(b"\r\n".join(trocada))


@AMBOS
def test_nada_depois_do_trailer(conteudo: bytes) -> None:
    erro = erro_de(conteudo + conteudo)
    assert erro.linha == conteudo.count(b"\r\n") + 1
    assert "fim do arquivo" in erro.esperado


@pytest.mark.parametrize(
    ("conteudo", "esperado", "encontrado"),
    [
        (b"", "registro header do banco", "arquivo vazio"),
        (b"\r\n \r\n\x1a", "registro header do banco", "arquivo vazio"),
        (b"nome;valor\r\n", "linha de 240 ou 400 colunas", "10 colunas"),
        (b"%PDF-1.7\n" + b"\x00" * 300, "linha de 240 ou 400 colunas", "8 colunas"),
        (b"\xff\xfe" * 1000, "linha de 240 ou 400 colunas", "2000 colunas"),
    ],
)
def test_o_que_nao_e_retorno(conteudo: bytes, esperado: str, encontrado: str) -> None:
    erro = erro_de(conteudo)
    assert (erro.esperado, erro.encontrado) == (esperado, encontrado)


def test_remessa_no_lugar_do_retorno() -> None:
    for convenio, coluna in ((ITAU, 2), (SICOOB, 143)):
        erro = erro_de(gerar_remessa(convenio, ENTRADAS, 1, GERADO_EM))
        assert (erro.linha, erro.coluna, erro.encontrado) == (1, coluna, '"1"')


def test_limite_de_tamanho() -> None:
    assert ler_retorno(ARQUIVO_ITAU, limite=len(ARQUIVO_ITAU)).titulos
    with pytest.raises(ErroDeLayout, match="arquivo de até 100 bytes, encontrado 2412 bytes"):
        ler_retorno(ARQUIVO_ITAU, limite=100)


def test_mensagem_do_erro() -> None:
    estragado = trocar(ARQUIVO_ITAU, 2, 109, "A2")
    assert str(erro_de(estragado)) == (
        'Arquivo cobranca.ret, linha 2, coluna 109: esperado só algarismos (ocorrencia), encontrado "A2".'
    )
    with pytest.raises(ErroDeLayout, match=r"^Linha 2, coluna 109: "):
        ler_retorno(estragado)


def test_linha_em_branco_no_meio_nao_muda_a_conta_das_linhas() -> None:
    linhas = trocar(ARQUIVO_ITAU, 3, 109, "A2").split(b"\r\n")
    assert erro_de(b"\r\n".join([linhas[0], b"", *linhas[1:]])).linha == 4


@pytest.mark.parametrize(
    ("ocorrencia", "erros", "complemento", "motivos", "descricao"),
    [
        ("03", "1437    ", "0000", ["14", "37"], "Nosso número já registrado no banco ou fora da faixa"),
        ("03", "00000000", "0000", [], None),
        ("16", "21      ", "0000", ["21"], "Título não registrado no banco"),
        ("15", "06      ", "0000", ["06"], "Título não registrado no banco"),
        ("17", "05      ", "0000", ["05"], "Data de vencimento inválida ou com o mesmo conteúdo"),
        ("25", "1842    ", "0000", ["1842"], "Boleto DDA: dívida não reconhecida pelo pagador"),
        ("25", "        ", "1719", ["1719"], "Pagador não foi localizado; confirmar o endereço"),
        ("24", "        ", "3327", ["3327"], "CEP do pagador incorreto"),
        ("57", "        ", "1156", ["1156"], "Não protestar"),
        ("03", "ZZ      ", "0000", ["ZZ"], "Motivo ZZ, sem descrição no manual"),
        ("06", "        ", "0000", [], None),
    ],
)
def test_motivos_do_itau(
    ocorrencia: str, erros: str, complemento: str, motivos: list[str], descricao: str | None
) -> None:
    conteudo = trocar(ARQUIVO_ITAU, 2, 109, ocorrencia)
    conteudo = trocar(trocar(conteudo, 2, 302, complemento), 2, 378, erros)
    primeiro = ler_retorno(conteudo).titulos[0]
    assert primeiro.motivos == motivos
    assert len(primeiro.motivos_descricao) == len(motivos)
    if descricao is not None:
        assert primeiro.motivos_descricao[0] == descricao


@pytest.mark.parametrize(
    ("ocorrencia", "motivo", "tipo", "descricao"),
    [
        ("03", "46", "entrada_rejeitada", "Tipo/número de inscrição do pagador inválidos"),
        ("26", "A5", "instrucao_rejeitada", "Registro rejeitado: título já liquidado"),
        ("28", "03", "tarifa", "Tarifa de desistência"),
        ("28", "08", "tarifa", "Custas de protesto"),
        ("06", "03", "liquidacao", "Liquidação no guichê de caixa em dinheiro"),
        ("17", "04", "liquidacao", "Compensação eletrônica"),
        ("09", "13", "baixa", "Decurso prazo: banco"),
        ("02", "A4", "entrada_confirmada", "Pagador DDA"),
        ("50", "", "outro", None),
        ("99", "", "outro", None),
    ],
)
def test_ocorrencias_e_motivos_do_sicoob(ocorrencia: str, motivo: str, tipo: str, descricao: str | None) -> None:
    conteudo = trocar(trocar(ARQUIVO_SICOOB, 3, 16, ocorrencia), 4, 16, ocorrencia)
    primeiro = ler_retorno(trocar(conteudo, 3, 214, motivo.ljust(10))).titulos[0]
    assert primeiro.tipo == tipo
    assert primeiro.motivos_descricao == ([descricao] if descricao else [])


@pytest.mark.parametrize(
    ("ocorrencia", "tipo"),
    [
        ("02", "entrada_confirmada"),
        ("07", "liquidacao"),
        ("08", "liquidacao"),
        ("10", "baixa"),
        ("14", "alteracao_confirmada"),
        ("19", "protesto"),
        ("28", "tarifa"),
        ("60", "entrada_rejeitada"),
        ("95", "outro"),
        ("99", "outro"),
    ],
)
def test_ocorrencias_do_itau(ocorrencia: str, tipo: str) -> None:
    primeiro = ler_retorno(trocar(ARQUIVO_ITAU, 2, 109, ocorrencia)).titulos[0]
    assert (primeiro.ocorrencia, primeiro.tipo) == (ocorrencia, tipo)
    assert primeiro.descricao


def test_ocorrencia_que_o_manual_nao_tem_e_mostrada_com_seu_codigo() -> None:
    primeiro = ler_retorno(trocar(ARQUIVO_ITAU, 2, 109, "99")).titulos[0]
    assert primeiro.descricao == "Ocorrência 99, sem descrição no manual"


def test_data_de_credito_do_itau_pode_estar_so_no_header() -> None:
    entrada, *_, paga = ler_retorno(trocar(trocar(ARQUIVO_ITAU, 5, 296, " " * 6), 1, 114, "130127")).titulos
    assert paga.data_credito == date(2027, 1, 13)
    assert entrada.data_credito is None


def test_valor_recebido_no_itau_quando_a_tarifa_e_cobrada_a_parte() -> None:
    a_parte = ler_retorno(trocar(ARQUIVO_ITAU, 5, 254, "0000000009990")).titulos[-1]
    assert (a_parte.valor_pago, a_parte.valor_recebido) == (Decimal("99.90"), Decimal("99.90"))
    descontada = ler_retorno(ARQUIVO_ITAU).titulos[-1]
    assert (descontada.valor_pago, descontada.valor_recebido) == (Decimal("98.40"), Decimal("99.90"))


def test_registros_de_pix_e_rateio_do_itau_acompanham_o_titulo() -> None:
    linhas = ARQUIVO_ITAU.split(b"\r\n")
    pix = b"3" + b"00020126".ljust(393)
    rateio = b"4" + b" " * 393
    todas = [linhas[0], linhas[1], pix, rateio, *linhas[2:6]]
    numeradas = [linha[:394] + f"{numero:06}".encode() for numero, linha in enumerate(todas, 1)]
    assert ler_retorno(b"\r\n".join(numeradas)).titulos[0] == ler_retorno(ARQUIVO_ITAU).titulos[0]


def test_segmento_y_do_sicoob_acompanha_o_titulo() -> None:
    linhas = ARQUIVO_SICOOB.split(b"\r\n")
    y = b"7560001300003Y 0203".ljust(240)
    detalhes = [*linhas[2:4], y, *linhas[4:10]]
    numerados = [linha[:8] + f"{numero:05}".encode() + linha[13:] for numero, linha in enumerate(detalhes, 1)]
    lote = trocar(linhas[10], 1, 18, "000011")
    fim = trocar(linhas[11], 1, 24, "000013")
    retorno = ler_retorno(b"\r\n".join([*linhas[:2], *numerados, lote, fim]))
    assert [cada.numero for cada in retorno.titulos] == ["1", "2", "3", "1"]


def test_varios_lotes_do_sicoob() -> None:
    linhas = ARQUIVO_SICOOB.split(b"\r\n")
    segundo = [linha[:3] + b"0002" + linha[7:] for linha in linhas[1:11]]
    fim = trocar(trocar(linhas[11], 1, 18, "000002"), 1, 24, "000022")
    retorno = ler_retorno(b"\r\n".join([*linhas[:11], *segundo, fim]))
    assert len(retorno.titulos) == 8
    erro = erro_de(b"\r\n".join([*linhas[:11], *linhas[1:11], fim]))
    assert (erro.linha, erro.coluna) == (12, 4)


def test_nosso_numero_do_sicoob_traz_o_digito_e_numero_nao() -> None:
    primeiro = ler_retorno(ARQUIVO_SICOOB).titulos[0]
    assert len(primeiro.nosso_numero) == 10
    assert primeiro.nosso_numero[:-1] == "000000001"
    assert primeiro.numero == "1"
