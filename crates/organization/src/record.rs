//! What a record is, which kinds there are, and how records point at each other.
//!
//! A new kind of record is a file in its wing and one line in the list below; tables, storage, ids, references and the reverse lookups follow from it.

use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::Arc;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::authority::Section;
use crate::command::FieldAbout;
use crate::identity::ids;
use crate::table::Table;
use crate::{AnyId, Keys, Organization, RecordId, Reference, Refusal};

/// Whether a value is the one that an absent field stands for.
pub fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A record: plain data with an identity. `#[record]` implements this.
pub trait Record: Clone + Debug + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The type of its id.
    type Id: RecordId;
    /// Its kind.
    const KIND: Kind;
    /// The letter of its references, where records of this kind have them.
    const LETTER: Option<char>;
    /// What it is, from its documentation.
    const ABOUT: &'static str;
    /// Its fields, from their documentation.
    const FIELDS: &'static [FieldAbout];
    /// Its identity.
    fn id(&self) -> Self::Id;
    /// The number of its reference, 0 for none.
    fn number(&self) -> u32;
    /// Gives it a reference.
    fn set_number(&mut self, number: u32);
    /// Its external keys.
    fn keys(&self) -> &Keys;
    /// The position of the entry that last changed it.
    fn revision(&self) -> u64;
    /// Stamps it.
    fn set_revision(&mut self, revision: u64);
}

/// What each record says about itself beside its fields.
pub trait Shape: Record {
    /// What people call it.
    fn title(&self, organization: &Organization) -> String;
    /// The records that it points at.
    fn links(&self, link: &mut dyn FnMut(Link));
    /// The object whose people decide about this record: a demand's task, a task's project. Itself where it stands for itself.
    fn home(&self) -> Option<AnyId> {
        None
    }
    /// Whose own it is: whom it speaks of, or who said it.
    fn is_own(&self, organization: &Organization, person: PersonId) -> bool {
        let _ = (organization, person);
        false
    }
    /// Who asked for it, where it is for others to answer.
    fn asked_by(&self) -> Option<PersonId> {
        None
    }
    /// The words beside its title by which people find it; nothing where its kind is not searched for.
    fn found_by(&self) -> Option<String> {
        None
    }
    /// The units that it belongs to itself, beside those of its home.
    fn units(&self, organization: &Organization, day: Date) -> Vec<UnitId> {
        let _ = (organization, day);
        Vec::new()
    }
    /// Whether it stands once somebody has said it: it is never taken back, only superseded by another.
    fn stands_for_good(&self) -> bool {
        false
    }
    /// The section that one must see to know of it at all.
    fn private(&self) -> Option<Section> {
        None
    }
    /// The section of its private fields where it has any, and what is left of it without them.
    fn redacted(&self) -> Option<(Section, Self)> {
        None
    }
    /// The rules that its fields must keep, seen against the value that it is put into.
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        let _ = organization;
        Ok(())
    }
}

/// A record that has a table in the value.
pub trait Stored: Shape {
    /// Its table.
    fn table(tables: &Tables) -> &Table<Self>;
    /// Its table, to change.
    fn table_mut(tables: &mut Tables) -> &mut Table<Self>;
    /// The record among all kinds.
    fn any(record: Arc<Self>) -> AnyRecord;
    /// Back from there.
    fn of(record: &AnyRecord) -> Option<&Arc<Self>>;
}

/// A typed id that leads to its record.
pub trait Leads: RecordId {
    /// The record that it names.
    type Record: Stored<Id = Self>;
}

/// One record pointing at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// In which relation.
    pub relation: Relation,
    /// To what.
    pub to: AnyId,
}

macro_rules! relations {
    ($($relation:ident,)*) => {
        /// The ways in which records point at each other. Each can be asked backwards without a scan.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each name says which record points at which: TaskProject is a task's project")]
        pub enum Relation { $($relation,)* }

        impl Relation {
            /// All relations.
            pub const ALL: &'static [Relation] = &[$(Relation::$relation),*];
            /// How many there are.
            pub const COUNT: usize = Relation::ALL.len();
        }
    };
}

