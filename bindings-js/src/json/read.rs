//! A tree to the models of the core.

use super::{Error, Json};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor,
};

impl Json {
    /// An error about this value where another is expected.
    #[inline(never)]
    fn refused(&self, expected: &dyn Expected) -> Error {
        let found = match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Integer(value) => Unexpected::Signed(*value),
            Self::Number(written) => Unexpected::Other(written),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Table(_) => Unexpected::Map,
        };
        Error::invalid_type(found, expected)
    }
}

impl<'de> Deserializer<'de> for &'de Json {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Json::Text(text) => visitor.visit_str(text),
            Json::List(_) => self.deserialize_seq(visitor),
            Json::Table(_) => self.deserialize_map(visitor),
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Json::Bool(value) => visitor.visit_bool(*value),
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Json::Integer(value) => visitor.visit_i64(*value),
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Json::Text(text) => visitor.visit_str(text),
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    // What visits a list of any length takes all of it. What else it expects it says in Rust's words, and so does what visits a
    // table: none of them is asked, so that none of their words are carried.

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut rest = Items { items: self.items(&"a list")?, taken: 0 };
        visitor.visit_seq(&mut rest).map_err(|error| rest.locate(error))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        let mut rest = Items { items: self.items(&visitor)?, taken: 0 };
        visitor.visit_seq(&mut rest).map_err(|error| rest.locate(error)).and_then(|value| rest.end(value))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut rest = Entries { entries: self.entries()?, taken: 0, stage: Stage::Around };
        visitor.visit_map(&mut rest).map_err(|error| rest.locate(error))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let choice = self.choice()?;
        visitor.visit_enum(&choice).map_err(|error| choice.locate(error))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct struct identifier
        ignored_any
    }
}

impl Json {
    /// The items of a list, or an error about what is none.
    #[inline(never)]
    fn items(&self, expected: &dyn Expected) -> Result<&[Self], Error> {
        match self {
            Self::List(items) => Ok(items),
            _ => Err(self.refused(expected)),
        }
    }

    /// The entries of a table, or an error about what is none.
    #[inline(never)]
    fn entries(&self) -> Result<&[(String, Self)], Error> {
        match self {
            Self::Table(entries) => Ok(entries),
            _ => Err(self.refused(&"a table")),
        }
    }

    /// The name of a value of an enumeration, with its content.
    #[inline(never)]
    fn choice(&self) -> Result<Choice<'_>, Error> {
        match self {
            Self::Text(name) => Ok(Choice { name, content: None }),
            Self::Table(entries) => match entries.as_slice() {
                [(name, content)] => Ok(Choice { name, content: Some(content) }),
                _ => Err(self.refused(&"a table with one key")),
            },
            _ => Err(self.refused(&"string or map")),
        }
    }
}

/// The items of a list, of which some are taken.
struct Items<'de> {
    items: &'de [Json],
    taken: usize,
}

impl Items<'_> {
    /// An error that came of the item at hand, or, past the last, of the list.
    #[inline(never)]
    fn locate(&self, error: Error) -> Error {
        match self.taken.checked_sub(1) {
            Some(index) if index < self.items.len() => error.at(index),
            _ => error,
        }
    }

    /// Errs where there is more than was taken.
    fn end<T>(&self, value: T) -> Result<T, Error> {
        match self.taken < self.items.len() {
            true => Err(Error::invalid_length(self.items.len(), &"a shorter list")),
            false => Ok(value),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let item = self.items.get(self.taken);
        self.taken += 1;
        item.map(|item| seed.deserialize(item)).transpose()
    }
}

/// The entries of a table, of which some are taken.
struct Entries<'de> {
    entries: &'de [(String, Json)],
    taken: usize,
    stage: Stage,
}

/// What is being read.
enum Stage {
    Around,
    Key,
    Value,
}

static NONE: (String, Json) = (String::new(), Json::Null);

impl<'de> Entries<'de> {
    /// The entry at hand.
    fn entry(&self) -> &'de (String, Json) {
        self.taken.checked_sub(1).and_then(|index| self.entries.get(index)).unwrap_or(&NONE)
    }

    /// An error that came of what is being read.
    #[inline(never)]
    fn locate(&self, error: Error) -> Error {
        let key = &self.entry().0;
        match self.stage {
            Stage::Around => error,
            Stage::Key => error.of_key(key),
            Stage::Value => error.under(key),
        }
    }

    /// The key of the next entry.
    #[inline(never)]
    fn next(&mut self) -> Option<Key<'de>> {
        let is_there = self.taken < self.entries.len();
        self.taken += 1;
        self.stage = if is_there { Stage::Key } else { Stage::Around };
        is_there.then(|| Key(&self.entry().0))
    }

    /// What stands under it.
    #[inline(never)]
    fn value(&mut self) -> &'de Json {
        self.stage = Stage::Value;
        &self.entry().1
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next().map(|key| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.value())
    }
}

/// A key of a table, or a name.
struct Key<'de>(&'de str);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.0)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(&Choice { name: self.0, content: None })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

/// A value of an enumeration: its name, and what stands under it.
struct Choice<'de> {
    name: &'de str,
    content: Option<&'de Json>,
}

impl<'de> Choice<'de> {
    /// An error that came of the content, or of a name with one.
    #[inline(never)]
    fn locate(&self, error: Error) -> Error {
        if self.content.is_some() { error.under(self.name) } else { error }
    }

    #[inline(never)]
    fn content(&self) -> Result<&'de Json, Error> {
        self.content.ok_or_else(|| Error::invalid_value(Unexpected::Str(self.name), &"a table with that key"))
    }
}

impl<'de> EnumAccess<'de> for &Choice<'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        Ok((seed.deserialize(Key(self.name))?, self))
    }
}

impl<'de> VariantAccess<'de> for &Choice<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.content {
            None | Some(Json::Null) => Ok(()),
            Some(content) => Err(content.refused(&"no value")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.content()?.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.content()?.deserialize_map(visitor)
    }
}
