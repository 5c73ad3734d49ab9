"""The English words that the detector knows, each under one letter: the data from which a line's tags are spelt.

Tags are one letter a word, so that a pattern such as `W-?b?[EC]` reads "was, perhaps not, and a past participle".
Letters that need no list, or only for exceptions: `E` also any other word in -ed, `G` a word in -ing, `S` a verb of
`VERBS` in the third person, `V` its base form, `n` a number, `i` an identifier (path, dotted or snake-case name,
hash, code span), `p` another word in -s, `X` a capitalised word inside a sentence, `x` any other word; `,` `.` `:`
`?` `|` `(` `)` stand for themselves. Adverbs have no tag.
"""

from __future__ import annotations

TAGS: dict[str, str] = {
    # determiners and possessives
    "D": """a an the those our their its his her your my each every any some all both another such
        most many few several more less other one's no""",
    # prepositions and conjunctions after which a form in -ed or -s is rarely the verb
    "P": """in on of for with by from at into onto over under through between without within about across per via
        during after before against toward towards upon as than or like around behind beyond despite except near off
        out above below among amid alongside beneath beside besides including regarding concerning following
        according whereas versus vs inside outside amongst""",
    # determiners that are subjects as well; `shape` decides which
    "z": "this that these",
    "t": "to",
    # subjects: we, others, the reader, there
    "r": "we i",
    "R": """he she they it everyone somebody someone nobody everybody anybody nothing everything anything
        something""",
    "y": "you",
    "e": "there",
    # words that open a clause: relative, conditional, temporal, causal, indirect question
    "w": "which who whom whose where",
    "f": "if unless whether provided assuming",
    "u": "when whenever once until till",
    "c": "because since",
    "q": "what how why",
    # finite verbs: was, has, had, is; will, should, would, can; did, does
    "W": "was were wasn't weren't",
    "H": "has have having hasn't haven't we've they've i've you've",
    "h": "had hadn't",
    "B": "is are am isn aren't isn't it's that's there's here's what's he's she's we're they're you're i'm",
    "b": "be been being",
    "F": "will won't shall we'll i'll they'll you'll it'll",
    "O": "should must shouldn't mustn't ought",
    "Q": "would could may might wouldn't couldn't i'd we'd they'd",
    "A": "can cannot can't",
    "d": "did didn't",
    "o": "does do doesn't don't",
    "-": "not never neither nor",
    "&": "and but or so then therefore however while although though yet",
    # preterites that are nothing else
    "I": """went began broke came chose drew drove fell flew forgot froze gave grew hid knew rang ran rose sang sank saw
        shook shrank spoke sprang stole swam threw took tore woke wore wrote ate bore blew overran withdrew became
        overcame underwent""",
    # preterites that are participles too; read as forms in -ed are
    "E": """bought brought built caught crept dealt dug felt fought found got held kept laid led left lent lost made
        meant met paid rebuilt reran said sat sent shot slept slid sold sought spent spun spelt stood stuck swept
        swung taught thought told understood withheld won wound resent relied misled oversaw overridden undid
        ensued""",
    # participles that are not preterites
    "C": """begun broken chosen done drawn driven eaten fallen flown forgotten frozen given gone grown hidden known
        rewritten ridden risen run seen set put cut hit hurt let read reset rung shown shut split spread spoken
        stolen sunk taken thrown torn undone withdrawn woken worn written become come shaken sworn proven
        overwritten""",
    # words whose ending misleads
    "x": """anything ceiling evening everything king morning ring something spring string thing bus gas status process
        access address class analysis series basis news less focus lens canvas kubernetes aws dns https previous
        various thus us plus campus corpus""",
    # adverbs
    "": """
    actively again almost already also always automatically away back commonly correctly currently directly down
    earlier even ever explicitly please finally first fortunately fully further generally hence here immediately instead
    just largely later luckily mainly manually meanwhile mostly much not-only now often once only otherwise
    previously properly quite rarely rather recently simply sometimes soon still successfully thus together too
    typically unfortunately up usually very well yet
        """,
}
"""One letter for each listed word; where two list it, the later one counts."""

