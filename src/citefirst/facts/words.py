"""The English words that the detector knows, each under one letter: the data from which a line's shape is spelt.

A shape has one letter a word, so that a pattern such as `W-?E` reads "was, perhaps not, and a past participle".
Letters that need no list, or only for exceptions: `E` also any other word in -ed, `G` a word in -ing, `S` a verb of
`VERBS` in the third person, `V` its base form, `n` a number, `i` an identifier (path, dotted or snake-case name,
hash, code span), `X` a capitalised word inside a sentence, `x` any other word; `,` `.` `:` `?` `|` stand for
themselves. Adverbs are left out of a shape.
"""

from __future__ import annotations

TAGS: dict[str, str] = {
    # determiners and possessives
    "D": """a an the this that these those our their its his her your my each every any some all both another
        such most many few several more less other one's""",
    # prepositions and conjunctions after which a form in -ed or -s is rarely the verb
    "P": """in on of for with by from at into onto over under through between without within about across per
        via during after before until since against toward towards upon as than or like around
        behind beyond despite except near off out above below among amid""",
    "t": "to",
    "R": "we i they he she you it who which there everyone somebody someone nobody everybody users customers people",
    "W": "was were",
    "H": "has have had having we've they've i've you've",
    "B": "is are am isn aren it's that's there's here's we're they're you're i'm what's",
    "b": "be been being",
    "M": """will would should could can may might must shall cannot we'll i'll they'll you'll it'll we'd i'd
        they'd you'd ought""",
    "d": "did do does",
    "-": "not never neither nor none nothing no",
    "&": "and but so then because however therefore",
    # preterites that are nothing else
    "I": """went began broke came chose did drew drove fell flew forgot froze gave grew hid knew rang ran rose
        sang sank saw shook shrank spoke sprang stole swam threw took tore woke wore wrote ate
        bore blew overran withdrew became overcame underwent""",
    # preterites that are participles too; read as forms in -ed are
    "E": """bought brought built caught crept dealt dug felt fought found got held kept laid led left lent
        lost made meant met paid rebuilt reran said sat sent shot slept slid sold sought spent
        spun spelt stood stuck swept swung taught thought told understood withheld won wound had
        resent relied misled oversaw overridden undid ensued""",
    # participles that are not preterites
    "C": """begun broken chosen done drawn driven eaten fallen flown forgotten frozen given gone grown hidden
        known rewritten ridden risen run seen set put cut hit hurt let read reset rung shown shut
        split spread spoken stolen sunk taken thrown torn undone withdrawn woken worn written
        become come split shaken sworn proven overwritten""",
    # words in -ing that are no form of a verb
    "x": """anything ceiling evening everything king morning ring something spring string thing""",
    # adverbs
    "a": """also already always just only still even often again soon once now ever later earlier first
        finally almost rather quite too well away back up down together immediately instead
        meanwhile otherwise currently previously recently thus hence here yet further very much""",
}

# Words in -ed that are no form of a verb, or nearly always stand as adjectives.
NOT_PAST = """
    above-mentioned advanced aforementioned automated bed bleed breed centralized complicated decentralized
    dedicated desired detailed distributed embed exceed expected feed hard-coded hundred indeed intended interested
    limited managed need open-sourced outdated preferred proceed proposed recommended red related required seed
    shared shed so-called sophisticated sped speed succeed supposed undefined unexpected united unlimited unrelated
    unresolved unused wed weed well-defined
"""

# Verbs of technical English in their base form: at the start of a line an order, with -s after a noun a statement.
# Those that are as often nouns are read with care by the patterns.
VERBS = """
    accept access achieve acknowledge act adapt add address adjust adopt affect agree aim alert align allocate allow
    alter analyse analyze announce answer appear append apply appoint approve archive arrange arrive ask assess
    assign assume assure attach attempt audit automate avoid back backport balance ban become begin belong benchmark
    block book boot break bring broadcast build bump buy bypass cache calculate call cancel capture carry cause
    change charge check choose claim clarify clean clear click clone close collect combine come commit communicate
    compare compile complete comply compute configure confirm connect consider consist consolidate constrain consume
    contact contain continue contribute control convert coordinate copy cordon correct cost count cover crash create
    cut cycle deal debug decide decline decode decommission decrease define delay delegate delete deliver demand
    deny depend deploy deprecate describe design destroy detect determine develop diagnose differ disable disallow
    disappear disconnect discover discuss display distribute divide document download drain drive drop duplicate
    elect eliminate embed emit enable encode encounter encourage encrypt end enforce enhance ensure enter equal
    escalate establish estimate evaluate examine exceed execute exercise exist exit expand expect experience expire
    explain explore export expose extend extract fail fall feed fetch figure file fill filter find finish fix follow
    force fork forward gather generate get give go grant grow guarantee handle happen help hide highlight hire hit
    hold host identify ignore impact implement import improve include incorporate increase indicate inform inherit
    initialize initiate inject insert install instruct integrate introduce investigate invite invoke involve isolate
    issue join keep kill know label launch lead leak learn leave let leverage limit link list listen live load lock
    log look loosen lose lower maintain make manage map mark match matter mean measure meet merge migrate minimise
    minimize miss mitigate modify monitor mount move need negotiate notice notify observe obtain occur offer omit
    open operate opt optimise optimize order organise organize overload overwrite own package page parse pass patch
    pause pay perform persist pick pin ping place plan point poll populate post postpone prefer prefix prepare
    present preserve prevent print prioritise prioritize proceed process produce prohibit promote propagate protect
    prove provide provision publish pull purge push put query queue raise reach react read realise realize reassess
    rebase reboot rebuild recall receive recommend reconfigure record recover recreate recycle redeploy redirect
    reduce refactor refer refine reflect refresh refuse regenerate register reject relate release rely remain
    remember remind remove rename render renew reopen repair repeat replace replicate reply report represent
    reproduce request require reschedule research reserve reset resize resolve respect respond restart restore
    restrict resume retain retire retrieve retry return reuse reveal revert review revise revisit revoke reward
    rework rewrite roll rotate route run satisfy save say scale scan schedule search secure see seek seem select
    send separate serve set setup share ship show shut sign simplify skip slow solve sort spawn specify spend spin
    split spread stage standardise standardize start state stay stop store streamline struggle submit succeed suffer
    suggest supply support suspend switch sync synchronise synchronize take talk target teach tell tend terminate
    test throttle throw tie tighten tolerate trace track train transfer translate trigger troubleshoot truncate try
    tune turn understand undo uninstall unlock update upgrade upload use utilise utilize validate vary verify view
    wait want warn warrant watch work wrap write yield
"""
