//! What was derived once a day and is never recomputed: forecasts, counts of findings, load and health.
//!
//! A trend is drawn from these. A second observation of the same day replaces the first.

use jiff::civil::Date;
use uuid::Uuid;

use super::engine::{Connection, Row, sql};
use super::{Db, StorageError};

/// One value of one subject on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The day that it is about.
    pub day: Date,
    /// What was observed, such as `findings.TL202`.
    pub kind: String,
    /// The record that it is about; the nil id is the whole organization.
    pub subject: Uuid,
    /// The value as JSON.
    pub value: String,
}

impl Db {
    /// Writes observations, all or none.
    pub async fn observe(&self, observations: &[Observation]) -> Result<(), StorageError> {
        let mut writer = self.writer().await?;
        let observed = self.patiently(observe(writer.begun(), observations)).await;
        self.settled(&mut writer, observed).await
    }

    /// The observations of a kind and subject from one day to another, both included, oldest first.
    pub async fn observations(
        &self,
        kind: &str,
        subject: Uuid,
        first: Date,
        last: Date,
    ) -> Result<Vec<Observation>, StorageError> {
        const OBSERVATIONS: &str = "SELECT day, value FROM observation
            WHERE kind = $1 AND subject = $2 AND day >= $3 AND day <= $4 ORDER BY day";
        let observations =
            sql(OBSERVATIONS).bind(kind).bind(subject.as_bytes().to_vec()).bind(first.to_string()).bind(last.to_string());
        let rows = self.all(observations).await?;
        let read = |row: &Row| {
            let day: String = row.try_get(0)?;
            let day = day.parse().map_err(|error| sqlx::Error::Decode(Box::new(error) as _))?;
            Ok(Observation { day, kind: kind.to_owned(), subject, value: row.try_get(1)? })
        };
        rows.iter().map(read).collect::<Result<_, sqlx::Error>>().map_err(|error| self.failed(error))
    }
}

async fn observe(connection: &mut Connection, observations: &[Observation]) -> Result<(), sqlx::Error> {
    const OBSERVE: &str = "INSERT INTO observation (day, kind, subject, value) VALUES ($1, $2, $3, $4)
        ON CONFLICT (kind, subject, day) DO UPDATE SET value = excluded.value";
    connection.begin().await?;
    for seen in observations {
        let row = sql(OBSERVE)
            .bind(seen.day.to_string())
            .bind(seen.kind.clone())
            .bind(seen.subject.as_bytes().to_vec())
            .bind(seen.value.clone());
        row.run(connection).await?;
    }
    connection.commit().await
}
