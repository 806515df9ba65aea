//! TL106: a directive that somebody has not answered by the date that was asked for.

use jiff::ToSpan;
use organization::{Answer, AnswerState, DirectiveId, WithdrawDirective};
use serde_json::json;

use super::{Example, Finding, Fix, Found, Mending, Rule, Severity, Stretch, Survey, in_words};

pub(crate) static RULE: Rule = Rule {
    code: "TL106",
    name: "directive-unanswered",
    title: "Directive unanswered past its date",
    severity: Severity::Warning,
    stretch: Some(Stretch::GoalsToPlans),
    about: "A directive calls somebody to act and says by when an answer is wanted. Silence past that day means that the sender counts on something that nobody may have taken on.\n\nFlagged is every directive whose answer date has passed while an addressee has neither accepted nor declined it. A question that the sender has not made clear counts as unanswered too; then it is the sender's turn.\n\nTo mend it, answer it. The sender can ask again with a new date, or withdraw it.",
    right: Example {
        about: "The unit has answered in time.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nben,works,lead\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("directives.csv", "id,title,from,goal,answer_by\nstreets,Open the streets at night,ana,leaks,2026-02-20\n"),
            (
                "answers.csv",
                "id,directive,addressee,state\nstreets-works,streets,works,declined 2026-02-18 by ben: The city forbids it\n",
            ),
        ],
    },
    wrong: Example {
        about: "Ten days after its date nobody has said a word.",
        files: &[
            ("people.csv", "id,name\nana,Ana\nben,Ben\n"),
            ("units.csv", "id,name\nworks,Works\n"),
            ("memberships.csv", "person,unit,role\nben,works,lead\n"),
            ("goals.csv", "id,title,owner\nleaks,Fewer leaks,ana\n"),
            ("measures.csv", "id,goal,name\nleaks-year,leaks,Leaks a year\n"),
            ("projects.csv", "id,name,serves\npatrols,Leak patrols,leaks\n"),
            ("directives.csv", "id,title,from,goal,answer_by\nstreets,Open the streets at night,ana,leaks,2026-02-20\n"),
            ("answers.csv", "id,directive,addressee,state\nstreets-works,streets,works,issued\n"),
        ],
    },
    check,
    fixes,
};

/// Why an answer is missing, where it is.
fn missing(answer: &Answer) -> Option<&'static str> {
    match answer.state {
        AnswerState::Issued => Some("no answer"),
        AnswerState::Questioned { .. } => Some("a question is open"),
        AnswerState::Accepted { .. }
        | AnswerState::Declined { .. }
        | AnswerState::Planned { .. }
        | AnswerState::Done { .. }
        | AnswerState::Confirmed { .. }
        | AnswerState::Withdrawn { .. } => None,
    }
}

fn check(survey: &Survey<'_>, found: &mut Found<'_>) {
    let organization = survey.organization;
    for directive in organization.directives().iter() {
        let Some(asked) = directive.answer_by.filter(|asked| *asked < survey.day) else { continue };
        let answers: Vec<(&Answer, &'static str)> =
            organization.answers_to(directive.id).filter_map(|answer| missing(answer).map(|why| (&**answer, why))).collect();
        let Some((first, cause)) = answers.first().copied() else { continue };
        let mut people: Vec<_> =
            answers.iter().flat_map(|(answer, _)| organization.people_of(answer.addressee, survey.day)).collect();
        people.extend(directive.from);
        let others = match answers.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        found.push(Finding {
            rule: &RULE,
            subject: directive.id.into(),
            people,
            sentence: format!(
                "{} was to be answered by {}: {cause} from {}{others}.",
                found.label(directive.id),
                in_words(asked),
                found.label(first.addressee.id())
            ),
            cause,
            place: directive.goal.map(Into::into),
        });
    }
}

fn fixes(mending: &mut Mending<'_>) -> Vec<Fix> {
    let (Some(directive), Ok(next)) = (mending.finding.subject.to::<DirectiveId>(), mending.day.checked_add(7.days())) else {
        return Vec::new();
    };
    let again = json!({ "directive": directive, "answer_by": next });
    let mut fixes: Vec<Fix> =
        Fix::saying(format!("Ask again, for an answer by {}", in_words(next)), vec![("change-directive", again)])
            .into_iter()
            .collect();
    fixes.push(Fix::of("Withdraw it", WithdrawDirective { directive }));
    fixes
}
