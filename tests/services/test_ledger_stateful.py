"""Random desks typed step by step, and after each step the books of a desk kept on paper.

Chance plays the people: they take calls in, send engineers, hand parts out, lend, swap, count,
take money, book back, give up, begin again, and try what must be refused. The desk on paper
(tests/plain_desk.py) says before each step what will come of it; tests/typed_desk.py types it and
compares. ``make test`` plays the same hundreds of steps each time, whichever libraries it runs on.
More, and others each time (what was typed, and the seed, are told of the one that fails):

    DESKS=200 pytest tests/services/test_ledger_stateful.py -n 2
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest

from tests.plain_desk import GONE, IN_HANDS, MAY, MEASURED, ROLE, Goods, No, PlainDesk, word
from tests.typed_desk import TypedDesk, clock, new_desk
from tests.without_git import leave_git_out

MORE = os.environ.get("DESKS")
DESKS, STEPS = int(MORE or 8), 50
PAPERS = count(1)
SERIALS = {"STB": ("S1", "S2", "L1", "L2", "F1"), "SIM": ("M1", "M2", "M3")}
SKU_OF = {serial: sku for sku, serials in SERIALS.items() for serial in serials}
THEIRS = ("C1", "C2", "C3")  # units that stand at customers'
TOOLS = ("T1", "T2")
SHELVES = ("store:good", "store:bad", "store:old", "van:guo", "branch:north")
AT_WORK = ("assigned", "prepared", "on_site", "diagnosed", "repairing")
ON_SITE = ("on_site", "diagnosed", "repairing", "restored")
TO_QUOTE = ("diagnosed", "repairing", "not_repaired", "quoted")
DONE = ("closed", "cancelled")
OLD = {("engineer", True), ("customer-unit", False)}
USUAL_WAY = {
    "intake": ("handover",),
    "awaiting_dispatch": ("assign",),
    "assigned": ("prepare",),
    "prepared": ("depart",),
    "en_route": ("arrive",),
    "on_site": ("diagnose", "diagnose", "complete"),
    "diagnosed": ("quote", "quote", "complete"),
    "quoted": ("accept", "accept", "quote", "refuse"),
    "repairing": ("complete",),
    "not_repaired": ("complete",),
    "taken_away": ("workshop-done", "give-back"),
    "ready_to_return": ("give-back",),
    "restored": ("complete",),
    "completed": ("sheet-in", "callback ok", "callback old_fault"),
    "sheet_in": ("callback ok", "callback ok", "callback old_fault"),
    "rework": ("plan", "sheet-in"),
    "ready_to_close": ("close",),
    "closed": ("rework", "note"),
    "cancelled": ("note", "close"),
}
OUT_OF_TURN = ("close", "close", "cancel", "complete", "depart", "accept", "give-back")
OUT_OF_TURN += ("sheet-in", "quote", "rework", "plan", "callback ok")
MISTYPED = (
    "parts receive NOSUCH=1 --document RK-1",
    "parts receive PSU=-1 --document RK-1",
    "parts receive PSU=0 --document RK-1",
    "parts receive PSU=100000 --document RK-1",
    "parts receive PSU --document RK-1",
    "parts receive PSU=1",
    "parts receive PSU=1 --document RK-1 --to store:best",
    "parts transfer PSU=1 --from store:good --to branch:south",
    "parts transfer PSU=1 --from store:good --to van:nobody",
    "parts to-maker PSU=1 --maker nobody",
    "parts return CASE PSU=1.2345",
    "cash collect CASE 1.999",
    "cash collect CASE -5",
    "parts adjust v-2026",
    "reverse v-20261123-222222 --reason R",
    "parts return 20261123-222222",
)
TAKEN_BACK = ("issue", "return", "loan-out", "loan-in", "cash-collect", "cash-hand-in")
MUST_BE_DONE = {"approve", "callback", "cancel", "close", "complete", "exchange", "give-back"}
MUST_BE_DONE |= {
    "loan in",
    "loan out",
    "quote",
    "reverse",
    "swap",
    "take-away",
    "tool out",
    "retract",
}
MUST_BE_DONE |= {f"cash {verb}" for verb in ("collect", "hand-in", "pay", "settle")}
MUST_BE_DONE |= {"parts lost"}
MUST_BE_DONE |= {
    f"parts {verb}"
    for verb in (
        *("adjust", "approve", "count", "inspect", "issue", "old-in", "receive", "reject"),
        *("request", "return", "scrap", "to-maker", "from-maker", "transfer"),
    )
}
MUST_BE_REFUSED = {"retract", "close", "cancel", "complete", "swap", "reverse", "loan in"}
MUST_BE_REFUSED |= {"cash collect", "cash hand-in", "cash pay", "give-back", "take-away"}
MUST_BE_REFUSED |= {
    f"parts {verb}" for verb in ("adjust", "approve", "issue", "receive", "return", "transfer")
}


def seldom(chance: Random, one_in: int = 8) -> bool:
    return chance.randrange(one_in) == 0


class Surely(Random):
    """Chance without anything that happens seldom."""

    def randrange(self, *_: Any) -> int:
        return 1


def written(goods: Sequence[Goods]) -> str:
    return " ".join(map(str, goods))


def named(thing: str, much: Decimal) -> Goods:
    """Return a thing of the books as it is typed; a piece nobody sold by its model STB."""
    if not thing.startswith("#"):
        return Goods(thing, much)
    return Goods(SKU_OF.get(thing[1:], "STB"), serial=thing[1:])


def some(chance: Random, sku: str) -> Goods:
    """Return some of a part, seldom more than there can be, or half a piece."""
    if sku in SERIALS:
        return Goods(sku, serial=chance.choice(SERIALS[sku]))
    sizes = ["0.5", "2", "1.25"] if sku in MEASURED else ["1", "2", "1", "3"]
    return Goods(sku, Decimal(chance.choice(["99999", "0.5"] if seldom(chance, 15) else sizes)))


def out_of(chance: Random, stock: dict[str, Decimal]) -> list[Goods]:
    """Return goods that are there, seldom more than that, seldom something else."""
    there = [named(t, n) for t, n in sorted(stock.items()) if n > 0 and t[0] not in "!$"]
    if not there or seldom(chance, 12):
        return [some(chance, chance.choice(["PSU", "HDD", "CABLE", "SIM"]))]
    chosen = []
    for goods in chance.sample(there, min(len(there), chance.choice([1, 1, 2]))):
        most = min(goods.qty, Decimal(99_998))
        qty = most + 1 if seldom(chance, 12) else chance.choice([most, min(most, Decimal(1))])
        chosen.append(goods if goods.serial else goods._replace(qty=qty))
    return chosen


class DeskAtWork(TypedDesk):
    """What people do: likely things mostly, and now and then what must not be done."""

    def case(self, chance: Random, *states: str) -> str:
        """Return a case: one in these states if there is one, an open one, seldom any."""
        jobs = self.plain.jobs
        fitting = [id for id, job in jobs.items() if job.state in states]
        open_ = [id for id, job in jobs.items() if job.state not in DONE]
        return chance.choice(list(jobs) if seldom(chance, 12) else fitting or open_ or list(jobs))

    def usually(self, chance: Random, person: str) -> str:
        """Return this person, seldom any."""
        return chance.choice(sorted(ROLE)) if seldom(chance, 20) else person

    def lead(self, case: str) -> str:
        return next(iter(self.plain.jobs[case].engineers), "guo")

    def what_was_in(self, chance: Random, account: str) -> tuple[list[Goods], int | None]:
        """Return goods that are in an account now, or were there at an earlier minute, and it."""
        at = self.late(chance)
        return out_of(chance, self.plain.stock(account, self.minute if at is None else at)), at

    def late(self, chance: Random) -> int | None:
        """Return an earlier minute for ``--at``, seldom; else None: now."""
        return self.minute - chance.randint(1, 30) if seldom(chance, 4) else None

    # --- what there is to do ----------------------------------------------------------------------

    def somebody_acts(self, chance: Random) -> None:
        """Mostly what there is to do; now and then anything, or what can never be done."""
        work = self.work()
        if seldom(chance, 6):
            chance.choice([*work, self.out_of_turn, self.out_of_turn, self.mistypes])(chance)
        elif seldom(chance, 8):
            self.looks_at_the_stock(chance)
        else:
            chance.choices(list(work), list(work.values()))[0](chance)

    def work(self) -> dict[Callable[[Random], None], int]:
        """Return everything that people do, and how often it is done as things stand now."""
        plain = self.plain
        states = {job.state for job in plain.jobs.values()}
        waiting = any(plain.to_issue(id) for id in plain.jobs)
        held = {(word(a), t[0], a.endswith(":old"), c) for a, t, c in plain.balances}
        in_hands = {(kind, old) for kind, mark, old, _ in held if mark not in "!$"}
        mine = any(kind == "engineer" and mark == "#" for kind, mark, _, c in held if c)
        counted = [p for p in plain.papers.values() if p.did == "count" and not p.adjusted]
        lent = ("customer", False) in in_hands
        there = states & set(ON_SITE)
        return {
            self.goes_on: 16,
            self.settles: 6 * any(c for *_, c in held),
            self.calls: 2 * (sum(job.state not in DONE for job in plain.jobs.values()) < 3),
            self.gives_up: 1,
            self.asks_for_parts: 4 * bool(states & set(AT_WORK)),
            self.says_yes_or_no: 6 * bool(self.asking()),
            self.hands_out: (5 if waiting or not plain.strict else 1) * bool(states & set(AT_WORK)),
            self.takes_parts_back: 2 * (("engineer", False) in in_hands),
            self.takes_old_parts: 2 * bool(in_hands & OLD),
            self.swaps: (6 if mine else 2) * bool(there),
            self.exchanges: 2 * bool(there),
            self.takes_away: 2 * bool(there),
            self.lends: 1 if lent else 2,
            self.gets_the_loaner_back: int(lent),
            self.sends_to_the_maker: 8 if plain.stock("house") else 2,
            self.gets_from_the_maker: 3 * (("maker", False) in in_hands),
            self.tells_the_price: 3 * bool(states & set(TO_QUOTE)),
            self.loses_parts: int(("engineer", False) in in_hands),
            self.loses_the_loaner: 2 * int(lent),
            self.finds_an_old_part: int(any(plain.gone(id) for id in plain.jobs)),
            self.lets_a_debt_go: 2 * any(k == "customer" and m == "$" for k, m, _, _ in held),
            self.takes_money: 4 * any(k == "customer" and m == "$" for k, m, _, _ in held),
            self.brings_money: 4 * any(kind == "cash" for kind, *_ in held),
            self.pays: 2,
            self.sets_off: 1,
            self.receives: 3,
            self.moves: 3,
            self.judges: 6 * bool(plain.stock("store:old")),
            self.scraps: 2 * bool(plain.stock("store:bad")),
            self.counts: 2,
            self.adjusts: 3 * bool(counted),
            self.keeps_tools: 4,
            self.books_back: 4,
            self.takes_an_entry_back: 1,
            self.takes_back: 2,
        }

    # --- the line ---------------------------------------------------------------------------------

    def calls(self, chance: Random) -> None:
        n = len(self.plain.jobs) + 1
        if n <= 6:
            model = " --model STB --purchased 2025-05-23" if n % 2 else ""
            words = f"report --customer K{n} --phone 029-5550{n:04} --address A --fault F{model}"
            answer = self.type("wang", words, act=lambda minute: None)
            self.plain.report(answer["case"], self.minute)
            self.plain.jobs[answer["case"]].components = bool(model)

    def calls_again_under_contract(self, case: str) -> str:
        """Let the customer of a case have a contract, and call once more; return the new case."""
        customer = self.read(f"show {case}")["customer"]["id"]
        words = f"contract add HT-1 --customer {customer} --start 2026-01-01"
        self.type("chen", words, act=lambda minute: None)
        words = "report --phone 029-55500001 --fault F"
        new: str = self.type("wang", words, act=lambda minute: None)["case"]
        self.plain.report(new, self.minute)
        self.plain.jobs[new].contract = True
        return new

    def goes_on(self, chance: Random) -> None:
        """Take the next step of a case, of one far along mostly."""
        far = ("taken_away", "ready_to_return", "repairing", "restored", "completed", "sheet_in")
        far += ("ready_to_close", "rework")
        case = self.case(chance, *(far if chance.randrange(3) else ()))
        left = self.plain.left(case)
        if left and self.plain.jobs[case].state == "ready_to_close" and not seldom(chance, 4):
            return self.settle(chance, case, *left[0])
        return self.step(chance, chance.choice(USUAL_WAY[self.plain.jobs[case].state]), case)

    def out_of_turn(self, chance: Random) -> None:
        self.step(chance, chance.choice(OUT_OF_TURN), self.case(chance))

    def gives_up(self, chance: Random) -> None:
        """Cancel a case, mostly one that still owes something: then it is refused."""
        owing = [id for id in self.plain.jobs if self.plain.left(id)]
        case = chance.choice(owing) if owing and chance.randrange(4) else self.case(chance)
        self.step(chance, "cancel", case)

    def step(self, chance: Random, verb: str, case: str) -> None:
        """Type one step of the line, by who usually takes it."""
        roles = MAY[verb.partition(" ")[0]]
        usual = next((p for p in ("wang", "chen") if ROLE[p] in roles), self.lead(case))
        who = self.usually(chance, usual)
        if verb == "complete":
            return self.completes(chance, who, case)
        if verb == "quote":
            return self.quotes(chance, who, case)
        engineer = chance.choice([GONE, "wang"] if seldom(chance, 12) else ["guo", "liu"])
        words = {
            "handover": "handover CASE --no-guidance hurry",
            "assign": f"assign CASE {engineer}",
            "prepare": "prepare CASE --yes all",
            "give-back": "give-back CASE --signed-by K",
            "workshop-done": "workshop-done CASE --work W",
            "rework": "rework CASE --reason again",
            "cancel": "cancel CASE --reason no-need",
            "note": "note CASE hello",
            "callback ok": "callback CASE --running ok",
            "callback old_fault": "callback CASE --running old_fault",
        }
        plain = self.plain

        def act(minute: int) -> None:
            match verb:
                case "note":
                    pass
                case "assign":
                    plain.assign(who, case, engineer)
                case "accept":
                    plain.accept(who, case, minute)
                case "give-back":
                    plain.give_back(who, case, minute)
                case _:
                    plain.step(verb, who, case)

        return self.type_in(case, who, words.get(verb, f"{verb} CASE"), act=act)

    def tells_the_price(self, chance: Random) -> None:
        """Tell a price, and have it accepted; mostly again where something is paid already."""
        jobs = self.plain.jobs.items()
        paid = [id for id, job in jobs if job.state in TO_QUOTE and self.plain.paid(id)]
        case = chance.choice(paid) if paid and chance.randrange(3) else self.case(chance, *TO_QUOTE)
        for verb in ("quote", "accept"):
            self.step(chance, verb, case)

    def quotes(self, chance: Random, who: str, case: str) -> None:
        sums = chance.choices(["380.00", "0.01", "19.99"], k=chance.choice([1, 2]))
        job = self.plain.jobs[case]
        if (job.contract or job.components) and chance.randrange(2):
            return self.quotes_as_on_file(case, who, sums)
        category, off = "free" if seldom(chance, 4) else "paid", Decimal(0)
        lines = [(s, chance.choice(["free", "paid"]) if seldom(chance, 2) else "") for s in sums]
        words = [f"quote CASE --category {category} --because told"]
        words += [f"board{n}={s}:{own}".rstrip(":") for n, (s, own) in enumerate(lines)]
        typed = " --line ".join(words)
        if seldom(chance, 3):
            off = Decimal(chance.choice(["0.01", "5.50", "390.00"]))
            typed += f" --discount {off} --discount-reason friend"
        return self.type_in(
            *(case, who, typed),
            act=lambda minute: self.plain.quote(who, case, lines, category, off),
        )

    def quotes_as_on_file(self, case: str, who: str, sums: list[str]) -> None:
        """Tell a price of which contract and warranty say what is paid: the panel alone is."""
        names = ["panel", "board"][: len(sums)]
        typed = [f"--line {name}={amount}" for name, amount in zip(names, sums, strict=True)]
        own = {"panel": "paid", "board": "free"}
        if self.plain.jobs[case].contract:
            own = dict.fromkeys(own, "contract")
        lines = [(amount, own[name]) for name, amount in zip(names, sums, strict=True)]
        self.type_in(
            *(case, who, f"quote CASE {' '.join(typed)}"),
            act=lambda minute: self.plain.quote(who, case, lines, "", Decimal(0)),
        )

    def completes(self, chance: Random, who: str, case: str) -> None:
        mine = {t: n for a, t, n in self.plain.held(case, "engineer") if a == f"engineer:{who}"}
        used = out_of(chance, mine) if mine or seldom(chance, 6) else []
        old: list[Goods] = [some(chance, "PSU")] if seldom(chance, 10) else []
        old_left: list[Goods] = []
        for goods in used:
            if goods.sku == "PSU" or seldom(chance, 3):
                chance.choice([old, old, old_left, []]).append(goods)
        words = ["complete CASE --yes all --work W --signed-by K"]
        words += [f"--used {goods}:burnt" for goods in used]
        words += [f"--old-part {goods}" for goods in old]
        words += [f"--old-left {goods}:theirs" for goods in old_left]
        self.type_in(
            *(case, who, " ".join(words)),
            act=lambda minute: self.plain.complete(who, case, minute, used, old, old_left),
        )

    # --- requisitions -----------------------------------------------------------------------------

    def asks_for_parts(self, chance: Random) -> None:
        case = self.case(chance, *AT_WORK)
        who = self.usually(chance, chance.choice([self.lead(case), "chen"]))
        skus = chance.sample(["PSU", "HDD", "CABLE", "SIM"], chance.choice([1, 2]))
        goods = [some(chance, sku)._replace(serial="") for sku in skus]
        self.type_in(
            *(case, who, f"parts request CASE {written(goods)}"),
            act=lambda minute: self.plain.request(who, case, goods),
        )

    def asking(self) -> list[str]:
        """Return the open cases in which a request waits for an answer."""
        jobs = self.plain.jobs.items()
        return [id for id, job in jobs if job.asked and job.state not in DONE]

    def says_yes_or_no(self, chance: Random) -> None:
        case = chance.choice(self.asking() or list(self.plain.jobs))
        who = self.usually(chance, chance.choice(["chen", "he"]))
        asked, only = [goods for _, goods in self.plain.jobs[case].asked], []
        verb = "reject" if seldom(chance, 4) else "approve"
        words = f"parts {verb} CASE" + " --reason dear" * (verb == "reject")
        if verb == "approve" and asked and seldom(chance, 2):
            goods = chance.choice(asked)
            more = chance.choice([0, -1, 1]) if 1 < goods.qty < 9 else 0
            only = [goods._replace(qty=goods.qty + more)]
            words += f" --parts {only[0]}"
        self.type_in(
            *(case, who, words), act=lambda minute: self.plain.answer(who, case, verb, only, minute)
        )

    def hands_out(self, chance: Random) -> None:
        said = "requested" if seldom(chance, 3) else "approved"  # a no is not a yes
        waiting = {id: rest for id in self.plain.jobs if (rest := self.plain.to_issue(id, said))}
        case = chance.choice(list(waiting)) if waiting else self.case(chance, *AT_WORK)
        who = self.usually(chance, "yang")
        source = "van:guo" if seldom(chance) else "store:good"
        to = chance.choice(["liu", "guo", GONE, "nobody"]) if seldom(chance, 5) else None
        rest, goods = waiting.get(case, {}), []
        if not seldom(chance, 3 if rest else 8):
            goods = out_of(chance, rest or self.plain.stock(source))
            goods = [self.numbered(chance, g, source) for g in goods]
        words = f"parts issue CASE {written(goods)} --from {source}" + (f" --to {to}" if to else "")
        self.type_in(
            *(case, who, words),
            act=lambda minute: self.plain.issue(who, case, minute, goods, to, source),
            at=self.late(chance),
        )
        if goods and self.plain.to_issue(case):  # and the rest
            self.type_in(case, "yang", "parts issue CASE", act=partial(self.hand_out, case, []))

    def hand_out(self, case: str, goods: list[Goods], minute: int) -> None:
        """Book on paper that the storekeeper hands goods out to the engineer of a case."""
        self.plain.issue("yang", case, minute, goods, None, "store:good")

    def numbered(self, chance: Random, goods: Goods, source: str) -> Goods:
        """Return a piece that is there where goods have serial numbers, else the goods."""
        there = [t for t in self.plain.stock(source) if SKU_OF.get(t[1:]) == goods.sku]
        return named(chance.choice(there), Decimal(1)) if there else goods

    # --- what is in hands, comes back -------------------------------------------------------------

    def takes_parts_back(self, chance: Random) -> None:
        self.gives_in(chance, "return", self.one_with(chance, "engineer"))

    def takes_old_parts(self, chance: Random) -> None:
        self.gives_in(chance, "old-in", self.one_with(chance, "engineer", old=True))

    def one_with(self, chance: Random, *words: str, old: bool = False) -> str:
        """Return a case with something in such accounts, seldom any."""
        with_some = [id for id in self.plain.jobs if self.plain.held(id, *words, old=old)]
        return chance.choice(with_some) if with_some else self.case(chance)

    def gives_in(self, chance: Random, verb: str, case: str) -> None:
        plain, who = self.plain, self.usually(chance, "yang")
        held = plain.held(case, "engineer", old=verb == "old-in")
        to, words = {"return": ("store:good", ""), "old-in": ("store:old", "")}[verb]
        if verb == "old-in":
            held += plain.held(case, "customer-unit")
            if seldom(chance, 4):
                to, words = "unrecovered", " --excused ashes"
        stock: Counter[str] = Counter()
        for _, thing, much in held:
            stock[thing] += much  # type: ignore[assignment]
        goods = out_of(chance, dict(stock)) if seldom(chance, 2) else []  # type: ignore[arg-type]
        self.type_in(
            *(case, who, f"parts {verb} CASE {written(goods)}{words}"),
            act=lambda minute: plain.give_in(verb, who, case, minute, goods, to),
            at=self.late(chance),
        )

    def settles(self, chance: Random) -> None:
        """Do what empties an account of a case, that of one nearly done first."""
        nearly = ("ready_to_close", "sheet_in", "completed")
        jobs = self.plain.jobs
        for case in sorted(jobs, key=lambda id: jobs[id].state not in nearly):
            left = self.plain.left(case)
            if left and jobs[case].state not in DONE:
                self.looks_at_what_is_open(case)
                if any(word(account) == "customer-unit" for account, _, _ in left):
                    self.same_as_on_paper("parts stock --account customer", "customer", self.minute)
                return self.settle(chance, case, *left[0])
        return self.goes_on(chance)

    def settle(self, chance: Random, case: str, account: str, thing: str, much: Decimal) -> None:
        kind = word(account)
        if account.endswith(":old") or kind == "customer-unit":
            self.gives_in(chance, "old-in", case)
        elif kind == "engineer":
            self.gives_in(chance, "return", case)
        elif kind == "cash":
            self.hands_in(chance, case)
        elif thing == "$CNY":
            self.collects(chance, case, much)
        elif kind == "customer":
            self.lends_back(chance, case)
        elif kind == "maker":
            self.from_maker(chance, [named(thing, much)], case)
        else:
            self.step(chance, "give-back", case)

    # --- units ------------------------------------------------------------------------------------

    def lends(self, chance: Random) -> None:
        case, who = self.case(chance), self.usually(chance, chance.choice(["yang", "liu"]))
        serial = chance.choice(["L1", "L2", "L1", "L2", "S1"])
        self.type_in(
            *(case, who, f"loan out CASE {serial}"),
            act=lambda minute: self.plain.lend(who, case, minute, serial),
        )

    def gets_the_loaner_back(self, chance: Random) -> None:
        self.lends_back(chance, self.one_with(chance, "customer"))

    def lends_back(self, chance: Random, case: str) -> None:
        who, serial = self.usually(chance, "yang"), chance.choice([None, None, "L1", "L2"])
        self.type_in(
            *(case, who, f"loan in CASE {serial or ''}"),
            act=lambda minute: self.plain.lend_back(who, case, minute, serial),
        )

    def loses_the_loaner(self, chance: Random) -> None:
        case, who = self.one_with(chance, "customer"), self.usually(chance, "yang")
        serial, ok = chance.choice(["L1", "L2"]), chance.choice(["he", "he", "guo"])
        pays = chance.choice([None, Decimal("9.50")])
        more = f" --compensation {pays}" if pays else ""
        self.type_in(
            *(case, who, f"loan lost CASE {serial} --reason R --approved-by {ok}{more}"),
            act=lambda minute: self.plain.lose_loaner(who, case, minute, serial, ok, pays),
        )

    def loses_parts(self, chance: Random) -> None:
        case, who = self.one_with(chance, "engineer"), self.usually(chance, "yang")
        held: Counter[str] = Counter()
        for _, thing, much in self.plain.held(case, "engineer"):
            held[thing] += much  # type: ignore[assignment]
        goods = out_of(chance, dict(held))  # type: ignore[arg-type]
        ok, pays = chance.choice(["he", "chen", "guo"]), chance.choice([None, Decimal("7.25")])
        more = f" --compensation {pays}" if pays else ""
        self.type_in(
            *(case, who, f"parts lost CASE {written(goods)} --reason R --approved-by {ok}{more}"),
            act=lambda minute: self.plain.lose(who, case, minute, goods, ok, pays),
        )

    def finds_an_old_part(self, chance: Random) -> None:
        with_some = [id for id in self.plain.jobs if self.plain.gone(id)]
        case = chance.choice(with_some) if with_some else self.case(chance)
        who, gone = self.usually(chance, "yang"), {t: n for _, t, n in self.plain.gone(case)}
        goods = out_of(chance, gone) if seldom(chance, 2) else []
        self.type_in(
            *(case, who, f"parts old-in CASE {written(goods)} --found"),
            act=lambda minute: self.plain.find(who, case, minute, goods),
        )

    def takes_away(self, chance: Random) -> None:
        case = self.case(chance, *ON_SITE)
        who = self.usually(chance, self.lead(case))
        serial = chance.choice([*THEIRS, *THEIRS, "S1", "L1"])
        self.type_in(
            *(case, who, f"take-away CASE --serial {serial}"),
            act=lambda minute: self.plain.take_away(who, case, minute, serial),
        )

    def swaps(self, chance: Random) -> None:
        """Put a piece in that the engineer has; mostly he gets one first if he has none."""
        case = self.case(chance, *ON_SITE)
        who = self.usually(chance, self.lead(case))
        there = [t for t in self.plain.stock("store:good") if t.startswith("#")]
        if there and not (self.pieces(case) or seldom(chance, 4)):
            self.gets(case, named(chance.choice(there), Decimal(1)))
        mine = self.pieces(case)
        old = chance.choice([*THEIRS, *THEIRS, "M1"])
        pairs = [(old, chance.choice(mine or ["M1", "S1"]))]
        words = "swap CASE --old {} --new {} --reason broken".format(*pairs[0])
        if seldom(chance, 4):
            pairs.append(("O1", chance.choice([*mine, "M3"])))
            words += " --old-sim {} --new-sim {}".format(*pairs[1])
        self.type_in(
            *(case, who, words),
            act=lambda minute: self.plain.put_in("swap", who, case, minute, pairs),
        )

    def pieces(self, case: str) -> list[str]:
        """Return the serial numbers that an engineer has for a case."""
        return [t[1:] for _, t, _ in self.plain.held(case, "engineer") if t.startswith("#")]

    def gets(self, case: str, goods: Goods) -> None:
        """Let the engineer of a case ask for something, and have it."""
        plain, who, asked = self.plain, self.lead(case), [goods._replace(serial="")]
        self.type_in(
            *(case, who, f"parts request CASE {written(asked)}"),
            act=lambda minute: plain.request(who, case, asked),
        )
        self.type_in(
            *(case, "he", "parts approve CASE"),
            act=lambda minute: plain.answer("he", case, "approve", [], minute),
        )
        handed = partial(self.hand_out, case, [goods])
        self.type_in(case, "yang", f"parts issue CASE {goods}", act=handed)

    def exchanges(self, chance: Random) -> None:
        case = self.case(chance, *ON_SITE)
        who, old = self.usually(chance, self.lead(case)), chance.choice(THEIRS)
        if not self.plain.jobs[case].exchange and not seldom(chance, 4):
            said = chance.choice(THEIRS) if seldom(chance, 4) else old
            self.type_in(
                *(case, "he", f"approve CASE --what exchange --serial {said}"),
                act=lambda minute: self.plain.approve_exchange("he", case, said),
            )
        self.type_in(
            *(case, who, f"exchange CASE --old {old} --new F1 --reason broken"),
            act=lambda minute: self.plain.put_in("exchange", who, case, minute, [(old, "F1")]),
        )

    def sends_to_the_maker(self, chance: Random) -> None:
        inside = [id for id in self.plain.jobs if self.plain.held(id, "house")]
        case = chance.choice(inside) if inside and not seldom(chance, 3) else None
        source, (goods, at) = "store:bad", self.what_was_in(chance, "store:bad")
        if case:
            held = self.plain.held(case, "house")
            source, goods = "house", [named(thing, much) for _, thing, much in held]
        self.document(chance, "to-maker", goods, source, "maker:acme", case, at=at)

    def gets_from_the_maker(self, chance: Random) -> None:
        case = self.one_with(chance, "maker")
        of_case = {t: n for _, t, n in self.plain.held(case, "maker")}
        sums = self.plain.balances.items()
        ours = {t: Decimal(n) for (a, t, of), n in sums if a == "maker:acme" and not of}
        self.from_maker(chance, out_of(chance, of_case or ours), case if of_case else None)

    def from_maker(self, chance: Random, goods: list[Goods], case: str | None) -> None:
        answer = chance.choice(["mended", "mended", "other", "credit", "refused"])
        if answer == "other":
            return self.maker_sends(chance, goods, case)
        if answer == "credit":
            return self.maker_credits(chance, goods, case)
        if answer == "refused" and case is None:
            words = f"parts from-maker {written(goods)} --maker acme --refused R"
            return self.document(
                *(chance, "from-maker", goods, "maker:acme", "store:bad"), words=words
            )
        to = "house" if case else chance.choice(["store:good", "scrap"])
        ok = chance.choice([None, "he"]) if to == "scrap" else None
        at = self.late(chance)
        return self.document(chance, "from-maker", goods, "maker:acme", to, case, ok, at)

    def maker_sends(self, chance: Random, went: list[Goods], case: str | None) -> None:
        """Other pieces come for those that went: of a thing with a number another number."""
        who, came = self.usually(chance, "yang"), [self.another(goods) for goods in went]
        words = f"parts from-maker {written(came)} --maker acme --analysis fuse"
        words += "".join(f" --instead-of {goods}" for goods in went)
        act = partial(self.answered, self.plain.maker_sends, who, case, went, came)
        self.types_of_the_maker(who, case, f"{words} --document FX-{next(PAPERS)}", act)

    def another(self, goods: Goods) -> Goods:
        if not goods.serial:
            return goods
        serial = f"N{next(PAPERS)}"
        SKU_OF[serial] = goods.sku
        return goods._replace(serial=serial)

    def maker_credits(self, chance: Random, goods: list[Goods], case: str | None) -> None:
        who, ok = self.usually(chance, "yang"), chance.choice(["he", "he", "guo"])
        much = Decimal("3.30")
        words = f"parts from-maker {written(goods)} --maker acme --analysis fuse --credit {much}"
        words += f" --approved-by {ok} --document CN-{next(PAPERS)}"
        act = partial(self.answered, self.plain.maker_credits, who, case, goods, much, ok)
        self.types_of_the_maker(who, case, words, act)

    @staticmethod
    def answered(
        act: Callable[..., None], who: str, case: str | None, *more: Any, minute: int
    ) -> None:
        act(who, case, minute, *more)

    def types_of_the_maker(
        self, who: str, case: str | None, words: str, act: Callable[..., None]
    ) -> None:
        if case is None:
            self.type(who, words, act=lambda minute: act(minute=minute))
        else:
            self.type_in(case, who, f"{words} --case CASE", act=lambda minute: act(minute=minute))

    # --- money ------------------------------------------------------------------------------------

    def lets_a_debt_go(self, chance: Random) -> None:
        owed = [
            (c, n)
            for (a, t, c), n in self.plain.balances.items()
            if (a, t) == (f"customer:{c}", "$CNY")
        ]
        case, much = chance.choice(owed) if owed else (self.case(chance), Decimal(5))
        who, ok = self.usually(chance, "lin"), chance.choice(["he", "he", "lin"])
        cent = Decimal("0.01")
        sum_ = chance.choice([Decimal(much), cent, cent, Decimal(much) + 1])
        self.type_in(
            *(str(case), who, f"cash write-off CASE {sum_} --reason R --approved-by {ok}"),
            act=lambda minute: self.plain.let_go(who, str(case), minute, sum_, ok),
        )

    def takes_money(self, chance: Random) -> None:
        owed = [(c, n) for (a, t, c), n in self.plain.balances.items() if a == f"customer:{c}"]
        owed = [(c, n) for c, n in owed if self.plain.left(str(c))[0][1].startswith("$")]
        case, much = chance.choice(owed) if owed else (self.case(chance, "repairing"), 5)
        cent = Decimal("0.01")
        if chance.randrange(3):  # some now, the rest to whoever comes then
            self.collects(chance, str(case), cent)
        rest = max(much - cent, cent)
        self.collects(chance, str(case), chance.choice([rest, rest, Decimal(much) + 1]))

    def collects(self, chance: Random, case: str, much: Decimal) -> None:
        who = self.usually(chance, chance.choice([self.lead(case), "lin"]))
        self.type_in(
            *(case, who, f"cash collect CASE {much}"),
            act=lambda minute: self.plain.collect(who, case, minute, much),
        )

    def brings_money(self, chance: Random) -> None:
        with_cash = [c for (a, _, c), _ in self.plain.balances.items() if word(a) == "cash"]
        self.hands_in(chance, str(chance.choice(with_cash)) if with_cash else self.case(chance))

    def hands_in(self, chance: Random, case: str) -> None:
        who, much = self.usually(chance, "lin"), chance.choice([None, Decimal("0.01")])
        self.type_in(
            *(case, who, f"cash hand-in CASE {much or ''}"),
            act=lambda minute: self.plain.hand_in(who, case, minute, much),
        )

    def pays(self, chance: Random) -> None:
        paying = [id for id in self.plain.jobs if self.plain.paid(id)]
        case = chance.choice(paying) if paying and chance.randrange(3) else self.case(chance)
        who, much = self.usually(chance, "lin"), Decimal(chance.choice(["12.50", "0.01"]))
        what = chance.choice(["compensation", "refund", "freight", "third-party"])
        ok, payer = (
            chance.choice(["he", "chen", "he", "guo", "lin"]),
            chance.choice(["", "user", "firm"]),
        )
        payer = payer if what in ("freight", "third-party") else ""
        more = f" --payer {payer}" if payer else ""
        user = payer == "user"
        self.type_in(
            *(case, who, f"cash pay CASE {much} --for {what} --reason R --approved-by {ok}{more}"),
            act=lambda minute: self.plain.pay(who, case, minute, much, what, ok, user=user),
        )

    def sets_off(self, chance: Random) -> None:
        who = self.usually(chance, "lin")
        self.type(who, "cash settle 5", act=lambda minute: self.plain.settle(who, minute))

    # --- the store --------------------------------------------------------------------------------

    def document(
        self,
        chance: Random,
        verb: str,
        goods: list[Goods],
        source: str,
        target: str,
        case: str | None = None,
        ok: str | None = None,
        at: int | None = None,
        words: str = "",
    ) -> None:
        """Type a document of the store, sometimes for a case; ``words`` where they are known."""
        who = self.usually(chance, "yang")
        further = {
            "receive": f"--document RK-{next(PAPERS)} --to {target}",
            "transfer": f"--from {source} --to {target}",
            "inspect": f"--result {word(target[::-1])[::-1]}",
            "scrap": f"--reason R --approved-by {ok}",
            "to-maker": "--maker acme",
            "from-maker": "--maker acme --analysis fuse"
            + (f" --document FX-{next(PAPERS)} --to {target}" if not case else ""),
        }[verb]
        if verb == "from-maker" and ok:
            further += f" --approved-by {ok}"

        def act(minute: int) -> None:
            self.plain.document(verb, who, minute, goods, source, target, case, ok)

        words = words or f"parts {verb} {written(goods)} {further}"
        if case is None:
            self.type(who, words, act=act, at=at)
        else:
            self.type_in(case, who, f"{words} --case CASE", act=act, at=at)

    def receives(self, chance: Random) -> None:
        goods = [some(chance, chance.choice(["PSU", "HDD", "CABLE", "STB", "SIM"]))]
        to = chance.choice(["store:good", "store:good", "store:loaner", "store:finished"])
        self.document(chance, "receive", goods, "supplier", to, at=self.late(chance))

    def moves(self, chance: Random) -> None:
        source, to = chance.sample(SHELVES, 2)
        if not self.plain.stock(source):
            source, to = "store:good", chance.choice(SHELVES[1:])
        case = self.case(chance) if seldom(chance, 6) else None
        if seldom(chance, 6):
            case = None if seldom(chance, 3) else self.case(chance)
            to = chance.choice(["engineer:guo", "house", f"customer:{self.case(chance)}"])
        goods, at = self.what_was_in(chance, source)
        self.document(chance, "transfer", goods, source, to, case, at=at)

    def judges(self, chance: Random) -> None:
        goods, at = self.what_was_in(chance, "store:old")
        to = chance.choice(["store:good", "store:bad"])
        self.document(chance, "inspect", goods, "store:old", to, at=at)

    def scraps(self, chance: Random) -> None:
        goods, at = self.what_was_in(chance, "store:bad")
        ok = chance.choice(["chen", "he", "chen", "guo"])
        self.document(chance, "scrap", goods, "store:bad", "scrap", None, ok, at)

    def counts(self, chance: Random) -> None:
        account = chance.choice(["store:good", "store:good", "store:bad", "van:guo"])
        if seldom(chance):
            account = chance.choice(["engineer:guo", "installed"])
        book, goods, none = self.plain.stock(account), [], []
        for sku in chance.sample(["PSU", "HDD", "CABLE"], 2):
            there = min(book.get(sku, Decimal(0)), Decimal(99_998))
            n = max(there + chance.choice([0, -1, 1]), Decimal(0))
            (goods if n else none).append(Goods(sku, n))
        if seldom(chance, 10):
            goods.append(some(chance, "SIM"))
        if seldom(chance, 10):
            (goods or none).append((goods + none)[0])
        who = self.usually(chance, chance.choice(["yang", "yang", "chen"]))
        words = [f"parts count {written(goods)} --account {account}", *(g.sku for g in none)]
        self.type(
            *(who, " --none ".join(words)),
            act=lambda minute: self.plain.count(who, minute, account, [*goods, *none]),
        )

    def adjusts(self, chance: Random) -> None:
        papers, again = self.plain.papers, seldom(chance, 2)
        counted = [id for id, p in papers.items() if p.did == "count" and (again or not p.adjusted)]
        id, who = chance.choice(counted or list(papers)), self.usually(chance, "chen")
        self.type(who, f"parts adjust {id}", act=lambda minute: self.plain.adjust(who, minute, id))

    def keeps_tools(self, chance: Random) -> None:
        tool, person = chance.choice(TOOLS), chance.choice(["guo", "liu", "guo", GONE])
        verb, usual, to, more = chance.choice(
            [
                ("out", "yang", f"engineer:{person}", person),
                ("in", "yang", "store:tools", ""),
                ("lost", "chen", "lost", "--reason R"),
            ]
        )
        who = self.usually(chance, usual)
        self.type(
            *(who, f"tool {verb} {tool} {more}"),
            act=lambda minute: self.plain.tool(f"tool-{verb}", who, minute, tool, to),
        )

    # --- mistakes ---------------------------------------------------------------------------------

    def books_back(self, chance: Random) -> None:
        ids = sorted(self.plain.papers, key=lambda id: self.plain.papers[id].minute)
        issues = [id for id in ids if self.plain.papers[id].did == "issue"]
        id = chance.choice(chance.choice([ids, ids[-5:], ids[-5:], issues[-3:] or ids]))
        who, of_event = self.usually(chance, "yang"), "event" in self.books.vouchers[id]
        self.type(
            *(who, f"reverse {id} --reason mistyped"),
            act=lambda minute: self.plain.reverse(who, minute, id, of_event),
        )

    def takes_an_entry_back(self, chance: Random) -> None:
        """What was handed out, paid or put in is not the receptionist's to take back."""
        papers = self.plain.papers
        booked = [v for id, v in self.books.vouchers.items() if not papers[id].reversed]
        booked = [v for v in booked if "event" in v]
        if booked:
            voucher = chance.choice(booked)
            words = f"retract {voucher['case']} {voucher['event']} --reason mistyped"
            self.type("wang", words, act=self.always(3))

    def takes_back(self, chance: Random) -> None:
        """Take back what was handed out, lent or paid, and nothing was paid back on."""
        papers = self.plain.papers
        booked = [(i, v) for i, v in self.books.vouchers.items() if papers[i].did in TAKEN_BACK]
        booked = [(i, v) for i, v in booked if not self.plain.refunded(v["case"])]
        if booked:
            id, voucher = chance.choice(booked[-4:] if chance.randrange(3) else booked)
            who = self.usually(chance, "lin" if voucher["did"].startswith("cash") else "yang")
            self.type(
                *(who, f"retract {voucher['case']} {voucher['event']} --reason mistyped"),
                act=lambda minute: self.plain.retract(who, minute, id),
            )

    def mistypes(self, chance: Random) -> None:
        words = chance.choice(MISTYPED).replace("CASE", self.case(chance))
        self.type("yang", words, act=self.always(2))

    @staticmethod
    def always(code: int) -> Any:
        def act(minute: int) -> None:
            raise No("never", code)

        return act

    # --- looking ----------------------------------------------------------------------------------

    def looks_at_the_stock(self, chance: Random) -> None:
        """``parts stock`` tells what the paper tells, of one account or of all, now or earlier."""
        accounts = sorted({account for account, _, _ in self.plain.balances})
        kinds = [chance.choice(sorted(map(word, accounts))), "customer"]  # not customer-unit
        account = chance.choice([None, chance.choice(accounts), *kinds])
        minute = self.minute - chance.choice([0, 0, 7, 20])
        words = f"parts stock --at {clock(minute).replace(' ', 'T')}:00+08:00"
        self.same_as_on_paper(words + (f" --account {account}" if account else ""), account, minute)

    def same_as_on_paper(self, words: str, account: str | None, minute: int) -> None:
        sums = self.plain.sums([m for m in self.plain.moved if m.minute <= minute])
        on_paper = {
            key: much
            for key, much in sums.items()
            if (word(key[0]) in IN_HANDS and key[1][0] not in "!$")
            or (account and (key[0] + ":").startswith(account + ":"))
        }
        if account:
            on_paper = {k: n for k, n in on_paper.items() if (k[0] + ":").startswith(account + ":")}
        shown = {}
        for row in self.read(words):
            marks = {"serial": "#", "tool": "!", "currency": "$"}
            thing = next((mark + row[k] for k, mark in marks.items() if row[k]), row["sku"])
            shown[row["account"], thing, row["case"]] = Decimal(str(row["qty"]))
        assert shown == on_paper, (words, self.told)

    def looks_at_what_is_open(self, case: str) -> None:
        """``show`` lists as open what the accounts of a case hold."""
        shown = " ".join(str(item["what"]) for item in self.read(f"show {case}")["open"])
        for account, _, _ in self.plain.left(case):
            assert account in shown, (account, self.told)


