//! Every target with its seeds, and with inputs made from them, the same ones each time. It finds what is easy to find;
//! `./dev fuzz` looks for longer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use camcheck_fuzz::{TARGETS, Target, target};

/// Inputs of each target.
const INPUTS: usize = 2_000;

/// The longest input.
const LONGEST: usize = 20_000;

#[test]
fn hostile_input_does_no_harm() {
    for target in TARGETS {
        read(target, &[]);
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        seeds.iter().for_each(|seed| read(target, seed));
        let mut dice = Dice(seeds.len() as u64);
        let mut inputs = seeds.clone();
        for _ in 0..INPUTS {
            let mut input = dice.pick(&inputs).clone();
            for _ in 0..=dice.below(4) {
                mutate(&mut input, &mut dice, &seeds);
            }
            read(target, &input);
            // Some are mutated further.
            if dice.below(20) == 0 {
                inputs.push(input);
            }
        }
    }
}

#[test]
fn a_target_is_found_by_its_name() {
    let names = TARGETS.map(|target| target.name);
    assert!(
        names
            .iter()
            .all(|name| target(name).is_some_and(|target| target.name == *name))
    );
    assert!(target("no-such-target").is_none());
}

fn read(target: Target, input: &[u8]) {
    let read = catch_unwind(AssertUnwindSafe(|| (target.read)(input)));
    assert!(read.is_ok(), "{} on {input:02x?}", target.name);
}

fn mutate(input: &mut Vec<u8>, dice: &mut Dice, seeds: &[Vec<u8>]) {
    let place = dice.below(input.len().max(1));
    match dice.below(6) {
        0 => input.truncate(place),
        1 => input.insert(place.min(input.len()), dice.byte()),
        2 if place < input.len() => drop(input.remove(place)),
        3 => {
            let other = dice.pick(seeds);
            let from = dice.below(other.len().max(1));
            input.truncate(place);
            input.extend(other.iter().skip(from));
        }
        4 => {
            let value = *dice.pick(&[0, 1, 0x7f, 0x80, 0xff]);
            input
                .iter_mut()
                .skip(place)
                .take(4)
                .for_each(|byte| *byte = value);
        }
        _ => {
            if let Some(byte) = input.get_mut(place) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
    input.truncate(LONGEST);
}

/// The same numbers each time: a linear congruential generator (Knuth's constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("below 256")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
