//! `throughline serve`: the server on a data directory, or one of several on a shared database.

use std::net::SocketAddr;
use std::sync::Arc;

use office::Office;
use office::accounts::{Accounts, Rules};
use office::storage::Db;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::place::Place;
use crate::surroundings::{Machine, chance};

/// Serves until the program is told to stop.
pub(crate) async fn serve(place: &Place, db: Db, listen: SocketAddr) -> Result<(), Failure> {
    let chance = chance();
    let demo = db.is_demo();
    if demo && !listen.ip().is_loopback() {
        return Err(Failure::usage(format!(
            "{listen} is not a loopback address, and this is an example whose people need no password. Listen on 127.0.0.1."
        )));
    }
    let accounts = Accounts::new(db.clone(), chance.clone(), Rules::default());
    let office = Office::open(db, chance).await?;
    // Beside a server of PostgreSQL the terminal writes to the database itself.
    if let Place::Folder(folder) = place {
        crate::reach::listen(folder, office.clone(), accounts.clone())?;
    }
    let set_up = if demo || accounts.is_set_up().await? { None } else { Some(accounts.open_set_up(Machine.now()).await?) };
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|error| {
        Failure::storage(format!("{listen}: the server cannot listen there ({error}). Choose another address with --listen."))
    })?;
    let address = listener.local_addr().unwrap_or(listen);
    let desk = web::Desk { demo, ..web::Desk::open(office, accounts, Arc::new(Machine)) };
    desk.follow();
    println!("Throughline is at http://{address}");
    if let Some(token) = set_up {
        println!(
            "Nobody can sign in yet. Become the first administrator at http://{address}/set-up/{} (works once, for a day).",
            token.secret()
        );
    }
    web::serve(listener, web::routes(desk), told_to_stop()).await;
    Ok(())
}

/// Waits until somebody stops the program, from the keyboard or as a service manager does.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        drop(tokio::signal::ctrl_c().await);
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
