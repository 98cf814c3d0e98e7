"""Templates are compiled once for each language: what is the same on every page is worked out then, not on a request.

A page has some sixty strings of the interface, a dozen icons and as many addresses of assets. Called at run time they
cost more than all of the page's own content; written into the compiled template they cost nothing.
"""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import Template, pass_context
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context

Constant = Callable[[str, str], str]
"""Takes the language and the argument as written in the template; returns safe HTML."""


class Bilingual(Environment):
    """Flask's environment, with a twin for each language that compiles for that language alone."""

    language: str | None = None
    choose: Callable[[], str]
    constants: dict[str, Constant]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A plain dictionary instead of a chain of two, which each page would flatten again at some cost.

        `locale` is known while a template is compiled, so that macros need no context to speak the page's language.
        """
        if self.language is None:
            return super().make_globals(d)
        return {**self.globals, "locale": self.language, **(d or {})}

    def speak(self, languages: tuple[str, ...], choose: Callable[[], str], constants: dict[str, Constant]) -> None:
        """From now on templates come out of the twin that `choose` names; call once, when all filters are known."""
        self.constants = constants
        self.filters.update(filled=_filled, unfolded=_left_as_it_is)
        self.add_extension(Fold)
        self.twins: dict[str, Bilingual] = {}
        for language in languages:
            twin = self.overlay()
            twin.language = language
            self.twins[language] = twin
        self.choose = choose

    def get_or_select_template(self, template_name_or_list: Any, parent: Any = None, globals: Any = None) -> Template:
        """The template in the language of the request."""
        if self.language is None and "twins" in self.__dict__:
            return self.twins[self.choose()].get_or_select_template(template_name_or_list, parent, globals)
        return super().get_or_select_template(template_name_or_list, parent, globals)


class Fold(Extension):
    """Replaces `_('words')`, `icon('name')`, `asset('path')` by their value while a template is compiled.

    `_('words %(n)s', n=…)` becomes the translated words with only the filling left to do.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Rewrite the calls; everything else passes as it is."""
        language = getattr(self.environment, "language", None)
        constants = self.environment.constants if language else {}  # type: ignore[attr-defined]
        tokens = list(stream)
        position = 0
        while position < len(tokens):
            end = _words_end(tokens, position) if tokens[position].value in constants else None
            if end is None:
                yield tokens[position]
                position += 1
                continue
            name, text = tokens[position].value, "".join(each.value for each in tokens[position + 2 : end])
            alone = tokens[end].type == "rparen"
            value = constants[name](language, text)
            yield from _safe(tokens[position].lineno, value % {} if alone and name == "_" else value)
            close = end if alone else _close(tokens, end)
            if not alone:
                yield from _filling(tokens[end + 1 : close])
            elif "tilde" in (tokens[position - 1].type, tokens[end + 1].type):
                yield from _unfolded(tokens[end].lineno)
            position = close


def _words_end(tokens: list[Token], start: int) -> int | None:
    """Where the words of `name("words" …` end, None when it is no call of constant words."""
    if tokens[start].type != "name" or (start and tokens[start - 1].type in ("dot", "pipe")):
        return None
    end = start + 2
    while end < len(tokens) and tokens[end].type == "string":
        end += 1
    plain = end > start + 2 and tokens[start + 1].type == "lparen"
    return end if plain and tokens[end].type in ("rparen", "comma") else None


def _safe(line: int, value: str) -> Iterator[Token]:
    """`( "value" | safe`; the closing bracket is the one of the call."""
    for kind, word in (("lparen", "("), ("string", value), ("pipe", "|"), ("name", "safe")):
        yield Token(line, kind, word)


def _close(tokens: list[Token], start: int) -> int:
    """The place of the bracket that closes the call."""
    depth, place = 0, start
    while depth or tokens[place].type != "rparen":
        depth += tokens[place].type in ("lparen", "lbrace", "lbracket")
        depth -= tokens[place].type in ("rparen", "rbrace", "rbracket")
        place += 1
    return place


def _filling(values: list[Token]) -> Iterator[Token]:
    """`| filled(name=value, …)`."""
    line = values[0].lineno
    for kind, word in (("pipe", "|"), ("name", "filled"), ("lparen", "(")):
        yield Token(line, kind, word)
    yield from values
    yield Token(line, "rparen", ")")


def _unfolded(line: int) -> Iterator[Token]:
    """`| unfolded`: Jinja joins constants with ~ as plain text, and what was safe would be escaped."""
    yield Token(line, "pipe", "|")
    yield Token(line, "name", "unfolded")


@pass_context  # what asks for the context is no constant
def _left_as_it_is(_context: Context, value: Any) -> Any:
    return value


def _filled(words: Any, **values: Any) -> Any:
    """Translated words with their values, each escaped; numbers need none, and may be asked for with %d.

    The same as `words % values` with markupsafe, which wraps each value once more than needed.
    """
    safe = {name: value if type(value) in _PLAIN else words.escape(value) for name, value in values.items()}
    return type(words)(str.__mod__(words, safe))


_PLAIN = (int, float)