relations! {
    UnitParent,
    UnitCalendar,
    PositionUnit,
    PositionReportsTo,
    PositionDotted,
    PositionRole,
    PersonCalendar,
    AppointmentPerson,
    AppointmentPosition,
    AppointmentFor,
    MembershipPerson,
    MembershipUnit,
    MembershipRole,
    RoleUnit,
    AdministratorPerson,
    ResponsibilitySubject,
    ResponsibilityParty,
    CalendarBase,
    GoalParent,
    GoalUnit,
    GoalSupport,
    MeasureGoal,
    ReadingMeasure,
    DirectiveGoal,
    DirectiveFrom,
    AnswerDirective,
    AnswerAddressee,
    AnswerWork,
    ProposalUnit,
    ProposalChallenges,
    ProposalAuthor,
    ProposalApprover,
    ProposalTrial,
    DecisionSubject,
    DecisionBy,
    DecisionSupersedes,
    ProjectGoal,
    ProjectUnit,
    ProjectCalendar,
    ProjectSponsor,
    TaskProject,
    TaskParent,
    TaskCalendar,
    TaskAgreed,
    DemandTask,
    DemandParty,
    ResourceProject,
    ResourceCalendar,
    ResourceSkill,
    DependencyFrom,
    DependencyTo,
    PolicyUnit,
    PolicyVersionPolicy,
    PolicyVersionAudience,
    CommentOn,
    CommentBy,
    WaiverSubject,
    WaiverBy,
    SkillParent,
    SkillHoldingPerson,
    SkillHoldingSkill,
    SkillHoldingAssessedBy,
    QualificationPerson,
    RequirementOf,
    RequirementSkill,
    AbsencePerson,
    AbsenceUndecided,
    RateResource,
    RiskSubject,
    RiskAcceptedBy,
    RiskImpactRisk,
    RiskImpactTask,
    AcknowledgementPerson,
    AcknowledgementVersion,
    AcknowledgementNotice,
    NoticeAbout,
    NoticeUnit,
    NoticeAudience,
    NoticeBy,
    ProgressReportTask,
    ProgressReportBy,
    BaselineProject,
    BaselineTaskBaseline,
    BaselineTaskTask,
    HandOffDependency,
    HandOffTask,
    HandOffBy,
    ProcessUnit,
    ProcessRunProcess,
    ImprovementSubject,
    ImprovementBy,
    RecognitionFrom,
    RecognitionTo,
    RecognitionSubject,
    DelegationFrom,
    DelegationTo,
    DelegationScope,
    MentorshipMentor,
    MentorshipMentee,
    DevelopmentPlanPerson,
    DevelopmentPlanMentor,
    DevelopmentActionPlan,
    DevelopmentActionTask,
    DevelopmentReviewPlan,
    DevelopmentReviewBy,
    SuccessionPosition,
    SuccessionCandidate,
    CheckInLead,
    CheckInPerson,
    ScenarioBy,
    RemainderOf,
}

impl Relation {
    /// Which records point, and the name of the way in which they do: a `task` by `project`. The name of a relation begins with that of its kind.
    pub fn parts(self) -> Option<(Kind, String)> {
        let name = format!("{self:?}");
        let fits = |kind: &&Kind| name.len() > format!("{kind:?}").len() && name.starts_with(&format!("{kind:?}"));
        let kind = *Kind::ALL.iter().filter(fits).max_by_key(|kind| format!("{kind:?}").len())?;
        let mut way = String::new();
        for letter in name[format!("{kind:?}").len()..].chars() {
            if letter.is_uppercase() && !way.is_empty() {
                way.push('_');
            }
            way.extend(letter.to_lowercase());
        }
        Some((kind, way))
    }
}

