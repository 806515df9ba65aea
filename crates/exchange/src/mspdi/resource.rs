//! Resources: people, materials and costs.

use super::fields::Fields;
use super::measure::{Money, Position, Rate, Units};
use super::plan::{Baseline, ExtendedAttribute, Remainder, Shared, Timephased};
use jiff::civil::DateTime;

/// Someone or something that tasks need.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Number that everything in the file refers to. 0 is a placeholder for "nobody yet".
    pub uid: i64,
    /// Row in which the resource was shown.
    pub id: Option<i64>,
    /// Identity that survives copies of the file.
    pub guid: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// What it is.
    pub kind: ResourceKind,
    /// An empty row; it is no resource.
    pub is_null: bool,
    /// Initials.
    pub initials: Option<String>,
    /// Group.
    pub group: Option<String>,
    /// Code.
    pub code: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Account in a Windows domain.
    pub account: Option<String>,
    /// What a unit of the material is called.
    pub material_label: Option<String>,
    /// How much of it there is at most.
    pub max_units: Option<Units>,
    /// When it is there, if that changes.
    pub availability: Vec<Availability>,
    /// Its calendar; only one that is in the file.
    pub calendar: Option<i64>,
    /// Rate of ordinary work, or of a unit of material.
    pub standard_rate: Option<Rate>,
    /// Rate of overtime.
    pub overtime_rate: Option<Rate>,
    /// Cost of each use.
    pub cost_per_use: Option<Money>,
    /// Rates that change over time, in up to five tables.
    pub rates: Vec<DatedRate>,
    /// Whether levelling may move its work.
    pub can_level: Option<bool>,
    /// Whether it stands for any person of a kind.
    pub generic: bool,
    /// Whether it is no longer used.
    pub inactive: bool,
    /// Whether it stands for a budget.
    pub budget: bool,
    /// Whether it comes from a pool of the whole organization.
    pub enterprise: bool,
    /// Whether its work is proposed only; otherwise it is committed.
    pub proposed: bool,
    /// Work over all assignments, in minutes.
    pub work: Option<i64>,
    /// Work done, in minutes.
    pub actual_work: Option<i64>,
    /// Work that remains, in minutes.
    pub remaining_work: Option<i64>,
    /// Cost over all assignments.
    pub cost: Option<Money>,
    /// When the row was made.
    pub created: Option<DateTime>,
    /// Notes.
    pub notes: Option<String>,
    /// Copies of the plan kept earlier, by number.
    pub baselines: Vec<Baseline>,
    /// Values of fields that the author named.
    pub extended_attributes: Vec<ExtendedAttribute>,
    /// Amounts over time.
    pub timephased: Vec<Timephased>,
    /// What has no field here.
    pub remainder: Remainder,
    /// The whole resource as it stands in the file.
    pub xml: String,
    /// Where the resource begins in the file.
    pub at: Position,
}

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// Works: a person or a machine.
    Work,
    /// Is used up.
    Material,
    /// Only costs money.
    Cost,
}

/// How much of a resource there is in a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// Begin.
    pub from: Option<DateTime>,
    /// End.
    pub to: Option<DateTime>,
    /// How much.
    pub units: Option<Units>,
}

/// Rates that hold in a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedRate {
    /// Begin.
    pub from: Option<DateTime>,
    /// End.
    pub to: Option<DateTime>,
    /// Table, 0 to 4; an assignment says which it uses.
    pub table: Option<i64>,
    /// Rate of ordinary work.
    pub standard: Option<Rate>,
    /// Rate of overtime.
    pub overtime: Option<Rate>,
    /// Cost of each use.
    pub cost_per_use: Option<Money>,
}

impl Resource {
    pub(super) fn read(f: &mut Fields<'_, '_>, uid: i64) -> Self {
        f.integer("UID");
        let shared = Shared::read(f);
        let cost = f.flag("IsCostResource").unwrap_or(false);
        let kind = f.choice("Type", ResourceKind::from_code);
        Self {
            uid,
            id: f.integer("ID"),
            guid: f.text("GUID"),
            name: f.text("Name"),
            kind: if cost { ResourceKind::Cost } else { kind.unwrap_or(ResourceKind::Work) },
            is_null: f.flag("IsNull").unwrap_or(false),
            initials: f.text("Initials"),
            group: f.text("Group"),
            code: f.text("Code"),
            email: f.text("EmailAddress"),
            account: f.text("NTAccount"),
            material_label: f.text("MaterialLabel"),
            max_units: f.units("MaxUnits"),
            availability: f
                .one("AvailabilityPeriods", |list| {
                    Some(list.each("AvailabilityPeriod", |f| {
                        Some(Availability {
                            from: f.moment("AvailableFrom"),
                            to: f.moment("AvailableTo"),
                            units: f.units("AvailableUnits"),
                        })
                    }))
                })
                .unwrap_or_default(),
            calendar: f.integer("CalendarUID"),
            standard_rate: f.rate("StandardRate", "StandardRateFormat"),
            overtime_rate: f.rate("OvertimeRate", "OvertimeRateFormat"),
            cost_per_use: f.money("CostPerUse"),
            rates: f.one("Rates", |list| Some(list.each("Rate", DatedRate::read))).unwrap_or_default(),
            can_level: f.flag("CanLevel"),
            generic: f.flag("IsGeneric").unwrap_or(false),
            inactive: f.flag("IsInactive").unwrap_or(false),
            budget: f.flag("IsBudget").unwrap_or(false),
            enterprise: f.flag("IsEnterprise").unwrap_or(false),
            proposed: f.choice("BookingType", proposed).unwrap_or(false),
            work: f.work("Work"),
            actual_work: f.work("ActualWork"),
            remaining_work: f.work("RemainingWork"),
            cost: f.money("Cost"),
            created: f.moment("CreationDate"),
            notes: f.text("Notes"),
            baselines: shared.baselines,
            extended_attributes: shared.extended_attributes,
            timephased: shared.timephased,
            remainder: Remainder::default(),
            xml: String::new(),
            at: f.at(),
        }
    }
}

impl DatedRate {
    #[expect(clippy::unnecessary_wraps, reason = "readers of repeated elements may answer with nothing")]
    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            from: f.moment("RatesFrom"),
            to: f.moment("RatesTo"),
            table: f.integer("RateTable"),
            standard: f.rate("StandardRate", "StandardRateFormat"),
            overtime: f.rate("OvertimeRate", "OvertimeRateFormat"),
            cost_per_use: f.money("CostPerUse"),
        })
    }
}

impl ResourceKind {
    fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            0 => Self::Material,
            1 => Self::Work,
            2 => Self::Cost,
            _ => return None,
        })
    }
}

/// The meaning of a `BookingType`: whether it is only proposed.
pub(super) fn proposed(code: i64) -> Option<bool> {
    match code {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}
