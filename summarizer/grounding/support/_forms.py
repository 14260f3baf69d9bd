"""English word forms: from an inflected or British form to one stem.

The suffixes are Snowball's business (``snowballstemmer``, the Porter2 stemmer of
https://snowballstem.org/algorithms/english/stemmer.html); here is what suffix rules
cannot know: irregular verbs and plurals, spelling variants, and pairs of words that
the stemmer would throw together.
"""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.matching.words import stem as snowball

_IRREGULAR = """
be: am is are was were been being
have: has had having
do: does did done doing
go: goes went gone
say: said says
rise: rose risen
arise: arose arisen
fall: fell fallen
win: won
lose: lost
buy: bought
sell: sold
lend: lent
spend: spent
send: sent
build: built rebuilt
rebuild: rebuilt
meet: met
hold: held
withhold: withheld
lead: led
leave: left
mean: meant
make: made
take: took taken
retake: retook retaken
overtake: overtook overtaken
undertake: undertook undertaken
give: gave given
forgive: forgave forgiven
get: got gotten
forget: forgot forgotten
begin: began begun
break: broke broken
speak: spoke spoken
steal: stole stolen
freeze: froze frozen
choose: chose chosen
drive: drove driven
write: wrote written
rewrite: rewrote rewritten
know: knew known
grow: grew grown
throw: threw thrown
overthrow: overthrew overthrown
withdraw: withdrew withdrawn
draw: drew drawn
fly: flew flown flies
show: shown
see: saw seen
find: found
think: thought
bring: brought
seek: sought
fight: fought
catch: caught
teach: taught
tell: told
keep: kept
sleep: slept
sweep: swept
feel: felt
deal: dealt
hear: heard
pay: paid
repay: repaid
lay: laid
stand: stood
withstand: withstood
understand: understood
sit: sat
run: ran
come: came
become: became
overcome: overcame
hide: hid hidden
bite: bit bitten
shoot: shot
strike: struck stricken
swear: swore sworn
wear: wore worn
bear: bore borne
tear: tore torn
sink: sank sunk
shrink: shrank shrunk
drink: drank drunk
ring: rang
sing: sang sung
swim: swam swum
spring: sprang sprung
stick: stuck
hang: hung
dig: dug
bind: bound
flee: fled
feed: fed
bleed: bled
breed: bred
shine: shone
wake: woke woken
eat: ate eaten
beat: beaten
forbid: forbade forbidden
ride: rode ridden
strive: strove
slide: slid
weave: wove woven
swing: swung
man: men
woman: women
child: children
person: persons people
foot: feet
tooth: teeth
mouse: mice
crisis: crises
analysis: analyses
basis: bases
thesis: theses
hypothesis: hypotheses
oasis: oases
medium: media
criterion: criteria
phenomenon: phenomena
life: lives
wife: wives
knife: knives
leaf: leaves
half: halves
wolf: wolves
thief: thieves
shelf: shelves
policeman: policemen
policewoman: policewomen
spokesman: spokesmen spokeswoman spokeswomen spokesperson spokespersons spokespeople
chairman: chairmen chairwoman chairperson
gunman: gunmen
congressman: congressmen congresswoman congresswomen
businessman: businessmen businesswoman businesswomen
dice: die_noun
datum: data
referendum: referenda referendums
memorandum: memoranda
die: died dies dying death dead
destroy: destruction destructive
defend: defence defense defensive defender
offend: offence offense offensive
pretend: pretence pretense
license: licence
explode: explosion explosive
invade: invasion invader
decide: decision
divide: division
conclude: conclusion
collide: collision
seize: seizure
succeed: success successful successfully
proceed: proceedings
exceed: excess
lose: loss losses
grow: growth
weigh: weight
strong: strength
long: length
wide: width
high: height
choose: choice
sell: sale sales
see: sight
fly: flight
think: thought
believe: belief
prove: proof
speak: speech
think: thinker
advise: advice
receive: receipt reception
perceive: perception
deceive: deception
resolve: resolution
solve: solution
revolt: revolution
evolve: evolution
dissolve: dissolution
acquire: acquisition
require: requirement
produce: production producer product
reduce: reduction
introduce: introduction
permit: permission
admit: admission
submit: submission
commit: commitment
omit: omission
emit: emission
transmit: transmission
suspend: suspension
extend: extension
expand: expansion
comprehend: comprehension
apprehend: apprehension
respond: response
describe: description
prescribe: prescription
subscribe: subscription
retain: retention
detain: detention detainee
maintain: maintenance
abstain: abstention
intervene: intervention
convene: convention
prevent: prevention
convict: conviction
elect: election
collapse: collapsed
arrive: arrival
approve: approval
refuse: refusal
deny: denial
propose: proposal
withdraw: withdrawal
survive: survival survivor
remove: removal
renew: renewal
try: trial tries tried
depart: departure
fail: failure
close: closure
press: pressure
disclose: disclosure
expose: exposure
sign: signature
marry: marriage
bury: burial
injure: injury injuries
inquire: inquiry inquiries enquiry enquiries enquire
discover: discovery
recover: recovery
deliver: delivery
rob: robbery
apologise: apology apologies
analyse: analyst
criticise: criticism critic critics
emphasise: emphasis
hot: heat
rich: wealth wealthy
poor: poverty
free: freedom
true: truth
young: youth
angry: anger
economy: economic economical
politics: political politically politician politicians
hungry: hunger
safe: safety
sanction: sanctions
russia: russian russians
ukraine: ukrainian ukrainians
"""

