"""The HTTP API of architecture 9: alerts, rules, promo checks, endpoints."""
