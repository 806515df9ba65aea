//! Numbers of chance that are counted, not drawn one after the other: each follows from the seed, a stream and the
//! number of the sample, so that neither threads nor the order of anything can change them.
//!
//! A sample's number is mixed once; each stream then mixes that with its two halves of a key (two rounds of
//! multiplication and shift, after Wellons 2018, *lowbias32*, with the second half let in between). Numbers of
//! 32 bits are enough: a duration is drawn from one.

/// A source of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stream {
    pub(super) one: u32,
    pub(super) two: u32,
}

/// What a stream is used for, so that streams of the same name do not meet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Use {
    Duration,
    Project,
    Occurrence,
    Severity,
}

impl Stream {
    /// The stream of a seed, a use and a name.
    pub(super) fn new(seed: u64, of: Use, name: u64) -> Self {
        let of = match of {
            Use::Duration => 1,
            Use::Project => 2,
            Use::Occurrence => 3,
            Use::Severity => 4,
        };
        let key = mixed(mixed(mixed(seed).wrapping_add(of)).wrapping_add(name));
        let [a, b, c, d, e, f, g, h] = key.to_le_bytes();
        Self { one: u32::from_le_bytes([a, b, c, d]), two: u32::from_le_bytes([e, f, g, h]) }
    }

    /// The number of a sample, evenly among all 2³².
    #[inline(always)]
    pub(super) fn number(self, counter: u32) -> u32 {
        let mut number = counter ^ self.one;
        number = (number ^ (number >> 16)).wrapping_mul(0x7FEB_352D);
        number = (number ^ (number >> 15) ^ self.two).wrapping_mul(0x846C_A68B);
        number ^ (number >> 16)
    }
}

/// What stands for a sample in every stream.
#[inline(always)]
pub(super) fn counter(sample: u32) -> u32 {
    let mut number = sample.wrapping_add(0x9E37_79B9);
    number = (number ^ (number >> 17)).wrapping_mul(0xED5A_D4BB);
    number = (number ^ (number >> 11)).wrapping_mul(0xAC4C_1B51);
    number = (number ^ (number >> 15)).wrapping_mul(0x3184_8BAB);
    number ^ (number >> 14)
}

/// SplitMix64 (Steele, Lea and Flood 2014).
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The correlation of two streams over many samples.
    fn together(one: Stream, other: Stream) -> f64 {
        let count = 4_096u32;
        let centred = |stream: Stream, sample: u32| f64::from(stream.number(counter(sample))) / 4_294_967_296.0 - 0.5;
        (0..count).map(|sample| centred(one, sample) * centred(other, sample)).sum::<f64>() * 12.0 / f64::from(count)
    }

    #[test]
    fn streams_of_neighbouring_names_have_nothing_in_common() {
        let streams: Vec<Stream> = (0..120).map(|name| Stream::new(7, Use::Duration, name)).collect();
        let mut squares = 0.0;
        let mut pairs = 0.0;
        for (index, one) in streams.iter().enumerate() {
            for other in &streams[..index] {
                squares += together(*one, *other).powi(2);
                pairs += 1.0;
            }
        }
        // The variance of the correlation of independent numbers is one by their count.
        let ratio = squares / pairs * 4_096.0;
        assert!((0.95..1.05).contains(&ratio), "{ratio}");
    }

    #[test]
    fn every_range_is_hit_as_often_as_it_should() {
        for name in 0..20 {
            let stream = Stream::new(3, Use::Duration, name);
            let mut hits = [0u32; 256];
            for sample in 0..65_536 {
                hits[(stream.number(counter(sample)) >> 24) as usize] += 1;
            }
            let deviation: f64 = hits.iter().map(|hits| (f64::from(*hits) - 256.0).powi(2) / 256.0).sum();
            // Chi-squared with 255 degrees of freedom: mean 255, standard deviation 22.6.
            assert!((140.0..370.0).contains(&deviation), "{name}: {deviation}");
        }
    }

    #[test]
    fn neighbouring_samples_have_nothing_in_common() {
        for name in 0..20 {
            let stream = Stream::new(11, Use::Severity, name);
            let centred = |sample: u32| f64::from(stream.number(counter(sample))) / 4_294_967_296.0 - 0.5;
            let sum: f64 = (0..20_000).map(|sample| centred(sample) * centred(sample + 1)).sum();
            let correlation = sum * 12.0 / 20_000.0;
            assert!(correlation.abs() < 0.035, "{name}: {correlation}");
        }
    }

    #[test]
    fn uses_and_seeds_make_streams_of_their_own() {
        assert_ne!(Stream::new(1, Use::Duration, 5), Stream::new(1, Use::Project, 5));
        assert_ne!(Stream::new(1, Use::Duration, 5), Stream::new(2, Use::Duration, 5));
        assert_ne!(Stream::new(1, Use::Occurrence, 5), Stream::new(1, Use::Severity, 5));
    }
}
