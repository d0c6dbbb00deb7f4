"""XPath in the ODK dialect: text -> syntax tree -> closures.

`parse` reads an expression; `compile_expression` turns its tree into a closure that takes a `Focus`
(where the expression stands) and gives a `Value`. Nothing here knows what a question is.
"""
