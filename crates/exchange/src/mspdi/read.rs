//! The order of reading: bytes to text, text to elements, each record's element to a record, and then what holds between records.

use super::assignment::Assignment;
use super::calendar::Calendar;
use super::charset::decode;
use super::fault::{Item, ItemKind, ProblemCode, Refusal, RefusalCode};
use super::fields::{Context, Fields};
use super::limits::Limits;
use super::parse::decimal;
use super::plan::{Plan, Project, Remainder, RemainderPart};
use super::resource::Resource;
use super::task::Task;
use super::xml::{Element, Open, Scanner, grouped, not_xml, shortened};
use super::{across, splits};
use crate::sniff::{FileKind, sniff};
use std::collections::HashSet;

/// Reads a Microsoft Project XML file.
///
/// The work is linear in the size of the file. Bytes of any kind may be given.
///
/// # Errors
///
/// A [`Refusal`] if nothing of the file can be used: it is something else, it is broken, or it is beyond the limits. Everything that is wrong
/// with single values, links or records is a [`Problem`](super::Problem) of the plan instead.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Plan, Refusal> {
    recognize(bytes, limits)?;
    let text = decode(bytes)?;
    let mut scanner = Scanner::new(&text, limits);
    let root = scanner.root()?;
    if root.name != "Project" || !root.namespace.starts_with("http://schemas.microsoft.com/project") {
        return Err(other_xml(root.name));
    }
    let mut reader = PlanReader::new(scanner.text(), limits);
    if !root.empty {
        while let Some(open) = scanner.child()? {
            reader.part(&mut scanner, open)?;
        }
    }
    scanner.finish()?;
    Ok(reader.finish(root.at))
}

fn refusal(code: RefusalCode, sentence: &str) -> Refusal {
    Refusal { code, sentence: sentence.to_owned(), at: None }
}

fn recognize(bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    if bytes.len() > limits.bytes {
        let size = if limits.bytes >= 1_000_000 && limits.bytes.is_multiple_of(1_000_000) {
            format!("{} MB", grouped(limits.bytes / 1_000_000))
        } else {
            format!("{} bytes", grouped(limits.bytes))
        };
        return Err(refusal(RefusalCode::TooLarge, &format!("The file is larger than {size}.")));
    }
    match sniff(bytes) {
        FileKind::Empty => Err(refusal(RefusalCode::Empty, "The file is empty.")),
        FileKind::ProjectBinary => {
            Err(refusal(RefusalCode::ProjectBinary, "This is a .mpp file. In Project choose Save as > XML."))
        }
        FileKind::PrimaveraXml => Err(primavera()),
        FileKind::OldWorkbook | FileKind::LockedWorkbook | FileKind::Zip => {
            Err(refusal(RefusalCode::NotXml, "This is a workbook or an archive, not a plan. In Project choose Save as > XML."))
        }
        FileKind::PrimaveraExchange => {
            Err(refusal(RefusalCode::NotXml, "This is a Primavera .xer file. Only Microsoft Project XML is read here."))
        }
        FileKind::ProjectExchange => {
            Err(refusal(RefusalCode::NotXml, "This is a .mpx file. Open it in Project and choose Save as > XML."))
        }
        FileKind::Calendar | FileKind::Json | FileKind::Text | FileKind::Binary => Err(not_xml()),
        FileKind::ProjectXml | FileKind::OtherXml => Ok(()),
    }
}

fn primavera() -> Refusal {
    refusal(
        RefusalCode::Primavera,
        "This is Primavera XML, not Microsoft Project XML. Open it in a program that reads both and export it as Microsoft Project XML.",
    )
}

fn other_xml(root: &str) -> Refusal {
    if root == "APIBusinessObjects" {
        return primavera();
    }
    let sentence = format!(
        "This XML file is not a Microsoft Project plan: its first element is <{}>. In Project choose Save as > XML.",
        shortened(root)
    );
    refusal(RefusalCode::OtherXml, &sentence)
}

/// The number that a record's element of this name states.
fn number(record: &Element<'_>, name: &str) -> Option<i64> {
    let stated = record.children.iter().find(|child| child.name == name)?;
    decimal(stated.text.trim(), 0).ok()
}

/// The plan so far.
struct PlanReader<'a> {
    limits: &'a Limits,
    context: Context<'a>,
    /// The project's own elements, in the order of the file.
    header: Vec<Element<'a>>,
    /// What is kept of the lists: records that were left out, and elements that are no records.
    left_out: Vec<RemainderPart>,
    seen: HashSet<(ItemKind, i64)>,
    calendars: Vec<Calendar>,
    tasks: Vec<Task>,
    resources: Vec<Resource>,
    assignments: Vec<Assignment>,
}

const PROJECT: Item = Item { kind: ItemKind::Project, uid: None };

impl<'a> PlanReader<'a> {
    fn new(source: &'a str, limits: &'a Limits) -> Self {
        Self {
            limits,
            context: Context::new(source, PROJECT),
            header: Vec::new(),
            left_out: Vec::new(),
            seen: HashSet::new(),
            calendars: Vec::new(),
            tasks: Vec::new(),
            resources: Vec::new(),
            assignments: Vec::new(),
        }
    }

