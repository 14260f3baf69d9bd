"""Words that change what a sentence asserts without naming anything: negators, moods,
quantifiers, comparators, and the function words that carry no content of their own.

Multi-word expressions are written with underscores.
"""

from __future__ import annotations

from summarizer.grounding.support._vocabulary import vocabulary

#: Negate what follows in their clause.
NEGATORS = """
not no never none nobody nothing neither nor without cannot nowhere no_one not_a not_any
no_longer have_yet_to be_yet_to yet_to
hardly barely scarcely far_from instead_of rather_than by_no_means in_no_way
not_at_all anything_but no_evidence_that no_truth_to_claims_that no_truth_to_reports_that
not_true_that untrue_that false_that no_truth_in no_truth_to no_sign_of no_plan_to
no_plans_to no_intention_of no_intention_to not_the_case_that
"""

#: Verbs and nouns with a negation inside: what they govern is said not to be so.
DENIALS = """
deny fail refuse decline reject dismiss rule_out refute rebut disavow prevent avoid avert block
cancel call_off scrap abandon shelve unable unwilling lack stop_short_of fall_short_of
refrain refrain_from keep_from ban prohibit forbid bar denial refusal failure repudiate
unlikely doubt disprove debunk give_up halt stop forgo renounce back_out_of pull_out_of
back_away_from impossible absence
"""

#: Look like negation and are none.
NOT_NEGATIVE = """
not_only not_just not_merely not_simply no_doubt no_matter nothing_but not_least
whether_or_not why_not not_to_mention no_sooner cannot_but could_not_help
fail-safe no-one's no-fly no-confidence no_confidence no-fly_zone no_fly_zone
by_no_small_means non_stop last_not_least without_doubt without_question without_a_doubt
not_until notwithstanding no_-_fly
"""

MOODS = {
    "may": """may might could possibly perhaps maybe possible possibly potential potentially
        possibility risk chance conceivably can""",
    "likely": "likely probably probable expected expect anticipate forecast predict projected",
    "will": """will shall would be_going_to is_going_to are_going_to was_going_to were_going_to
        set_to due_to_be scheduled is_to are_to was_to were_to promise pledge vow commit agree_to
        guarantee determined_to undertake swear about_to poised_to slated forthcoming upcoming""",
    "should": """should must ought has_to have_to had_to need_to needs_to urge call_for call_on
        calls_for demand recommend require request ask appeal supposed_to insist calls_to
        ordered_to call_to rule_that order_to""",
    "plan": """plan intend propose consider aim hope seek prepare threaten want try attempt
        offer mull weigh contemplate wish planned proposed intention proposal bid designed
        ready_to willing_to vote_to attempt_to think_of think_about talk_of talk_about""",
    "hedge": """reportedly allegedly alleged accuse suspect suspected accused apparently purportedly
        supposedly rumour rumoured believed_to be_believed thought_to is_said_to are_said_to
        is_believed are_believed was_believed were_believed unconfirmed ostensibly
        charged_with suspicion_of accusation allegation purported""",
    "if": "if unless provided_that as_long_as on_condition_that in_case",
}

#: Comparators before a number.
COMPARATORS = {
    "min": """at_least no_fewer_than no_less_than not_less_than not_fewer_than a_minimum_of
        minimum_of or_more""",
    "over": """more_than over above upwards_of in_excess_of greater_than higher_than
        exceed exceeding exceeded exceeds surpass surpassed older_than longer_than""",
    "max": """at_most no_more_than not_more_than up_to a_maximum_of maximum_of as_many_as
        as_much_as or_less or_fewer or_fewer""",
    "under": """less_than fewer_than under below lower_than younger_than shorter_than
        short_of""",
    "about": """about around approximately roughly some circa an_estimated estimated nearly almost
        close_to just_over just_under in_the_region_of approx""",
    "only": "only just merely",
    "exact": "exactly precisely",
}

QUANTIFIERS = {
    "all": "all every each everyone everybody everything entire whole both always",
    "most": "most majority mostly largely a_majority_of most_of the_majority_of usually",
    "some": "some several certain various a_number_of part_of partly partially sometimes",
    "many": "many numerous a_lot_of lots_of dozens scores hundreds thousands",
    "few": "few a_few a_handful_of handful minority rarely seldom hardly_any",
    "none": "none no nobody no_one nothing neither",
    "only": "only solely exclusively",
}

#: End the reach of a negation or a mood.
BREAKS = vocabulary(
    """
    but because although though while whereas when after before if unless until since who
    which whose whom where and_then than despite except
    """
)

AUXILIARIES = vocabulary(
    """
    be am is are was were been being have has had having do does did will would shall should
    can could may might must
    """
)
BE = vocabulary("be am is are was were been being get gets got")

PRONOUNS = vocabulary(
    """
    he she they it his her their its him them we i our my us me who himself herself
    themselves itself
    """
)

STOP = vocabulary(
    """
    a an the this that these those there here of in on at to for from by with as into onto
    upon about over under between among through during before after above below against
    within without along across behind beyond near per via toward towards until till since
    and or but nor so yet if then than because although though while whereas when where why
    how what which who whom whose whether i me my we us our you your he him his she her it
    its they them their one ones be am is are was were been being have has had having do
    does did doing will would shall should can could may might must not no never none
    neither nothing nobody n't also too very just only even still already again once more
    most less least much many some any all both each every other another such same own few
    several up down out off away back now however well quite rather really s t d ll re ve m
    ha itself himself herself themselves ours theirs etc ie eg mr mrs ms dr sir
    according around like including include else ever yes oh please amid despite except
    thus hence therefore meanwhile moreover furthermore indeed instead perhaps maybe later
    earlier ago today yesterday tomorrow
    """
)

#: Content words that say little: verbs that lean on their object, words of framing.
LIGHT = vocabulary(
    """
    make take get give go come put set let use become seem appear remain keep hold there new
    first last next part way thing people person time day year month week number group case
    place mr claim say fact move begin start continue currently previously formerly former
    different certain various well likely immediately soon shortly often big small matter
    kind sort issue situation statement stand
    """
)

#: As nouns these plan nothing unless a purpose follows: "the flight plan used", "a plan to leave".
PLAN_NOUNS = vocabulary(
    """
    plan plans proposal proposals bid bids offer offers aim aims hope hopes attempt attempts
    intention intentions demand demands request requests appeal appeals
    """
)
