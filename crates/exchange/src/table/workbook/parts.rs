//! The parts of a workbook: XML inside an archive, read as a stream with a budget of bytes.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::Package;
use crate::table::Unreadable;
use crate::table::grid::CELL_BYTES;

/// How many bytes may still be unpacked.
#[derive(Clone)]
pub(super) struct Budget {
    left: Rc<Cell<u64>>,
    all: u64,
}

impl Budget {
    pub(super) fn new(bytes: u64) -> Budget {
        Budget { left: Rc::new(Cell::new(bytes)), all: bytes }
    }
}

/// What is wrong where the file is not as it should be.
pub(super) fn broken() -> Unreadable {
    Unreadable::whole("This workbook is damaged or not complete. Save it again as .xlsx.")
}

/// Counts what is unpacked, and refuses a text without end.
struct Counted<R> {
    inner: R,
    left: Budget,
    /// Bytes since the last tag began.
    run: usize,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let left = self.left.left.get().checked_sub(u64::try_from(read).unwrap_or(u64::MAX));
        self.left.left.set(left.unwrap_or_default());
        let bytes = into.get(..read).unwrap_or_default();
        self.run = bytes.iter().rposition(|byte| *byte == b'<').map_or(self.run + read, |at| read - at);
        if left.is_none() || self.run > 2 * CELL_BYTES {
            return Err(io::Error::from(if left.is_none() { io::ErrorKind::FileTooLarge } else { io::ErrorKind::InvalidData }));
        }
        Ok(read)
    }
}

/// One part, as a stream of events.
pub(super) struct Part<'a> {
    reader: Reader<Box<dyn BufRead + 'a>>,
    /// The most bytes of all parts together.
    all: u64,
}

impl<'a> Part<'a> {
    /// Opens a part; nothing where the archive has none of this name.
    pub(super) fn open(package: &'a mut Package<'_>, budget: &Budget, path: &str) -> Result<Option<Part<'a>>, Unreadable> {
        let path = path.trim_start_matches("./");
        let found = package.index_for_name(path);
        let Some(at) = found else { return Ok(None) };
        if package.by_index_raw(at).is_ok_and(|entry| entry.encrypted()) {
            return Err(Unreadable::whole("The workbook is locked with a password. Save a copy without one."));
        }
        let entry = package.by_index(at).map_err(|_| broken())?;
        let counted = Counted { inner: entry, left: budget.clone(), run: 0 };
        let reader: Box<dyn BufRead + 'a> = Box::new(BufReader::with_capacity(64 << 10, counted));
        Ok(Some(Part { reader: Reader::from_reader(reader), all: budget.all }))
    }

    /// Gives each event in turn with the text that it holds, until the end or until `take` has enough.
    pub(super) fn each(&mut self, take: &mut dyn FnMut(&Event<'_>, &str) -> Result<bool, Unreadable>) -> Result<(), Unreadable> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = self.reader.read_event_into(&mut buffer).map_err(|error| explain(&error, self.all))?;
            let more = match &event {
                Event::Eof => return Ok(()),
                Event::DocType(_) => {
                    return Err(Unreadable::whole("The workbook has a DOCTYPE; files with one are not accepted."));
                }
                Event::Text(text) => take(&event, &text.xml10_content())?,
                Event::CData(text) => take(&event, &text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let mut letter = String::new();
                    match reference.resolve_char_ref() {
                        Ok(Some(found)) => letter.push(found),
                        Ok(None) => letter.push_str(resolve_predefined_entity(reference).ok_or_else(broken)?),
                        Err(_) => return Err(broken()),
                    }
                    take(&event, &letter)?
                }
                Event::Start(_) | Event::End(_) | Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {
                    take(&event, "")?
                }
            };
            if !more {
                return Ok(());
            }
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "whatever else is wrong, the file is damaged")]
fn explain(error: &quick_xml::Error, all: u64) -> Unreadable {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Unreadable::whole(format!("Unpacked, this file is larger than {} MB. Bring the sheet that matters alone.", all >> 20))
        }
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            Unreadable::whole(format!("A cell of the workbook has more than {CELL_BYTES} bytes, or the file is damaged."))
        }
        _ => broken(),
    }
}

/// An attribute of a tag by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
}
