"""What a reader may have asked wrongly; each names the parameter."""

from services.runtime.problems import Problem


class WrongParameter(Problem):
    """A query parameter that is missing, unknown or unreadable (422)."""

    def __init__(self, parameter: str, message: str) -> None:
        """`message` says what would be right."""
        super().__init__(422, "wrong_parameter", f"{parameter}: {message}", extra={"field": parameter})


class UnknownShop(Problem):
    """A shop that this installation does not have (404)."""

    def __init__(self, shop_id: str) -> None:
        """A shop comes into being with its first key."""
        super().__init__(404, "unknown_shop", f"There is no shop {shop_id} here.")


class NoSuchRow(Problem):
    """There is no row of that metric, window, start and scope (404)."""

    def __init__(self, message: str, field: str) -> None:
        """`field` names the parameter to look at first."""
        super().__init__(404, "no_such_row", message, extra={"field": field})


class LogAway(Problem):
    """The log cannot be read now (503); asking again helps."""

    def __init__(self, message: str) -> None:
        """`message` says why."""
        super().__init__(503, "log_unavailable", message, {"Retry-After": "2"})
