//! How what people write is read: tables, choices, words, texts and integers, each by code that is there once a format
//! and not once a type.
//!
//! serde's derived readers say the same; they are written out anew for every field of every type, which is most of what
//! a small host would carry. They also read a struct from a list, field by field: a table here is a map and nothing else.

use core::fmt::{self, Formatter};
use core::marker::PhantomData;
use core::str::FromStr;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, Unexpected, VariantAccess, Visitor};

/// Lets structs be read from tables. Each is followed by its fields, in the order of the struct; what is the default where
/// it is left out says so.
macro_rules! table {
    ($($name:ident { $($field:ident $(= $default:ident)?),* $(,)? })+) => {
        $(
            impl<'de> $crate::table::Table<'de> for $name {
                const NAME: &'static str = concat!("struct ", stringify!($name));

                fn read<A: serde::de::MapAccess<'de>>(entries: A) -> Result<Self, A::Error> {
                    $(let mut $field = None;)*
                    $crate::table::read_fields(
                        entries,
                        const { &[$(stringify!($field)),*] },
                        &mut [$(&mut $field),*],
                    )?;
                    Ok(Self { $($field: $crate::table::table!(end $field $($default)?),)* })
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    from.deserialize_map($crate::table::TableVisitor::new())
                }
            }
        )+
    };
    (end $field:ident) => {
        match $field {
            Some(value) => value,
            None => return Err(serde::de::Error::missing_field(stringify!($field))),
        }
    };
    (end $field:ident default) => {
        $field.unwrap_or_default()
    };
}
pub(crate) use table;

/// What is read from a table.
pub(crate) trait Table<'de>: Sized {
    /// What it is in an error text.
    const NAME: &'static str;

    /// Reads it.
    fn read<A: MapAccess<'de>>(entries: A) -> Result<Self, A::Error>;
}

pub(crate) struct TableVisitor<T>(PhantomData<T>);

impl<T> TableVisitor<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Table<'de>> Visitor<'de> for TableVisitor<T> {
    type Value = T;

    fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        T::read(entries)
    }
}

/// A field that is being read.
pub(crate) trait Field<'de, A: MapAccess<'de>> {
    /// Takes the value of the entry at hand.
    fn take(&mut self, entries: &mut A) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T: serde::Deserialize<'de>> Field<'de, A> for Option<T> {
    fn take(&mut self, entries: &mut A) -> Result<(), A::Error> {
        *self = Some(entries.next_value()?);
        Ok(())
    }
}

/// Reads the entries of a table into its fields, of which there are at most 128.
#[inline(never)]
pub(crate) fn read_fields<'de, A: MapAccess<'de>>(
    mut entries: A,
    names: &'static [&'static str],
    fields: &mut [&mut dyn Field<'de, A>],
) -> Result<(), A::Error> {
    let mut seen = 0_u128;
    while let Some(index) = entries.next_key_seed(Name { names, is_field: true })? {
        let bit = 1_u128.unbounded_shl(u32::try_from(index).unwrap_or(u32::MAX));
        if seen & bit != 0 {
            return Err(A::Error::duplicate_field(names.get(index).copied().unwrap_or_default()));
        }
        seen |= bit;
        if let Some(field) = fields.get_mut(index) {
            field.take(&mut entries)?;
        }
    }
    Ok(())
}

/// Which of these names stands here.
struct Name {
    names: &'static [&'static str],
    /// Of fields; else of the values of an enumeration.
    is_field: bool,
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = usize;

    fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(if self.is_field { "field identifier" } else { "variant identifier" })
    }

    #[inline(never)]
    fn visit_str<E: Error>(self, text: &str) -> Result<usize, E> {
        self.names.iter().position(|&name| name == text).ok_or_else(|| match self.is_field {
            true => E::unknown_field(text, self.names),
            false => E::unknown_variant(text, self.names),
        })
    }
}

