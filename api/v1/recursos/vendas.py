"""The sale of a service, by the steps of the sale wizard (C01, C11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status as Resposta
from pydantic import BaseModel, ConfigDict, Field

from api.v1.acesso import Direito
from api.v1.formularios import Conferencia, com_nomes, como_sugerido
from api.v1.paginas import por_id
from api.v1.recursos.clientes import ClienteNovo, novo_cliente
from api.v1.recursos.enderecos import EnderecoNovo, formulario_do_endereco
from api.v1.recursos.ordens import OrdemNova, dados_da_ordem
from api.v1.recursos.servicos import ServicoApi, ver_servico
from api.v1.tipos import EM_LINHA, Data, Dinheiro, Entrada, Id, Instante, Longo, Termo
from atendimento.forms import FormularioOrdemDaVenda
from clientes.acoes import NovoCliente, Venda, converter_prospecto, vender_servico
from clientes.forms.cliente import escolha
from clientes.forms.contrato import FormularioContrato
from clientes.forms.servico import FormularioVenda
from clientes.models import Cliente, Prospecto, ServicoCliente
from configuracao.models import Cidade, Empresa
from financeiro.forms.dados_cobranca import CobrancaDaVendaForm
from financeiro.models import DadosCobranca
from hubsoft.core.erros import TransicaoInvalida
from rede.forms.acesso import FormularioAcessoVenda

router = Router(tags=["Vendas"])
VENDER = Direito("clientes.adicionar_cliente")


class ServicoVendido(Entrada):
    """What is sold. Without `valor`: the plan's; without `data_venda`: today."""

    plano_id: Id
    valor: Dinheiro | None = None
    referencia: Annotated[Termo, Field(max_length=120, examples=["Desconto de fidelidade"])] = ""
    vendedor_id: Id | None = Field(
        default=None, description="Sem este campo: o usuário do token, quando ele é vendedor."
    )
    data_venda: Data | None = None
    anotacoes: Longo = ""


class ContratoDaVenda(Entrada):
    """The contract; what is left out is as the plan has it. `modelo_id` null: no contract."""

    modelo_id: Id | None = Field(default=None, description="Sem este campo: o modelo do plano. `null`: sem contrato.")
    empresa_id: Id | None = Field(default=None, description="Sem este campo: a primeira empresa ativa.")
    inicio: Data | None = Field(default=None, description="Sem este campo: a data da venda.")
    meses: Annotated[int, Field(ge=1, le=120)] | None = None


class CobrancaDaVenda(Entrada):
    """How the service is billed; what is left out is as the client's last service has it."""

    forma_id: Id | None = Field(
        default=None, description="De `/formas-de-cobranca`. Obrigatório na primeira venda ao cliente."
    )
    dia_vencimento: Annotated[int, Field(ge=1, le=31)] | None = None
    modalidade: Annotated[DadosCobranca.Modalidade, EM_LINHA] | None = None
    usa_carne: bool | None = None
    junto_com_id: Id | None = Field(default=None, description="Outro serviço do cliente, em cuja fatura este entra.")
    taxa_instalacao: Dinheiro | None = None
    taxa_vencimento: Data | None = None


class AcessoDaVenda(Entrada):
    """The login. Without `login` one is made of the client's name; without `senha`, a random one."""

    login: Annotated[Termo, Field(max_length=64, examples=["ana.prado"])] | None = None
    senha: Annotated[Termo, Field(min_length=6, max_length=64)] | None = None
    mac: Annotated[Termo, Field(max_length=40, examples=["AA:BB:CC:DD:EE:FF"])] = ""
    aprender_mac: bool = False
    ipv4: Annotated[Termo, Field(max_length=15, examples=["203.0.113.10"])] | None = None
    pool: Annotated[Termo, Field(max_length=64)] = ""
    max_sessoes: Annotated[int, Field(ge=1, le=100)] = 1
    expira_em: Instante | None = None
    equipamento_id: Id | None = None


EXEMPLO: dict[str, Any] = {
    "cliente": {
        "tipo": "F",
        "nome": "Ana Prado",
        "cpf_cnpj": "529.982.247-25",
        "endereco": {
            "cep": "13010-000",
            "logradouro": "Rua Conceição",
            "numero": "10",
            "bairro": "Centro",
            "cidade_id": 1,
        },
        "contatos": [{"tipo": "celular", "valor": "(19) 99999-0000"}, {"tipo": "email", "valor": "ana@exemplo.com.br"}],
    },
    "servico": {"plano_id": 1, "vendedor_id": 2, "valor": "89.90", "referencia": "Desconto de fidelidade"},
    "cobranca": {"forma_id": 1, "dia_vencimento": 10, "taxa_instalacao": "100.00", "taxa_vencimento": "2026-12-10"},
    "acesso": {"login": "ana.prado"},
    "ordem_de_servico": {"tipo_id": 1, "status": "agendada", "inicio": "2026-12-01T14:00:00-03:00"},
}


