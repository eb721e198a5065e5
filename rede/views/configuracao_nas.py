"""Pools of an equipment and its configuration to paste (R12)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from hubsoft.core.telas import AbaView, AcaoComResultado, AcaoView, FormularioView
from hubsoft.core.texto import contar
from rede import acoes
from rede.configuracao_nas import faltas, textos
from rede.consultas import fixos_na_faixa
from rede.forms.pool import FormularioPool
from rede.models import EquipamentoConexao, PoolEquipamento
from rede.regras.configuracao_nas import SEM_SEGREDO

VER, EDITAR, REVELAR = "rede.ver_equipamento", "rede.editar_equipamento", "rede.revelar_segredo_equipamento"


class EquipamentoConfiguracao(AbaView):
    """The configuration to paste, without the secret."""

    permissao = VER
    queryset = EquipamentoConexao.objects.select_related("pop")
    template_name = "rede/equipamento/configuracao.html"
    titulo = "Configuração pronta"

    def get_dados(self, objeto: EquipamentoConexao) -> dict[str, Any]:
        """Add the texts and what is missing for them."""
        return {"textos": textos(objeto, SEM_SEGREDO), "faltas": faltas(objeto)}


class EquipamentoConfiguracaoSecreta(AcaoComResultado):
    """The same with the secret in its place; who saw it is written down."""

    permissao = REVELAR
    modelo = EquipamentoConexao
    titulo = "Configuração com o secret"
    icone = "eye"
    confirmacao = "Mostrar a configuração de “{objeto}” com o secret RADIUS? Fica registrado no histórico que você viu."
    rotulo_enviar = "Mostrar"
    template_resultado = "rede/equipamento/configuracao.html"

    def executar(self, objeto: EquipamentoConexao, request: HttpRequest) -> HttpResponse:
        """Write down and show."""
        segredo, _senha = acoes.revelar_segredo(objeto, request.user)
        return self.mostrar_resultado(
            textos=textos(objeto, segredo or SEM_SEGREDO), faltas=faltas(objeto), com_segredo=True
        )


class _FormularioDoPool(FormularioView):
    permissao = EDITAR
    form_class = FormularioPool
    icone = "network"
    sucesso_mensagem = "Pool {objeto} salvo."

    def get_sucesso_mensagem(self, objeto: PoolEquipamento) -> str:
        """Say how many logins have a fixed address that the pool would give to somebody else."""
        fixos = fixos_na_faixa(objeto.faixa)
        if not fixos:
            return super().get_sucesso_mensagem(objeto)
        return (
            f"{super().get_sucesso_mensagem(objeto)} Atenção: {contar(fixos, 'acesso tem', 'acessos têm')} IP fixo "
            "nesta faixa, que o concentrador pode dar a outro cliente. Troque os IPs ou a faixa."
        )


class PoolAdicionar(_FormularioDoPool):
    """Adds a pool; the URL names the equipment."""

    titulo = "Adicionar pool"
    modelo = EquipamentoConexao

    def get_form_kwargs(self, objeto: EquipamentoConexao) -> dict[str, Any]:
        """The row of the URL is the equipment."""
        return {**super().get_form_kwargs(objeto), "instance": None, "equipamento_id": objeto.pk}

    def executar(self, form: FormularioPool, objeto: EquipamentoConexao) -> PoolEquipamento:
        """Save it."""
        return acoes.salvar_pool(objeto, form.cleaned_data["nome"], form.cleaned_data["faixa"])


class PoolEditar(_FormularioDoPool):
    """Changes a pool."""

    titulo = "Editar pool"
    queryset = PoolEquipamento.objects.select_related("equipamento")

    def get_form_kwargs(self, objeto: PoolEquipamento) -> dict[str, Any]:
        """Add whose it is."""
        return {**super().get_form_kwargs(objeto), "equipamento_id": objeto.equipamento_id}

    def executar(self, form: FormularioPool, objeto: PoolEquipamento) -> PoolEquipamento:
        """Save it."""
        dados = form.cleaned_data
        return acoes.salvar_pool(objeto.equipamento, dados["nome"], dados["faixa"], objeto)


class PoolExcluir(AcaoView):
    """Forgets a pool."""

    permissao = EDITAR
    titulo = "Remover pool"
    icone = "trash"
    perigosa = True
    confirmacao = "Remover o pool {objeto} do cadastro? A configuração do equipamento não é alterada."
    rotulo_enviar = "Remover"
    sucesso_mensagem = "Pool removido."

    def get_queryset(self) -> QuerySet[PoolEquipamento]:
        """Return the pools."""
        return PoolEquipamento.objects.select_related("equipamento")

    def executar(self, objeto: PoolEquipamento, request: HttpRequest) -> EquipamentoConexao:
        """Delete it."""
        acoes.excluir_pool(objeto)
        return objeto.equipamento
