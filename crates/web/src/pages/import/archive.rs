//! ZIP archives, in and out. Names of entries are file names only, and bytes are counted while they are unpacked: what an archive says about itself is not
//! believed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most entries of an archive.
const ENTRIES: usize = 1_000;
/// The most bytes that all entries have when they are unpacked.
const UNPACKED: u64 = 256 << 20;

/// The files of an archive by name, without folders; the words say why it cannot be read.
pub(super) fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let broken = |_| "This ZIP file is damaged or not complete. Make it again.".to_owned();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > ENTRIES {
        return Err(format!("The ZIP file has {} entries; at most {ENTRIES} are read.", archive.len()));
    }
    let mut files = BTreeMap::new();
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        let name = entry.name().map_err(broken)?.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if entry.is_dir() || name.is_empty() || name.starts_with('.') {
            continue;
        }
        if entry.encrypted() {
            return Err("The ZIP file is locked with a password. Make one without.".to_owned());
        }
        if name == "workbook.xml" {
            return Err("This is an Excel workbook. Save its sheets as CSV and bring those files together.".to_owned());
        }
        let mut unpacked = Vec::new();
        entry.take(left + 1).read_to_end(&mut unpacked).map_err(|_| broken(zip::result::ZipError::FileNotFound))?;
        let size = u64::try_from(unpacked.len()).unwrap_or(u64::MAX);
        if size > left {
            return Err(format!("Unpacked, this file is larger than {} MB.", UNPACKED >> 20));
        }
        left -= size;
        if files.insert(name.clone(), unpacked).is_some() {
            return Err(format!("Two files of the ZIP file are called {name}. Leave one of them out."));
        }
    }
    Ok(files)
}

/// The sheets of a bundle as CSV files, so that their rows can be mended.
pub(super) fn files_of(bundle: &exchange::bundle::Bundle) -> BTreeMap<String, Vec<u8>> {
    let file = |sheet: &exchange::bundle::Sheet| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing into memory cannot fail.
        drop(writer.write_record(&sheet.header));
        for row in sheet.rows() {
            drop(writer.write_record((0..sheet.header.len()).map(|column| row.cell(column))));
        }
        (sheet.name.clone(), writer.into_inner().unwrap_or_default())
    };
    bundle.sheets.iter().map(file).collect()
}

/// Files as an archive.
pub(super) fn pack(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Always the same time, so that the same organization is the same archive.
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked_without_its_folders() {
        let files = BTreeMap::from([
            ("bundle/goals.csv".to_owned(), b"id,title\n".to_vec()),
            ("people.csv".to_owned(), b"id\n".to_vec()),
        ]);
        let unpacked = unpack(&pack(&files).expect("packed")).expect("unpacked");
        assert_eq!(unpacked.keys().collect::<Vec<_>>(), ["goals.csv", "people.csv"]);
        assert_eq!(unpacked["goals.csv"], b"id,title\n");
    }

    #[test]
    fn a_damaged_archive_and_a_workbook_are_refused_in_words() {
        let whole = pack(&BTreeMap::from([("a.csv".to_owned(), vec![b'a'; 500])])).expect("packed");
        assert_eq!(unpack(&whole[..40]).expect_err("damaged"), "This ZIP file is damaged or not complete. Make it again.");
        let workbook = pack(&BTreeMap::from([("xl/workbook.xml".to_owned(), Vec::new())])).expect("packed");
        assert!(unpack(&workbook).expect_err("a workbook").starts_with("This is an Excel workbook."));
        let many = (0..=ENTRIES).map(|number| (format!("{number}.csv"), Vec::new())).collect();
        assert!(unpack(&pack(&many).expect("packed")).expect_err("too many").contains("at most 1000 are read"));
    }

    #[test]
    fn an_archive_that_unpacks_to_too_much_is_refused_while_it_is_read() {
        let bomb = pack(&BTreeMap::from([("a.csv".to_owned(), vec![0; usize::try_from(UNPACKED).expect("a size") + 1])]))
            .expect("packed");
        assert!(bomb.len() < 1 << 20);
        assert_eq!(unpack(&bomb).expect_err("too large"), "Unpacked, this file is larger than 256 MB.");
    }
}
