"""The verbs around a team's folder: making it, saving hand edits, finding out what is wrong."""

from __future__ import annotations

from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put, put_json, put_rows, put_warnings
from servicectl.cli.app.typed import UTC, Typed, team_paths
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import say
from servicectl.store.team.package_data import profiles as shipped_profiles


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
            msg("servicectl init DIR --profile {name}", name=shipped_profiles()[0]),
        )
    return typed["folder"], typed["profile"]


def profiles(context: Context, words: str, typed: Typed) -> int:
    """Print the rulebooks that ship."""
    names = list(shipped_profiles())
    put_rows(typed, names, lambda: "\n".join(names), None)
    return 0


def save(context: Context, words: str, typed: Typed) -> int:
    """Check and commit what was edited by hand."""
    from servicectl.output.json.case import recorded_view
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
