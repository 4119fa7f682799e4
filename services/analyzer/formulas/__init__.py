"""One line per metric, by the sections of metrics.md: how a figure follows from the measures of a window.

To add a metric, give it a line in its section; its scopes, windows, unit and names come from the catalogue in the
contracts. A sum or a distinct count comes from what `contributions` add; a figure that is read off entities at the end
of a window belongs to a standing family of its section (see `services.analyzer.standing`).
"""
