"""How the inbox table came to its present shape; services with an inbox run it in their own database."""
