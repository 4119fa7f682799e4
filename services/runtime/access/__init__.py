"""Who may do what: shops, hashed keys and signed page links, in one database that all processes share."""
