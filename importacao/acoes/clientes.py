"""Clients of another system."""

from __future__ import annotations

from typing import Any

from clientes.acoes.editar_cliente import adicionar_contatos, editar_clientes, editar_enderecos
from clientes.models import Cliente, Contato, Endereco, GrupoCliente
from configuracao.models import Cidade
from hubsoft.core.datas import hoje
from hubsoft.core.em_lote import Copia, na_lista, reservar_ids
from hubsoft.core.historico import Area
from importacao.acoes.destino import VINCULADAS, Destino, Linha
from importacao.models import Importacao

TEXTOS = ("nome_fantasia", "rg_ie", "observacoes")
DO_ENDERECO = (
    "cep", "logradouro", "numero", "complemento", "bairro", "cidade", "referencia", "latitude", "longitude",
)  # fmt: skip
COLUNAS_DO_ENDERECO = tuple("cidade_id" if c == "cidade" else c for c in DO_ENDERECO)
CONTATOS = (("celular", "celular"), ("whatsapp", "whatsapp"), ("telefone", "telefone"), ("email", "email"))
SEM_NUMERO = "S/N"


def conferir_coordenadas(linha: Linha) -> None:
    """Both or none."""
    if ("latitude" in linha.dados) != ("longitude" in linha.dados):
        linha.errar("latitude", "Informe as duas coordenadas, ou nenhuma.")


def endereco_de(dados: dict[str, Any]) -> tuple[Any, ...]:
    """Return the values of :data:`COLUNAS_DO_ENDERECO`."""
    padrao = {"numero": SEM_NUMERO, "latitude": None, "longitude": None}
    return tuple(dados.get(nome, padrao.get(nome, "")) for nome in DO_ENDERECO)


