"""What the table says of one act."""

from collections.abc import Mapping, Sequence

from msgspec import Struct


class Figure(Struct, frozen=True):
    """One line of the table."""

    act: str
    ours: float
    unit: str
    peers: Mapping[str, float | None] = {}
    """What each peer needs or manages for the same; None if it is not installed."""

    def __str__(self) -> str:
        """Our figure, and each peer's with how many times it ours is."""
        said = f"{_short(self.ours)} {self.unit}"
        peers = "; ".join(self._beside(peer, theirs) for peer, theirs in self.peers.items())
        return f"{said} ({peers})" if peers else said

    def _beside(self, peer: str, theirs: float | None) -> str:
        if theirs is None:
            return f"{peer}: not installed"
        ratio = f"×{self.ours / theirs:.2g}" if theirs > 0 else "too little to tell"
        return f"{peer}: {_short(theirs)}, {ratio}"


def _short(value: float) -> str:
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}".replace(",", " ")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so great a share of the values stays within."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
