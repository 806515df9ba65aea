//! Reads a drawn plan. A line is a task: its name, its length, and what else there is to say, separated by `;`.
//!
//! ```text
//! from Mon 08:00                     the project's start (`until Fri 17:00`: its finish); Mon2 is Monday of week two
//! day 6h                             what `1d` means; 8h otherwise
//! status Wed 08:00
//! links win                          links win over constraints
//! calendar night: Mon-Fri 20-24      `calendar project: …` is the project's; several shifts are 8-12+13-17, always 0-24
//! calendar night off Tue             a day off; `calendar night Tue-Wed2: Mon-Fri 6-14` is a working week
//!   house                            indented tasks below make it a summary
//!     dig    2d                      d, h, m, w; 2ed is elapsed; 0 is a milestone
//!     pour   4h; after dig+1d, survey SS, plan FF-50%
//!     cure   1d; on night; by ann 50%; work 8h; snet Tue 08:00; deadline Fri 17:00; started Mon 08:00 left 4h
//! ```

use std::collections::BTreeMap;

use jiff::civil::date;
use planner::{
    Assignment, Calendar, CalendarId, Calendars, Constraint, Direction, Lag, Length, Link, LinkKind, Minute, Mode, Network,
    Pause, Progress, Project, ProjectIndex, Shift, Span, Task, TaskIndex, Week, WorkingWeek,
};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A plan as the planner takes it, and the names that people gave.
pub(crate) struct Plan {
    pub(crate) network: Network,
    pub(crate) calendars: Calendars,
    pub(crate) names: Vec<String>,
}

/// A line of tasks that waits for all names to be known.
struct Waiting {
    to: usize,
    text: String,
}

struct Reader {
    day: i64,
    sheets: BTreeMap<String, Calendar>,
    project: Project,
    tasks: Vec<(usize, String, Vec<String>)>,
}

/// Monday of week one at midnight.
pub(crate) fn epoch() -> Minute {
    Minute::midnight(date(2024, 1, 1))
}

pub(crate) fn plan(text: &str) -> Plan {
    let standard = Calendar::weekly(Week::standard());
    let mut reader = Reader {
        day: 480,
        sheets: BTreeMap::from([("project".to_owned(), standard)]),
        project: Project::starting(moment("Mon 08:00"), CalendarId::AROUND_THE_CLOCK),
        tasks: Vec::new(),
    };
    for line in text.lines().map(|line| line.split('#').next().unwrap_or("")).filter(|line| !line.trim().is_empty()) {
        reader.line(line);
    }
    reader.finish()
}