    /// Reads one element of the project: a list of records, or one of its own facts.
    fn part(&mut self, scanner: &mut Scanner<'a>, open: Open<'a>) -> Result<(), Refusal> {
        let (kind, record) = match open.name {
            "Calendars" => (ItemKind::Calendar, "Calendar"),
            "Tasks" => (ItemKind::Task, "Task"),
            "Resources" => (ItemKind::Resource, "Resource"),
            "Assignments" => (ItemKind::Assignment, "Assignment"),
            _ => {
                let element = scanner.element(open)?;
                self.context.census.read += element.elements;
                self.header.push(element);
                return Ok(());
            }
        };
        self.context.census.read += 1;
        self.context.census.understood += 1;
        if open.empty {
            return Ok(());
        }
        let list = open.name;
        while let Some(open) = scanner.child()? {
            if kind == ItemKind::Task && open.name == record && self.tasks.len() >= self.limits.tasks {
                let sentence = format!("The file has more than {} tasks.", grouped(self.limits.tasks));
                return Err(Refusal { code: RefusalCode::TooManyTasks, sentence, at: Some(open.at) });
            }
            let element = scanner.element(open)?;
            self.context.census.read += element.elements;
            if element.name == record {
                self.record(kind, list, &element);
            } else {
                self.leave_out(list, &element);
            }
        }
        Ok(())
    }

    fn record(&mut self, kind: ItemKind, list: &'a str, element: &Element<'a>) {
        let Some(uid) = number(element, "UID") else {
            let item = Item { kind, uid: None };
            let sentence = format!("A {} has no UID and was left out.", kind.word().to_lowercase());
            self.fault(item, ProblemCode::MissingUid, element, sentence);
            return self.leave_out(list, element);
        };
        if !self.seen.insert((kind, uid)) {
            let item = Item { kind, uid: Some(uid) };
            let sentence = format!("{item} is in the file more than once; only the first was read.");
            self.fault(item, ProblemCode::DuplicateUid, element, sentence);
            return self.leave_out(list, element);
        }
        self.context.item = Item { kind, uid: Some(uid) };
        match kind {
            ItemKind::Project => {}
            ItemKind::Calendar => {
                let (mut calendar, remainder) = self.build(element, uid, Calendar::read);
                (calendar.remainder, calendar.xml) = (remainder, self.text(element));
                self.calendars.push(calendar);
            }
            ItemKind::Task => {
                let (mut task, remainder) = self.build(element, uid, Task::read);
                (task.remainder, task.xml) = (remainder, self.text(element));
                self.tasks.push(task);
            }
            ItemKind::Resource => {
                let (mut resource, remainder) = self.build(element, uid, Resource::read);
                (resource.remainder, resource.xml) = (remainder, self.text(element));
                self.resources.push(resource);
            }
            ItemKind::Assignment => {
                let Some(task) = number(element, "TaskUID") else {
                    let sentence = format!("Assignment {uid} names no task and was left out.");
                    self.context.problem(ProblemCode::UnknownTask, element.at, sentence);
                    return self.leave_out(list, element);
                };
                let (mut assignment, remainder) = self.build(element, uid, |f, uid| Assignment::read(f, uid, task));
                (assignment.remainder, assignment.xml) = (remainder, self.text(element));
                self.assignments.push(assignment);
            }
        }
    }

    fn build<T>(&mut self, element: &Element<'a>, uid: i64, read: impl FnOnce(&mut Fields<'_, 'a>, i64) -> T) -> (T, Remainder) {
        self.context.census.understood += 1;
        let mut fields = Fields::new(&mut self.context, &element.children, element.at);
        let record = read(&mut fields, uid);
        fields.finish();
        (record, self.context.remainder())
    }

    /// An element as it stands in the file.
    fn text(&self, element: &Element<'a>) -> String {
        self.context.source.get(element.range.clone()).unwrap_or_default().to_owned()
    }

    fn fault(&mut self, item: Item, code: ProblemCode, element: &Element<'a>, sentence: String) {
        self.context.item = item;
        self.context.problem(code, element.at, sentence);
    }

    /// Keeps an element of a list as text.
    fn leave_out(&mut self, list: &'a str, element: &Element<'a>) {
        let xml = self.context.source.get(element.range.clone()).unwrap_or_default();
        self.context.census.kept += element.elements;
        *self.context.census.names.entry(format!("Project/{list}/{}", element.name)).or_default() += 1;
        match self.left_out.last_mut() {
            Some(part) if part.within == list => part.xml.push_str(xml),
            _ => self.left_out.push(RemainderPart { within: list.to_owned(), xml: xml.to_owned() }),
        }
    }

    fn finish(mut self, at: super::Position) -> Plan {
        self.context.item = PROJECT;
        self.context.census.read += 1;
        self.context.census.understood += 1;
        let mut fields = Fields::new(&mut self.context, &self.header, at);
        let mut project = Project::read(&mut fields);
        fields.finish();
        project.remainder = self.context.remainder();
        project.remainder.parts.append(&mut self.left_out);
        project.xml = self.header.iter().map(|element| self.text(element)).collect();
        let mut plan = Plan {
            project,
            calendars: self.calendars,
            tasks: self.tasks,
            resources: self.resources,
            assignments: self.assignments,
            refused_assignments: Vec::new(),
            problems: self.context.problems,
            census: self.context.census,
        };
        across::settle(&mut plan, self.limits, at);
        splits::derive(&mut plan);
        plan
    }
}
