//! The list of commands. Page, API, terminal, undo and reference follow from it: a new command is its struct in a wing and one word here.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::written::Definitions;
use crate::{Act, Changes, Function, Organization, Refusal};

/// A field of a command or record, as the reference and forms show it.
#[derive(Clone, Copy, Debug)]
pub struct FieldAbout {
    /// Its name.
    pub name: &'static str,
    /// What it means, from its documentation.
    pub about: &'static str,
    /// Its type.
    pub kind: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// How it is written as JSON.
    pub schema: fn(&mut Definitions) -> serde_json::Value,
}

/// What `#[command]` says about a command.
pub trait CommandAbout {
    /// Its name: `add-task`.
    const KIND: &'static str;
    /// What it does, from its documentation.
    const ABOUT: &'static str;
    /// The function that it exercises, where that does not depend on the subject.
    const FUNCTION: Option<Function>;
    /// Its fields.
    const FIELDS: &'static [FieldAbout];
    /// The function that it exercises.
    fn function(&self, organization: &Organization) -> Function;
}

/// A command decides.
pub trait Decide {
    /// What it changes, or why not. Pure.
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal>;
}

/// A field that a command sets, or leaves as it is where it is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Set<T> {
    /// Leave it.
    #[default]
    Keep,
    /// Set it.
    To(T),
}

impl<T: Clone> Set<T> {
    /// Puts it into a record's field.
    pub fn apply<F: From<T>>(&self, field: &mut F) {
        if let Set::To(value) = self {
            *field = F::from(value.clone());
        }
    }
}

/// Fills a record's field from a command's: the same value, or the default where an optional one was left out.
pub trait Fill<F> {
    /// The record's value.
    fn fill(self) -> F;
}

impl<T> Fill<T> for T {
    fn fill(self) -> T {
        self
    }
}

impl<T: Default> Fill<T> for Option<T> {
    fn fill(self) -> T {
        self.unwrap_or_default()
    }
}

impl<T: Serialize> Serialize for Set<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Set::Keep => serializer.serialize_none(),
            Set::To(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Set<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Set::To)
    }
}

/// What the list says of each command: name, explanation, function, fields.
#[derive(Clone, Copy, Debug)]
pub struct CommandEntry {
    /// Its name.
    pub kind: &'static str,
    /// What it does.
    pub about: &'static str,
    /// The function that it exercises; nothing where that depends on the subject.
    pub function: Option<Function>,
    /// Its fields.
    pub fields: &'static [FieldAbout],
}

macro_rules! commands {
    ($($command:ident)*) => {
        /// Any command.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
        pub enum Command { $(#[doc = concat!("See [`", stringify!($command), "`](crate::", stringify!($command), ").")] $command(crate::$command),)* }

        $(impl From<crate::$command> for Command {
            fn from(command: crate::$command) -> Command { Command::$command(command) }
        })*

        impl Command {
            /// All commands.
            pub const ALL: &'static [CommandEntry] = &[$(CommandEntry {
                kind: <crate::$command as CommandAbout>::KIND,
                about: <crate::$command as CommandAbout>::ABOUT,
                function: <crate::$command as CommandAbout>::FUNCTION,
                fields: <crate::$command as CommandAbout>::FIELDS,
            },)*];

            /// Its name.
            pub fn kind(&self) -> &'static str {
                match self { $(Command::$command(_) => <crate::$command as CommandAbout>::KIND,)* }
            }

            /// The function that it exercises.
            pub fn function(&self, organization: &Organization) -> Function {
                match self { $(Command::$command(command) => command.function(organization),)* }
            }

            /// Its fields as JSON.
            pub fn data(&self) -> serde_json::Value {
                match self { $(Command::$command(command) => serde_json::to_value(command).unwrap_or_default(),)* }
            }
        }

        impl Decide for Command {
            fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
                match self { $(Command::$command(command) => command.decide(organization, act),)* }
            }
        }
    };
}

impl Command {
    /// A command from its name and its fields; the words say what is wrong.
    pub fn from_parts(kind: &str, data: serde_json::Value) -> Result<Command, String> {
        if !Command::ALL.iter().any(|entry| entry.kind == kind) {
            return Err(format!("There is no command “{kind}”."));
        }
        let whole = serde_json::json!({ "kind": kind, "data": data });
        serde_json::from_value(whole).map_err(|fault| fault.to_string())
    }
}

commands! {
    ChangeSettings
    AddCalendar ChangeCalendar AddHolidays
    AddUnit ChangeUnit CloseUnit ReopenUnit
    AddRole ChangeRole
    AddPosition ChangePosition ClosePosition ReopenPosition
    AddPerson ChangePerson
    AddAppointment ChangeAppointment EndAppointment
    AddMembership ChangeMembership EndMembership
    AddAdministrator EndAdministrator
    AddResponsibility ChangeResponsibility EndResponsibility ReplaceAccountable
    AddGoal ChangeGoal MoveGoal CloseGoal ReopenGoal
    AddMeasure ChangeMeasure RemoveMeasure AddReading ChangeReading RemoveReading
    AddProject ChangeProject LinkProject UnlinkProject CloseProject ReopenProject
    AddResource ChangeResource RemoveResource
    AddTask ChangeTask MoveTask CloseTask ReopenTask RemoveTask
    AddDemand ChangeDemand RemoveDemand
    AddDependency ChangeDependency RemoveDependency
    IssueDirective ChangeDirective WithdrawDirective
    AddAnswer ChangeAnswer QuestionDirective ClarifyDirective AcceptDirective DeclineDirective PlanDirective FinishDirective ConfirmDirective ReopenDirective
    AddProposal ChangeProposal OpenProposal TryProposal AdoptProposal RejectProposal
    RecordDecision
    AddPolicy ChangePolicy RetirePolicy AddPolicyVersion
    AddComment ChangeComment RemoveComment
    AddWaiver EndWaiver
    AddSkill ChangeSkill RemoveSkill
    AddSkillHolding ChangeSkillHolding RemoveSkillHolding
    AddQualification ChangeQualification RemoveQualification
    AddRequirement ChangeRequirement RemoveRequirement EndRequirement
    AddAbsence ChangeAbsence ApproveAbsence DeclineAbsence CancelAbsence
    AddRate ChangeRate RemoveRate EndRate
    AddRisk ChangeRisk RespondToRisk AcceptRisk CloseRisk ReopenRisk
    AddRiskImpact ChangeRiskImpact RemoveRiskImpact
    AddAcknowledgement
    AddNotice
    AddProgressReport RemoveProgressReport
    AddBaseline TakeBaseline ChangeBaseline RemoveBaseline
    AddBaselineTask
    AddHandOff RemoveHandOff
    AddProcess ChangeProcess CloseProcess ReopenProcess
    AddProcessRun ChangeProcessRun RemoveProcessRun FinishProcessRun SkipProcessRun
    AddImprovement ChangeImprovement KeepImprovement RevertImprovement
    AddRecognition RemoveRecognition
    AddDelegation ChangeDelegation RemoveDelegation EndDelegation AcceptDelegation DeclineDelegation
    AddMentorship ChangeMentorship EndMentorship
    AddDevelopmentPlan ChangeDevelopmentPlan CloseDevelopmentPlan
    AddDevelopmentAction ChangeDevelopmentAction RemoveDevelopmentAction
    AddDevelopmentReview ChangeDevelopmentReview RemoveDevelopmentReview
    AddSuccession ChangeSuccession RemoveSuccession
    AddCheckIn ChangeCheckIn RemoveCheckIn
    AddScenario ChangeScenario RemoveScenario
    AddRemainder ChangeRemainder RemoveRemainder
}
