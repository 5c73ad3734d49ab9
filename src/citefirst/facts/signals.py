"""What lines say, as signals: each is a name, what it means, an example and what fires it.

A signal fires where one of its `words` (phrases of one to three words), its `pattern` (in the text) or its `tags`
(`words.TAGS` has the letters) is there, once at most. `clauses` and `structure` name more of them, of verbs and of
places. What each weighs stands in `weights.json`, which `tools/train_facts.py` writes.
"""

from __future__ import annotations

from citefirst.facts.measured import PATTERNS
from citefirst.model import LineKind
from citefirst.structs import frozen


@frozen
class SignalRule:
    """`words` are phrases separated by `/`; `pattern` is searched in the text, `tags` in its tags; `kinds` limits it to
    kinds of units; `digit` searches the pattern only in a text that has one; `example` is a line that fires it."""

    name: str
    why: str
    example: str
    words: str = ""
    pattern: str = ""
    tags: str = ""
    kinds: tuple[LineKind, ...] = ()
    digit: bool = False


_OTHERS = """users customers developers clients people teams contributors maintainers operators engineers community
    upstream vendors researchers consumers companies organisations organizations government"""
_DO = """are were have had use used report reported ask asked complain complained want wanted run ran find found rely
    struggle tend do did often frequently currently already prefer"""

