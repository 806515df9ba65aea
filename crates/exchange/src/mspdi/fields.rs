//! A record's elements, asked for by name. What was asked for and could be understood counts as understood; everything else goes to the record's
//! remainder as it stands in the file, so that the two together are always the whole.

use super::fault::{Item, Problem, ProblemCode};
use super::measure::{Duration, DurationFormat, Lag, Money, Position, Rate, RateUnit, Tenths, TimeUnit, Units};
use super::parse::{self, Fault};
use super::plan::{Census, Remainder, RemainderPart};
use super::xml::{Element, shortened};
use jiff::civil::{Date, DateTime};

/// The longest duration that a plan can hold: 190 years, in minutes.
const LONGEST_DURATION: i64 = 100_000_000;
/// The most work that a plan can hold, in minutes.
const MOST_WORK: i64 = 100_000_000_000;

/// What is gathered while a file is read.
pub(super) struct Context<'a> {
    /// The text of the file.
    pub(super) source: &'a str,
    /// What was wrong.
    pub(super) problems: Vec<Problem>,
    /// What was counted.
    pub(super) census: Census,
    /// The record that is being read.
    pub(super) item: Item,
    remainder: Remainder,
    /// The paths of the elements of the record that are kept.
    names: Vec<String>,
    /// The elements inside the record that are being read, with their number.
    path: Vec<(&'a str, usize)>,
}

impl<'a> Context<'a> {
    pub(super) fn new(source: &'a str, item: Item) -> Self {
        let (problems, names, path) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, problems, census: Census::default(), item, remainder: Remainder::default(), names, path }
    }

    /// Records a problem of the record that is being read.
    pub(super) fn problem(&mut self, code: ProblemCode, at: Position, sentence: String) {
        self.problems.push(Problem { code, sentence, at, item: self.item });
    }

    /// Keeps an element of the record as text.
    fn keep(&mut self, element: &Element<'a>, part: &mut String) {
        part.push_str(self.source.get(element.range.clone()).unwrap_or_default());
        self.census.kept += element.elements;
        let mut name = self.item.kind.word().to_owned();
        for (step, _) in &self.path {
            name.push('/');
            name.push_str(step);
        }
        name.push('/');
        name.push_str(element.name);
        self.names.push(name);
    }

    /// What was kept of the record, which ends here.
    pub(super) fn remainder(&mut self) -> Remainder {
        for name in self.names.drain(..) {
            *self.census.names.entry(name).or_default() += 1;
        }
        std::mem::take(&mut self.remainder)
    }

    fn within(&self) -> String {
        let steps: Vec<String> = self.path.iter().map(|(name, number)| format!("{name}[{number}]")).collect();
        steps.join("/")
    }
}

/// The elements of one record, or of an element inside it.
pub(super) struct Fields<'e, 'a> {
    context: &'e mut Context<'a>,
    children: &'e [Element<'a>],
    /// The children by name, those of one name in the order of the file.
    order: Vec<usize>,
    taken: Vec<bool>,
    at: Position,
}

