//! *Today*: what do I do now, and why? One's own open tasks in the order of their urgency, each with its thread; calls that wait for an answer; findings that
//! one can mend.

use std::sync::Arc;

use jiff::civil::Date;
use organization::{Function, RecordId, Task};

use super::calls::{self, Asked};
use super::mine::Mine;
use super::{apart, counted, loose};
use crate::address;
use crate::component::{ActFold, ActForm, Empty, FindingTable, Link, Thread};
use crate::filling::Filling;
use crate::format;
use crate::pages::people::{open_tasks, thread_of_task};
use crate::pages::policies::reading;
use crate::pages::scope::*;
use crate::pages::tasks::progress;
use crate::visit::{Tried, Visit, without_done};

/// Days ahead that count as soon.
const SOON: i64 = 7;
/// Tasks that are shown as cards.
const CARDS: usize = 12;
/// Findings that are shown.
const FINDINGS: usize = 5;
/// Policies and notices to be read that are shown.
const READING: usize = 8;

/// What somebody does today.
#[derive(serde::Serialize)]
pub(super) struct Today {
    pub(super) tasks: Vec<Card>,
    /// Tasks that do not press, with the page that lists them.
    pub(super) later: usize,
    pub(super) mine: String,
    pub(super) asked: Vec<Asked>,
    /// What is to be read.
    pub(super) reading: Vec<ToRead>,
    pub(super) findings: Option<FindingTable>,
    pub(super) empty: Option<Empty>,
    overdue: usize,
    due: usize,
}

/// One task.
#[derive(serde::Serialize)]
pub(super) struct Card {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) href: String,
    pub(super) facts: String,
    pub(super) status: Status,
    pub(super) thread: Thread,
    pub(super) done: Option<ActForm>,
    pub(super) report: Option<ActFold>,
    pub(super) pressing: bool,
}

/// How much a task presses, the most first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
enum Pressing {
    Overdue,
    Started,
    Due,
    Starting,
    Later,
}

#[derive(serde::Serialize)]
struct Own {
    task: Arc<Task>,
    pressing: Pressing,
    start: Option<Date>,
    due: Option<Date>,
}

impl Today {
    pub(super) fn of(visit: &Visit, tried: &Tried) -> Today {
        let seen = &visit.seen;
        let plan = visit.results.plan.clone();
        let mut own: Vec<Own> = open_tasks(seen, visit.me)
            .into_iter()
            .map(|task| {
                let planned = plan.of(task.id);
                let finish = planned.map(|planned| planned.finish.date());
                let due = task.deadline.map(|deadline| deadline.date()).into_iter().chain(finish).min();
                let start = planned.map(|planned| planned.start.date());
                Own { pressing: pressing(&task, start, due, seen.day()), task, start, due }
            })
            .collect();
        own.sort_by_key(|own| (own.pressing, own.due.is_none(), own.due, own.task.id));
        let overdue = own.iter().filter(|own| own.pressing == Pressing::Overdue).count();
        let due = own.iter().filter(|own| own.due.is_some_and(|due| (0..=SOON).contains(&apart(seen.day(), due)))).count();
        let now = own.iter().filter(|own| own.pressing != Pressing::Later).count();
        let tasks: Vec<Card> =
            own.iter().take(now.min(CARDS)).enumerate().map(|(at, own)| card(visit, own, at == 0, tried)).collect();
        let findings = visit.results.findings.clone();
        let rows = loose::rows(seen, findings.open.iter().filter(|finding| finding.people.contains(&visit.me)), FINDINGS);
        let mine = address::of(seen, visit.me.into());
        Today {
            later: own.len() - tasks.len(),
            empty: tasks.is_empty().then(|| nothing(own.len(), &mine)),
            tasks,
            mine,
            asked: calls::asked(visit, &Mine::of(visit), tried),
            reading: to_read(visit, tried),
            findings: (!rows.is_empty()).then(|| FindingTable { caption: "Findings that you can mend".to_owned(), rows }),
            overdue,
            due,
        }
    }

    pub(super) fn sentences(&self, visit: &Visit) -> (String, String) {
        let whole = visit.seen.title(visit.me.into());
        let name = whole.split_whitespace().next().unwrap_or_default();
        let first = match self.tasks.len() {
            0 => format!("Nothing presses today, {name}."),
            1 => format!("One thing today, {name}."),
            several => format!("{} things today, {name}.", counted(several)),
        };
        let mut parts = Vec::new();
        if self.overdue > 0 {
            parts.push(format!("{} overdue", is_or_are(self.overdue)));
        }
        if self.due > 0 {
            parts.push(format!("{} due within a week", is_or_are(self.due)));
        }
        let calls = self.asked.len();
        if calls > 0 {
            parts.push(format!("{} {} for you", counted(calls), if calls == 1 { "call waits" } else { "calls wait" }));
        }
        let unread = self.reading.len();
        if unread > 0 {
            parts.push(format!("{} to be read", is_or_are(unread)));
        }
        let second = if parts.is_empty() { String::new() } else { format!("{}.", sentence_case(&parts.join(", "))) };
        (first, second)
    }
}

