//! How sure a share is.

/// The two-sided 95 % quantile of the normal distribution.
const Z: f64 = 1.959_963_985;

/// The 95 % interval of a share, in percent, rounded outwards.
///
/// It is Wilson's score interval (Wilson 1927), for as many independent rounds as the rounds are worth: successive
/// rounds are alike, since an outage lasts. With the correlation `r` of one round with the next, `n` rounds are
/// worth `n (1 - r) / (1 + r)` (the effective sample size of a first-order autoregressive series). `r` is estimated
/// as for a two-state Markov chain, from how often good follows bad and bad follows good; without a change it is
/// not known and taken as 0. `good` says for each judged round whether it was good.
pub(super) fn interval_percent(share: f64, good: &[bool]) -> (u8, u8) {
    let rounds = worth(good);
    let square = Z * Z;
    let centre = (share + square / (2.0 * rounds)) / (1.0 + square / rounds);
    let spread = share * (1.0 - share) / rounds + square / (4.0 * rounds * rounds);
    let half = Z / (1.0 + square / rounds) * spread.sqrt();
    // The share itself is always in it, whatever the rounding.
    let low = (centre - half).min(share);
    let high = (centre + half).max(share);
    (
        percent((low * 100.0).floor()),
        percent((high * 100.0).ceil()),
    )
}

/// How many independent rounds these are worth, one at least.
fn worth(good: &[bool]) -> f64 {
    let (mut bad_after, mut goods, mut good_after, mut bads) = (0.0, 0.0, 0.0, 0.0);
    for pair in good.windows(2) {
        match pair {
            [true, next] => {
                goods += 1.0;
                bad_after += if *next { 0.0 } else { 1.0 };
            }
            [false, next] => {
                bads += 1.0;
                good_after += if *next { 1.0 } else { 0.0 };
            }
            _ => {}
        }
    }
    let correlation = if goods > 0.0 && bads > 0.0 {
        (1.0_f64 - bad_after / goods - good_after / bads).max(0.0)
    } else {
        0.0
    };
    let rounds = u32::try_from(good.len()).map_or(f64::from(u32::MAX), f64::from);
    (rounds * (1.0 - correlation) / (1.0 + correlation)).max(1.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=100 before"
)]
fn percent(number: f64) -> u8 {
    number.clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Good rounds, then bad ones.
    fn rounds(good: usize, bad: usize) -> Vec<bool> {
        let mut rounds = vec![true; good];
        rounds.extend(vec![false; bad]);
        rounds
    }

    #[test]
    fn without_a_change_it_is_wilsons() {
        // 10 of 10: 72.2 to 100 %; 288 of 288: 98.7 to 100 %.
        assert_eq!(interval_percent(1.0, &rounds(10, 0)), (72, 100));
        assert_eq!(interval_percent(1.0, &rounds(288, 0)), (98, 100));
        assert_eq!(interval_percent(0.0, &rounds(0, 10)), (0, 28));
    }

    #[test]
    fn one_long_outage_tells_less_than_scattered_ones() {
        let long = interval_percent(0.9, &rounds(90, 10));
        let scattered: Vec<_> = (0..100).map(|round| round % 10 != 0).collect();
        let short = interval_percent(0.9, &scattered);
        // Wilson's for 90 of 100 independent ones: 82.6 to 94.5 %.
        assert_eq!(short, (82, 95));
        assert!(long.0 < short.0 && long.1 > short.1, "{long:?} {short:?}");
    }

    #[test]
    fn nothing_measured_is_no_number_that_is_not_one() {
        assert_eq!(interval_percent(1.0, &[true]), (20, 100));
        assert_eq!(interval_percent(0.5, &[]), (5, 95));
    }
}
