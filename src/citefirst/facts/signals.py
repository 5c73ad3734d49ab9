"""What speaks for and against reading a line as a fact: every signal, its weight and what fires it, in one table.

A signal fires where one of its `words` (phrases of one to three words), its `pattern` (in the text), its `shape`
(`words.TAGS` has the letters) or its section's family is there, once at most. The score of a line is `BIAS` plus the
weights of what fired. The weights were fitted by `benchmarks/fit_facts.py` on labelled public records, each kept to
the sign that its meaning gives it, and rounded; those marked `fixed` are set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from citefirst.model import UnitKind

BIAS = -0.55
THRESHOLD = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One signal. `words` are phrases separated by `/`; `pattern` is searched in the text; `shape` in its shape;
    `kinds` limits it to kinds of units; `section` is a family; `under` is searched in the lead-in above;
    `digit` searches the pattern only in a text that has one;
    `example` is a line that fires it (in a section titled `title`, as the first of `kinds`)."""

    name: str
    weight: float
    why: str
    example: str
    words: str = ""
    pattern: str = ""
    shape: str = ""
    section: str = ""
    kinds: tuple[UnitKind, ...] = ()
    under: str = ""
    title: str = ""
    digit: bool = False
    fixed: bool = False


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_UNIT = r"(?:%|percent|[kMGT]i?B|bytes?|bits?|USD|EUR|GBP|[kM]?bps|rps|qps|req(?:uests)?/s|cores?|vCPUs?|px|Hz)"

