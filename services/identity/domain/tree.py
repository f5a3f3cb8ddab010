"""What becomes of the organisation tree when a file is followed: who is new, who changed, who moved along."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.identity.domain.organisation import Organisation, Particulars


@dataclass
class Followed:
    """The organisations that are new or other than before, parents first, each once."""

    registered: list[Organisation] = field(default_factory=list)
    changed: list[Organisation] = field(default_factory=list)


def follow(tree: dict[str, Organisation], told: Mapping[str, Particulars]) -> Followed:
    """Make the tree what is told, every organisation in one step; whatever stands below a moved one moves along.

    `told` has been checked: each parent exists in one of the two, and nothing is its own ancestor.
    """
    parents = {organisation.id: organisation.parent_id or "" for organisation in tree.values()}
    parents |= {id_: particulars.parent_id for id_, particulars in told.items()}
    followed = Followed()
    for id_ in sorted(parents, key=lambda id_: (_depth(id_, parents), id_)):
        above = tree[parents[id_]].path if parents[id_] else ""
        if id_ not in tree:
            tree[id_] = Organisation.register(told[id_], above)
            followed.registered.append(tree[id_])
        elif tree[id_].follow(told[id_], above) if id_ in told else tree[id_].move_below(above):
            followed.changed.append(tree[id_])
    return followed


def _depth(id_: str, parents: Mapping[str, str]) -> int:
    depth = 0
    while id_ := parents[id_]:
        depth += 1
    return depth
