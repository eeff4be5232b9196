"""The pictures of a text: got when they are asked for, and shown in it or by themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.text import visible
from octavo.tui.controllers.jobs import Job, Jobs, RepeatedErrors
from octavo.tui.controllers.pane_controller import PaneController

if TYPE_CHECKING:
    from octavo.services.pictures import Picture
    from octavo.tui.controllers.reading.reading import ReadingController

_MOST = 64_000_000
"""Bytes of pictures that are kept, so that none of them is fetched twice."""


class PicturesController(PaneController):
    """Gets the pictures that a text names on the screen, and shows them."""

    reader: "ReadingController"
    whole: Callable[[str], str]
    """Gives the address that is meant by one in the text."""
    jobs: Jobs
    typed: Callable[[], int]
    """Counts the keys that were pressed by now."""

    def __post_init__(self) -> None:
        self._kept: dict[str, Picture] = {}
        """What was got, by address, the oldest first."""
        self._tried: set[str] = set()
        """What was asked for without a key; what could not be had then is left alone."""
        self._trouble = RepeatedErrors(self.screen)

    def show(self) -> None:
        """Show the pictures on the screen in the text; those that are there, by themselves."""
        named = self._named()
        new = [url for url in named if url not in self.pane.pictures]
        if not named:
            self.say("There is no picture on the screen.")
        elif new and self.pane.pictures.are_possible:
            self._get(new, partial(self.say, error=True))
        else:
            self._get(named, partial(self.say, error=True), by_themselves=True)

    def look(self) -> None:
        """Show the pictures on the screen in the text where that is set."""
        named = (url for url in self._named() if url not in self.pane.pictures)
        whole = ((url, self.whole(url)) for url in named)
        if new := [url for url, a in whole if a in self._kept or a not in self._tried]:
            self._tried.update(map(self.whole, new))
            self._get(new, self._trouble.tell)

    def _named(self) -> Sequence[str]:
        """The addresses of the pictures on the screen, as the text has them."""
        links = (link.link.picture for link in self.pane.links.visible())
        return list(dict.fromkeys(filter(None, links)))

    def _get(
        self, urls: Sequence[str], fail: Callable[[str], object], *, by_themselves: bool = False
    ) -> None:
        """Show some pictures, of which those are fetched first that were not yet."""
        wanted = {url: self.whole(url) for url in urls}
        id = self.reader.id
        show = (
            partial(self._draw, id, self.typed()) if by_themselves else partial(self._put, id)
        )
        missing = [address for address in wanted.values() if address not in self._kept]
        if missing:
            work = partial(self._fetch, wanted, missing, show, fail)
            self.jobs.start("getting pictures", work, len(missing))
        else:
            show(self._at_hand(wanted))

    def _fetch(
        self,
        wanted: Mapping[str, str],
        missing: Iterable[str],
        show: "Callable[[Mapping[str, Picture]], None]",
        fail: Callable[[str], object],
        job: Job,
    ) -> None:
        from octavo.services.pictures import PicturesMissing, picture

        for address in missing:
            try:
                job.tell(self._keep, address, picture(address, stop=job.stop))
            except PicturesMissing as error:
                job.tell(fail, str(error))
                return
            except OctavoError as error:
                job.tell(fail, str(error))
            job.done += 1
        job.tell(lambda: show(self._at_hand(wanted)))

    def _keep(self, address: str, picture: "Picture") -> None:
        self._kept[address] = picture
        size = sum(len(each.png) for each in self._kept.values())
        for oldest in list(self._kept)[:-1]:
            if size <= _MOST:
                break
            size -= len(self._kept.pop(oldest).png)
            self._tried.discard(oldest)

    def _at_hand(self, wanted: Mapping[str, str]) -> "Mapping[str, Picture]":
        found = ((url, self._kept.get(address)) for url, address in wanted.items())
        return {url: picture for url, picture in found if picture}

    def _put(self, id: ArticleId | None, pictures: "Mapping[str, Picture]") -> None:
        """Show some in the text that they were got for, unless the reader has gone on."""
        if pictures and self.reader.id == id:
            self.pane.pictures.show(pictures)

    def _draw(
        self, id: ArticleId | None, typed: int, pictures: "Mapping[str, Picture]"
    ) -> None:
        """Leave the terminal to the pictures, one after the other.

        Who has gone on or typed meanwhile keeps it, and is told.
        """
        from octavo.services.pictures import show

        if pictures and (self.reader.id, self.typed()) != (id, typed):
            self.say("The picture is here now; ask for it again to see it.")
            return
        try:
            if pictures:
                with self.screen.app.suspend():
                    for url, picture in pictures.items():
                        show(picture, visible(self.whole(url)))
        except (OctavoError, SuspendNotSupported) as error:
            self.say(str(error) or "This terminal shows no pictures.", error=True)
