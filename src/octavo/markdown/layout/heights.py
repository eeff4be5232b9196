"""How tall the parts of a page are, and what is where."""


class Heights:
    """A list of heights that knows its partial sums: a Fenwick tree.

    https://en.wikipedia.org/wiki/Fenwick_tree; every operation takes time that grows with the
    logarithm of the length.
    """

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._sums: list[int] = [0]
        self.total = 0

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def append(self, height: int) -> None:
        """Add one part at the end."""
        self._heights.append(height)
        self.total += height
        place = len(self._heights)
        covered, below = height, place - 1
        while below > place - (place & -place):
            covered += self._sums[below]
            below -= below & -below
        self._sums.append(covered)

    def __setitem__(self, index: int, height: int) -> None:
        change = height - self._heights[index]
        self._heights[index] = height
        self.total += change
        place = index + 1
        while change and place < len(self._sums):
            self._sums[place] += change
            place += place & -place

    def top(self, index: int) -> int:
        """How much is above a part."""
        above = 0
        while index:
            above += self._sums[index]
            index -= index & -index
        return above

    def at(self, y: int) -> int:
        """The part that a line is in; the last one if the line is below them all."""
        index = 0
        step = 1 << len(self._heights).bit_length()
        while step := step >> 1:
            if index + step < len(self._sums) and self._sums[index + step] <= y:
                index += step
                y -= self._sums[index]
        return min(index, len(self._heights) - 1)
