"""Reading the conditions of a rulebook: one small language for clocks, requirements and lists.

::

    spec      = condition, then at most once each: "when" condition, "unless" condition
    condition = part, then either "and" part … or "or" part …; never both without brackets
    part      = "not" part | "(" condition ")" | [count] name["." detail] [sign value["|" value]…]

What is wrong is said with its column. Which names and values there are is asked elsewhere
(:mod:`condition_checks`): to read a text, nothing has to be known of a rulebook.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from servicectl.domain.rulebook.terms import RESERVED, Condition, Joined, Spec, Term
from servicectl.errors import Malformed, Message, msg
from servicectl.named_tuple import NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>[()|]|[!=<>]+)|"(?P<value>[^"|]*)"|(?P<word>[^\s()|!=<>"]+))"""
)
_PATH = re.compile(r"([^\W\d][\w-]*)(?:\.([^\W\d][\w-]*))?")
_COUNT, _CURRENCY = re.compile("[1-9][0-9]{0,2}"), re.compile("[A-Z]{3}")
_WIDE = str.maketrans("（）＝＜＞！｜“”", '()=<>!|""')
_TERM_1 = r"(?:[0-9] )?[a-z][a-z_-]*(?:\.[a-z][a-z_]*)?(?:=[a-z0-9_]+)?"
_TERMS_1 = rf"\s*{_TERM_1}(?:\s* or \s*{_TERM_1})*\s*"
_SCHEMA_1 = re.compile(rf"{_TERMS_1}(?: (?:when|unless) {_TERMS_1})*")
HOW = msg("write event, event.outcome or field = value, joined by and, or, not, when, unless")


class _Token(NamedTuple):
    """A sign, a word, a value in quotes, or the end; ``at`` counts characters from 0."""

    sort: str
    text: str
    at: int


@cache
def read_requirement(text: str) -> tuple[Spec, ...]:
    """Return the specs that all have to be met; raise Malformed with the column."""
    reader = _ConditionReader(text)
    body = reader.condition()
    said: dict[str, tuple[Condition, ...]] = {}
    while (word := reader.next.text) in ("when", "unless") and reader.next.sort == "word":
        if word in said:
            raise reader.wrong(msg("{word} stands here twice", word=word))
        reader.take()
        said[word] = _any_of(reader.condition())
    if reader.next.sort != "end":
        raise reader.wrong()
    when, unless = said.get("when", ()), said.get("unless", ())
    return tuple(Spec(clause, when, unless) for clause in _all(body))


def read_spec(text: str) -> Spec:
    """Return the one spec that a text describes: terms joined by ``or``; raise Malformed."""
    spec, *others = read_requirement(text)
    odd = next((term for term in spec.terms if term.negated), None)
    if others or odd is not None:
        raise Malformed(
            msg("here stand events joined by or, nothing else"),
            msg("what else has to hold stands behind when or unless"),
            (odd or others[0].terms[0]).at,
        )
    return spec


def read_one_event(text: str) -> Term:
    """Return the term of one event, without alternatives or conditions; raise Malformed."""
    spec = read_spec(text)
    if len(spec.terms) > 1 or spec.when or spec.unless:
        raise Malformed(msg("{text} is not one event", text=repr(text)))
    return spec.terms[0]


@cache
def read_condition(text: str) -> Condition:
    """Return the condition that a text describes; raise Malformed with the column."""
    reader = _ConditionReader(text)
    condition = reader.condition()
    if reader.next.sort != "end":
        raise reader.wrong()
    return condition


def check_schema_1(text: str) -> None:
    """Raise Malformed for a text of another form than rulebooks of ``schema: 1`` know."""
    if not _SCHEMA_1.fullmatch(text):
        raise Malformed(_not_understood(repr(text), "schema: 1"), msg("write schema: 2"))


def _not_understood(text: str, whole: str) -> Message:
    return msg("{text} cannot be understood in {whole}", text=text, whole=whole)


