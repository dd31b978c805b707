"""A desk kept in plain lists and dicts: what a storekeeper with pencil and paper would say.

tests/services/test_ledger_stateful.py plays it against servicectl. It shares no table and no
function with servicectl and imports nothing of it: accounts are texts, times are minutes, and every
balance is added up anew from all that ever moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

ROLE = {
    "wang": "receptionist",
    "chen": "supervisor",
    "he": "manager",
    "guo": "engineer",
    "liu": "engineer",
    "yang": "storekeeper",
    "lin": "finance",
}
GONE = "zhou"  # left the team last summer
RETURNABLE, SERIALISED, MEASURED = {"PSU"}, {"STB", "SIM"}, {"CABLE"}
MODELS = {"S1", "S2", "F1", "L1", "L2"}  # those that are units
SKUS = ("PSU", "HDD", "CABLE", "STB", "SIM")

OF_CASES = {"engineer", "customer-unit", "customer", "house", "maker", "cash"}
SHELVES = {"store", "van", "branch"}
IN_HANDS = OF_CASES | SHELVES
GOOD_PLACES = {"store:good", "store:finished", "store:loaner", "van:guo", "branch:north"}

DESK, FIELD, LEAD = {"receptionist", "supervisor"}, {"engineer"}, {"supervisor", "manager"}
STORE, TILL = {"storekeeper"}, {"finance"}
WHO = (
    (DESK, "handover close cancel rework note"),
    ({"receptionist"}, "sheet-in callback"),
    ({"supervisor"}, "assign plan"),
    (FIELD, "prepare depart arrive diagnose complete take-away workshop-done give-back"),
    (FIELD, "swap exchange quote accept refuse"),
    (LEAD, "approve reject tool-lost adjust"),
    (STORE, "issue return old-in to-maker from-maker receive inspect scrap"),
    (STORE | LEAD, "count tool-add tool-out tool-in"),
    (STORE | FIELD, "loan-out loan-in"),
    (STORE | {"manager"}, "transfer"),
    (STORE | LEAD | TILL, "reverse"),
    (FIELD | LEAD | STORE, "request"),
    (FIELD | TILL, "collect"),
    (TILL, "hand-in settle pay"),
    (STORE | LEAD, "parts-lost loan-lost"),
    (TILL | LEAD, "write-off"),
)
MAY = {verb: roles for roles, verbs in WHO for verb in verbs.split()}
THEIR_VISIT = {"prepare", "depart", "arrive", "diagnose", "complete"}
THEIR_VISIT |= {"take-away", "swap", "exchange"}

ANSWERED = {"diagnosed", "repairing", "restored", "not_repaired"}
ON_SITE = ANSWERED | {"on_site"}
WAY = {  # verb: from which states, to which
    "handover": ({"intake"}, "awaiting_dispatch"),
    "assign": ({"awaiting_dispatch", "assigned", "prepared"}, "assigned"),
    "prepare": ({"assigned", "prepared"}, "prepared"),
    "depart": ({"prepared"}, "en_route"),
    "arrive": ({"en_route"}, "on_site"),
    "diagnose": (ON_SITE | {"quoted"}, "diagnosed"),
    "quote": ({"diagnosed", "repairing", "quoted", "not_repaired"}, "quoted"),
    "accept": ({"quoted"}, "repairing"),
    "refuse": ({"quoted"}, "not_repaired"),
    "take-away": (ON_SITE, "taken_away"),
    "workshop-done": ({"taken_away"}, "ready_to_return"),
    "give-back": ({"taken_away", "ready_to_return"}, "restored"),
    "swap": (ON_SITE, None),
    "exchange": (ON_SITE, None),
    "complete": (ON_SITE, "completed"),
    "callback ok": ({"completed", "sheet_in"}, "ready_to_close"),
    "callback old_fault": ({"completed", "sheet_in"}, "rework"),
    "plan": ({"rework"}, "awaiting_dispatch"),
    "close": ({"ready_to_close"}, "closed"),
    "rework": ({"closed", "ready_to_close"}, "rework"),
}
NO_CANCEL = {"completed", "sheet_in", "ready_to_close", "closed", "cancelled"}
SHEET_LATER = {"rework", "ready_to_close", "awaiting_dispatch", "assigned", "prepared"}


class No(Exception):
    """The desk says no, with this exit code."""

    def __init__(self, why: str, code: int = 3) -> None:
        super().__init__(why)
        self.code = code


class Goods(NamedTuple):
    """So much of a part, or one piece by its number."""

    sku: str
    qty: Decimal = Decimal(1)
    serial: str = ""

    @property
    def thing(self) -> str:
        return f"#{self.serial}" if self.serial else self.sku

    def __str__(self) -> str:
        return f"{self.sku}@{self.serial}" if self.serial else f"{self.sku}={self.qty}"


class Moved(NamedTuple):
    """One movement. ``thing`` is a part, ``#`` a serial number, ``!`` a tool, ``$`` money."""

    thing: str
    much: Decimal
    source: str
    target: str
    case: str | None = None
    minute: int = 0


