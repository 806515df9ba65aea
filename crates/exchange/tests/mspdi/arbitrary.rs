//! Bytes that nobody meant: nothing that a file holds makes the reader panic, hang or lose count.

use crate::xml::project;
use exchange::mspdi::{Limits, read};
use exchange::sniff::sniff;
use proptest::prelude::*;
use std::time::Instant;

/// Pieces from which files are put together, good and bad.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!DOCTYPE",
    "&",
    "&amp;",
    "&#65;",
    "&#0;",
    "&x;",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "\u{feff}",
    "é",
    "\u{202e}",
    "\0",
    "Project",
    "<Project xmlns='http://schemas.microsoft.com/project'>",
    "</Project>",
    "<Tasks>",
    "</Tasks>",
    "<Task>",
    "</Task>",
    "<UID>1</UID>",
    "<UID>2</UID>",
    "<UID>-1</UID>",
    "<UID>9999999999999999999</UID>",
    "<OutlineLevel>-5</OutlineLevel>",
    "<OutlineLevel>2</OutlineLevel>",
    "<Duration>PT-1e9H</Duration>",
    "<Start>0001-01-01T00:00:00</Start>",
    "<Finish>9999-12-31T23:59:59</Finish>",
    "<PredecessorLink>",
    "</PredecessorLink>",
    "<PredecessorUID>1</PredecessorUID>",
    "<PredecessorUID>2</PredecessorUID>",
    "<LinkLag>-9223372036854775808</LinkLag>",
    "<Calendars>",
    "</Calendars>",
    "<Calendar>",
    "</Calendar>",
    "<BaseCalendarUID>1</BaseCalendarUID>",
    "<BaseCalendarUID>2</BaseCalendarUID>",
    "<Exceptions>",
    "</Exceptions>",
    "<Exception>",
    "</Exception>",
    "<Type>4</Type>",
    "<Type>6</Type>",
    "<Type>7</Type>",
    "<Period>4294967295</Period>",
    "<Period>0</Period>",
    "<MonthDay>31</MonthDay>",
    "<Month>11</Month>",
    "<DaysOfWeek>127</DaysOfWeek>",
    "<TimePeriod><FromDate>-001-01-01</FromDate><ToDate>9999-12-31</ToDate></TimePeriod>",
    "<TimePeriod><FromDate>0001-01-01T00:00:00</FromDate><ToDate>9999-12-31T24:00:00</ToDate></TimePeriod>",
    "<EnteredByOccurrences>1</EnteredByOccurrences>",
    "<Occurrences>-1</Occurrences>",
    "<WeekDays>",
    "</WeekDays>",
    "<WeekDay>",
    "</WeekDay>",
    "<DayType>0</DayType>",
    "<DayType>7</DayType>",
    "<WorkingTimes>",
    "</WorkingTimes>",
    "<WorkingTime><FromTime>24:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime>",
    "<Assignments>",
    "</Assignments>",
    "<Assignment>",
    "</Assignment>",
    "<TaskUID>1</TaskUID>",
    "<TimephasedData><Type>1</Type><Start>0001-01-01T00:00:00</Start><Finish>9999-12-31T00:00:00</Finish><Value>PT1H</Value></TimephasedData>",
    "<a b='c'/>",
    "<a b>",
    "<a b='c",
    "<:a/>",
    "<p:a/>",
];

fn small() -> Limits {
    Limits { exception_dates: 10_000, ..Limits::default() }
}

/// Reads the bytes; whatever the answer, counts must be whole.
fn try_to_read(bytes: &[u8]) {
    let _ = sniff(bytes);
    if let Ok(plan) = read(bytes, &small()) {
        assert_eq!(plan.census.understood + plan.census.kept, plan.census.read);
    }
}

