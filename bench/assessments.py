"""What an assessment costs in processor time: ten thousand of ten assets each, in one process; less than a millisecond is the goal.

Facts of every method, mixed kinds and circumstances, read beforehand; the second figure adds reading them from their JSON
shape and writing the answer, as a request does.
"""

import argparse
import time
from collections.abc import Callable
from random import Random
from typing import Any

from services.disposal.domain.assessment import assess, to_mapping
from services.disposal.domain.facts import facts_from
from services.disposal.domain.kinds import AssetKind, Liability, Method, SaleBy
from services.disposal.domain.policy.shipped import policy_named

COUNT = 10_000
ASSETS = 10
LIMIT_MS = 1.0


def main() -> None:
    """Measure and print; exit status 1 beyond the limit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=COUNT)
    count = arguments.parse_args().count
    policy, random = policy_named(), Random(1)  # noqa: S311  # a mix, no secret
    bodies = [body(random) for _ in range(count)]
    facts = [facts_from(each) for each in bodies]
    rules = milliseconds(count, lambda: [assess(each, policy) for each in facts])
    whole = milliseconds(count, lambda: [to_mapping(assess(facts_from(each), policy)) for each in bodies])
    print(f"an assessment of {ASSETS} assets, rules alone             {rules:6.3f} ms of processor time, goal below {LIMIT_MS:g}")
    print(f"with reading the facts and writing the answer    {whole:6.3f} ms")
    raise SystemExit(int(rules >= LIMIT_MS))


def milliseconds(count: int, work: Callable[[], object]) -> float:
    """Processor time of one of so many."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000 / count


def body(random: Random) -> dict[str, Any]:
    """A request of ten assets."""
    return {
        "method": random.choice(list(Method)).value, "month_batch_fen": random.randrange(100_000_000),
        "circumstances": {
            "sale_by": random.choice(list(SaleBy)).value, "liability": random.choice(list(Liability)).value,
            "force_majeure": random.random() < 0.3, "secret": random.random() < 0.1,
            "appraised_fen": 100, "price_fen": random.randrange(200),
        },
        "assets": [
            {"kind": random.choice(list(AssetKind)).value, "original_value_fen": random.randrange(40_000_000), "asset_no": f"A-{number}"}
            for number in range(ASSETS)
        ],
    }  # fmt: skip


if __name__ == "__main__":
    main()
