//! Calendars of made-up files: weeks, weeks that differ for a time, exceptions and how they recur; and the splits of tasks, which depend on them.

use crate::xml::project;
use exchange::mspdi::{Calendar, DayRule, Lag, Limits, Plan, ProblemCode, Tenths, WorkingTime, read};

fn plan(inside: &str) -> Plan {
    read(project(inside).as_bytes(), &Limits::default()).expect("a plan")
}

fn calendar(inside: &str) -> Calendar {
    let plan = plan(&format!("<Calendars><Calendar><UID>1</UID>{inside}</Calendar></Calendars>"));
    assert_eq!(plan.problems, []);
    plan.calendars.into_iter().next().expect("a calendar")
}

/// The days of one exception of these elements, from a first day to a last.
fn days(from: &str, to: &str, elements: &str) -> String {
    let period = format!("<TimePeriod><FromDate>{from}T00:00:00</FromDate><ToDate>{to}T23:59:00</ToDate></TimePeriod>");
    let calendar =
        calendar(&format!("<Exceptions><Exception>{period}{elements}<DayWorking>0</DayWorking></Exception></Exceptions>"));
    let spans = calendar
        .expanded
        .iter()
        .map(|span| if span.from == span.to { span.from.to_string() } else { format!("{}..{}", span.from, span.to) });
    spans.collect::<Vec<_>>().join(" ")
}

#[test]
fn recurring_exceptions_fall_on_their_days() {
    let times = |number: i64| format!("<EnteredByOccurrences>1</EnteredByOccurrences><Occurrences>{number}</Occurrences>");
    let all = "<EnteredByOccurrences>0</EnteredByOccurrences><Occurrences>99</Occurrences>";
    for (from, to, elements, expected) in [
        ("2030-01-01", "2030-01-03", "<Type>1</Type>".to_owned(), "2030-01-01..2030-01-03"),
        ("2030-01-01", "2030-01-08", format!("<Type>7</Type><Period>3</Period>{all}"), "2030-01-01 2030-01-04 2030-01-07"),
        ("2030-01-01", "2030-12-31", format!("<Type>7</Type><Period>3</Period>{}", times(2)), "2030-01-01 2030-01-04"),
        ("2030-01-04", "2030-01-08", format!("<Type>8</Type>{all}"), "2030-01-04 2030-01-07 2030-01-08"),
        // Every other week on Sunday and Tuesday: the week of Tuesday, 1 January began on the Sunday before.
        (
            "2030-01-01",
            "2030-01-31",
            format!("<Type>6</Type><Period>2</Period><DaysOfWeek>5</DaysOfWeek>{all}"),
            "2030-01-01 2030-01-13 2030-01-15 2030-01-27 2030-01-29",
        ),
        (
            "2030-01-31",
            "2030-12-31",
            format!("<Type>4</Type><Period>1</Period><MonthDay>31</MonthDay>{}", times(3)),
            "2030-01-31 2030-02-28 2030-03-31",
        ),
        (
            "2030-01-15",
            "2030-12-31",
            format!("<Type>4</Type><Period>2</Period><MonthDay>1</MonthDay>{}", times(2)),
            "2030-02-01 2030-04-01",
        ),
        (
            "2030-01-01",
            "2030-06-30",
            format!("<Type>5</Type><Period>2</Period><MonthItem>8</MonthItem><MonthPosition>4</MonthPosition>{all}"),
            "2030-01-25 2030-03-29 2030-05-31",
        ),
        (
            "2030-01-01",
            "2030-12-31",
            format!("<Type>5</Type><Period>1</Period><MonthItem>1</MonthItem><MonthPosition>0</MonthPosition>{}", times(2)),
            "2030-01-01 2030-02-01",
        ),
        (
            "2030-01-01",
            "2030-12-31",
            format!("<Type>5</Type><Period>1</Period><MonthItem>2</MonthItem><MonthPosition>1</MonthPosition>{}", times(2)),
            "2030-01-06 2030-02-03",
        ),
        (
            "2030-01-01",
            "2030-12-31",
            format!("<Type>5</Type><Period>1</Period><MonthItem>0</MonthItem><MonthPosition>4</MonthPosition>{}", times(2)),
            "2030-01-31 2030-02-28",
        ),
        // The file counts months from 0.
        (
            "2030-03-01",
            "2039-12-31",
            format!("<Type>2</Type><Month>1</Month><MonthDay>29</MonthDay>{}", times(2)),
            "2031-02-28 2032-02-29",
        ),
        (
            "2030-03-01",
            "2032-12-31",
            format!("<Type>3</Type><Month>2</Month><MonthItem>5</MonthItem><MonthPosition>1</MonthPosition>{all}"),
            "2030-03-12 2031-03-11 2032-03-09",
        ),
    ] {
        assert_eq!(days(from, to, &elements), expected, "{elements}");
    }
}