FOR: tuple[SignalRule, ...] = (
    SignalRule(
        "clock time",
        "A time of day dates an event.",
        "The alert fired at 14:05 UTC.",
        pattern=PATTERNS["clock time"].pattern,
        digit=True,
    ),
    SignalRule(
        "date",
        "A day, a month or a year places the line in time.",
        "Support for it ends on 3 March 2027.",
        pattern=PATTERNS["date"].pattern,
        digit=True,
    ),
    SignalRule(
        "duration",
        "A measured time.",
        "Checkout was down for 38 minutes.",
        pattern=PATTERNS["duration"].pattern,
        digit=True,
    ),
    SignalRule(
        "figure with unit",
        "A measured size, rate, share or price.",
        "The disk reached 95% of its 200 GB.",
        pattern=PATTERNS["figure with unit"].pattern,
        digit=True,
    ),
    SignalRule(
        "version",
        "A version of something.",
        "Affected are versions up to v2.14.1 of the client.",
        pattern=(
            r"(?<![\w.])(?:v\d{1,5}(?:\.\d{1,6}){0,4}|\d{1,4}\.\d{1,6}(?:\.\d{1,6}){1,3}"
            r"|[vV]ersions? \d[\d.]{0,12})(?![\w])"
        ),
        digit=True,
    ),
    SignalRule(
        "quantity",
        "A count.",
        "Some of the 12 brokers were in another zone.",
        pattern=r"(?<![\w.:/#-])\d[\d,.]{0,14} [A-Za-z]",
        digit=True,
    ),
    SignalRule(
        "number in words",
        "A small count.",
        "Three brokers were in another zone.",
        words="two / three / four / five / six / seven / eight / nine / ten / dozens / hundreds / thousands",
    ),
    SignalRule(
        "negation of an event",
        "It says that something did not happen or does not exist.",
        "The standby did not take over.",
        words="""did not / didn't / was not / wasn't / were not / weren't / has not / hasn't / have not / haven't /
            had not / hadn't / never / no longer / nobody / there is no / there was no /
            there were no / there are no / no one / does not / doesn't / lack of / lacked /
            absence of / missing""",
    ),
    SignalRule(
        "cause",
        "It names a cause or an effect.",
        "Requests piled up because the pool was exhausted.",
        words="""because / due to / caused / causes / causing / caused by / as a result / resulted in /
            resulting in / led to / leads to / leading to / triggered / triggered by / the reason
            / this means / which means / this meant / which meant / therefore / thus / owing to /
            root cause / made it / allows / allowed / allowing / prevented / prevents / preventing""",
    ),
    SignalRule(
        "sequence of events",
        "One thing came before, with or after another.",
        "After the restart the queue drained.",
        words="""after / then / when / while / until / during / before / at that point / shortly / subsequently /
            meanwhile / at the time / at this point / upon / within""",
    ),
    SignalRule(
        "state in time",
        "Now, currently, previously: a state at a time.",
        "It currently serves two regions.",
        words="""currently / now / already / previously / originally / at present / today / yet / so far / recently
            / historically / as of / at the moment / right now / initially""",
    ),
    SignalRule(
        "named system",
        "A name in code, a path, an identifier, or a capitalised name inside the sentence.",
        "The limit stands in config/limits.toml.",
        tags=r"[iX]",
    ),
    SignalRule(
        "turn of the story",
        "However, unfortunately, luckily: an account of what happened.",
        "Unfortunately the standby had the same fault.",
        words="""however / unfortunately / fortunately / luckily / additionally / furthermore / eventually /
            finally / actually / in fact / immediately / still""",
    ),
    SignalRule(
        "somebody said or found",
        "Reported, noticed, confirmed, found: somebody's finding.",
        "The on-call engineer noticed the drop.",
        words="""reported / reports / noticed / notices / confirmed / confirms / found / finds / discovered /
            discovers / identified / identifies / observed / realized / realised / saw / said /
            says / announced / announces / asked / asks / notified / learned / determined /
            received / started / starts / begins / began / pinged / pings / deployed / deploys /
            merged / reverted / restarted""",
    ),
    SignalRule(
        "statement with an object",
        "A verb in the present tense says what something does, has or needs.",
        "The gateway retries each call twice.",
        tags=r"[xXiGnVp]S(?=[DRxXinEPtGCV.|-]|$)|[rR]S",
    ),
    SignalRule(
        "no such thing",
        "It opens with a no: something is not there.",
        "No traffic on the second link",
        pattern=r"^\W{0,3}(?i:no|zero|nobody|none of|not) (?!action|need|later|only|sure)\w",
    ),
    SignalRule(
        "time past",
        "Yesterday, ago, so far: a time that is over.",
        "It ran fine until then.",
        words="""yesterday / today / tonight / last week / last month / last year / last night / ago / this morning /
            this week / this year / in the past / since then / next day / at that time / at the time / so far / to date
            / until now / until then""",
        pattern=r"\b(?:in|since) (?:19|20)\d\d\b",
        digit=True,
    ),
    SignalRule(
        "measured field",
        "A label and a figure.",
        "Time to detection: 8 minutes",
        pattern=r"^[^:=.]{2,50}(?: ?[:=]|\*\*:?) ?\**[~<>\u2248$\u20ac\u00a3]{0,2}\d",
        digit=True,
    ),
    SignalRule(
        "not possible",
        "It says what cannot be done.",
        "A wallet cannot sign it.",
        words="cannot / can't / unable to / could not / couldn't",
    ),
    SignalRule("handle", "A person by handle.", "@mira opened the valve.", pattern=r"@(?<!\w@)\w"),
    SignalRule(
        "negation",
        "Not, no, never, without.",
        "It does not retry.",
        words="""not / no / never / cannot / without / none / nor / isn't / doesn't / don't / aren't / wasn't /
            weren't / didn't / can't / couldn't / hasn't / haven't / hadn't / won't / wouldn't / shouldn't""",
    ),
    SignalRule(
        "property weighed",
        "Good, because; con: a property, counted for or against.",
        "Good, because it starts in a second.",
        pattern=r"^\W{0,3}(?i:good|bad|neutral|ok|pro|con)\b",
    ),
    SignalRule(
        "quoted words",
        "It quotes.",
        'The page said "service unavailable".',
        pattern=r"[\"\u201c][^\"\u201d]{8,}[\"\u201d]",
    ),
    SignalRule("dash inside", "An aside after a dash.", "One node - the oldest", pattern=r" [-\u2013\u2014] "),
    SignalRule(
        "measured or observed",
        "Measured, observed, logged, according to: somebody looked.",
        "Profiling showed that most of the time goes into parsing.",
        words="""measured / measurements / observed / observations / benchmark / benchmarks / benchmarked / profiling /
            profiled / survey / surveyed / experiment / experiments / experimented / logged / logs / metrics show /
            telemetry / statistics / according to / as reported / we found / we have found / we noticed / we saw /
            we see / we tested / we tried / we ran / have shown / has shown / showed / proved / proven / turned out /
            turns out / it turns out / in practice / has become / have become / user research / prototype / trial /
            pilot / showed that / shows that / revealed / feedback / discovered / experienced / have seen / has seen""",
    ),
    SignalRule(
        "exists already",
        "Existing, in use, legacy, still: it is there before the record.",
        "The existing gateway has no rate limit.",
        words="""existing / current / in use / in place / legacy / deprecated / unmaintained / still / continues to /
            at present / to date / already / so far / currently / today / ongoing / as is / status quo""",
    ),
    SignalRule(
        "missing or failing",
        "It lacks, fails, breaks or is not supported.",
        "The client does not support proxies and fails behind one.",
        words="""lacks / lack / lacking / does not support / doesn't support / do not support / don't support /
            not supported / unsupported / no support / fails / fail / failing / failed / broken / breaks / breaking /
            unmaintained / outdated / bug / bugs / flaky / not available / unavailable / does not work / doesn't work /
            do not work / not work / missing / incomplete / vulnerability / vulnerabilities / vulnerable / crashes /
            suffers / suffer / struggle / struggles / slow / limited to / there is no / there are no / does not have /
            doesn't have / do not have / don't have / not been / not yet / abandoned / end of life""",
    ),
    SignalRule(
        "figure of a thing",
        "A figure and what was counted or measured.",
        "About 40 builds a day wait for it.",
        pattern=(
            r"\b(?i:about|around|roughly|approximately|nearly|almost|over|more than) \d|~ ?\d"
            r"|\d[kKM]?\+? (?:[a-z][\w-]{0,20} ){0,2}(?:requests?|users?|customers?|builds?|jobs?"
            r"|repos(?:itor(?:y|ies))?|teams?|services?|tests?|lines?|commits?|downloads?|stars?|issues?|tickets?"
            r"|incidents?|nodes?|clusters?|records?|files?|messages?|events?|calls?|errors?|times?|people|developers?"
            r"|engineers?|applications?|apps?|packages?|projects?|releases?|instances?|cases?|queries|tables?|rows?)\b"
        ),
        digit=True,
    ),
    SignalRule(
        "figure compared",
        "Faster than, twice as, half of: compared by something that can be measured.",
        "It parses three times faster than the old one.",
        words="""faster than / slower than / smaller than / larger than / cheaper than / higher than / lower than /
            longer than / shorter than / bigger than / fewer than / quicker than / twice as / half of / half the /
            third of / quarter of / doubled / halved / times as / times more / times faster / times less""",
    ),
    SignalRule(
        "others act",
        "Users, a vendor, another team or the community do or say something.",
        "Users ask for a dark theme.",
        words=" / ".join(f"{who} {does}" for who in _OTHERS.split() for does in _DO.split()),
    ),
    SignalRule(
        "how often",
        "Often, rarely, usually, most: a frequency or share without a figure.",
        "The nightly job often runs into its limit.",
        words="""often / rarely / frequently / usually / typically / commonly / sometimes / always / mostly / most of /
            most / many of / majority / in most cases / regularly / increasingly / constantly / occasionally""",
    ),
    SignalRule(
        "reason in the present",
        "Because, since, as: an existing thing given as the reason.",
        "We keep the lock, because the driver is not thread-safe.",
        pattern=r"\b(?:because|since|given that|due to|as) (?i:the|our|it|they|there|we|this|all|most|many|its)\b",
    ),
    SignalRule(
        "released or supported",
        "Released, shipped, supports, available: the state of a product of others.",
        "Version 3 has shipped in May and is available for Linux.",
        words="""released / shipped / available / supports / supported / maintained / licence / license / licensed /
            open source / open-source / introduced in / added in / removed in / announced / adopted / built-in /
            pricing / price / costs / free / production ready / production-ready / stable / beta / experimental""",
    ),
)
"""What speaks for a fact."""

