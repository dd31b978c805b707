"""The questionnaire that a customer fills in after the work: topics with grades (R062, A22)."""

from __future__ import annotations

import re

from servicectl.domain.schema.kinds import ParsedKind
from servicectl.errors import Malformed, msg
from servicectl.named_tuple import NamedTuple

BEST = 5
_GRADE = re.compile(r"([^=]{1,60})=([1-5])")


class Grade(NamedTuple):
    """One answer: the topic, and a grade of which 5 is best."""

    topic: str
    grade: int

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.topic}={self.grade}"


def read_grade(text: str) -> Grade:
    """Return the answer that ``TOPIC=1..5`` means; raise Malformed."""
    match = _GRADE.fullmatch(text.strip())
    if not match:
        raise Malformed(
            msg("{text} is not of the form TOPIC=1..5", text=repr(text[:40])),
            msg("such as 服务态度=5, where 5 is best"),
        )
    return Grade(match[1].strip(), int(match[2]))


GRADE = ParsedKind(lambda text: str(read_grade(text)), "TOPIC=1..5", "服务态度=5")