macro_rules! kinds {
    ($($kind:ident $id:ident $table:ident $name:literal $words:literal;)*) => {
        /// The kinds of records.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            /// No kind: the default of an empty id.
            #[default]
            Nothing,
            $(#[doc = concat!("See [`", stringify!($kind), "`](crate::", stringify!($kind), ").")] $kind,)*
        }

        impl Kind {
            /// All kinds, in the order of the list.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];
            /// How many kinds there are, the empty one among them.
            pub const COUNT: usize = Kind::ALL.len() + 1;

            /// Its name in addresses, storage and files.
            pub fn name(self) -> &'static str {
                match self { Kind::Nothing => "nothing", $(Kind::$kind => $name,)* }
            }

            /// The name of its table: `policy_versions`.
            pub fn table(self) -> &'static str {
                match self { Kind::Nothing => "nothing", $(Kind::$kind => stringify!($table),)* }
            }

            /// Its name in sentences.
            pub fn words(self) -> &'static str {
                match self { Kind::Nothing => "nothing", $(Kind::$kind => $words,)* }
            }

            /// The letter of its references.
            pub fn letter(self) -> Option<char> {
                match self { Kind::Nothing => None, $(Kind::$kind => <crate::$kind as Record>::LETTER,)* }
            }

            /// What it is.
            pub fn about(self) -> &'static str {
                match self { Kind::Nothing => "", $(Kind::$kind => <crate::$kind as Record>::ABOUT,)* }
            }

            /// Its fields.
            pub fn fields(self) -> &'static [FieldAbout] {
                match self { Kind::Nothing => &[], $(Kind::$kind => <crate::$kind as Record>::FIELDS,)* }
            }
        }

        ids! { $($id names $kind;)* }
        $(impl Leads for $id { type Record = crate::$kind; })*

        /// The tables of the value, one a kind.
        #[derive(Clone, Debug, Default)]
        pub struct Tables { $(pub(crate) $table: Table<crate::$kind>,)* }

        $(impl Stored for crate::$kind {
            fn table(tables: &Tables) -> &Table<Self> { &tables.$table }
            fn table_mut(tables: &mut Tables) -> &mut Table<Self> { &mut tables.$table }
            fn any(record: Arc<Self>) -> AnyRecord { AnyRecord::$kind(record) }
            fn of(record: &AnyRecord) -> Option<&Arc<Self>> {
                if let AnyRecord::$kind(record) = record { Some(record) } else { None }
            }
        })*

        impl Organization {
            $(#[doc = concat!("All records of this kind: ", $words, "s.")]
            pub fn $table(&self) -> &Table<crate::$kind> { &self.tables().$table })*

            /// A record of any kind.
            pub fn record(&self, id: AnyId) -> Option<AnyRecord> {
                match id.kind {
                    Kind::Nothing => None,
                    $(Kind::$kind => self.$table().get(id.id).cloned().map(AnyRecord::$kind),)*
                }
            }

            /// The records of one kind, in the order of their creation.
            pub fn of_kind(&self, kind: Kind) -> Box<dyn Iterator<Item = AnyRecord> + '_> {
                self.records_after(kind, Uuid::nil())
            }

            /// The records of a kind behind an id, in the order of their ids (that is, of their creation).
            pub fn records_after(&self, kind: Kind, after: Uuid) -> Box<dyn Iterator<Item = AnyRecord> + '_> {
                match kind {
                    Kind::Nothing => Box::new(std::iter::empty()),
                    $(Kind::$kind => Box::new(self.$table().after(after).cloned().map(AnyRecord::$kind)),)*
                }
            }

            /// All records, kind by kind, each in the order of creation.
            pub fn records(&self) -> Vec<AnyRecord> {
                let mut records = Vec::new();
                $(records.extend(self.$table().iter().cloned().map(AnyRecord::$kind));)*
                records
            }
        }

        /// A record of any kind, shared.
        #[derive(Clone, Debug, PartialEq)]
        pub enum AnyRecord { $(#[doc = concat!("A ", $words, ".")] $kind(Arc<crate::$kind>),)* }

        impl AnyRecord {
            /// Its id.
            pub fn id(&self) -> AnyId {
                match self { $(AnyRecord::$kind(record) => record.id().any(),)* }
            }
            /// The number of its reference, 0 for none.
            pub fn number(&self) -> u32 {
                match self { $(AnyRecord::$kind(record) => record.number(),)* }
            }
            /// Its external keys.
            pub fn keys(&self) -> &Keys {
                match self { $(AnyRecord::$kind(record) => record.keys(),)* }
            }
            /// The position of the entry that last changed it.
            pub fn revision(&self) -> u64 {
                match self { $(AnyRecord::$kind(record) => record.revision(),)* }
            }
            /// What people call it.
            pub fn title(&self, organization: &Organization) -> String {
                match self { $(AnyRecord::$kind(record) => record.title(organization),)* }
            }
            /// The object whose people decide about it.
            pub fn home(&self) -> Option<AnyId> {
                match self { $(AnyRecord::$kind(record) => record.home(),)* }
            }
            /// The records that it points at.
            pub fn links(&self, link: &mut dyn FnMut(Link)) {
                match self { $(AnyRecord::$kind(record) => record.links(link),)* }
            }
            /// Whose own it is.
            pub fn is_own(&self, organization: &Organization, person: PersonId) -> bool {
                match self { $(AnyRecord::$kind(record) => record.is_own(organization, person),)* }
            }
            /// Who asked for it, where it is for others to answer.
            pub fn asked_by(&self) -> Option<PersonId> {
                match self { $(AnyRecord::$kind(record) => record.asked_by(),)* }
            }
            /// The words beside its title by which people find it; nothing where its kind is not searched for.
            pub fn found_by(&self) -> Option<String> {
                match self { $(AnyRecord::$kind(record) => record.found_by(),)* }
            }
            /// The units that it belongs to itself, beside those of its home.
            pub fn units(&self, organization: &Organization, day: Date) -> Vec<UnitId> {
                match self { $(AnyRecord::$kind(record) => record.units(organization, day),)* }
            }
            /// Whether it stands once somebody has said it.
            pub fn stands_for_good(&self) -> bool {
                match self { $(AnyRecord::$kind(record) => record.stands_for_good(),)* }
            }
            /// The section that one must see to know of it at all.
            pub fn private(&self) -> Option<Section> {
                match self { $(AnyRecord::$kind(record) => record.private(),)* }
            }
            /// The section of its private fields where it has any, and what is left of it without them.
            pub fn redacted(&self) -> Option<(Section, AnyRecord)> {
                match self { $(AnyRecord::$kind(record) => record.redacted().map(|(section, rest)| (section, AnyRecord::$kind(Arc::new(rest)))),)* }
            }
            pub(crate) fn check(&self, organization: &Organization) -> Result<(), Refusal> {
                match self { $(AnyRecord::$kind(record) => record.check(organization),)* }
            }
            /// Stamps it with the position of an entry.
            pub fn set_revision(&mut self, revision: u64) {
                match self { $(AnyRecord::$kind(record) => Arc::make_mut(record).set_revision(revision),)* }
            }
            /// Its stored body.
            pub fn to_json(&self) -> String {
                match self { $(AnyRecord::$kind(record) => serde_json::to_string(&**record).unwrap_or_default(),)* }
            }
            /// A record from its stored body; the words say what is wrong with it.
            pub fn from_json(kind: Kind, body: &str) -> Result<AnyRecord, String> {
                let record = match kind {
                    Kind::Nothing => return Err("a record of no kind".to_owned()),
                    $(Kind::$kind => serde_json::from_str(body).map(|record: crate::$kind| AnyRecord::$kind(Arc::new(record))),)*
                };
                record.map_err(|fault| format!("{} record: {fault}", kind.name()))
            }
            pub(crate) fn put_into(self, tables: &mut Tables) -> Option<AnyRecord> {
                match self { $(AnyRecord::$kind(record) => tables.$table.put(record.id().uuid(), record).map(AnyRecord::$kind),)* }
            }
        }

        /// Removes a record of any kind.
        pub(crate) fn remove_from(tables: &mut Tables, id: AnyId) -> Option<AnyRecord> {
            match id.kind {
                Kind::Nothing => None,
                $(Kind::$kind => tables.$table.remove(id.id).map(AnyRecord::$kind),)*
            }
        }

        /// Tables filled at once from records in the order of kinds and ids.
        pub(crate) fn tables_from_sorted(records: &[AnyRecord]) -> Tables {
            let of_kind = |kind: Kind| {
                let start = records.partition_point(|record| record.id().kind < kind);
                let end = records.partition_point(|record| record.id().kind <= kind);
                &records[start..end]
            };
            Tables {
                $($table: Table::from_sorted(of_kind(Kind::$kind).iter().filter_map(<crate::$kind as Stored>::of).map(|record| (record.id().uuid(), record.clone()))),)*
            }
        }
    };
}

