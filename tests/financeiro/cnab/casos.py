"""One case for each bank of the tests that every layout must pass: its agreement, its stand-in, its titles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from financeiro.bancos.cnab import Convenio, TituloRemessa
from tests.financeiro.cnab import exemplos
from tests.standins.banco import BancoBradesco400, BancoCaixa240, BancoDoBrasil240, BancoSantander240, BancoSicredi240
from tests.standins.banco_base import Banco
from tests.standins.banco_bb240 import dv_bb
from tests.standins.banco_bradesco400 import dv_bradesco
from tests.standins.banco_santander240 import dv_santander
from tests.standins.banco_sicredi240 import dv_sicredi

EMPRESA = {"empresa_nome": "Conexão Ágil Telecomunicações Ltda", "empresa_cnpj": "11.222.333/0001-81"}

# What FEBRABAN's retorno has at the same place in every bank.
ESTRAGOS_240 = (
    (1, 143, "1", 143, '"2" (arquivo de retorno)'),
    (1, 144, "30022027", 144, "data DDMMAAAA existente"),
    (1, 158, "00000A", 163, "só algarismos (sequencia)"),
    (2, 9, "R", 9, '"T" (operação de retorno)'),
    (3, 14, "U", 14, "segmento T"),
    (4, 14, "T", 14, "segmento U do título da linha 3"),
    (4, 16, "06", 16, '"02" (movimento igual ao do segmento T)'),
    (4, 9, "00003", 9, '"00002"'),
    (10, 78, "0000000000-9990", 88, "só algarismos (valor_pago)"),
    (10, 146, "12-12027", 148, "data DDMMAAAA (data_credito)"),
    (11, 18, "000009", 18, "10 (quantidade de registros do lote)"),
    (12, 18, "000002", 18, "1 (quantidade de lotes)"),
    (12, 24, "000011", 24, "12 (quantidade de registros do arquivo)"),
)
ESTRAGOS_FEBRABAN = (
    *ESTRAGOS_240,
    (3, 74, "99012027", 74, "data DDMMAAAA existente (vencimento)"),
    (3, 82, "00000000000999O", 96, "só algarismos (valor)"),
    (9, 199, " " * 15, 199, "só algarismos (tarifa)"),
)


@dataclass(frozen=True, eq=False)
class Caso:
    """A bank under test.

    ``maior`` is the largest sequence of a nosso número; ``dv`` its check digit from the sequence. ``livres`` are the
    positions of free text by line of a remessa of one title, in which any character may stand. ``motivos`` are two
    reasons of rejection with their texts. ``conta`` is what the retorno says of whose it is. ``estragos`` are breakages
    of a retorno of four titles: line, column, what is written there, the column accused and what was expected.
    """

    nome: str
    convenio: Convenio
    banco: Callable[[], Banco]
    maior: int
    dv: Callable[[str], str]
    livres: Mapping[int, Sequence[tuple[int, int]]]
    motivos: Mapping[str, str]
    conta: Mapping[str, str]
    comandos: Sequence[str]
    estragos: Sequence[tuple[int, int, str, int, str]]
    largura: int = 240

    def titulo(self, **campos: Any) -> TituloRemessa:
        """A title of this bank, with ``campos`` changed."""
        numero = campos.get("nosso_numero", "42")
        return exemplos.titulo(**({"nosso_numero_dv": self.dv(numero)} | campos))


BB = Caso(
    nome="bb240",
    convenio=Convenio(
        banco="001",
        layout="cnab240",
        agencia="1606",
        agencia_dv=dv_bb("1606"),
        conta="69838",
        conta_dv=dv_bb("69838"),
        carteira="17",
        convenio="3294860",
        variacao="019",
        especie="DS",
        **EMPRESA,
    ),
    banco=lambda: BancoDoBrasil240("1606", "69838", "3294860", exemplos.CNPJ),
    maior=9_999_999_999,
    dv=lambda numero: "",
    livres={
        1: [(73, 102)],
        2: [(74, 103)],
        3: [(63, 77), (196, 220)],
        4: [(34, 128), (137, 151)],
        5: [(100, 139)],
    },
    motivos={
        "48": "CEP inválido",
        "52": "Registro de título já liquidado (carteira 17)",
    },
    conta={"agencia": "1606", "conta": "69838", "conta_dv": dv_bb("69838"), "convenio": "3294860"},
    comandos=("baixa", "alteracao_vencimento", "abatimento"),
    estragos=ESTRAGOS_FEBRABAN,
)

SANTANDER = Caso(
    nome="santander240",
    convenio=Convenio(
        banco="033",
        layout="cnab240",
        agencia="3532",
        agencia_dv="1",
        conta="13000456",
        conta_dv="7",
        carteira="101",
        convenio="1234567",
        transmissao="353200001234567",
        especie="DS",
        **EMPRESA,
    ),
    banco=lambda: BancoSantander240("3532", "1", "13000456", "7", "353200001234567", "1234567", exemplos.CNPJ),
    maior=999_999_999_999,
    dv=dv_santander,
    livres={
        1: [(73, 102)],
        2: [(74, 103)],
        3: [(63, 77), (196, 220)],
        4: [(34, 128), (137, 151)],
        5: [(100, 179)],
    },
    motivos={"48": "CEP inválido", "Z6": "Segmento inválido para o tipo de carteira de cobrança"},
    conta={"agencia": "3532", "conta": "13000456", "conta_dv": "7", "convenio": "1234567"},
    comandos=("baixa", "alteracao_vencimento", "abatimento"),
    estragos=(
        *ESTRAGOS_240,
        (3, 41, "00000000X0000", 49, "só algarismos (nosso_numero)"),
        (3, 70, "99012027", 70, "data DDMMAAAA existente (vencimento)"),
        (3, 78, "00000000000999O", 92, "só algarismos (valor)"),
        (9, 194, " " * 15, 194, "só algarismos (tarifa)"),
    ),
)

CAIXA = Caso(
    nome="caixa240",
    convenio=Convenio(
        banco="104",
        layout="cnab240",
        agencia="1234",
        agencia_dv="2",
        conta="",
        conta_dv="",
        carteira="1",
        convenio="043210",
        especie="DS",
        **EMPRESA,
    ),
    banco=lambda: BancoCaixa240("1234", "2", "043210", exemplos.CNPJ),
    maior=999_999_999_999_999,
    dv=lambda numero: "9",
    livres={
        1: [(73, 102)],
        2: [(74, 103)],
        4: [(34, 128), (137, 151)],
        5: [(100, 179)],
    },
    motivos={"48": "CEP inválido", "VP": "Forma entrega boleto inválida para emissão via beneficiário"},
    conta={"agencia": "1234", "conta": "", "conta_dv": "", "convenio": "0432100"},
    comandos=("baixa", "alteracao_vencimento", "alteracao_valor", "abatimento"),
    estragos=(*ESTRAGOS_FEBRABAN, (3, 40, "1400000X000000001", 47, "só algarismos (nosso_numero)")),
)

SICREDI = Caso(
    nome="sicredi240",
    convenio=Convenio(
        banco="748",
        layout="cnab240",
        agencia="0165",
        conta="00623",
        conta_dv="8",
        carteira="1",
        convenio="00623",
        posto="02",
        byte="2",
        especie="DS",
        **EMPRESA,
    ),
    banco=lambda: BancoSicredi240("0165", "02", "00623", "00623", "8", exemplos.CNPJ),
    maior=99_999,
    dv=lambda numero: dv_sicredi("0165", "02", "00623", f"262{numero:0>5}"),
    livres={
        1: [(73, 102)],
        2: [(74, 103)],
        3: [(63, 72)],
        4: [(34, 128), (137, 151)],
        5: [(100, 179)],
    },
    motivos={"48": "CEP inválido", "07": "Cooperativa crédito/agência/conta/DV inválido"},
    conta={"agencia": "165", "conta": "623", "conta_dv": "8", "convenio": ""},
    comandos=("baixa", "alteracao_vencimento", "abatimento"),
    estragos=ESTRAGOS_FEBRABAN,
)

ESTRAGOS_400 = (
    (1, 2, "1", 2, '"2" (arquivo de retorno)'),
    (1, 3, "REMESSA", 3, '"RETORNO"'),
    (1, 95, "310227", 95, "data DDMMAA existente"),
    (2, 1, "7", 1, "tipo de registro 1"),
    (4, 395, "000003", 395, '"000004"'),
    (6, 395, "000007", 395, '"000006"'),
)
BRADESCO = Caso(
    nome="bradesco400",
    convenio=Convenio(
        banco="237",
        layout="cnab400",
        agencia="1420",
        conta="16910",
        conta_dv="2",
        carteira="09",
        convenio="4466911",
        especie="DS",
        **EMPRESA,
    ),
    banco=lambda: BancoBradesco400("1420", "16910", "2", "09", "4466911", exemplos.CNPJ),
    maior=99_999_999_999,
    dv=lambda numero: dv_bradesco("09", numero),
    livres={1: [(47, 76)], 2: [(38, 62), (111, 120), (235, 314), (335, 394)]},
    motivos={"48": "CEP inválido", "46": "Tipo/número de inscrição do pagador inválidos"},
    conta={"agencia": "1420", "conta": "16910", "conta_dv": "2", "convenio": "4466911"},
    comandos=("baixa", "alteracao_vencimento", "alteracao_valor", "abatimento"),
    estragos=(
        *ESTRAGOS_400,
        (2, 71, "0000000000X", 81, "só algarismos (nosso_numero)"),
        (2, 109, "A2", 109, "só algarismos (ocorrencia)"),
        (2, 147, "1O0127", 148, "data DDMMAA (vencimento)"),
        (5, 254, "00000000098,0", 265, "valor em centavos, só algarismos (valor_pago)"),
        (6, 58, "00004", 58, "3 registros com a ocorrência 02"),
        (6, 87, "00002", 87, "1 registros com a ocorrência 06"),
    ),
    largura=400,
)

CASOS = (BB, SANTANDER, CAIXA, SICREDI, BRADESCO)
TODOS = pytest.mark.parametrize("caso", CASOS, ids=lambda caso: caso.nome)
