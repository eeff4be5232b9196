"""Sets of ids that are quick to join where they are large: a byte for each id, as one number.

Of 100 000 ids, two sets of 80 000 are joined in 3 µs and counted in 30; as Python's sets in
1.7 ms. To fill one takes 1.2 ms, as it does a set.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress, count
from typing import Self

_DENSE = 1 << 22
"""Ids from here on, which only somebody's script can have given, are kept one by one."""

_SPARSE = 20
"""Where one of more ids is in a set, that is sooner looked for than all are gone through."""

_DIGITS = bytes.maketrans(b"01", b"\0\1")


class IdSet:
    """A set of ids; nobody changes it."""

    def __init__(self, bits: int = 0, others: frozenset[int] = frozenset()) -> None:
        self._bits = bits
        """The byte of an id is 1 if it is in the set, the lowest byte being that of 0."""
        self._others = others

    @classmethod
    def of(cls, *ids: Iterable[int]) -> Self:
        """The set of some ids, and of others."""
        known = list(chain.from_iterable(ids))
        others = frozenset[int]()
        if (top := max(known, default=-1)) >= _DENSE:
            others = frozenset(id for id in known if id >= _DENSE)
            known = [id for id in known if id < _DENSE]
            top = max(known, default=-1)
        held = bytearray(top + 1)
        for id in known:
            held[id] = 1
        return cls(int.from_bytes(held, "little"), others)

    @classmethod
    def of_bits(cls, groups: Iterable[int], first: int = 0) -> Self:
        """The set of the ids that have a bit in groups of 48, in a row from a first id on."""
        packed = bytes(first // 8) + b"".join([bits.to_bytes(6, "little") for bits in groups])
        digits = f"{int.from_bytes(packed, 'little'):b}".encode()[::-1]
        return cls(int.from_bytes(digits.translate(_DIGITS), "little"))

    def __and__(self, other: Self) -> Self:
        return type(self)(self._bits & other._bits, self._others & other._others)

    def __or__(self, other: Self) -> Self:
        return type(self)(self._bits | other._bits, self._others | other._others)

    def __sub__(self, other: Self) -> Self:
        both = self._bits & other._bits
        return type(self)(self._bits ^ both, self._others - other._others)

    def __len__(self) -> int:
        return self._bits.bit_count() + len(self._others)

    def __contains__(self, id: object) -> bool:
        if not isinstance(id, int):
            return False
        return bool(self._held[id]) if 0 <= id < len(self._held) else id in self._others

    def __iter__(self) -> Iterator[int]:
        """All, in order."""
        held = self._held
        if self._bits.bit_count() * _SPARSE > len(held):
            yield from compress(count(), held)
        else:
            at = -1
            while (at := held.find(1, at + 1)) >= 0:
                yield at
        yield from sorted(self._others)

    def within(self, ids: Sequence[int], top: int) -> Iterator[int]:
        """Of some ids up to one those that are in the set, in their order."""
        return filter(self._upto(top), ids)

    def counter(self, top: int) -> Callable[[Sequence[int]], int]:
        """How many of a list of ids up to one are in the set; 100 000 ids take 2 ms."""
        held = self._upto(top)
        return lambda ids: sum(map(held, ids))

    def _upto(self, top: int) -> Callable[[int], int]:
        """Whether an id up to one is in the set."""
        if top >= _DENSE:
            return self.__contains__
        return self._held.ljust(top + 1, b"\0").__getitem__

    @cached_property
    def _held(self) -> bytes:
        return self._bits.to_bytes((self._bits.bit_length() + 7) // 8, "little")

    @cached_property
    def size(self) -> int:
        """Bytes that it takes."""
        return self._bits.bit_length() // 8 + 64 * len(self._others)