/// Lets an enumeration be read whose values each have one content, under a name.
macro_rules! choice {
    ($name:ident { $($text:literal $variant:ident,)+ }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $name;

                    fn expecting(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        out.write_str(concat!("enum ", stringify!($name)))
                    }

                    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, from: A) -> Result<$name, A::Error> {
                        let (index, content) = $crate::table::read_name(from, NAMES)?;
                        let read: &[fn(A::Variant) -> Result<$name, A::Error>] = &[
                            $(|content| serde::de::VariantAccess::newtype_variant(content).map($name::$variant),)+
                        ];
                        match read.get(index) {
                            Some(read) => read(content),
                            None => Err(serde::de::Error::unknown_variant("", NAMES)),
                        }
                    }
                }
                const NAMES: &[&str] = &[$($text,)+];
                from.deserialize_enum(stringify!($name), NAMES, Visitor)
            }
        }
    };
}
pub(crate) use choice;

/// Which of these names a value of an enumeration has, and what gives its content.
pub(crate) fn read_name<'de, A: EnumAccess<'de>>(
    from: A,
    names: &'static [&'static str],
) -> Result<(usize, A::Variant), A::Error> {
    from.variant_seed(Name { names, is_field: false })
}

/// Reads one of these words.
pub(crate) fn read_word<'de, D: Deserializer<'de>, T: Copy>(
    from: D,
    name: &'static str,
    words: &'static [&'static str],
    values: &[T],
) -> Result<T, D::Error> {
    let index = word_at(from, name, words)?;
    values.get(index).copied().ok_or_else(|| D::Error::unknown_variant("", words))
}

#[inline(never)]
fn word_at<'de, D: Deserializer<'de>>(
    from: D,
    name: &'static str,
    words: &'static [&'static str],
) -> Result<usize, D::Error> {
    from.deserialize_enum(name, words, Word { name, words })
}

struct Word {
    name: &'static str,
    words: &'static [&'static str],
}

impl<'de> Visitor<'de> for Word {
    type Value = usize;

    fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str("enum ")?;
        out.write_str(self.name)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<usize, A::Error> {
        let (index, content) = read_name(from, self.words)?;
        content.unit_variant()?;
        Ok(index)
    }
}

/// Reads a text form, which accepts what is said.
pub(crate) fn read_text<'de, D: Deserializer<'de>, T: FromStr>(from: D, accepts: &'static str) -> Result<T, D::Error> {
    let mut value = None;
    let mut take = |text: &str| {
        value = text.parse().ok();
        value.is_some()
    };
    take_text(from, accepts, &mut take)?;
    value.ok_or_else(|| D::Error::custom(accepts))
}

#[inline(never)]
fn take_text<'de, D: Deserializer<'de>>(
    from: D,
    accepts: &'static str,
    take: &mut dyn FnMut(&str) -> bool,
) -> Result<(), D::Error> {
    from.deserialize_str(Text { accepts, take })
}

struct Text<'a> {
    accepts: &'static str,
    take: &'a mut dyn FnMut(&str) -> bool,
}

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(self.accepts)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if (self.take)(text) { Ok(()) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
    }
}

/// Reads an integer from `lo` to `hi`, both included.
#[inline(never)]
pub(crate) fn read_integer<'de, D: Deserializer<'de>>(from: D, lo: i64, hi: i64) -> Result<i64, D::Error> {
    from.deserialize_i64(Integer { lo, hi })
}

struct Integer {
    lo: i64,
    hi: i64,
}

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "an integer from {} to {}", self.lo, self.hi)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        let is_inside = self.lo <= value && value <= self.hi;
        if is_inside { Ok(value) } else { Err(E::invalid_value(Unexpected::Signed(value), &self)) }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        match i64::try_from(value) {
            Ok(signed) if self.lo <= signed && signed <= self.hi => Ok(signed),
            _ => Err(E::invalid_value(Unexpected::Unsigned(value), &self)),
        }
    }
}