/// A file with a bit of everything, to be damaged.
fn good() -> String {
    project(concat!(
        "<Title>Dig &amp; pour</Title><CalendarUID>1</CalendarUID><!-- a comment -->\n",
        "<Calendars><Calendar><UID>1</UID><WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime>",
        "<FromTime>08:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays><Exceptions><Exception>",
        "<TimePeriod><FromDate>2030-01-01T00:00:00</FromDate><ToDate>2031-01-01T00:00:00</ToDate></TimePeriod><Type>4</Type><Period>1</Period>",
        "<MonthDay>31</MonthDay></Exception></Exceptions></Calendar></Calendars>\n",
        "<Tasks><Task><UID>1</UID><OutlineLevel>1</OutlineLevel><Start>2030-01-01T08:00:00</Start><Duration>PT8H0M0S</Duration>",
        "<DurationFormat>7</DurationFormat></Task><Task><UID>2</UID><OutlineLevel>1</OutlineLevel><PredecessorLink><PredecessorUID>1</PredecessorUID>",
        "<LinkLag>4800</LinkLag><LagFormat>7</LagFormat></PredecessorLink><Notes><![CDATA[a < b]]></Notes></Task></Tasks>\n",
        "<Resources><Resource><UID>1</UID><MaxUnits>1.00</MaxUnits></Resource></Resources>",
        "<Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><TimephasedData><Type>1</Type>",
        "<Start>2030-01-01T08:00:00</Start><Finish>2030-01-02T08:00:00</Finish><Value>PT8H0M0S</Value></TimephasedData></Assignment></Assignments>",
    ))
}

/// Names that the reader knows, and one that it does not.
const NAMES: &[&str] = &[
    "Calendars",
    "Calendar",
    "Tasks",
    "Task",
    "Resources",
    "Resource",
    "Assignments",
    "Assignment",
    "UID",
    "WeekDays",
    "WeekDay",
    "DayType",
    "DayWorking",
    "WorkingTimes",
    "WorkingTime",
    "FromTime",
    "ToTime",
    "TimePeriod",
    "FromDate",
    "ToDate",
    "Exceptions",
    "Exception",
    "Type",
    "Period",
    "Month",
    "MonthDay",
    "MonthItem",
    "MonthPosition",
    "DaysOfWeek",
    "Occurrences",
    "EnteredByOccurrences",
    "WorkWeeks",
    "WorkWeek",
    "BaseCalendarUID",
    "CalendarUID",
    "OutlineLevel",
    "PredecessorLink",
    "PredecessorUID",
    "LinkLag",
    "LagFormat",
    "Duration",
    "DurationFormat",
    "Work",
    "Start",
    "Finish",
    "TaskUID",
    "ResourceUID",
    "TimephasedData",
    "Unit",
    "Value",
    "Baseline",
    "Number",
    "Units",
    "StandardRate",
    "ExtendedAttributes",
    "ExtendedAttribute",
    "Unknown",
];

/// Values that are right in some field.
const VALUES: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "5",
    "7",
    "8",
    "-1",
    "20",
    "127",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "1e18",
    "0.5",
    "PT8H0M0S",
    "PT0H0M30S",
    "PT-8H0M0S",
    "08:00:00",
    "00:00:00",
    "24:00:00",
    "2030-01-31T08:00:00",
    "2031-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "0001-01-01T00:00:00",
    "x",
    "",
];

/// Elements with names and values of the format, nested in any way.
fn element() -> impl Strategy<Value = String> {
    let leaf = (proptest::sample::select(NAMES), proptest::sample::select(VALUES))
        .prop_map(|(name, value)| format!("<{name}>{value}</{name}>"));
    leaf.prop_recursive(6, 80, 12, |inner| {
        (proptest::sample::select(NAMES), proptest::collection::vec(inner, 0..12))
            .prop_map(|(name, children)| format!("<{name}>{}</{name}>", children.concat()))
    })
}