_SPELLING = """
center: centre
theater: theatre
liter: litre
meter: metre
kilometer: kilometre
fiber: fibre
program: programme
check: cheque
tire: tyre
gray: grey
jewelry: jewellery
skeptic: sceptic
skeptical: sceptical
plow: plough
aluminum: aluminium
airplane: aeroplane
catalog: catalogue
dialog: dialogue
judgment: judgement
acknowledgment: acknowledgement
aging: ageing
artifact: artefact
mold: mould
curb: kerb
storey: story
ax: axe
draft: draught
maneuver: manoeuvre
pediatric: paediatric
orthopedic: orthopaedic
hemorrhage: haemorrhage
esthetic: aesthetic
archeology: archaeology
estrogen: oestrogen
whiskey: whisky
cozy: cosy
pajamas: pyjamas
percent: per_cent pct
"""

#: Words that the stemmer would conflate with an unrelated one; they are their own stem.
_OWN_STEM = vocabulary(
    """
    important importance importantly news new general generally generate generation
    university universities universe universal policy policies police organ organs organic
    party parties part parts partial community communities communist communists communism
    communique international internal intern interest interested several sever severe
    several severely general generals execute execution executive executives special
    specialist past paste arm arms army armies wander wand author authority authorities iron
    irony petition pet access accession marine marina marketing market probe probable
    probably probation early earn hardly hard nearly near lately late mostly most largely
    large reality real really realise realize customs custom desert dessert physician
    physics animal anim animation animate ration rational rations nation nationals factory
    factor fact minister ministry ministries minor minority minorities majority major mining
    mine minute mayor may might mighty should shoulder german germane germany human humane
    humanity humanitarian secretary secret secretly state statement stated statements
    station status ground united unite unit unity union unions relief relieve relative
    relatively relate relation relations competition compete competent operation operate
    opera operator comment commentary commerce commercial commission commissioner
    commissioners capital capitol contract contraction contractor contest context department
    depart departure deal dealer during due press president presidential presidency
    presidents resident reside residents residence residency reserve reservation observe
    observation conserve conservative conservation convert conversion converse conversation
    subject object objective positive position negative inform information form former
    formal formation firm confirm affirm ally allies alliance allay alley
    """
)

