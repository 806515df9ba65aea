//! The passes over lanes, compiled once for each set of vector instructions that is worth it, and chosen at run time, so
//! that a build for any x86-64 uses what its machine has.
//!
//! All versions are the same code, without a line of machine instructions; they differ in what the compiler may use.
//! The version that every machine can run is the safe twin that the tests compare the others with.

use super::draws::Lanes;
use super::exact::Exact;
use super::kernel::{Job, State, sweep};

/// Instructions that this machine has; nobody but [`Instructions::all`] makes them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Instructions(Set);

/// A set of instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Set {
    /// What every machine has.
    Usual,
    /// Vectors of 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Vectors of 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Instructions {
    /// The best that this machine has.
    pub(super) fn best() -> Self {
        Self::all().last().copied().unwrap_or(Self(Set::Usual))
    }

    /// All that this machine has, the best last.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self(Set::Usual)];
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx2") {
                all.push(Self(Set::Avx2));
            }
            if std::arch::is_x86_feature_detected!("avx2")
                && std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512bw")
                && std::arch::is_x86_feature_detected!("avx512dq")
                && std::arch::is_x86_feature_detected!("avx512vl")
            {
                all.push(Self(Set::Avx512));
            }
        }
        all
    }
}

/// Both passes over a part of a program for a block of samples.
#[cfg_attr(
    target_arch = "x86_64",
    expect(
        unsafe_code,
        reason = "a function compiled for more instructions may be called only where the machine has them, and \
                  `Instructions` are made by `all` alone, which asks the machine"
    )
)]
pub(super) fn run(with: Instructions, job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    match with.0 {
        Set::Usual => sweep(job, samples, state, exact),
        // SAFETY: the machine was asked for these instructions before the value was made.
        #[cfg(target_arch = "x86_64")]
        Set::Avx2 => unsafe { sweep_avx2(job, samples, state, exact) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Set::Avx512 => unsafe { sweep_avx512(job, samples, state, exact) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sweep_avx2(job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    sweep(job, samples, state, exact);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
fn sweep_avx512(job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    sweep(job, samples, state, exact);
}
