"""What belongs to every case: publicity, the order of execution and reply, and the offer to others first."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import Reply
from services.disposal.domain.policy.model import Clause, Finding, Policy
from services.disposal.domain.rules.secrecy import is_secret


def publicity(facts: Facts, policy: Policy) -> Finding | None:
    """Scrapping is made public for the days the article names (E-061, E-062)."""
    return _published(policy.clause("publicity"), facts, policy)


def publicity_of_other_methods(facts: Facts, policy: Policy) -> Finding | None:
    """The article gives no length for other methods (E-063)."""
    return _published(policy.clause("publicity_of_other_methods"), facts, policy)


def reply_after_execution(facts: Facts, policy: Policy) -> Finding | None:
    """The approval result lets execute, the reply follows (E-040, E-041)."""
    plan = policy.plan(facts.method)
    after = facts.method and plan.reply is Reply.AFTER_EXECUTION
    return policy.clause("reply_after_execution").finding(article=plan.reply_article) if after else None


def reply_before_execution(facts: Facts, policy: Policy) -> Finding | None:
    """The reply is the basis of execution (E-036, E-041)."""
    before = policy.plan(facts.method).reply is Reply.BEFORE_EXECUTION
    return policy.clause("reply_before_execution").finding() if before else None


def approval_validity(_facts: Facts, policy: Policy) -> Finding | None:
    """How long an approval result holds is not written (E-035)."""
    return policy.clause("approval_validity").finding(months=str(policy.periods.approval_months))


def redeploy_first(facts: Facts, policy: Policy) -> Finding | None:
    """Bureau and departments may first give an idle asset to others (E-054)."""
    clause = policy.clause("redeploy_first")
    return clause.finding() if any(asset.state in clause.states for asset in facts.assets) else None


def publicity_days(facts: Facts, policy: Policy) -> int:
    """Working days of publicity: none for secrets (E-061)."""
    return 0 if is_secret(facts) else policy.plan(facts.method).publicity_working_days


def _published(clause: Clause, facts: Facts, policy: Policy) -> Finding | None:
    days = publicity_days(facts, policy)
    return clause.finding(days=str(days)) if days else None
