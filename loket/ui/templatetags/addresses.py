"""`{% url %}` as Django's, but looked up once per process where only the name, or the name and a key, is given.

A page has twenty addresses without arguments, and a list two with a key in every row.
"""

import uuid
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()

# Stands for any other key: an address differs in nothing but the key.
ANY_KEY = uuid.UUID("5d7a0c3e-0000-4000-8000-a11ce5a11ce5")


@lru_cache(maxsize=1000)
def _looked_up(name: str, urlconf: str, prefix: str, with_key: bool) -> str:
    return reverse(name, urlconf, args=[ANY_KEY] if with_key else [])


class RememberedURLNode(URLNode):
    """An address by its name, and a key at most. Whatever else there is, a wrong name too, takes Django's way."""

    def render(self, context: template.Context) -> str:
        name = self.view_name.resolve(context)
        key = self.args[0].resolve(context) if self.args else None
        # In a namespace, what a name stands for depends on the request.
        if not name or ":" in name or (self.args and not isinstance(key, uuid.UUID)):
            return super().render(context)
        try:
            urlconf = get_urlconf() or settings.ROOT_URLCONF
            address = _looked_up(name, urlconf, get_script_prefix(), key is not None)
        except NoReverseMatch:
            return super().render(context)
        if key is not None:
            address = address.replace(str(ANY_KEY), str(key))
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: template.base.Parser, token: template.base.Token) -> URLNode:
    """Django's own tag, with the faster node where that can be."""
    node = django_url(parser, token)
    if node.kwargs or len(node.args) > 1:
        return node
    return RememberedURLNode(node.view_name, node.args, node.kwargs, node.asvar)