impl Reader {
    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["from", day, time] => self.project.direction = Direction::FromStart(moment(&format!("{day} {time}"))),
            ["until", day, time] => self.project.direction = Direction::FromFinish(moment(&format!("{day} {time}"))),
            ["status", day, time] => self.project.status = Some(moment(&format!("{day} {time}"))),
            ["links", "win"] => self.project.honor_constraints = false,
            ["critical", "below", length] => self.project.critical_limit = self.length(length).minutes(),
            ["day", hours] => self.day = self.length(hours).minutes(),
            ["calendar", name, rest @ ..] => self.calendar(name, rest),
            _ => {
                let indent = line.len() - line.trim_start().len();
                let mut parts = line.split(';').map(|part| part.trim().to_owned());
                let head = parts.next().unwrap_or_default();
                self.tasks.push((indent, head, parts.collect()));
            }
        }
    }

    fn calendar(&mut self, name: &str, rest: &[&str]) {
        let sheet = self.sheets.entry(name.trim_end_matches(':').to_owned()).or_default();
        match rest {
            ["off", days] => {
                let (from, to) = range(days);
                let (from, to) = (from.datetime().date(), to.datetime().date());
                *sheet = std::mem::take(sheet).off(from, to);
            }
            [days, hours] if !name.ends_with(':') && days.ends_with(':') => panic!("say which days: {days} {hours}"),
            [dates, days, hours] => {
                let (from, to) = range(dates.trim_end_matches(':'));
                let week = week(days, hours).days.map(Some);
                sheet.working_weeks.push(WorkingWeek { from: from.datetime().date(), to: to.datetime().date(), days: week });
            }
            [days, hours] => sheet.week = week(days, hours),
            other => panic!("a calendar line is not understood: {other:?}"),
        }
    }

    fn finish(self) -> Plan {
        let mut calendars = Calendars::new();
        let ids: BTreeMap<&str, CalendarId> =
            self.sheets.iter().map(|(name, sheet)| (name.as_str(), calendars.add(sheet))).collect();
        let mut network = Network::default();
        let (mut names, mut waiting, mut above): (Vec<String>, Vec<Waiting>, Vec<(usize, u32)>) = Default::default();
        for (indent, head, options) in &self.tasks {
            let index = network.tasks.len();
            let (name, length) = head.split_once(char::is_whitespace).unwrap_or((head, "0"));
            let mut task = Task::working(ProjectIndex(0), 0);
            task.span = Span::Fixed(self.length(length.trim()));
            above.retain(|(depth, _)| depth < indent);
            task.parent = above.last().map(|(_, parent)| TaskIndex(*parent));
            above.push((*indent, u32::try_from(index).unwrap()));
            for option in options {
                match option.strip_prefix("after ") {
                    Some(links) => {
                        waiting.extend(links.split(',').map(|text| Waiting { to: index, text: text.trim().to_owned() }))
                    }
                    None => self.option(&mut task, option, &ids),
                }
            }
            names.push(name.to_owned());
            network.tasks.push(task);
        }
        let at = |name: &str| names.iter().position(|known| known == name).unwrap_or_else(|| panic!("who is {name}?"));
        for link in &waiting {
            let (name, kind, lag) = self.link(&link.text);
            let index = |task: usize| TaskIndex(u32::try_from(task).unwrap());
            network.links.push(Link { from: index(at(name)), to: index(link.to), kind, lag });
        }
        network.projects.push(Project { calendar: ids["project"], ..self.project });
        Plan { network, calendars, names }
    }

    fn option(&self, task: &mut Task, option: &str, ids: &BTreeMap<&str, CalendarId>) {
        let words: Vec<&str> = option.split_whitespace().collect();
        let span = |from: &str| {
            let (start, finish) = from.split_once(" .. ").unwrap_or((from, ""));
            (moment(start), (!finish.is_empty()).then(|| moment(finish)))
        };
        let rest = option.split_once(' ').map_or("", |(_, rest)| rest);
        match words[0] {
            "inactive" => task.active = false,
            "asap" => task.constraint = Constraint::AsSoonAsPossible,
            "alap" => task.constraint = Constraint::AsLateAsPossible,
            "snet" => task.constraint = Constraint::StartNoEarlierThan(moment(rest)),
            "snlt" => task.constraint = Constraint::StartNoLaterThan(moment(rest)),
            "fnet" => task.constraint = Constraint::FinishNoEarlierThan(moment(rest)),
            "fnlt" => task.constraint = Constraint::FinishNoLaterThan(moment(rest)),
            "mso" => task.constraint = Constraint::MustStartOn(moment(rest)),
            "mfo" => task.constraint = Constraint::MustFinishOn(moment(rest)),
            "deadline" => task.deadline = Some(moment(rest)),
            "pinned" => task.pinned = Some(moment(rest)),
            "on" => task.calendar = Some(ids[words[1]]),
            "delay" => task.delay = self.length(words[1]),
            "pause" => {
                let (after, length) = (self.length(words[2]).minutes(), self.length(words[4]).minutes());
                task.pauses.push(Pause { after, length });
            }
            "manual" if rest.is_empty() => task.mode = Mode::Manual { start: None, finish: None },
            "manual" if rest.starts_with("until ") => {
                task.mode = Mode::Manual { start: None, finish: Some(moment(&rest[6..])) };
            }
            "manual" => {
                let (start, finish) = span(rest);
                task.mode = Mode::Manual { start: Some(start), finish };
            }
            "finished" => {
                let (start, finish) = span(rest);
                task.progress = Progress::Finished { start, finish: finish.unwrap() };
            }
            "started" => {
                let (start, left) = rest.split_once(" left ").unwrap();
                let (left, resume) = left.split_once(" again ").unwrap_or((left, ""));
                let resume = (!resume.is_empty()).then(|| moment(resume));
                task.progress = Progress::Started { start: moment(start), remaining: self.length(left).minutes(), resume };
            }
            "by" => self.assign(task, &words[1..], ids),
            other => panic!("what is {other}?"),
        }
    }

    /// `by ann`, `by ann 50%`, `by ann 50% for 16h`; without hours the task's length.
    fn assign(&self, task: &mut Task, words: &[&str], ids: &BTreeMap<&str, CalendarId>) {
        let planned = task.span.planned();
        let units = words.get(1).map_or(100, |units| units.trim_end_matches('%').parse().unwrap());
        let work = words.get(3).map_or(planned.minutes(), |work| self.length(work).minutes());
        let own = Assignment { calendar: ids[words[0]], work, remaining: work, units: units * 100, delay: 0 };
        let mut assignments = match &task.span {
            Span::Fixed(_) => Vec::new(),
            Span::Assigned { assignments, .. } => assignments.clone(),
        };
        assignments.push(own);
        task.span = Span::Assigned { assignments, otherwise: planned };
    }

    fn link<'a>(&self, text: &'a str) -> (&'a str, LinkKind, Lag) {
        let (text, lag) = match text.find(['+', '-']) {
            Some(at) => (&text[..at], &text[at..]),
            None => (text, ""),
        };
        let (name, kind) = text.trim().split_once(' ').unwrap_or((text.trim(), "FS"));
        let kind = match kind {
            "SS" => LinkKind::StartToStart,
            "FF" => LinkKind::FinishToFinish,
            "SF" => LinkKind::StartToFinish,
            _ => LinkKind::FinishToStart,
        };
        let sign = if lag.starts_with('-') { -1 } else { 1 };
        let amount = lag.trim_start_matches(['+', '-']);
        let lag = if let Some(percent) = amount.strip_suffix("e%") {
            Lag::ElapsedPercent(sign * percent.parse::<i64>().unwrap())
        } else if let Some(percent) = amount.strip_suffix('%') {
            Lag::Percent(sign * percent.parse::<i64>().unwrap())
        } else {
            match self.length(if amount.is_empty() { "0" } else { amount }) {
                Length::Working(minutes) => Lag::Working(sign * minutes),
                Length::Elapsed(minutes) => Lag::Elapsed(sign * minutes),
            }
        };
        (name, kind, lag)
    }

    fn length(&self, text: &str) -> Length {
        let digits = text.trim_end_matches(|symbol: char| symbol.is_alphabetic());
        let amount: i64 = digits.parse().unwrap_or_else(|_| panic!("how long is {text}?"));
        match &text[digits.len()..] {
            "" | "m" => Length::Working(amount),
            "h" => Length::Working(amount * 60),
            "d" => Length::Working(amount * self.day),
            "w" => Length::Working(amount * self.day * 5),
            "eh" => Length::Elapsed(amount * 60),
            "ed" => Length::Elapsed(amount * 1_440),
            other => panic!("what is a {other}?"),
        }
    }
}

