"""Which state this code makes.

Raise it when a formula, or the form of the state, changes so that figures already counted would come out differently:
the state of an earlier version is then counted anew beside the running one (`console rebuild`), compared and switched.
"""

STATE_VERSION = 4
