//! TL311: an active unit with members that nobody heads.

use organization::{MemberStanding, Party, Position, Relation, Unit, UnitId};
use serde_json::json;

use super::candidates::possible_holders;
use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL311",
    name: "unit-without-head",
    title: "Unit without a head",
    severity: Severity::Warning,
    stretch: Some(Stretch::WorkToPeople),
    about: "Authority, approvals and directives reach a unit through its head. Without one, what is addressed to the unit reaches nobody, and whoever is a member has nobody to turn to.\n\nFlagged is every active unit with at least one member who takes part on the day (those who only did so once do not count) and without anybody who holds its head position, for good or acting. Units of the kind marker team, which only group people, need none.\n\nTo mend it, appoint a head, or let somebody act for the time being. Members of the unit are offered first.",
    right: Example {
        about: "Ben heads the works.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nben,works,lead\nana,works,member\n"),
        ],
    },
    wrong: Example {
        about: "Ana is a member of the works, and nobody heads them.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nana,works,member\n"),
        ],
    },
    check,
    fixes,
};

/// Units that only group people.
fn is_marker(unit: &Unit) -> bool {
    unit.sort.as_deref().is_some_and(|sort| sort.replace(['-', '_'], " ").eq_ignore_ascii_case("marker team"))
}

/// How many people take part in a unit on the day, by membership or in a position.
fn members(survey: &Survey<'_>, unit: UnitId) -> usize {
    let organization = survey.organization;
    let mut people: Vec<_> = organization
        .memberships_in(unit)
        .filter(|member| member.standing == MemberStanding::Member && member.dated.holds(survey.day))
        .map(|member| member.person)
        .filter(|person| organization.is_here(*person, survey.day))
        .collect();
    let positions = organization.linked::<Position>(Relation::PositionUnit, unit).filter(|position| !position.state.is_closed());
    people.extend(positions.flat_map(|position| organization.people_of(Party::Position(position.id), survey.day)));
    people.sort_unstable();
    people.dedup();
    people.len()
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    let organization = survey.organization;
    for unit in organization.units().iter().filter(|unit| !unit.state.is_closed() && !is_marker(unit)) {
        if !organization.people_of(Party::Unit(unit.id), survey.day).is_empty() {
            continue;
        }
        let members = match members(survey, unit.id) {
            0 => continue,
            1 => "one member".to_owned(),
            many => format!("{many} members"),
        };
        let vacant = organization.head_position(unit.id).is_some();
        found.push(Finding {
            rule: &RULE,
            subject: unit.id.into(),
            people: survey.heads_over(unit.parent),
            sentence: format!("{} has {members} and no head.", found.label(unit.id)),
            cause: if vacant { "its head position is vacant" } else { "it has no head position" },
            place: unit.parent.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(unit) = mending.finding.subject.to::<UnitId>().and_then(|id| organization.find(id)) else { return Vec::new() };
    let vacant = organization.head_position(unit.id).map(|position| position.id);
    let people = possible_holders(organization, unit.id, mending.day);
    let head = |person: &organization::PersonId| {
        let mut commands = Vec::new();
        let position = vacant.unwrap_or_else(|| {
            let id = (mending.mint)();
            let title = format!("Head of {}", unit.name).chars().take(organization::text::NAME_LIMIT).collect::<String>();
            commands.push(("add-position", json!({ "id": id, "title": title, "unit": unit.id, "head": true })));
            id.into()
        });
        let appointment =
            json!({ "id": (mending.mint)(), "person": person, "position": position, "dated": { "from": mending.day } });
        commands.push(("add-appointment", appointment));
        Fix::saying(format!("Make {} its head", organization.label((*person).into())), commands)
    };
    people.iter().filter_map(head).collect()
}
