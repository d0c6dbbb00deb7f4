"""The engines that ours is measured beside, each in a process of its own that speaks one protocol.

A request is a line of JSON, `{"do": ...}`; so is the answer, `{"error": ...}` where it failed. Times are milliseconds:
`ms` on the wall's clock, and in the same shape `cpu`, of the processor (of the one thread that works; in node, which
tells no more, of its whole process).

    start                      {"name", "version"}: bring the engine, without any form
    load form                  {"ms", "parts"}: the file's text to a session in which everything is worked out
    set answers, seconds       {"ms": [...]}: answer [[path, value], ...] in turn, until the seconds are over;
                               an answer is given when all that follows is worked out and it is known to be valid
    language number            {"ms"}: change to that language of the form and read the label of every question
    serialise                  {"ms"}: the instance as XML
    choose answer, path        {"ms", "count"}: give one answer, then read value and label of the choices at `path`
    add path                   {"ms"}: one more instance of a repeat
    get path                   {"value"}
"""
