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

# Each stands for any other key of its kind: an address differs in nothing but the key.
ANY_UUID = uuid.UUID("5d7a0c3e-0000-4000-8000-a11ce5a11ce5")
ANY_NUMBER = 1_870_000_000


@lru_cache(maxsize=1000)
def _looked_up(name: str, urlconf: str, prefix: str, key: uuid.UUID | int | None) -> str:
    return reverse(name, urlconf, args=[] if key is None else [key])


def _rememberable(name: str, key: object) -> bool:
    """What a name in a namespace stands for depends on the request; a negative number has no address."""
    plain = key is None or isinstance(key, uuid.UUID) or (type(key) is int and key >= 0)
    return bool(name) and ":" not in name and plain


def address(name: str, key: uuid.UUID | int | None = None) -> str:
    """As `reverse(name, args=[key])`, for a name outside any namespace. Raises NoReverseMatch."""
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    any_key = None if key is None else ANY_NUMBER if isinstance(key, int) else ANY_UUID
    found = _looked_up(name, urlconf, get_script_prefix(), any_key)
    return found if key is None else found.replace(str(any_key), str(key))


class RememberedURLNode(URLNode):
    """An address by its name, and a key at most. Whatever else there is, a wrong name too, takes Django's way."""

    def render(self, context: template.Context) -> str:
        name = self.view_name.resolve(context)
        key = self.args[0].resolve(context) if self.args else None
        if (self.args and key is None) or not _rememberable(name, key):
            return super().render(context)
        try:
            found = address(name, key)
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: template.base.Parser, token: template.base.Token) -> URLNode:
    """Django's own tag, with the faster node where that can be."""
    node = django_url(parser, token)
    if node.kwargs or len(node.args) > 1:
        return node
    return RememberedURLNode(node.view_name, node.args, node.kwargs, node.asvar)
