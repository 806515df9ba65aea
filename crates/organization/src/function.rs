//! The seventeen functions of leading and managing, and administration apart from them.
//!
//! Every change that a person makes exercises exactly one. Authority is granted by function, the journal keeps it, and a person's profile is read from it.
//! Functions classify acts, never people.

use serde::{Deserialize, Serialize};

/// A function that a command exercises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, organization_derive::Written)]
pub enum Function {
    /// Leadership: say where to go.
    SetDirection,
    /// Leadership: demand action of somebody.
    CallForAction,
    /// Leadership: accept or refuse a risk.
    TakeRisk,
    /// Leadership: develop experienced people.
    DevelopSeniors,
    /// Leadership: challenge what is taken for granted.
    ChallengeStatusQuo,
    /// Management: decide what is done when.
    Plan,
    /// Management: decide who is responsible for what.
    Organize,
    /// Management: bring the work of several together.
    Coordinate,
    /// Management: watch how it goes.
    Monitor,
    /// Management: get it done.
    Implement,
    /// Management: make what exists better.
    Improve,
    /// Shared: build the organization itself.
    StrengthenOrganization,
    /// Shared: say what the future needs.
    DetermineRequirements,
    /// Shared: tell what changes.
    CommunicateChange,
    /// Shared: develop people early in their career.
    DevelopJuniors,
    /// Shared: give and earn recognition.
    RoleModel,
    /// Shared: take part in daily work.
    OperateDaily,
    /// Setting the program up: outside the seventeen.
    Administer,
}

/// The side of the model that a function belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Leaders set direction.
    Leadership,
    /// Managers make it happen.
    Management,
    /// Both do it.
    Shared,
    /// Setting the program up.
    Administration,
}

impl Function {
    /// All, in the order of the model.
    pub const ALL: [Function; 18] = [
        Function::SetDirection,
        Function::CallForAction,
        Function::TakeRisk,
        Function::DevelopSeniors,
        Function::ChallengeStatusQuo,
        Function::Plan,
        Function::Organize,
        Function::Coordinate,
        Function::Monitor,
        Function::Implement,
        Function::Improve,
        Function::StrengthenOrganization,
        Function::DetermineRequirements,
        Function::CommunicateChange,
        Function::DevelopJuniors,
        Function::RoleModel,
        Function::OperateDaily,
        Function::Administer,
    ];

    /// Its words, as in "to plan".
    pub fn words(self) -> &'static str {
        match self {
            Function::SetDirection => "set direction",
            Function::CallForAction => "call for action",
            Function::TakeRisk => "take risks",
            Function::DevelopSeniors => "develop senior people",
            Function::ChallengeStatusQuo => "challenge the status quo",
            Function::Plan => "plan",
            Function::Organize => "organize",
            Function::Coordinate => "coordinate",
            Function::Monitor => "monitor",
            Function::Implement => "implement",
            Function::Improve => "improve",
            Function::StrengthenOrganization => "strengthen the organization",
            Function::DetermineRequirements => "determine future plans and requirements",
            Function::CommunicateChange => "communicate policies and changes",
            Function::DevelopJuniors => "develop junior people",
            Function::RoleModel => "be a role model",
            Function::OperateDaily => "take part in daily operations",
            Function::Administer => "administer",
        }
    }

    /// Its name in the authority file: the words with hyphens.
    pub fn name(self) -> String {
        self.words().replace(' ', "-")
    }

    /// Leadership, management, shared or administration.
    pub fn side(self) -> Side {
        match self {
            Function::SetDirection
            | Function::CallForAction
            | Function::TakeRisk
            | Function::DevelopSeniors
            | Function::ChallengeStatusQuo => Side::Leadership,
            Function::Plan
            | Function::Organize
            | Function::Coordinate
            | Function::Monitor
            | Function::Implement
            | Function::Improve => Side::Management,
            Function::StrengthenOrganization
            | Function::DetermineRequirements
            | Function::CommunicateChange
            | Function::DevelopJuniors
            | Function::RoleModel
            | Function::OperateDaily => Side::Shared,
            Function::Administer => Side::Administration,
        }
    }
}
