"""The charts of the pages as SVG text, made with Altair from `MorningView` parts; each has a table beside it."""
