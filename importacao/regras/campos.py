"""What each kind of file may bring: its fields, what they are called elsewhere, what is explained of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubsoft.core.busca import normalizar

TIPOS = {"cliente": "Clientes", "servico": "Serviços", "fatura": "Faturas em aberto"}


@dataclass(frozen=True, slots=True)
class Campo:
    """A field. ``leitor``: a key of ``valores.LEITORES``, a number of letters for text, or ``@table`` for a choice.

    ``nomes``: what other systems call it, without accents. ``exemplo`` goes into the file that people download.
    """

    nome: str
    rotulo: str
    leitor: str | int
    exemplo: str = ""
    ajuda: str = ""
    obrigatorio: bool = False
    nomes: tuple[str, ...] = ()

    @property
    def tabela(self) -> str:
        """The table that its values are rows of, "" for a plain value."""
        return self.leitor[1:] if isinstance(self.leitor, str) and self.leitor.startswith("@") else ""


def _codigo(nomes: tuple[str, ...]) -> Campo:
    return Campo(
        "codigo", "Código no sistema de origem", 60, "1001",
        "Identifica a linha: importar de novo o mesmo código não duplica.", True, ("codigo", "id", *nomes),
    )  # fmt: skip


_ENDERECO = (
    Campo("cep", "CEP", "cep", "13010-000", nomes=("cep", "codigo postal")),
    Campo("logradouro", "Rua", 150, "Rua Conceição", nomes=("rua", "logradouro", "endereco")),
    Campo("numero", "Número", 20, "10", "Vazio vira S/N.", nomes=("numero", "num", "nro")),
    Campo("complemento", "Complemento", 80, "Apto 12", nomes=("complemento", "compl")),
    Campo("bairro", "Bairro", 80, "Centro", nomes=("bairro",)),
    Campo("cidade", "Cidade", "@cidade", "Campinas/SP", "Nome, Nome/UF ou código IBGE.", nomes=("cidade", "municipio")),
    Campo("referencia", "Ponto de referência", 150, nomes=("ponto de referencia", "ponto referencia")),
    Campo("latitude", "Latitude", "latitude", "-22,905600", nomes=("latitude", "lat")),
    Campo("longitude", "Longitude", "longitude", "-47,060800", nomes=("longitude", "lng", "lon", "long")),
)
_OBRIGATORIO_NO_CLIENTE = {"cep", "logradouro", "bairro", "cidade"}
_CLIENTE = Campo(
    "cliente", "Cliente", 60, "1001", "O código do cliente no sistema de origem, ou o CPF/CNPJ.", True,
    ("cliente", "id cliente", "codigo cliente", "cod cliente", "cpf", "cnpj", "cpf cnpj", "cpfcnpj", "documento"),
)  # fmt: skip

CLIENTE: tuple[Campo, ...] = (
    _codigo(("id cliente", "codigo cliente", "cod cliente")),
    Campo("nome", "Nome / Razão social", 150, "José da Silva", "", True, ("nome", "razao social", "cliente")),
    Campo("cpf_cnpj", "CPF/CNPJ", "documento", "529.982.247-25", "CNPJ com letras também.", True,
          ("cpf cnpj", "cpfcnpj", "cpf", "cnpj", "documento", "cnpj cpf")),
    Campo("nome_fantasia", "Nome fantasia", 150, nomes=("nome fantasia", "fantasia")),
    Campo("rg_ie", "RG / Inscrição estadual", 20, nomes=("rg", "ie", "rg ie", "inscricao estadual")),
    Campo("nascimento", "Nascimento / Fundação", "data", "31/12/1980", nomes=("nascimento", "data nascimento")),
    Campo("celular", "Celular", "telefones", "(19) 99999-0000", "Vários separados por vírgula.",
          nomes=("celular", "telefone celular", "fone celular")),
    Campo("whatsapp", "WhatsApp", "telefones", nomes=("whatsapp", "whats")),
    Campo("telefone", "Telefone", "telefones", nomes=("telefone", "fone", "telefone fixo")),
    Campo("email", "E-mail", "emails", "jose@exemplo.com.br", "Vários separados por vírgula.",
          nomes=("email", "e mail")),
    Campo("grupo", "Grupo", "@grupo", nomes=("grupo", "grupo cliente")),
    Campo("observacoes", "Observações", 4000, nomes=("observacoes", "observacao", "obs")),
    *(Campo(c.nome, c.rotulo, c.leitor, c.exemplo, c.ajuda, c.nome in _OBRIGATORIO_NO_CLIENTE, c.nomes)
      for c in _ENDERECO),
)  # fmt: skip
SERVICO: tuple[Campo, ...] = (
    _codigo(("id servico", "codigo servico", "id contrato", "contrato")),
    _CLIENTE,
    Campo("plano", "Plano", "@plano", "Fibra 500", "O nome do plano aqui, ou traduza no passo Valores.", True,
          ("plano", "servico", "pacote", "produto")),
    Campo("valor", "Valor por mês (R$)", "dinheiro", "99,90", "Vazio: o valor do plano.",
          nomes=("valor", "mensalidade", "valor mensal", "preco")),
    Campo("status", "Status", "@status", "Serviço habilitado", "Vazio: habilitado.", nomes=("status", "situacao")),
    Campo("data_venda", "Data da venda", "data", "01/03/2024", "Vazia: a da habilitação, ou hoje.",
          nomes=("data venda", "data cadastro", "data contratacao")),
    Campo("data_habilitacao", "Data de habilitação", "data", "05/03/2024",
          nomes=("data habilitacao", "data ativacao", "data instalacao")),
    Campo("cobrar_desde", "Cobrar desde", "data", "01/12/2026",
          "Os dias antes já foram cobrados no outro sistema. Vazia: hoje.", nomes=("cobrar desde",)),
    Campo("forma", "Forma de cobrança", "@forma", "Itaú", "", True,
          ("forma de cobranca", "forma cobranca", "carteira")),
    Campo("dia_vencimento", "Dia do vencimento", "dia", "10", "", True,
          ("dia vencimento", "vencimento", "dia do vencimento", "dia")),
    Campo("modalidade", "Modalidade", "@modalidade", nomes=("modalidade",), ajuda="Vazia: postecipado."),
    Campo("login", "Login PPPoE", "login", "jose.silva", "Vazio: serviço sem acesso.",
          nomes=("login", "usuario", "pppoe", "login pppoe", "usuario pppoe", "username")),
    Campo("senha", "Senha PPPoE", "senha", "abc12345", "Vazia: uma senha é gerada.",
          nomes=("senha", "senha pppoe", "password")),
    Campo("mac", "MAC", "mac", nomes=("mac",)),
    Campo("ipv4", "IP fixo", "ipv4", nomes=("ip", "ip fixo", "ipv4")),
    Campo("referencia_valor", "Referência do valor", 120, nomes=("referencia valor",)),
    Campo("anotacoes", "Anotações", 4000, nomes=("anotacoes", "observacoes", "obs")),
    *(Campo(c.nome, f"{c.rotulo} da instalação", c.leitor, c.exemplo,
            "Sem endereço, vale o do cliente." if c.nome == "cep" else c.ajuda, False,
            (*c.nomes, f"{c.nomes[0]} instalacao")) for c in _ENDERECO),
)  # fmt: skip
FATURA: tuple[Campo, ...] = (
    _codigo(("id fatura", "id boleto", "numero documento", "titulo")),
    _CLIENTE,
    Campo("servico", "Código do serviço", 60, "5001", "O código do serviço no sistema de origem.",
          nomes=("servico", "id servico", "contrato", "id contrato")),
    Campo("descricao", "Descrição", 200, "Fibra 500 11/2026", "Vazia: “Fatura importada”.",
          nomes=("descricao", "historico", "referente")),
    Campo("valor", "Valor (R$)", "dinheiro", "99,90", "O que falta pagar, sem multa e juros.", True,
          ("valor", "valor aberto", "saldo")),
    Campo("vencimento", "Vencimento", "data", "10/12/2026", "", True, ("vencimento", "data vencimento")),
    Campo("emissao", "Emissão", "data", "20/11/2026", "Vazia: hoje, ou o vencimento se já passou.",
          nomes=("emissao", "data emissao")),
    Campo("competencia", "Competência", "data", "01/11/2026",
          "Um dia do mês cobrado; com o serviço, aquele mês não é cobrado de novo.", nomes=("competencia",)),
    Campo("forma", "Forma de cobrança", "@forma", "Itaú", "", True,
          ("forma de cobranca", "forma cobranca", "carteira")),
    Campo("nosso_numero", "Nosso número", "numero_do_banco", "",
          "Sem o dígito. Informado: o título já está no banco; vazio: sai na próxima remessa.",
          nomes=("nosso numero", "nossonumero")),
)  # fmt: skip
CAMPOS = {"cliente": CLIENTE, "servico": SERVICO, "fatura": FATURA}


def simplificar(nome: str) -> str:
    """Return a header as the names of the fields are written: no accents, no case, words apart by one blank."""
    return " ".join("".join(c if c.isalnum() else " " for c in normalizar(nome)).split())


def adivinhar(tipo: str, cabecalho: Sequence[str]) -> dict[str, int]:
    """Return which column each field takes by the names of both, an exact label before another name; none twice."""
    colunas = [simplificar(nome) for nome in cabecalho]
    achadas: dict[str, int] = {}
    for campo in CAMPOS[tipo]:
        for nome in (simplificar(campo.rotulo), campo.nome.replace("_", " "), *campo.nomes):
            indice = next((i for i, c in enumerate(colunas) if c == nome and i not in achadas.values()), None)
            if indice is not None:
                achadas[campo.nome] = indice
                break
    return achadas
