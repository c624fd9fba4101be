# opa test .
package rosterctl_test

import data.rosterctl
import rego.v1

plan := {
	"format_version": "1.0",
	"live": {"source": "directory"},
	"actions": [leaver],
	"guards": [{"name": "max_deactivations", "limit": 25, "actual": 1, "verdict": "passed"}],
	"overrides": [],
}

leaver := {
	"action": "deactivate",
	"user": {"email": "di@acme.example"},
	"reason": {"code": "leaver"},
	"impact": {"last_login": "2026-10-02", "roles": ["Agent", "Supervisor"], "interaction": "none"},
}

dropped := {"reason": {"code": "not_declared"}}

changed(difference) := object.union(plan, difference)

leaving(differences) := changed({"actions": [object.union(leaver, difference) | some difference in differences]})

lifted(reason) := changed({"overrides": [{"guard": "max_deactivations", "value": 40, "reason": reason}]})

holding(roles) := {"impact": {"roles": roles}}

test_an_ordinary_plan_passes if count(rosterctl.deny) == 0 with input as plan

test_what_is_no_plan_is_denied if {
	count(rosterctl.deny) > 0 with input as {}
	count(rosterctl.deny) > 0 with input as []
	count(rosterctl.deny) > 0 with input as changed({"format_version": "2.0"})
}

test_a_refused_plan_is_denied if {
	refused := [{"name": "self", "limit": 0, "actual": 1, "verdict": "refused"}]
	rosterctl.deny == {"a guard refused the plan"} with input as changed({"guards": refused})
}

test_a_lifted_guard_needs_a_ticket if {
	count(rosterctl.deny) == 1 with input as lifted("because")
	count(rosterctl.deny) == 0 with input as lifted("reorganization, OPS-7")
}

test_two_supervisors_may_leave_and_three_may_not if {
	count(rosterctl.deny) == 0 with input as leaving([{}, {}])
	count(rosterctl.deny) == 1 with input as leaving([{}, {}, {}])
}

test_an_administrator_leaves_with_a_reason_only if {
	admin := holding(["Master Admin"])
	count(rosterctl.deny) == 1 with input as leaving([object.union(admin, dropped)])
	expired := {"reason": {"code": "expired"}}
	count(rosterctl.deny) == 1 with input as leaving([object.union(admin, expired)])
	count(rosterctl.deny) == 0 with input as leaving([admin])
}

test_unknown_roles_are_denied if {
	count(rosterctl.deny) == 1 with input as leaving([holding("unknown")])
	count(rosterctl.deny) == 1 with input as changed({"actions": [object.remove(leaver, ["impact"])]})
}

test_only_a_plan_of_today_from_the_directory_passes if {
	count(rosterctl.deny) == 1 with input as changed({"live": {"source": "snapshot"}})
	count(rosterctl.deny) == 1 with input as changed({"as_of": true})
}
