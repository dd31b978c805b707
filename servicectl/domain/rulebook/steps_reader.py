"""Reading the steps, fields and ticks that a rulebook adds: ``steps fields ticks``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from servicectl.domain.rulebook.own_names import (
    RULE,
    on_record,
    typed_with,
    wrong_called,
    wrong_field,
    wrong_step,
    wrong_tick,
    wrong_value,
)
from servicectl.domain.rulebook.own_text import (
    FIELDS,
    TAKES_FIELDS,
    TICKS,
    FieldText,
    StepText,
    TickText,
)
from servicectl.domain.rulebook.words_reader import Wrong, wrong_caption
from servicectl.domain.schema.kinds import MISSING, Findings, did_you_mean
from servicectl.domain.schema.nodes import Map, Text, Value, part
from servicectl.domain.schema.records import read_record
from servicectl.domain.schema.words import Words
from servicectl.domain.workflow.own import FIELD_KINDS, own_of
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, msg


def read_own(raw: Map, words: Words, found: Findings) -> str:
    """Return the text of what a rulebook adds, for :func:`own_of`; "" where it adds nothing.

    What is wrong in it is noted, and left out.
    """
    return _OwnReader(raw, words, found).text()


class _OwnReader:
    """A rulebook while its own steps, fields and ticks are read."""

    def __init__(self, raw: Map, words: Words, found: Findings) -> None:
        self.raw, self.words, self.found = raw, words, found
        self.steps = list(self._table("steps"))

    def text(self) -> str:
        """Return what is added, as JSON; "" for nothing."""
        steps = [step for verb in self._table("steps") if (step := self._step(verb))]
        names = {step["verb"] for step in steps}
        fields = {name: self._added(name, names) for name in self._table("fields")}
        ticks = {name: self._ticked(name, names) for name in self._table("ticks")}
        said = {"steps": steps, "fields": _filled(fields), "ticks": _filled(ticks)}
        if not any(said.values()):
            return ""
        text = json.dumps(said, ensure_ascii=False)
        self._check_after(text)
        return text

    def _table(self, section: str) -> Map:
        table = self.raw.get(section, Map())
        if isinstance(table, Map):
            return table
        if section != "ticks":  # its list form is that of schema 1
            self._note(table, msg("{key}: is a mapping", key=section), None)
        return Map()

    def _note(self, value: object, text: Message, remedy: Message | None) -> None:
        self.found.add(value, RULE, text, remedy)

    def _wrong(self, table: Map, name: str, wrong: Wrong | None) -> bool:
        """Note what is wrong with a name; return whether something is."""
        if wrong is not None:
            self.found.add_at(table.keys_at[name], RULE, *wrong)
        return wrong is not None

    # --- steps

    def _step(self, verb: str) -> dict[str, Any] | None:
        table = self._table("steps")
        raw = table[verb]
        read = read_record(StepText, raw, self.found)
        named = wrong_step(verb, self.steps)
        if read is MISSING or (self._wrong(table, verb, named) and verb in ACTIONS):
            return None
        called = wrong_caption(verb, read) or wrong_called(verb, read, self._captions(verb))
        self._wrong(table, verb, None if named else called)
        # It is known all the same: who names it makes no second mistake.
        fields = self._fields(part(raw, "fields"), read.fields, ())
        self._check_by(raw, read)
        return {
            "verb": verb,
            "zh": verb if called else read.zh,
            "en": verb if called else read.en,
            "by": list(read.by) or list(self.words["role"]),
            "fields": fields,
            "ticks": self._ticks(part(raw, "ticks"), read.ticks, fields, verb),
            "outcome": self._outcome(raw, read.outcome, fields),
            "own": read.own,
            "held": read.on_hold,
            "after": read.after,
        }

    def _captions(self, verb: str) -> frozenset[str]:
        """Return what the steps before one are called."""
        table = self._table("steps")
        before = self.steps[: self.steps.index(verb)]
        said = (table[name] for name in before)
        texts = (text.get(lang) for text in said if isinstance(text, Map) for lang in ("zh", "en"))
        return frozenset((*before, *(str(text) for text in texts if text)))

    def _check_by(self, raw: Value, read: StepText) -> None:
        roles = tuple(self.words["role"])
        for n, role in enumerate(read.by):
            if role not in roles:
                text = msg("{value} is no role: {words}", value=role, words=", ".join(roles))
                self._note(part(raw, "by", n), text, did_you_mean(role, roles))

    def _outcome(self, raw: Value, name: str | None, fields: list[dict[str, Any]]) -> str | None:
        """Return the field that decides; where that is no such field, the one that may be meant."""
        if name is None:
            return None
        chosen = [field["name"] for field in fields if field["of"] and not field["many"]]
        if name not in chosen:
            text = msg("outcome: names a field of the step that holds one of a few words")
            near = did_you_mean(name, tuple(chosen))
            self._note(part(raw, "outcome"), text, near or msg("write of: below the field"))
            return next(iter(chosen), None)
        return name

    def _check_after(self, text: str) -> None:
        """Note steps that follow what there is not."""
        actions = own_of(text).actions
        for verb, said in self._table("steps").items():
            after = said.get("after") if isinstance(said, Map) else None
            if after is not None and (after not in actions or after == verb):
                wrong = msg("no action is called {name}", name=str(after))
                self._note(after, wrong, did_you_mean(str(after), actions))

    # --- fields

    def _added(self, name: str, steps: set[str]) -> list[dict[str, Any]]:
        """Return the fields that are added to a known step, or to a record."""
        table = self._table("fields")
        if name not in TAKES_FIELDS:
            text = msg("no action and no record is called {name}", name=name)
            own = msg("fields of a step of your own stand below it in steps:")
            remedy = own if name in self.steps else did_you_mean(name, TAKES_FIELDS)
            self._wrong(table, name, (text, remedy))
            return []
        read = FIELDS.read(table[name], self.found)
        shipped = typed_with(name) if name in ACTIONS else on_record(name)
        return [] if read is MISSING else self._fields(table[name], read, shipped, of=name)

    def _fields(
        self, raw: Value, read: Mapping[str, FieldText], shipped: tuple[str, ...], of: str = ""
    ) -> list[dict[str, Any]]:
        if not isinstance(raw, Map):
            return []
        found = []
        for name, text in read.items():
            if text.kind is None and text.of is None and {"kind", "of"} & {*raw[name]}:
                continue  # what is wrong there is said
            wrong = wrong_field(name, shipped, self.steps, of) or self._wrong_kind(text, of)
            if not self._wrong(raw, name, wrong):
                self._wrong(raw, name, wrong_caption(name, text))
                found.append({"name": name, **self._field(raw[name], text, name)})
        return found

    def _wrong_kind(self, text: FieldText, of: str) -> Wrong | None:
        if text.of is None and text.kind in (None, "word"):
            kinds = ", ".join(FIELD_KINDS)
            return msg("what it holds is not said"), msg("write kind: {words}", words=kinds)
        if text.of is not None and text.kind not in (None, "word"):
            return msg("kind: and of: say two things"), msg("leave out one of them")
        if text.measure and text.kind != "number":
            return msg("measure: is of a number"), msg("write kind: number")
        if text.many and text.kind in ("yes_no", "agreed"):
            return msg("{kind} is said once", kind=text.kind), msg("take many: away")
        if text.kind == "agreed" and of and of not in ACTIONS:  # of a record
            return msg("a record on file agrees on no time"), msg("write kind: moment")
        if text.required and of and of not in ACTIONS:
            remedy = msg("write require: report: [{name}]", name=f"{of}.FIELD")
            return msg("records on file may be without it"), remedy
        return None

    def _field(self, raw: Value, text: FieldText, name: str) -> dict[str, Any]:
        said = ("kind", "required", "many", "measure", "search", "rule")
        return {
            **{key: getattr(text, key) for key in said},
            **_named(name, text),
            "form": list(text.form),
            "of": self._of(part(raw, "of"), text.of),
        }

    def _of(self, raw: Value, said: Any) -> list[Any] | None:
        """Return the name of a list ("" for words of the field's own) and its words."""
        if said is None:
            return None
        if isinstance(said, str):
            return self._listed(raw, said)
        words: list[list[Any]] = []
        if not isinstance(raw, Map):
            return ["", words]
        for word, text in said.items():
            if not self._wrong(raw, word, wrong_value(word)):
                self._wrong(raw, word, wrong_caption(word, text))
                words.append([word, *_named(word, text).values()])
        return ["", words]

    def _listed(self, raw: Value, name: str) -> list[Any]:
        if name not in self.words:
            text = msg("no list of words is called {name}", name=name)
            self._note(raw, text, did_you_mean(name, tuple(self.words)))
            return ["", []]
        words = self.words[name].values()
        captions = [(w.name, w.caption.zh, w.caption.text) for w in words if w.caption]
        return [name, captions or [(word.name, None, None) for word in words]]

    # --- ticks

    def _ticked(self, name: str, steps: set[str]) -> list[dict[str, Any]]:
        """Return the lines that are added to the checklist of a step."""
        table = self._table("ticks")
        if name not in ACTIONS and name not in steps:
            known = (*ACTIONS, *steps)
            text = msg("no action is called {name}", name=name)
            self._wrong(table, name, (text, did_you_mean(name, known)))
            return []
        read = TICKS.read(table[name], self.found)
        fields = [{"name": word} for word in (typed_with(name) if name in ACTIONS else ())]
        return [] if read is MISSING else self._ticks(table[name], read, fields, name)

    def _ticks(
        self,
        raw: Value,
        read: Mapping[str, TickText],
        fields: list[dict[str, Any]],
        of: str = "",
    ) -> list[dict[str, Any]]:
        shipped = ACTIONS[of].ticks if of in ACTIONS else ()
        fixed = {tick.name for tick in shipped if not tick.extra}
        extra = {tick.name for tick in shipped} - fixed  # one of these may be written anew
        taken = ({*fixed, *(field["name"] for field in fields)}) - extra
        if not isinstance(raw, Map):
            return []
        found = []
        for name, text in read.items():
            wrong = wrong_tick(name, taken, self.steps, of) or wrong_caption(name, text)
            if not self._wrong(raw, name, wrong):
                when = None if text.when is None else str(part(raw, name, "when"))
                said = {"zh": text.zh, "en": text.en, "rule": text.rule, "when": when}
                found.append({"name": name, **said})
        return found


def _named(name: str, text: Any) -> dict[str, str]:
    """Return what something is called; what has no name that people read by its own."""
    return {lang: getattr(text, lang, None) or name for lang in ("zh", "en")}


def _filled(table: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: rows for name, rows in table.items() if rows}


def conditions_of_ticks(raw: Map) -> Iterator[Text]:
    """Yield the conditions under which ticks are on a list, as they are written."""
    tables = [raw.get("ticks"), *_of_steps(raw)]
    for table in tables:
        for ticks in table.values() if isinstance(table, Map) else ():
            for tick in ticks.values() if isinstance(ticks, Map) else ():
                when = tick.get("when") if isinstance(tick, Map) else None
                if isinstance(when, Text):
                    yield when


def _of_steps(raw: Map) -> Iterator[Value]:
    """Yield the checklists of the steps, each as a table of tables."""
    steps = raw.get("steps")
    for step in steps.values() if isinstance(steps, Map) else ():
        if isinstance(step, Map) and isinstance(step.get("ticks"), Map):
            yield Map({"": step["ticks"]})
