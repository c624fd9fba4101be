# The rules of a team for a plan, in addition to rosterctl's own guards. The input is a saved plan: rosterctl plan --out plan.json
#
#   opa eval --fail-defined --data policy.rego --input plan.json 'data.rosterctl.deny[_]'
#   conftest test --policy . --namespace rosterctl plan.json
#   cargo run --example policy -- plan.json
#
# Check the exit code: without --fail-defined, `opa eval` ends with 0 whatever is denied, and so does `regorus eval`.
package rosterctl

import rego.v1

# The most supervisors that one plan may deactivate.
max_supervisors := 2

# An input that is not a plan must be denied as well.
deny contains "this is not a saved plan of a format that the policy knows" if not is_plan

is_plan if {
	input.format_version == "1.0"
	is_array(input.actions)
	is_array(input.guards)
	is_array(input.overrides)
	is_string(input.live.source)
}

deny contains "a guard refused the plan" if {
	some guard in input.guards
	guard.verdict == "refused"
}

deny contains message if {
	some lifted in input.overrides
	not regex.match(`\b[A-Z]+-[0-9]+\b`, lifted.reason)
	message := sprintf("the guard %v is lifted without a ticket: %v", [lifted.guard, lifted.reason])
}

deny contains message if {
	leaving := [action.user.email | some action in input.actions; "Supervisor" in action.impact.roles]
	count(leaving) > max_supervisors
	message := sprintf("%d supervisors leave at once, at most %d are allowed: %v", [
		count(leaving), max_supervisors, concat(", ", leaving),
	])
}

# Removing a line, or a last day, is enough for an agent. An administrator needs a leaver entry with the reason.
deny contains message if {
	some action in input.actions
	action.reason.code != "leaver"
	some role in action.impact.roles
	contains(lower(role), "admin")
	message := sprintf("%v is %v: a leaver entry with the reason is required", [action.user.email, role])
}

# Unknown roles are denied.
deny contains message if {
	some action in input.actions
	not is_array(object.get(action, ["impact", "roles"], "unknown"))
	message := sprintf("the roles of %v are unknown", [action.user.email])
}

deny contains "the plan was not made from the directory itself" if {
	input.live.source != "directory"
}

deny contains "the plan was made for another day" if input.as_of