@pytest.fixture(params=[False, True], ids=["free", "strict"])
def desks(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> type[DeskAtWork]:
    """Return what makes a desk that is open for business, each in a folder of its own."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "test")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "wang@example.cn")
    monkeypatch.setenv("SERVICECTL_SEED", "0")  # each step has one of its own

    class Prepared(DeskAtWork):
        prepared = new_desk(tmp_path / "prepared", request.param)
        on_paper = PlainDesk(request.param)
        folders = (tmp_path / f"desk{n}" for n in count())
        start = 60
        seen: ClassVar[Counter[tuple[str, int]]] = Counter()

    first = open_for_business(Prepared())
    Prepared.prepared, Prepared.on_paper, Prepared.start = first.root, first.plain, first.minute
    Prepared.seen.clear()
    return Prepared


def test_desks_at_work(desks: type[DeskAtWork], monkeypatch: pytest.MonkeyPatch) -> None:
    if MORE is None:  # with more of them, git records
        leave_git_out(monkeypatch)
    for n in range(DESKS):
        play(desks, f"{desks.on_paper.strict} {Random().random() if MORE else n}")
    for n in range(DESKS, 0 if MORE else 3 * DESKS):
        if any(lacking(desks.seen)):
            play(desks, f"{desks.on_paper.strict} {n}")
    assert MORE or not any(lacking(desks.seen)), lacking(desks.seen)
    assert desks.seen.total() >= 300 or MORE


def play(desks: type[DeskAtWork], seed: str) -> None:
    """Let people work at a desk, and ask of its books what has to hold after every step."""
    desk, chance = desks(), Random(seed)
    desk.story.append(f"seed {seed}")
    for _ in range(STEPS):
        desk.somebody_acts(chance)
        desk.check_books()
    desk.teardown()


def test_what_chance_seldom_brings(desks: type[DeskAtWork]) -> None:
    """The rest handed out; less to pay than was paid; a piece off twice; a yes to one's own."""
    desk = desks()
    plain, sure = desk.plain, Surely(1)
    _, case, paying, _ = plain.jobs
    guo, liu, due = desk.lead(case), desk.lead(paying), plain.jobs[paying].owed
    three, one, cent = read("HDD=3"), read("HDD=1"), Decimal("0.01")

    def type_all(case: str, *lines: tuple[str, str, Callable[[int], Any]]) -> None:
        for who, words, act in lines:
            desk.type_in(case, who, words, act=act)

    type_all(
        case,
        (guo, "parts request CASE HDD=3", lambda _: plain.request(guo, case, three)),
        ("he", "parts approve CASE", lambda n: plain.answer("he", case, "approve", [], n)),
        *(
            ("yang", f"parts issue CASE {words}", partial(desk.hand_out, case, goods))
            for words, goods in (("HDD=1", one), ("", []), ("", []))
        ),
    )
    quoted = partial(plain.quote, liu, paying, [("0.01", "")], "paid", Decimal(0))
    refund = partial(plain.pay, "lin", paying, amount=due - cent, what="refund", ok="he")
    refunded = f"cash pay CASE {due - cent} --for refund --reason R --approved-by he"
    type_all(
        paying,
        (liu, f"cash collect CASE {due}", lambda m: plain.collect(liu, paying, m, due)),
        (liu, "quote CASE --category paid --because B --line board=0.01", lambda _: quoted()),
        (liu, "accept CASE", lambda m: plain.accept(liu, paying, m)),
        ("lin", refunded, refund),
        (liu, "accept CASE", lambda m: plain.accept(liu, paying, m)),
    )
    off = Goods("SIM", serial="C1")
    for new in ("M1", "M2"):
        desk.gets(case, Goods("SIM", serial=new))
        put_in = partial(plain.put_in, "swap", guo, case, pairs=[("C1", new)])
        come_in = partial(plain.give_in, "old-in", "yang", case, goods=[], to="store:old")
        type_all(
            case,
            (guo, f"swap CASE --old C1 --new {new} --reason R", put_in),
            ("yang", "parts old-in CASE", come_in),
        )
        desk.document(sure, "inspect", [off], "store:old", "store:bad")
        desk.document(sure, "scrap", [off], "store:bad", "scrap", ok="he")
    nine = Decimal("9.50")
    lent, lost = partial(plain.lend, "yang", case, serial="L1"), partial(plain.lose_loaner, "yang")
    type_all(
        case,
        ("yang", "loan out CASE L1", lambda m: lent(minute=m)),
        (
            *("yang", f"loan lost CASE L1 --reason R --approved-by he --compensation {nine}"),
            lambda m: lost(case, m, "L1", "he", nine),
        ),
        (
            *("lin", f"cash write-off CASE {nine} --reason R --approved-by he"),
            lambda m: plain.let_go("lin", case, m, nine, "he"),
        ),
    )
    desk.type("he", "tool add T3 --name T3 --approved-by he", act=desk.always(3))
    refused = {verb: n for (verb, code), n in desk.seen.items() if code}
    assert refused == {"parts issue": 1, "accept": 1, "tool add": 1}
    desk.the_books_are_those_on_paper()
    desk.teardown()


def lacking(seen: Counter[tuple[str, int]]) -> tuple[set[str], set[str]]:
    """Return what was never done, and never refused: desks at rest would hold everything, too."""
    done, refused = ({verb for verb, code in seen if bool(code) == no} for no in (False, True))
    return MUST_BE_DONE - done, MUST_BE_REFUSED - refused


def open_for_business(desk: DeskAtWork) -> DeskAtWork:
    """Let the day begin: goods, tools, an engineer on site with a part, a customer who pays."""
    plain = desk.plain
    goods = {
        "store:good": "PSU=6 HDD=4 CABLE=10.5 SIM@M1 SIM@M2 STB@S1",
        "store:bad": "PSU=2 CABLE=1.5",
        "store:loaner": "STB@L1 STB@L2",
        "store:finished": "STB@F1",
    }
    for shelf, words in goods.items():
        desk.type(
            *("yang", f"parts receive {words} --document RK-{shelf} --to {shelf}"),
            act=lambda minute, w=words, to=shelf: plain.document(
                "receive", "yang", minute, read(w), "supplier", to
            ),
        )
    for tool in TOOLS:
        desk.type(
            *("yang", f"tool add {tool} --name {tool}"),
            act=lambda minute, t=tool: plain.tool("tool-add", "yang", minute, t, "store:tools"),
        )
    sure = Surely(1)
    for _ in range(3):
        desk.calls(sure)
    first, case, paying = plain.jobs
    agreed = desk.calls_again_under_contract(first)
    for verb in ("handover", "assign"):
        for job in plain.jobs:
            desk.step(sure, verb, job)
    desk.gets(case, Goods("PSU"))
    for verb in ("prepare", "depart", "arrive"):
        desk.step(sure, verb, case)
        desk.step(sure, verb, paying)
        desk.step(sure, verb, agreed)
    for verb in ("diagnose", "quote", "accept"):
        desk.step(sure, verb, paying)
    desk.step(sure, "diagnose", agreed)
    states = [job.state for job in plain.jobs.values()]
    assert states == ["assigned", "on_site", "repairing", "diagnosed"]
    return desk


def read(words: str) -> list[Goods]:
    """Return goods as they are typed."""
    pairs = (text.replace("@", "=@").split("=") for text in words.split())
    return [Goods(s, serial=n[1:]) if n[0] == "@" else Goods(s, Decimal(n)) for s, n in pairs]