class VendaNova(Entrada):
    """A sale: to a client that exists (`cliente_id`) or to a new one (`cliente`), never both."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXEMPLO]})

    cliente_id: Id | None = None
    cliente: ClienteNovo | None = None
    prospecto_id: Id | None = Field(default=None, description="O prospecto que vira este cliente novo.")
    servico: ServicoVendido
    endereco_instalacao: EnderecoNovo | None = Field(default=None, description="Sem este campo: o do cliente.")
    endereco_cobranca: EnderecoNovo | None = Field(default=None, description="Sem este campo: o do cliente.")
    contrato: ContratoDaVenda = Field(default_factory=ContratoDaVenda)
    cobranca: CobrancaDaVenda = Field(default_factory=CobrancaDaVenda)
    acesso: AcessoDaVenda = Field(default_factory=AcessoDaVenda)
    ordem_de_servico: OrdemNova | None = Field(default=None, description="A OS de instalação. Sem este campo: nenhuma.")


class VendaFeita(BaseModel):
    """What the sale made."""

    cliente_id: int
    servico: ServicoApi
    login: str
    contrato_id: int | None
    ordem_de_servico_id: int | None
    prospecto_id: int | None


# What forms and verbs call a field, and where it is in the request.
NOMES = {
    "servico": {"plano": "plano_id", "vendedor": "vendedor_id"},
    "contrato": {"modelo": "modelo_id", "empresa": "empresa_id"},
    "cobranca": {"forma": "forma_id", "junto_com": "junto_com_id"},
    "acesso": {"equipamento": "equipamento_id"},
    "ordem_de_servico": {"tipo": "tipo_id", "tecnico": "tecnico_id"},
}
DOS_VERBOS = {
    "plano": "servico.plano_id",
    "modelo": "contrato.modelo_id",
    "cpf_cnpj": "cliente.cpf_cnpj",
    "forma": "cobranca.forma_id",
    "junto_com": "cobranca.junto_com_id",
    **{nome: f"cobranca.{nome}" for nome in ("dia_vencimento", "taxa_instalacao", "taxa_vencimento")},
    **{nome: f"acesso.{nome}" for nome in ("login", "mac", "ipv4", "senha")},
    **{nome: f"ordem_de_servico.{nome}" for nome in ("inicio", "status")},
}


def enviados(corpo: Entrada, nomes: Mapping[str, str], nulo_diz: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what was sent of a step, by the names of its form; null is as if left out, but where it says something."""
    do_form = {api: form for form, api in nomes.items()}
    lidos = {do_form.get(n, n): v for n, v in corpo.model_dump(mode="json", exclude_unset=True).items()}
    return {nome: valor for nome, valor in lidos.items() if valor is not None or nome in nulo_diz}


@router.post("/vendas", response={201: VendaFeita}, auth=VENDER, summary="Vender um serviço")
def vender(request: HttpRequest, corpo: VendaNova) -> Resposta:
    """Faz de uma vez o que a venda faz na tela: cliente, serviço, endereços, contrato, cobrança, acesso e OS.

    Ou tudo é feito, ou nada. O que não é enviado fica como a tela sugere. A senha do acesso não é mostrada.
    """
    usuario: Any = request.user
    conferencia = Conferencia()
    para = quem_compra(corpo, usuario, conferencia)
    prospecto: Prospecto | None = por_id(Prospecto.objects.visiveis_para(usuario), corpo.prospecto_id, "prospecto_id")
    if prospecto is not None and corpo.cliente is None:
        conferencia.recusar("prospecto_id", "Um prospecto vira um cliente novo: envie cliente.")
    venda = montar_venda(corpo, para, usuario, conferencia)
    with com_nomes(DOS_VERBOS):
        servico = vender_servico(para, venda, usuario)
    if prospecto is not None and converter_prospecto(prospecto.pk, servico.cliente, usuario) is None:
        raise TransicaoInvalida("Este prospecto está encerrado: já virou cliente, ou foi descartado.", "prospecto_id")
    return Resposta(201, venda_feita(request, servico, corpo.prospecto_id))


def quem_compra(corpo: VendaNova, usuario: Any, conferencia: Conferencia) -> Cliente | NovoCliente:
    """Return who buys; raises :class:`Problema` for a client that the user may not see."""
    if (corpo.cliente is None) == (corpo.cliente_id is None):
        conferencia.recusar("cliente", "Envie cliente_id, ou cliente com os dados de um novo: um dos dois.")
        conferencia.exigir()
    if corpo.cliente is not None:
        return novo_cliente(corpo.cliente, usuario, conferencia, "cliente.")
    existente: Cliente = por_id(Cliente.objects.visiveis_para(usuario), corpo.cliente_id, "cliente_id")
    return existente


