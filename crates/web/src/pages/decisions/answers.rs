//! The answers to a call: each with where it stands, what was said, and the steps that its state and the viewer's standing allow.

use std::sync::Arc;

use jiff::civil::Date;
use office::Seen;
use organization::{Answer, AnswerState, AnyId, Directive, Function, PersonId, RecordId as _, Work};

use crate::address;
use crate::component::{ActFold, ActForm, Cell, Column, Link, Row, Status, Table, Tone, Who};
use crate::filling::Filling;
use crate::format;
use crate::pages::parts;
use crate::visit::{Tried, Visit};

/// One answer.
#[derive(serde::Serialize)]
pub(super) struct AnswerView {
    pub(super) id: String,
    pub(super) who: Who,
    pub(super) state: State,
    /// "Planned on 19 Nov by Ines Duarte".
    pub(super) line: String,
    /// The question or the reason, in the words of whoever wrote it.
    pub(super) said: Vec<String>,
    /// The work that it became.
    pub(super) work: Vec<Link>,
    pub(super) acts: Vec<ActForm>,
    pub(super) folds: Vec<ActFold>,
    /// Whether the viewer is the one who is called.
    pub(super) mine: bool,
}

/// The word of a state, as it stands alone.
pub(super) fn word(state: &AnswerState) -> &'static str {
    match state {
        AnswerState::Issued => "Not answered",
        AnswerState::Questioned { .. } => "Asks back",
        AnswerState::Accepted { .. } => "Accepted",
        AnswerState::Declined { .. } => "Declined",
        AnswerState::Planned { .. } => "Planned",
        AnswerState::Done { .. } => "Done",
        AnswerState::Confirmed { .. } => "Confirmed",
        AnswerState::Withdrawn { .. } => "Withdrawn",
    }
}

/// A state in shape, word and colour; what is taken on and under way needs only its word.
#[derive(serde::Serialize)]
pub(super) enum State {
    /// It needs a shape.
    Marked(Status),
    /// It needs none.
    Plain(&'static str),
}

impl State {
    /// The state of an answer; `late` says whether it is wanted and its day is past.
    pub(super) fn of(state: &AnswerState, late: bool) -> State {
        let tone = match state {
            AnswerState::Accepted { .. } | AnswerState::Planned { .. } => return State::Plain(word(state)),
            AnswerState::Issued if late => Tone::Warn,
            AnswerState::Issued | AnswerState::Withdrawn { .. } => Tone::Mute,
            AnswerState::Questioned { .. } | AnswerState::Declined { .. } => Tone::Warn,
            AnswerState::Done { .. } | AnswerState::Confirmed { .. } => Tone::Ok,
        };
        State::Marked(Status::new(tone, word(state)))
    }