class DestinoCliente(Destino):
    """A client with address and contacts."""

    tipo = "cliente"
    unicos = (("codigo", "Código"), ("cpf_cnpj", "CPF/CNPJ"))

    def examinar_novas(self, linhas: list[Linha]) -> None:
        """Find the clients that are here under the same document."""
        self._plausiveis(linhas)
        aqui = dict(
            Cliente.objects.filter(cpf_cnpj__in=[n.dados.get("cpf_cnpj", "") for n in linhas]).values_list(
                "cpf_cnpj", "pk"
            )
        )
        for linha in linhas:
            dono = aqui.get(linha.dados.get("cpf_cnpj", ""))
            if dono is None:
                continue
            if self.importacao.existentes == Importacao.Existentes.VINCULAR:
                linha.situacao, linha.objeto_id = VINCULADAS, dono
            else:
                linha.errar("cpf_cnpj", "Já há um cliente com este CPF/CNPJ.")

    def examinar_alteradas(self, linhas: list[Linha]) -> None:
        """As new ones; a document must not be of somebody else."""
        self._plausiveis(linhas)
        aqui = dict(
            Cliente.objects.filter(cpf_cnpj__in=[n.dados.get("cpf_cnpj", "") for n in linhas]).values_list(
                "cpf_cnpj", "pk"
            )
        )
        for linha in linhas:
            if aqui.get(linha.dados.get("cpf_cnpj", ""), linha.objeto_id) != linha.objeto_id:
                linha.errar("cpf_cnpj", "Este CPF/CNPJ é de outro cliente.")

    def _plausiveis(self, linhas: list[Linha]) -> None:
        for linha in linhas:
            conferir_coordenadas(linha)
            if (nascimento := linha.dados.get("nascimento")) and nascimento > hoje():
                linha.errar("nascimento", "Informe uma data entre 1900 e hoje.")

    def criar(self, linhas: list[Linha]) -> None:
        """Write clients, addresses, contacts and sentences, one COPY a table."""
        for linha, pk in zip(linhas, reservar_ids(Cliente, len(linhas)), strict=True):
            linha.objeto_id = pk
        Copia(
            Cliente, "id", "tipo", "nome", "cpf_cnpj", "nascimento", "grupo_id", *TEXTOS, "motivo_inativo", "criado_em"
        ).escrever(
            (n.objeto_id, tipo_de(n.dados), n.dados["nome"], n.dados["cpf_cnpj"], n.dados.get("nascimento"),
             n.dados.get("grupo"), *(n.dados.get(c, "") for c in TEXTOS), "", self.agora)
            for n in linhas
        )  # fmt: skip
        Copia(Endereco, "cliente_id", "tipo", *COLUNAS_DO_ENDERECO).escrever(
            (n.objeto_id, Endereco.Tipo.CADASTRAL.value, *endereco_de(n.dados)) for n in linhas
        )
        Copia(Contato, "cliente_id", "tipo", "valor", "principal").escrever(
            (n.objeto_id, tipo, valor, ordem == 0)
            for n in linhas
            for ordem, (tipo, valor) in enumerate(contatos_de(n.dados))
        )
        self.contar(
            (Area.CADASTRAL.value, f"Importado de {self.origem} (código {n.dados['codigo']}).",
             Cliente._meta.label_lower, n.objeto_id, n.objeto_id, None)
            for n in linhas
        )  # fmt: skip

    def atualizar(self, linhas: list[Linha]) -> None:
        """Change what the file brings; an empty cell changes nothing, a contact is never removed."""
        grupos = GrupoCliente.objects.in_bulk({n.dados["grupo"] for n in linhas if "grupo" in n.dados})
        dos_clientes = {}
        for linha in linhas:
            dados = {c: linha.dados[c] for c in ("nome", "cpf_cnpj", "nascimento", *TEXTOS) if c in linha.dados}
            if "cpf_cnpj" in dados:
                dados["tipo"] = tipo_de(linha.dados)
            if "grupo" in linha.dados:
                dados["grupo"] = grupos[linha.dados["grupo"]]
            dos_clientes[linha.objeto_id] = dados
        clientes = editar_clientes(dos_clientes, self.usuario)
        daqui = Endereco.objects.filter(na_lista("cliente_id", clientes), servico__isnull=True)
        mudar_enderecos(linhas, dict(daqui.values_list("cliente_id", "pk")), self.usuario)
        adicionar_contatos(
            (
                Contato(cliente_id=linha.objeto_id, tipo=tipo, valor=valor, principal=False)
                for linha in linhas
                for tipo, valor in contatos_de(linha.dados)
            ),
            self.usuario,
        )
        self.contar(
            (Area.CADASTRAL.value, f"Atualizado pela importação de {self.origem} (código {n.dados['codigo']}).",
             Cliente._meta.label_lower, n.objeto_id, n.objeto_id, None)
            for n in linhas
        )  # fmt: skip


def mudar_enderecos(linhas: list[Linha], enderecos: dict[int, int], usuario: Any) -> None:
    """Change the addresses (id of the row's record → id of its address) as the rows say."""
    cidades = Cidade.objects.in_bulk({n.dados["cidade"] for n in linhas if "cidade" in n.dados})
    dados_de = {}
    for linha in linhas:
        campos = {nome: linha.dados[nome] for nome in DO_ENDERECO if nome in linha.dados}
        if "cidade" in campos:
            campos["cidade"] = cidades[campos["cidade"]]
        if campos and linha.objeto_id in enderecos:
            dados_de[enderecos[linha.objeto_id]] = campos
    editar_enderecos(dados_de, usuario)


def tipo_de(dados: dict[str, Any]) -> str:
    """Return the kind of client by the document."""
    return Cliente.Tipo.FISICA.value if len(dados["cpf_cnpj"]) == 11 else Cliente.Tipo.JURIDICA.value


def contatos_de(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (tipo, valor) of the contacts of a row."""
    return [(tipo, valor) for campo, tipo in CONTATOS for valor in dados.get(campo, ())]
