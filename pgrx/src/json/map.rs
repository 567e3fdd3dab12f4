// SPDX-License-Identifier: PostgreSQL
//! Objects: names and their values, sorted by name.

use std::borrow::Borrow;
use std::collections::{btree_map, BTreeMap};
use std::fmt;
use std::ops;

use super::Value;

/// The members of a JSON object.
#[derive(Clone, PartialEq, Eq)]
pub struct Map<K, V>(BTreeMap<K, V>);

/// Where a member is or could be.
pub type Entry<'a> = btree_map::Entry<'a, String, Value>;
/// Names and values.
pub type Iter<'a> = btree_map::Iter<'a, String, Value>;
/// Names and values that can be changed.
pub type IterMut<'a> = btree_map::IterMut<'a, String, Value>;
/// Owned names and values.
pub type IntoIter = btree_map::IntoIter<String, Value>;
/// Names.
pub type Keys<'a> = btree_map::Keys<'a, String, Value>;
/// Values.
pub type Values<'a> = btree_map::Values<'a, String, Value>;
/// Values that can be changed.
pub type ValuesMut<'a> = btree_map::ValuesMut<'a, String, Value>;

impl Map<String, Value> {
    /// No members.
    pub const fn new() -> Map<String, Value> {
        Map(BTreeMap::new())
    }

    /// No members; there is nothing to reserve.
    pub fn with_capacity(_capacity: usize) -> Map<String, Value> {
        Map::new()
    }

    /// Removes all members.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The value of a member.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&Value>
    where
        String: Borrow<Q>,
    {
        self.0.get(key)
    }

    /// The value of a member, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut Value>
    where
        String: Borrow<Q>,
    {
        self.0.get_mut(key)
    }

    /// A member.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&String, &Value)>
    where
        String: Borrow<Q>,
    {
        self.0.get_key_value(key)
    }

    /// Whether there is a member of that name.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        String: Borrow<Q>,
    {
        self.0.contains_key(key)
    }

    /// Sets a member; the value that it had.
    pub fn insert(&mut self, key: String, value: Value) -> Option<Value> {
        self.0.insert(key, value)
    }

    /// Removes a member; the value that it had.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<Value>
    where
        String: Borrow<Q>,
    {
        self.0.remove(key)
    }

    /// Removes a member and gives it back.
    pub fn remove_entry<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<(String, Value)>
    where
        String: Borrow<Q>,
    {
        self.0.remove_entry(key)
    }

    /// Moves all members of another object into this one.
    pub fn append(&mut self, other: &mut Map<String, Value>) {
        self.0.append(&mut other.0);
    }

    /// Where the member of that name is or could be.
    pub fn entry<S: Into<String>>(&mut self, key: S) -> Entry<'_> {
        self.0.entry(key.into())
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members.
    pub fn iter(&self) -> Iter<'_> {
        self.0.iter()
    }

    /// The members, whose values can be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_> {
        self.0.iter_mut()
    }

    /// The names.
    pub fn keys(&self) -> Keys<'_> {
        self.0.keys()
    }

    /// The values.
    pub fn values(&self) -> Values<'_> {
        self.0.values()
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> ValuesMut<'_> {
        self.0.values_mut()
    }

    /// The values, owned.
    pub fn into_values(self) -> btree_map::IntoValues<String, Value> {
        self.0.into_values()
    }

    /// Removes the members that the function does not want to keep.
    pub fn retain<F: FnMut(&String, &mut Value) -> bool>(&mut self, keep: F) {
        self.0.retain(keep);
    }
}

impl Default for Map<String, Value> {
    fn default() -> Map<String, Value> {
        Map::new()
    }
}

impl fmt::Debug for Map<String, Value> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<Q: Ord + ?Sized> ops::Index<&Q> for Map<String, Value>
where
    String: Borrow<Q>,
{
    type Output = Value;

    #[track_caller]
    fn index(&self, key: &Q) -> &Value {
        self.get(key).expect("a member of that name")
    }
}

impl<Q: Ord + ?Sized> ops::IndexMut<&Q> for Map<String, Value>
where
    String: Borrow<Q>,
{
    #[track_caller]
    fn index_mut(&mut self, key: &Q) -> &mut Value {
        self.get_mut(key).expect("a member of that name")
    }
}

impl FromIterator<(String, Value)> for Map<String, Value> {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Map<String, Value> {
        Map(members.into_iter().collect())
    }
}

impl Extend<(String, Value)> for Map<String, Value> {
    fn extend<I: IntoIterator<Item = (String, Value)>>(&mut self, members: I) {
        self.0.extend(members);
    }
}

impl IntoIterator for Map<String, Value> {
    type Item = (String, Value);
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Map<String, Value> {
    type Item = (&'a String, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map<String, Value> {
    type Item = (&'a String, &'a mut Value);
    type IntoIter = IterMut<'a>;

    fn into_iter(self) -> IterMut<'a> {
        self.0.iter_mut()
    }
}