    /// The same in a table.
    pub(super) fn cell(self) -> Cell {
        match self {
            State::Marked(status) => Cell::Status(status),
            State::Plain(word) => Cell::text(word),
        }
    }
}

/// Whether an answer is wanted and its day is past.
pub(super) fn late(directive: &Directive, answer: &Answer, today: Date) -> bool {
    answer.state == AnswerState::Issued && directive.answer_by.is_some_and(|by| by < today)
}

/// When a state was reached, and by whom.
fn reached(state: &AnswerState) -> (Option<Date>, Option<PersonId>) {
    match state {
        AnswerState::Issued => (None, None),
        AnswerState::Questioned { by, on, .. }
        | AnswerState::Accepted { by, on }
        | AnswerState::Declined { by, on, .. }
        | AnswerState::Planned { by, on, .. }
        | AnswerState::Confirmed { by, on } => (Some(*on), *by),
        AnswerState::Done { on, .. } | AnswerState::Withdrawn { on } => (Some(*on), None),
    }
}

/// The work of an answer.
pub(super) fn work_of(state: &AnswerState) -> Vec<AnyId> {
    match state {
        AnswerState::Planned { work, .. } | AnswerState::Done { work, .. } => match work {
            Work::Project(project) => vec![AnyId::from(*project)],
            Work::Tasks(tasks) => tasks.iter().map(|task| AnyId::from(*task)).collect(),
        },
        AnswerState::Issued
        | AnswerState::Questioned { .. }
        | AnswerState::Accepted { .. }
        | AnswerState::Declined { .. }
        | AnswerState::Confirmed { .. }
        | AnswerState::Withdrawn { .. } => Vec::new(),
    }
}

/// One answer with its steps. `sends` says whether the viewer may take the steps of the sender.
pub(super) fn view(visit: &Visit, tried: &Tried, directive: &Directive, answer: &Arc<Answer>, sends: bool) -> AnswerView {
    let seen = &visit.seen;
    let today = seen.day();
    let (on, by) = reached(&answer.state);
    let mut line = match (&answer.state, directive.answer_by) {
        (AnswerState::Issued, Some(by)) => format!("An answer is wanted by {}", format::day(by, today)),
        _ => on.map(|on| format!("On {}", format::day(on, today))).unwrap_or_default(),
    };
    if let Some(by) = by.filter(|by| seen.shows((*by).into())) {
        line = format!("{line} by {}", seen.title(by.into()));
    }
    let said = match &answer.state {
        AnswerState::Questioned { question, .. } => parts::paragraphs(question),
        AnswerState::Declined { because, .. } => parts::paragraphs(because),
        AnswerState::Issued
        | AnswerState::Accepted { .. }
        | AnswerState::Planned { .. }
        | AnswerState::Done { .. }
        | AnswerState::Confirmed { .. }
        | AnswerState::Withdrawn { .. } => Vec::new(),
    };
    let work = work_of(&answer.state).into_iter().filter(|id| seen.shows(*id));
    let mut view = AnswerView {
        id: format!("answer-{}", answer.id.uuid().simple()),
        who: parts::who(seen, answer.addressee),
        state: State::of(&answer.state, late(directive, answer, today)),
        line,
        said,
        work: work.map(|id| Link::new(seen.title(id), address::of(seen, id))).collect(),
        acts: Vec::new(),
        folds: Vec::new(),
        mine: seen.people_of(answer.addressee).contains(&visit.me),
    };
    Steps { visit, tried, answer, about: seen.title(answer.addressee.id()) }.offer(&mut view, sends);
    view
}

/// The forms of one answer.
struct Steps<'a> {
    visit: &'a Visit,
    tried: &'a Tried,
    answer: &'a Arc<Answer>,
    about: String,
}

impl<'a> Steps<'a> {
    fn form(&self, command: &str) -> Filling<'a> {
        let name = format!("{command}-{}", self.answer.id.uuid().simple());
        Filling::new(self.visit, self.tried, command).named(name).with("answer", self.answer.id.uuid())
    }

    /// What a step of whoever is called looks like: it is the main thing only for them.
    fn look(&self, view: &AnswerView) -> &'static str {
        if view.mine { "primary" } else { "" }
    }

    fn button(&self, command: &str, label: &str, look: &'static str) -> ActForm {
        self.form(command).submit(label).look(look).about(format!("for {}", self.about))
    }

    fn fold(&self, label: &str, form: ActForm) -> ActFold {
        let form = form.about(format!("for {}", self.about));
        let open = self.tried.is(&form.name);
        ActFold::new(label, form, open)
    }

    fn offer(&self, view: &mut AnswerView, sends: bool) {
        let may = |function| self.visit.may(function, self.answer.id);
        let (does, talks, plans) = (may(Function::Implement), may(Function::Coordinate), may(Function::Plan));
        let asked = matches!(self.answer.state, AnswerState::Issued | AnswerState::Questioned { .. });
        let taken = matches!(self.answer.state, AnswerState::Accepted { .. } | AnswerState::Planned { .. });
        if asked && does {
            view.acts.push(self.button("accept-directive", "Accept", self.look(view)));
        }
        if (asked || taken) && plans {
            view.folds.push(self.plan(asked));
        }
        if self.answer.state == AnswerState::Issued && talks {
            let form = self.form("question-directive").lines("question", "What is not clear yet?", "").required();
            view.folds.push(self.fold("Ask back", form.hint("The sender answers, then you do.").submit("Send the question")));
        }
        if asked && talks {
            let form = self.form("decline-directive").lines("because", "Cannot, because", "").required();
            view.folds.push(self.fold("Cannot, because…", form.hint("The sender reads this.").submit("Decline")));
        }
        if taken && does {
            view.acts.push(self.button("finish-directive", "It is done", self.look(view)));
        }
        if sends {
            self.of_sender(view);
        }
    }

    fn plan(&self, asked: bool) -> ActFold {
        let seen = &self.visit.seen;
        let now: Vec<String> = work_of(&self.answer.state).into_iter().map(|id| parts::written(seen, id)).collect();
        let projects = parts::projects(seen);
        let form = self.form("plan-directive").suggested("work", "The plan or the tasks that do it", projects, now.join("; "));
        let form = form.required().hint("A plan, such as P-4, or tasks, such as T-12; T-13.").submit("Save").look("primary");
        let label = match (asked, now.is_empty()) {
            (true, _) => "Accept and plan",
            (false, true) => "Say what work it became",
            (false, false) => "Change the work",
        };
        self.fold(label, form)
    }

    fn of_sender(&self, view: &mut AnswerView) {
        match &self.answer.state {
            AnswerState::Questioned { .. } => {
                let form = self.form("clarify-directive").lines("text", "Your answer", "").required();
                let form = form.hint("It stands among the comments, and the addressee is asked anew.");
                view.folds.insert(0, self.fold("Answer the question", form.submit("Answer").look("primary")));
            }
            AnswerState::Done { .. } => {
                view.acts.push(self.button("confirm-directive", "Confirm that it is done", "primary"));
                view.acts.push(self.button("reopen-directive", "Not done yet: ask again", ""));
            }
            AnswerState::Declined { .. } | AnswerState::Confirmed { .. } | AnswerState::Withdrawn { .. } => {
                view.acts.push(self.button("reopen-directive", "Ask again", ""));
            }
            AnswerState::Issued | AnswerState::Accepted { .. } | AnswerState::Planned { .. } => {}
        }
    }
}

