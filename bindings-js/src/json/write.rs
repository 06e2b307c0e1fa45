//! Models to text.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::fmt::{self, Display, Write};

/// A value as JSON.
pub fn write<T: Serialize>(value: &T) -> String {
    let mut out = String::new();
    let Ok(()) = value.serialize(To(&mut out));
    out
}

/// What can be wrong with a value: nothing, since all that this crate and the engine say has a JSON form.
#[derive(Debug)]
pub enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl serde::ser::Error for Never {
    fn custom<T: Display>(message: T) -> Self {
        unreachable!("{message}")
    }
}

/// Puts a text in quotes.
#[inline(never)]
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

/// Where a value is written to.
struct To<'a>(&'a mut String);

impl<'a> To<'a> {
    /// Begins an item of a list; a comma is due unless it is the first.
    #[inline(never)]
    fn item(&mut self) {
        if !self.0.ends_with(['[', '{']) {
            self.0.push(',');
        }
    }

    /// Begins an entry of a table.
    #[inline(never)]
    fn key(&mut self, key: &str) {
        self.item();
        quote(key, self.0);
        self.0.push(':');
    }

    /// Begins what ends with `end`, under a name where it has one.
    #[inline(never)]
    fn open(self, name: &str, start: char, end: &'static str) -> Open<'a> {
        if !name.is_empty() {
            self.0.push('{');
            quote(name, self.0);
            self.0.push(':');
        }
        self.0.push(start);
        Open { to: self, end }
    }
}

macro_rules! integers {
    ($($method:ident $type:ty),+) => {
        $(
            fn $method(self, value: $type) -> Result<(), Never> {
                self.serialize_i64(value.into())
            }
        )+
    };
}

impl<'a> Serializer for To<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    integers!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_u8 u8, serialize_u16 u16, serialize_u32 u32);

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    #[inline(never)]
    fn serialize_i64(self, value: i64) -> Result<(), Never> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Never> {
        self.serialize_i64(value.cast_signed())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_f64(self, _: f64) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_char(self, value: char) -> Result<(), Never> {
        self.collect_str(&value)
    }

    #[inline(never)]
    fn serialize_str(self, text: &str) -> Result<(), Never> {
        quote(text, self.0);
        Ok(())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Never> {
        self.serialize_str(&std::fmt::format(format_args!("{value}")))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Never> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Never> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        let mut open = self.open("", '{', "}");
        SerializeStruct::serialize_field(&mut open, variant, value)?;
        open.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Never> {
        Ok(self.open("", '[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Never> {
        Ok(self.open("", '[', "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Never> {
        Ok(self.open("", '[', "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Never> {
        Ok(self.open(variant, '[', "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Never> {
        Ok(self.open("", '{', "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Never> {
        Ok(self.open("", '{', "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Never> {
        Ok(self.open(variant, '{', "}}"))
    }
}

/// A list or table that has begun.
struct Open<'a> {
    to: To<'a>,
    end: &'static str,
}

impl Open<'_> {
    #[inline(never)]
    fn close(self) -> Result<(), Never> {
        self.to.0.push_str(self.end);
        Ok(())
    }
}

macro_rules! lists {
    ($($of:ident $method:ident),+) => {
        $(
            impl $of for Open<'_> {
                type Ok = ();
                type Error = Never;

                fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                    self.to.item();
                    value.serialize(To(self.to.0))
                }

                fn end(self) -> Result<(), Never> {
                    self.close()
                }
            }
        )+
    };
}

lists!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

macro_rules! tables {
    ($($of:ident),+) => {
        $(
            impl $of for Open<'_> {
                type Ok = ();
                type Error = Never;

                fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
                    self.to.key(key);
                    value.serialize(To(self.to.0))
                }

                fn end(self) -> Result<(), Never> {
                    self.close()
                }
            }
        )+
    };
}

tables!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.to.item();
        let start = self.to.0.len();
        key.serialize(To(self.to.0))?;
        // What is no string becomes one.
        if !self.to.0.ends_with('"') {
            self.to.0.insert(start, '"');
            self.to.0.push('"');
        }
        self.to.0.push(':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(To(self.to.0))
    }

    fn end(self) -> Result<(), Never> {
        self.close()
    }
}
