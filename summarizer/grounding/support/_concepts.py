"""Words of news prose that may stand for one another, and words that oppose each other.

``CONCEPTS``: one line a concept, its name first. A word may be in several. Multi-word
expressions are written with underscores. ``OPPOSITES``: one line an axis, its two poles
separated by ``|``; members are concepts or words. Opposition is claimed only for pairs that
cannot both be said of one subject in one respect.
"""

CONCEPTS = """
say: say state tell declare announce remark comment note assert maintain explain mention affirm
    report speak reply respond answer acknowledge stress emphasise insist reveal disclose inform
    according_to point_out claim argue contend observe describe recount testify reiterate inform
    write tweet add
claim_v: claim allege assert purport
warn: warn caution alert
promise: promise pledge vow commit undertake guarantee swear assure
demand: demand call_for call_on urge ask request require insist appeal press_for exhort seek
rise: rise increase grow climb jump soar surge gain go_up gone_up went_up going_up advance mount
    escalate swell rocket skyrocket higher up raise upward growth uptick upturn
raise: raise increase lift hike boost push_up drive_up put_up augment
boost: boost strengthen bolster enhance improve reinforce raise
fall: fall decrease decline drop plunge tumble slide sink shrink dip slump plummet go_down
    gone_down went_down going_down diminish dwindle lower down slip recede ebb downward lessen
    downturn collapse
cut: cut reduce lower slash trim decrease curb scale_back bring_down cut_back pare drive_down
    push_down
widen: widen broaden expand
narrow: narrow shrink
win: win victory triumph prevail winner victorious take_the_title come_first
beat: beat defeat win_against overcome win_over triumph_over best
lose: lose loser lose_to
defeat: defeat loss
support: support back endorse favour favor stand_by uphold in_favour_of in_favor_of champion
    advocate pro side_with supporter backer advocate
oppose: oppose object resist against opponent opposition fight reject anti opposed_to critic_of
    object_to come_out_against
buy: buy purchase acquire take_over buyer takeover acquisition
sell: sell divest sell_off seller vend dispose_of
supply: supply provide deliver furnish give
export: export exporter ship_abroad
import_n: import importer
lend: lend loan lender
borrow: borrow borrower
accept: accept agree_to welcome embrace heed
agree: agree consent accord concur reach_a_deal strike_a_deal come_to_terms
agreement: agreement deal accord pact treaty settlement
reject: reject turn_down refuse spurn rebuff decline throw_out vote_down dismiss
approve: approve pass ratify authorise endorse adopt back green_light clear sanction_v okay
    give_the_go_ahead
veto: veto block
allow: allow permit let authorise enable legalise
ban: ban prohibit forbid outlaw bar illegal_make disallow proscribe
impose: impose introduce levy slap
lift: lift remove ease end abolish scrap
start: start begin commence launch initiate open kick_off onset set_off get_under_way embark
end: end finish conclude stop cease halt terminate close complete come_to_an_end wrap_up
continue: continue proceed go_on carry_on persist keep_on remain last
resume: resume restart reopen
suspend: suspend halt pause freeze put_on_hold on_hold
delay: delay postpone put_off defer push_back
cancel: cancel call_off scrap abandon axe drop shelve
arrive: arrive reach land come
leave: leave depart exit quit pull_out withdraw step_down
withdraw: withdraw pull_out pull_back retreat pullout withdrawal remove
deploy: deploy send dispatch station
resign: resign step_down quit stand_down leave_office
appoint: appoint name nominate designate install
dismiss: dismiss fire sack oust remove depose topple overthrow
hire: hire employ recruit take_on
layoff: lay_off make_redundant cut_jobs fire sack dismiss
attack: attack assault strike raid offensive bomb shell bombard hit storm
defend: defend protect
invade: invade incursion
capture: capture seize take occupy take_control_of overrun
retreat: retreat fall_back
kill: kill slay murder assassinate shoot_dead
die: die lose_their_lives perish pass_away fatality
dead: dead fatality casualty
injure: injure wound hurt
live_v: survive live
arrest: arrest detain apprehend take_into_custody hold
release: release free set_free let_go
imprison: imprison jail incarcerate prison
convict: convict find_guilty found_guilty guilty
acquit: acquit clear exonerate innocent find_innocent found_not_guilty not_guilty
accuse: accuse blame allege charge
charge: charge indict accuse
admit: admit confess concede acknowledge
deny: deny refute rebut dispute disavow repudiate contradict
confirm: confirm verify corroborate affirm
succeed: succeed manage accomplish achieve
fail: fail
help: help aid assist assistance
hinder: hinder hamper impede obstruct
join: join enter accede
create: create establish set_up found form
destroy: destroy demolish ruin wreck devastate
build: build construct erect
damage: damage harm hurt
repair: repair fix mend restore
improve: improve better get_better
worsen: worsen deteriorate aggravate get_worse exacerbate worse
strengthen: strengthen bolster reinforce fortify consolidate firm
weaken: weaken undermine erode soften
speed_up: speed_up accelerate quicken hasten
slow_down: slow_down slow decelerate
expand: expand enlarge extend
contract_v: contract shrink
praise: praise hail laud commend applaud welcome
condemn: condemn denounce criticise deplore decry slam blast
meet: meet hold_talks meeting talk
talk: talk discussion negotiation negotiate discuss dialogue
visit: visit travel_to trip
vote: vote ballot
election: election poll
protest: protest demonstrate demonstration rally march
strike_n: strike walkout industrial_action
show: show demonstrate indicate suggest
find: find discover uncover
cause: cause lead_to result_in bring_about trigger prompt spark provoke
because: because due_to owing_to because_of as_a_result_of since
happen: happen occur take_place go_ahead
hold: hold stage organise
plan: plan intend aim propose scheme proposal
try: try attempt seek endeavour
consider: consider think_about weigh mull contemplate
expect: expect anticipate forecast predict project foresee prediction
hope: hope wish
want: want wish desire seek
need: need require
think: think believe feel consider
know: know aware
use: use employ utilise
show_up: attend take_part participate
spend: spend outlay expenditure spending
earn: earn make
pay: pay
cost: cost price
tax: tax levy duty
tariff: tariff duty customs_duty
money: money fund cash
budget: budget
profit: profit surplus_profit earnings
loss: loss
deficit: deficit shortfall
surplus: surplus
company: company firm corporation business enterprise
factory: factory plant
job: job employment work position
worker: worker employee staff labourer
unemployed: unemployed jobless out_of_work
unemployment: unemployment joblessness
leader: leader head chief
president: president
spokesperson: spokesman spokeswoman spokesperson
government: government administration cabinet
minister: minister
parliament: parliament legislature
lawmaker: lawmaker legislator mp member_of_parliament parliamentarian
law: law legislation act statute bill
rule: rule regulation
court: court tribunal
judge: judge justice
lawyer: lawyer attorney solicitor barrister
prosecutor: prosecutor
police: police officer
soldier: soldier troop serviceman
military: military army armed_forces
rebel: rebel insurgent guerrilla militant
terrorist: terrorist terrorism
civilian: civilian
war: war conflict
peace: peace
ceasefire: ceasefire truce cease-fire cease_fire
weapon: weapon arm munition
nuclear: nuclear atomic
missile: missile rocket
bomb: bomb explosive
explosion: explosion blast explode
crash: crash collide collision
ship: ship vessel boat
plane: plane airplane aeroplane aircraft jet airliner
car: car vehicle automobile
oil: oil crude petroleum
gas: gas
petrol: petrol gasoline
storm: storm hurricane cyclone typhoon
earthquake: earthquake quake tremor
flood: flood inundate
fire_n: fire blaze
people: person human
citizen: citizen national
resident: resident inhabitant
child: child kid minor
man: man male
woman: woman female
doctor: doctor physician
illness: illness disease sickness
country: country nation state
border: border frontier
area: area region zone
city: city town
year: year
annual: annual yearly every_year each_year
month: month
monthly: monthly
world: world global worldwide
international: international
foreign: foreign overseas
talks: talk negotiation
largest: largest biggest greatest
smallest: smallest least
larger: larger bigger greater
smaller: smaller lesser
big: big large huge massive major vast enormous great considerable substantial significant
small: small little minor tiny slight
quick: quick fast rapid swift speedy
sharp: sharp steep dramatic
slow: slow gradual
important: important key crucial vital critical essential
serious: serious severe grave
dangerous: dangerous hazardous unsafe
safe: safe secure
rich: rich wealthy affluent
poor: poor impoverished
strong: strong robust powerful
weak: weak feeble
difficult: difficult hard tough
easy: easy simple
possible: possible potential
likely: likely probable
unlikely: unlikely improbable
enough: enough sufficient adequate
new: new fresh
old: old
many: many numerous a_lot_of lots_of
several: several some a_number_of
almost: almost nearly close_to practically virtually
about: about around approximately roughly some circa
also: also too as_well
often: often frequently
soon: soon shortly
immediately: immediately at_once instantly right_away without_delay
currently: currently now at_present presently
previously: previously earlier before formerly
former: former ex previous
later: later afterwards subsequently
against: against
amid: amid during
near: near close_to beside
inside: inside within
double: double twofold
legal: legal lawful
illegal: illegal unlawful
true: true correct accurate
false: false incorrect untrue wrong inaccurate
first: first
last: last final
get: get obtain receive gain secure win
give: give grant award hand
take: take
ask: ask request
investigate: investigate probe inquire inquiry look_into investigation
examine: examine study review inspect
search: search look_for hunt
escape: escape flee get_away
attack_v: attack
threaten: threaten threat menace
fear: fear worry concern anxious afraid
pressure: pressure
force: force compel oblige
power: power
electricity: electricity
violence: violence unrest
riot: riot
victim: victim
suspect: suspect
criminal: criminal
crime: crime offence
sentence: sentence
punish: punish penalise
fine_n: fine penalty
sanction: sanction embargo
trade: trade commerce
market: market
stock: stock share equity
bank: bank
debt: debt
interest_rate: interest_rate
inflation: inflation
economy: economy
recession: recession
currency: currency
investor: investor
invest: invest
output: output production
produce: produce make manufacture
consumer: consumer customer shopper
analyst: analyst expert economist
scientist: scientist researcher
study: study research survey
record: record
goal: goal aim objective target
reason: reason
result: result outcome
decision: decision
decide: decide resolve opt choose
change: change alter modify amend
replace: replace supplant
follow: follow
lead: lead
reach: reach attain hit
exceed: exceed surpass top outstrip
avoid: avoid avert
prevent: prevent stop block keep_from avert
threat: threat
crisis: crisis
problem: problem difficulty issue
dispute: dispute row quarrel disagreement
disagree: disagree differ
ally: ally partner
enemy: enemy foe adversary
rival: rival competitor opponent
team: team side squad
match: match game
player: player footballer
championship: championship title
prize: prize award
film: film movie
autumn: autumn fall_season
spokes: spokesman
holiday: holiday vacation
lorry: lorry truck
flat: flat apartment
rubbish: rubbish garbage trash waste
footpath: pavement sidewalk
overnight: overnight
nearby: nearby close
refugee: refugee displaced migrant
immigrant: immigrant migrant
evacuate: evacuate
rescue: rescue save
send: send dispatch ship
bring: bring carry
search_n: search
publish: publish release issue
fully: fully completely entirely in_full wholly totally
partly: partly partially in_part
unchanged: unchanged steady
unveil: unveil present introduce
sign: sign ink
join_n: membership
rescind: rescind revoke repeal annul overturn withdraw reverse
implement: implement carry_out enact execute put_into_effect
violate: violate breach break infringe
comply: comply obey abide adhere
"""

