"""What a command is, where the keyboard can be, and the table of commands.

Two lines for each, in the order in which the help shows them.

Columns: id, keys, title, where it works, place in the footer (0: not there), target (what
does it, see `Command.target`); below them, what comes of it.

The footer, the help, the palette, the key map of the settings file, the bindings of the app
and `octavo keys` all come from `COMMANDS`.

Long because it is one table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from octavo.text import visible


class Context(StrEnum):
    """Where the keyboard is: which part of the app has the focus."""

    LIST = "list"
    TEXT = "text"
    VIEW = "text on view"
    QUERY = "query line"
    EDITOR = "tag editor"
    PROMPT = "prompt"
    NOTE_EDITOR = "note editor"
    NOTES = "notes screen"
    TAGS = "tags screen"
    FEEDS = "feeds screen"
    HELP = "help"
    OUTLINE = "outline"
    LINKS = "list of links"
    ABOUT = "panel about an article"
    HINTS = "letters over links"
    NOTE = "note in place"
    CARET = "caret"
    SPEECH = "reading aloud"
    HIGHLIGHTS = "highlights and notes"
    SAVED = "saved queries"
    SIDEBAR = "sidebar"
    RULES = "rules"
    RELATED = "related articles"
    TRIAGE = "triage"


class Group(StrEnum):
    """A heading of the help."""

    MOVE = "Move"
    FIND = "Find"
    TAG = "Tag"
    WRITE = "Write"
    SORT = "Sort out"
    MARK = "Mark"
    HIGHLIGHT = "Highlight"
    LOOK = "Look"
    COME = "Bring in"
    TAGS = "Tags screen"
    FEEDS = "Feeds screen"
    NOTES = "Notes screen"
    LINE = "Typing"
    SAVED = "Saved queries"
    APP = "octavo"


class Command(Struct, frozen=True):
    """Something that a person can tell the app to do."""

    id: str
    keys: tuple[str, ...]
    """What it is bound to unless the config file says otherwise, as `keymap.canonical`
    spells keys; empty leaves it to the palette."""
    title: str
    """An imperative in as few words as will do."""
    help: str
    """One sentence on what comes of it."""
    when: frozenset[Context]
    """Where it works."""
    group: Group
    priority: int = 0
    """Its place in the footer, 1 first; 0 keeps it out."""
    target: str = ""
    """What does it: a method of what the screen connects by that name, `triage.archive` or
    `tagging.toggle_pinned(3)`; `screens` is the main screen itself. After `app` and `screen`
    comes an action of these, and without a dot one of the widget that has the keyboard."""

    @property
    def arguments(self) -> tuple[int, ...]:
        """What the method is handed: the numbers in the parentheses of the target."""
        return tuple(map(int, re.findall(r"-?\d+", self.target)))


Entry = tuple[str, str, str, frozenset[Context], int, str, str]
"""A command: id, keys, title, where it works, place in the footer, target, help."""

# fmt: off
(
    LIST, TEXT, VIEW, QUERY, EDITOR, PROMPT, NOTE_EDITOR, NOTES, TAGS, FEEDS, HELP, OUTLINE,
    LINKS, ABOUT, HINTS, NOTE, CARET, SPEECH, HIGHLIGHTS, SAVED, SIDEBAR, RULES, RELATED,
    TRIAGE,
) = (frozenset({context}) for context in Context)
PANES = LIST | TEXT
SEEN = TEXT | VIEW
SHOWN = PANES | VIEW
KEPT = PANES | TAGS | FEEDS | NOTES
SCREENS = KEPT | VIEW | TRIAGE
HELPED = SCREENS | CARET | SPEECH | NOTE | HIGHLIGHTS | SAVED | RULES
TAGGED = PANES | NOTES
SORTED = PANES | TRIAGE
MOVED = KEPT | VIEW | NOTE
PANELS = OUTLINE | LINKS | ABOUT | SAVED | SIDEBAR | RULES | RELATED
LINES = QUERY | EDITOR | PROMPT
TYPED = EDITOR | PROMPT | NOTE_EDITOR

# The moves are what every scrolling widget of Textual can do; a list turns them into moves of
# its cursor.
_MOVE: tuple[Entry, ...] = (
    ("down", "j down", "Down", MOVED, 0, "scroll_down",
     "Move one row or line down."),
    ("up", "k up", "Up", MOVED, 0, "scroll_up",
     "Move one row or line up."),
    ("top", "g home", "To the top", MOVED, 0, "scroll_home",
     "Move to the first row or line."),
    ("bottom", "G end", "To the bottom", MOVED, 0, "scroll_end",
     "Move to the last row or line."),
    ("page-down", "pagedown", "Page down", MOVED, 0, "page_down",
     "Move down by as much as fits the pane."),
    ("page-up", "pageup", "Page up", MOVED, 0, "page_up",
     "Move up by as much as fits the pane."),
    ("read", "enter l right", "Read", LIST, 8, "reading.read",
     "Go to the text; on a narrow terminal it takes the place of the list."),
    ("back", "escape h left", "Back", PANES, 12, "panes.back",
     "Go back one step: clear the marks, then leave the text, then clear the query."),
    ("next-pane", "tab", "Next pane", PANES, 0, "panes.next_pane",
     "Give the keyboard to the pane after this one."),
    ("previous-pane", "shift+tab", "Previous pane", PANES, 0, "panes.next_pane",
     "Give the keyboard to the pane before this one."),
    ("read-on", "space", "Read on", SHOWN, 0, "reading.read_on",
     "Scroll the text by a page, and at its end go to the next article."),
    ("next-article", "]", "Next article", SHOWN, 0, "reading.pass_to(1)",
     "Go to the article below, also from inside the text."),
    ("jump-back", "ctrl+o alt+left", "Jump back", SHOWN, 0, "jumps.back",
     "Go back to the article, place or query before the last jump."),
    ("jump-forth", "alt+right", "Jump forth", SHOWN, 0, "jumps.forth",
     "Go forth again to where you were before you went back."),
    ("previous-article", "[", "Previous article", SHOWN, 0, "reading.pass_to(-1)",
     "Go to the article above, also from inside the text."),
)

_FIND: tuple[Entry, ...] = (
    ("search", "/", "Search", LIST, 2, "search.open",
     "Type a query; the list narrows with every letter."),
    ("find", "/", "Find", SEEN, 2, "find.open",
     "Look for something in this text."),
    ("query-line", "ctrl+l", "Query line", TYPED | PANES, 0, "search.open",
     "Go to the query line from wherever you are."),
    ("order", "comma", "Order", LIST, 0, "search.choose_order",
     "Choose how what is listed is ordered."),
    ("next-hit", "n", "Next hit", SEEN, 15, "find.to_hit(1)",
     "Go to the next place in the text that was searched for."),
    ("previous-hit", "N", "Previous hit", SEEN, 0, "find.to_hit(-1)",
     "Go to the place before in the text that was searched for."),
    ("follow-link", "f", "Links", SEEN, 9, "links.hint",
     "Put letters over the links on the screen: a letter opens, with shift it adds."),
    ("list-links", "L", "All links", SEEN, 0, "links.list",
     "List the links of the text with their addresses; those in the library open here."),
    ("pictures", "p", "Pictures", SEEN, 0, "pictures.show",
     "Get the pictures on the screen and show them in the text; once there, one by one."),
    ("outline", "O", "Outline", SEEN, 8, "outline.open",
     "List the headings of the text, to type some letters of one and go there."),
    ("next-heading", "}", "Next heading", SEEN, 0, "outline.next",
     "Go to the next heading of the text."),
    ("previous-heading", "{", "Previous heading", SEEN, 0, "outline.previous",
     "Go to the heading above in the text."),
    ("related", "&", "Related", PANES, 0, "related.open",
     "List the nearest articles and notes, with why: copies, links, words and tags."),
    ("open-related", "enter", "Open", RELATED, 1, "choose",
     "Open what is pointed at; ‘Jump back’ leads back."),
    ("merge-related", "ctrl+t", "Merge", RELATED, 3, "related.merge",
     "Merge the article that is pointed at into the one that is read, after a look at both."),
    ("sidebar", "b", "Sidebar", PANES, 0, "sidebar.open",
     "Show what there is to list, with counts: views, saved queries, feeds and tags."),
    ("keep-sidebar", "B", "Sidebar beside", PANES, 0, "sidebar.keep_beside",
     "From 150 columns on, have the sidebar stand beside the list, or no longer."),
    ("list-view", "enter", "List", SIDEBAR, 1, "choose",
     "List what is in the row that is pointed at; with a plus, narrow the list to it."),
    ("exclude", "-", "Exclude", SIDEBAR, 4, "add",
     "Leave a tag or what has a plus out of the list; within a name it is typed."),
    ("save-query", "S", "Save query", PANES, 0, "saved.save",
     "Save the query under a name, with its order; ‘@name’ uses it in another query."),
    ("saved-queries", ";", "Saved queries", PANES, 0, "saved.open",
     "Show the saved queries, each with a letter that lists what it finds."),
    ("list-saved", "enter right", "List", SAVED, 1, "choose",
     "List what the saved query finds; the letter before it does so, too."),
    ("rename-saved", "f2", "Rename", SAVED, 3, "saved.rename",
     "Give the saved query another name, in the queries that use it, too."),
    ("delete-saved", "delete ctrl+d", "Delete", SAVED, 4, "saved.delete",
     "Save this query no longer; what it finds stays as it is."),
    ("reload", "f5", "Run again", PANES, 0, "search.run_again",
     "Run the query once more, so that what no longer matches leaves the list."),
)

_TAG: tuple[Entry, ...] = (
    ("edit-tags", "t", "Tag", TAGGED, 1, "tagging.edit",
     "Put tags on and take them off, here or on all that is marked."),
    ("add-tags", "+", "Add tags", TAGGED, 0, "tagging.type_to_add",
     "Type tags to put on, such as ‘ai policy/industry’; ‘-draft’ takes one off."),
    ("remove-tags", "-", "Remove tags", TAGGED, 0, "tagging.type_to_remove",
     "Type tags to take off; ‘+ai’ puts one on."),
    ("repeat-edit", ".", "Repeat tags", TAGGED, 0, "tagging.repeat",
     "Do the last change of tags again, here or on all that is marked."),
    ("tags", "T", "All tags", PANES, 0, "screens.open_tags",
     "Open the tags screen, to count, rename, merge, delete and pin tags."),
    ("rules", "%", "Rules", PANES, 0, "rules.open",
     "Show the rules, which tag, star, archive and mark as read what comes in."),
    ("edit-rule", "enter", "Edit", RULES, 1, "rules.edit",
     "Change the query of the rule, and what it does."),
    ("add-rule", "a", "Add", RULES, 3, "rules.add",
     "Write another rule, such as ‘site:arxiv.org -- +paper star’."),
    ("apply-rules", "p", "Apply", RULES, 4, "rules.apply",
     "Say what the rules would do to the whole library, and do it if you want that."),
    ("switch-rule", "space", "On or off", RULES, 5, "rules.switch",
     "Switch the rule off, or on again."),
    ("rename-rule", "f2 r", "Rename", RULES, 6, "rules.rename",
     "Give the rule another name."),
    ("delete-rule", "d delete", "Delete", RULES, 18, "rules.delete",
     "Have this rule no longer; what it did stays as it is."),
    ("rule-later", "J", "Move down", RULES, 8, "rules.move(1)",
     "Put the rule after the next one; it then sees what that did."),
    ("rule-earlier", "K", "Move up", RULES, 0, "rules.move(-1)",
     "Put the rule before the one above."),
)

_WRITE: tuple[Entry, ...] = (
    ("write-note", "c", "Note", PANES, 5, "notes.write",
     "Write a note on this article, or one on each that is marked; on a note, edit it."),
    ("write-alone", "C", "Note of its own", PANES, 0, "notes.write_alone",
     "Write a note that is on no article."),
    ("notes", "M", "All notes", PANES, 0, "screens.open_notes",
     "Open the notes screen, with the latest note first."),
)

_SORT: tuple[Entry, ...] = (
    ("triage", "!", "Triage", PANES, 0, "triage_mode.begin",
     "Go through what is listed, one by one and large: each key decides and goes on."),
    ("triage-suggestion-1", "tab alt+1", "Suggested", TRIAGE, 1, "triage_mode.take(1)",
     "Put on the first tag that is suggested, and go on."),
    ("triage-suggestion-2", "alt+2", "Second suggestion", TRIAGE, 0, "triage_mode.take(2)",
     "Put on the second tag that is suggested, and go on."),
    ("triage-suggestion-3", "alt+3", "Third suggestion", TRIAGE, 0, "triage_mode.take(3)",
     "Put on the third tag that is suggested, and go on."),
    ("triage-next", "j ] right", "Go on", TRIAGE, 2, "triage_mode.go(1)",
     "Leave it as it is, and go on to the next."),
    ("triage-previous", "k [ left", "Go back", TRIAGE, 0, "triage_mode.go(-1)",
     "Go back to the one before."),
    ("triage-tags", "t", "Tag", TRIAGE, 9, "triage_mode.edit_tags",
     "Open the tag editor on it, and come back here when that is done."),
    ("triage-read", "enter l", "Read", TRIAGE, 8, "triage_mode.read",
     "Leave the triage and read this one."),
    ("triage-down", "space pagedown", "Page down", TRIAGE, 0, "triage_mode.page(1)",
     "Scroll the text down by a page."),
    ("triage-up", "pageup", "Page up", TRIAGE, 0, "triage_mode.page(-1)",
     "Scroll the text up by a page."),
    ("leave-triage", "escape q !", "Back", TRIAGE, 12, "triage_mode.leave",
     "Leave the triage for the list, with the cursor on this one."),
    ("archive", "e", "Archive", SORTED, 3, "triage.archive",
     "Put it away and move on; queries still find it. Again takes it back out."),
    ("star", "s", "Star", SORTED, 4, "triage.star",
     "Star it and move on. Again takes the star off."),
    ("put-off", "w", "Later", SORTED, 17, "triage.put_off",
     "Hide it until a day, as ‘tomorrow’ or ‘7d’, and move on. Again brings it back."),
    ("toggle-read", "m", "Read or unread", SORTED, 0, "triage.toggle_read",
     "Call it read, or unread again, and move on."),
    ("delete", "d", "Delete", SORTED, 0, "triage.delete",
     "Move it to the trash, where it stays until you empty that."),
    ("restore", "R", "Restore", PANES, 0, "triage.restore",
     "Take it back out of the trash; ‘in:trash’ lists what is in there."),
    ("empty-trash", "", "Empty the trash", PANES, 0, "triage.empty_trash",
     "Delete for good what is in the trash, after asking."),
    ("undo", "u", "Undo", KEPT | CARET | HIGHLIGHTS | TRIAGE, 6, "history.undo",
     "Take the last change back, whatever it was, even of an earlier session."),
    ("redo", "ctrl+r", "Redo", KEPT | CARET | HIGHLIGHTS | TRIAGE, 0, "history.redo",
     "Do again what was undone last."),
)

_MARK: tuple[Entry, ...] = (
    ("mark", "x", "Mark", LIST, 9, "toggle_mark",
     "Mark this one, or unmark it, and move on; commands then work on all that is marked."),
    ("mark-range", "X", "Mark up to here", LIST, 0, "mark_range",
     "Mark everything between the last one marked and this one."),
    ("mark-all", "*", "Mark all", LIST, 0, "mark_all",
     "Mark all that the query found, or unmark them all."),
)

_HIGHLIGHT: tuple[Entry, ...] = (
    ("caret", "v", "Caret", TEXT, 16, "caret.begin",
     "Put a caret into the text, to go to a passage and highlight it."),
    ("highlight-paragraph", "H", "Highlight", TEXT, 0, "highlights.toggle_paragraph",
     "Highlight the paragraph at the top of the screen. Again takes it off."),
    ("highlight-here", "H", "Highlight paragraph", CARET, 0, "caret.toggle_paragraph",
     "Highlight the paragraph that the caret stands in. Again takes it off."),
    ("highlight-selected", "enter", "Highlight selection", TEXT, 0, "highlights.add_selected",
     "Highlight what is selected with the mouse; ‘c’ notes on it, ‘y’ quotes it."),
    ("highlights", "A", "Highlights", TEXT | CARET, 0, "highlight_list.open",
     "List the highlights and notes of the article; those out of place can be put back."),
    ("go-to-highlight", "enter l right", "Go there", HIGHLIGHTS, 1, "choose",
     "Go to where it stands; where it stands no more, choose a place for it."),
    ("write-on-highlight", "c", "Note", HIGHLIGHTS, 2, "highlight_list.write",
     "Write what there is to say of it."),
    ("copy-highlight", "y", "Quote", HIGHLIGHTS, 3, "highlight_list.copy",
     "Copy it: a passage as a quotation, with its source."),
    ("copy-highlight-as", "Y", "Copy as", HIGHLIGHTS, 0, "highlight_list.copy_as",
     "Copy a passage as plain words, a link in Markdown, or a citation."),
    ("tag-highlight", "t", "Tag", HIGHLIGHTS, 4, "highlight_list.tag",
     "Put tags on it and take them off."),
    ("delete-highlight", "d", "Delete", HIGHLIGHTS, 5, "highlight_list.delete",
     "Move it to the trash."),
    ("next-highlight", "j down", "Highlight below", HIGHLIGHTS, 0, "next_row",
     "Point at the highlight or note below."),
    ("previous-highlight", "k up", "Highlight above", HIGHLIGHTS, 0, "previous_row",
     "Point at the highlight or note above."),
    ("next-highlights", "pagedown space", "Highlights below", HIGHLIGHTS, 0, "next_page",
     "Point further down the list of highlights by as much as fits."),
    ("previous-highlights", "pageup", "Highlights above", HIGHLIGHTS, 0, "previous_page",
     "Point further up the list of highlights by as much as fits."),
    ("first-highlight", "g home", "First highlight", HIGHLIGHTS, 0, "first_row",
     "Point at the first highlight or note."),
    ("last-highlight", "G end", "Last highlight", HIGHLIGHTS, 0, "last_row",
     "Point at the last highlight or note."),
    ("close-highlights", "escape h left A q", "Back", HIGHLIGHTS, 8, "close",
     "Leave the list of highlights for the text as it stands."),
    ("begin-passage", "v", "Begin", CARET, 1, "caret.toggle_passage",
     "Begin a passage at the caret, or give it up."),
    ("highlight", "enter", "Highlight", CARET, 2, "caret.highlight",
     "Highlight the passage."),
    ("note-passage", "c", "Note", CARET, 3, "caret.note",
     "Highlight the passage and write a note on it, or on the highlight that is there."),
    ("quote-passage", "y", "Quote", CARET, 4, "caret.copy",
     "Copy the passage, or the highlight there, as a quotation with its source."),
    ("copy-passage-as", "Y", "Copy as", CARET, 0, "caret.copy_as",
     "Copy the passage, or the highlight there, as plain words, a link or a citation."),
    ("tag-passage", "t", "Tag", CARET, 5, "caret.tag",
     "Tag the passage or the highlight there."),
    ("leave-caret", "escape", "Back", CARET, 18, "caret.leave",
     "Take the caret out of the text."),
    ("next-character", "l right", "Right", CARET, 0, "caret.by_character(1)",
     "Move the caret to the next character."),
    ("previous-character", "h left", "Left", CARET, 0, "caret.by_character(-1)",
     "Move the caret to the character before."),
    ("caret-down", "j down", "Down", CARET, 0, "caret.by_line(1)",
     "Move the caret a line down."),
    ("caret-up", "k up", "Up", CARET, 0, "caret.by_line(-1)",
     "Move the caret a line up."),
    ("next-word", "w", "Next word", CARET, 9, "caret.by_word(1)",
     "Move the caret to the next word."),
    ("previous-word", "b", "Word before", CARET, 0, "caret.by_word(-1)",
     "Move the caret to the beginning of the word, or of the one before."),
    ("word-end", "e", "End of word", CARET, 0, "caret.to_word_end",
     "Move the caret to the end of the word, or of the next."),
    ("next-sentence", ")", "Next sentence", CARET, 10, "caret.by_sentence(1)",
     "Move the caret to the next sentence."),
    ("previous-sentence", "(", "Sentence before", CARET, 0, "caret.by_sentence(-1)",
     "Move the caret to the beginning of the sentence, or of the one before."),
    ("next-paragraph", "}", "Next paragraph", CARET, 11, "caret.by_paragraph(1)",
     "Move the caret to the next paragraph."),
    ("previous-paragraph", "{", "Paragraph before", CARET, 0, "caret.by_paragraph(-1)",
     "Move the caret to the beginning of the paragraph, or of the one before."),
    ("line-begin", "0 home", "Beginning of line", CARET, 0, "caret.to_line_edge(-1)",
     "Move the caret to the beginning of the line."),
    ("line-end", "$ end", "End of line", CARET, 0, "caret.to_line_edge(1)",
     "Move the caret to the end of the line."),
    ("caret-top", "g", "To the top", CARET, 0, "caret.to_edge(-1)",
     "Move the caret to the beginning of the text."),
    ("caret-bottom", "G", "To the bottom", CARET, 0, "caret.to_edge(1)",
     "Move the caret to the end of the text."),
    ("caret-page-down", "pagedown space", "Page down", CARET, 0, "caret.by_screen(1)",
     "Move the caret down by as much as fits the pane."),
    ("caret-page-up", "pageup", "Page up", CARET, 0, "caret.by_screen(-1)",
     "Move the caret up by as much as fits the pane."),
    ("extend-right", "shift+right", "Passage right", CARET, 0, "caret.extend_by_character(1)",
     "Begin a passage if there is none, and take in the next character."),
    ("extend-left", "shift+left", "Passage left", CARET, 0, "caret.extend_by_character(-1)",
     "Begin a passage if there is none, and take in the character before."),
    ("extend-down", "shift+down", "Passage down", CARET, 0, "caret.extend_by_line(1)",
     "Begin a passage if there is none, and go a line down."),
    ("extend-up", "shift+up", "Passage up", CARET, 0, "caret.extend_by_line(-1)",
     "Begin a passage if there is none, and go a line up."),
    ("find-with-caret", "/", "Find", CARET, 8, "caret.find",
     "Look for something in this text, and move the caret there."),
    ("caret-to-next-hit", "n", "Next hit", CARET, 0, "caret.to_hit(1)",
     "Move the caret to the next place that was searched for."),
    ("caret-to-previous-hit", "N", "Previous hit", CARET, 0, "caret.to_hit(-1)",
     "Move the caret to the place before that was searched for."),
)

_LOOK: tuple[Entry, ...] = (
    ("narrower", "<", "Narrower", SHOWN, 0, "panes.widen(-1)",
     "Set the text in shorter lines."),
    ("wider", ">", "Wider", SHOWN, 0, "panes.widen(1)",
     "Set the text in longer lines."),
    ("density", "=", "Density", LIST, 0, "panes.change_density",
     "Give each row of the list one line, or two; the choice is remembered."),
    ("zoom", "z", "Only the text", PANES, 0, "panes.zoom",
     "Give the text the whole screen, or bring the list back."),
    ("speak", "P", "Read aloud", SEEN, 0, "speech.start",
     "Have the text read aloud, by the command that the settings file names as ‘speak’."),
    ("pause-speech", "space", "Pause", SPEECH, 1, "speech.pause",
     "Fall silent, or begin again with the sentence that was being read."),
    ("stop-speech", "escape P", "Stop", SPEECH, 2, "speech.stop",
     "Read aloud no further."),
    ("theme", "", "Theme", SHOWN, 0, "app.change_theme",
     "Choose the colours, light or dark; the choice is remembered."),
    ("open-in-browser", "o", "Open", SHOWN, 10, "address.open",
     "Open its address in the web browser."),
    ("about", "i", "Where from", SHOWN, 0, "about.open",
     "Say where it came from, and who or what made it, by what its page declares."),
    ("correct", "I", "Correct", PANES, 0, "about.correct",
     "Correct its title, authors, site, date, language or address; fetching keeps that."),
    ("copy", "y", "Copy", SHOWN, 11, "address.copy",
     "Copy what is selected, or else the address."),
    ("copy-as", "Y", "Copy as", PANES, 0, "export.copy_as",
     "Copy it, or what is selected, as a quotation, plain words, a link or a citation."),
)

_LINE: tuple[Entry, ...] = (
    ("keep-query", "enter", "Keep", QUERY, 1, "keep",
     "Keep the query and go to the list of what it found."),
    ("drop-query", "escape", "Back to the one before", QUERY, 2, "abandon",
     "Leave the line with the query as it was before you typed."),
    ("older-query", "up", "Earlier query", QUERY, 4, "older",
     "Bring back the query that you kept before this one."),
    ("newer-query", "down", "Later query", QUERY, 0, "newer",
     "Bring back the query that you kept after this one."),
    ("toggle-tag", "enter", "Toggle", EDITOR, 1, "toggle_tag",
     "Toggle the tag that is pointed at, or make the one that you typed."),
    ("next-tag", "down", "Tag below", EDITOR, 0, "next_tag",
     "Point at the tag below in the menu."),
    ("previous-tag", "up", "Tag above", EDITOR, 0, "previous_tag",
     "Point at the tag above in the menu."),
    ("take-off", "backspace", "Last off", EDITOR, 3, "erase",
     "Delete a letter, or on an empty line take off the last tag."),
    ("dismiss-tag", "delete", "Suggest no more", EDITOR, 0, "dismiss",
     "Have the suggestion that is pointed at suggested for this article no longer."),
    ("done", "escape", "Done", EDITOR, 2, "done",
     "Close the tag editor; every change is kept already."),
    ("apply", "enter", "Apply", PROMPT, 1, "apply",
     "Do what the line says."),
    ("cancel", "escape", "Cancel", PROMPT, 2, "cancel",
     "Leave the line and change nothing."),
    ("complete", "tab", "Complete", LINES, 5, "complete",
     "Take the completion that is shown in grey, as → does, or else the first suggestion."),
    ("leave-out", "shift+tab", "Leave out", QUERY, 0, "leave_out",
     "Ask without what nothing has, where a query that finds nothing offers that."),
    ("keep-note", "escape", "Keep", NOTE_EDITOR, 1, "keep",
     "Keep the note and go back; without words it is none. A menu of links is closed first."),
    ("take-link", "enter tab", "Link", NOTE_EDITOR, 0, "take_link",
     "Link to the title that is pointed at, once [[ has begun a link."),
    ("next-link", "down", "Title below", NOTE_EDITOR, 0, "next_link",
     "Point at the title below in the menu of links."),
    ("previous-link", "up", "Title above", NOTE_EDITOR, 0, "previous_link",
     "Point at the title above in the menu of links."),
    ("edit-outside", "ctrl+g", "Editor", NOTE_EDITOR, 3, "edit_outside",
     "Go on with the note in the editor that $VISUAL or $EDITOR names."),
    ("undo-typing", "ctrl+z", "Undo", NOTE_EDITOR, 4, "undo",
     "Take back what was typed last in the note."),
    ("redo-typing", "ctrl+y", "Redo", NOTE_EDITOR, 5, "redo",
     "Type again what was taken back last."),
    ("go-to-heading", "enter", "Go there", OUTLINE, 1, "choose",
     "Go to the heading that is pointed at."),
    ("go-to-finding", "enter", "Go there", ABOUT, 1, "choose",
     "Go to the part of the text that is pointed at; of a version, show what is new in it."),
    ("use-version", "ctrl+t", "Use this text", ABOUT, 3, "use",
     "Make the version that is pointed at the text again; highlights stay on their words."),
    ("open-link", "enter", "Open", LINKS, 1, "choose",
     "Open it here if it is in the library, else in the web browser."),
    ("add-link", "ctrl+a", "Add", LINKS, 3, "add",
     "Add the page that it leads to, and go on reading."),
    ("copy-link", "y", "Copy", HINTS, 1, "links.copy_next",
     "Copy the address of the link whose letter is typed next."),
    ("cancel-hints", "escape", "Back", HINTS, 2, "links.leave",
     "Take the letters off the links."),
    ("go-to-note", "enter", "Go there", NOTE, 1, "go_there",
     "Go to where the note or source stands in the text; of what is new, show the whole."),
    ("follow-note", "o f", "Open its link", NOTE, 3, "follow",
     "Open the first link in the note: here if it is in the library, else in the browser."),
    ("close-note", "escape q h left", "Back", NOTE, 2, "close",
     "Close the note and go on reading where you were."),
    ("next-row", "down", "Below", PANELS, 0, "next_row",
     "Point at the row below."),
    ("previous-row", "up", "Above", PANELS, 0, "previous_row",
     "Point at the row above."),
    ("next-rows", "pagedown", "Page down", PANELS, 0, "next_page",
     "Point further down by as much as fits the panel."),
    ("previous-rows", "pageup", "Page up", PANELS, 0, "previous_page",
     "Point further up by as much as fits the panel."),
    ("close-panel", "escape", "Back", PANELS, 2, "close",
     "Close the panel, and go on where you were."),
    ("run-command", "enter", "Run", HELP, 1, "run",
     "Run the command that is pointed at, if it works where you came from."),
    ("next-command", "down", "Command below", HELP, 0, "next_command",
     "Point at the command below."),
    ("previous-command", "up", "Command above", HELP, 0, "previous_command",
     "Point at the command above."),
    ("close-help", "escape", "Close", HELP, 2, "close",
     "Close the help."),
)

_COME: tuple[Entry, ...] = (
    ("add", "a", "Add", PANES, 13, "add.ask",
     "Add addresses, files, exports of other readers, lists of feeds, or a text."),
    ("keep-viewed", "a", "Keep in the library", VIEW, 1, "keeping.keep",
     "Add what is on view to your library; till then nothing of it is kept."),
    ("fetch", "r", "Fetch again", PANES, 0, "fetch.fetch",
     "Get its page from the web, for the first time or again; what is yours stays."),
    ("fetch-links", "", "Fetch all links", PANES, 0, "fetch.fetch_links",
     "Get the pages of all links that have no text yet."),
    ("export", "E", "Export", PANES, 0, "export.ask",
     "Export what is marked, or else all that is listed, to a file or a folder."),
    ("feeds", "F", "Feeds", PANES, 14, "screens.open_feeds",
     "Open the feeds screen, to follow feeds and see what is new in them."),
    ("stop", "ctrl+c", "Stop", SHOWN | FEEDS | TAGS | NOTES, 0, "jobs.stop",
     "Stop what is under way; what came in until then stays."),
)

_APP: tuple[Entry, ...] = (
    ("help", "? f1", "Help", HELPED, 7, "app.help",
     "Search through all commands and their keys."),
    ("help-typing", "f1", "Help", PANELS - SAVED - RULES | LINES | NOTE_EDITOR, 7, "app.help",
     "Search through all commands and their keys, where letters are typed."),
    ("palette", ": ctrl+p", "Command palette", SCREENS, 0, "app.palette",
     "Search through what works here, and run it; saved queries are there, too."),
    ("suspend", "ctrl+z", "Suspend", SCREENS, 0, "app.suspend_process",
     "Leave the terminal to the shell; its ‘fg’ comes back here."),
    ("quit", "q", "Quit", PANES, 0, "app.quit",
     "Close octavo; everything is kept already."),
    ("leave-view", "q", "Leave", VIEW, 3, "app.quit",
     "Go back to the shell; what you have not kept is gone."),
)

_TAGS: tuple[Entry, ...] = (
    ("list-tag", "enter l right", "Articles", TAGS, 1, "tags.list_articles",
     "Go back to the list with the articles that have this tag."),
    ("filter-tags", "/", "Filter", TAGS, 2, "filter",
     "Type some letters of the tags to show."),
    ("rename-tag", "r", "Rename", TAGS, 3, "tags.rename",
     "Give this tag another name wherever it is used."),
    ("merge-tag", "m", "Merge", TAGS, 4, "tags.merge",
     "Turn this tag into another one, after a look at what will change."),
    ("delete-tag", "d", "Delete", TAGS, 5, "tags.delete",
     "Take this tag off everything that has it."),
    ("pin-tag", "p", "Pin", TAGS, 8, "tags.pin",
     "Pin this tag to the first free digit, or unpin it."),
    ("tidy-tags", "c", "Clean up", TAGS, 9, "tags.tidy",
     "Propose merges of tags that are nearly the same, and name pins that are on nothing."),
    ("move-tag", ">", "Move below", TAGS, 0, "tags.move_below",
     "Put this tag and all below it under another one, or on top; undo is one step."),
    ("used-once", "o", "Used once", TAGS, 0, "tags.used_once",
     "Show only the tags that one article or note has, or all again."),
    ("sort-tags", "s", "By count or name", TAGS, 0, "tags.sort",
     "Order the tags by how often they are used, or by name."),
    ("close-tags", "escape q h left", "Close", TAGS, 12, "screen.dismiss",
     "Go back to where you came from."),
)

_FEEDS: tuple[Entry, ...] = (
    ("list-feed", "enter l right", "Articles", FEEDS, 1, "feeds.list_articles",
     "Go back to the list with the articles of this feed."),
    ("follow-feed", "a", "Follow", FEEDS, 2, "feeds.follow",
     "Follow the feed at an address, or the feed of the page there."),
    ("refresh-feed", "r", "Refresh", FEEDS, 3, "feeds.refresh",
     "Ask this feed for what is new."),
    ("refresh-feeds", "R", "Refresh all", FEEDS, 4, "feeds.refresh_all",
     "Ask all feeds for what is new."),
    ("tag-feed", "t +", "Tag", FEEDS, 5, "feeds.tag",
     "Change the tags that its articles will get, as in ‘+ai -draft’."),
    ("drop-feed", "d", "Delete", FEEDS, 8, "feeds.drop",
     "Follow this feed no longer, after asking; its articles stay."),
    ("toggle-full", "w", "Whole pages", FEEDS, 9, "feeds.toggle_full",
     "Get the page of each new entry, because the feed cuts them short; or do so no longer."),
    ("filter-feeds", "/", "Filter", FEEDS, 10, "filter",
     "Type some letters of the feeds to show."),
    ("export-feeds", "E", "Export", FEEDS, 11, "feeds.export",
     "Write all feeds into a list (OPML) that every other reader takes."),
    ("close-feeds", "escape q h left", "Close", FEEDS, 12, "screen.dismiss",
     "Go back to where you were reading."),
)

_NOTES: tuple[Entry, ...] = (
    ("open-note", "enter l right", "Open", NOTES, 2, "notes.go_to",
     "Go to where the note stands in its article, or read it where it is on none."),
    ("edit-note", "c e", "Edit", NOTES, 3, "notes.edit",
     "Go there and edit the note."),
    ("delete-note", "d", "Delete", NOTES, 4, "notes.delete",
     "Move the note to the trash."),
    ("filter-notes", "/", "Filter", NOTES, 5, "filter",
     "Type some words of the notes to show."),
    ("close-notes", "escape q h left", "Close", NOTES, 12, "screen.dismiss",
     "Leave the notes for what you were reading."),
)
# fmt: on

PINNED = "pinned-"
"""Begins the ids of the commands that toggle the pinned tags, before their digits."""
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth"),
)


def _pinned() -> Iterator[Entry]:
    """Nine commands that toggle a pinned tag."""
    for number, ordinal in enumerate(_ORDINALS, 1):
        yield (
            *(f"{PINNED}{number}", str(number), f"Pinned tag {number}", TAGGED, 0),
            *(f"tagging.toggle_pinned({number})", f"Toggle the {ordinal} pinned tag."),
        )


def _suggested() -> Iterator[Entry]:
    """Three commands that toggle a suggestion."""
    for number, ordinal in enumerate(_ORDINALS[:3], 1):
        yield (
            *(f"suggestion-{number}", f"alt+{number}", f"Suggestion {number}", EDITOR, 0),
            *(f"take_suggestion({number})", f"Toggle the {ordinal} suggestion."),
        )


def _pins() -> Iterator[Entry]:
    """Nine commands that pin a tag to a digit."""
    for number, ordinal in enumerate(_ORDINALS, 1):
        yield (
            *(f"pin-{number}", str(number), f"Pin to {number}", TAGS, 0),
            *(f"tags.pin_to({number})", f"Make this tag the {ordinal} pinned one."),
        )


_GROUPS: tuple[tuple[Group, tuple[Entry, ...]], ...] = (
    (Group.TAG, (*_TAG, *_pinned())),
    (Group.WRITE, _WRITE),
    (Group.FIND, _FIND),
    (Group.SORT, _SORT),
    (Group.MARK, _MARK),
    (Group.HIGHLIGHT, _HIGHLIGHT),
    (Group.MOVE, _MOVE),
    (Group.LOOK, _LOOK),
    (Group.COME, _COME),
    (Group.APP, _APP),
    (Group.FEEDS, _FEEDS),
    (Group.TAGS, (*_TAGS, *_pins())),
    (Group.NOTES, _NOTES),
    (Group.LINE, (*_LINE, *_suggested())),
)

COMMANDS: tuple[Command, ...] = tuple(
    Command(id, tuple(keys.split()), title, help, when, group, priority, target)
    for group, entries in _GROUPS
    for id, keys, title, when, priority, target, help in entries
)
"""Every command of the app, said once."""

_BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


def command(id: str) -> Command:
    """The command with an id.

    Raises:
        KeyError: If there is none.
    """
    return _BY_ID[id]


def works_in(context: Context) -> tuple[Command, ...]:
    """The commands that work in a context, in the order of the table."""
    return tuple(command for command in COMMANDS if context in command.when)


def commands_with(pins: Sequence[str]) -> Iterator[Command]:
    """All commands, those for the pinned tags by what is pinned."""
    for command in COMMANDS:
        if not command.id.startswith(PINNED):
            yield command
        elif (place := int(command.id.removeprefix(PINNED)) - 1) < len(pins):
            tag = visible(str(pins[place]))
            yield replace(command, title=tag, help=f"Toggle the pinned tag {tag}.")
        else:
            yield replace(
                command, help="Nothing is pinned here yet; the tags screen pins tags."
            )
