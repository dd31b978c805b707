"""The verbs around a team's folder: making it, saving hand edits, finding out what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_rows, put_warnings
from servicectl.cli.app.typed import UTC, Typed, team_paths, values_of
from servicectl.domain.schema import commands
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import say
from servicectl.store.team.package_data import profiles as shipped_profiles

if TYPE_CHECKING:
    from servicectl.store.team.named_rulebook import NamedRulebook


def init(context: Context, words: str, typed: Typed) -> int:
    """Make a new team's folder."""
    from servicectl.services.team.init import create_team

    folder, profile = _folder_and_profile(typed)
    made = create_team(
        context.settings.folder / folder,
        profile,
        sample=bool(typed["sample"]),
        language=context.settings.lang,
        now=context.settings.present(UTC),
    )
    if typed["json"]:
        put_json({"schema": 1, "folder": str(made.folder), "commit": made.commit})
    else:
        put(say(msg("{folder} is ready: cd there and type servicectl report", folder=folder)))
    return 0


def _folder_and_profile(typed: Typed) -> tuple[str, str]:
    """Return what init cannot do without; raise UsageError."""
    if not typed["folder"] or not typed["profile"]:
        raise UsageError(
            msg("init needs a folder and --profile"),
            commands.init("DIR", profile=shipped_profiles()[0]).message,
        )
    return typed["folder"], typed["profile"]


def profiles(context: Context, words: str, typed: Typed) -> int:
    """Print the rulebooks that ship; show what leads where in one, or one in today's language."""
    what = values_of(context, words, typed).get("what")
    if what == "show":
        return _show_lines(context, typed)
    if what == "upgrade":
        return _upgrade(context, typed)
    names = list(shipped_profiles())
    put_rows(typed, names, lambda: "\n".join(names), None)
    return 0


def _named(context: Context, typed: Typed) -> NamedRulebook:
    from servicectl.store.team.named_rulebook import named_rulebook

    return named_rulebook(typed["name"], context.settings.folder, lambda: context.root)


def _show_lines(context: Context, typed: Typed) -> int:
    """Print the kinds of case of a rulebook with their states and ways, or draw them."""
    from servicectl.output.json.lines import kinds_view
    from servicectl.output.reference.states import drawn
    from servicectl.output.text.lines import kind_lines

    kinds = _named(context, typed).kinds
    if typed["diagram"]:
        put("\n\n".join(drawn(kind.name, kind.line) for kind in kinds.values()))
    else:
        put_rows(typed, kinds_view(kinds.values()), lambda: "\n".join(kind_lines(kinds)), None)
    return 0


def _upgrade(context: Context, typed: Typed) -> int:
    """Print a rulebook in today's language; 1 where something in that is wrong."""
    new = _named(context, typed).upgraded()
    put(new.data.decode().removesuffix("\n"))
    new.read()
    return 0


def save(context: Context, words: str, typed: Typed) -> int:
    """Check and commit what was edited by hand."""
    from servicectl.output.json.rows import recorded_view
    from servicectl.services.team.save import save_edits

    commit, files = save_edits(context.session, team_paths(context, typed["paths"]))
    if typed["json"]:
        put_json(recorded_view(None, None, commit, None, {}) | {"id": None, "files": files})
    else:
        put(say(msg("saved: {files}", files=list(files))))
    return 0


def doctor(context: Context, words: str, typed: Typed) -> int:
    """Say what stands in the way, or whether an event was recorded."""
    from servicectl.services.team.doctor import examine

    if typed["event"]:
        return _look_for(context, typed)
    now = context.settings.present(UTC)
    findings = examine(context.root, fix=bool(typed["fix"]), now=now)
    if typed["json"]:
        put_json([{"ok": ok, "what": say(what)} for ok, what in findings])
    else:
        for ok, what in findings:
            put(("ok   " if ok else "!!   ") + say(what))
    put_warnings(context, "json" if typed["json"] else "text")
    return 0 if all(ok for ok, _ in findings) else 1


def _look_for(context: Context, typed: Typed) -> int:
    """Say in which commit an event was recorded; 1 where it was not."""
    from servicectl.services.team.doctor import look_for

    event = typed["event"]
    commit = look_for(context.root, event)
    if typed["json"]:
        put_json({"event": event, "commit": commit})
    elif commit:
        put(say(msg("{event} is recorded in {commit}", event=event, commit=commit)))
    else:
        put(say(msg("{event} is not recorded: type it again", event=event)))
    return 0 if commit else 1