_PLURALS = {
    # own-stem words whose plurals must still meet their singular
    "policies": "policy", "parties": "party", "parts": "part", "communities": "community",
    "communists": "communist", "organs": "organ", "universities": "university",
    "authorities": "authority", "armies": "army", "ministries": "ministry",
    "minorities": "minority", "statements": "statement", "unions": "union",
    "commissioners": "commissioner", "presidents": "president", "residents": "resident",
    "allies": "ally", "generals": "general", "relations": "relation", "rations": "ration",
    "realize": "realise", "executives": "executive", "stated": "state",
}  # fmt: skip

_OUR = re.compile(
    r"^(col|fav|hon|lab|behavi|neighb|harb|hum|rum|sav|sp?lend|arm|vap|rig|val|vig|od|tum|parl"
    r"|cand|clam|end[ae]v|enam|fl[ao]v|glam)our"
)
_ISE = re.compile(r"([a-z]{3,})i[sz](e|ed|es|ing|ation|ations|er|ers)$")
_YSE = re.compile(r"^(anal|paral|catal)y[sz](e|ed|es|ing)$")
_DOUBLED = re.compile(
    r"^(travel|cancel|label|level|model|fuel|signal|counsel|quarrel|total|rival|marvel|jewel"
    r"|dial|channel|tunnel|equal|duel|fulfil|enrol|instal|enthral)l(ed|ing|er|ers|ment|s)?$"
)
_OGUE = re.compile(r"ogue(s?)$")


def _table(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in block.strip().splitlines():
        base, forms = line.split(":")
        for form in forms.split():
            found.setdefault(form, base.strip())
    return found


_BASE = {**_table(_IRREGULAR), **_table(_SPELLING), **_PLURALS}
#: The irregular past forms, which tell a verb in the past where no suffix does.
PAST_FORMS = vocabulary(
    """
    rose fell won lost bought sold lent spent sent built met held led left meant made took
    gave got began broke spoke stole froze chose drove wrote knew grew threw overthrew
    withdrew drew flew saw found thought brought sought fought caught taught told kept swept
    felt dealt heard paid laid stood understood sat ran came became overcame hid shot struck
    swore wore bore tore sank shrank hung fled fed woke ate forbade rode said went did had
    was were hit cut put shut quit beat
    """
)
_NO_PAST = vocabulary(
    """
    need feed seed weed deed breed speed indeed exceed proceed succeed united hundred sacred
    wicked naked greed creed bleed heed reed steed shed sled bred fled embed
    """
)


def american(low: str) -> str:
    """One spelling for British and American forms (the American one, lower case)."""
    low = _OUR.sub(lambda match: match[0][:-3] + "or", low)
    if match := _YSE.match(low):
        return f"{match[1]}yz{match[2]}"
    if match := _DOUBLED.match(low):
        return match[1] + (match[2] or "")
    if _OGUE.search(low):
        return _OGUE.sub(r"og\1", low)
    return low


@lru_cache(maxsize=65536)
def stem(low: str) -> str:
    """The stem that all forms of one word share; ``low`` is lower case."""
    if low in _BASE:
        low = _BASE[low]
    if low in _OWN_STEM:
        return _PLURALS.get(low, low)
    plain = american(low)
    if plain.endswith("s") and plain[:-1] in _BASE:
        plain = _BASE[plain[:-1]]
    plain = _BASE.get(plain, plain)
    if match := _ISE.search(plain):
        plain = f"{plain[: match.start(2) - 1]}z{match[2]}"
    return snowball(plain)


@lru_cache(maxsize=16384)
def looks_past(low: str) -> bool:
    """Whether the word has the form of a past tense or a past participle."""
    if low in PAST_FORMS:
        return True
    return (low.endswith("ed") and len(low) > 3 and low not in _NO_PAST) or (
        low.endswith("en") and low in _BASE and _BASE[low] != low
    )
