"""What the analyzer remembers of a shop: orders, visitors, buyers, promos, adverts, producers. A function of a set."""