@dataclass
class Paper:
    """One voucher: what was done, what it moved, whether it was booked back."""

    did: str
    by: str
    case: str | None
    minute: int
    moved: list[Moved]
    goods: tuple[Goods, ...] = ()
    account: str = ""
    approved: bool = False  # somebody said yes to it, so nobody books it back alone
    adjusted: bool = False
    adjusted_by: Paper | None = None
    reversed: bool = False


@dataclass
class Job:
    """One case."""

    state: str = "intake"
    opened: int = 0
    engineers: list[str] = field(default_factory=list)
    visit_over: bool = True
    owed: Decimal = Decimal(0)  # what the latest quote asks for
    asked: list[tuple[str, Goods]] = field(default_factory=list)  # by whom; waiting for an answer
    requested: Counter[str] = field(default_factory=Counter)
    approved: Counter[str] = field(default_factory=Counter)
    answered: set[str] = field(default_factory=set)
    said_yes: set[str] = field(default_factory=set)  # to what, since the fault was last cleared
    yes_at: int = 10**6  # when the first yes to a request was said
    exchange: str = ""  # the unit for which another one is approved, once
    components: bool = False  # it names a model whose panel is out of warranty, and nothing else is
    contract: bool = False  # the customer's contract was in force when he called
    reckoned: list[Paper] | None = None  # with this repair's price, since one was agreed
    completed: int = 0
    sheets: int = 0


def word(account: str) -> str:
    return account.partition(":")[0]