#[test]
fn an_exception_that_recurs_for_ever_ends_with_the_calendar_and_the_limit() {
    let text = project(concat!(
        "<Calendars><Calendar><UID>1</UID><Exceptions><Exception><TimePeriod><FromDate>2030-01-01T00:00:00</FromDate>",
        "<ToDate>2030-01-01T23:59:00</ToDate></TimePeriod><EnteredByOccurrences>1</EnteredByOccurrences><Occurrences>99999999999</Occurrences>",
        "<Type>7</Type><Period>1</Period></Exception></Exceptions></Calendar></Calendars>",
    ));
    let limits = Limits { exception_dates: 1000, ..Limits::default() };
    let plan = read(text.as_bytes(), &limits).expect("a plan");
    assert_eq!(plan.calendars[0].expanded.len(), 1000);
    assert_eq!(plan.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [ProblemCode::TooManyDates]);
    assert_eq!(read(text.as_bytes(), &Limits { exception_dates: 10_000_000, ..limits }).expect("a plan").problems, []);
}

const DAY_OFF: &str = "<TimePeriod><FromDate>2030-05-01T00:00:00</FromDate><ToDate>2030-05-01T23:59:59</ToDate></TimePeriod>";

#[test]
fn exceptions_that_a_file_states_twice_count_once() {
    let old = format!("<WeekDays><WeekDay><DayType>0</DayType><DayWorking>0</DayWorking>{DAY_OFF}</WeekDay></WeekDays>");
    let new = format!("<Exceptions><Exception>{DAY_OFF}<Name>May Day</Name><DayWorking>0</DayWorking></Exception></Exceptions>");
    let both = calendar(&format!("{old}{new}"));
    assert_eq!(both.exceptions.iter().map(|exception| exception.name.as_deref()).collect::<Vec<_>>(), [Some("May Day")]);
    assert_eq!((both.expanded.len(), both.repeated_exceptions.len()), (1, 1));
    let only_old = calendar(&old);
    assert_eq!((only_old.exceptions.len(), only_old.expanded.len(), only_old.repeated_exceptions.len()), (1, 1, 0));
    assert_eq!(only_old.exceptions[0].to.to_string(), "2030-05-01");
}

#[test]
fn a_day_may_work_through_midnight_and_a_week_may_differ_for_a_time() {
    let day = |kind: i64, times: &str| {
        format!("<WeekDay><DayType>{kind}</DayType><DayWorking>1</DayWorking><WorkingTimes>{times}</WorkingTimes></WeekDay>")
    };
    let time = |from: &str, to: &str| format!("<WorkingTime><FromTime>{from}</FromTime><ToTime>{to}</ToTime></WorkingTime>");
    let usual = format!(
        "<WeekDays>{}{}<WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays>",
        day(2, &time("00:00:00", "00:00:00")),
        day(3, &format!("{}{}", time("23:00:00", "00:00:00"), time("00:00:00", "03:30:00"))),
    );
    let weeks = format!(
        "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2030-07-01T00:00:00</FromDate><ToDate>2030-08-31T00:00:00</ToDate></TimePeriod><Name>Summer</Name><WeekDays>{}</WeekDays></WorkWeek></WorkWeeks>",
        day(7, &time("06:00:00", "10:00:00")),
    );
    let calendar = calendar(&format!("{usual}{weeks}"));
    let [monday, tuesday, wednesday, .., sunday] = &calendar.week.days;
    assert_eq!(*monday, DayRule::Working(vec![WorkingTime { from: 0, to: 1440 }]));
    assert_eq!(*tuesday, DayRule::Working(vec![WorkingTime { from: 0, to: 210 }, WorkingTime { from: 1380, to: 1440 }]));
    assert_eq!((wednesday, sunday), (&DayRule::Inherited, &DayRule::NonWorking));
    let summer = &calendar.work_weeks[0];
    assert_eq!((summer.name.as_deref(), summer.to.map(|day| day.to_string()).as_deref()), (Some("Summer"), Some("2030-08-31")));
    assert_eq!(summer.week.days[5], DayRule::Working(vec![WorkingTime { from: 360, to: 600 }]));
}

