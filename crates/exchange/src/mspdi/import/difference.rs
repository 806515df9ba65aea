//! The command that makes one record say what another says, naming only the fields that differ.

use organization::{
    Calendar, CalendarId, ChangeCalendar, ChangeDemand, ChangeDependency, ChangeProject, ChangeResource, ChangeTask, Command,
    Demand, Dependency, Project, Resource, Set, Task,
};

/// A change, and the names of its fields.
pub(super) struct Difference {
    pub(super) command: Command,
    pub(super) fields: Vec<String>,
}

fn set<T: Clone + PartialEq>(name: &str, before: &T, after: &T, fields: &mut Vec<String>) -> Set<T> {
    if before == after {
        return Set::Keep;
    }
    fields.push(name.to_owned());
    Set::To(after.clone())
}

macro_rules! difference {
    ($function:ident: $record:ident by $command:ident { $id:ident }, [$($field:ident)*], keeping [$($kept:ident)*]) => {
        /// What changes a record into another, or nothing where both say the same.
        pub(super) fn $function(before: &$record, after: &$record) -> Option<Difference> {
            let mut fields = Vec::new();
            let command = $command {
                $id: before.id,
                $($field: set(stringify!($field), &before.$field, &after.$field, &mut fields),)*
                $($kept: Set::Keep,)*
            };
            (!fields.is_empty()).then(|| Difference { command: command.into(), fields })
        }
    };
}

difference!(of_task: Task by ChangeTask { task },
    [name notes milestone duration work fixed manual constraint deadline calendar ignores_people percent actual_start actual_finish remaining resume splits priority inactive stated keys],
    keeping [estimate agreed cost state]);
difference!(of_calendar: Calendar by ChangeCalendar { calendar },
    [name base week exceptions weeks keys], keeping [project]);
difference!(of_resource: Resource by ChangeResource { resource },
    [name sort calendar units label keys], keeping [project]);
difference!(of_demand: Demand by ChangeDemand { demand }, [need units work remaining delay keys], keeping []);
difference!(of_dependency: Dependency by ChangeDependency { dependency }, [sort lag keys], keeping []);
difference!(of_project: Project by ChangeProject { project },
    [name calendar minutes_per_day minutes_per_week start finish_first status_date links_win critical_float keys],
    keeping [purpose serves unit sponsor target budget priority state]);

/// The calendar of a project alone.
pub(super) fn calendar_of_project(before: &Project, calendar: Option<CalendarId>) -> Option<Difference> {
    of_project(before, &Project { calendar, ..before.clone() })
}
