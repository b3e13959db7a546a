"""Proof that a plan holds, written from the rules anew: it shares no code with what makes plans."""

from geo.visits.check.breach import Breach, Rule
from geo.visits.check.plan import check_plan
from geo.visits.check.plan_rules import PlanRule
from geo.visits.check.timetables import check_timetables
from geo.visits.check.whole_plan import check_whole_plan

__all__ = ["Breach", "PlanRule", "Rule", "check_plan", "check_timetables", "check_whole_plan"]
