"""Our named tuples beside those of the standard library, from the same class body."""

from __future__ import annotations

import copy
import pickle
import sys
import typing
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from servicectl import named_tuple

BODY = '''
class Point(NamedTuple):
    """A place."""

    x: NowhereDefined
    y: int = 2
    name: str | None = None

    origin = "a plain attribute"

    @property
    def sum(self):
        return self.x + self.y

    @classmethod
    def at(cls, x):
        return cls(x)

    def moved(self):
        return self._replace(x=self.x + 1)


class Named(Point):
    vocabulary: str = ""
'''
T = TypeVar("T")


def declared(base: object) -> Any:
    """Return the module in which the body was declared upon a base."""
    module = type(sys)(f"declared_on_{id(base)}")
    sys.modules[module.__name__] = module
    module.__dict__["NamedTuple"] = base
    code = compile("from __future__ import annotations\n" + BODY, "<body>", "exec")
    exec(code, module.__dict__)
    return module


OURS, MODEL = declared(named_tuple.NamedTuple), declared(typing.NamedTuple)


def changed(point: Any) -> object:
    point.x = 3
    return point


ASKED: dict[str, Callable[[Any], object]] = {
    "by place": lambda m: tuple(m.Point(1, 5, "a")),
    "by name": lambda m: tuple(m.Point(name="a", x=1)),
    "usual": lambda m: tuple(m.Point(1)),
    "too few": lambda m: m.Point(),
    "too many": lambda m: m.Point(1, 2, "a", 4),
    "unknown": lambda m: m.Point(1, z=2),
    "twice": lambda m: m.Point(1, x=2),
    "by number": lambda m: m.Point(1, 2)[1],
    "field": lambda m: (m.Point(1).x, m.Point(1).y, m.Point(1).name),
    "spread": lambda m: [*m.Point(1, 2)],
    "equal": lambda m: m.Point(1) == (1, 2, None),
    "hash": lambda m: hash(m.Point(1)) == hash((1, 2, None)),
    "order": lambda m: m.Point(1) < m.Point(1, 3),
    "shown": lambda m: repr(m.Point(1, name="a")),
    "shown below": lambda m: repr(m.Named(1)),
    "replaced": lambda m: m.Point(1)._replace(y=3, name="b"),
    "as dict": lambda m: m.Point(1)._asdict(),
    "made": lambda m: m.Point._make(iter("abc")),
    "made of too few": lambda m: m.Point._make("ab"),
    "fields": lambda m: (m.Point._fields, m.Named._fields, m.Point.__match_args__),
    "doc": lambda m: m.Point.__doc__,
    "annotations": lambda m: sorted(m.Point.__annotations__),
    "property": lambda m: m.Point(1).sum,
    "class method": lambda m: m.Point.at(4),
    "method": lambda m: m.Point(1).moved(),
    "plain attribute": lambda m: m.Point(1).origin,
    "copied": lambda m: copy.deepcopy(m.Point(1, 2, "a")),
    "pickled": lambda m: tuple(pickle.loads(pickle.dumps(m.Point(1, 2, "a")))),
    "whose": lambda m: (m.Point.__name__, m.Point.__qualname__, type(m.Point(1)) is m.Point),
    "changed": lambda m: changed(m.Point(1)),
    "no dictionary": lambda m: hasattr(m.Point(1), "__dict__"),
    "below, a dictionary": lambda m: changed(type("Free", (m.Named,), {"x": 7})(1)).x,
    "below, no field": lambda m: m.Named(1).vocabulary,
    "of its class, below": lambda m: type(m.Named(1).moved()) is m.Named,
    "is a tuple": lambda m: isinstance(m.Point(1), tuple),
}


def answer(ask: Callable[[Any], object], module: Any) -> object:
    """Return what is answered, or the type of what is raised."""
    try:
        found = ask(module)
    except (TypeError, AttributeError) as error:
        return type(error)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_it_does_as_the_standard_library_s(name: str) -> None:
    assert answer(ASKED[name], OURS) == answer(ASKED[name], MODEL)


@pytest.mark.parametrize("name", ["too few", "too many", "unknown", "twice"])
def test_what_is_wrong_is_said_in_the_same_words(name: str) -> None:
    said = []
    for module in (OURS, MODEL):
        with pytest.raises(TypeError) as error:
            ASKED[name](module)
        said.append(str(error.value))
    assert said[0] == said[1]


def test_what_is_no_field_is_told() -> None:
    with pytest.raises((TypeError, ValueError)):
        OURS.Point(1)._replace(z=1)


def test_a_class_may_be_generic() -> None:
    class Found(named_tuple.NamedTuple, Generic[T]):
        rows: list[T]
        more: bool = False

    assert Found[int]([1]) == ([1], False)