kinds! {
    Settings SettingsId settings "settings" "settings record";
    Calendar CalendarId calendars "calendar" "calendar";
    Unit UnitId units "unit" "unit";
    Role RoleId roles "role" "role";
    Position PositionId positions "position" "position";
    Person PersonId people "person" "person";
    Appointment AppointmentId appointments "appointment" "appointment";
    Membership MembershipId memberships "membership" "membership";
    Administrator AdministratorId administrators "administrator" "administrator";
    Goal GoalId goals "goal" "goal";
    Measure MeasureId measures "measure" "measure";
    Reading ReadingId readings "reading" "reading";
    Project ProjectId projects "project" "project";
    Resource ResourceId resources "resource" "resource";
    Task TaskId tasks "task" "task";
    Demand DemandId demands "demand" "demand";
    Dependency DependencyId dependencies "dependency" "dependency";
    Directive DirectiveId directives "directive" "directive";
    Answer AnswerId answers "answer" "answer";
    Proposal ProposalId proposals "proposal" "proposal";
    Decision DecisionId decisions "decision" "decision";
    Policy PolicyId policies "policy" "policy";
    PolicyVersion PolicyVersionId policy_versions "policy-version" "policy version";
    Responsibility ResponsibilityId responsibilities "responsibility" "responsibility";
    Comment CommentId comments "comment" "comment";
    Waiver WaiverId waivers "waiver" "waiver";
    Skill SkillId skills "skill" "skill";
    SkillHolding SkillHoldingId skill_holdings "skill-holding" "skill holding";
    Qualification QualificationId qualifications "qualification" "qualification";
    Requirement RequirementId requirements "requirement" "requirement";
    Absence AbsenceId absences "absence" "absence";
    Rate RateId rates "rate" "rate";
    Risk RiskId risks "risk" "risk";
    RiskImpact RiskImpactId risk_impacts "risk-impact" "risk impact";
    Acknowledgement AcknowledgementId acknowledgements "acknowledgement" "acknowledgement";
    Notice NoticeId notices "notice" "notice";
    ProgressReport ProgressReportId progress_reports "progress-report" "progress report";
    Baseline BaselineId baselines "baseline" "baseline";
    BaselineTask BaselineTaskId baseline_tasks "baseline-task" "baseline task";
    HandOff HandOffId hand_offs "hand-off" "hand off";
    Process ProcessId processes "process" "process";
    ProcessRun ProcessRunId process_runs "process-run" "process run";
    Improvement ImprovementId improvements "improvement" "improvement";
    Recognition RecognitionId recognitions "recognition" "recognition";
    Delegation DelegationId delegations "delegation" "delegation";
    Mentorship MentorshipId mentorships "mentorship" "mentorship";
    DevelopmentPlan DevelopmentPlanId development_plans "development-plan" "development plan";
    DevelopmentAction DevelopmentActionId development_actions "development-action" "development action";
    DevelopmentReview DevelopmentReviewId development_reviews "development-review" "development review";
    Succession SuccessionId successions "succession" "succession";
    CheckIn CheckInId check_ins "check-in" "check in";
    Scenario ScenarioId scenarios "scenario" "scenario";
    Remainder RemainderId remainders "remainder" "remainder";
}

impl Kind {
    /// The kind with a name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The kind whose references have a letter.
    pub fn from_letter(letter: char) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.letter() == Some(letter))
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        Kind::from_name(&name).ok_or_else(|| serde::de::Error::custom(format!("“{name}” is no kind of record")))
    }
}

impl AnyRecord {
    /// The reference that people see, where records of its kind have one.
    pub fn reference(&self) -> Option<Reference> {
        let (kind, number) = (self.id().kind, self.number());
        (number > 0 && kind.letter().is_some()).then_some(Reference { kind, number })
    }

    /// Whether both say the same, whichever entries wrote them.
    pub fn says_the_same(&self, other: &AnyRecord) -> bool {
        let mut unstamped = other.clone();
        unstamped.set_revision(self.revision());
        *self == unstamped
    }
}

/// The shortest way to say a link.
pub(crate) fn link(relation: Relation, to: impl Into<AnyId>) -> Link {
    Link { relation, to: to.into() }
}

/// The number of a UUID as an id of a kind.
pub(crate) fn any(kind: Kind, id: Uuid) -> AnyId {
    AnyId { kind, id }
}
