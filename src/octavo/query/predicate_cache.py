"""What a test says of each of a few names that many articles share."""

from collections.abc import Callable


class Answers(dict[str, bool]):
    """The answers of a test so far; asked for another name, it runs the test."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        super().__init__()
        self.test = test

    def __missing__(self, name: str) -> bool:
        answer = self[name] = self.test(name)
        return answer
