//! Maps and sets as sorted lists. A run has few entries, or comes by them in their order, so a list
//! is as fast as a tree; and for each further type of key a tree takes 3 KB of the page, a list
//! 300 bytes.

use std::borrow::Borrow;
use std::slice::Iter;

use serde::{Serialize, Serializer};

/// A map, ordered by its keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortedMap<K, V> {
    entries: Vec<(K, V)>,
}

impl<K: Ord, V> SortedMap<K, V> {
    /// Puts a value in, in place of the one that was there.
    pub fn insert(&mut self, key: K, value: V) {
        let index = self.index_of(&key);
        match self.entries.get_mut(index) {
            Some(entry) if entry.0 == key => entry.1 = value,
            _ => self.entries.insert(index, (key, value)),
        }
    }

    /// The value of a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (known, value) = self.entries.get(self.index_of(key))?;
        (known.borrow() == key).then_some(value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let index = self.index_of(key);
        let (known, value) = self.entries.get_mut(index)?;
        ((*known).borrow() == key).then_some(value)
    }

    /// Whether the key is there.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Takes a key and its value out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        if self.contains_key(key) {
            self.entries.remove(self.index_of(key));
        }
    }

    /// Where the key stands, or would.
    fn index_of<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        self.entries
            .partition_point(|(known, _)| known.borrow() < key)
    }
}

impl<K, V> SortedMap<K, V> {
    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, in the order of their keys.
    pub fn iter(&self) -> Iter<'_, (K, V)> {
        self.entries.iter()
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> + Clone {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.entries.iter().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

impl<K: Serialize, V: Serialize> Serialize for SortedMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.entries.iter().map(|(key, value)| (key, value)))
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<K: Ord, V> Extend<(K, V)> for SortedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = &'a (K, V);
    type IntoIter = Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

/// A set, in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortedSet<T> {
    items: Vec<T>,
}

impl<T: Ord> SortedSet<T> {
    /// Puts an item in, and says whether it was not there yet.
    pub fn insert(&mut self, item: T) -> bool {
        let index = self.items.partition_point(|known| *known < item);
        let is_new = self.items.get(index) != Some(&item);
        if is_new {
            self.items.insert(index, item);
        }
        is_new
    }

    /// Takes an item out.
    pub fn remove(&mut self, item: &T) {
        if let Ok(index) = self.items.binary_search(item) {
            self.items.remove(index);
        }
    }

    /// Whether the item is there.
    #[must_use]
    pub fn contains(&self, item: &T) -> bool {
        self.items.binary_search(item).is_ok()
    }

    /// The greatest item below another one.
    #[must_use]
    pub fn below(&self, item: &T) -> Option<&T> {
        let index = self.items.partition_point(|known| known < item);
        self.items.get(index.checked_sub(1)?)
    }

    /// The least item that is another one, or above it.
    #[must_use]
    pub fn at_or_above(&self, item: &T) -> Option<&T> {
        let index = self.items.partition_point(|known| known < item);
        self.items.get(index)
    }
}

impl<T> SortedSet<T> {
    /// How many items there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.items.iter()
    }

    /// The items as a list, in order.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }

    /// Takes out what does not fit.
    pub fn retain(&mut self, fits: impl FnMut(&T) -> bool) {
        self.items.retain(fits);
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.items.clear();
    }
}

impl<T: Serialize> Serialize for SortedSet<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.insert(item);
        }
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut set = Self::default();
        set.extend(items);
        set
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for SortedSet<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T> IntoIterator for SortedSet<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a SortedSet<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_ordered_and_keeps_the_last_value_of_a_key() {
        let mut map = SortedMap::from([(3, 'c'), (1, 'a'), (2, 'b'), (1, 'z')]);
        assert!(map.iter().eq(&[(1, 'z'), (2, 'b'), (3, 'c')]));
        map.remove(&2);
        map.remove(&9);
        assert_eq!((map.get(&1), map.get(&2)), (Some(&'z'), None));
        assert!(map.keys().eq(&[1, 3]));
    }

    #[test]
    fn a_set_is_ordered_and_knows_neighbours() {
        let mut set = SortedSet::from([5, 1, 3, 3]);
        assert!(set.iter().eq(&[1, 3, 5]));
        assert_eq!((set.below(&3), set.at_or_above(&3)), (Some(&1), Some(&3)));
        assert_eq!((set.below(&1), set.at_or_above(&6)), (None, None));
        set.remove(&3);
        assert_eq!(set.at_or_above(&2), Some(&5));
        assert!(!set.contains(&3) && set.contains(&5));
    }
}
