"""How the access database came to its present shape."""
