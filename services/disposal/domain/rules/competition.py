"""What is said where several rules that applied name different authorities."""

from collections.abc import Sequence

from services.disposal.domain.kinds import Authority, Procedure
from services.disposal.domain.policy.model import Finding, Policy


def strictest_authority(found: Sequence[Finding], policy: Policy) -> Finding | None:
    """The finance bureau for what the asset is, the county government for its kind or value: the stricter, both cited (E-048)."""
    rules = {finding.rule for finding in found}
    both = rules & {"temporary_body", "nominal_amount", "early_scrapping"} and _government(found)
    return policy.clause("strictest_authority").finding() if both and not _special(found) else None


def finance_before_government(found: Sequence[Finding], policy: Policy) -> Finding | None:
    """The county government decides after the finance bureau, by every method (E-070); special procedures have their own way."""
    return policy.clause("finance_before_government").finding() if _government(found) and not _special(found) else None


def authority_displaced(found: Sequence[Finding], policy: Policy) -> Finding | None:
    """The one rule that displaces: what else was found of authorities is cited and does not decide (E-053)."""
    alone = any(finding.procedure is Procedure.DEPARTMENT_ALONE for finding in found)
    others = any(finding.authority and finding.procedure is not Procedure.DEPARTMENT_ALONE for finding in found)
    return policy.clause("authority_displaced").finding() if alone and others else None


def _special(found: Sequence[Finding]) -> bool:
    return any(finding.procedure for finding in found)


def _government(found: Sequence[Finding]) -> bool:
    return any(finding.authority is Authority.COUNTY_GOVERNMENT for finding in found)
