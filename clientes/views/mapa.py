"""Ver no mapa: where a service is (C06)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from clientes import acoes
from clientes.forms.mapa import FormularioCoordenadas
from clientes.models import Endereco, ServicoCliente
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import FormularioView

EDITAR = "clientes.editar_cliente"
BRASIL = (-14.235, -51.9253)
# Zoom levels of the map: a house, a neighbourhood, the country.
CASA, BAIRRO, PAIS = 17, 14, 4


class ServicoMapa(FormularioView):
    """The map with the marker of the place of installation; who may edit clients drags it."""

    permissao = "clientes.ver_servico"
    queryset = ServicoCliente.objects.select_related("cliente", "plano")
    titulo = "{objeto} no mapa"
    icone = "map-pin"
    form_class = FormularioCoordenadas
    template_name = "clientes/servico/mapa.html"
    template_form = "clientes/servico/_mapa.html"
    sucesso_mensagem = "Coordenadas salvas."

    @property
    def pode_editar(self) -> bool:
        """Whether the user may move the marker."""
        return bool(self.request.user.has_perm(EDITAR))

    def get_inicial(self, objeto: ServicoCliente) -> dict[str, Any]:
        """Return what there is."""
        self.onde = acoes.local_da_instalacao(objeto)
        return {
            "latitude": self.onde.latitude,
            "longitude": self.onde.longitude,
            "automaticas": self.onde.coordenadas_automaticas,
        }

    def get_form(self, objeto: ServicoCliente) -> FormularioCoordenadas:
        """Return the form, closed for who may only look."""
        form: FormularioCoordenadas = super().get_form(objeto)
        for campo in form.fields.values():
            campo.disabled = not self.pode_editar
        return form

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add where the map opens: at the place, at a neighbour's, or over the country."""
        centro, zoom = self.centro()
        return super().get_contexto(
            onde=self.onde,
            centro=centro,
            zoom=zoom,
            tiles=settings.MAPA_TILES,
            atribuicao=settings.MAPA_ATRIBUICAO,
            pode_editar=self.pode_editar,
            **extra,
        )

    def centro(self) -> tuple[tuple[float, float], int]:
        """Return (latitude, longitude) and zoom."""
        if self.onde.latitude is not None and self.onde.longitude is not None:
            return (float(self.onde.latitude), float(self.onde.longitude)), CASA
        vizinhos = Endereco.objects.filter(cidade=self.onde.cidade_id, latitude__isnull=False)
        vizinho = vizinhos.filter(bairro=self.onde.bairro).first() or vizinhos.first()
        if vizinho is None:
            return BRASIL, PAIS
        return (float(vizinho.latitude or 0), float(vizinho.longitude or 0)), BAIRRO

    def executar(self, form: FormularioCoordenadas, objeto: ServicoCliente) -> ServicoCliente:
        """Save them."""
        if not self.pode_editar:
            raise ErroDeNegocio("Você pode ver o mapa, mas não mudar o lugar. Peça a permissão de editar clientes.")
        dados = form.cleaned_data
        acoes.definir_coordenadas(
            objeto, dados["latitude"], dados["longitude"], dados["automaticas"], self.request.user
        )
        return objeto

    def get_sucesso_url(self, objeto: ServicoCliente) -> str:
        """Stay on the map."""
        return reverse("clientes:servico_mapa", args=[objeto.pk])
