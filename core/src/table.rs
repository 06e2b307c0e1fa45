//! Structs that people write are tables, never lists of values in the order of the code.
//!
//! serde's derived structs also read a list, field by field. [`table!`] closes that for every format: it asks the format
//! for a map.

use serde::de::{Deserializer, Visitor};

/// Gives a struct that derives serde's traits with `#[serde(remote = "Self")]` its real ones, reading maps only.
macro_rules! table {
    ($($name:ty),+ $(,)?) => {
        $(
            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    <$name>::serialize(self, to)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    <$name>::deserialize($crate::table::MapOnly(from))
                }
            }
        )+
    };
}
pub(crate) use table;

/// A format that is asked for a map where a struct is wanted.
pub(crate) struct MapOnly<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for MapOnly<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    // A struct asks for nothing else.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
