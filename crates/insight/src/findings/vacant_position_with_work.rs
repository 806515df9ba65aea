//! TL303: a position that nobody holds while something waits for whoever does.

use organization::{Answer, AnyId, Letter, Party, Position, PositionId, Relation};
use serde_json::json;

use super::candidates::possible_holders;
use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey};

pub(crate) static RULE: Rule = Rule {
    code: "TL303",
    name: "vacant-position-with-work",
    title: "Open position that work waits for",
    severity: Severity::Warning,
    stretch: Some(Stretch::WorkToPeople),
    about: "Work that is given to a position goes on when people change, but only if somebody holds it. While it is vacant, what waits for it stands still without anybody having decided so.\n\nFlagged is every open position that nobody holds on the day, by appointment or acting, and that is accountable or responsible for something open, or is called by a directive that it has not answered.\n\nTo mend it, appoint somebody, let somebody act for the time being, or give the work to somebody else.",
    right: Example {
        about: "Ben holds the position.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nben,works,lead\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("positions.csv", "id,unit,title\nfitter,works,Fitter\n"),
            ("appointments.csv", "person,position\nana,fitter\n"),
            ("responsibilities.csv", "subject,party,letter\nproject/patrols,fitter,R\n"),
        ],
    },
    wrong: Example {
        about: "The project waits for a fitter who is not there.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nben,works,lead\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("positions.csv", "id,unit,title\nfitter,works,Fitter\n"),
            ("responsibilities.csv", "subject,party,letter\nproject/patrols,fitter,R\n"),
        ],
    },
    check,
    fixes,
};

/// What waits for a position: open things that it is accountable or responsible for, and directives that it has not answered.
fn waiting(survey: &Survey<'_>, position: &Position) -> Vec<AnyId> {
    let organization = survey.organization;
    let held = organization.responsibilities_of(Party::Position(position.id)).filter(|held| {
        let does = match held.letter {
            Letter::Accountable | Letter::Responsible => true,
            Letter::Support | Letter::Consulted | Letter::Informed => false,
        };
        does && held.dated.holds(survey.day) && survey.is_open(held.subject)
    });
    let called = organization.linked::<Answer>(Relation::AnswerAddressee, position.id);
    let called = called.filter(|answer| answer.state.progress().is_some());
    held.map(|held| held.subject).chain(called.map(|answer| answer.directive.into())).collect()
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    for position in survey.organization.positions().iter().filter(|position| !position.state.is_closed()) {
        if !survey.organization.people_of(Party::Position(position.id), survey.day).is_empty() {
            continue;
        }
        let waiting = waiting(survey, position);
        let Some(first) = waiting.first() else { continue };
        let more = match waiting.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (position_label, first) = (found.label(position.id), found.label(*first));
        found.push(Finding {
            rule: &RULE,
            subject: position.id.into(),
            people: survey.heads_over(Some(position.unit)),
            sentence: format!("Nobody holds {position_label}, and {first}{more} waits for it."),
            cause: "the position is vacant",
            place: Some(position.unit.into()),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let organization = mending.organization;
    let position = mending.finding.subject.to::<PositionId>().and_then(|id| organization.find(id));
    let Some(position) = position else { return Vec::new() };
    let people = possible_holders(organization, position.unit, mending.day);
    let act = |person: &organization::PersonId| {
        let appointment = json!({
            "id": (mending.mint)(), "person": person, "position": position.id, "dated": { "from": mending.day }, "acting": true,
        });
        let label = format!("Let {} act in it for now", organization.label((*person).into()));
        Fix::saying(label, vec![("add-appointment", appointment)])
    };
    people.iter().filter_map(act).collect()
}
