"""What a widget tells where nobody listens."""


def unheard(_told: object) -> None:
    """Stands in for a listener.

    Most of what widgets say is a message. Where the screen paints what follows from it along
    with the widget, a listener is called at once instead: a message would come after the paint.
    """