/// Records of the format whose elements are any.
fn record() -> impl Strategy<Value = String> {
    let kind = proptest::sample::select(
        &[("Calendars", "Calendar"), ("Tasks", "Task"), ("Resources", "Resource"), ("Assignments", "Assignment")][..],
    );
    (kind, 0..4_i64, proptest::collection::vec(element(), 0..16))
        .prop_map(|((list, name), uid, inside)| format!("<{list}><{name}><UID>{uid}</UID>{}</{name}></{list}>", inside.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        try_to_read(&bytes);
    }

    #[test]
    fn arbitrary_text_is_read_or_refused(text in ".{0,200}") {
        try_to_read(text.as_bytes());
    }

    #[test]
    fn pieces_in_any_order_are_read_or_refused(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        try_to_read(pieces.concat().as_bytes());
        try_to_read(project(&pieces.concat()).as_bytes());
    }

    #[test]
    fn any_elements_of_the_format_are_read_without_losing_one(records in proptest::collection::vec(record(), 0..8)) {
        let text = project(&records.concat());
        let plan = read(text.as_bytes(), &small()).expect("well-formed");
        prop_assert_eq!(plan.census.understood + plan.census.kept, plan.census.read);
        crate::whole::check(&text, &plan, "made up");
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..20, proptest::sample::select(PIECES)), 1..6),
        wide in any::<bool>(),
    ) {
        let mut bytes = good().into_bytes();
        if wide {
            bytes = good().encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        for (place, length, piece) in changes {
            let from = place.index(bytes.len());
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, piece.bytes());
        }
        try_to_read(&bytes);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused(place in any::<prop::sample::Index>()) {
        let text = good();
        let whole = text.trim_end();
        let cut = &whole.as_bytes()[..place.index(whole.len())];
        prop_assert!(read(cut, &small()).is_err());
    }
}

#[test]
fn the_file_that_is_damaged_is_good() {
    let plan = read(good().as_bytes(), &Limits::default()).expect("a plan");
    assert_eq!(plan.problems, []);
    assert_eq!(plan.tasks[1].notes.as_deref(), Some("a < b"));
    assert_eq!(plan.project.title.as_deref(), Some("Dig & pour"));
}

/// The time that reading takes, in seconds; the best of three.
fn seconds(text: &str) -> f64 {
    let once = || {
        let begin = Instant::now();
        let _ = read(text.as_bytes(), &Limits { tasks: 1_000_000, attributes: usize::MAX, ..Limits::default() });
        begin.elapsed().as_secs_f64()
    };
    once().min(once()).min(once())
}

/// What a file is full of, and the file with so many of them.
type Shape = (&'static str, fn(usize) -> String);

#[test]
fn work_grows_no_faster_than_the_file() {
    let link = |task: usize| format!("<PredecessorLink><PredecessorUID>{task}</PredecessorUID></PredecessorLink>");
    let shapes: [Shape; 6] = [
        ("attributes", |size| project(&format!("<a{}/>", (0..size).map(|number| format!(" b{number}=''")).collect::<String>()))),
        ("one long line of tasks", |size| {
            project(&format!(
                "<Tasks>{}</Tasks>",
                (0..size).map(|uid| format!("<Task><UID>{uid}</UID></Task>")).collect::<String>()
            ))
        }),
        ("one name again and again", |size| {
            project(&format!("<Tasks><Task><UID>1</UID>{}</Task></Tasks>", "<Name>a</Name>".repeat(size)))
        }),
        ("faults", |size| {
            project(&format!(
                "<Tasks>{}</Tasks>",
                (0..size).map(|uid| format!("<Task><UID>{uid}</UID><Start>x</Start></Task>")).collect::<String>()
            ))
        }),
        ("references", |size| project(&format!("<Tasks><Task><UID>1</UID><Name>{}</Name></Task></Tasks>", "&amp;".repeat(size)))),
        ("unknown names", |size| {
            project(&format!(
                "<Tasks><Task><UID>1</UID>{}</Task></Tasks>",
                (0..size).map(|number| format!("<n{number}/>")).collect::<String>()
            ))
        }),
    ];
    for (name, shape) in shapes {
        let (small, large) = (seconds(&shape(1_500)), seconds(&shape(12_000)));
        assert!(large < 40.0 * small + 0.05, "{name}: {small} s, eight times as much {large} s");
    }
    let ring = |size: usize| {
        let row = |uid: usize| format!("<Task><UID>{uid}</UID>{}</Task>", link((uid + 1) % size));
        project(&format!("<Tasks>{}</Tasks>", (0..size).map(row).collect::<String>()))
    };
    let (small, large) = (seconds(&ring(1_500)), seconds(&ring(12_000)));
    assert!(large < 40.0 * small + 0.05, "a circle of links: {small} s, eight times as much {large} s");
}