# Words in -ed that are no form of a verb, or nearly always stand as adjectives.
NOT_PAST = """
    above-mentioned advanced aforementioned automated bed bleed breed centralized complicated decentralized
    dedicated desired detailed distributed embed exceed expected feed hard-coded hundred indeed intended interested
    limited managed need open-sourced outdated preferred proceed proposed recommended red related required seed
    shared shed so-called sophisticated sped speed succeed supposed undefined unexpected united unlimited unrelated
    unresolved unused wed weed well-defined
"""

# Verbs of technical English in their base form: at the start of a line an order, with -s after a noun a statement.
VERBS = """
    abort absorb accelerate accept access accompany accrue accumulate achieve acknowledge act activate adapt add
    address adhere adjust administer adopt advance advise affect aggregate agree aim alert align allocate allow
    alter amend analyse analyze annotate announce answer appear append apply appoint approach approve archive
    arrange arrive ask assert assess assign assume assure attach attempt attract audit augment authenticate
    authorise authorize automate avoid back backfill backport balance balk ban become begin belong benchmark bind
    block book boost boot breach break bring broadcast broaden bubble buffer build bump bundle burn buy bypass cache
    calculate call cancel capture carry cater cause centralise centralize certify challenge change charge check
    choose circumvent cite claim clarify classify clean clear click clone close coexist cohere coincide collaborate
    collapse collect collide combine come commence comment commission commit communicate compare compensate compete
    compile complete comply compose compress compromise compute conceal conclude confer configure confirm conflict
    conform confuse connect conserve consider consist consolidate constitute constrain consult consume contact
    contain contend continue contrast contribute control convert cooperate coordinate copy cordon correct correlate
    correspond cost count counter couple cover craft crash crawl create curate customise customize cut cycle damage
    deal debug decay decentralise decide decline decode decommission decouple decrease decrypt deduce defer define
    degrade delay delegate delete deliver demand demonstrate denote deny depend depict deploy deprecate derive
    descend describe deserve design destroy detail detect determine develop deviate devote diagnose dictate differ
    differentiate diminish disable disagree disallow disappear discard disclose disconnect discourage discover
    discuss dispatch display disrupt distribute divide document dominate donate downgrade download drain drive drop
    dump duplicate echo edit elect eliminate embed emit emphasise emphasize empower enable encapsulate encode
    encompass encounter encourage encrypt end endorse enforce engage enhance enlarge enrich enrol ensure entail
    enter entitle enumerate equal equip erase erode escalate establish estimate evaluate evict evolve exacerbate
    examine exceed exclude execute exempt exercise exhaust exhibit exist exit expand expect expedite experience
    expire explain exploit explore export expose extend extract facilitate fail fall favor favour federate feed
    fetch figure file fill filter finalise finalize find finish fix flag flatten flow flush focus follow force
    foresee fork formalise formalize format formulate forward foster fulfil fulfill function fund furnish gather
    generate get give go govern grab grant grow guarantee guard guide halt hamper handle happen harden harm hash
    head help hide highlight hinder hire hit hold hook hop host identify ignore illustrate impact impair impede
    implement imply import impose improve include incorporate increase incur index indicate induce infer inflate
    influence inform inherit initialise initialize initiate inject insert inspect install instantiate institute
    instruct integrate intend intercept interface interfere interpret interrupt intersect introduce invalidate
    invent invest investigate invite invoke involve isolate issue iterate join judge justify keep kill know label
    lack last launch lead leak learn lease leave lessen let leverage liaise lie lift limit line link liquidate list
    listen live load localise locate lock log look loop loosen lose lower maintain make manage mandate manifest
    manipulate map mark mask master match materialise matter mean measure meet mention merge migrate mine minimise
    minimize mirror misbehave miss mitigate model modernise modify monetise monitor mount move multiply mutate name
    narrow necessitate need negate neglect negotiate nest net normalise normalize note notice notify nullify object
    obscure observe obtain obviate occur offer offload offset omit onboard open operate oppose opt optimise optimize
    orchestrate order organise organize originate oscillate overload override oversee overwrite own pace pack
    package page paginate parse pass paste patch patrol pause pay perceive perform permit persist persuade phase
    phrase pick pin ping pipeline pivot place plan play plug point poll pollute pool populate pose possess post
    postpone prefer prefetch prefix preload prepare present preserve press presume prevent price print prioritise
    prioritize privilege probe proceed process produce profile profit prohibit project prolong promote prompt
    propagate protect prove provide provision proxy publish pull punish purge pursue push put quantify query queue
    quote raise range rank rate reach react read realise realize reassess rebase reboot rebuild recall receive
    recommend reconcile reconfigure reconstruct record recover recreate recruit rectify recur recycle redefine
    redeploy redesign redirect redo reduce refactor refer reference refine reflect reformat refresh refuse regard
    regenerate register regress regulate reimplement reinforce reinstall reinstate reintroduce reiterate reject
    relate relax release relinquish relocate rely remain remedy remember remind remove rename render renew rent
    reopen repair repay repeat replace replicate reply report represent reproduce repurpose request require
    reschedule rescue research reserve reset reside resign resist resize resolve resort respect respond restart
    restore restrain restrict resubmit result resume resurface retain retire retrain retrieve retry return reuse
    revamp reveal revert review revise revisit revoke revolve reward rework rewrite rid ring risk roll rotate round
    route run sacrifice safeguard sanitise sanitize satisfy save say scale scan schedule scope score script seal
    search secure see seek seem segment segregate select send sense separate serialise serialize serve set settle
    setup shape shard share shift ship shorten show shrink shut sign simplify simulate sink sit size skip slow
    snapshot solicit solve sort span spawn speak specify spend spin split sponsor spot spread stabilise stabilize
    stage stall stand standardise standardize start state stay stem step stick stipulate stop store stream
    streamline strengthen stress stretch strike strip strive structure struggle submit subscribe substitute succeed
    suffer suffice suggest suit summarise summarize supersede supply support surface surpass surround survive
    suspend sustain swap switch symbolise sync synchronise synchronize tag tailor take talk tank target teach tear
    tell tend terminate test throttle throw tick tie tighten time toggle tolerate top total touch trace track train
    transfer transform transition translate transmit transpile traverse treat trigger troubleshoot truncate try tune
    turn uncover undergo underlie undermine understand undertake undo unify uninstall unlock unmount update upgrade
    upload upset use utilise utilize validate vanish vary vectorize vendor verify view violate visit visualise
    visualize vote wait want warn warrant waste watch weaken weigh whitelist widen wipe wire withdraw withhold
    witness wonder work worsen wrap write yank yield
"""