#[test]
fn a_task_is_split_where_nothing_is_done_in_working_time() {
    let amount = |start: &str, finish: &str, value: &str| {
        format!(
            "<TimephasedData><Type>1</Type><UID>1</UID><Start>2030-05-{start}</Start><Finish>2030-05-{finish}</Finish><Unit>2</Unit><Value>{value}</Value></TimephasedData>"
        )
    };
    // 1 May 2030 is a Wednesday. The weekend splits nothing, the idle Tuesday does.
    let work = [
        amount("02T08:00:00", "02T17:00:00", "PT8H0M0S"),
        amount("03T08:00:00", "03T23:59:59", "PT8H0M0S"),
        amount("04T00:00:00", "05T23:59:59", "PT0H0M0S"),
        amount("06T08:00:00", "06T17:00:00", "PT8H0M0S"),
        amount("07T08:00:00", "07T17:00:00", "PT0H0M0S"),
        amount("08T08:00:00", "08T17:00:00", "PT8H0M0S"),
    ];
    let file = |more: &str| {
        format!(
            "<Calendars><Calendar><UID>1</UID></Calendar><Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID>{more}</Calendar></Calendars><Tasks><Task><UID>1</UID></Task></Tasks><Resources><Resource><UID>5</UID><CalendarUID>2</CalendarUID></Resource></Resources><Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>5</ResourceUID>{}</Assignment></Assignments>",
            work.concat()
        )
    };
    let splits = |more: &str| {
        plan(&file(more)).tasks[0].splits.iter().map(|part| format!("{} {}", part.start, part.finish)).collect::<Vec<_>>()
    };
    assert_eq!(splits(""), ["2030-05-02T08:00:00 2030-05-06T17:00:00", "2030-05-08T08:00:00 2030-05-08T17:00:00"]);
    let away = DAY_OFF.replace("05-01", "05-07");
    assert_eq!(splits(&format!("<Exceptions><Exception>{away}<DayWorking>0</DayWorking></Exception></Exceptions>")), [""; 0]);
}

#[test]
fn a_lag_is_tenths_of_a_minute_or_a_share() {
    let lag = |elements: &str| {
        let file = format!(
            "<Tasks><Task><UID>1</UID></Task><Task><UID>2</UID><PredecessorLink><PredecessorUID>1</PredecessorUID>{elements}</PredecessorLink></Task></Tasks>"
        );
        plan(&file).tasks[1].predecessors[0].lag
    };
    let Lag::Time { length, format } = lag("<LinkLag>-14400</LinkLag><LagFormat>8</LagFormat>") else { panic!("a length") };
    assert_eq!((length, length.minutes(), format.elapsed), (Tenths(-14_400), -1_440, true));
    let Lag::Percent { percent, format } = lag("<LinkLag>-75</LinkLag><LagFormat>20</LagFormat>") else { panic!("a share") };
    assert_eq!((percent, format.elapsed), (-75, true));
    assert!(lag("").is_zero());
    for code in (3..=12).chain(19..=21).chain(35..=44).chain(51..=53) {
        let format = exchange::mspdi::DurationFormat::from_code(code).expect("a format");
        assert_eq!(format.code(), code);
    }
}
