"""What can go wrong for the person at the keyboard, each as one sentence that says what to do."""


class ConsoleError(Exception):
    """Ends a command with its sentence on stderr and exit code 1; `trying_again_helps` if nothing was changed."""

    def __init__(self, sentence: str, *, trying_again_helps: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.trying_again_helps = trying_again_helps
