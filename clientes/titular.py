"""What Clientes keeps on a person, and how it lets go of it (``DadosPessoais``, C24)."""

from __future__ import annotations

from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Replace

from clientes.consultas import EXPORTAR_TITULAR, chave_do_titular
from clientes.estados import Status
from clientes.models import (
    Anexo,
    AssinaturaContrato,
    Cliente,
    Consentimento,
    Contato,
    ContratoServico,
    Endereco,
    Geocodificacao,
    Migracao,
    PedidoTitular,
    PeriodoStatus,
    Prospecto,
    ProtocoloCancelamento,
    SenhaDocumentada,
    ServicoCliente,
    TarefaAgendada,
)
from configuracao.models import MensagemEmail
from configuracao.variaveis import ler_inteiro
from hubsoft.core.datas import agora
from hubsoft.core.models import Evento, Historico, Processo
from hubsoft.core.processos import arquivos_de
from hubsoft.core.titular import (
    ESQUECIDO,
    FIM_DA_FILA,
    Retencao,
    Secao,
    anos_depois,
    apagar,
    esquecendo,
    mudar,
    secao,
)

ANOS_DO_CONTRATO = "ANOS_GUARDAR_CONTRATOS"
MENOS_ANOS, MAIS_ANOS = 5, 10
"""Claims on a service are made within five years (Código de Defesa do Consumidor, art. 27), others on a contract within
ten (Código Civil, art. 205): the provider chooses."""
NADA = "Anonimizado"
ELIMINACAO = "Eliminação dos dados pessoais"
SEM_MOTIVO = RawSQL("jsonb_set(dados, '{motivo}', '\"\"')", [])
LUGAR = ("cep", "logradouro", "numero", "complemento", "bairro", "cidade", "referencia", "latitude", "longitude")


def anos_do_contrato() -> int:
    """Return for how many whole years a contract is kept after its end."""
    return max(MENOS_ANOS, min(ler_inteiro(ANOS_DO_CONTRATO), MAIS_ANOS))


def exportar(cliente: Cliente) -> list[Secao]:
    """Return what is kept, without passwords."""
    servicos = ServicoCliente.objects.filter(cliente=cliente).select_related("plano", "vendedor").order_by("pk")
    contratos = ContratoServico.objects.filter(servico__cliente=cliente).select_related("modelo").order_by("pk")
    assinaturas = AssinaturaContrato.objects.filter(contrato__servico__cliente=cliente).defer("pdf").order_by("pk")
    senhas = SenhaDocumentada.objects.filter(servico__cliente=cliente).order_by("pk")
    protocolos = ProtocoloCancelamento.objects.filter(servico__cliente=cliente).select_related("motivo").order_by("pk")
    tarefas = TarefaAgendada.objects.filter(servico__cliente=cliente).order_by("pk")
    do_cliente = Cliente.objects.filter(pk=cliente.pk).select_related("grupo", "origem")
    enderecos = Endereco.objects.filter(cliente=cliente).select_related("cidade").order_by("pk")
    return [
        secao(
            "Cadastro",
            do_cliente,
            "tipo",
            "nome",
            "nome_fantasia",
            "cpf_cnpj",
            "rg_ie",
            "nascimento",
            "grupo",
            "origem",
            "observacoes",
            "ativo",
            "motivo_inativo",
            "criado_em",
        ),
        secao("Contatos", Contato.objects.filter(cliente=cliente), "tipo", "valor", "principal", "recebe_faturas"),
        secao("Endereços", enderecos, "tipo", *LUGAR),
        secao(
            "Serviços",
            servicos,
            "id",
            "plano",
            "status",
            "valor",
            "referencia",
            "anotacoes",
            "vendedor",
            "data_venda",
            "data_habilitacao",
            "data_cancelamento",
            "motivo_cancelamento",
        ),
        secao("Contratos", contratos, "modelo", "inicio", "fim", "situacao", "texto"),
        secao(
            "Assinaturas de contratos", assinaturas, "contrato", "forma", "dia", "nome", "documento", "ip", "navegador"
        ),
        secao("Senhas documentadas (sem a senha)", senhas, "descricao", "endereco", "login", "observacao"),
        secao("Cancelamentos", protocolos, "numero", "motivo", "observacao", "criado_em"),
        secao("Tarefas agendadas", tarefas, "acao", "quando", "situacao", "observacao"),
        secao(
            "Anexos",
            Anexo.objects.filter(cliente=cliente).order_by("pk"),
            "id",
            "nome",
            "tamanho",
            "descricao",
            "criado_em",
        ),
        secao(
            "Prospecto",
            Prospecto.objects.filter(cliente=cliente),
            "nome",
            "telefone",
            "email",
            *LUGAR,
            "observacoes",
            "parecer",
            "motivo",
            "criado_em",
        ),
        secao(
            "Consentimentos",
            Consentimento.objects.filter(cliente=cliente).order_by("pk"),
            "finalidade",
            "canal",
            "observacao",
            "concedido_em",
            "revogado_em",
            "motivo_fim",
        ),
        secao(
            "Pedidos do titular",
            PedidoTitular.objects.filter(cliente=cliente).order_by("pk"),
            "protocolo",
            "tipo",
            "canal",
            "descricao",
            "recebido_em",
            "prazo",
            "situacao",
            "resposta",
            "respondido_em",
        ),
        secao(
            "E-mails enviados",
            MensagemEmail.objects.filter(cliente_id=cliente.pk).order_by("pk"),
            "para",
            "assunto",
            "situacao",
            "criada_em",
            "enviada_em",
        ),
        secao(
            "Histórico", Historico.objects.filter(cliente_id=cliente.pk).order_by("pk"), "criado_em", "area", "frase"
        ),
    ]


