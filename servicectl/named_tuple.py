"""Named tuples that cost little to declare: a command declares more than a hundred as it starts.

``typing.NamedTuple`` compiles the annotation of every field, and a constructor for every class: a
tenth of what a command takes. Here an annotation stays text, and classes with as many fields share
the code of their constructor.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from functools import lru_cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, Self

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:

    @lru_cache
    def _constructor(n: int) -> FunctionType:
        """Return the constructor that the standard library makes for a tuple of ``n`` fields."""
        return namedtuple("_", [f"_{i}" for i in range(n)], rename=True).__new__

    _Getter = type(namedtuple("_", "field").field)

    class _Declared(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            """Make a class of a body: what is annotated is a field, its value the usual one.

            A class below a declared one is a plain one.
            """
            if getattr(bases[0], "_fields", None) == ():
                fields = tuple(body["__annotations__"])
                made = _constructor(len(fields))
                code = made.__code__.replace(co_varnames=("_cls", *fields))
                new = FunctionType(code, made.__globals__, "__new__")
                new.__qualname__ = f"{name}.__new__"  # complaints name it
                new.__defaults__ = tuple(body[field] for field in fields if field in body)
                body |= {field: _Getter(n, None) for n, field in enumerate(fields)}
                body |= {"__new__": new, "_fields": fields, "__match_args__": fields}
                body["__slots__"] = ()
            return super().__new__(cls, name, bases, body)

    class NamedTuple(tuple, metaclass=_Declared):
        """As ``typing.NamedTuple``; what is wrong with a class is left to mypy."""

        __slots__ = ()
        _fields = ()

        @classmethod
        def _make(cls, values: Iterable[object]) -> Self:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"expected {len(cls._fields)} values, got {len(made)}")
            return made

        def _replace(self, /, **changes: object) -> Self:
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"no such fields: {list(changes)}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            said = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({said})"