/// Something that is to be read.
#[derive(serde::Serialize)]
pub(super) struct ToRead {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) thing: Link,
    pub(super) by: String,
    pub(super) late: bool,
    pub(super) read: ActForm,
}

/// What the reader is asked to read, as far as they see it.
fn to_read(visit: &Visit, tried: &Tried) -> Vec<ToRead> {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let unread = seen.compute(|value| insight::unread(value, visit.me, today));
    let shown = unread.into_iter().filter(|unread| seen.shows(unread.thing)).take(READING);
    shown
        .map(|unread| {
            let notice = unread.thing.kind == organization::Kind::Notice;
            let title = seen.title(unread.thing);
            ToRead {
                id: format!("unread-{}", unread.thing.id.simple()),
                kind: if notice { "Notice" } else { "Policy" },
                thing: Link::new(title.clone(), address::of(seen, unread.thing)),
                by: format!("by {}", format::day(unread.by, today)),
                late: unread.late,
                read: reading::button(visit, tried, unread.thing).submit("I have read this").about(title),
            }
        })
        .collect()
}

fn is_or_are(number: usize) -> String {
    format!("{} {}", counted(number), if number == 1 { "is" } else { "are" })
}

/// A sentence of which only the first word begins with a capital.
fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().collect();
    format!("{first}{}", letters.as_str().to_lowercase())
}

fn nothing(later: usize, mine: &str) -> Empty {
    let (title, text, links) = if later > 0 {
        let text = "Your next tasks start later than in a week. You can look ahead, or take something up early.";
        ("Nothing is due", text, vec![Link::new("See what is coming", mine)])
    } else {
        let text = "No open task names you. Pick something from a plan, or ask whoever heads your unit.";
        ("No task is yours", text, vec![Link::new("Look at the plans", "/plans")])
    };
    Empty { icon: Icon::ListChecks, title: title.to_owned(), text: text.to_owned(), links }
}

fn pressing(task: &Task, start: Option<Date>, due: Option<Date>, today: Date) -> Pressing {
    let soon = |day: Option<Date>| day.is_some_and(|day| apart(today, day) <= SOON);
    if due.is_some_and(|due| due < today) {
        Pressing::Overdue
    } else if task.percent > 0 || task.actual_start.is_some() {
        Pressing::Started
    } else if soon(due) {
        Pressing::Due
    } else if soon(start) {
        Pressing::Starting
    } else {
        Pressing::Later
    }
}

fn card(visit: &Visit, own: &Own, first: bool, tried: &Tried) -> Card {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let task = &own.task;
    let uuid = task.id.uuid();
    let mut facts = Vec::new();
    if let Some(work) = task.work.or(task.duration.map(|duration| duration.minutes)).filter(|work| *work > 0) {
        facts.push(format::work(work));
    }
    facts.extend(own.due.map(|due| match apart(today, due) {
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        2..=6 => format!("due {}", due.strftime("%A")),
        _ => format!("due {}", format::day(due, today)),
    }));
    let status = match own.pressing {
        Pressing::Overdue => Status::new(Tone::Bad, "Overdue"),
        Pressing::Started => {
            Status::new(Tone::Accent, if task.percent > 0 { format!("{} % done", task.percent) } else { "Under way".to_owned() })
        }
        Pressing::Due => Status::new(Tone::Warn, "Due soon"),
        Pressing::Starting if own.start.is_some_and(|start| start <= today) => Status::new(Tone::Mute, "Not started"),
        Pressing::Starting => Status::new(
            Tone::Mute,
            own.start.map_or("Starts soon".to_owned(), |start| format!("Starts {}", format::day(start, today))),
        ),
        Pressing::Later => Status::new(Tone::Mute, "Later"),
    };
    let may = visit.may(Function::OperateDaily, task.id);
    let here = without_done(&visit.address);
    let done = may.then(|| {
        let form = Filling::new(visit, tried, "close-task").named(format!("close-{uuid}")).with("task", uuid);
        form.with("on", today).with("then", &here).submit("Done").about(task.name.to_string())
    });
    let report = may.then(|| {
        let form = progress::report(visit, tried, task, &format!("report-{uuid}"));
        let open = tried.is(&form.name) || (first && tried.form().is_empty());
        ActFold::new("Report", form, open)
    });
    Card {
        id: seen.reference(task.id.into()).map(|reference| reference.to_string()).unwrap_or_default(),
        title: task.name.to_string(),
        href: address::of(seen, task.id.into()),
        facts: facts.join(", "),
        status,
        thread: thread_of_task(seen, task),
        done,
        report,
        pressing: first,
    }
}