@dataclass
class PlainDesk:
    """What is where, and what may be done; every method raises No, and then nothing happened."""

    strict: bool  # nothing is handed out without an approval
    jobs: dict[str, Job] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)  # by number, as the files have it
    moved: list[Moved] = field(default_factory=list)
    on_file: dict[str, str] = field(default_factory=dict)  # unit put in: for which case
    made_good: set[str] = field(default_factory=set)  # sent by the maker for a customer's own unit
    draft: Paper | None = None  # the last one booked, until its number is known

    # --- balances ---------------------------------------------------------------------------------

    def sums(self, moved: list[Moved]) -> Counter[tuple[str, str, str | None]]:
        """Return what is in (account, thing, case), zeros left out."""
        found: Counter[tuple[str, str, str | None]] = Counter()
        for m in moved:
            for account, sign in ((m.source, -1), (m.target, 1)):
                case = m.case if word(account) in OF_CASES else None
                found[account, m.thing, case] += sign * m.much  # type: ignore[assignment]
        return Counter({key: much for key, much in found.items() if much})

    @property
    def balances(self) -> Counter[tuple[str, str, str | None]]:
        return self.sums(self.moved)

    def held(self, case: str, *words: str, old: bool = False) -> list[tuple[str, str, Decimal]]:
        """Return (account, thing, how much) of a case, goods only, in the order of accounts."""
        return sorted(
            (account, thing, Decimal(much))
            for (account, thing, of), much in self.balances.items()
            if of == case
            and word(account) in words
            and not thing.startswith("$")
            and account.endswith(":old") == old
        )

    def left(self, case: str) -> list[tuple[str, str, Decimal]]:
        """Return everything that is still in accounts of the case."""
        return sorted((a, t, Decimal(n)) for (a, t, of), n in self.balances.items() if of == case)

    def where(self, thing: str) -> str | None:
        """Return the account of ours in which one piece is."""
        for (account, t, _), much in self.balances.items():
            if t == thing and much > 0 and word(account) in IN_HANDS:
                return account
        return None

    def stock(self, account: str, minute: int = 10**6) -> dict[str, Decimal]:
        """Return what an account had of each part at a minute."""
        sums = self.sums([m for m in self.moved if m.minute <= minute])
        return {thing: Decimal(n) for (a, thing, _), n in sums.items() if a == account}

    # --- booking ----------------------------------------------------------------------------------

    def book(self, did: str, by: str, minute: int, case: str | None, lines: list[Moved]) -> Paper:
        """Book lines at a minute; raise No where anything of ours would fall short, or be twice."""
        new = [m._replace(case=case, minute=minute) for m in lines]
        for m in new:
            for account in (m.source, m.target):
                self._check_case(m.thing, account, case)
        self._check_minutes(new)
        self.moved += new
        self.draft = Paper(did, by, case, minute, new)
        return self.draft

    @staticmethod
    def _check_case(thing: str, account: str, case: str | None) -> None:
        """Nothing is in anybody's hands for no case, but tools; and what the store sent away."""
        kind, _, name = account.partition(":")
        if kind in OF_CASES - {"maker"} and case is None and not thing.startswith("!"):
            raise No(f"{account} for no case")
        if kind in ("customer", "customer-unit") and name != case:
            raise No(f"{account} is another case's")

    def _check_minutes(self, new: list[Moved]) -> None:
        things = {m.thing for m in new}
        moved = [m for m in self.moved if m.thing in things] + new
        touched = {key for key in self.sums_of_each(new) if word(key[0]) in IN_HANDS}
        singles = {m.thing for m in new if m.thing[0] in "#!"}
        for minute in sorted({m.minute for m in moved}):
            before = self.sums([m for m in moved if m.minute < minute])
            now = self.sums([m for m in moved if m.minute <= minute])
            for key in touched:
                if now[key] < 0 and now[key] < before[key]:
                    raise No(f"{key} would have {now[key]} at {minute}")
            for thing in singles:
                own = sum(n for (a, t, _), n in now.items() if t == thing and word(a) in IN_HANDS)
                if own > 1:
                    raise No(f"{thing} would be in two places at {minute}")

    @staticmethod
    def sums_of_each(moved: list[Moved]) -> set[tuple[str, str, str | None]]:
        """Return (account, thing, case) of everything touched."""
        return {
            (account, m.thing, m.case if word(account) in OF_CASES else None)
            for m in moved
            for account in (m.source, m.target)
        }

    def number(self, id: str) -> None:
        """Enter the last paper under the number that it has in the files."""
        assert self.draft is not None
        self.papers[id] = self.draft
        self.draft = None

    @staticmethod
    def fits(goods: Goods) -> Goods:
        """Return the goods; raise No for half a piece, or a serial number too many or missing."""
        if goods.sku not in SKUS:
            raise No("no such part", 2)
        if bool(goods.serial) != (goods.sku in SERIALISED):
            raise No("serial number")
        if goods.sku not in MEASURED and goods.qty != int(goods.qty):
            raise No("half a piece")
        return goods

    def line(self, goods: Goods, source: str, target: str) -> Moved:
        self.fits(goods)
        return Moved(goods.thing, goods.qty, source, target)

    # --- the line of a case -----------------------------------------------------------------------

    def report(self, id: str, minute: int) -> None:
        self.jobs[id] = Job(opened=minute)

    def go(self, verb: str, who: str, case: str) -> Job:
        """Return the job if this person may do this now; raise No."""
        job = self.jobs[case]
        base = verb.partition(" ")[0]
        if verb == "cancel":
            possible = job.state not in NO_CANCEL
        elif verb in ("pay refund", "old-in"):  # it may follow by post, it may turn up
            possible = True
        elif verb == "sheet-in":
            possible = job.state in SHEET_LATER | {"completed"} and job.sheets < job.completed
        elif verb in WAY:
            possible = job.state in WAY[verb][0]
        else:
            possible = job.state not in ("closed", "cancelled")
        if not possible:
            raise No(f"{verb} in {job.state}")
        if ROLE[who] not in MAY[base]:
            raise No(f"{who} may not {verb}")
        if verb in THEIR_VISIT and who not in job.engineers:
            raise No(f"{who} is not on this visit")
        return job

    def step(self, verb: str, who: str, case: str) -> None:
        """Do what moves nothing: a step of the line."""
        job = self.go(verb, who, case)
        if verb in ("close", "cancel") and self.left(case):
            raise No("still open")
        if verb == "close" and self.waits(case):
            raise No("parts are asked for, and nobody said yes or no")
        if verb == "sheet-in":
            job.sheets += 1
            job.state = "sheet_in" if job.state == "completed" else job.state
        elif verb == "cancel":
            job.state = "cancelled"
        else:
            job.state = WAY[verb][1] or job.state

    def assign(self, who: str, case: str, engineer: str) -> None:
        job = self.go("assign", who, case)
        if ROLE.get(engineer) != "engineer":
            raise No("no engineer")
        job.state, job.visit_over, job.engineers = "assigned", False, [engineer]

    def quote(
        self, who: str, case: str, lines: list[tuple[str, str]], category: str, off: Decimal
    ) -> None:
        """Tell a price: sums, each with a category of its own or that of the whole."""
        job = self.go("quote", who, case)
        paid = [Decimal(amount) for amount, own in lines if (own or category) == "paid"]
        if off > sum(paid):
            raise No("more taken off than there is")
        job.state, job.owed = "quoted", sum(paid, -off)

    def accept(self, who: str, case: str, minute: int) -> None:
        """Book what the price is beyond what this repair was booked with; back, where less."""
        job, customer = self.go("accept", who, case), f"customer:{case}"
        reckoned = job.reckoned or []
        due = job.owed - self.money(reckoned, "service-cost", customer)
        if self.balances[customer, "$CNY", case] + due < 0:
            raise No("more than that is paid")
        lines = [Moved("$CNY", due, "service-cost", customer)]
        if due < 0:
            lines = [Moved("$CNY", -due, customer, "service-cost")]
        if due:
            reckoned.append(self.book("accept", who, minute, case, lines))
        job.reckoned, job.state = reckoned, "repairing"

    @staticmethod
    def money(papers: Iterable[Paper], source: str, target: str) -> Decimal:
        """Return what went from one to the other, less what came back, by papers in force."""
        in_force = (p for p in papers if not p.reversed and p.did not in ("reverse", "retract"))
        moved = [m for p in in_force for m in p.moved]
        there = sum(m.much for m in moved if (m.source, m.target) == (source, target))
        return there - sum(m.much for m in moved if (m.target, m.source) == (source, target))

    # --- requisitions -----------------------------------------------------------------------------

    def request(self, who: str, case: str, goods: list[Goods]) -> None:
        job = self.go("request", who, case)
        for g in goods:
            self.fits(g._replace(serial=g.serial or "any" * (g.sku in SERIALISED)))
        job.asked += [(who, g) for g in goods]
        for g in goods:
            job.requested[g.sku] += g.qty  # type: ignore[assignment]

    def answer(self, who: str, case: str, verb: str, only: list[Goods], minute: int) -> None:
        job = self.go(verb, who, case)
        if not job.asked:
            raise No("nothing was asked for")
        if verb == "approve" and who in {by for by, _ in job.asked}:
            raise No("one's own request")
        asked: Counter[str] = Counter()
        for _, g in job.asked:
            asked[g.sku] += g.qty  # type: ignore[assignment]
        if any(g.qty > asked[g.sku] for g in only):
            raise No("more than was asked for")
        if verb == "approve":
            for g in only or [g for _, g in job.asked]:
                job.approved[g.sku] += g.qty  # type: ignore[assignment]
            job.said_yes.add("request")
            job.yes_at = min(job.yes_at, minute)
        job.answered |= set(asked)
        job.asked = []

    def approve_exchange(self, who: str, case: str, serial: str) -> None:
        self.go("approve", who, case).exchange = serial

    def issued(self, case: str) -> Counter[str]:
        """Return what was handed out for a case and not booked back."""
        found: Counter[str] = Counter()
        for paper in self.papers.values():
            if paper.did == "issue" and paper.case == case and not paper.reversed:
                for g in paper.goods:
                    found[g.sku] += g.qty  # type: ignore[assignment]
        return found

    def waits(self, case: str) -> bool:
        """Return whether parts wait for a yes that were not handed out without it."""
        job, gone = self.jobs[case], self.issued(case)
        return any(job.requested[g.sku] > gone[g.sku] for _, g in job.asked)

    def to_issue(self, case: str, said: str = "approved") -> dict[str, Decimal]:
        """Return what is approved (or requested) in a case and not handed out yet."""
        gone, wanted = self.issued(case), getattr(self.jobs[case], said)
        rest = {sku: Decimal(n - gone[sku]) for sku, n in wanted.items()}
        return {sku: n for sku, n in rest.items() if n > 0}

    def issue(
        self, who: str, case: str, minute: int, goods: list[Goods], to: str | None, source: str
    ) -> None:
        job = self.go("issue", who, case)
        if self.strict and "request" not in job.said_yes:
            raise No("not approved")
        if self.strict and minute < job.yes_at:
            raise No("not approved by then")
        if to is None and not job.engineers:
            raise No("to whom?")
        goods = goods or [Goods(sku, n) for sku, n in self.to_issue(case).items()]
        if not goods:
            raise No("nothing is approved and not handed out")
        person = to or job.engineers[0]
        lines = [self.line(g, source, f"engineer:{person}") for g in goods]
        if person == GONE:
            raise No("left the team")
        if person not in ROLE:
            raise No("who is that?", 2)
        if ROLE[person] != "engineer":
            raise No("no engineer")
        self._check_approved(job, self.issued(case), goods)
        self.book("issue", who, minute, case, lines).goods = tuple(goods)

    def _check_approved(self, job: Job, before: Counter[str], goods: list[Goods]) -> None:
        after = before.copy()
        for g in goods:
            after[g.sku] += g.qty  # type: ignore[assignment]
        for sku, n in after.items():
            if self.strict or sku in job.answered:
                limit = job.approved[sku]
            else:
                limit = job.requested.get(sku, 10**9)
            if n > limit:
                raise No(f"{n} of {sku}, {limit} approved")

    # --- parts of a case --------------------------------------------------------------------------

    @staticmethod
    def chosen(
        held: list[tuple[str, str, Decimal]], goods: list[Goods]
    ) -> list[tuple[str, str, Decimal]]:
        """Return what is meant of what is held: all, or what is named; raise No for more."""
        if not held and not goods:
            raise No("there is none")
        if not goods:
            return held
        found = []
        for g in goods:
            wanted = PlainDesk.fits(g).qty
            for account, thing, much in held:
                taken = min(wanted, much) if thing == g.thing else Decimal(0)
                if taken:
                    found.append((account, thing, taken))
                    wanted -= taken
            if wanted:
                raise No(f"{wanted} of {g.sku} too many")
        return found

    def give_in(
        self, verb: str, who: str, case: str, minute: int, goods: list[Goods], to: str
    ) -> None:
        """Take unused parts (return) or old ones (old-in) from those who have them."""
        self.go(verb, who, case)
        if verb == "return":
            held = self.held(case, "engineer")
        else:
            held = self.held(case, "engineer", old=True) + self.held(case, "customer-unit")
        lines = [Moved(thing, much, a, to) for a, thing, much in self.chosen(held, goods)]
        self.book(verb, who, minute, case, lines)

    def gone(self, case: str) -> list[tuple[str, str, Decimal]]:
        """Return what of a case was excused, or left with the customer, and did not turn up."""
        sums = self.sums([m for m in self.moved if m.case == case])
        found = ((a, t, Decimal(n)) for (a, t, _), n in sums.items() if a == "unrecovered")
        return sorted(each for each in found if each[2] > 0)

    def find(self, who: str, case: str, minute: int, goods: list[Goods]) -> None:
        """Take in what was excused and turned up again: no more of it than went."""
        self.go("old-in", who, case)
        lines = [Moved(t, n, a, "store:old") for a, t, n in self.chosen(self.gone(case), goods)]
        self.book("old-in", who, minute, case, lines)

    def lose(
        self, who: str, case: str, minute: int, goods: list[Goods], ok: str, pays: Decimal | None
    ) -> None:
        """Write off what an engineer lost; who is in the lead pays."""
        job = self.go("parts-lost", who, case)
        self._approved(who, ok)
        held = self.held(case, "engineer")
        lines = [Moved(t, n, a, "lost") for a, t, n in self.chosen(held, goods)]
        if pays:
            if not job.engineers:
                raise No("who pays?")
            lines.append(Moved("$CNY", pays, "lost", f"cash:{job.engineers[0]}"))
        self.book("parts-lost", who, minute, case, lines)

    def lose_loaner(
        self, who: str, case: str, minute: int, serial: str, ok: str, pays: Decimal | None
    ) -> None:
        """Write off a loaner that does not come back; the customer pays."""
        self.go("loan-lost", who, case)
        self._approved(who, ok)
        there = [h for h in self.held(case, "customer") if h[1] == f"#{serial}"]
        if not there:
            raise No("no such loaner")
        lines = [Moved(thing, much, account, "lost") for account, thing, much in there]
        lines += [Moved("$CNY", pays, "lost", f"customer:{case}")] if pays else []
        self.book("loan-lost", who, minute, case, lines)

    def complete(
        self,
        who: str,
        case: str,
        minute: int,
        used: list[Goods],
        old: list[Goods],
        old_left: list[Goods],
    ) -> None:
        job = self.go("complete", who, case)
        mine, unit = f"engineer:{who}", f"customer-unit:{case}"
        lines = []
        for g in used:
            lines.append(self.line(g, mine, "installed"))
            if g.sku in RETURNABLE:
                lines.append(self.line(g, "installed", unit))
        for g in old:
            if g.sku not in RETURNABLE:
                lines.append(self.line(g, "installed", unit))
            lines.append(self.line(g, unit, mine + ":old"))
        lines += [self.line(g, unit, "unrecovered") for g in old_left]
        if lines:
            self.book("complete", who, minute, case, lines)
        job.state, job.visit_over = "completed", True
        job.completed += 1
        job.said_yes, job.exchange, job.reckoned = set(), "", None

    def put_in(
        self, verb: str, who: str, case: str, minute: int, pairs: list[tuple[str, str]]
    ) -> None:
        """Put new pieces in for old ones (swap: from the engineer, exchange: from the store)."""
        job = self.go(verb, who, case)
        if verb == "exchange" and job.exchange != pairs[0][0]:
            raise No("not approved, or another one")
        source = f"engineer:{who}" if verb == "swap" else "store:finished"
        unit, back = f"customer-unit:{case}", f"engineer:{who}:old"
        lines = []
        one = Decimal(1)
        for old, new in pairs:
            self._theirs(case, old)
            if old == new:
                raise No("the same piece")
            if self.where(f"#{new}") != source:
                raise No(f"{new} is not there")
            lines += [Moved(f"#{new}", one, source, "installed")]
            lines += [Moved(f"#{old}", one, "installed", unit), Moved(f"#{old}", one, unit, back)]
        self.book(verb, who, minute, case, lines)
        if verb == "exchange":
            job.exchange = ""
        self.on_file |= {new: case for _, new in pairs if new in MODELS}

    def _theirs(self, case: str, serial: str) -> None:
        """What stands at a customer's is not taken off for another one: each case has its own."""
        if self.on_file.get(serial, case) != case:
            raise No("on file with another customer")

    def stands_with_a_customer(self, serial: str) -> bool:
        """Return whether a unit was put in somewhere and is still there."""
        ways = [m for m in self.moved if m.thing == f"#{serial}" and "installed" in m[2:4]]
        last = max(ways, key=lambda m: m.minute, default=None)
        return serial in self.on_file and last is not None and last.target == "installed"

    def lend(self, who: str, case: str, minute: int, serial: str) -> None:
        self.go("loan-out", who, case)
        if self.where(f"#{serial}") != "store:loaner":
            raise No("no loaner")
        line = Moved(f"#{serial}", Decimal(1), "store:loaner", f"customer:{case}")
        self.book("loan-out", who, minute, case, [line])

    def lend_back(self, who: str, case: str, minute: int, serial: str | None) -> None:
        self.go("loan-in", who, case)
        lent = [h for h in self.held(case, "customer") if serial in (None, h[1][1:])]
        if not lent:
            raise No("no such loaner")
        lines = [Moved(thing, much, account, "store:loaner") for account, thing, much in lent]
        self.book("loan-in", who, minute, case, lines)

    def take_away(self, who: str, case: str, minute: int, serial: str) -> None:
        job = self.go("take-away", who, case)
        self._theirs(case, serial)
        self.book(
            *("take-away", who, minute, case),
            [Moved(f"#{serial}", Decimal(1), "installed", "house")],
        )
        job.state = "taken_away"

    def give_back(self, who: str, case: str, minute: int) -> None:
        job = self.go("give-back", who, case)
        units = self.held(case, "house")
        if not units:
            raise No("no unit of the case in the house")
        lines = [Moved(thing, much, "house", "installed") for _, thing, much in units]
        self.book("give-back", who, minute, case, lines)
        self.on_file |= {t[1:]: case for _, t, _ in units if t[1:] in self.made_good}
        job.state = "restored"

    # --- money ------------------------------------------------------------------------------------

    def collect(self, who: str, case: str, minute: int, amount: Decimal) -> None:
        self.go("collect", who, case)
        line = Moved("$CNY", amount, f"customer:{case}", f"cash:{who}")
        self.book("cash-collect", who, minute, case, [line])

    def hand_in(self, who: str, case: str, minute: int, amount: Decimal | None) -> None:
        self.go("hand-in", who, case)
        cash = [(a, n) for a, _, n in self.left(case) if word(a) == "cash"]
        if not cash or (amount and len(cash) > 1):
            raise No("whose cash?")
        lines = [Moved("$CNY", amount or n, a, "finance") for a, n in cash]
        self.book("cash-hand-in", who, minute, case, lines)

    def let_go(self, who: str, case: str, minute: int, amount: Decimal, ok: str) -> None:
        self.go("write-off", who, case)
        self._approved(who, ok)
        line = Moved("$CNY", amount, f"customer:{case}", "bad-debt")
        self.book("cash-write-off", who, minute, case, [line])

    def pay(
        self,
        who: str,
        case: str,
        minute: int,
        amount: Decimal,
        what: str,
        ok: str,
        *,
        user: bool = False,
    ) -> None:
        job = self.go("pay refund" if what == "refund" else "pay", who, case)
        self._approved(who, ok)
        to = f"customer:{case}" if what == "refund" else what
        lines = [Moved("$CNY", amount, "finance", to)]
        if what == "refund":
            if amount > self.paid(case):
                raise No("more than was paid")
            lines.append(Moved("$CNY", amount, to, "service-cost"))
        elif user and what != "compensation":
            lines.append(Moved("$CNY", amount, what, f"customer:{case}"))
        paper = self.book("cash-pay", who, minute, case, lines)
        if job.reckoned is not None:
            job.reckoned.append(paper)

    def paid(self, case: str) -> Decimal:
        """Return what the customer of a case has paid and was not paid back."""
        papers = [p for p in self.papers.values() if p.case == case]
        taken = sum(self.money(papers, f"customer:{case}", f"cash:{who}") for who in ROLE)
        return taken - self.money(papers, "finance", f"customer:{case}")

    def settle(self, who: str, minute: int) -> None:
        if ROLE[who] not in TILL:
            raise No("role")
        if self.sums([m for m in self.moved if m.minute <= minute])["finance", "$CNY", None] < 5:
            raise No("there is not so much")
        line = Moved("$CNY", Decimal(5), "finance", "service-cost")
        self.book("cash-settle", who, minute, None, [line])

    # --- documents of the store -------------------------------------------------------------------

    def document(
        self,
        verb: str,
        who: str,
        minute: int,
        goods: list[Goods],
        source: str,
        target: str,
        case: str | None = None,
        ok: str | None = None,
    ) -> None:
        """Receive, transfer, inspect, scrap (approved by ``ok``), to-maker, from-maker."""
        if case is not None:
            self.go(verb, who, case)
        elif ROLE[who] not in MAY[verb]:
            raise No(f"{who} may not {verb}")
        if verb == "inspect":
            case = self.case_of_old(goods, minute)
        if verb == "receive" and any(self.stands_with_a_customer(g.serial) for g in goods):
            raise No("it stands at a customer's")
        self._approved(who, ok)
        if verb == "transfer" and not {source, target} <= GOOD_PLACES:
            raise No("only places of good stock lead to one another")
        if verb == "from-maker" and target == "scrap" and ok is None:
            raise No("throwing away is approved")
        lines = [self.line(g, source, target) for g in goods]
        self.book(verb, who, minute, case, lines).approved = ok is not None

    def maker_sends(
        self, who: str, case: str | None, minute: int, went: list[Goods], came: list[Goods]
    ) -> None:
        """The maker sends other pieces for those that went to him."""
        self._to_the_maker(who, case)
        if any(self.stands_with_a_customer(g.serial) for g in came):
            raise No("it stands at a customer's")
        lines = [self.line(g, "maker:acme", "supplier") for g in went]
        lines += [self.line(g, "supplier", "house" if case else "store:good") for g in came]
        self.book("from-maker", who, minute, case, lines)
        self.made_good |= {g.serial for g in came if case}

    def maker_credits(
        self,
        who: str,
        case: str | None,
        minute: int,
        goods: list[Goods],
        amount: Decimal,
        ok: str,
    ) -> None:
        """The maker keeps what went to him, and credits it."""
        self._to_the_maker(who, case)
        self._approved(who, ok)
        lines = [self.line(g, "maker:acme", "supplier") for g in goods]
        lines.append(Moved("$CNY", amount, "supplier", "finance"))
        self.book("from-maker", who, minute, case, lines).approved = True

    def _to_the_maker(self, who: str, case: str | None) -> None:
        if case is not None:
            self.go("from-maker", who, case)
        elif ROLE[who] not in MAY["from-maker"]:
            raise No(f"{who} may not")

    def case_of_old(self, goods: list[Goods], minute: int) -> str | None:
        """Return the one case that old parts came from, the first come first; None for none."""
        cases = {case for g in goods for case in self.cases_of_old(g, minute)}
        if len(cases) > 1:
            raise No("of several cases")
        return next(iter(cases), None)

    def cases_of_old(self, goods: Goods, minute: int) -> set[str | None]:
        """Return the cases of so much of what is on the shelf of old parts at a minute."""
        shelf, there = "store:old", list[tuple[str | None, Decimal]]()
        papers = [(p.minute, id, p) for id, p in self.papers.items() if p.minute <= minute]
        ways = [(n, m.source == shelf, id, m) for n, id, p in papers for m in p.moved]
        for _, out, _, m in sorted(ways, key=lambda way: way[:3]):
            if m.thing == goods.thing and out:
                there = self.taken_from(there, m.much, m.case)[1]
            elif m.thing == goods.thing and m.target == shelf:
                there.append((m.case, m.much))
        return self.taken_from(there, goods.qty)[0]

    @staticmethod
    def taken_from(
        there: list[tuple[str | None, Decimal]], much: Decimal, *own: str | None
    ) -> tuple[set[str | None], list[tuple[str | None, Decimal]]]:
        """Return of which cases so much is, those of ``own`` first, and what is left."""
        found, left = set(), dict[int, Decimal]()
        for n in sorted(range(len(there)), key=lambda n: there[n][0] not in own):
            left[n] = max(there[n][1] - much, Decimal(0))
            if left[n] < there[n][1]:
                found.add(there[n][0])
            much -= there[n][1] - left[n]
        return found, [(there[n][0], left[n]) for n in sorted(left) if left[n]]

    @staticmethod
    def _approved(who: str, ok: str | None) -> None:
        if ok is not None and (ok == who or ROLE[ok] not in LEAD):
            raise No("who approved that?")

    def count(self, who: str, minute: int, account: str, goods: list[Goods]) -> None:
        """Write down what was counted; nothing moves."""
        if ROLE[who] not in MAY["count"]:
            raise No("role")
        for g in goods:
            if self.fits(g).serial:
                raise No("pieces with numbers are not counted")
        if word(account) not in SHELVES:
            raise No("nobody counts that")
        if len(goods) > len({g.sku for g in goods}):
            raise No("two things said of one part")
        paper = self.book("count", who, minute, None, [])
        paper.goods, paper.account = tuple(goods), account

    def adjust(self, who: str, minute: int, id: str) -> None:
        """Book what was found beyond or below the book at the minute of the count."""
        if ROLE[who] not in MAY["adjust"]:
            raise No("role")
        paper = self.papers[id]
        if paper.did != "count":
            raise No("no count", 2)
        if paper.by == who or paper.adjusted:
            raise No("one's own count, or done already")
        if any(self._corrects(other, paper) for other in self.papers.values()):
            raise No("counted before another count was booked")
        book = self.stock(paper.account, paper.minute)
        lines = []
        for g in paper.goods:
            more = g.qty - book.get(g.sku, Decimal(0))
            if more > 0:
                lines.append(Moved(g.sku, more, "count-difference", paper.account))
            elif more:
                lines.append(Moved(g.sku, -more, paper.account, "count-difference"))
        paper.adjusted_by = self.book("adjust", who, minute, None, lines)
        paper.adjusted = True

    @staticmethod
    def _corrects(other: Paper, count: Paper) -> bool:
        """Say whether another count's difference, of the same part there, was booked since."""
        if other.did != "adjust" or other.reversed or other.minute <= count.minute:
            return False
        moved = {(end, m.thing) for m in other.moved for end in (m.source, m.target)}
        return any((count.account, goods.sku) in moved for goods in count.goods)

    def tool(self, verb: str, who: str, minute: int, tool: str, to: str) -> None:
        if ROLE[who] not in MAY[verb]:
            raise No("role")
        at = self.where(f"!{tool}")
        if verb == "tool-add":
            if at is not None:
                raise No("there already")
            at = "supplier"
        if at is None or at == to:
            raise No("not there, or there already")
        if to == f"engineer:{GONE}":
            raise No("left the team")
        self.book(verb, who, minute, None, [Moved(f"!{tool}", Decimal(1), at, to)])

    # --- booking back -----------------------------------------------------------------------------

    def retract(self, who: str, minute: int, id: str) -> None:
        """Take an entry back with its paper: by who might enter it, if all of it is still there."""
        paper = self.papers[id]
        assert paper.case is not None
        if paper.reversed:
            raise No("taken back already")
        if ROLE[who] not in MAY[paper.did.removeprefix("cash-")]:
            raise No("role")
        back = [m._replace(source=m.target, target=m.source) for m in paper.moved]
        handed_in = sum(m.much for m in paper.moved if m.target == "finance")
        if handed_in and self.settled() > self.handed_in() - handed_in:
            raise No("it is set against cost")
        after = self.sums([*self.moved, *(m._replace(minute=minute) for m in back)])
        over = self.jobs[paper.case].state in ("closed", "cancelled")
        if over and any(of == paper.case for _, _, of in after):
            raise No("the case is over, and would have something")
        self.book("retract", who, minute, paper.case, back)
        paper.reversed = True

    def handed_in(self) -> Decimal:
        """Return what was handed in to finance, less what went back to who had it."""
        ways = [(word(m.source), word(m.target), m.much) for m in self.moved]
        there = sum(n for a, b, n in ways if b == "finance" and a in ("cash", "supplier"))
        return Decimal(there - sum(n for a, b, n in ways if (a, b) == ("finance", "cash")))

    def settled(self) -> Decimal:
        """Return what is set against cost."""
        papers = [p for p in self.papers.values() if p.did == "cash-settle" and not p.reversed]
        return Decimal(sum(m.much for p in papers for m in p.moved))

    def refunded(self, case: str) -> bool:
        return any(m.source == "finance" and m.case == case for m in self.moved)

    def reverse(self, who: str, minute: int, id: str, of_event: bool) -> None:
        """Book a paper of the store back: by who might write it, and it has no second yes."""
        paper = self.papers[id]
        if of_event:
            raise No("it goes with its entry")
        if ROLE[who] not in MAY["reverse"]:
            raise No("role")
        if paper.did in ("reverse", "retract") or paper.reversed or not paper.moved:
            raise No("not to be booked back")
        if ROLE[who] not in MAY[paper.did.removeprefix("cash-")] or paper.approved:
            raise No("another might, or with a yes")
        count = next((p for p in self.papers.values() if p.adjusted_by is paper), None)
        if count is not None and count.by == who:
            raise No("one's own count")
        back = [m._replace(source=m.target, target=m.source) for m in paper.moved]
        self.book("reverse", who, minute, None, back)
        paper.reversed = True
        if count is not None:
            count.adjusted, count.adjusted_by = False, None
