"""A town's packs as signed updates: the TUF repository that kiosks fetch them from (https://theupdateframework.io).

`layout` knows where things lie, `keys` who signs with what, `roots` and `packing` prepare what is to be signed,
`signing` signs it, `release` makes it what kiosks see, `standing` says how all of it is. Only the publisher's computers
import this: the kiosk's side is `offline_cache.packs`.

Nothing that is prepared can be seen by a kiosk before `release`: it waits in `staged/` until it has its signatures.
"""