SIGNALS: tuple[Rule, ...] = (
    # What the line says: for
    Rule(
        "clock time",
        1.2,
        "A time of day dates an event.",
        "The alert fired at 14:05 UTC.",
        pattern=(
            r"(?<![\d.:])(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|[.h][0-5]\d(?=\s?(?:[AaPp]\.?[Mm]|UTC|GMT"
            r"|CES?T|BST)))(?![\d:])|(?<!\d)\d{1,2} ?(?:am|pm|AM|PM)\b"
        ),
        digit=True,
    ),
    Rule(
        "date",
        0.6,
        "A day, a month or a year places the line in time.",
        "Support for it ends on 3 March 2027.",
        pattern=(
            rf"(?<!\d)\d{{4}}[-/]\d\d[-/]\d\d|\b{_MONTH}\.? \d{{1,4}}\b|\d(?:st|nd|rd|th)? (?:of )?{_MONTH}\b"
            rf"|\b(?:in|since|of|by|until) (?:early |late )?(?:{_MONTH} )?(?:19|20)\d\d\b"
        ),
        digit=True,
    ),
    Rule(
        "duration",
        1.0,
        "A measured time.",
        "Checkout was down for 38 minutes.",
        pattern=(
            r"(?<![\w.])~?\d[\d.,]{0,12}[ -]?(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?|weeks?"
            r"|months?|years?)\b"
        ),
        digit=True,
    ),
    Rule(
        "figure with unit",
        1.05,
        "A measured size, rate, share or price.",
        "The disk reached 95% of its 200 GB.",
        pattern=rf"(?<![\w.])\d[\d.,]{{0,12}}(?: ?{_UNIT}(?!\w)|x\b)|[$\u20ac\u00a3]\d",
        digit=True,
    ),
    Rule(
        "version",
        1.25,
        "A version of something.",
        "Affected are versions up to v2.14.1 of the client.",
        pattern=(
            r"(?<![\w.])(?:v\d{1,5}(?:\.\d{1,6}){0,4}|\d{1,4}\.\d{1,6}(?:\.\d{1,6}){1,3}"
            r"|[vV]ersions? \d[\d.]{0,12})(?![\w])"
        ),
        digit=True,
    ),
    Rule(
        "quantity",
        0.8,
        "A count.",
        "Three of the 12 brokers were in another zone.",
        words="two / three / four / five / six / seven / eight / nine / ten / dozens / hundreds / thousands",
        pattern=r"(?<![\w.:/#-])\d[\d,.]{0,14} [A-Za-z]",
        digit=True,
    ),
    Rule(
        "past event",
        0.55,
        "A verb in the past tense tells what happened or what somebody did.",
        "The rollout broke login for all tenants.",
        shape=r"I|(?:^|[RX&,:|.?])E|[xinGVS]E(?=[DRXxinG&-])",
    ),
    Rule(
        "participle after a noun",
        0.5,
        "A past tense or a participle: the shape alone does not tell which.",
        "The leader stopped at once and the queue filled.",
        shape=r"[xinGVS]E(?=[Pt,.|:]|$)",
    ),
    Rule(
        "past passive",
        0.6,
        "Something was done.",
        "The key was revoked.",
        shape=r"W-?b?-?[EC]",
    ),
    Rule(
        "past state",
        1.65,
        "Was, were or had.",
        "There were no replicas in the second zone.",
        shape="W",
        words="had / there was / there were",
    ),
    Rule(
        "event with present effect",
        0.65,
        "Has or have with a participle.",
        "The vendor has fixed the driver.",
        shape=r"H-?b?-?[EC]",
    ),
    Rule(
        "negation of an event",
        1.05,
        "It says that something did not happen or does not exist.",
        "No customer data left the cluster.",
        words="""did not / didn't / was not / wasn't / were not / weren't / has not / hasn't / have not / haven't /
            had not / hadn't / never / no longer / nobody / there is no / there was no /
            there were no / there are no / no one / does not / doesn't / lack of / lacked /
            absence of / missing""",
        shape=r"(?:^|[.:,|])-[xXViGSE]",
    ),
    Rule(
        "cause",
        1.1,
        "It names a cause or an effect.",
        "Requests piled up because the pool was exhausted.",
        words="""because / due to / caused / causes / causing / caused by / as a result / resulted in /
            resulting in / led to / leads to / leading to / triggered / triggered by / the reason
            / this means / which means / this meant / which meant / therefore / thus / owing to /
            root cause / made it / allows / allowed / allowing / prevented / prevents / preventing""",
    ),
    Rule(
        "sequence of events",
        0.5,
        "One thing came before, with or after another.",
        "After the restart the queue drained.",
        words="""after / then / when / while / until / during / before / at that point / shortly / subsequently /
            meanwhile / at the time / at this point / upon / within""",
    ),
    Rule(
        "state of a system",
        0.8,
        "A verb in the present tense says what something does, has or needs.",
        "The gateway retries each call twice.",
        shape=r"[xXiGnV]S(?=[DRxXinEPtGCV.|-]|$)|RS",
    ),
    Rule(
        "present state",
        0.25,
        "Is or are, has or have.",
        "The service is single-homed.",
        shape=r"[xXiGnRDS]B|[xXi]H",
    ),
    Rule(
        "state in progress",
        0.85,
        "Something is or was going on.",
        "The workers are failing on every batch.",
        shape=r"[BW]-?G",
    ),
    Rule(
        "state in time",
        0.7,
        "Now, currently, previously: a state at a time.",
        "It currently serves two regions.",
        words="""currently / now / already / previously / originally / at present / today / yet / so far / recently
            / historically / as of / at the moment / right now / initially""",
    ),
    Rule(
        "named system",
        0.35,
        "A name in code, a path, an identifier, or a capitalised name inside the sentence.",
        "The limit stands in config/limits.toml.",
        shape=r"[iX]",
    ),
    Rule(
        "table row",
        1.15,
        "Rows of tables mostly hold data.",
        "eu-west | primary",
        kinds=("row",),
        pattern=r"\|",
    ),
    Rule(
        "turn of the story",
        0.5,
        "However, unfortunately, luckily: an account of what happened.",
        "Unfortunately the standby had the same fault.",
        words="""however / unfortunately / fortunately / luckily / additionally / furthermore / eventually /
            finally / actually / in fact / immediately / still""",
    ),
    Rule(
        "somebody said or found",
        1.0,
        "Reported, noticed, confirmed, found: somebody's finding.",
        "The on-call engineer noticed the drop.",
        words="""reported / reports / noticed / notices / confirmed / confirms / found / finds / discovered /
            discovers / identified / identifies / observed / realized / realised / saw / said /
            says / announced / announces / asked / asks / notified / learned / determined /
            received / started / starts / begins / began / pinged / pings / deployed / deploys /
            merged / reverted / restarted""",
    ),
    # What the line says: against
    Rule(
        "plan or intent",
        -1.4,
        "It says what somebody means to do.",
        "We will move the jobs next quarter.",
        words="""will / won't / shall / we'll / i'll / they'll / you'll / it'll / going to / plan to / plans to /
            planned to / planning to / intend to / intends to / want to / wants to / hope to /
            hoping to / looking to / aim to / aims to / let's / in the future / next step /
            would like to / we are working / continue to / working on""",
    ),
    Rule(
        "recommendation",
        -1.15,
        "It says what ought to be done.",
        "Alerts should page two people.",
        words="""should / shouldn't / ought to / recommend / recommends / recommended / suggest / consider / advise
            / better to / ideally / it is recommended / would be better / could have / try to /
            strive / encouraged to / preferred / desirable / it is best""",
    ),
    Rule(
        "requirement",
        -0.75,
        "It says what must be so.",
        "Every service must have an owner.",
        words="""must / need to / needs to / needed to / have to / has to / required to / is required /
            are required / we need / be able to / make sure / ensure that / to ensure /
            it is important""",
    ),
    Rule(
        "performative decision",
        -1.25,
        "The sentence itself decides or proposes.",
        "We propose to use one queue per tenant.",
        words="""we propose / we decide / we choose / we adopt / we introduce / we define / we will use /
            chosen option / is proposed / proposes / i propose / we agree / we recommend /
            we suggest / we want / we also decide / we change / we extend / we provide / we accept
            / we expect""",
    ),
    Rule(
        "imperative",
        -1.4,
        "It starts with an order.",
        "Add a check for the certificate's expiry.",
        shape=r"^,?V(?:D|(?![PWBHMEIdt:|,.]|$)(?![^R.,:&]*[WBHMd])(?![xX]{0,3}[SI]))",
        words="please / do not use",
        pattern=(
            r"^(?:(?:\W|\[[ xX]?\]|#\d+|[A-Z]{2,8}-\d+){0,6}:? ?)(?:Don't|Do not|Never|Always|Set ?up|Setup"
            r"|Look into|Make sure|Get|Keep|Set|Put|Let)\b"
        ),
    ),
    Rule(
        "task box",
        -0.95,
        "A box to tick.",
        "[ ] Rotate the tokens",
        pattern=r"^\W{0,3}\[[ xX]?\] ",
    ),
    Rule(
        "question",
        -1.1,
        "It asks.",
        "Why did the alert not fire?",
        pattern=r"\?[\s\"')\]*_]*$",
    ),
    Rule(
        "conditional",
        -0.55,
        "It says what would or could be.",
        "A second region would have kept it up.",
        words="""would / could / wouldn't / couldn't / if / whether / unless / in case / would be / could be /
            assuming / suppose""",
    ),
    Rule(
        "hypothesis",
        -0.85,
        "A guess.",
        "Perhaps the cache was cold.",
        words="""perhaps / maybe / might / may / possibly / probably / presumably / likely / suspect / suspicion /
            we think / i think / we believe / in theory / could be / seems to / seem to /
            potentially / we assume / assumes""",
    ),
    Rule(
        "ability",
        -0.7,
        "Can: what is possible.",
        "Teams can pick their own window.",
        words="can / cannot / can't / able to / possible to / easier to / easy to / it is possible",
    ),
    Rule(
        "opinion",
        -0.1,
        "A judgement with nothing to check.",
        "The handover went well.",
        words="""good / better / best / nice / great / easy / easier / easily / simple / simpler / important /
            important to / worth / useful / helpful / well / poorly / bad / worse / worst /
            difficult / hard / reasonable / sensible / interesting / flexible / flexibility /
            clean / elegant / confusing / cleaner / make sense / makes sense / straightforward /
            problematic / powerful / intuitive / valuable / complex / maintainable / benefit""",
    ),
    Rule(
        "definition",
        -0.7,
        "It says what a word stands for.",
        "Here, a tenant refers to one paying account.",
        words="""refers to / stands for / is defined as / is a term / we call / known as / so-called / defined as /
            is short for""",
        pattern=r"^[A-Z][A-Za-z ]{1,40}: (?:[A-Z][a-z]+ (?:who|that|whose|which|of)|an?|the) ",
    ),
    Rule(
        "about the document",
        -1.9,
        "It speaks about the record itself or points elsewhere.",
        "This document describes the storage layer.",
        words="""this document / this proposal / this rfc / this adr / this section / this page / this report /
            this post / this postmortem / this post-mortem / described below / see below /
            see above / noted below / listed below / summarised below / summarized below /
            shown below / following / as follows / for more / for more details / more details /
            more information / see the / see also / please see / refer to / read more /
            can be found / can be seen / in this document / for example / all times / times are /
            times in / here are""",
        pattern=r"^\W{0,3}(?:See|Cf|TL;?DR|Notes?:|Example|e\.g\.|i\.e\.)\b",
    ),
    Rule(
        "metadata field",
        -1.65,
        "A field and its value.",
        "Status: accepted",
        pattern=(
            r"^\W{0,4}(?:Date|Status|Authors?(?:\(s\))?|Owners?|Deciders?|Created(?: [Bb]y)?|Last [Mm]odified|Updated"
            r"|Name|Title|Start Date|Severity|Category|Type(?: of [A-Z]\w+)?|Tags?|Version|Reviewers?|Review Manager"
            r"|Approvers?|Participants|Attendees|Contact|Team"
            r"|Issues?|GitHub [Ii]ssues?|(?:RFC )?(?:PRs?|Pull [Rr]equests?)"
            r"|Links?|Proposal|Implementation|Discussions?|Supersedes|Superseded [Bb]y|Informed|Consulted"
            r"|Involved(?: [Pp]arties)?)\b ?\*{0,2}:|^\+\+\+"
            r"|^\W{0,4}(?:Proposed|Accepted|Rejected|Deprecated|Superseded|Implemented|Pending|Draft)\b.{0,40}$"
        ),
    ),
    Rule(
        "label and value",
        -0.9,
        "A label, a colon and a value, without a verb.",
        "Kind of test: load",
        shape=r"^[xXDPVEGCS]{1,5}:[^WHBMdIR.]*$",
        kinds=("sentence", "item"),
    ),
    Rule(
        "lead-in",
        -0.3,
        "It ends in a colon and announces what follows.",
        "The following systems are in scope:",
        pattern=r":[\s\"')\]*_]*$",
    ),
    Rule(
        "template instruction",
        -1.0,
        "A prompt of the template, left in place.",
        "List of things that surprised us.",
        words="""list of / brief description / briefly describe / describe the / delete this / fill in /
            in this section / insert / things that""",
        pattern=(
            r"^[<\[{_*]{1,3}(?:TODO|Describe|Insert|List|What|How|Who|When|Explain|Provide|Add)\b|\{%|<!--"
            r"|<(?:name|date|add|insert|your)\b"
        ),
    ),
    Rule(
        "bare name or link",
        -1.75,
        "No verb: a name, a title or a link.",
        "Kafka",
        shape=r"^(?!,?V)[DPt&xXV,.:-]*$",
        kinds=("sentence", "item"),
    ),
    Rule(
        "noun phrase",
        -1.05,
        "No finite verb, though more than bare words.",
        "Tests of the import path with 40 tenants",
        shape=r"^(?!,?V|.*(?:S[DRit]|[xXinG]SP)|[DPt&xXV,.:-]*$)[DPt&xXinVGSCb,.:-]*$",
        kinds=("sentence", "item"),
    ),
    Rule(
        "reference or date alone",
        -1.35,
        "Only references, or only a date.",
        "#12 #14",
        pattern=r"^(?>[\s,;.:]|\d{4}-\d\d-\d\d|and\b|https?://\S++|[\w./-]{0,80}+#\d++|\[[^\]]{0,80}+\])++$",
    ),
    Rule(
        "thanks",
        -0.7,
        "A greeting, thanks or an apology.",
        "Thank you for your patience.",
        words="""thank / thanks / thank you / grateful / apologise / apologize / apologies / sorry / welcome to /
            kudos / please reach""",
    ),
    Rule(
        "placeholder",
        -0.9,
        "Something left to be filled in.",
        "TBD by the storage team",
        words="todo / tbd / tbc",
        pattern=r"\?\?\?|^\W{0,3}(?:UNKNOWN|N/?A|None|unknown|n/a)\b",
    ),
    Rule(
        "advice to the reader",
        -1.25,
        "You: it tells the reader what to do.",
        "You can skip it if your client is newer.",
        words="you / your / you're / you've / you'll / yourself / please / anyone",
    ),
    Rule(
        "order inside the line",
        -1.25,
        "A clause that starts with an order.",
        "For each key, check the owner field.",
        shape=r"[,:.;]V[Dx]",
    ),
    Rule(
        "under a plan",
        -1.0,
        "The lead-in above announces steps, plans or needs.",
        "Owners for all queues",
        under=(
            r"(?i)\b(?:will|should|must|need|needs|propose|plan|steps?|tasks?|following actions?|options?|goals?"
            r"|todo|to do|requirements?|want|make sure|ensure|consider)\b"
        ),
        fixed=True,
    ),
    # Where the line stands
    Rule(
        "timeline section",
        2.0,
        "Timelines tell events.",
        "Failover to the standby",
        section="timeline",
        title="Timeline",
    ),
    Rule(
        "cause section",
        1.65,
        "Causes are facts or marked as unknown.",
        "A stale lock file",
        section="cause",
        title="Root cause",
    ),
    Rule("impact section", 1.35, "Impact is measured.", "Two regions", section="impact", title="Impact"),
    Rule(
        "summary section",
        1.2,
        "Summaries tell what happened.",
        "An outage of the login page",
        section="summary",
        title="Summary",
    ),
    Rule(
        "detection section",
        0.75,
        "How it was noticed.",
        "An alert from the probe",
        section="detection",
        title="Detection",
    ),
    Rule(
        "response section", 1.05, "What was done.", "A rollback of the release", section="response", title="Resolution"
    ),
    Rule(
        "action section",
        -0.7,
        "Action items are to be done.",
        "Alarm for disk space",
        section="actions",
        title="Action items",
    ),
    Rule(
        "lessons section",
        -0.8,
        "Lessons judge.",
        "A lucky day for the team",
        section="lessons",
        title="Lessons learned",
    ),
    Rule(
        "options section",
        -0.6,
        "Options are weighed, not chosen.",
        "A second cluster",
        section="options",
        title="Considered options",
    ),
    Rule(
        "decision section",
        -1.5,
        "A decision says what shall be.",
        "One queue per tenant",
        section="decision",
        title="Decision",
    ),
    Rule(
        "consequences section",
        -0.95,
        "Consequences are expected, not observed.",
        "Fewer moving parts",
        section="consequences",
        title="Consequences",
    ),
    Rule(
        "questions section",
        -1.0,
        "Open questions.",
        "Behaviour under load",
        section="questions",
        title="Open questions",
        fixed=True,
    ),
    Rule(
        "metadata section",
        -1.35,
        "Names, dates and links about the record.",
        "Platform team",
        section="metadata",
        title="Attendees",
    ),
)
