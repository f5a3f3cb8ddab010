"""What a policy says: limits, periods, clauses with their citations, and the papers of each method.

A clause is the data of one rule: the function of the same name in `rules/` says when it applies, the clause says to which
methods and kinds, who decides because of it, and in whose words. A rule without a clause is not in force.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.chassis.errors import NotFound
from services.disposal.domain.facts import Asset, Facts
from services.disposal.domain.kinds import AssetKind, AssetState, Authority, Level, Method, Outcome, Procedure, Reply, Stage

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that applies: a citation (`article`) and a sentence; `interpretation` marks a reading of ours.

    The outcome says whether it is a mere finding, a refusal (with what to do instead) or a warning.
    """

    rule: str
    article: str
    text: str
    interpretation: bool
    outcome: Outcome = Outcome.FINDING
    remedy: str = ""
    authority: Authority | None = None
    procedure: Procedure | None = None
    appraisal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The data of one rule; empty `methods` means all of them, `kinds` and `states` are lists for its function to look in."""

    rule: str
    article: str
    text: str
    outcome: Outcome = Outcome.FINDING
    remedy: str = ""
    interpretation: bool = False
    authority: Authority | None = None
    procedure: Procedure | None = None
    appraisal: bool = False
    methods: frozenset[Method] = frozenset()
    kinds: frozenset[AssetKind] = frozenset()
    states: frozenset[AssetState] = frozenset()

    def concerns(self, method: Method | None) -> bool:
        """Whether it is about this method; one not known yet is met by what is about all."""
        return not self.methods or method in self.methods

    def assets(self, facts: Facts) -> Iterator[Asset]:
        """The assets known to be of its kinds."""
        return facts.of_kinds(self.kinds)

    def names_an_asset(self, facts: Facts) -> bool:
        """Whether an asset is known to be of its kinds."""
        return any(True for _ in self.assets(facts))

    def finding(self, unknown: str = "", **values: str) -> Finding:
        """The rule applies; `values` fill the text, `unknown` names the fact that is not known yet and taken at its strictest."""
        text, remedy = (PLACEHOLDER.sub(lambda place: values.get(place[1], place[0]), said) for said in (self.text, self.remedy))
        if unknown:
            text = f"{text}（{unknown}尚未填明，暂按从严列出。）"
        return Finding(
            self.rule, self.article, text, self.interpretation or bool(unknown), self.outcome, remedy, self.authority,
            self.procedure, self.appraisal,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A paper: `code` is article-item and part, `when` names the conditions (`rules/conditions.py`) that must all hold."""

    code: str
    name: str
    article: str
    stage: Stage = Stage.FILING
    when: tuple[str, ...] = ()
    kinds: frozenset[AssetKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a method asks for: the days of publicity, when the reply comes, and every paper it may need."""

    name: str
    publicity_working_days: int
    reply: Reply
    reply_article: str
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Limits in fen and in per cent; 从…以上 and …以下 include the number, 超过 excludes it."""

    county_government_from_fen: int
    finance_bureau_up_to_fen: int
    scrap_appraisal_above_fen: int
    price_floor_percent: int
    compensation_floor_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """How long an approval result holds, in months; how soon after an emergency the approval is due, in days.

    After `emergency_reminder_days` from the filing an emergency that nobody said is over is asked after.
    """

    approval_months: int
    post_approval_days: int
    emergency_reminder_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one county; valid for filings from `valid_from` to `valid_to`, both included (Beijing days)."""

    id: str
    title: str
    valid_from: date
    valid_to: date
    default: bool
    regions: frozenset[str]
    levels: frozenset[Level]
    thresholds: Thresholds
    periods: Periods
    clauses: Mapping[str, Clause]
    plans: Mapping[Method, Plan]
    articles: Mapping[str, str]

    def clause(self, rule: str) -> Clause:
        """The data of a rule that is in force."""
        return self.clauses[rule]

    def plan(self, method: Method | None) -> Plan:
        """What a method asks for; one not known yet asks for the longest publicity and for no papers so far."""
        if method and method in self.plans:
            return self.plans[method]
        days = max((plan.publicity_working_days for plan in self.plans.values()), default=0)
        return Plan(name="", publicity_working_days=days, reply=Reply.AFTER_EXECUTION, reply_article="")

    def article(self, citation: str) -> str:
        """The law's own words of a cited article, whole, whichever item is named; refuses with `article_unknown`."""
        number = citation.partition("（")[0]
        if number not in self.articles:
            raise NotFound("article_unknown", f"《{self.title}》没有{citation}。")
        return self.articles[number]
