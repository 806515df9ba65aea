//! TL305: positions that report to each other in a circle.

use std::collections::BTreeMap;

use organization::{Organization, Party, Position, PositionId};
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL305",
    name: "reporting-cycle",
    title: "Reporting cycle",
    severity: Severity::Error,
    stretch: Some(Stretch::WorkToPeople),
    about: "Somebody decides when people below cannot agree. Where each reports to the next in a circle, nobody does, and whatever is passed upwards never arrives.\n\nFlagged is every circle of reporting lines. A head position that names nobody reports to the head of the unit above, so a circle can arise between a stated line and the tree of units. A circle of stated lines alone is refused; where a file has one, the row that closes it is left out of the import and reported here with its file and line.\n\nTo mend it, take out the stated line that is wrong.",
    right: Example {
        about: "The chief of the works reports to nobody.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name,parent\nworks,Works,\ncrew,Crew,works\n"),
            ("positions.csv", "id,unit,title,head,reports_to\nchief,works,Chief,yes,\nforeman,crew,Foreman,yes,\n"),
            ("appointments.csv", "person,position\nana,chief\nben,foreman\n"),
        ],
    },
    wrong: Example {
        about: "The chief reports to the foreman of a crew below.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name,parent\nworks,Works,\ncrew,Crew,works\n"),
            ("positions.csv", "id,unit,title,head,reports_to\nchief,works,Chief,yes,foreman\nforeman,crew,Foreman,yes,\n"),
            ("appointments.csv", "person,position\nana,chief\nben,foreman\n"),
        ],
    },
    check,
    fixes,
};

/// The position that one reports to: as stated, else for a head the head of the nearest unit above that has one.
fn superior(organization: &Organization, position: &Position) -> Option<PositionId> {
    if position.reports_to.is_some() || !position.head {
        return position.reports_to;
    }
    let above = organization.units_from(position.unit).skip(1);
    above.filter_map(|unit| organization.head_position(unit.id)).map(|head| head.id).next()
}

/// Each circle once, from its oldest position on.
fn circles(organization: &Organization) -> Vec<Vec<PositionId>> {
    let superiors: BTreeMap<PositionId, PositionId> = organization
        .positions()
        .iter()
        .filter(|position| !position.state.is_closed())
        .filter_map(|position| superior(organization, position).map(|superior| (position.id, superior)))
        .collect();
    let mut met: BTreeMap<PositionId, PositionId> = BTreeMap::new();
    let mut circles = Vec::new();
    for start in superiors.keys() {
        let (mut at, mut path) = (Some(*start), Vec::new());
        while let Some(here) = at.filter(|here| !met.contains_key(here)) {
            met.insert(here, *start);
            path.push(here);
            at = superiors.get(&here).copied();
        }
        let closes = at.filter(|here| met.get(here) == Some(start));
        if let Some(first) = closes.and_then(|here| path.iter().position(|step| *step == here)) {
            let mut circle = path.split_off(first);
            let oldest = circle.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(at, _)| at);
            circle.rotate_left(oldest);
            circles.push(circle);
        }
    }
    circles
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    let organization = survey.organization;
    for circle in circles(organization) {
        let Some(first) = circle.first() else { continue };
        let mut sentence = found.label(*first);
        for (number, position) in circle.iter().skip(1).chain([first]).enumerate() {
            sentence += if number == 0 { " reports to " } else { ", which reports to " };
            sentence += &found.label(*position);
        }
        sentence.push('.');
        let people = circle.iter().flat_map(|position| organization.people_of(Party::Position(*position), survey.day)).collect();
        found.push(Finding {
            rule: &RULE,
            subject: (*first).into(),
            people,
            sentence,
            cause: "a circle of reporting lines",
            place: organization.find(*first).map(|position| position.unit.into()),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let Some(subject) = mending.finding.subject.to::<PositionId>() else { return Vec::new() };
    let circle = circles(organization).into_iter().find(|circle| circle.contains(&subject)).unwrap_or_default();
    let stated = circle.iter().filter_map(|position| organization.find(*position));
    let cut = |position: &Position| {
        let superior = position.reports_to?;
        let (position_label, superior) = (organization.label(position.id.into()), organization.label(superior.into()));
        let change = json!({ "position": position.id, "reports_to": null });
        Fix::saying(format!("{position_label} no longer reports to {superior}"), vec![("change-position", change)])
    };
    stated.filter_map(|position| cut(position)).collect()
}
