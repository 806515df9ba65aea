//! TL304: a position to which more people report than one can lead.

use std::collections::BTreeSet;

use jiff::civil::Date;
use organization::{Organization, Party, PersonId, Position, PositionId, Relation};
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL304",
    name: "span-of-control",
    title: "Span of control",
    severity: Severity::Hint,
    stretch: Some(Stretch::WorkToPeople),
    about: "Whoever leads more people than they can talk to leads none of them. How many that is depends on the work; ten is where one should look.\n\nFlagged is every open position to which more than ten people report directly, counted over the reporting lines that positions state and those who hold them on the day. The number is a setting. Dotted lines do not count, and a unit below another is no reporting line by itself.\n\nTo mend it, let some report to one of the others, or form a unit with a head of its own.",
    right: Example {
        about: "Ten report to Ana, and one to a fitter.",
        files: &[
            (
                "people.csv",
                "id,name\nana,Ana\np01,P01\np02,P02\np03,P03\np04,P04\np05,P05\np06,P06\np07,P07\np08,P08\np09,P09\np10,P10\np11,P11\n",
            ),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nana,works,lead\n"),
            (
                "positions.csv",
                "id,unit,title,reports_to\nchief,works,Chief,\no01,works,Fitter 1,chief\no02,works,Fitter 2,chief\no03,works,Fitter 3,chief\no04,works,Fitter 4,chief\no05,works,Fitter 5,chief\no06,works,Fitter 6,chief\no07,works,Fitter 7,chief\no08,works,Fitter 8,chief\no09,works,Fitter 9,chief\no10,works,Fitter 10,chief\no11,works,Fitter 11,o01\n",
            ),
            (
                "appointments.csv",
                "person,position\nana,chief\np01,o01\np02,o02\np03,o03\np04,o04\np05,o05\np06,o06\np07,o07\np08,o08\np09,o09\np10,o10\np11,o11\n",
            ),
        ],
    },
    wrong: Example {
        about: "Eleven fitters report to Ana.",
        files: &[
            (
                "people.csv",
                "id,name\nana,Ana\np01,P01\np02,P02\np03,P03\np04,P04\np05,P05\np06,P06\np07,P07\np08,P08\np09,P09\np10,P10\np11,P11\n",
            ),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nana,works,lead\n"),
            (
                "positions.csv",
                "id,unit,title,reports_to\nchief,works,Chief,\no01,works,Fitter 1,chief\no02,works,Fitter 2,chief\no03,works,Fitter 3,chief\no04,works,Fitter 4,chief\no05,works,Fitter 5,chief\no06,works,Fitter 6,chief\no07,works,Fitter 7,chief\no08,works,Fitter 8,chief\no09,works,Fitter 9,chief\no10,works,Fitter 10,chief\no11,works,Fitter 11,chief\n",
            ),
            (
                "appointments.csv",
                "person,position\nana,chief\np01,o01\np02,o02\np03,o03\np04,o04\np05,o05\np06,o06\np07,o07\np08,o08\np09,o09\np10,o10\np11,o11\n",
            ),
        ],
    },
    check,
    fixes,
};

/// How many are too many where nobody has set it.
const LIMIT: usize = 10;

fn limit(organization: &Organization) -> usize {
    match organization.set_up().span_limit {
        0 => LIMIT,
        set => set as usize,
    }
}

/// The open positions that report to one and are held, with those who hold them.
fn reports(organization: &Organization, position: PositionId, day: Date) -> Vec<(&Position, Vec<PersonId>)> {
    let reports = organization.linked::<Position>(Relation::PositionReportsTo, position);
    reports
        .filter(|report| !report.state.is_closed())
        .map(|report| (&**report, organization.people_of(Party::Position(report.id), day)))
        .filter(|(_, people)| !people.is_empty())
        .collect()
}

fn count(reports: &[(&Position, Vec<PersonId>)]) -> usize {
    reports.iter().flat_map(|(_, people)| people).collect::<BTreeSet<_>>().len()
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    let organization = survey.organization;
    let limit = limit(organization);
    for position in organization.positions().iter().filter(|position| !position.state.is_closed()) {
        if organization.count_linked(Relation::PositionReportsTo, position.id) == 0 {
            continue;
        }
        let people = count(&reports(organization, position.id, survey.day));
        if people <= limit {
            continue;
        }
        found.push(Finding {
            rule: &RULE,
            subject: position.id.into(),
            people: organization.people_of(Party::Position(position.id), survey.day),
            sentence: format!("{people} people report to {}; more than {limit} are hard to lead.", found.label(position.id)),
            cause: "more direct reports than one can lead",
            place: Some(position.unit.into()),
        });
    }
}

/// Lets the last of the reports report to one of the others, who still has room.
fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let (organization, day) = (mending.organization, mending.day);
    let Some(position) = mending.finding.subject.to::<PositionId>() else { return Vec::new() };
    let limit = limit(organization);
    let mut kept = reports(organization, position, day);
    let mut moved = Vec::new();
    while count(&kept) > limit {
        moved.extend(kept.pop());
    }
    let has_room = |report: &Position| count(&reports(organization, report.id, day)) + count(&moved) <= limit;
    let onto = |(report, _): &(&Position, Vec<PersonId>)| {
        let change = |(position, _): &(&Position, Vec<PersonId>)| {
            ("change-position", json!({ "position": position.id, "reports_to": report.id }))
        };
        let names: Vec<String> = moved.iter().map(|(position, _)| organization.label(position.id.into())).collect();
        let label = format!("Let {} report to {}", names.join(", "), organization.label(report.id.into()));
        Fix::saying(label, moved.iter().map(change).collect())
    };
    kept.iter().filter(|(report, _)| has_room(report)).take(3).filter_map(onto).collect()
}
