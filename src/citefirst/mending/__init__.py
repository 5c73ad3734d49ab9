"""Mends: what a rule finds, put right by edits of the file. One engine for the command line, editors and reports.

No mend states a fact, names an owner, gives an approval or a status. A rule names its mends (`rules.rule.Mend`); the
modules beside this one make them, `engine` tries them out, and only what does away with its finding is made.
"""
