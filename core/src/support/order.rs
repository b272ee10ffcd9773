//! Order for short lists. The sort in std is compiled again for each type, 1 KB of the page each time.

/// Sorts a list. The time grows with the square of its length, so it is for lists of some hundreds.
pub(crate) fn sort<T: Ord>(list: &mut Vec<T>) {
    let mut sorted = Vec::with_capacity(list.len());
    for item in list.drain(..) {
        let place = sorted.partition_point(|other| *other <= item);
        sorted.insert(place, item);
    }
    *list = sorted;
}

/// The median of a list of any length: the greater one of the two in the middle. It is found by halving
/// the interval that holds it.
pub(crate) fn median(list: &[u32]) -> Option<u32> {
    let (mut low, mut high) = (0, list.iter().copied().max()?);
    while low < high {
        let middle = low + (high - low) / 2;
        let not_above = list.iter().filter(|number| **number <= middle).count();
        if not_above > list.len() / 2 {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn both_do_what_std_does(list in proptest::collection::vec(any::<u32>(), 0..60)) {
            let mut expected = list.clone();
            expected.sort_unstable();
            let mut sorted = list.clone();
            sort(&mut sorted);
            prop_assert_eq!(&sorted, &expected);
            prop_assert_eq!(median(&list), expected.get(list.len() / 2).copied());
        }
    }
}