# Those of them that are as often nouns: an order only before a determiner, a pronoun or a question word.
NOUNS = """
    access address alert answer approach archive audit balance benchmark block book boost break buffer build bundle
    cache call cause challenge change charge claim clone comment commit contact contrast control copy cost cover
    crash cut cycle damage deal decline decrease delay demand deploy design detail display document drain drive drop
    dump edit end estimate exit experience exploit export fail feed figure file filter fix flag flow focus force
    fork format function fund guard guide handle head help hit hold host impact import increase index influence
    interface issue judge label lack launch lead leak lift limit line link list live load lock log look loop map
    mark mask master match matter measure model monitor mount move name need note notice object offer open order
    pace pack package page parse pass paste patch pause pay phase pick pin ping pipeline place plan play plug point
    poll pool pose post press price process profile project prompt proxy pull purge push query queue quote range
    rank rate reach read rebuild record reference release rent repair repeat reply report request research reset
    resort restart result return review reward ring risk roll rotate round route run scale scan schedule scope score
    script seal search segment sense set setup share shift ship show sign size slow snapshot sort spawn spin split
    spot spread stage stall stand start state stem step stick stop store stream stress stretch strike structure suit
    supply support surface swap switch sync tag talk target tear tell test throttle tie time toggle top total touch
    trace track train transfer transition treat trigger try tune turn update upgrade upload use vendor view visit
    vote wait want waste watch wire witness wonder work wrap yield
"""