def reter(cliente: Cliente) -> list[Retencao]:
    """Return until when a claim may still be made on what was contracted; a service in use has no end."""
    servicos = ServicoCliente.objects.filter(cliente=cliente)
    achadas = []
    if servicos.exclude(status=Status.CANCELADO).exists():
        achadas.append(Retencao(FIM_DA_FILA, "Há serviço que não foi cancelado. Cancele-o antes."))
    fim = servicos.order_by("-data_cancelamento").values_list("data_cancelamento", flat=True).first()
    if fim is not None:
        anos = anos_do_contrato()
        ate = anos_depois(fim, anos)
        achadas.append(Retencao(ate, f"Contratos: reclamações em até {anos} anos (CDC 27; Código Civil 205)."))
    return achadas


def dispensar(cliente: Cliente) -> list[str]:
    """Delete what no duty keeps: contacts, birth, notes, documented passwords, coordinates, e-mails; end consents.

    Return the names of the files attached and exported.
    """
    servicos = ServicoCliente.objects.filter(cliente=cliente)
    ids = list(servicos.values_list("pk", flat=True))
    apagar(Contato.objects.filter(cliente=cliente))
    apagar(SenhaDocumentada.objects.filter(servico__in=ids))
    arquivos = list(Anexo.objects.filter(cliente=cliente).exclude(arquivo="").values_list("arquivo", flat=True))
    apagar(Anexo.objects.filter(cliente=cliente))
    # What was exported before says everything once more.
    exportados = Processo.objects.filter(chave_exclusiva=chave_do_titular(EXPORTAR_TITULAR, cliente.pk))
    arquivos += [nome for processo in exportados for nome in arquivos_de(processo)]
    exportados.update(arquivo="", nome_arquivo="")
    apagar(Prospecto.objects.filter(cliente=cliente))
    MensagemEmail.objects.filter(cliente_id=cliente.pk).delete()
    mudar(Cliente.objects.filter(pk=cliente.pk), nascimento=None, observacoes="", origem=None)
    mudar(servicos, anotacoes="", referencia="")
    mudar(Endereco.objects.filter(cliente=cliente), latitude=None, longitude=None, referencia="")
    Geocodificacao.objects.filter(endereco__cliente=cliente).delete()
    consentimentos = Consentimento.objects.filter(cliente=cliente)
    mudar(consentimentos, observacao="")
    mudar(consentimentos.filter(revogado_em__isnull=True), revogado_em=agora(), motivo_fim=ELIMINACAO)
    with esquecendo():
        Historico.objects.filter(cliente_id=cliente.pk, area=Historico.Area.CADASTRAL).update(frase=ESQUECIDO)
    return arquivos


def anonimizar(cliente: Cliente) -> None:
    """Make the rest say nothing of the person: name, document, addresses, texts of contracts and histories."""
    servicos = ServicoCliente.objects.filter(cliente=cliente)
    ids = list(servicos.values_list("pk", flat=True))
    _calar_nos_outros(cliente, ids)
    # A number that is nobody's: the form of a document, the value of the row's own key.
    documento = f"{cliente.pk:011d}" if cliente.tipo == Cliente.Tipo.FISICA else f"{cliente.pk:014d}"
    mudar(
        Cliente.objects.filter(pk=cliente.pk),
        nome=f"Titular anonimizado {cliente.pk}",
        nome_fantasia="",
        cpf_cnpj=documento,
        rg_ie="",
        motivo_inativo="",
    )
    lugar = {"cep": "00000000", "logradouro": NADA, "numero": "S/N", "complemento": "", "bairro": NADA}
    mudar(Endereco.objects.filter(cliente=cliente), **lugar)
    mudar(servicos, motivo_cancelamento="")
    with esquecendo():
        AssinaturaContrato.objects.filter(contrato__servico__in=ids).delete()
        apagar(ContratoServico.objects.filter(servico__in=ids))
    mudar(Migracao.objects.filter(Q(de__in=ids) | Q(para__in=ids)), motivo="")
    apagar(TarefaAgendada.objects.filter(servico__in=ids))
    protocolos = ProtocoloCancelamento.objects.filter(servico__in=ids)
    mudar(protocolos, observacao="", ficha=[], secoes=[])
    pedidos = PedidoTitular.objects.filter(cliente=cliente)
    mudar(pedidos, descricao="", canal="")
    mudar(pedidos.exclude(resposta=""), resposta=NADA)
    PeriodoStatus.objects.filter(servico__in=ids).update(motivo="")
    # Reasons travel with events, which stay for those who have not heard them.
    Evento.objects.filter(dados__cliente_id=cliente.pk, dados__has_key="motivo").update(dados=SEM_MOTIVO)
    with esquecendo():
        Historico.objects.filter(cliente_id=cliente.pk).update(frase=ESQUECIDO)
        Historico.objects.filter(servico_id__in=ids).update(frase=ESQUECIDO)


def _calar_nos_outros(cliente: Cliente, servicos: list[int]) -> None:
    """Take the name out of what the histories of the other of a change of holder tell."""
    ninguem = f"Titular anonimizado {cliente.pk}"
    trocas = Migracao.objects.filter(Q(de__in=servicos) | Q(para__in=servicos), tipo=Migracao.Tipo.TITULARIDADE)
    outros = {pk for par in trocas.values_list("de", "para") for pk in par}
    donos = ServicoCliente.objects.filter(pk__in=outros).values_list("cliente_id", flat=True)
    frases = Historico.objects.filter(Q(servico_id__in=outros) | Q(cliente_id__in=list(donos)))
    with esquecendo():
        frases.filter(frase__contains=cliente.nome).update(frase=Replace("frase", Value(cliente.nome), Value(ninguem)))
