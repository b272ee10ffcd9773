//! Sets and maps from iterators, one insertion after the other.

/// Collects into a `BTreeSet` or `BTreeMap` as `collect` does, but without sorting first.
///
/// The sort in std's `FromIterator` is compiled again for each type of item, 4 KB of the page each
/// time (measured: 45 KB of code, 12 KB of the page with brotli). Our collections have few items, so
/// inserting them is as fast.
pub fn collected<C, T>(items: impl IntoIterator<Item = T>) -> C
where
    C: Default + Extend<T>,
{
    let mut collection = C::default();
    collection.extend(items);
    collection
}
