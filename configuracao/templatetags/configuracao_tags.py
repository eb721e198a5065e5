"""Filters of the screens of Configuração."""

from django import template

from configuracao.navegador import nome_do_navegador

register = template.Library()
register.filter("nome_do_navegador", nome_do_navegador)
