//! Rates: what resources cost, and since when. What a plan costs follows from them.

use std::sync::Arc;

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::structure::refuse_empty;
use crate::{Act, AnyId, Changes, Currency, Dated, Decide, Money, Organization, Refusal, ResourceId, Set};

pub use crate::record::RateId;

/// What a resource costs for a time: so much for an hour, a unit or a use.
#[record]
pub struct Rate {
    /// The resource.
    pub resource: ResourceId,
    /// How much.
    pub amount: Money,
    /// For an hour, for a unit, or each time it is used.
    pub per: RatePer,
    /// From when until when it holds.
    pub dated: Dated,
}

/// What a rate is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, organization_derive::Written)]
#[serde(rename_all = "kebab-case")]
pub enum RatePer {
    /// An hour of work.
    #[default]
    Hour,
    /// A unit of material.
    Unit,
    /// Each time that it is used.
    Use,
}

impl RatePer {
    /// Its words: "rate for an hour".
    pub fn words(self) -> &'static str {
        match self {
            RatePer::Hour => "rate for an hour",
            RatePer::Unit => "rate for a unit",
            RatePer::Use => "rate for each use",
        }
    }
}

impl Shape for Rate {
    fn title(&self, organization: &Organization) -> String {
        format!("{} of {}", self.per.words(), organization.label(self.resource.into()))
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::RateResource, self.resource));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.resource.into())
    }
    fn check(&self, organization: &Organization) -> Result<(), Refusal> {
        refuse_empty(self.dated)?;
        if self.amount.currency == Currency::NONE {
            return Err(Refusal::Missing { what: "The currency".to_owned() });
        }
        let same = |other: &Arc<Rate>| other.id != self.id && other.per == self.per && other.dated.overlaps(self.dated);
        if organization.rates_of(self.resource).any(same) {
            return Err(Refusal::AlreadySo { what: self.title(organization) });
        }
        Ok(())
    }
}

impl Organization {
    /// The rates of a resource, past ones among them.
    pub fn rates_of(&self, resource: ResourceId) -> impl DoubleEndedIterator<Item = &Arc<Rate>> {
        self.linked::<Rate>(Relation::RateResource, resource)
    }

    /// What a resource costs on a day.
    pub fn rate(&self, resource: ResourceId, per: RatePer, day: Date) -> Option<&Money> {
        self.rates_of(resource).find(|rate| rate.per == per && rate.dated.holds(day)).map(|rate| &rate.amount)
    }
}

/// Adds a rate.
#[command(function = Plan, adds = Rate)]
pub struct AddRate {
    /// The id of the new rate.
    pub id: RateId,
    /// The resource.
    pub resource: ResourceId,
    /// How much.
    pub amount: Money,
    /// For an hour, for a unit, or each time it is used.
    pub per: Option<RatePer>,
    /// From when until when it holds.
    pub dated: Option<Dated>,
}

/// Changes a rate.
#[command(function = Plan, changes = Rate)]
pub struct ChangeRate {
    /// The rate.
    pub rate: RateId,
    /// How much.
    pub amount: Set<Money>,
    /// For an hour, for a unit, or each time it is used.
    pub per: Set<RatePer>,
    /// From when until when it holds.
    pub dated: Set<Dated>,
}

/// Takes a rate away.
#[command(function = Plan, removes = Rate)]
pub struct RemoveRate {
    /// The rate.
    pub rate: RateId,
}

/// Ends a rate: it no longer holds from that day on.
#[command(function = Plan)]
pub struct EndRate {
    /// The rate.
    pub rate: RateId,
    /// The first day on which it no longer holds.
    pub until: Date,
}

impl Decide for EndRate {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        organization.alter(self.rate, act, |before| {
            Ok(Rate { dated: Dated { until: Some(self.until), ..before.dated }, ..before.clone() })
        })
    }
}
