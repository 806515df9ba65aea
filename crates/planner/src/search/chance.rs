//! Numbers that look like chance and follow from a seed.

/// A generator with 64 bits of state (Steele, Lea and Flood 2014, SplitMix).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of an island: seeds and islands that differ by one share nothing.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut chance = Self(seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03));
        chance.0 = chance.next() ^ stream;
        chance
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit (Lemire 2019, without rejection: the bias is below 2^-32). 0 when the limit is 0.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        let wide = u64::from((self.next() >> 32) as u32) * u64::from(limit);
        (wide >> 32) as u32
    }

    /// True so many times in 2^16.
    pub(crate) fn happens(&mut self, in_65536: u32) -> bool {
        (self.next() >> 48) < u64::from(in_65536)
    }
}