class _ConditionReader:
    """A text while it is read, from left to right; ``next`` is what stands there now."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain, self._at = text.translate(_WIDE), 0
        self.take()

    def take(self) -> _Token:
        """Return what stands here, and go on behind it."""
        taken = getattr(self, "next", None)
        found = _TOKEN.match(self._plain, self._at)
        if found is None:
            end = len(self._plain.rstrip())
            odd = self._plain[self._at :].strip()
            self.next = _Token("odd" if odd else "end", odd, max(self._at, end - len(odd)))
        else:
            sort = str(found.lastgroup)
            self.next = _Token(sort, self._text[slice(*found.span(sort))], found.start(sort))
            if sort == "sign":
                self.next = self.next._replace(text=found[sort])
            self._at = found.end()
        return taken or self.next

    def wrong(self, why: Message | None = None, remedy: Message = HOW) -> Malformed:
        """Return that what stands here is not understood."""
        whole = repr(self._text)
        if why is None and self.next.sort == "end":
            why = msg("{text} is not whole: something is missing behind it", text=whole)
        odd = self._text[self.next.at :].split(" ")[0]
        why = why or _not_understood(repr(odd), whole)
        if remedy is HOW and re.search("[,，、;；]", odd):
            remedy = msg("what has to hold together is a list: [A, B]")
        return Malformed(why, remedy, self.next.at)

    def _is(self, *words: str) -> bool:
        return self.next.sort in ("sign", "word") and self.next.text in words

    def condition(self) -> Condition:
        """Return a condition; raise Malformed."""
        parts, joined = [self._part()], ""
        while self._is("and", "or"):
            if joined and self.next.text != joined:
                raise self.wrong(
                    msg("and stands beside or: what belongs together?"),
                    msg("put it in brackets: (A and B) or C, or else A and (B or C)"),
                )
            joined = self.take().text
            parts.append(self._part())
        return Joined(joined, tuple(parts)) if joined else parts[0]

    def _part(self) -> Condition:
        if self._is("not"):
            self.take()
            return Joined("not", (self._part(),))
        if self._is("("):
            opened = self.take()
            inner = self.condition()
            if not self._is(")"):
                raise Malformed(msg("a bracket is opened and not closed"), HOW, opened.at)
            self.take()
            return inner
        return self._term()

    def _term(self) -> Term:
        times = int(self.take().text) if self._counts() else 1
        path = _PATH.fullmatch(self.next.text)
        if self.next.sort != "word" or path is None or self.next.text in RESERVED:
            raise self.wrong()
        at = self.take().at
        op, value = "=", None
        if self.next.sort == "sign" and self.next.text not in "()|":
            if self.next.text not in ("=", "!=", "<", ">"):
                raise self.wrong(remedy=msg("values are compared by = != < >"))
            op, value = self.take().text, self._values()
        term = Term(path[1], path[2], value, times, op)
        term.at = at
        return term

    def _counts(self) -> bool:
        return self.next.sort == "word" and _COUNT.fullmatch(self.next.text) is not None

    def _values(self) -> str:
        """Return what a name is compared with: one value, or several of which one is meant."""
        values = [self._value()]
        while self._is("|"):
            self.take()
            values.append(self._value())
        return "|".join(values)

    def _value(self) -> str:
        if self.next.sort not in ("word", "value") or self._is(*RESERVED):
            raise self.wrong()
        value = self.take()
        is_sum = value.sort == "word" and value.text[0].isdigit() and self.next.sort == "word"
        if is_sum and _CURRENCY.fullmatch(self.next.text):
            return f"{value.text} {self.take().text}"
        return value.text


def _any_of(condition: Condition) -> tuple[Condition, ...]:
    is_or = isinstance(condition, Joined) and condition.word == "or"
    return condition.parts if is_or and isinstance(condition, Joined) else (condition,)


def _all(condition: Condition, negated: bool = False) -> tuple[tuple[Term, ...], ...]:
    """Return the alternatives of each of which one is wanted: the comma of a list is *and*."""
    if isinstance(condition, Term):
        term = condition._replace(negated=negated)
        term.at = condition.at
        return ((term,),)
    if condition.word == "not":
        return _all(condition.parts[0], not negated)
    parts = [_all(part, negated) for part in condition.parts]
    if (condition.word == "and") != negated:
        return tuple(clause for part in parts for clause in part)
    return tuple(tuple(dict.fromkeys(sum(chosen, ()))) for chosen in product(*parts))