AGAINST: tuple[SignalRule, ...] = (
    SignalRule(
        "counterfactual",
        "It says what would have been.",
        "A second region would have kept it up.",
        words="would have / could have / might have / should have / would've / could've / should've / if we had",
    ),
    SignalRule(
        "term and meaning",
        "A word and what it stands for.",
        "Proposer \u2014 the node that orders blocks",
        pattern=(
            r"^\W{0,3}(?:[\w`./-]+ ){1,4}[-\u2013\u2014:] (?i:an?|the|any|each|one|that|which)\b"
            r"|^[A-Z][A-Za-z ]{1,40}: (?:[A-Z][a-z]+ (?:who|that|whose|which|of)|an?|the) "
        ),
    ),
    SignalRule(
        "infinitive alone",
        "To do something: an aim, not an event.",
        "To move every job into one queue.",
        tags=r"^[,(]?tv[^WhHBIdo]*$",
    ),
    SignalRule(
        "plan or intent",
        "It says what somebody means to do.",
        "We will move the jobs next quarter.",
        words="""will / won't / shall / we'll / i'll / they'll / you'll / it'll / going to / plan to / plans to /
            planned to / planning to / intend to / intends to / want to / wants to / hope to /
            hoping to / looking to / aim to / aims to / let's / in the future / next step /
            would like to / we are working / continue to / working on""",
    ),
    SignalRule(
        "recommendation",
        "It says what ought to be done.",
        "Alerts should page two people.",
        words="""should / shouldn't / ought to / recommend / recommends / recommended / suggest / consider / advise
            / better to / ideally / it is recommended / would be better / could have / try to /
            strive / encouraged to / preferred / desirable / it is best""",
    ),
    SignalRule(
        "requirement",
        "It says what must be so.",
        "Every service must have an owner.",
        words="""must / need to / needs to / needed to / have to / has to / required to / is required /
            are required / we need / be able to / make sure / ensure that / to ensure /
            it is important""",
    ),
    SignalRule(
        "performative decision",
        "The sentence itself decides or proposes.",
        "We propose to use one queue per tenant.",
        words="""we propose / we decide / we choose / we adopt / we introduce / we define / we will use /
            chosen option / is proposed / proposes / i propose / we agree / we recommend /
            we suggest / we want / we also decide / we change / we extend / we provide / we accept
            / we expect""",
    ),
    SignalRule(
        "task box",
        "A box to tick.",
        "[ ] Rotate the tokens",
        pattern=r"^\W{0,3}\[[ xX]?\] ",
    ),
    SignalRule(
        "question",
        "It asks.",
        "Why did the alert not fire?",
        pattern=r"\?[\s\"')\]*_]*$",
    ),
    SignalRule(
        "conditional",
        "It says what would or could be.",
        "A second region would have kept it up.",
        words="""would / could / wouldn't / couldn't / if / whether / unless / in case / would be / could be /
            assuming / suppose""",
    ),
    SignalRule(
        "hypothesis",
        "A guess.",
        "Perhaps the cache was cold.",
        words="""perhaps / maybe / possibly / presumably / suspect / suspicion / we think / i think / we believe /
            i believe / in theory / we assume / i assume / we guess""",
    ),
    SignalRule(
        "guess",
        "It opens as a guess.",
        "Perhaps the cache was cold.",
        pattern=r"^\W{0,3}(?i:perhaps|maybe|possibly|presumably)\b",
    ),
    SignalRule(
        "may or might",
        "Something that is likely, not certain.",
        "It may be a race.",
        words="might / may / probably / likely / could be / seems to / seem to / potentially / assumes",
    ),
    SignalRule(
        "ability",
        "Can: what is possible.",
        "Teams can pick their own window.",
        words="can / cannot / can't / able to / possible to / easier to / easy to / it is possible",
    ),
    SignalRule(
        "opinion",
        "A judgement with nothing to check.",
        "The handover went well.",
        words="""good / better / best / nice / great / easy / easier / easily / simple / simpler / important /
            important to / worth / useful / helpful / well / poorly / bad / worse / worst /
            difficult / hard / reasonable / sensible / interesting / flexible / flexibility /
            clean / elegant / confusing / cleaner / make sense / makes sense / straightforward /
            problematic / powerful / intuitive / valuable / complex / maintainable / benefit""",
    ),
    SignalRule(
        "definition",
        "It says what a word stands for.",
        "Here, a tenant refers to one paying account.",
        words="""refers to / stands for / is defined as / is a term / we call / known as / so-called / defined as /
            is short for""",
    ),
    SignalRule(
        "about the document",
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
    SignalRule(
        "metadata field",
        "A field and its value.",
        "Status: accepted",
        pattern=(
            r"^\W{0,4}(?:Date|Status|Authors?(?:\(s\))?|Owners?|Deciders?|Created(?: [Bb]y)?|Last [Mm]odified|Updated"
            r"|Name|Title|Start Date|Severity|Category|Type(?: of [A-Z]\w+)?|Tags?|Version|Reviewers?|Review Manager"
            r"|Approvers?|Participants|Attendees|Contact|Team"
            r"|Issues?|GitHub [Ii]ssues?|(?:RFC )?(?:PRs?|Pull [Rr]equests?)"
            r"|Meeting(?: \w{1,20}){0,3}|Links?|Proposal|Implementation|Discussions?|Supersedes|Superseded [Bb]y"
            r"|Informed|Consulted|Involved(?: [Pp]arties)?)\b ?\*{0,2}:|^\+\+\+"
            r"|^\W{0,4}(?:Proposed|Accepted|Rejected|Deprecated|Superseded|Implemented|Pending|Draft)\b.{0,40}$"
        ),
    ),
    SignalRule(
        "label and value",
        "A label, a colon and a value, without a verb.",
        "Kind of test: load",
        tags=r"^[xXDPVEGCSp]{1,5}:[^WHhBFOQAdoIR.]*$",
        kinds=("sentence", "item"),
    ),
    SignalRule(
        "lead-in",
        "It ends in a colon and announces what follows.",
        "The following systems are in scope:",
        pattern=r":[\s\"')\]*_]*$",
    ),
    SignalRule(
        "template instruction",
        "A prompt of the template, left in place.",
        "List of things that surprised us.",
        words="""brief description / briefly describe / describe the / delete this / fill in /
            in this section / insert / things that""",
        pattern=(
            r"^\W{0,3}(?i:a )?(?i:list of)\b"
            r"|^[<\[{_*]{1,3}(?:TODO|Describe|Insert|List|What|How|Who|When|Explain|Provide|Add)\b|\{%|<!--"
            r"|<(?:name|date|add|insert|your)\b"
        ),
    ),
    SignalRule(
        "reference or date alone",
        "Only references, or only a date.",
        "#12 #14",
        pattern=r"^(?>[\s,;.:]|\d{4}-\d\d-\d\d|and\b|https?://\S++|[\w./-]{0,80}+#\d++|\[[^\]]{0,80}+\])++$",
    ),
    SignalRule(
        "thanks",
        "A greeting, thanks or an apology.",
        "Thank you for your patience.",
        words="""thank / thanks / thank you / grateful / apologise / apologize / apologies / sorry / welcome to /
            kudos / please reach""",
    ),
    SignalRule(
        "placeholder",
        "Something left to be filled in.",
        "TBD by the storage team",
        words="todo / tbd / tbc",
        pattern=r"\?\?\?|^\W{0,3}(?:UNKNOWN|N/?A|None|unknown|n/a)\b",
    ),
    SignalRule(
        "advice to the reader",
        "You: it tells the reader what to do.",
        "You can skip it if your client is newer.",
        words="you / your / you're / you've / you'll / yourself / please / anyone",
    ),
    SignalRule(
        "order inside the line",
        "A clause that starts with an order.",
        "For each key, check the owner field.",
        tags=r"[,:.|]V[Dx]",
    ),
    SignalRule("is to be done", "Is to, are to: a plan.", "The fix is to add a check.", tags="[BW]t"),
    SignalRule(
        "prompt of a template",
        "It tells the writer what to write.",
        "Describe how users were impacted.",
        pattern=(
            r"^\W{0,3}(?:Describe|Note the|Note any|Report|List|Explain|Provide|Summari[sz]e|Include|State|Write"
            r"|Outline|Briefly|Detail|Fill|Run an? \S{1,30} analysis|Give|Mention|Specify|Insert)\b.{0,80}\b"
            r"(?:how|what|when|who|why|which|any|all|the (?:\w{1,20} )?(?:root cause|incident|impact"
            r"|timeline|events?|alternatives|decision"
            r"|consequences|option|problem|issue|pros|cause))\b"
        ),
    ),
    SignalRule(
        "points elsewhere",
        "Here is, below, see: what matters stands elsewhere.",
        "Here is the graph of that night:",
        pattern=(
            r"^\W{0,3}(?i:here(?:'s| is| are)|below(?: is| are|,)|above|the (?:following|below|above)|for (?:example"
            r"|instance|details|more|further)|see\b|more (?:details|info)|click|details? (?:here|below)|note that"
            r"|in (?:the|this) (?:example|section|document))"
        ),
    ),
    SignalRule(
        "field and what it holds",
        "The description of a field of data.",
        '"created_at": an ISO date',
        pattern=(
            r"^[\"'`\u201c]?[\w.\-]{1,40}[\"'`\u201d]?:? ?[-:=\u2013\u2014] ?"
            r"(?i:optional|required|an?|the|string|int|bool|list|object|array|this)\b"
        ),
    ),
    SignalRule(
        "the record as subject",
        "This proposal, the goal, the next step: it speaks of the record or of what it wants.",
        "The goal is a smaller image.",
        pattern=(
            r"^\W{0,3}(?i:this|the|our|these) (?:\w{1,20} )?(?i:adr|rfc|tep|kep|proposals?|documents?|goals?|purpose"
            r"|aim|intent(?:ion)?|objective|idea|section|report|post-?mortem|guide|article|record|page"
            r"|decision drivers?|approach|options?|solutions?|alternatives?|recommendation|plan"
            r"|(?:next|final|last|first) step|long(?:er)?.term (?:fix|solution))\b"
        ),
    ),
    SignalRule(
        "it seems",
        "Seems, appears, we believe: not known for certain.",
        "It looks like a race.",
        words="""seem / seems / seemed / appears to / appears that / appear to / appeared to / looks like / look like /
            looked like / believe / believes / believed / assume / assumes / assumed / assumption / assuming / suspect /
            suspects / suspected / suspicion / hypothesis / presumably / theory / guess / not sure / unclear /
            apparently""",
    ),
    SignalRule(
        "comparison",
        "More, fewer, easier: weighed against something else.",
        "It needs fewer moving parts.",
        words="""more / less / fewer / better / easier / simpler / faster / cheaper / harder / clearer / cleaner /
            greater""",
    ),
    SignalRule(
        "condition first",
        "It opens with a condition.",
        "When a node joins, it asks its peers.",
        pattern=r"^\W{0,3}(?i:if|when|whenever|unless|in case|once|assuming)\b",
    ),
    SignalRule(
        "need",
        "Needs and necessities.",
        "It takes a second key, which is necessary.",
        words="need / needs / needed / necessary / require / requires / required",
    ),
    SignalRule(
        "wish",
        "Wishes, hopes, aims.",
        "Our goal is one image.",
        words="""want / wants / wanted / wish / prefer / would like / hope / expect / expects / expected / intend /
            intends / intended / looking for / looking to / looking at / looking into / plan / plans / planned /
            planning / goal / goals / aim / aims""",
    ),
    SignalRule("label before a colon", "A label, a colon, a text.", "Owner: mail team", pattern=r"^[^:.]{2,40}: \S"),
    SignalRule(
        "normative words",
        "MUST, SHALL, SHOULD in capitals: a rule of a specification.",
        "A client MUST send its version.",
        pattern=r"\b(?:MUST|SHALL|SHOULD|MAY|REQUIRED|RECOMMENDED|OPTIONAL)\b",
    ),
    SignalRule(
        "threshold",
        "At most, at least, a default: a bound that is set.",
        "At most three retries are made by default.",
        words="""at most / at least / no more than / no less than / minimum / maximum / by default / default /
            defaults to / threshold / up to / limit of / timeout of""",
    ),
    SignalRule(
        "something new",
        "New, proposed, introduces, this change: what the record itself brings.",
        "The new queue holds one entry for each tenant.",
        words="""new / proposed / introduces / introduce / introducing / adds / adding / this change / this approach /
            this option / this solution / this design / this feature / this allows / we use / we add / we store /
            is added / are added / is introduced / is created / are created / is used / is set / is stored /
            is called""",
    ),
    SignalRule(
        "benefit",
        "Allows, enables, makes easier, reduces: what something is good for.",
        "It allows teams to deploy on their own.",
        words="""allows / allow / enables / enable / lets / let / helps / help / makes it / make it / improves /
            improve / reduces / reduce / simplifies / simplify / avoids / avoid / ensures / ensure / increases /
            increase / provides / provide / gives / easier to / encourages / encourage / facilitates / supports""",
    ),
    SignalRule(
        "what a thing is",
        "It says what a thing is: any practitioner knows, or the name says.",
        "Postbox is a message broker.",
        pattern=(
            r"^\W{0,3}(?:(?:An?|The) )?(?:[\w`./-]+ ){1,4}(?:is|are) (?:an?|the|one of|used to|used for|responsible) "
            r"(?!lack|bug|problem|issue|known)"
        ),
    ),
    SignalRule(
        "in general",
        "In general, any, each, a user: a rule rather than a case.",
        "In general a cache trades freshness for speed.",
        words="""in general / generally / any / each / every / a user / the user / the client / a client /
            the application / an application / in this case / in that case / for instance / such as /
            e.g / for example / i.e""",
    ),
    SignalRule(
        "risk",
        "A risk or a danger: possible, not there.",
        "There is a risk that the lock is never released.",
        words="""risk / risks / risky / danger / dangerous / prone to / at risk / potential / possible / likelihood /
            chance / may be / might be""",
    ),
    SignalRule(
        "effort",
        "More work, overhead, complexity: an effort that nobody measured.",
        "It adds maintenance overhead.",
        words="""overhead / effort / complexity / burden / work / maintenance / learning curve / responsibility /
            trade-off / tradeoff / compromise / downside / drawback / disadvantage / advantage / benefits / cost of""",
    ),
    SignalRule(
        "goal of the record",
        "Option, alternative, goal, requirement: it names what is weighed.",
        "Option 2: keep the queue.",
        pattern=r"^\W{0,3}(?i:options?|alternatives?|goals?|requirements?|scenario|case|step|phase|stage) ?[#\d:a-c]",
    ),
)
"""What speaks against one."""

SIGNALS = FOR + AGAINST

DECISIVE = frozenset(
    {
        "guess",
        "metadata field",
        "placeholder",
        "prompt of a template",
        "question",
        "reference or date alone",
        "short lead-in",
        "task box",
    }
)
"""Those that settle it by what they are, however rare they are among labelled lines."""

PROVING = frozenset({"past event with a time", "past event that was measured"})
"""Those that settle it the other way: of the lines labelled in records that decide, 35 of 36 want evidence."""

EITHER = frozenset(
    {
        "comparison",
        "dash inside",
        "how often",
        "label before a colon",
        "named system",
        "negation",
        "property weighed",
        "reason in the present",
        "released or supported",
    }
)
"""Those that speak for a fact in a postmortem; in a record that decides, the labels say for what."""

TOGETHER: dict[str, frozenset[str]] = {
    "past event with a time": frozenset({"clock time", "date", "time past"}),
    "past event that was measured": frozenset({"figure with unit", "duration"}),
    "past event with a figure": frozenset({"figure with unit", "duration", "quantity", "version"}),
}
"""What a line that asserts a past event says besides: the name, and the signals of which one must fire."""