def montar_venda(corpo: VendaNova, para: Cliente | NovoCliente, usuario: Any, conferencia: Conferencia) -> Venda:
    """Return what is sold by the forms of the wizard's steps, in their order.

    Raises :class:`Problema` 422 with all that was refused so far.
    """
    if isinstance(para, NovoCliente):
        contexto: dict[str, Any] = {"cadastro": {"nome": para.dados.get("nome", "")}}
    else:
        contexto = {"cadastro": {"nome": para.nome}, "cliente": {"cliente": para}}

    def conferir(secao: str, classe: Any, enviado: dict[str, Any], **opcoes: Any) -> dict[str, Any] | None:
        form, nomes = como_sugerido(classe, enviado, **opcoes), NOMES[secao]
        for campo in enviado.keys() - form.fields.keys():
            conferencia.recusar(f"{secao}.{nomes.get(campo, campo)}", "Não se aplica a esta venda.")
        return conferencia.limpo(form, nomes, f"{secao}.")

    enviado = enviados(corpo.servico, NOMES["servico"], ("vendedor",))
    servico = contexto["servico"] = conferir("servico", FormularioVenda, enviado, usuario=usuario)
    instalacao, cobranca_em = enderecos(corpo, usuario, conferencia)
    passos = {
        chave: conferir(secao, classe, enviado, contexto=contexto) or {}
        for chave, (secao, classe, enviado) in passos_de(corpo).items()
    }
    contrato = conferir("contrato", FormularioContrato, contrato_enviado(corpo), contexto=contexto)
    conferencia.exigir()
    return Venda(
        **(servico or {}),
        endereco_instalacao=instalacao,
        endereco_cobranca=cobranca_em,
        contrato=FormularioContrato.contrato(contrato or {}),
        passos=passos,
    )


def contrato_enviado(corpo: VendaNova) -> dict[str, Any]:
    """Return what was sent of the contract; a provider of one company is not asked which, and may say it."""
    enviado = enviados(corpo.contrato, NOMES["contrato"], ("modelo",))
    ativas = list(Empresa.objects.filter(ativa=True).values_list("pk", flat=True)[:2])
    if enviado.get("empresa") in ativas and len(ativas) == 1:
        del enviado["empresa"]
    return enviado


def passos_de(corpo: VendaNova) -> dict[str, tuple[str, Any, dict[str, Any]]]:
    """Return the steps that other apps add to the sale: their name in the request, form, and what was sent, by key."""
    ordem = corpo.ordem_de_servico
    return {
        "acesso": ("acesso", FormularioAcessoVenda, enviados(corpo.acesso, NOMES["acesso"])),
        "cobranca": ("cobranca", CobrancaDaVendaForm, enviados(corpo.cobranca, NOMES["cobranca"], ("junto_com",))),
        "ordem_servico": (
            "ordem_de_servico",
            FormularioOrdemDaVenda,
            {"abrir": False} if ordem is None else {"abrir": True, **dados_da_ordem(ordem)},
        ),
    }


def enderecos(
    corpo: VendaNova, usuario: Any, conferencia: Conferencia
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return where it is installed and where it is billed, where that is not the client's address."""

    def conferir(endereco: EnderecoNovo | None, onde: str, cidades: QuerySet[Cidade]) -> dict[str, Any] | None:
        if endereco is None:
            return None
        form = formulario_do_endereco(endereco, usuario)
        escolha(form, "cidade").queryset = cidades
        return conferencia.limpo(form, {"cidade": "cidade_id"}, f"{onde}.")

    return (
        conferir(corpo.endereco_instalacao, "endereco_instalacao", Cidade.objects.visiveis_para(usuario)),
        # It may be anywhere the provider knows, as on the screen.
        conferir(corpo.endereco_cobranca, "endereco_cobranca", Cidade.objects.all()),
    )


def venda_feita(request: HttpRequest, servico: ServicoCliente, prospecto_id: int | None) -> VendaFeita:
    """Return what the sale made, as the API shows it."""
    contrato = servico.contratos.order_by("pk").first()
    ordem = servico.ordens_servico.order_by("pk").first()
    return VendaFeita(
        cliente_id=servico.cliente_id,
        servico=ver_servico(request, servico.pk),
        login=servico.acesso.login,
        contrato_id=contrato.pk if contrato else None,
        ordem_de_servico_id=ordem.pk if ordem else None,
        prospecto_id=prospecto_id,
    )
