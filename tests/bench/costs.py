"""The cost model: bytes of memory for each thing that an analyzer holds, as docs/scale.md quotes it.

The bytes of a thing are all that is reachable from it, weighed in a shop of 4,000 shoppers and rounded (`weighing`,
`crowd`; MEMORY_WEIGH=1 weighs again). Nothing is taken from the run that the model is held against (`memory`).
"""

from collections.abc import Mapping

STORED = "stored item"
COSTS: dict[str, int] = {
    "item day, open": 950,  # of an item, or an item and a source
    "item day, packed": 450,
    "item hour, open": 985,
    "item hour, packed": 264,
    "item minute, open": 725,
    "item minute, packed": 230,
    "item longer, open": 535,  # weeks to years, since a promo went live, to date
    "item days back, packed": 135,  # the last 7, 14, 28, 30 days
    "word day, open": 745,  # of a search word, or a word and an item
    "word day, packed": 272,
    "word longer, open": 260,
    "word days back, packed": 96,
    "buyer day, open": 750,  # what a buyer bought of which item
    "buyer day, packed": 310,
    "shop day, open": 36_400,  # of the shop, a source, a device, a class of visitors; without what is counted below
    "shop day, packed": 7500,
    "shop days back, packed": 20_000,
    "shop hour, open": 7160,
    "shop hour, packed": 4000,
    "shop longer, open": 41_000,
    "shop minute, open": 780,
    "shop minute, packed": 360,
    "visitor, open": 3600,  # of one visit with two page views, with what was written of it last
    "visitor, packed": 430,
    "order, open": 3110,  # made and paid, one line
    "order, packed": 610,
    "buyer, open": 1020,
    "buyer, packed": 160,
    "other entity": 6500,
    "member of a large set": 67,  # over 256
    "sketch of visitors": 16_400,
    "rank said, open": 220,  # of an item, in the hour and day of its shop
    "rank said, packed": 40,
    "figure shown": 220,  # of a running window, so that it is not shown twice
    "window that is due": 11,
    "window that waits for its turn": 117,
    "visit that is open": 175,
    "text of a scope": 440,
    STORED: 165,  # its name and the offset at which it was written last
}
# What a process grows by beside the things: a line through shops of 1,500, 4,000 and 10,000 shoppers.
FIXED = 6 * 2**20  # what loads with the first events
ROOM = 440  # for each stored item: the checkpoint after a day's end writes nearly all, and the allocator keeps the room


def predicted(held: Mapping[str, int]) -> int:
    """Bytes by which a process grows that holds so many of each thing, nearly all of them of one day and its end.

    Raises:
        KeyError: a thing is in no row of the model.
    """
    return FIXED + ROOM * held[STORED] + sum(number * COSTS[thing] for thing, number in held.items())
