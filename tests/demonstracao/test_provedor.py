"""The demonstration provider agrees with the product's own rules."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Max, Min, OuterRef, Subquery, Sum
from django.utils import timezone

from central.models import AcessoCentral
from clientes.acoes.assinar_contrato import documento_integro, impedimento_ao_aceite
from clientes.estados import COBRAVEIS, Status
from clientes.models import (
    AssinaturaContrato,
    Associacao,
    Cliente,
    Consentimento,
    ContratoServico,
    Endereco,
    Migracao,
    PedidoTitular,
    PeriodoStatus,
    Plano,
    SenhaDocumentada,
    ServicoCliente,
    TarefaAgendada,
)
from configuracao.models import Cidade, Empresa, Rotina, Usuario
from demonstracao import logins
from demonstracao.provedor.cadastro import inventar
from demonstracao.provedor.criar import cenario_de, criar, existe
from financeiro.acoes.suspensao import decidir_suspensao
from financeiro.acoes.suspensao_preset import DIAS_AVISO
from financeiro.bancos import codigo_barras
from financeiro.consultas.forma_cobranca import avisos_da_forma
from financeiro.models import (
    AvisoSuspensao,
    Caixa,
    Cobranca,
    DesbloqueioConfianca,
    DescontoCobranca,
    ExcecaoSuspensao,
    Fatura,
    Faturamento,
    FormaCobranca,
    ItemRecibo,
    MovimentoCaixa,
    Recibo,
    Remessa,
)
from financeiro.pix.brcode import ler
from financeiro.regras.encargos import encargos
from financeiro.regras.mensalidade import mensalidade
from financeiro.regras.suspensao import PRAZO_LEGAL
from hubsoft.core.datas import UM_DIA, somar_meses, ultimo_do_mes
from hubsoft.core.documentos import cnpj_valido, cpf_valido
from hubsoft.core.models import Historico
from rede.models import Acesso, Autenticacao, Conexao, NavegacaoCustomizada, Sessao

# A Tuesday, at noon in São Paulo.
AGORA = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
HOJE = dt.date(2026, 11, 24)
QUANTOS = 90


def esquema() -> set[tuple[str, ...]]:
    """Return every index, foreign key and trigger, with whether it is at work."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "UNION ALL SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) || convalidated "
            "FROM pg_constraint WHERE contype = 'f' "
            "UNION ALL SELECT tgrelid::regclass || ' ' || tgname, tgenabled::text "
            "FROM pg_trigger WHERE NOT tgisinternal"
        )
        linhas = cursor.fetchall()
    assert len(linhas) > 300
    # A predicate read back and written again casts the list instead of its elements.
    return {(nome, re.sub(r"::[a-z ]+(\[\])?|[()]", "", definicao)) for nome, definicao in linhas}