OPPOSITES = """
rise | fall
rise | cut
raise | cut
raise | fall
boost | cut
boost | weaken
widen | narrow
win | lose
win | defeat
beat | lose
support | oppose
support | condemn
support | criticise
support | reject
approve | oppose
buy | sell
export | import_n
lend | borrow
accept | reject
accept | oppose
approve | reject
approve | veto
agree | reject
agree | disagree
agree | refuse
allow | ban
allow | veto
allow | prevent
impose | lift
impose | cancel
impose | rescind
start | end
start | cancel
start | suspend
resume | suspend
continue | end
continue | cancel
continue | suspend
hold | cancel
happen | cancel
arrive | leave
stay remain | leave
stay remain | resign
stay remain | withdraw
join | leave
join | withdraw
deploy | withdraw
enter | leave
appoint | dismiss
hire | layoff
hire | dismiss
reinstate | dismiss
attack | defend
advance | retreat
kill | live_v
die | live_v
dead | alive
arrest | release
imprison | release
imprison | acquit
capture | release
convict | acquit
accuse | acquit
admit | deny
confirm | deny
accuse | defend
succeed | fail
success | failure
help | hinder
create | destroy
create | abolish dissolve
build | destroy
damage | repair
improve | worsen
better | worse
strengthen | weaken
speed_up | slow_down
quick | slow
expand | contract_v
expand | cut
praise | condemn
profit | loss
deficit | surplus
war | peace
ceasefire | war
big | small
largest | smallest
larger | smaller
strongest | weakest
stronger | weaker
richest | poorest
fastest | slowest
faster | slower
oldest | youngest
older | younger
longest | shortest
earliest | latest
safer | riskier
easier | harder
cheaper | dearer costlier
cheapest | dearest costliest
nearest | farthest furthest
busiest | quietest
more | less fewer
most | least fewest
maximum | minimum
high | low
higher | lower
highest | lowest
upgrade | downgrade
rich | poor
strong | weak
difficult | easy
likely | unlikely
possible | impossible
legal | illegal
legalise | ban
true | false
optimistic | pessimistic
confident | doubtful
positive | negative
safe | dangerous
first | last
before ahead_of prior_to | after following
above | below beneath
inside | outside
early earlier | late later
north northern | south southern
east eastern | west western
male man | female woman
son | daughter
father | mother
brother | sister
husband | wife
boy | girl
king | queen
public | private
domestic | foreign
internal | external
urban | rural
majority | minority
friend | enemy
ally | enemy
ally | rival
hope | fear
open | shut
opened | closed
widely | narrowly
permanent | temporary
mandatory compulsory | voluntary optional
nationalise | privatise
nationalisation | privatisation
hawkish | dovish
inflow | outflow
credit | debit
overweight | underweight
bullish | bearish
stable stability | unstable instability
certain | uncertain
satisfied | dissatisfied
able | unable
willing | unwilling
employed | unemployed
literate | illiterate
violent | peaceful
peaceful | violence
conservative | liberal
democrat | republican
democratic | republican
victory | defeat
victory | lose
winner | loser
recovery | recession
boom | recession
growth | recession
hot | cold
warm | cold cool
full | empty
presence | absence
present | absent
include | exclude
inclusion | exclusion
ratify | reject
ratify | rescind
comply | violate
honour | violate
obey | violate
publish | withhold
reveal | conceal hide
rescue | abandon
victim | perpetrator
plaintiff | defendant
prosecutor | defendant
overestimate | underestimate
overstate | understate
outperform | underperform
appreciate | depreciate
appreciation | depreciation
devalue | revalue
ease | tighten
ease | worsen
relax | tighten
loosen | tighten
calm | escalate
escalate | ease
de-escalate | escalate
trust | distrust mistrust
love | hate
like | dislike
daily | weekly
weekly | monthly
monthly | annual
day daytime | night
morning | evening
morning | afternoon
always | never
everywhere | nowhere
all | none
unanimous unanimously | divided
unite | divide
upper | lower
major | minor
near | far
short | long
shorter | longer
wide | narrow
thick | thin
light | heavy
best | worst
good | bad
retain | lose
keep | lose
keep | abandon
maintain | abandon
maintain | end
gain | lose
gain | loss
gain | fall
maintain | change
unchanged | change
fully | partly
keep maintain | raise
keep maintain | cut
veto | sign
lift | tighten
lift | impose
stall | advance
loosen | tighten
postpone | expedite
landslide | narrowly
honest | corrupt
free | imprison
soft | hard
freeze | unfreeze
lock | unlock
prove | disprove
unchanged | rise
unchanged | fall
unchanged | cut
stable | rise
stable | fall
gradually | suddenly
voluntarily | forcibly
directly | indirectly
formally officially | informally unofficially
officially | secretly
openly publicly | secretly privately
guilty | innocent
pro | anti
pro-government | anti-government
innocent | convict
eligible | ineligible
valid | invalid
effective | ineffective
successful | unsuccessful
available | unavailable
related | unrelated
popular | unpopular
armed | unarmed
official | unofficial
constitutional | unconstitutional
fair | unfair
aware | unaware
known | unknown
conditional | unconditional
acceptable | unacceptable
necessary | unnecessary
"""