/// `Mon 08:00`, `Tue2 17:00`, `Fri0 08:00`.
pub(crate) fn moment(text: &str) -> Minute {
    let (day, time) = text.trim().split_once(' ').unwrap_or_else(|| panic!("when is {text}?"));
    let (hour, minute) = time.split_once(':').unwrap_or_else(|| panic!("when is {text}?"));
    let within = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    Minute::new(i64::from(first_minute(day).get()) + within)
}

fn first_minute(day: &str) -> Minute {
    let of_week = i64::try_from(DAYS.iter().position(|name| day.starts_with(name)).unwrap()).unwrap();
    let week: i64 = day[3..].parse().unwrap_or(1);
    Minute::new(i64::from(epoch().get()) + ((week - 1) * 7 + of_week) * 1_440)
}

fn range(days: &str) -> (Minute, Minute) {
    let (from, to) = days.split_once('-').unwrap_or((days, days));
    (first_minute(from), first_minute(to))
}

fn week(days: &str, hours: &str) -> Week {
    let shifts: Vec<Shift> = hours
        .split('+')
        .filter(|shift| *shift != "off")
        .map(|shift| {
            let (from, to) = shift.split_once('-').unwrap();
            Shift::hours(from.parse().unwrap(), to.parse().unwrap())
        })
        .collect();
    let (from, to) = days.split_once('-').unwrap_or((days, days));
    let index = |day: &str| DAYS.iter().position(|name| *name == day).unwrap();
    let worked = index(from)..=index(to);
    Week { days: std::array::from_fn(|day| if worked.contains(&day) { shifts.clone() } else { Vec::new() }) }
}

/// `Tue2 08:00`, the week only when it is not the first.
pub(crate) fn show(minute: Minute) -> String {
    let since = i64::from(minute.get()) - i64::from(epoch().get());
    let (day, within) = (since.div_euclid(1_440), since.rem_euclid(1_440));
    let week = day.div_euclid(7) + 1;
    let name = DAYS[usize::try_from(day.rem_euclid(7)).unwrap()];
    let week = if week == 1 { String::new() } else { week.to_string() };
    format!("{name}{week} {:02}:{:02}", within / 60, within % 60)
}