impl<'e, 'a> Fields<'e, 'a> {
    pub(super) fn new(context: &'e mut Context<'a>, children: &'e [Element<'a>], at: Position) -> Self {
        let mut order: Vec<usize> = (0..children.len()).collect();
        order.sort_by_key(|index| children.get(*index).map(|child| child.name));
        Self { context, order, taken: vec![false; children.len()], children, at }
    }

    /// Where the record, or the element inside it, begins.
    pub(super) fn at(&self) -> Position {
        self.at
    }

    /// Puts what nobody asked for into the record's remainder.
    pub(super) fn finish(self) {
        let mut xml = String::new();
        for (child, taken) in self.children.iter().zip(&self.taken) {
            if !taken {
                self.context.keep(child, &mut xml);
            }
        }
        if !xml.is_empty() {
            let within = self.context.within();
            self.context.remainder.parts.push(RemainderPart { within, xml });
        }
    }

    fn named(&self, name: &str) -> std::ops::Range<usize> {
        let name_at = |index: &usize| self.children.get(*index).map_or("", |child| child.name);
        let from = self.order.partition_point(|index| name_at(index) < name);
        let to = self.order.partition_point(|index| name_at(index) <= name);
        from..to
    }

    fn take(&mut self, index: usize) {
        if let Some(taken) = self.taken.get_mut(index) {
            *taken = true;
            self.context.census.understood += 1;
        }
        if let Some(child) = self.children.get(index).filter(|child| child.attributed) {
            let sentence =
                format!("{}: the attributes of {} are not read; plans have none.", self.context.item, shortened(child.name));
            self.context.problem(ProblemCode::UnreadAttribute, child.at, sentence);
        }
    }

    pub(super) fn problem(&mut self, code: ProblemCode, at: Position, sentence: String) {
        self.context.problem(code, at, sentence);
    }

    /// The record, for the begin of a sentence about it.
    pub(super) fn item(&self) -> Item {
        self.context.item
    }

    /// Reads the first element of a name. If its text is at fault, the element stays untouched and the problem is recorded.
    fn value<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, Fault>, kind: Kind) -> Option<T> {
        let index = *self
            .order
            .get(self.named(name).start)
            .filter(|index| self.children.get(**index).is_some_and(|child| child.name == name))?;
        let child = self.children.get(index)?;
        if child.text.trim().is_empty() && child.children.is_empty() {
            self.take(index);
            return None;
        }
        let fault = match read(child.text.trim()) {
            Ok(value) if child.children.is_empty() => {
                self.take(index);
                return Some(value);
            }
            Ok(_) => Fault::Form,
            Err(fault) => fault,
        };
        let (code, because) = kind.explain(fault);
        let sentence = format!("{}: {name} is \"{}\"; {because}.", self.context.item, shortened(child.text.trim()));
        self.context.problem(code, child.at, sentence);
        None
    }

    /// A text as it stands, unless it is blank.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let index = *self
            .order
            .get(self.named(name).start)
            .filter(|index| self.children.get(**index).is_some_and(|child| child.name == name))?;
        let child = self.children.get(index)?;
        if !child.children.is_empty() {
            return self.value(name, |_| Err(Fault::Form), Kind::Text);
        }
        self.take(index);
        (!child.text.trim().is_empty()).then(|| child.text.clone().into_owned())
    }

    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let read = |text: &str| match text {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            _ => Err(Fault::Form),
        };
        self.value(name, read, Kind::Choice)
    }

    /// A whole number; a fraction is rounded.
    pub(super) fn integer(&mut self, name: &str) -> Option<i64> {
        self.value(name, |text| parse::decimal(text, 0), Kind::Number)
    }

    /// A share in per cent, 0 to 100.
    pub(super) fn percent(&mut self, name: &str) -> Option<i64> {
        let read = |text: &str| match parse::decimal(text, 0)? {
            percent if percent < 0 => Err(Fault::Negative),
            percent if percent > 100 => Err(Fault::TooMuch),
            percent => Ok(percent),
        };
        self.value(name, read, Kind::Number)
    }

    pub(super) fn millionths(&mut self, name: &str) -> Option<i64> {
        self.value(name, |text| parse::decimal(text, 6), Kind::Number)
    }

    pub(super) fn units(&mut self, name: &str) -> Option<Units> {
        let read = |text: &str| match parse::decimal(text, 6)? {
            millionths if millionths < 0 => Err(Fault::Negative),
            millionths => Ok(Units { millionths }),
        };
        self.value(name, read, Kind::Number)
    }

    pub(super) fn money(&mut self, name: &str) -> Option<Money> {
        let read = |text: &str| Ok(Money { hundredths: parse::decimal(text, 0)? });
        self.value(name, read, Kind::Number)
    }

    /// A number that stands for one of several meanings.
    pub(super) fn choice<T>(&mut self, name: &str, meaning: impl FnOnce(i64) -> Option<T>) -> Option<T> {
        let read = |text: &str| parse::decimal(text, 0).ok().and_then(meaning).ok_or(Fault::Form);
        self.value(name, read, Kind::Choice)
    }

    pub(super) fn format(&mut self, name: &str) -> Option<DurationFormat> {
        self.choice(name, DurationFormat::from_code)
    }

    pub(super) fn rate(&mut self, name: &str, format: &str) -> Option<Rate> {
        let ten_thousandths = self.value(name, |text| parse::decimal(text, 4), Kind::Number);
        let unit = self.choice(format, RateUnit::from_code);
        ten_thousandths.map(|ten_thousandths| Rate { ten_thousandths, unit })
    }

    pub(super) fn moment(&mut self, name: &str) -> Option<DateTime> {
        let moment = self.value(name, parse::moment, Kind::Date)?;
        if moment.zoned {
            let at = self.place(name);
            let sentence = format!(
                "{}: {name} names a time zone; plans have none, so the clock time {} was taken.",
                self.context.item, moment.value
            );
            self.context.problem(ProblemCode::DateWithZone, at, sentence);
        }
        Some(moment.value)
    }

    /// The day of a date whose time says nothing.
    pub(super) fn day(&mut self, name: &str) -> Option<Date> {
        self.value(name, parse::day, Kind::Date)
    }

    pub(super) fn minute_of_day(&mut self, name: &str) -> Option<u16> {
        self.value(name, parse::minute_of_day, Kind::Time)
    }

    /// A duration in the given format.
    pub(super) fn duration(&mut self, name: &str, format: Option<DurationFormat>) -> Option<Duration> {
        let minutes = self.value(name, |text| bounded(text, LONGEST_DURATION), Kind::Duration)?;
        Some(Duration { minutes, format: format.unwrap_or(DurationFormat::UNSTATED) })
    }

    /// Work in minutes.
    pub(super) fn work(&mut self, name: &str) -> Option<i64> {
        self.value(name, |text| bounded(text, MOST_WORK), Kind::Duration)
    }

    pub(super) fn tenths(&mut self, name: &str) -> Option<Tenths> {
        self.integer(name).map(Tenths)
    }

    pub(super) fn lag(&mut self) -> Lag {
        let format = self.format("LagFormat").unwrap_or(DurationFormat::UNSTATED);
        let amount = self.integer("LinkLag").unwrap_or(0);
        if format.unit == TimeUnit::Percent {
            Lag::Percent { percent: amount, format }
        } else {
            Lag::Time { length: Tenths(amount), format }
        }
    }

    /// Where the first element of a name begins.
    pub(super) fn place(&self, name: &str) -> Position {
        let first = self.order.get(self.named(name).start).and_then(|index| self.children.get(*index));
        first.filter(|child| child.name == name).map_or(self.at, |child| child.at)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        !self.named(name).is_empty()
    }

    /// Reads every element of a name. What the reader answers with nothing goes to the remainder as a whole.
    pub(super) fn each<T>(&mut self, name: &str, mut read: impl FnMut(&mut Fields<'_, 'a>) -> Option<T>) -> Vec<T> {
        let places = self.named(name);
        places.enumerate().filter_map(|(number, place)| self.inside(place, number.saturating_add(1), &mut read)).collect()
    }

    /// Reads the first element of a name; others of that name go to the remainder.
    pub(super) fn one<T>(&mut self, name: &str, read: impl FnMut(&mut Fields<'_, 'a>) -> Option<T>) -> Option<T> {
        let places = self.named(name);
        if places.is_empty() { None } else { self.inside(places.start, 1, read) }
    }

    fn inside<T>(&mut self, place: usize, number: usize, mut read: impl FnMut(&mut Fields<'_, 'a>) -> Option<T>) -> Option<T> {
        let index = self.order.get(place).copied()?;
        let child = self.children.get(index)?;
        let context = &mut *self.context;
        let (understood, kept) = (context.census.understood, context.census.kept);
        let (parts, names) = (context.remainder.parts.len(), context.names.len());
        context.path.push((child.name, number));
        let mut fields = Fields::new(context, &child.children, child.at);
        let value = read(&mut fields);
        if value.is_some() {
            fields.finish();
        }
        let context = &mut *self.context;
        context.path.pop();
        if value.is_some() {
            self.take(index);
        } else {
            context.remainder.parts.truncate(parts);
            context.names.truncate(names);
            (context.census.understood, context.census.kept) = (understood, kept);
        }
        value
    }
}

