"""What can go wrong here and is said to a person: each names what is wrong and where."""


class PackRefused(Exception):
    """A rule pack cannot be used; the message names the rule and what it lacks."""


class UrlRefused(Exception):
    """An address that we do not send to; the message says why."""
