use super::*;

const NO: DtlsOutcome = DtlsOutcome::Unfinished;
const YES: DtlsOutcome = DtlsOutcome::Finished;

/// A trial of ports with their outcomes, and with those of their neighbours.
fn trial(ports: &[(&[DtlsOutcome], &[DtlsOutcome])]) -> Trial {
    let tried = ports.iter().zip((2_000..).step_by(1_000));
    Trial {
        ports: tried
            .map(|((outcomes, beside), port)| {
                let beside = (port + 1..).zip(beside.iter().copied());
                let tried = Tried {
                    outcomes: outcomes.to_vec(),
                    beside: beside.collect(),
                };
                (port, tried)
            })
            .collect(),
        canaries_answered: true,
    }
}

#[test]
fn dtls_is_filtered_where_no_port_finishes_twice_beside_stun_that_works() {
    let nowhere = [(&[NO, NO][..], &[][..]); 3];
    assert_eq!(trial(&nowhere).conclusion(), Conclusion::Filtered);
    let refused = [(&[NO, DtlsOutcome::Refused][..], &[][..]); 3];
    assert_eq!(trial(&refused).conclusion(), Conclusion::Filtered);

    let without_canaries = Trial {
        canaries_answered: false,
        ..trial(&nowhere)
    };
    assert_eq!(without_canaries.conclusion(), Conclusion::Unstable);
    let two_ports = [(&[NO, NO][..], &[][..]); 2];
    assert_eq!(trial(&two_ports).conclusion(), Conclusion::Unstable);
    let once = [(&[NO][..], &[][..]); 3];
    assert_eq!(trial(&once).conclusion(), Conclusion::Unstable);
    let without_stun = [(&[NO, DtlsOutcome::Unreached][..], &[][..]); 3];
    assert_eq!(trial(&without_stun).conclusion(), Conclusion::Unstable);
}

#[test]
fn a_handshake_that_finishes_at_last_passes() {
    let late = (&[NO, YES][..], &[][..]);
    let at_once = (&[YES][..], &[][..]);
    assert_eq!(trial(&[late; 3]).conclusion(), Conclusion::Passes);
    assert_eq!(
        trial(&[at_once, late, at_once]).conclusion(),
        Conclusion::Passes
    );
}

#[test]
fn a_port_that_fails_alone_is_bad_luck_only_between_others_that_do_not() {
    let at_once = (&[YES][..], &[][..]);
    for (beside, conclusion) in [
        (&[YES, YES][..], Conclusion::Passes),
        (&[YES, NO], Conclusion::Unstable),
        (&[NO, NO], Conclusion::Unstable),
        (&[], Conclusion::Unstable),
    ] {
        let alone = (&[NO, NO][..], beside);
        let trial = trial(&[at_once, alone, at_once]);
        assert_eq!(trial.conclusion(), conclusion, "{beside:?}");
    }
}

#[test]
fn what_was_never_tried_says_nothing() {
    assert_eq!(trial(&[]).conclusion(), Conclusion::NothingToTry);
    let impossible = [DtlsOutcome::NotPossible; 2];
    let device = [(&impossible[..], &[][..]); 3];
    assert_eq!(trial(&device).conclusion(), Conclusion::NotMeasured);
}