fn bounded(text: &str, most: i64) -> Result<i64, Fault> {
    match parse::minutes(text)? {
        minutes if minutes < 0 => Err(Fault::Negative),
        minutes if minutes > most => Err(Fault::TooMuch),
        minutes => Ok(minutes),
    }
}

/// What a field asks for, for the sentence about a text that is something else.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Choice,
    Date,
    Time,
    Duration,
}

impl Kind {
    fn explain(self, fault: Fault) -> (ProblemCode, &'static str) {
        match (self, fault) {
            (Self::Text, _) => (ProblemCode::BadValue, "a text was expected, and there are elements in it"),
            (Self::Choice, _) => (ProblemCode::BadValue, "it is none of the values that this field has"),
            (Self::Number, Fault::Negative) => (ProblemCode::BadNumber, "it cannot be less than nothing"),
            (Self::Number, Fault::TooMuch) => (ProblemCode::BadNumber, "that is more than this field can hold"),
            (Self::Number, Fault::Form | Fault::NoSuchDay) => (ProblemCode::BadNumber, "that is not a number"),
            (Self::Date, Fault::NoSuchDay) => (ProblemCode::BadDate, "there is no such day"),
            (Self::Date, Fault::Form | Fault::Negative | Fault::TooMuch) => {
                (ProblemCode::BadDate, "that is not a date (use YYYY-MM-DDTHH:MM:SS)")
            }
            (Self::Time, _) => (ProblemCode::BadValue, "that is not a time of day (use HH:MM:SS)"),
            (Self::Duration, Fault::Negative) => (ProblemCode::NegativeDuration, "it cannot be less than nothing"),
            (Self::Duration, Fault::TooMuch) => (ProblemCode::BadDuration, "that is longer than a plan can be"),
            (Self::Duration, Fault::Form | Fault::NoSuchDay) => {
                (ProblemCode::BadDuration, "that is not a length of time (use PT8H0M0S)")
            }
        }
    }
}
