"""What is done to a difference ticket."""

from services.gateway.api.values import Asked, Name, Reason


class AssignTicket(Asked):
    """The account that sees to it."""

    owner: Name


class CloseTicket(Asked):
    """What resolved the difference."""

    resolution: Reason