/// The answers against the steps from being called to being confirmed. Days stand where they are known; what is behind a later step says "yes".
pub(super) fn matrix(seen: &Seen, directive: &Directive, answers: &[Arc<Answer>]) -> Table {
    let columns = vec![
        Column::words("Called"),
        Column::words("On"),
        Column::words("Asked back"),
        Column::words("Accepted or declined"),
        Column::words("Turned into work"),
        Column::words("Done"),
        Column::words("Confirmed"),
    ];
    let rows = answers.iter().map(|answer| row(seen, directive, answer)).collect();
    Table::new("Who was called, and how far each answer is", columns, rows)
}

fn row(seen: &Seen, directive: &Directive, answer: &Answer) -> Row {
    let today = seen.day();
    let id = answer.addressee.id();
    let (on, _) = reached(&answer.state);
    let on = on.map(|on| format::day(on, today)).unwrap_or_default();
    let called = directive.issued.map_or(Cell::Blank, |issued| Cell::number(format::day(issued, today)));
    let day = || Cell::number(on.clone());
    let yes = || Cell::number("yes");
    let worked = if work_of(&answer.state).is_empty() { Cell::Blank } else { yes() };
    let [question, answered, planned, done, confirmed] = match &answer.state {
        AnswerState::Issued => {
            let state = State::of(&answer.state, late(directive, answer, today));
            [Cell::Blank, state.cell(), Cell::Blank, Cell::Blank, Cell::Blank]
        }
        AnswerState::Questioned { .. } => {
            let state = Status::new(Tone::Warn, format!("Asked {on}"));
            [Cell::Status(state), Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank]
        }
        AnswerState::Accepted { .. } => {
            [Cell::Blank, Cell::text(format!("Accepted {on}")), Cell::Blank, Cell::Blank, Cell::Blank]
        }
        AnswerState::Declined { .. } => {
            let state = Status::new(Tone::Warn, format!("Declined {on}"));
            [Cell::Blank, Cell::Status(state), Cell::Blank, Cell::Blank, Cell::Blank]
        }
        AnswerState::Planned { .. } => [Cell::Blank, Cell::text("Accepted"), day(), Cell::Blank, Cell::Blank],
        AnswerState::Done { .. } => [Cell::Blank, Cell::text("Accepted"), worked, day(), Cell::Blank],
        AnswerState::Confirmed { .. } => [Cell::Blank, Cell::text("Accepted"), Cell::Blank, yes(), day()],
        AnswerState::Withdrawn { .. } => {
            let state = Status::new(Tone::Mute, format!("Withdrawn {on}"));
            [Cell::Blank, Cell::Status(state), Cell::Blank, Cell::Blank, Cell::Blank]
        }
    };
    let name = Cell::title(seen.title(id), address::of(seen, id), None);
    let row = format!("row-{}", answer.id.uuid().simple());
    Row::new(row, vec![name, called, question, answered, planned, done, confirmed])
}