@pytest.fixture(scope="module")
def provedor(django_db_setup: None, django_db_blocker: pytest.FixtureRequest):
    """The provider, made once for the module and taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        ponto = transaction.atomic()
        ponto.__enter__()
        antes = esquema()
        try:
            with time_machine.travel(AGORA, tick=False):
                resumo = criar(QUANTOS, AGORA)
            assert esquema() == antes, "the load must give back indexes, foreign keys and triggers as they were"
            yield resumo
        finally:
            transaction.set_rollback(True)
            ponto.__exit__(None, None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provedor")]


def dia(instante: dt.datetime) -> dt.date:
    return timezone.localdate(instante)


def test_tem_o_que_se_espera_de_um_ano() -> None:
    assert Cliente.objects.count() == QUANTOS
    atual = HOJE.replace(day=1)
    assert list(Faturamento.objects.order_by("competencia").values_list("competencia", flat=True)) == [
        somar_meses(atual, -passo) for passo in range(12, 0, -1)
    ]
    estados = Counter(ServicoCliente.objects.values_list("status", flat=True))
    assert estados[Status.HABILITADO] > QUANTOS * 0.7
    assert estados[Status.CANCELADO] > 0
    vividos = set(PeriodoStatus.objects.values_list("status", flat=True))
    assert vividos == set(Status)
    assert Fatura.objects.filter(status="paga", pago_em__gt=F("vencimento")).exists()
    assert Fatura.objects.vencidas(HOJE).exists()
    vendas = ServicoCliente.objects.filter(data_venda__gte=somar_meses(atual, -12)).dates("data_venda", "month")
    assert len(vendas) >= 8


def test_documentos_validos_e_unicos_e_ninguem_com_telefone_de_verdade() -> None:
    for tipo, documento in Cliente.objects.values_list("tipo", "cpf_cnpj"):
        assert (cpf_valido if tipo == "F" else cnpj_valido)(documento), documento
    assert cnpj_valido(Empresa.objects.get().cnpj)
    from clientes.models import Contato

    for celular in Contato.objects.filter(tipo="whatsapp").values_list("valor", flat=True):
        assert len(celular) == 11
        assert celular[2:4] == "90"  # Brazilian mobile numbers start with 96 to 99


def test_uma_em_cada_cidade_com_seu_ibge() -> None:
    assert set(Cidade.objects.filter(enderecos__isnull=False).values_list("ibge", flat=True).distinct()) == {
        "3509502",
        "3517406",
        "3151800",
    }
    por_servico = Endereco.objects.filter(servico__isnull=False).values("servico").annotate(n=Count("pk"))
    assert {linha["n"] for linha in por_servico} == {4}


def test_mensalidades_sao_as_da_regra() -> None:
    conferidas = 0
    periodos: dict[int, list[PeriodoStatus]] = {}
    for periodo in PeriodoStatus.objects.filter(status__in=COBRAVEIS):
        periodos.setdefault(periodo.servico_id, []).append(periodo)
    for servico in ServicoCliente.objects.select_related("dados_cobranca"):
        for passo in range(12, 0, -1):
            competencia = somar_meses(HOJE.replace(day=1), -passo)
            dias = [
                (dia(p.inicio), ultimo_do_mes(competencia) if p.fim is None else dia(p.fim) - UM_DIA)
                for p in periodos.get(servico.pk, ())
            ]
            esperada = mensalidade(servico.valor, competencia, dias, HOJE, True)
            feita = Cobranca.objects.filter(servico=servico, competencia=competencia).first()
            if feita is None:
                assert esperada.valor == 0, (servico.pk, competencia)
            else:
                assert feita.valor == esperada.valor, (servico.pk, competencia)
                proximo = somar_meses(competencia, 1)
                assert feita.vencimento == proximo.replace(day=servico.dados_cobranca.dia_vencimento)
                conferidas += 1
    assert conferidas > QUANTOS * 5


def test_fatura_e_a_soma_de_suas_cobrancas_com_boleto_e_pix_do_valor() -> None:
    for fatura in Fatura.objects.exclude(status="cancelada").prefetch_related("cobrancas").select_related("forma"):
        cobrancas = list(fatura.cobrancas.all())
        assert fatura.valor == sum(c.valor - c.desconto for c in cobrancas)
        assert fatura.valor_recebido == sum(c.valor_recebido for c in cobrancas)
        partes = codigo_barras.partes(fatura.codigo_barras)
        assert (partes.banco, int(partes.centavos)) == (fatura.forma.banco, int(fatura.valor * 100))
        assert codigo_barras.ler_linha_digitavel(fatura.linha_digitavel) == fatura.codigo_barras
        assert ler(fatura.pix).valor == fatura.valor
    for forma in FormaCobranca.objects.all():
        assert forma.proximo_nosso_numero == forma.faturas.count() + 1


def test_recibos_sao_o_que_foi_pago_e_o_que_entrou_no_caixa() -> None:
    itens = ItemRecibo.objects.filter(cobranca=OuterRef("pk")).values("cobranca").annotate(s=Sum("principal"))
    diferentes = (
        Cobranca.objects.annotate(pago=Subquery(itens.values("s")))
        .exclude(valor_recebido=F("pago"))
        .exclude(valor_recebido=0, pago__isnull=True)
    )
    assert not diferentes.exists()
    for recibo in Recibo.objects.annotate(
        itens_somam=Sum(F("itens__principal") + F("itens__multa") + F("itens__juros"))
    ):
        assert recibo.valor == recibo.itens_somam
    assert Recibo.objects.count() == MovimentoCaixa.objects.count()
    for caixa in Caixa.objects.all():
        assert sum(caixa.recibos.values_list("valor", flat=True)) == sum(
            caixa.movimentos.values_list("valor", flat=True)
        )
    for item in ItemRecibo.objects.select_related("recibo", "cobranca__fatura__forma"):
        forma = item.cobranca.fatura.forma
        devido = encargos(
            item.principal,
            item.cobranca.vencimento,
            item.recibo.data,
            forma.multa_percentual,
            forma.juros_percentual,
        )
        assert (item.multa, item.juros) == devido


def test_recibos_estao_em_ordem_e_nada_e_do_futuro() -> None:
    datas = list(Recibo.objects.order_by("pk").values_list("criado_em", flat=True))
    assert datas == sorted(datas)
    assert datas[-1] <= AGORA
    frases = list(Historico.objects.filter(cliente_id__isnull=False).order_by("pk").values_list("criado_em", flat=True))
    assert frases[-1] <= AGORA
    assert frases == sorted(frases)


def test_periodos_se_encostam_e_terminam_no_estado_do_servico() -> None:
    for servico in ServicoCliente.objects.prefetch_related("periodos"):
        periodos = list(servico.periodos.all())
        if not Migracao.objects.filter(para=servico).exists():
            assert periodos[0].status == Status.AGUARDANDO_INSTALACAO
        assert [p.fim for p in periodos[:-1]] == [p.inicio for p in periodos[1:]]
        assert periodos[-1].fim is None
        assert periodos[-1].status == servico.status
        habilitado = next((p for p in periodos if p.status == Status.HABILITADO), None)
        assert servico.data_habilitacao == (dia(habilitado.inicio) if habilitado else None)


def test_rodar_a_suspensao_hoje_so_muda_quem_chegou_ao_prazo() -> None:
    """Those suspended should be, those not suspended have not reached their day: the routine ran until yesterday."""
    prazos = dict(FormaCobranca.objects.values_list("pk", "dias_suspensao_total"))
    formas = dict(ServicoCliente.objects.values_list("pk", "dados_cobranca__forma"))
    casos = decidir_suspensao(HOJE)
    assert casos
    for caso in casos:
        assert caso.decisao.acao != "restaurar", caso
        # Yesterday was a business day, so the term was reached today: of the debt, or of a notice that came later.
        if caso.decisao.acao == "suspender":
            avisado = AvisoSuspensao.objects.get(servico=caso.servico_id, encerrado_em__isnull=True).enviado_em
            assert caso.divida.dias == prazos[formas[caso.servico_id]] or (HOJE - avisado).days == PRAZO_LEGAL, caso
        if caso.decisao.acao == "avisar":
            assert caso.divida.dias == DIAS_AVISO or pagou_ontem(caso.servico_id), caso


def pagou_ontem(servico: int) -> bool:
    return ItemRecibo.objects.filter(cobranca__servico=servico, recibo__data__gte=HOJE - UM_DIA).exists()


def test_quem_foi_suspenso_foi_avisado_antes_como_pede_a_lei() -> None:
    suspensos = PeriodoStatus.objects.filter(status=Status.SUSPENSO_DEBITO)
    assert suspensos.exists()
    for periodo in suspensos:
        ate = dia(periodo.inicio) - dt.timedelta(days=PRAZO_LEGAL)
        antes = AvisoSuspensao.objects.filter(servico=periodo.servico, enviado_em__lte=ate).order_by("-enviado_em")
        assert antes.exists(), periodo.pk
        assert (dia(periodo.inicio) - antes[0].enviado_em).days < 31, "é o aviso deste débito"
    abertos = AvisoSuspensao.objects.filter(encerrado_em__isnull=True).values("servico").annotate(n=Count("pk"))
    assert {linha["n"] for linha in abertos} == {1}
    recentes = AvisoSuspensao.objects.filter(mensagem__isnull=False)
    assert recentes.exists()
    for aviso in recentes.select_related("mensagem"):
        assert (aviso.mensagem.texto, aviso.mensagem.para) == (aviso.texto, aviso.destinatario)
        assert dia(aviso.mensagem.enviada_em) == aviso.enviado_em
    # Only the slow stage, which a provider may choose, goes beyond what the law knows.
    alertas = {forma.descricao: avisos_da_forma(forma) for forma in FormaCobranca.objects.all()}
    assert [nome for nome, avisos in alertas.items() if avisos] == ["Boleto Sicoob"], alertas


def test_migracoes_de_cada_tipo_com_historia_dos_dois_lados() -> None:
    contadas = Counter(Migracao.objects.values_list("tipo", "situacao"))
    assert set(contadas) == {("plano", "pendente"), ("plano", "concluida"), ("titularidade", "concluida")}
    for migracao in Migracao.objects.select_related("de", "para"):
        for servico in (migracao.de, migracao.para):
            assert Historico.objects.filter(servico_id=servico.pk, frase__iregex="migra|recebido do cliente").exists()
        assert (migracao.de.status == Status.CANCELADO) == (migracao.situacao == "concluida")
        assert migracao.para.dados_cobranca.forma_id


def test_rede_conforme_o_estado() -> None:
    assert Acesso.objects.count() == QUANTOS
    assert Acesso.objects.get(login=logins.ASSINANTE).segredo.senha == logins.SENHA_ASSINANTE
    habilitados = ServicoCliente.objects.filter(status=Status.HABILITADO).count()
    conectados = Sessao.objects.filter(acesso__servico__status=Status.HABILITADO).count()
    assert 0.6 < conectados / habilitados < 0.95
    assert not Sessao.objects.filter(acesso__servico__status__in=("cancelado", "aguardando_instalacao")).exists()
    assert Conexao.objects.aggregate(m=Max("fim"))["m"] < AGORA
    assert Autenticacao.objects.filter(aceito=True).exists()
    assert Autenticacao.objects.aggregate(m=Min("em"))["m"] > AGORA - dt.timedelta(days=1)


def test_o_assinante_entra_na_central_e_tem_o_que_aceitar() -> None:
    acesso = AcessoCentral.objects.get(cliente__cpf_cnpj=logins.CPF_ASSINANTE)
    assert check_password(logins.SENHA, acesso.senha)
    dele = ContratoServico.objects.filter(servico__cliente=acesso.cliente)
    assert [c.situacao for c in dele.order_by("pk")] == ["assinado", "aguardando"]
    assert not any(impedimento_ao_aceite(c) for c in dele.aguardando())
    assert {a.forma for a in AssinaturaContrato.objects.all()} == {"eletronica", "papel"}
    assert all(documento_integro(a) for a in AssinaturaContrato.objects.all())
    assert AssinaturaContrato.objects.aggregate(m=Max("registrada_em"))["m"] <= AGORA


def test_pessoas_entram_com_o_que_podem() -> None:
    for pessoa in logins.PESSOAS:
        assert Usuario.objects.get(login=pessoa.login).check_password(logins.SENHA)
    atendente, financeiro = (Usuario.objects.get(login=login) for login in ("atendente", "financeiro"))
    assert list(atendente.cidades.values_list("nome", flat=True)) == ["Campinas"]
    assert not atendente.is_superuser
    assert atendente.has_perm("financeiro.ver_fatura")
    assert not atendente.has_perm("financeiro.ver_faturamento")
    vistos = Cliente.objects.visiveis_para(atendente).count()
    assert 0 < vistos < QUANTOS
    assert financeiro.has_perm("financeiro.gerar_faturamento")
    assert not Usuario.objects.get(login="tecnico").has_perm("financeiro.gerar_faturamento")


def test_o_que_foi_pago_nao_espera_baixa_no_banco() -> None:
    pagas = Fatura.objects.filter(status="paga")
    boletos = pagas.filter(cobrancas__itens_recibo__recibo__meio="boleto")
    assert boletos.exists()
    assert set(boletos.values_list("registro", flat=True)) == {"liquidada"}
    assert not pagas.filter(registro="confirmada", pago_em__lt=HOJE - UM_DIA).exists()


def test_ip_fixo_acompanhado_pela_navegacao_e_velocidades_customizadas() -> None:
    pares = Associacao.objects.select_related("principal__plano", "associado__acesso")
    assert len(pares) == 4
    for par in pares:
        assert par.principal.plano.permite_associacao
        assert par.principal.dados_cobranca.junto_com == par.associado
        assert par.associado.acesso.login
    assert NavegacaoCustomizada.objects.ativas().filter(servico__acesso__isnull=False).count() == 2


def test_pedidos_de_titulares_respondidos_em_aberto_e_vencidos() -> None:
    abertos = PedidoTitular.objects.filter(situacao="aberto")
    assert abertos.filter(prazo__lt=HOJE).exists()
    assert abertos.filter(prazo__gte=HOJE).exists()
    assert PedidoTitular.objects.filter(situacao="atendido").exists()
    em_vigor = Consentimento.objects.filter(revogado_em__isnull=True)
    assert 0 < em_vigor.count() < Consentimento.objects.count()


def test_cada_linha_tem_sua_versao() -> None:
    from clientes.models import ServicoClienteEvent
    from financeiro.models import FaturaEvent

    assert FaturaEvent.objects.filter(pgh_label="insert").count() == Fatura.objects.count()
    assert ServicoClienteEvent.objects.filter(pgh_label="insert").count() == ServicoCliente.objects.count()
    # The triggers work again afterwards.
    fatura = Fatura.objects.first()
    antes = FaturaEvent.objects.filter(pgh_obj=fatura.pk).count()
    Fatura.objects.filter(pk=fatura.pk).update(motivo_rejeicao="teste")
    assert FaturaEvent.objects.filter(pgh_obj=fatura.pk).count() == antes + 1


def test_buscar_acha_pelo_nome_e_pelo_endereco() -> None:
    cliente = Cliente.objects.first()
    rua = cliente.enderecos.get(servico__isnull=True).logradouro
    for palavra in (cliente.nome.split()[0], rua.split()[-1]):
        assert Cliente.objects.filter(pk=cliente.pk).extra(
            where=["busca @@ plainto_tsquery('simple', core_normalizar(%s))"], params=[palavra]
        )


def test_mesma_semente_mesmo_dia_mesmo_provedor() -> None:
    estrutura = SimpleNamespace(
        planos=list(Plano.objects.order_by("pk")), formas=list(FormaCobranca.objects.order_by("pk"))
    )
    de_novo = inventar(QUANTOS, estrutura, cenario_de(AGORA))
    assert [c.pessoa.documento for c in de_novo] == list(
        Cliente.objects.order_by("pk").values_list("cpf_cnpj", flat=True)
    )
    outros = inventar(QUANTOS, estrutura, cenario_de(AGORA, semente=1))
    assert [c.pessoa.nome for c in outros] != [c.pessoa.nome for c in de_novo]


def test_segunda_vez_nao_faz_nada() -> None:
    assert existe()
    assert criar(5, AGORA) is None
    assert Cliente.objects.count() == QUANTOS


def test_total_do_mes_corrente_ainda_por_faturar() -> None:
    assert not Cobranca.objects.filter(competencia=HOJE.replace(day=1)).exists()
    assert Decimal(0) < Fatura.objects.abertas().aggregate(s=Sum("valor"))["s"]


def test_suspensao_tem_hora_marcada() -> None:
    rotina = Rotina.objects.get(tarefa="financeiro.suspensao")
    assert (rotina.hora, rotina.minuto) == ("8", "0")
    assert rotina.periodica is not None
    assert rotina.periodica.enabled


def test_producao_nao_recebe_demonstracao(settings: object) -> None:
    settings.PRODUCAO = True
    with pytest.raises(CommandError, match="produção"):
        call_command("demonstracao")


def test_telas_do_mes_tem_o_que_mostrar_em_cada_estado() -> None:
    assert set(Fatura.objects.values_list("registro", flat=True)) >= {
        "pendente", "enviada", "confirmada", "rejeitada", "baixa_pendente", "liquidada", "baixada",
    }  # fmt: skip
    assert set(Fatura.objects.values_list("status", flat=True)) == {"aberta", "parcial", "paga", "cancelada"}
    remessa = Remessa.objects.get()
    assert remessa.itens.count() == remessa.quantidade > 0
    for modelo in (DesbloqueioConfianca, ExcecaoSuspensao, TarefaAgendada, SenhaDocumentada, DescontoCobranca):
        assert modelo.objects.exists(), modelo
