"""From bytes of the world to drafts.

`dispatch` tells which importer reads some bytes; pieces are read in `formats`, what other
programs export in `exports`, feeds in `feeds`, pages asked for in `web`, and all use `text`;
what is heavy is read in a `child_process`, what lies on the disk by `files`, and the files of a
folder of Markdown are linked by `wiki_links`.
Importers know the nouns, and neither a library nor what becomes of a draft.
"""
