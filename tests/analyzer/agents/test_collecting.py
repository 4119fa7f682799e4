"""How often Python looks for cycles."""

import subprocess
import sys

FOLD = """
from services.analyzer.agents.collecting import set_aside, spare_collector
from services.analyzer.members import Limit, Members

spare_collector()
kept = Members.of("viewers", Limit(1))
kept.add_each({str(number): 1 for number in range(100)})
assert kept.is_sketch
fold = [kept]
fold.append(fold)
set_aside()
"""


def test_a_worker_that_ends_with_sketches_in_hand_says_nothing_of_leaks() -> None:
    ended = subprocess.run([sys.executable, "-c", FOLD], check=True, capture_output=True, text=True)
    assert ended.stderr == ""
